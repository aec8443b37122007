"""The figures of the demo: no reoffences in the period of the real report, and agreement with the reference count."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from areas.models import Unit
from cases.models import Person, ReoffenceConfirmation
from core.dates import Period
from demo.district import COMMUNES, DISTRICT, FRAME, PERIOD, Inhabitant, inhabitants
from demo.load import load_district
from demo.workbook import CODE_PREFIX, FIRST_SERIAL, sample_register
from law.choices import Category
from register.services import apply_register
from reports.measures.management import figures, unconfirmed_by_cell
from reports.measures.tests.reference_count import (
    PlainCase,
    PlainReoffence,
    PlainStay,
    count,
    not_attributed,
    unconfirmed,
)

SEEDS = (1, 4)
CELLS = (*Category.values, "total")


@pytest.fixture(params=SEEDS)
def district(request, world):
    """(seed, the district's unit) with the demo loaded."""
    load_district(seed=request.param)
    return request.param, Unit.objects.find(DISTRICT, on=FRAME.last)


def periods() -> list[Period]:
    """The report's, the one a year before, and twelve drawn anywhere in the history."""
    random = Random(2024)
    drawn = []
    for _period in range(12):
        start = FRAME.first + timedelta(days=random.randrange((FRAME.last - FRAME.first).days))
        drawn.append(Period(start, start + timedelta(days=random.randrange(1, 400))))
    return [PERIOD, PERIOD.year_before(), *drawn]


def plain_cases(people: list[Inhabitant]) -> list[PlainCase]:
    """The invented people as plain cases for the reference count, not read from the database."""
    return [
        PlainCase(
            code=code,
            person=one.codes[0],
            origin=case.history[0].origin,
            stays=[
                PlainStay(
                    one.places[stay.unit_id],
                    stay.category,
                    stay.start_on,
                    stay.end_on,
                    "" if stay.end_reason == "moved" else stay.end_reason,
                )
                for stay in case.history
            ],
            reoffences=[
                PlainReoffence(reoffence.prosecuted_on, reoffence.convicted_on, reoffence.outcome)
                for reoffence in case.reoffences
            ],
        )
        for one in people
        for code, case in one.cases
    ]


def line(report: dict, unit: str, category: str) -> dict:
    [found] = [row for row in report["management"] if (row["unit"], row["category"]) == (unit, category)]
    return found


def test_nobody_reoffends_in_the_period_of_the_report(district):
    report = figures(district[1], PERIOD)

    for category in CELLS:
        row = line(report, DISTRICT, category)
        assert (row["reoffended"], row["rate"], row["reimprisoned"]) == (0, "0.00", 0)
        assert row["managed"] >= 5
    assert {row["unit"] for row in report["management"]} == {*COMMUNES, DISTRICT}
    assert report["not_attributed"] == []


def test_people_of_every_category_reoffend_in_the_year_before(district):
    report = figures(district[1], PERIOD.year_before())

    assert all(line(report, DISTRICT, category)["reoffended"] > 0 for category in CELLS)


def test_every_column_of_the_report_has_a_count(district):
    whole = line(figures(district[1], PERIOD), DISTRICT, "total")
    communes = [row for row in figures(district[1], PERIOD)["management"] if row["unit"] != DISTRICT]

    assert all(whole[name] > 0 for name in ("opening", "released", "transferred_in", "expunged", "died", "moved_away"))
    assert line(figures(district[1], PERIOD), DISTRICT, Category.CONDITIONAL)["category_out"] >= 2
    assert sum(row["transferred_out"] for row in communes if row["category"] == "total") >= 2
    assert whole["managed"] > 100


@pytest.mark.parametrize("district", [1], indirect=True)
def test_seed_1_gives_the_same_figures_on_every_day(district):
    names = ("opening", "released", "transferred_in", "expunged", "closing", "managed")
    report = figures(district[1], PERIOD)

    assert {cell: tuple(line(report, DISTRICT, cell)[name] for name in names) for cell in CELLS} == {
        "completed": (85, 16, 1, 15, 84, 105),
        "amnesty": (26, 0, 0, 2, 24, 26),
        "conditional": (5, 5, 0, 0, 7, 10),
        "total": (116, 21, 1, 17, 115, 138),
    }


def test_fourteen_periods_are_counted_as_by_the_reference_count(district):
    seed, unit = district
    compare(unit, with_confirmations(plain_cases(inhabitants(seed))))


def with_confirmations(cases: list[PlainCase]) -> list[PlainCase]:
    found = ReoffenceConfirmation.objects.values_list("reoffence__case__code", "reoffence__prosecuted_on")
    confirmed = set(found)
    assert confirmed
    return [
        replace(
            case,
            reoffences=[replace(one, is_confirmed=(case.code, one.prosecuted) in confirmed) for one in case.reoffences],
        )
        for case in cases
    ]


def test_the_untidy_register_gives_the_figures_of_the_people_in_it(world):
    data = sample_register(seed=1, cases=160, messy=True)

    result = apply_register("so.xlsx", data, by=None)

    assert (result.errors, result.applied) == ([], True)
    assert result.sheets["Danh sách"]["created"] == 160
    people = inhabitants(1, 160, CODE_PREFIX, FIRST_SERIAL)
    compare(world.son_tinh, without_dropped(plain_cases(people)))
    assert Person.objects.count() == len(people)
    again = apply_register("so.xlsx", data, by=None)
    assert again.sheets["Danh sách"]["unchanged"] == 160


def without_dropped(cases: list[PlainCase]) -> list[PlainCase]:
    """A register contains no convictions and no dropped reoffences."""
    return [
        replace(
            case, reoffences=[PlainReoffence(one.prosecuted) for one in case.reoffences if one.outcome != "dropped"]
        )
        for case in cases
    ]


def compare(unit: Unit, cases: list[PlainCase]) -> None:
    for period in periods():
        report = figures(unit, period)  # raises Unbalanced if a cell does not balance
        for row in report["management"]:
            units = set(COMMUNES) if row["unit"] == DISTRICT else {row["unit"]}
            slow = count(cases, units, row["category"], period.start, period.end)
            found = {**row, "unconfirmed": unconfirmed_by_cell(report).get((row["unit"], row["category"]), 0)}
            assert {name: found[name] for name in slow} == slow, (period, row["unit"], row["category"])
        listed = [(one["case"], date.fromisoformat(one["counted_on"])) for one in report["not_attributed"]]
        waiting = [(one["case"], date.fromisoformat(one["counted_on"])) for one in report["unconfirmed"]]
        assert sorted(waiting) == unconfirmed(cases, set(COMMUNES), period.start, period.end)
        assert sorted(listed) == not_attributed(cases, set(COMMUNES), period.start, period.end)
