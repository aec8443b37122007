"""The years before in the figures of a report equal what a report on each of them would count at the same instant."""

from datetime import datetime

import pytest

from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences
from core.dates import Period
from reports.measures.definition import Definition, Denominator
from reports.measures.history import report_figures
from reports.measures.management import TOTAL, checksum, figures
from reports.tests.sample_cases import H1, day


def totals(counted: dict) -> dict[str, list]:
    names = ("managed", "reoffended", "rate")
    return {row["unit"]: [row[name] for name in names] for row in counted["management"] if row["category"] == TOTAL}


def values(one: dict) -> list:
    return [one[name] for name in ("managed", "reoffended", "rate")]


def of(days: dict) -> Period:
    return Period(*(day("/".join(reversed(days[side].split("-")))) for side in ("start", "end")))


def test_each_half_year_and_the_units_are_those_of_reports_on_them(world, worked_example):
    counted = report_figures(world.son_tinh, H1)
    at = counted["known_at"]
    halves = counted["history"]["half_years"]
    assert len(halves) == 8
    assert of(halves[-1]) == H1
    known = datetime.fromisoformat(at)
    for one in halves:
        assert values(one) == totals(figures(world.son_tinh, of(one), known))["527"]
    assert any(one["reoffended"] for one in halves)
    years = counted["history"]["years"]
    by_unit = totals(figures(world.son_tinh, of(years), known))
    assert {one["unit"]: values(one) for one in years["units"]} == by_unit
    assert counted["checksum"] == checksum(counted)


@pytest.mark.parametrize("denominator", Denominator.values)
def test_every_denominator_counts_the_half_years_as_reports_do(world, worked_example, denominator):
    definition = Definition(denominator=denominator)
    counted = report_figures(world.son_tinh, H1, None, definition)
    known = datetime.fromisoformat(counted["known_at"])
    for one in counted["history"]["half_years"]:
        assert values(one) == totals(figures(world.son_tinh, of(one), known, definition))["527"]


def test_a_fact_learnt_later_does_not_change_the_history_of_that_time(world, worked_example):
    before = report_figures(world.son_tinh, H1)
    known = datetime.fromisoformat(before["known_at"])
    reoffences.record_reoffence(by=None, case=worked_example["1"], data=ReoffenceData(prosecuted_on=day("01/06/2024")))
    assert report_figures(world.son_tinh, H1, known) == before
    assert report_figures(world.son_tinh, H1)["history"] != before["history"]
