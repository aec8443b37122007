"""The district in 2024 and the province of 96 communes: reports, who owes them and the indicator across 1/3 and 1/7/2025."""

from datetime import date, timedelta

import pytest

from accounts.decrees.services import apply_decree
from areas.models import Unit
from areas.tests.old_map import MERGED, decree, real_decree
from cases.facts.clock import settled_time
from core.dates import Period
from reports.indicator.figures import indicator_figures, live_figures
from reports.life.services import accept_report
from reports.measures.history import report_figures
from reports.measures.management import figures
from reports.periods.units import reporting_units
from reports.services import make_report
from reports.tests.life import submit
from reports.tests.sample_cases import H1, WORKED_EXAMPLE, X, Y, cells, store

AFTER = Period(date(2025, 6, 15), date(2025, 12, 14))
# Open on 1/7/2025: A, B and F of Tịnh Bắc, C too.
OPEN = 4


@pytest.fixture(autouse=True)
def _documents(fast_documents):
    """No test here is about documents."""


@pytest.fixture
def old_cases(old_world):
    return store(WORKED_EXAMPLE, {X: old_world.tinh_bac, Y: old_world.tinh_ha})


def reform() -> Unit:
    """Both reorganisations of 2025. Returns the new province."""
    apply_decree(by=None, data=decree("close_office,51,,,district,,,,,", on="2025-03-01", document="Kết luận 1"))
    apply_decree(by=None, data=real_decree())
    return Unit.objects.find("51", MERGED)


def accepted(unit: Unit, period: Period, number: str = "1"):
    return accept_report(by=None, report=submit(make_report(by=None, unit=unit, period=period), number=number))


def test_the_report_of_the_district_stays_as_it_was(old_world, old_cases):
    report = accepted(old_world.son_tinh, H1)
    reform()
    report.refresh_from_db()
    again = report_figures(report.unit, H1, report.known_at)
    assert again == report.figures
    assert report.unit.full_name == "huyện Sơn Tịnh"
    assert {row["unit"] for row in again["management"]} >= {"21205", "21220", "527"}
    assert len({row["unit"] for row in again["management"]}) == 12


def test_the_indicator_of_2024_stays_over_13_districts(old_world, old_cases):
    accepted(old_world.son_tinh, H1)
    at = settled_time()
    before = indicator_figures(old_world.quang_ngai, H1, at), live_figures(old_world.quang_ngai, H1, at)
    assert [len(one["units"]) for one in before] == [13, 13]
    reform()
    old_world.quang_ngai.refresh_from_db()
    assert (indicator_figures(old_world.quang_ngai, H1, at), live_figures(old_world.quang_ngai, H1, at)) == before


def test_communes_report_since_1_march_and_96_of_them_since_1_july(old_world, old_cases):
    owed = {day: len(reporting_units(day)) for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 12, 14))}
    assert list(owed.values()) == [13, 170, 170]
    reform()
    days = (date(2025, 2, 28), date(2025, 3, 1), MERGED - timedelta(days=1), MERGED, AFTER.end)
    assert [len(reporting_units(day)) for day in days] == [13, 170, 170, 96, 96]


def test_the_indicator_after_the_reform_is_over_96_communes(old_world, old_cases):
    province = reform()
    live = live_figures(province, AFTER, settled_time())
    assert len(live["units"]) == 96
    by_code = {row["unit"]: row for row in live["units"]}
    assert (by_code["21205"]["name"], by_code["21205"]["managed"]) == ("xã Ba Gia", OPEN)
    assert live["province"]["managed"] == OPEN
    assert sum(row["managed"] for row in live["units"]) == OPEN

    ba_gia = Unit.objects.find("21205", MERGED)
    accepted(ba_gia, AFTER)
    found = indicator_figures(province, AFTER, settled_time())
    assert (len(found["units"]), len(found["missing"]), found["complete"]) == (96, 95, False)
    assert "xã Sơn Tịnh" in {row["name"] for row in found["missing"]}
    assert found["province"]["managed"] == OPEN


def test_the_report_of_the_new_commune_opens_with_the_people_of_the_old_ones(old_world, old_cases):
    reform()
    row = cells(figures(Unit.objects.find("21205", MERGED), AFTER))["21205", "total"]
    assert (row["opening"], row["closing"], row["managed"]) == (OPEN, OPEN, OPEN)
    assert row["transferred_in"] == row["transferred_out"] == row["released"] == 0
