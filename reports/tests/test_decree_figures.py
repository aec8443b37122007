"""A reorganisation and the figures: the old map as before, people in the new unit without a transfer, reoffences in place."""

import random
from datetime import date, timedelta

import pytest

from accounts.decrees.services import apply_decree
from areas.models import Unit
from areas.tests.old_map import MERGE, MERGED, decree, real_decree
from cases.facts.clock import settled_time
from cases.facts.store import ReoffenceData
from cases.models import Case
from cases.reoffences.services import record_reoffence
from cases.tests.factories import receive
from core.dates import Period
from reports.measures.management import figures
from reports.measures.tests.reference_count import PlainCase, PlainReoffence, PlainStay
from reports.tests.sample_cases import cells, store

HALF_YEARS = [
    Period(date(2022, 12, 15), date(2023, 6, 14)),
    Period(date(2023, 6, 15), date(2023, 12, 14)),
    Period(date(2023, 12, 15), date(2024, 6, 14)),
    Period(date(2024, 6, 15), date(2024, 12, 14)),
    Period(date(2024, 12, 15), date(2025, 6, 14)),
]
AFTER = Period(date(2025, 6, 15), date(2025, 12, 14))
FIRST, LAST = date(2022, 6, 1), date(2025, 6, 1)
CATEGORIES = ("completed", "amnesty", "conditional")
MOST = 40


def random_case(dice: random.Random, number: int, codes: list[str]) -> PlainCase:
    """One to three stays in a row, some closed at the end, some with a reoffence."""
    start = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))
    stays: list[PlainStay] = []
    category = dice.choice(CATEGORIES)
    for code in dice.choices(codes, k=dice.choice((1, 1, 2, 3))):
        if stays and stays[-1].unit == code:
            continue
        end = start + timedelta(days=dice.randrange(20, 300))
        stays.append(PlainStay(code, category, start, end, ""))
        start = end
        if end > LAST:
            break
    last = stays[-1]
    reason = dice.choice(("", "", "expunged", "reimprisoned"))
    is_closed = reason and last.end <= LAST
    stays[-1] = PlainStay(last.unit, category, last.start, last.end if is_closed else None, reason if is_closed else "")
    day = stays[0].start + timedelta(days=dice.randrange(1, 200))
    crimes = [PlainReoffence(day, None, "pending")] if dice.random() < 0.5 and day < LAST else []
    return PlainCase(f"HS-{number}", str(number), dice.choice(("prison", "elsewhere")), stays, crimes)


@pytest.fixture
def people(old_world):
    """Random histories before the reform in Sơn Tịnh and one commune of Tư Nghĩa."""
    dice = random.Random(20250701)
    found = Unit.objects.communes().filter(parent=old_world.son_tinh)
    units = {unit.code: unit for unit in (*found, Unit.objects.communes().filter(parent=old_world.tu_nghia).first())}
    cases = [random_case(dice, number, sorted(units)) for number in range(MOST)]
    store(cases, units)
    return cases


def counted(unit: Unit, period: Period, known_at=None) -> dict:
    found = figures(unit, period, known_at)
    return {name: value for name, value in found.items() if name not in ("known_at", "checksum")}


def old_figures(at) -> dict:
    """Every figure of every half-year before the reform, for each unit that has anybody."""
    found = Unit.objects.filter(valid_from__lt=MERGED)
    units = [*found.filter(code__in=["51", "527", "528"]), *found.filter(parent__code="527")]
    return {(unit.pk, period): counted(unit, period, at) for unit in units for period in HALF_YEARS}


@pytest.mark.parametrize(
    "file",
    [
        decree(*MERGE),
        decree("move,21205,,,,,,528,,"),
        decree("rename,527,,,,thị xã,Sơn Tịnh,,,", "rename,21220,,,,phường,Tịnh Hà,,,"),
        decree("abolish_level,51,,,district,,,,,"),
        decree("close_office,51,,,district,,,,,", on="2025-03-01"),
        real_decree(),
    ],
    ids=["merge", "move", "rename", "abolish-level", "close-office", "the-real-one"],
)
def test_every_figure_of_the_old_map_stays(people, file):
    at = settled_time()
    before = old_figures(at)
    assert any(row["reoffended"] for found in before.values() for row in found["management"])
    apply_decree(by=None, data=file)
    assert old_figures(at) == before


