"""What no browser of ours sends: every page answers it with a refusal, never with an error, and shows nothing of it as markup."""

import uuid
from http import HTTPStatus
from itertools import cycle, islice

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import DateField

from accounts.roles import may
from areas.dates import today
from cases.tabs import TABS
from cases.tests.test_officer_day import FOR_PROBATION, HOME, LETTER, RECORD
from reintegration.testing.walk import addresses, with_ids, without_ids

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("quiet")]

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
    "app_label", "model_name", "field_name", "term", "once", "version",
)  # fmt: skip
ALWAYS = (
    "once",
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
STEP = 11


def rounds(names, step: int):
    """Garbage for every name, again and again, each time another; with a step of 1 all of it for all of them."""
    for start in range(0, len(GARBAGE), step):
        yield dict(zip(names, islice(cycle(GARBAGE), start, None), strict=False))


class Hostile:
    def __init__(self, client):
        self.client, self.found, self.requests = client, [], 0

    def ask(self, method: str, address: str, data=None, **kwargs):
        answer = getattr(self.client, method)(address, data, **kwargs)
        self.requests += 1
        text = answer.content.decode(errors="replace") if "html" in answer.get("Content-Type", "") else ""
        wrong = [str(answer.status_code)] if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else []
        wrong += [word for word in REFLECTED if word in text]
        wrong += [
            f"to {answer.url}"
            for _once in [1]
            if answer.status_code == 302 and not answer.url.startswith(("/", "?", "."))
        ]
        wrong += [f"to {answer.url}" for _once in [1] if answer.status_code == 302 and answer.url.startswith("//")]
        if wrong:
            what = {name: str(value)[:30] for name, value in data.items()} if isinstance(data, dict) else str(data)[:60]
            self.found.append(f"{method} {address}: {wrong}: {what} {answer.exc_info or ''}")
        return answer


@pytest.fixture
def leader(world, garden, client_for):
    return Hostile(client_for(world.leader, raise_request_exception=False))


@pytest.fixture
def pages(world, garden):
    """Every address that the leader of the district may ask for, about somebody of theirs; of kinds of records one each."""
    found = [f"/{route.pattern}" for route in without_ids() if may(world.leader, route.action)]
    for route in with_ids():
        if may(world.leader, route.action):
            made = garden.plants["zqmarkbac"]
            found += addresses(route, made)
    return found


def test_garbage_in_the_address_is_answered(leader, pages):
    for address in pages:
        step = len(GARBAGE) if "-" in address else 2
        for turn, data in enumerate(rounds(PARAMETERS, step)):
            leader.ask("get", address, data, headers={"HX-Request": "true"} if turn % 2 else {})
    assert leader.found == []
    assert leader.requests > 500


def test_garbage_in_every_field_of_every_form_is_answered(leader, pages):
    for address in pages:
        context = leader.ask("get", address).context or {}
        form = context.get("form") or context.get("issue_form")
        for data in rounds([*(form.fields if form else ()), *ALWAYS], STEP):
            data["once"] = str(uuid.uuid4())
            leader.ask("post", address, data)
        leader.ask("post", address, {**data, "file": SimpleUploadedFile("\r\n../x.pdf", b"%PDF-")})
    assert leader.found == []
    assert leader.requests > 500


@pytest.mark.parametrize("month", ["0001-01", "0001-02", "9999-12", "1899-12", "2200-01", "2024-13", "x"])
def test_a_month_that_is_none_of_ours_is_this_month(leader, month):
    for address in ("/cases/looks/", f"/cases/looks/{uuid.UUID(int=7)}/"):
        leader.ask("get", address, {"month": month})
    assert leader.found == []
    assert leader.ask("get", "/cases/looks/", {"month": month}).context["month"] == today().replace(day=1)


EXTREME = ("01/01/0001", "02/01/0001", "31/12/1899", "01/01/2200", "31/12/9999")


def test_days_out_of_our_time_lead_no_reckoning_out_of_the_calendar(leader, garden, world):
    """Each date of each form, all else as a careful officer types it; afterwards every page about the case opens."""
    case = garden.plants["zqmarkbac"].case
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
        for name in (name for name, one in form.fields.items() if isinstance(one, DateField)):
            for day in EXTREME:
                answer = leader.ask("post", address, {**data, name: day, "once": str(uuid.uuid4())})
                tried += 1
                assert answer.status_code == 422 or address == "/reports/new/", (address, name, day)
    for slug in TABS:
        leader.ask("get", f"{at}/tab/{slug}/")
    leader.ask("get", "/cases/worklist/")
    assert leader.found == []
    assert tried > 200
