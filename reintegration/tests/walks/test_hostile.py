"""What no browser of ours sends: every page answers it with a refusal, never with an error, and shows nothing of it as markup."""

import re
import uuid
from http import HTTPStatus
from itertools import cycle, islice, product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import DateField

from accounts.permissions.roles import may
from cases.case_page.tabs import TABS
from cases.models import Case, Contact, Notice
from cases.tests.form_data import FOR_PROBATION, HOME, LETTER, RECORD
from community.models import CommuneModel, ModelMember
from core.dates import today
from core.forms.formsets import all_forms
from reintegration.testing.walk import addresses, with_ids, without_ids

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("quiet", "shared_people")]

SCRIPT, ATTRIBUTE, TEMPLATE = "<script>alert(7)</script>", "\"'><img src=x onerror=alert(7)>", "{{7191*7193}}"
# As markup, as a template's result: none of these may stand in a page.
REFLECTED = ("<script>alert(7)", "<img src=x", "51724863")
GARBAGE = (
    "", " ", "'", "' OR 1=1--", SCRIPT, ATTRIBUTE, TEMPLATE, "%s%n%x", "x" * 100_000, "9" * 30, "9" * 5_000, "-1",
    "1e999", "NaN", "Infinity", "0x10", "٣", "²", "½", "[1,2]", "{" * 2_000, '{"a":[]}', "31/02/2024", "00/00/0000", "01/01/0001",
    "0001-01-01", "31/12/9999", "9999-12-31", "01/01/99999", "9999-12", "0001-01", "12/9999", "../../etc/passwd",
    "\r\nSet-Cookie: a=b", "\u202e\u2028\ufeff", "e\u0301" * 60, "\U0001f600", "\xed\xb3\xa1",
    "javascript:alert(7)", "//evil.example", "http://[", str(uuid.UUID(int=7)), "=cmd|' /C calc'!A0", "null", "true",
)  # fmt: skip
PARAMETERS = (
    "q", "unit", "category", "state", "officer", "group", "n", "page", "month", "kind", "print", "notice", "from", "on", "next",
    "o", "p", "e", "all", "_popup", "_to_field", "_facets", "day__year", "day__month", "day__gte", "is_active__exact", "role",
    "app_label", "model_name", "field_name", "term", "idempotency_key", "version",
)  # fmt: skip
ALWAYS = (
    "idempotency_key",
    "version",
    "is_person",
    "next",
    "draft",
    "good_rows",
    "csrfmiddlewaretoken",
    "_save",
    "action",
    "q",
    "n",
)
# A redirect stays on the site.
OURS = re.compile(r"/(?![/\\])|[?.]")
STEP, SOME = 11, 5


def rounds(names, step: int, first: int = 0):
    """Garbage for every name, again and again, each time another, from the piece `first` on.

    With a step of 1 all of it for all of them.
    """
    for start in range(first % step, len(GARBAGE), step):
        yield dict(zip(names, islice(cycle(GARBAGE), start, None), strict=False))


class Hostile:
    def __init__(self, client):
        self.client, self.found, self.requests = client, [], 0

    def ask(self, method: str, address: str, data=None, **kwargs):
        if method == "generic":  # a body as it is
            answer = self.client.generic("POST", address, data, **kwargs)
        else:
            answer = getattr(self.client, method)(address, data, **kwargs)
        self.requests += 1
        text = answer.content.decode(errors="replace") if "html" in answer.get("Content-Type", "") else ""
        wrong = [str(answer.status_code)] if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else []
        wrong += [word for word in REFLECTED if word in text]
        if answer.status_code == HTTPStatus.FOUND and not OURS.match(answer.url):
            wrong.append(f"to {answer.url}")
        if wrong:
            what = {name: str(value)[:30] for name, value in data.items()} if isinstance(data, dict) else str(data)[:60]
            self.found.append(f"{method} {address}: {wrong}: {what} {answer.exc_info or ''}")
        return answer