def test_open_cases_go_on_in_the_new_commune_without_a_transfer(people):
    apply_decree(by=None, data=real_decree())
    province = Unit.objects.find("51", MERGED)
    rows = cells(figures(province, AFTER))
    open_cases = sum(one.stays[-1].end is None for one in people)
    total = rows["51", "total"]
    assert (total["closing"], total["opening"]) == (open_cases, open_cases)
    assert {row["transferred_in"] + row["transferred_out"] + row["released"] for row in rows.values()} == {0}
    ba_gia = rows["21205", "total"]
    of_ba_gia = {"21205", "21178", "21184"}
    assert ba_gia["closing"] == sum(one.stays[-1].end is None and one.stays[-1].unit in of_ba_gia for one in people) > 0


def test_a_crime_after_the_day_counts_in_the_new_commune_and_falls_out_of_nothing(people):
    apply_decree(by=None, data=real_decree())
    free = next(
        one for one in people if one.stays[-1].end is None and one.stays[-1].unit == "21205" and not one.reoffences
    )
    case = Case.objects.get(code=free.code)
    record_reoffence(by=None, case=case, data=ReoffenceData(prosecuted_on=date(2025, 9, 1)))
    found = figures(Unit.objects.find("51", MERGED), AFTER)
    assert cells(found)["21205", "total"]["reoffended"] == 1
    assert found["not_attributed"] == []


def test_people_of_a_commune_that_moved_count_in_their_new_district_only(people):
    apply_decree(by=None, data=decree("move,21205,,,,,,528,,"))
    open_cases = sum(one.stays[-1].end is None and one.stays[-1].unit == "21205" for one in people)
    old = cells(figures(Unit.objects.find("527", MERGED), AFTER))
    new = cells(figures(Unit.objects.find("528", MERGED), AFTER))
    assert ("21205", "total") not in old
    assert new["21205", "total"]["closing"] == open_cases > 0
    both = old["527", "total"]["closing"] + new["528", "total"]["closing"]
    assert both == sum(one.stays[-1].end is None for one in people)
    assert old["527", "total"]["transferred_out"] == new["528", "total"]["transferred_in"] == 0


def enter_late(world, code: str) -> None:
    """Somebody released in March 2025, with a crime in April, is received under the commune of today."""
    case = receive(world, unit=Unit.objects.find(code, MERGED), on=date(2025, 3, 1))
    record_reoffence(by=None, case=case, data=ReoffenceData(prosecuted_on=date(2025, 4, 1)))


def totals(unit: Unit, period: Period) -> dict[str, tuple[int, int]]:
    """Code of each unit that has anybody -> people managed, reoffended."""
    found = {code: row for (code, category), row in cells(figures(unit, period)).items() if category == "total"}
    return {code: (row["managed"], row["reoffended"]) for code, row in found.items() if row["managed"]}


def test_late_facts_under_a_commune_of_today_count_in_the_former_district(old_world):
    """Not in a former commune: nobody knows in which of the three the person lived."""
    apply_decree(by=None, data=real_decree())
    enter_late(old_world, "21205")
    assert totals(old_world.son_tinh, HALF_YEARS[-1]) == {"527": (1, 1)}
    assert totals(old_world.quang_ngai, HALF_YEARS[-1]) == {"51": (1, 1), "527": (1, 1)}
    assert totals(old_world.tu_nghia, HALF_YEARS[-1]) == totals(old_world.tinh_bac, HALF_YEARS[-1]) == {}
    assert totals(Unit.objects.find("51", MERGED), AFTER) == {"51": (1, 0), "21205": (1, 0)}
    assert totals(old_world.son_tinh, AFTER) == {}


def test_late_facts_under_a_renamed_commune_count_in_what_it_was(old_world):
    apply_decree(by=None, data=decree("rename,21205,,,,,Bắc Mới,,,", "rename,527,,,,thị xã,Sơn Tịnh,,,"))
    enter_late(old_world, "21205")
    assert totals(old_world.son_tinh, HALF_YEARS[-1]) == {"527": (1, 1), "21205": (1, 1)}
    assert totals(old_world.tinh_bac, HALF_YEARS[-1]) == {"21205": (1, 1)}
