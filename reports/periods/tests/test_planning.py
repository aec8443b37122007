"""The rows that the schedule plans, and what a setting that changes does to them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from law.half_years.models import HALF_YEAR_CODES
from law.half_years.tests.approved import approved_half_years
from law.models import LawSetting
from reports.periods.models import ReportingPeriod
from reports.periods.names import period_names
from reports.periods.services import plan_periods

pytestmark = pytest.mark.django_db


def plan(day: str, **given):
    return plan_periods(by=None, today=date.fromisoformat(day), **given)


def rows() -> list[tuple[str, str, str]]:
    return [(row.kind, str(row.start), str(row.end)) for row in ReportingPeriod.objects.order_by("end", "kind")]


def setting(code: str, value: str, valid_from: str) -> LawSetting:
    day = date.fromisoformat(valid_from)
    if code in HALF_YEAR_CODES:
        return approved_half_years(code, value, day)
    return LawSetting.objects.create(code=code, value=value, article="Công văn 12", valid_from=day, source_note="x")


FIRST_2024 = ("first", "2023-12-15", "2024-06-14")
SECOND_2024 = ("second", "2024-06-15", "2024-12-14")
YEAR_2024 = ("year", "2023-12-15", "2024-12-14")
FIRST_2025 = ("first", "2024-12-15", "2025-06-14")


def test_the_current_period_and_the_next_are_planned_from_the_preset_in_force():
    plan("2024-03-01")
    assert rows() == [FIRST_2024, SECOND_2024]
    first = ReportingPeriod.objects.earliest("end")
    assert (first.preset, first.source, first.due_on) == (
        "admin_report",
        "Nghị định 09/2019/NĐ-CP",
        date(2024, 6, 19),
    )
    assert first.name == "6 tháng đầu năm 2024"
    assert not first.is_closed


def test_planning_again_changes_nothing_and_time_adds_what_follows():
    plan("2024-03-01")
    keys = set(ReportingPeriod.objects.values_list("pk", flat=True))
    assert plan("2024-03-01") == []
    assert AuditEvent.objects.filter(action="period.plan").count() == 1
    plan("2024-06-15")
    assert rows() == [FIRST_2024, SECOND_2024, YEAR_2024, FIRST_2025]
    assert keys < set(ReportingPeriod.objects.values_list("pk", flat=True))


def test_a_schedule_that_stood_still_for_two_years_leaves_no_gap():
    plan("2024-03-01")
    plan("2026-03-01")
    halves = list(ReportingPeriod.objects.halves())
    assert [str(half.start) for half in halves] == [
        *("2023-12-15", "2024-06-15", "2024-12-15", "2025-06-15", "2025-12-15", "2026-06-15")
    ]
    assert ReportingPeriod.objects.filter(kind="year").count() == 2


def test_nothing_before_the_first_call_is_planned_unless_asked_for():
    plan("2024-07-01", since=date(2023, 7, 1))
    assert rows()[:3] == [("second", "2023-06-15", "2023-12-14"), ("year", "2022-12-15", "2023-12-14"), FIRST_2024]
    plan("2024-07-01", since=date(2020, 1, 1))
    assert ReportingPeriod.objects.earliest("end").end == date(2023, 12, 14)


def test_a_chain_that_begins_again_later_asks_for_nothing_in_between():
    plan("2023-12-14", since=date(2023, 12, 15))
    assert rows() == [FIRST_2024]
    second, year = ("second", "2026-06-15", "2026-12-14"), ("year", "2025-12-15", "2026-12-14")
    plan("2026-11-28", since=date(2026, 11, 28))
    following = ("first", "2026-12-15", "2027-06-14")
    assert rows() == [FIRST_2024, second, year, following]
    assert plan("2026-11-28") == []
    assert plan("2026-11-28", since=date(2026, 11, 28)) == []


def test_a_new_preset_moves_what_has_not_begun_and_nothing_else():
    plan("2024-06-20")
    setting("period_admin_report", "15/11", "2024-12-01")
    plan("2024-06-20")
    moved = ("first", "2024-12-15", "2025-05-14")
    assert rows() == [FIRST_2024, SECOND_2024, YEAR_2024, moved][1:]
    plan("2025-05-15")
    assert rows() == [SECOND_2024, YEAR_2024, moved, *rows()[3:]]
    assert ("second", "2025-05-15", "2025-11-14") in rows()
    assert ("year", "2024-12-15", "2025-11-14") in rows()


def test_a_preset_entered_for_the_past_does_not_move_a_period_that_has_begun():
    plan("2024-06-20")
    before = rows()
    setting("period_admin_report", "15/11", "2023-01-01")
    plan("2024-06-21")
    assert rows()[:2] == before[:2]


def test_the_due_day_follows_its_setting_until_the_period_is_closed():
    plan("2024-03-01")
    setting("report_due_days", "10", "2024-01-01")
    plan("2024-03-02")
    first = ReportingPeriod.objects.earliest("end")
    assert first.due_on == date(2024, 6, 24)
    ReportingPeriod.objects.filter(pk=first.pk).update(closed_at="2024-06-15T00:00Z")
    LawSetting.objects.update(value="20")
    plan("2024-06-16")
    first.refresh_from_db()
    assert first.due_on == date(2024, 6, 24)


def test_one_period_of_a_kind_begins_on_a_day():
    plan("2024-03-01")
    first = ReportingPeriod.objects.earliest("end")
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_days_of_a_planned_period_have_its_name_and_chosen_days_none():
    plan("2024-06-20")
    setting("period_admin_report", "15/11", "2024-12-01")
    plan("2024-06-20")
    moved = ReportingPeriod.objects.latest("end").period
    assert period_names(moved) == ("6 tháng đầu năm 2025", "6 tháng cuối năm 2025")
    year = ReportingPeriod.objects.get(kind="year").period
    assert period_names(year) == ("năm 2024", "năm 2025")
    ReportingPeriod.objects.all().delete()
    assert period_names(moved) == ("", "")