@pytest.fixture
def leader(world, marked, client_for):
    return Hostile(client_for(world.leader, raise_request_exception=False))


@pytest.fixture
def pages(world, marked):
    """Every address that the leader of the district may ask for, about somebody of theirs; of kinds of records one each."""
    found = [f"/{route.pattern}" for route in without_ids() if may(world.leader, route.action)]
    for route in with_ids():
        if may(world.leader, route.action):
            made = marked.people["zqmarkbac"]
            found += addresses(route, made)
    return found


def test_garbage_in_the_address_is_answered(leader, pages):
    # Each list begins elsewhere, so that together they get every piece for every parameter.
    for number, address in enumerate(pages):
        step = len(GARBAGE) if "-" in address else SOME
        for turn, data in enumerate(rounds(PARAMETERS, step, 0 if "-" in address else number)):
            leader.ask("get", address, data, headers={"HX-Request": "true"} if turn % 2 else {})
    assert leader.found == []
    assert leader.requests > 500


def test_garbage_in_every_field_of_every_form_is_answered(leader, pages):
    for address in pages:
        context = leader.ask("get", address).context or {}
        form = context.get("form") or context.get("sign_form")
        names = [part.add_prefix(name) for part in all_forms(form) for name in part.fields] if form else []
        for turn, data in enumerate(rounds([*names, *ALWAYS], STEP)):
            data["idempotency_key"] = str(uuid.uuid4())
            if turn % 2:  # else nothing but its conflict would be met
                data["version"] = getattr(form, "version", None) or ""
            leader.ask("post", address, data)
        leader.ask("post", address, {**data, "file": SimpleUploadedFile("\r\n../x.pdf", b"%PDF-")})
    assert leader.found == []
    assert leader.requests > 500


def test_garbage_in_the_administrators_site_is_answered(world, client_for):
    """Its own forms and lists, with ids that nothing has and filters that no link offers."""
    admin = Hostile(client_for(world.admin, raise_request_exception=False))
    lists = [route.pattern for route in without_ids() if route.name.endswith("_changelist")]
    for address in (f"/{pattern}" for pattern in lists):
        for data in rounds(PARAMETERS, 6):
            admin.ask("get", address, data)
            admin.ask("post", address, data)
        for day in ("0", "-1", "9999", "99999", "9" * 30, "x"):
            admin.ask("get", address, {"day__year": day, "day__month": day, "day__day": day, "valid_from__gte": day})
        for page in ("add/", "1/change/", "x/change/", f"{'9' * 5_000}/change/", "_5F/history/", "%E2%80%AE/"):
            context = admin.ask("get", address + page).context or {}
            form = context["adminform"].form if "adminform" in context else None
            for data in rounds([*(form.fields if form else ()), *ALWAYS], STEP):
                admin.ask("post", address + page, data)
    for data in rounds(("app_label", "model_name", "field_name", "term", "page"), 2):
        admin.ask("get", "/admin/autocomplete/", {"app_label": "accounts", "model_name": "membership", **data})
    known = {"app_label": "accounts", "model_name": "membership", "field_name": "user"}
    for term in GARBAGE:
        admin.ask("get", "/admin/autocomplete/", {**known, "term": term})
    assert admin.found == []
    assert admin.requests > 300


def test_a_month_that_is_none_of_ours_is_this_month(leader):
    for month in ("0001-01", "0001-02", "9999-12", "1899-12", "3000-01", "2024-13", "x"):
        leader.ask("get", f"/cases/looks/{uuid.UUID(int=7)}/", {"month": month})
        shown = leader.ask("get", "/cases/looks/", {"month": month}).context["month"]
        assert shown == today().replace(day=1), month
    assert leader.found == []


EXTREME = ("01/01/0001", "02/01/0001", "31/12/1899", "01/01/3000", "31/12/9999")


