"""Figures as they were known at an instant: later corrections and withdrawals do not change them."""

from datetime import timedelta

from cases.corrections import services as corrections_services
from cases.facts.clock import settled_time
from cases.facts.store import ReoffenceData
from cases.models import Stay
from cases.reoffences import services as reoffences_services
from reports.measures.management import checksum, figures
from reports.tests.sample_cases import (
    DISTRICT,
    H1,
    WORKED_EXAMPLE,
    X,
    Y,
    Z,
    as_history,
    assert_same_figures,
    case,
    cells,
    day,
    store,
)


def test_a_correction_changes_the_figures_only_from_when_it_was_known(units):
    plain = [case("1", "A", "X completed 01/01/2024")]
    stored = store(plain, units)
    before = settled_time()
    corrected = [case("1", "A", "Y completed 01/12/2023")]
    corrections_services.correct_histories(
        by=None, items=[(stored["1"], as_history(corrected[0], units))], why="Nhập nhầm xã"
    )
    assert_same_figures(units[DISTRICT], plain, H1, [X, Y, Z], before)
    assert_same_figures(units[DISTRICT], corrected, H1, [X, Y, Z], settled_time())
    assert_same_figures(units[DISTRICT], corrected, H1, [X, Y, Z])


def test_nothing_is_counted_before_it_was_known(units):
    before = settled_time()
    store(WORKED_EXAMPLE, units)
    assert_same_figures(units[DISTRICT], [], H1, [X, Y, Z], before)


def test_a_version_counts_from_known_from_until_before_known_until(units):
    stored = store([case("1", "A", "X completed 01/01/2024")], units)
    [first] = Stay.objects.all()
    history = as_history(case("1", "A", "Y completed 01/01/2024"), units)
    corrections_services.correct_histories(by=None, items=[(stored["1"], history)], why="Nhập nhầm xã")
    first.refresh_from_db()

    def counted(at):
        return [cells(figures(units[DISTRICT], H1, at))[code, "total"]["closing"] for code in (X, Y)]

    instant = timedelta(microseconds=1)
    assert counted(first.known_from - instant) == [0, 0]
    assert counted(first.known_from) == [1, 0]
    assert counted(first.known_until - instant) == [1, 0]
    assert counted(first.known_until) == [0, 1]


def test_a_reoffence_dropped_later_was_counted_until_then(units):
    stored = store([case("1", "A", "X completed 01/01/2023", reoffences=["01/02/2024"])], units)
    before = settled_time()
    [reoffence] = stored["1"].reoffences.all()
    data = ReoffenceData(prosecuted_on=day("01/02/2024"), outcome="dropped")
    reoffences_services.correct_reoffence(by=None, reoffence=reoffence, data=data, why="Đình chỉ điều tra")
    assert cells(figures(units[X], H1, before))[X, "total"]["reoffended"] == 1
    assert cells(figures(units[X], H1))[X, "total"]["reoffended"] == 0


def test_a_withdrawn_case_was_counted_until_then(units):
    stored = store(WORKED_EXAMPLE, units)
    before = settled_time()
    corrections_services.withdraw_case(by=None, case=stored["5"], why="Nhập nhầm người")
    assert_same_figures(units[DISTRICT], WORKED_EXAMPLE, H1, [X, Y, Z], before)
    left = [item for item in WORKED_EXAMPLE if item.code != "5"]
    assert_same_figures(units[DISTRICT], left, H1, [X, Y, Z])


def test_the_checksum_of_a_known_instant_never_changes(units):
    stored = store(WORKED_EXAMPLE, units)
    at = settled_time()
    first = figures(units[DISTRICT], H1, at)
    corrections_services.withdraw_case(by=None, case=stored["1"], why="Nhập nhầm người")
    again = figures(units[DISTRICT], H1, at)
    assert again == first
    assert first["checksum"] == checksum(first)
    assert figures(units[DISTRICT], H1)["checksum"] != first["checksum"]
