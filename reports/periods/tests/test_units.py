"""Who owes a report, by the last day of the period."""

from datetime import date

import pytest

from accounts.models import Membership
from areas.models import Level, Unit
from law.models import LawSetting
from reports.periods.units import reporting_units

DISTRICTS = ["522", "524", "525", "527", "528", "529", "530", "531", "532", "533", "534", "535", "536"]


@pytest.mark.parametrize(
    ("day", "level", "number"),
    [
        ("2024-06-14", Level.DISTRICT, 13),
        ("2025-02-28", Level.DISTRICT, 13),
        ("2025-03-01", Level.COMMUNE, 170),
        ("2025-06-30", Level.COMMUNE, 170),
        ("2025-07-01", Level.COMMUNE, 96),
    ],
)
def test_districts_report_until_their_police_ended_and_communes_since(world, day, level, number):
    found = reporting_units(date.fromisoformat(day))
    assert {unit.level for unit in found} == {level}
    assert len(found) == number


def test_only_provinces_count_in_which_somebody_works(world):
    june = date(2024, 6, 14)
    assert [unit.code for unit in reporting_units(june)] == DISTRICTS
    other = Unit.objects.on(june).filter(level=Level.DISTRICT).exclude(code__in=DISTRICTS).first()
    Membership.objects.create(user=world.stranger, unit=other, role="district_leader", start_on=date(2020, 1, 1))
    assert len(reporting_units(june)) == 23


def test_without_anybody_nobody_owes_a_report(db):
    assert not reporting_units(date(2024, 6, 14)).exists()


def test_the_office_may_let_communes_report_earlier(world):
    days = {"valid_from": date(2024, 1, 1), "article": "Công văn 9", "source_note": "x"}
    LawSetting.objects.create(code="districts_report", value="0", **days)
    assert {unit.level for unit in reporting_units(date(2024, 6, 14))} == {Level.COMMUNE}