def test_days_out_of_our_time_lead_no_reckoning_out_of_the_calendar(leader, marked, world):
    """Each date of each form, all else as a careful officer types it; afterwards every page about the case opens."""
    case = marked.people["zqmarkbac"].case
    at = f"/cases/{case.public_id}"
    forms = {f"{at}/records/{slug}/new/": data for slug, data in {**RECORD, **FOR_PROBATION}.items()}
    forms["/cases/receive/"] = {**HOME, "unit": world.tinh_bac.pk}
    forms["/cases/notices/new/"] = {**LETTER, "unit": world.tinh_bac.pk, "full_name": "Trần Một", "address": "thôn"}
    forms |= {f"{at}/details/": {"version": case.version}, f"{at}/numbers/new/": {"number": "212345678"}}
    forms |= {f"{at}/transfer/": {"to_unit": world.tinh_ha.pk, "address": "x", "why": "x"}}
    forms |= {
        f"{at}/{name}/": {"document_number": "1", "decision_number": "1"} for name in ("close", "complete", "revoke")
    }
    forms |= {f"{at}/reoffences/new/": {"document_number": "1"}, "/reports/new/": {"unit": world.son_tinh.pk}}
    tried = 0
    for address, data in forms.items():
        form = leader.ask("get", address).context["form"]
        fields = (part[name] for part in all_forms(form) for name in part.fields)
        for name in (bound.html_name for bound in fields if isinstance(bound.field, DateField)):
            for day in EXTREME:
                seen = {"version": form.version or "", "idempotency_key": str(uuid.uuid4())}
                answer = leader.ask("post", address, {**data, **seen, name: day})
                tried += 1
                assert answer.status_code == 422 or address == "/reports/new/", (address, name, day)
    for slug in TABS:
        leader.ask("get", f"{at}/tab/{slug}/")
    leader.ask("get", "/cases/worklist/")
    assert leader.found == []
    assert tried > 200


def test_a_version_that_no_form_sends_is_a_conflict(leader, marked):
    made = marked.people["zqmarkbac"]
    at = f"/cases/{made.case.public_id}"
    forms = {
        f"/cases/notices/{made.rows[Notice].public_id}/verify/": {"on": f"{today():%d/%m/%Y}", "address_right": "yes"},
        f"{at}/records/contacts/{made.rows[Contact].public_id}/": RECORD["contacts"],
        f"{at}/details/": {"release_on": "10/01/2024"},
        f"/models/{made.about(CommuneModel).public_id}/members/{made.rows[ModelMember].public_id}/": {
            "full_name": "x",
            "role": "member",
            "start_on": "01/03/2024",
        },
    }
    for (address, data), version in product(forms.items(), ("x", "-1", "9" * 5_000, "9" * 30, "²", "1.0", "")):
        answer = leader.ask("post", address, {**data, "version": version, "idempotency_key": str(uuid.uuid4())})
        assert answer.status_code == 409, (address, version, answer.context and answer.context["form"].errors)
    assert leader.found == []


def test_a_code_typed_in_our_own_shape_spoils_no_later_one(leader, marked, world):
    form = {**HOME, "unit": world.tinh_bac.pk}
    for name, code in (("Lê Văn Một", "21205-2024-" + "9" * 29), ("Lê Văn Hai", "21205-2024-²"), ("Lê Văn Ba", "")):
        data = {**form, "full_name": name, "code": code, "idempotency_key": str(uuid.uuid4())}
        assert leader.ask("post", "/cases/receive/", data).status_code == 302
    assert Case.objects.latest("pk").code == "21205-2024-001"


