"""The half-years change by two people: they move crimes between the periods of the rate. No door is open to one alone."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from audit.models import AuditEvent
from core.dates import Preset
from core.errors import Refused
from law import services as law_services
from law.half_years import effects, services
from law.half_years.models import HALF_YEAR_CODES, HalfYearRequest
from law.models import LawSetting
from law.provider import law
from law.rules.periods import presets
from law.timeline import CODES, Kind

FROM = date(2027, 1, 1)
GIVEN = {
    "code": "period_police",
    "value": "01/12",
    "valid_from": FROM,
    "document_number": "9/CV",
    "why": "Theo chỉ đạo",
}
NEW = "/cases/law/half-years/period_police/new/"
FORM = {"value": "01/12", "valid_from": "01/01/2027", "document_number": "9/CV", "why": "Theo chỉ đạo"}
ROW = {"code": "period_police", "value": "01/12", "article": "9/CV", "valid_from": FROM, "source_note": "9/CV"}
FALL = {
    "unit": "527",
    "was": ["2026-05-15", "2026-11-14"],
    "will_be": ["2026-06-01", "2026-11-30"],
    "before": "16.67",
    "after": "8.33",
    "outside": 4,
    "unconfirmed": 7,
}


def propose(by, **given):
    return services.propose_half_years(by=by, **{**GIVEN, **given})


def first_day() -> tuple[int, int]:
    return law(FROM).day_of_year("period_police")


@pytest.fixture
def falling(monkeypatch):
    """One rate would fall, whatever is proposed."""
    found = [FALL]
    monkeypatch.setattr(effects, "_sources", [lambda present, proposed: effects.Effect(list(found), 12)])
    return found


def test_every_way_to_divide_the_year_takes_two_people():
    found = {code for code, one in CODES.items() if one.kind == Kind.DAY_OF_YEAR}
    assert found == set(HALF_YEAR_CODES)


@pytest.mark.parametrize("who", ["admin", "leader"])
def test_one_person_alone_changes_nothing(world, who):
    user = getattr(world, who)
    asked = propose(user)
    assert asked.state == "waiting"
    with pytest.raises(Refused, match="không được tự duyệt"):
        services.approve_half_years(by=user, request=asked)
    with pytest.raises(IntegrityError, match="half_year_request_by_two"), transaction.atomic():
        HalfYearRequest.objects.filter(pk=asked.pk).update(
            state="approved", decided_by=user, decided_at=asked.created_at
        )
    assert first_day() == (15, 11)


def test_the_verb_of_other_rules_refuses_it(world):
    values = {**ROW, "confidence": "high", "valid_to": None, "verified_by": "", "verified_on": None}
    with pytest.raises(Refused, match="người thứ hai"):
        law_services.save_setting(by=world.admin, setting=None, data=values)
    services.approve_half_years(by=world.leader, request=propose(world.admin))
    for changed in ({"value": "15/12"}, {"valid_to": date(2028, 1, 1)}):
        with pytest.raises(Refused, match="người thứ hai"):
            law_services.save_setting(by=world.admin, setting=LawSetting.objects.get(), data=changed)


def test_the_administration_has_no_door_to_it(world, client_for):
    client = client_for(world.admin)
    form = client.get(reverse("admin:law_lawsetting_add"))
    assert not set(HALF_YEAR_CODES) & {
        code for _title, section in form.context["adminform"].form.fields["code"].choices if section != "—"
        for code, _label in section
    }  # fmt: skip
    typed = {**ROW, "valid_from": "01/01/2027", "confidence": "high"}
    assert client.post(reverse("admin:law_lawsetting_add"), typed).status_code == 200
    assert not LawSetting.objects.exists()
    services.approve_half_years(by=world.leader, request=propose(world.admin))
    row = LawSetting.objects.get()
    address = reverse("admin:law_lawsetting_change", args=[row.pk])
    page = client.get(address)
    assert 'name="value"' not in page.content.decode()
    version = page.context["version"]
    assert client.post(address, {**typed, "value": "15/12", "version": version}).status_code == 403
    assert first_day() == (1, 12)


def test_the_page_of_other_rules_leads_to_the_request(world, client_for, post_form):
    client = client_for(world.admin)
    assert client.get("/cases/law/period_police/change/").url == NEW
    typed = {"value": "01/12", "article": "9/CV", "valid_from": "01/01/2027", "source_note": "x", "confidence": "high"}
    assert client.post("/cases/law/period_police/change/", typed).url == NEW
    assert not LawSetting.objects.exists()


def refused():
    return pytest.raises(DatabaseError, match=r"two people|append-only")


def test_the_database_refuses_a_row_without_an_approved_request(world):
    asked = propose(world.admin)
    for request in (None, asked):
        with refused(), transaction.atomic():
            LawSetting.objects.create(**ROW, request=request)
    services.approve_half_years(by=world.leader, request=asked)
    row = LawSetting.objects.get()
    other = LawSetting.objects.create(**{**ROW, "code": "present_days", "value": "5"})
    for found, values in (
        (row, {"value": "15/12"}),
        (row, {"valid_to": date(2028, 1, 1)}),
        (row, {"code": "present_days"}),
        (other, {"code": "period_calendar"}),
    ):
        with refused(), transaction.atomic():
            LawSetting.objects.filter(pk=found.pk).update(**values)
    with refused(), transaction.atomic():
        LawSetting.objects.filter(pk=row.pk).delete()
    LawSetting.objects.filter(pk=other.pk).update(value="6")


@pytest.mark.parametrize("other", [{"value": "15/12"}, {"valid_from": date(2028, 1, 1)}, {"code": "period_calendar"}])
def test_an_approved_request_serves_for_what_it_says_only(world, other):
    asked = propose(world.admin)
    asked.state, asked.decided_by, asked.decided_at = "approved", world.leader, asked.created_at
    asked.save()
    with refused(), transaction.atomic():
        LawSetting.objects.create(**{**ROW, **other}, request=asked)
    LawSetting.objects.create(**ROW, request=asked)


def test_two_people_change_it_and_every_step_is_recorded(world):
    asked = propose(world.admin)
    services.approve_half_years(by=world.leader, request=asked, why="Đúng")
    row = LawSetting.objects.get()
    assert (row.value, row.article, row.source_note, row.request) == ("01/12", "9/CV", "Theo chỉ đạo", asked)
    assert (law(date(2026, 12, 31)).day_of_year("period_police"), first_day()) == ((15, 11), (1, 12))
    events = AuditEvent.objects.filter(action__contains="half_year").order_by("number")
    assert [(one.action, one.by) for one in events] == [
        ("half_year.propose", world.admin),
        ("half_year.approve", world.leader),
        ("law.half_year", world.admin),
    ]
    assert (events[2].detail["before"], events[2].detail["after"]) == ([15, 11], [1, 12])
    with pytest.raises(Refused, match="đã được giải quyết"):
        services.refuse_half_years(by=world.leader, request=asked, why="Muộn")


def test_a_day_is_kept_in_one_way_however_it_is_typed(world):
    asked = propose(world.admin, value="1/12")
    assert asked.value == "01/12"
    with pytest.raises(Refused, match="đang chờ"):
        propose(world.admin, value="01/12")


def test_a_refused_request_changes_nothing(world):
    asked = propose(world.leader)
    with pytest.raises(Refused, match="lý do"):
        services.refuse_half_years(by=world.admin, request=asked, why=" ")
    services.refuse_half_years(by=world.admin, request=asked, why="Không có căn cứ")
    asked.refresh_from_db()
    assert (asked.state, asked.decision_why, LawSetting.objects.count()) == ("refused", "Không có căn cứ", 0)


def test_rates_that_were_not_shown_are_not_lowered(world, falling):
    asked = propose(world.admin)
    falling.append({**FALL, "unit": "21205"})
    with pytest.raises(Refused, match="khác lúc đề nghị"):
        services.approve_half_years(by=world.leader, request=asked)
    falling.pop()
    falling[0] = {**FALL, "unconfirmed": 6}
    services.approve_half_years(by=world.leader, request=asked)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"why": " "}, "lý do"),
        ({"document_number": " "}, "số văn bản"),
        ({"value": "31/12"}, "ngày/tháng"),
        ({"code": "present_days", "value": "5"}, "không phải kỳ"),
    ],
)
def test_what_cannot_be_proposed(world, given, reason):
    with pytest.raises(Refused, match=reason):
        propose(world.admin, **given)


def test_the_same_request_waits_once_and_a_stale_one_decides_nothing(world):
    asked = propose(world.admin)
    with pytest.raises(Refused, match="đang chờ"):
        propose(world.leader)
    other = propose(world.leader, value="15/12")
    services.approve_half_years(by=world.leader, request=asked)
    with pytest.raises(Refused, match="đã đổi khác"):
        services.approve_half_years(by=world.admin, request=other)
    with pytest.raises(Refused, match="đã áp dụng"):
        propose(world.leader)


def test_a_wrong_row_is_replaced_from_its_day_by_two_people_and_stays_in_the_history(world):
    services.approve_half_years(by=world.leader, request=propose(world.admin))
    right = propose(world.leader, value="15/12", document_number="10/CV", why="Văn bản 9/CV bị ghi nhầm ngày")
    assert first_day() == (1, 12)
    services.approve_half_years(by=world.admin, request=right)
    assert first_day() == (15, 12)
    assert [row.value for row in LawSetting.objects.order_by("pk")] == ["01/12", "15/12"]
    events = AuditEvent.objects.filter(action="law.half_year").order_by("number")
    assert [one.detail["before"] for one in events] == [[15, 11], [1, 12]]
    services.approve_half_years(by=world.leader, request=propose(world.admin, value="01/12"))
    assert first_day() == (1, 12)


@pytest.mark.parametrize("who", ["officer", "province", "bank", "committee", "stranger"])
def test_other_roles_neither_propose_nor_decide(world, client_for, who):
    asked = propose(world.admin)
    with pytest.raises(Refused, match="Vai trò"):
        services.approve_half_years(by=getattr(world, who), request=asked)
    client = client_for(getattr(world, who))
    found = [client.get(at).status_code for at in ("/cases/law/half-years/", NEW, asked.get_absolute_url())]
    assert found == [403] * 3


def test_the_pages_propose_and_decide(world, client_for, post_form, falling):
    proposer, leader = client_for(world.admin), client_for(world.leader)
    assert "Đã gửi đề nghị" in post_form(proposer, NEW, FORM, follow=True).content.decode()
    asked = HalfYearRequest.objects.get()
    own = proposer.get(asked.get_absolute_url()).content.decode()
    assert "người đề nghị không được tự duyệt" in own
    assert "16.67" not in own  # an administrator sees no figures
    post_form(proposer, asked.get_absolute_url(), {"decision": "approve"})
    assert first_day() == (15, 11)
    assert "1 đề nghị đổi kỳ 6 tháng" in leader.get("/dashboard/").content.decode()
    shown = leader.get(asked.get_absolute_url()).content.decode()
    for text in (
        "16.67",
        "8.33",
        "15/05/2026",
        "14/11/2026",
        "01/06/2026",
        "30/11/2026",
        "ngoài tỷ lệ: 4 vụ",
        "xác nhận: 7 vụ",
    ):
        assert text in shown
    post_form(leader, asked.get_absolute_url(), {"decision": "approve"})
    assert first_day() == (1, 12)
    assert "Đã duyệt" in leader.get("/cases/law/half-years/").content.decode()
    assert "01/12" in str(presets(law(FROM))["police"].label)


def test_a_source_counts_the_present_against_the_proposed(world, monkeypatch):
    seen: list[tuple[Preset, Preset]] = []

    def source(present, proposed):
        seen.append((present, proposed))
        return effects.Effect()

    monkeypatch.setattr(effects, "_sources", [source])
    propose(world.admin)
    [(present, proposed)] = seen
    assert [(one.day, one.month) for one in (present, proposed)] == [(15, 11), (1, 12)]
