"""A closed period is opened again for named facts by two people, and ends by itself with the further version that is due."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from areas.models import Unit
from audit.models import AuditEvent
from cases.facts.store import ReoffenceData
from cases.reoffences.services import record_reoffence
from cases.tests.factories import receive
from core.dates import today
from core.errors import Refused
from reports import tasks
from reports.models import Report
from reports.periods.models import DueReport
from reports.periods.progress import counts_of, progress_of
from reports.periods.reminders import not_submitted, reminders
from reports.periods.services import close_period
from reports.periods.tests.closing import ended_period
from reports.reopening.models import Reopening
from reports.reopening.reason import reopening_reason
from reports.reopening.services import approve_reopening, end_reopening, propose_reopening, refuse_reopening
from reports.restatement.log import restatement_log
from reports.services import make_report
from reports.tests.life import sign, submit
from reports.tests.pages import plain

pytestmark = pytest.mark.usefixtures("fast_documents")
LATER = timedelta(days=3)


@pytest.fixture
def period(world, worked_example):
    """H1 2024, closed; Sơn Tịnh has submitted the report that its schedule drafted."""
    found = ended_period()
    for job in close_period(by=None, period=found, today=today()):
        if job.due_report.unit == world.son_tinh:
            tasks.run_job(str(job.pk))
    submit(Report.objects.get(), by=world.leader)
    found.refresh_from_db()
    return found


@pytest.fixture
def ask(world, period, worked_example):
    """Asks to open the period again for case 1 until in three days; further values replace these."""

    def call(**given) -> Reopening:
        values = {
            "by": world.leader,
            "unit": world.son_tinh,
            "period": period,
            "facts": "Khởi tố mới",
            "cases": [worked_example["1"]],
            "last_on": today() + LATER,
            "document_number": "15/CAT",
            "why": "Tòa án gửi quyết định muộn",
        }
        return propose_reopening(**{**values, **given})

    return call


def prosecute(case, by) -> None:
    record_reoffence(by=by, case=case, data=ReoffenceData(date(2024, 6, 14)))


def pass_last_day(reopening: Reopening) -> Reopening:
    """The last day is over, as if it had been asked for some days ago."""
    Reopening.objects.filter(pk=reopening.pk).update(last_on=today() - timedelta(days=1))
    reopening.refresh_from_db()
    return reopening


def due_versions(world) -> list[int]:
    return list(DueReport.objects.filter(unit=world.son_tinh).order_by("version").values_list("version", flat=True))


def test_two_people_open_it_and_nobody_alone(ask, world):
    asked = ask()
    with pytest.raises(Refused):
        approve_reopening(by=world.leader, request=asked)
    with pytest.raises(Refused):
        approve_reopening(by=world.leader_other, request=asked)  # a leader of another district
    with pytest.raises(Refused):
        approve_reopening(by=world.officer, request=asked)
    assert not Reopening.objects.get().is_open
    approve_reopening(by=world.province, request=asked)
    assert Reopening.objects.get().is_open
    with pytest.raises(Refused):
        refuse_reopening(by=world.province, request=asked, why="muộn")
    assert [
        event.action for event in AuditEvent.objects.filter(action__startswith="reopening.").order_by("number")
    ] == [
        "reopening.propose",
        "reopening.approve",
    ]


def test_the_database_knows_two_people_too(ask, world):
    asked = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reopening.objects.filter(pk=asked.pk).update(
            state="approved", decided_by=world.leader, decided_at=timezone.now()
        )


@pytest.mark.parametrize(
    "given",
    [
        {"facts": " "},
        {"why": " "},
        {"document_number": ""},
        {"cases": []},
        {"last_on": today() - timedelta(days=1)},
        {"last_on": today() + timedelta(days=32)},
    ],
    ids=["facts", "why", "document", "cases", "past day", "far day"],
)
def test_it_names_its_facts_its_reason_and_a_near_last_day(ask, given):
    with pytest.raises(Refused):
        ask(**given)
    assert not Reopening.objects.exists()


def test_one_at_a_time_and_only_of_a_signed_report(ask, world):
    with pytest.raises(Refused, match="chưa ký"):
        ask(unit=world.tu_nghia)
    asked = ask()
    with pytest.raises(Refused, match="đang mở lại"):
        ask()
    refuse_reopening(by=world.province, request=asked, why="Không cần")
    ask()


def test_a_case_of_another_unit_is_not_named(ask, world):
    elsewhere = Unit.objects.communes().filter(parent=world.tu_nghia).first()
    with pytest.raises(Refused, match="không do đơn vị quản lý"):
        ask(cases=[receive(world, unit=elsewhere)])


def test_late_facts_of_its_cases_are_marked_and_no_others(ask, world, worked_example):
    before = worked_example["6"]
    prosecute(before, world.leader)
    approve_reopening(by=world.province, request=ask())
    prosecute(worked_example["1"], world.leader)
    prosecute(worked_example["3"], world.leader)
    log = restatement_log(Report.objects.get(), world.leader)
    marked = {change.case.code: change.reopening is not None for entry in log.entries for change in entry.changes}
    assert marked == {worked_example["6"].code: False, worked_example["1"].code: True, worked_example["3"].code: False}


def test_what_comes_after_the_last_day_is_not_marked(ask, world, worked_example):
    asked = approve_reopening(by=world.province, request=ask())
    assert asked.covers(worked_example["1"], timezone.now())
    assert not asked.covers(worked_example["1"], timezone.now() + LATER + timedelta(days=1))
    assert not asked.covers(worked_example["1"], asked.decided_at - timedelta(seconds=1))


def test_new_cases_belong_to_it_only_if_it_says_so(ask, world):
    asked = approve_reopening(by=world.province, request=ask(with_new_cases=True))
    new = receive(world)
    assert asked.covers(new, timezone.now())
    asked.with_new_cases = False
    assert not asked.covers(new, timezone.now())


def test_at_its_end_the_further_version_is_due_and_made_once(ask, world, period, worked_example, run_jobs):
    signed = Report.objects.get()
    asked = approve_reopening(by=world.province, request=ask())
    prosecute(worked_example["1"], world.leader)
    tasks.close_periods()
    assert due_versions(world) == [1]  # the last day is not over
    pass_last_day(asked)
    for _time in range(3):
        tasks.close_periods()
    run_jobs()
    asked.refresh_from_db()
    assert not asked.is_open
    assert due_versions(world) == [1, 2]
    draft = DueReport.objects.get(version=2).report
    assert (draft.version, draft.state, draft.texts) == (2, "draft", signed.texts)
    assert AuditEvent.objects.get(action="reopening.end").detail["due_version"] == 2
    signed.refresh_from_db()
    assert (signed.state, signed.version) == ("submitted", 1)

    reason = reopening_reason(draft)
    assert reason == "Kỳ báo cáo được mở lại theo văn bản 15/CAT: Tòa án gửi quyết định muộn"
    replaced = sign(draft, by=world.leader, number="13", why=reason).replaces
    assert replaced == signed


def test_the_further_version_is_waited_for_by_its_own_day(ask, world, period, worked_example, run_jobs):
    approve_reopening(by=world.province, request=(asked := ask()))
    prosecute(worked_example["1"], world.leader)
    pass_last_day(asked)
    tasks.close_periods()
    due = DueReport.objects.get(version=2)
    assert due.due_on == today() - timedelta(days=1) + (period.due_on - period.end)
    assert counts_of([period], world.leader)[period.pk].owed == 1
    assert counts_of([period], world.leader)[period.pk].submitted == 0
    assert [one.is_drafting for one in progress_of(period, world.leader).units] == [True]
    [reminder] = reminders(world.leader, due.due_on)
    assert (reminder.days, reminder.due_on) == (0, due.due_on)
    run_jobs()
    submit(DueReport.objects.get(version=2).report, by=world.leader, number="13")
    assert not not_submitted().filter(unit=world.son_tinh).exists()


def test_without_anything_new_no_further_version_is_due(ask, world):
    asked = pass_last_day(approve_reopening(by=world.province, request=ask()))
    assert end_reopening(by=None, reopening=asked, today=today()) is None
    assert due_versions(world) == [1]
    assert Reopening.objects.get().ended_at is not None


def test_what_nobody_decided_ends_too_and_opens_nothing(ask, world, worked_example):
    asked = pass_last_day(ask())
    prosecute(worked_example["1"], world.leader)
    with pytest.raises(Refused, match="hết hiệu lực"):
        approve_reopening(by=world.province, request=asked)
    tasks.close_periods()
    assert due_versions(world) == [1]
    assert Reopening.objects.get().ended_at is not None
    ask()


def test_the_pages_from_asking_to_deciding(world, period, worked_example, client_for, post_form):
    leader, province = client_for(world.leader), client_for(world.province)
    assert "Đề nghị mở lại kỳ" in leader.get(period.get_absolute_url()).content.decode()
    day = f"{today() + LATER:%d/%m/%Y}"
    words = {"facts": "Khởi tố mới", "document_number": "15/CAT", "why": "Gửi muộn", "last_on": day}
    address = f"/reports/periods/{period.pk}/reopen/"
    refused = post_form(leader, address, {"unit": world.son_tinh.pk, "cases": "HS-0", **words})
    assert (refused.status_code, "Không tìm thấy hồ sơ: HS-0" in refused.content.decode()) == (422, True)
    code = worked_example["1"].code
    assert post_form(leader, address, {"unit": world.son_tinh.pk, "cases": code, **words}).status_code == 302
    asked = Reopening.objects.get()
    assert "Đề nghị mở lại kỳ báo cáo" in province.get("/", follow=True).content.decode()
    page = plain(province.get(asked.get_absolute_url()))
    assert "1 hồ sơ anh/chị không xem được" in page
    assert worked_example["1"].get_absolute_url() not in province.get(asked.get_absolute_url()).content.decode()
    assert post_form(province, asked.get_absolute_url(), {"decision": "approve"}).status_code == 302
    page = plain(leader.get(asked.get_absolute_url()))
    assert "Đang mở đến hết ngày" in page
    assert worked_example["1"].get_absolute_url() in leader.get(asked.get_absolute_url()).content.decode()
    prosecute(worked_example["1"], world.leader)
    log = leader.get(f"/reports/{Report.objects.get().public_id}/learnt/").content.decode()
    assert "Ghi trong đợt mở lại kỳ" in log
    assert "Mở lại kỳ" in leader.get(Report.objects.get().get_absolute_url()).content.decode()


def test_nobody_else_asks_or_decides(world, period, ask, client_for, post_form):
    asked = ask()
    for who, status in ((world.officer, 403), (world.province, 403), (world.leader_other, 404), (world.bank, 403)):
        assert client_for(who).get(f"/reports/periods/{period.pk}/reopen/").status_code == status
    assert client_for(world.leader_other).get(asked.get_absolute_url()).status_code == 404
    for who in (world.leader, world.officer):
        assert post_form(client_for(who), asked.get_absolute_url(), {"decision": "approve"}).status_code in (404, 422)
    assert Reopening.objects.get().state == "waiting"


def test_a_hand_made_version_of_the_days_between_is_enough(ask, world, period, worked_example):
    asked = approve_reopening(by=world.province, request=ask())
    prosecute(worked_example["1"], world.leader)
    by_hand = make_report(by=world.leader, unit=world.son_tinh, period=period.period)
    submit(by_hand, by=world.leader, number="13")
    assert end_reopening(by=None, reopening=pass_last_day(asked), today=today()) is None
    assert due_versions(world) == [1]