MULTIPART = "multipart/form-data; boundary=x"
BODIES = [
    ("multipart/form-data", b"--x\r\n"),
    (MULTIPART, b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\nabc'),
    (MULTIPART, b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\nabc\r\n--x--\r\n'),
    (
        MULTIPART,
        b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=q\r\n\r\n!!\r\n--x--",
    ),
    (MULTIPART, b"--x\r\n" * 2_000),
    ("multipart/form-data; boundary=" + "x" * 5_000, b"--x"),
    ("application/json", b'{"q": ["a", {"b": '),
    ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("application/x-www-form-urlencoded", b"q=%ED%A0%80&full_name=%FF%FE&version=%C0%80"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"q=a"),
    ("application/x-www-form-urlencoded; charset=nothing", b"q=a"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(2_000))),
    ("application/x-www-form-urlencoded", b"q=" + b"x" * 7_000_000),
    ("application/x-www-form-urlencoded", b"a\x00b=c\x00d"),
    ("\r\nx", b"q=a"),
    ("", b"\x00\x01\x02"),
]
FORMS = [
    "/cases/receive/",
    "/cases/receive/likeness/",
    "/cases/search/",
    "/cases/import/",
    "/reports/new/",
    "/account/password/",
]


def test_a_body_that_no_browser_sends_is_answered(leader):
    for content_type, body in BODIES:
        for address in [*FORMS, "/account/login/", "/admin/login/", "/khong-co/"]:
            leader.ask("generic", address, body, content_type=content_type)
    assert leader.found == []


def test_other_methods_change_nothing_and_break_nothing(leader, marked):
    case = marked.people["zqmarkbac"].case.get_absolute_url()
    for method in ("put", "delete", "patch", "trace", "options", "head"):
        for address in ("/", "/cases/", case, "/admin/", "/healthz", "/khong-co/"):
            leader.ask(method, address)
    assert leader.found == []


HEADERS = [
    {"host": "evil.example"},
    {"host": "a b"},
    {"host": "[::1"},
    {"host": "x" * 10_000},
    {"cookie": "sessionid=" + "x" * 50_000},
    {"cookie": 'sessionid="\\000"; messages=x; csrftoken=\xff'},
    {"cookie": "sessionid=' OR 1=1--; =; ;;;=x"},
    {"x-forwarded-for": ", ".join(["1.2.3.4"] * 5_000)},
    {"x-forwarded-proto": "gopher"},
    {"x-forwarded-host": "evil.example"},
    {"user-agent": "x" * 100_000},
    {"accept-language": "vi;q=9" * 10_000},
    {"accept": "\x01\x02"},
    {"referer": "http://["},
    {"origin": "http://[", "content-type": "text/plain"},
    {"hx-request": "true", "hx-current-url": "http://[", "hx-current-url-uri-autoencoded": "true"},
    {"hx-request": "true", "hx-target": SCRIPT, "hx-trigger": SCRIPT, "hx-prompt": SCRIPT},
    {"if-modified-since": "never", "if-none-match": "x" * 5_000, "range": "bytes=9-1"},
    {"x-request-id": SCRIPT},
]  # fmt: skip


def test_headers_that_no_browser_sends_are_answered(leader):
    for headers in HEADERS:
        for address in ("/", "/cases/", "/account/login/", "/healthz", "/khong-co/"):
            for method in ("get", "post"):
                answer = leader.ask(method, address, headers=headers)
                assert "evil.example" not in answer.content.decode() + str(answer.headers), headers
    assert leader.found == []


def test_nobody_is_led_to_another_site(world, client):
    for place in (
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(7)",
    ):
        for address in ("/account/login/", "/admin/login/", "/admin/logout/", "/account/second-step/"):
            answer = client.get(address, {"next": place})
            assert answer.status_code != 302 or answer.url.startswith(("/account/login/", "/admin/login/")), address
        typed = {"username": world.officer.username, "password": world.password, "next": place}
        answer = client.post(f"/account/login/?next={place}", typed)
        assert (answer.status_code, answer.url) == (302, "/"), place
        client.post("/account/logout/")


def test_a_draft_made_elsewhere_is_nobodys(world, client):
    for sealed in ("x", "A" * 40, "=" * 9, "é", "9" * 100_000):
        typed = {"username": world.officer.username, "password": world.password, "draft": sealed}
        assert client.post("/account/login/", typed).url == "/"
        client.post("/account/logout/")
