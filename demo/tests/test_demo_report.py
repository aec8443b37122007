"""The figures of the demo: no reoffences in the period of the real report, and agreement with the reference count."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from areas.models import Unit
from cases.models import ReoffenceConfirmation
from demo.load import load_district
from demo.people.district import COMMUNES, DISTRICT, FRAME, PERIOD
from demo.people.last_months import everybody
from demo.tests.reference_people import compare, plain_cases
from law.choices import Category
from reports.measures.management import figures
from reports.measures.tests.reference_count import PlainCase

pytestmark = pytest.mark.django_db

SEEDS = (1, 4)
CELLS = (*Category.values, "total")


@pytest.fixture(scope="module", params=SEEDS)
def district(request, shared_rows) -> Iterator[tuple[int, Unit]]:
    """(seed, the district's unit) with the demo loaded."""

    def load() -> Unit:
        load_district(seed=request.param)
        return Unit.objects.find(DISTRICT, on=FRAME.last)

    with shared_rows(load) as unit:
        yield request.param, unit


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
    compare(unit, with_confirmations(plain_cases(everybody(seed))))


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
