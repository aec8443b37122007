"""The figures of docs/measures.md §2 and §3: the worked example, every boundary by hand, and what they cost.

Each table below is checked against both the database and the slow count, so an error shared by the two would have to be
shared by the hand-written numbers too.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from areas.models import Kind, Level, Unit, UnitSuccession
from cases import services
from cases.facts.clock import settled_instant
from cases.models import Stay
from cases.services import ReoffenceData
from reports.measures.definition import CountedDate, Definition, Denominator
from reports.measures.management import Unbalanced, check_balance, checksum, figures, rate
from reports.measures.tests.slow_count import COUNTS, count, stays_from
from reports.tests.worlds import (
    DISTRICT,
    H1,
    LONG_AGO,
    OTHER_DISTRICT,
    OUTSIDE,
    PROVINCE,
    WORKED_EXAMPLE,
    X,
    Y,
    Z,
    as_history,
    assert_same,
    case,
    cells,
    day,
    row_units,
    store,
)


def cell(**counts) -> dict:
    """All counts of a cell: those given, and 0 for the rest."""
    return {**dict.fromkeys(COUNTS, 0), "rate": None, **counts}


def test_the_worked_example_gives_exactly_the_printed_figures(units):
    store(WORKED_EXAMPLE, units)
    got = cells(figures(units[DISTRICT], H1))
    assert got[X, "completed"] == cell(
        opening=3,
        released=1,
        category_in=1,
        expunged=1,
        reimprisoned=1,
        closing=3,
        managed=5,
        reoffended=1,
        rate="20.00",
    )
    assert got[X, "conditional"] == cell(released=1, category_out=1, managed=1, rate="0.00")
    assert got[X, "amnesty"] == cell(transferred_in=1, closing=1, managed=1, rate="0.00")
    assert got[X, "total"] == cell(
        opening=3,
        released=2,
        transferred_in=1,
        expunged=1,
        reimprisoned=1,
        closing=4,
        managed=6,
        reoffended=1,
        rate="16.67",
    )


def test_the_worked_example_by_the_slow_count_too(units):
    store(WORKED_EXAMPLE, units)
    assert_same(units[DISTRICT], WORKED_EXAMPLE, H1, [X, Y, Z])


# (what, cases, row, category, what is counted there)
S, E = "15/12/2023", "14/06/2024"
BOUNDARIES = [
    (
        "arrives on the day before the first",
        [case("1", "A", "X completed 14/12/2023")],
        (X, "completed"),
        {"opening": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "arrives on the first day",
        [case("1", "A", f"X completed {S}")],
        (X, "completed"),
        {"released": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "arrives on the last day",
        [case("1", "A", f"X completed {E}")],
        (X, "completed"),
        {"released": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    ("arrives on the day after the last", [case("1", "A", "X completed 15/06/2024")], (X, "completed"), {}),
    (
        "ends on the first day",
        [case("1", "A", f"X completed 01/01/2023 {S} died")],
        (X, "completed"),
        {"opening": 1, "died": 1, "managed": 1, "rate": "0.00"},
    ),
    ("ends on the day before the first", [case("1", "A", "X completed 01/01/2023 14/12/2023 died")], (X, "total"), {}),
    (
        "ends on the last day",
        [case("1", "A", f"X completed 01/01/2023 {E} died")],
        (X, "completed"),
        {"opening": 1, "died": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "ends on the day after the last",
        [case("1", "A", "X completed 01/01/2023 15/06/2024 died")],
        (X, "completed"),
        {"opening": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "comes and goes within the period",
        [case("1", "A", "X completed 01/01/2024 02/01/2024 moved_away")],
        (X, "completed"),
        {"released": 1, "moved_away": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "comes from outside the system",
        [case("1", "A", "X completed 01/01/2024", origin="elsewhere")],
        (DISTRICT, "total"),
        {"transferred_in": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves within the district: the commune it leaves",
        [case("1", "A", "X completed 01/01/2023 01/02/2024", "Y completed 01/02/2024")],
        (X, "completed"),
        {"opening": 1, "transferred_out": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves within the district: the commune it reaches",
        [case("1", "A", "X completed 01/01/2023 01/02/2024", "Y completed 01/02/2024")],
        (Y, "completed"),
        {"transferred_in": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves within the district: no transfer in the district's row",
        [case("1", "A", "X completed 01/01/2023 01/02/2024", "Y completed 01/02/2024")],
        (DISTRICT, "completed"),
        {"opening": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves out of the district",
        [case("1", "A", "X completed 01/01/2023 01/02/2024", "OUT completed 01/02/2024")],
        (DISTRICT, "total"),
        {"opening": 1, "transferred_out": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves out and back: in and out, still one case",
        [
            case(
                "1",
                "A",
                "X completed 01/01/2023 01/02/2024",
                "OUT completed 01/02/2024 01/03/2024",
                "X completed 01/03/2024",
            )
        ],
        (X, "completed"),
        {"opening": 1, "transferred_in": 1, "transferred_out": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves to another commune and category at once: a transfer in the commune",
        [case("1", "A", "X conditional 01/01/2023 01/02/2024", "Y completed 01/02/2024")],
        (X, "conditional"),
        {"opening": 1, "transferred_out": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves to another commune and category at once: a change of category in the district",
        [case("1", "A", "X conditional 01/01/2023 01/02/2024", "Y completed 01/02/2024")],
        (DISTRICT, "completed"),
        {"category_in": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "moves to another commune and category at once: nothing in the district's total",
        [case("1", "A", "X conditional 01/01/2023 01/02/2024", "Y completed 01/02/2024")],
        (DISTRICT, "total"),
        {"opening": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "a transfer on the first day is of the period",
        [case("1", "A", f"OUT completed 01/01/2023 {S}", f"X completed {S}")],
        (X, "total"),
        {"transferred_in": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "a transfer on the last day leaves nobody behind",
        [case("1", "A", f"X completed 01/01/2023 {E}", f"OUT completed {E}")],
        (X, "total"),
        {"opening": 1, "transferred_out": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "one person with two cases in the period counts once, the cases twice",
        [
            case("1", "A", "X completed 01/01/2023 01/02/2024 reimprisoned", reoffences=["20/01/2024", "01/02/2024"]),
            case("2", "A", "X amnesty 01/05/2024"),
            case("3", "B", "X completed 01/01/2023"),
        ],
        (X, "total"),
        {
            "opening": 2,
            "released": 1,
            "reimprisoned": 1,
            "closing": 2,
            "managed": 2,
            "reoffended": 1,
            "rate": "50.00",
        },
    ),
    (
        "the same person counts in each of two communes and once in the district",
        [
            case("1", "A", "X completed 01/01/2023 01/02/2024 expunged"),
            case("2", "A", "Y completed 01/05/2024", reoffences=["01/06/2024"]),
        ],
        (DISTRICT, "completed"),
        {
            "opening": 1,
            "expunged": 1,
            "released": 1,
            "closing": 1,
            "managed": 1,
            "reoffended": 1,
            "rate": "100.00",
        },
    ),
    (
        "a crime on the first day of the period",
        [case("1", "A", "X completed 01/01/2023", reoffences=[S])],
        (X, "total"),
        {"opening": 1, "closing": 1, "managed": 1, "reoffended": 1, "rate": "100.00"},
    ),
    (
        "a crime on the last day of the period",
        [case("1", "A", "X completed 01/01/2023", reoffences=[E])],
        (X, "total"),
        {"opening": 1, "closing": 1, "managed": 1, "reoffended": 1, "rate": "100.00"},
    ),
    (
        "crimes just outside the period",
        [case("1", "A", "X completed 01/01/2023", reoffences=["14/12/2023", "15/06/2024"])],
        (X, "total"),
        {"opening": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "a crime on the day the case was closed still belongs to it",
        [case("1", "A", "X completed 01/01/2023 01/02/2024 reimprisoned", reoffences=["01/02/2024"])],
        (X, "completed"),
        {"opening": 1, "reimprisoned": 1, "managed": 1, "reoffended": 1, "rate": "100.00"},
    ),
    (
        "a crime on the day of a transfer belongs to the commune reached",
        [case("1", "A", "X completed 01/01/2023 01/02/2024", "Y completed 01/02/2024", reoffences=["01/02/2024"])],
        (X, "completed"),
        {"opening": 1, "transferred_out": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "a crime after the case was closed is counted nowhere",
        [case("1", "A", "X completed 01/01/2023 01/02/2024 expunged", reoffences=["02/02/2024"])],
        (DISTRICT, "total"),
        {"opening": 1, "expunged": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "a crime entered under the closed case is not attributed to the person's later case",
        [
            case("1", "A", "X completed 01/01/2023 01/02/2024 reimprisoned", reoffences=["02/03/2024"]),
            case("2", "A", "X completed 01/03/2024"),
        ],
        (X, "completed"),
        {"opening": 1, "released": 1, "reimprisoned": 1, "closing": 1, "managed": 1, "rate": "0.00"},
    ),
    (
        "dropped and acquitted crimes do not count, convicted ones do",
        [
            case("1", "A", "X completed 01/01/2023", reoffences=[("01/02/2024", None, "dropped")]),
            case("2", "B", "X completed 01/01/2023", reoffences=[("01/02/2024", "01/03/2024", "acquitted")]),
            case("3", "C", "X completed 01/01/2023", reoffences=[("01/02/2024", "01/07/2024", "convicted")]),
        ],
        (X, "total"),
        {"opening": 3, "closing": 3, "managed": 3, "reoffended": 1, "rate": "33.33"},
    ),
    ("nobody managed: no rate", [case("1", "A", "Y completed 01/01/2023")], (X, "total"), {"rate": None}),
]


@pytest.mark.parametrize(
    ("plain", "where", "counts"), [row[1:] for row in BOUNDARIES], ids=[row[0] for row in BOUNDARIES]
)
def test_each_boundary_is_counted_as_by_hand(units, plain, where, counts):
    store(plain, units)
    got = cells(figures(units[DISTRICT], H1))
    assert got[where] == cell(**counts)
    assert count(plain, row_units(where[0]), where[1], H1.start, H1.end) == cell(**counts)
    assert_same(units[DISTRICT], plain, H1, [X, Y, Z])


def test_every_closing_reason_has_its_own_column(units):
    reasons = ["expunged", "died", "moved_away", "reimprisoned", "other"]
    plain = [case(reason, reason, f"X completed 01/01/2023 01/02/2024 {reason}") for reason in reasons]
    plain.append(case("revoked", "R", "X conditional 01/01/2023 01/02/2024 revoked"))
    store(plain, units)
    got = cells(figures(units[X], H1))[X, "total"]
    assert got == cell(opening=6, managed=6, rate="0.00", revoked=1, **dict.fromkeys(reasons, 1))


def test_a_district_is_no_transfer_for_its_province(units):
    plain = [case("1", "A", "X conditional 01/01/2023 01/02/2024", "OUT completed 01/02/2024")]
    store(plain, units)
    report = assert_same(units[PROVINCE], plain, H1, [DISTRICT, OTHER_DISTRICT])
    got = cells(report)
    assert got[DISTRICT, "total"]["transferred_out"] == 1
    assert got[OTHER_DISTRICT, "completed"]["transferred_in"] == 1
    assert got[PROVINCE, "completed"] == cell(category_in=1, closing=1, managed=1, rate="0.00")


def test_what_cannot_be_attributed_is_listed_with_its_case(units):
    plain = [
        case("late", "A", "X completed 01/01/2023 01/02/2024 expunged", reoffences=["02/02/2024"]),
        case("early", "B", "Y completed 01/02/2024", reoffences=["31/01/2024"]),
        case("elsewhere", "C", "OUT completed 01/01/2023 01/02/2024 expunged", reoffences=["02/02/2024"]),
        case("other period", "D", "X completed 01/01/2023 01/02/2023 expunged", reoffences=["02/02/2023"]),
    ]
    store(plain, units)
    assert figures(units[DISTRICT], H1)["not_attributed"] == [
        {"case": "early", "counted_on": "2024-01-31"},
        {"case": "late", "counted_on": "2024-02-02"},
    ]
    assert [item["case"] for item in figures(units[X], H1)["not_attributed"]] == ["late"]


def test_changes_of_one_day_count_as_what_the_day_left(units):
    """Through the verbs: there and back leaves nothing; a move and a closure leave the closure of where one was."""
    plain = [
        case("back", "A", "X completed 01/01/2023"),
        case("closed", "B", "X completed 01/01/2023 01/02/2024 died"),
        case("twice", "C", "X conditional 01/01/2023 01/02/2024", "Z completed 01/02/2024"),
    ]
    came = [replace(item, stays=[replace(item.stays[0], end=None, reason="")]) for item in plain]
    stored, on = store(came, units), {"by": None, "on": day("01/02/2024")}
    services.transfer(case=stored["back"], to_unit=units[OUTSIDE], **on)
    services.transfer(case=stored["back"], to_unit=units[X], **on)
    services.transfer(case=stored["closed"], to_unit=units[Y], **on)
    services.close(case=stored["closed"], reason="died", **on)
    services.transfer(case=stored["twice"], to_unit=units[Y], **on)
    services.complete_probation(case=stored["twice"], **on)
    services.transfer(case=stored["twice"], to_unit=units[Z], **on)
    got = cells(assert_same(units[DISTRICT], plain, H1, [X, Y, Z]))
    assert got[Y, "total"] == cell()
    assert got[X, "total"] == cell(opening=3, died=1, transferred_out=1, closing=1, managed=3, rate="0.00")


# --- the definition ------------------------------------------------------------------------------------------------------


def test_the_date_of_conviction_may_be_the_one_that_counts(units):
    plain = [
        case("1", "A", "X completed 01/01/2023", reoffences=[("01/10/2023", "01/02/2024", "convicted")]),
        case("2", "B", "X completed 01/01/2023", reoffences=["01/02/2024"]),
    ]
    store(plain, units)
    definition = Definition(counted_date=CountedDate.CONVICTION)
    report = assert_same(units[DISTRICT], plain, H1, [X, Y, Z], definition=definition)
    assert cells(report)[X, "total"]["reoffended"] == 1
    assert report["definition"]["counted_date"] == "conviction"


@pytest.mark.parametrize(
    ("denominator", "managed", "rate"), [("during", 3, "33.33"), ("end", 2, "50.00"), ("average", 1.5, "66.67")]
)
def test_each_denominator_divides_by_its_own_number(units, denominator, managed, rate):
    plain = [
        case("1", "A", "X completed 01/01/2023 01/02/2024 died"),
        case("2", "B", "X completed 01/01/2024", reoffences=["01/02/2024"]),
        case("3", "C", "X completed 01/01/2024"),
    ]
    store(plain, units)
    report = assert_same(units[DISTRICT], plain, H1, [X, Y, Z], definition=Definition(denominator=denominator))
    line = cells(report)[X, "total"]
    assert (line["managed"], line["rate"]) == (managed, rate)


@pytest.mark.parametrize(
    ("reoffended", "managed", "text"),
    [
        (1, 6, "16.67"),
        (1, 8, "12.50"),
        (1, 800, "0.13"),
        (1, 2000, "0.05"),
        (0, 5, "0.00"),
        (0, 0, None),
        (3, 0, None),
        (1, 1.5, "66.67"),
    ],
)
def test_rates_round_half_up_and_do_not_exist_without_people(reoffended, managed, text):
    assert rate(reoffended, managed) == text


def test_every_definition_says_in_words_what_it_counts():
    texts = {Definition(when, over).text for when in CountedDate.values for over in Denominator.values}
    assert len(texts) == 6
    assert all("Tỷ lệ tái phạm tội" in text for text in texts)


# --- known time ----------------------------------------------------------------------------------------------------------


def test_a_correction_changes_the_figures_only_from_when_it_was_known(units):
    plain = [case("1", "A", "X completed 01/01/2024")]
    stored = store(plain, units)
    before = settled_instant()
    corrected = [case("1", "A", "Y completed 01/12/2023")]
    services.correct_histories(by=None, items=[(stored["1"], as_history(corrected[0], units))], why="Nhập nhầm xã")
    assert_same(units[DISTRICT], plain, H1, [X, Y, Z], before)
    assert_same(units[DISTRICT], corrected, H1, [X, Y, Z], settled_instant())
    assert_same(units[DISTRICT], corrected, H1, [X, Y, Z])


def test_nothing_is_counted_before_it_was_known(units):
    before = settled_instant()
    store(WORKED_EXAMPLE, units)
    assert_same(units[DISTRICT], [], H1, [X, Y, Z], before)


def test_a_version_counts_from_the_very_instant_it_was_known_until_just_before_it_was_corrected(units):
    stored = store([case("1", "A", "X completed 01/01/2024")], units)
    [first] = Stay.objects.all()
    history = as_history(case("1", "A", "Y completed 01/01/2024"), units)
    services.correct_histories(by=None, items=[(stored["1"], history)], why="Nhập nhầm xã")
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
    before = settled_instant()
    [reoffence] = stored["1"].reoffences.all()
    data = ReoffenceData(prosecuted_on=day("01/02/2024"), outcome="dropped")
    services.correct_reoffence(by=None, reoffence=reoffence, data=data, why="Đình chỉ điều tra")
    assert cells(figures(units[X], H1, before))[X, "total"]["reoffended"] == 1
    assert cells(figures(units[X], H1))[X, "total"]["reoffended"] == 0


def test_a_withdrawn_case_was_counted_until_then(units):
    stored = store(WORKED_EXAMPLE, units)
    before = settled_instant()
    services.withdraw_case(by=None, case=stored["5"], why="Nhập nhầm người")
    assert_same(units[DISTRICT], WORKED_EXAMPLE, H1, [X, Y, Z], before)
    left = [item for item in WORKED_EXAMPLE if item.code != "5"]
    assert_same(units[DISTRICT], left, H1, [X, Y, Z])


def test_one_known_instant_gives_one_checksum_for_ever(units):
    stored = store(WORKED_EXAMPLE, units)
    at = settled_instant()
    first = figures(units[DISTRICT], H1, at)
    services.withdraw_case(by=None, case=stored["1"], why="Nhập nhầm người")
    again = figures(units[DISTRICT], H1, at)
    assert again == first
    assert first["checksum"] == checksum(first)
    assert figures(units[DISTRICT], H1)["checksum"] != first["checksum"]


# --- units ---------------------------------------------------------------------------------------------------------------


def test_a_merger_is_no_transfer_and_keeps_the_history(units):
    merged_on = day("01/03/2024")
    old = units[X]
    store([case("1", "A", "X completed 01/01/2023", reoffences=["01/02/2024"])], units)
    Unit.objects.filter(pk=old.pk).update(valid_to=merged_on)
    new = Unit.objects.create(
        code="90104",
        name="Mẫu Mới",
        kind=Kind.COMMUNE,
        level=Level.COMMUNE,
        parent=units[DISTRICT],
        valid_from=merged_on,
    )
    UnitSuccession.objects.create(predecessor=old, successor=new, on=merged_on, is_main=True)
    got = cells(figures(units[DISTRICT], H1))
    assert got["90104", "total"] == cell(opening=1, closing=1, managed=1, reoffended=1, rate="100.00")
    assert (X, "total") not in got


def test_a_commune_has_only_its_own_rows(units):
    store(WORKED_EXAMPLE, units)
    assert {code for code, _category in cells(figures(units[X], H1))} == {X}


def test_the_figures_cost_the_same_for_one_commune_and_for_eleven(units):
    store(WORKED_EXAMPLE, units)

    at = settled_instant()

    def cost():
        with CaptureQueriesContext(connection) as made:
            figures(units[DISTRICT], H1, at)
        return len(made)

    Unit.objects.filter(code__in=[Y, Z]).update(parent=units[OTHER_DISTRICT])
    alone = cost()
    for number in range(10):
        Unit.objects.create(
            code=f"9011{number}",
            name=f"Mẫu thêm {number}",
            kind=Kind.COMMUNE,
            level=Level.COMMUNE,
            parent=units[DISTRICT],
            valid_from=LONG_AGO,
        )
    assert len(cells(figures(units[DISTRICT], H1))) == 4 * 12
    assert cost() == alone <= 6 + 3 + 2  # about how the facts were told (quality.py), and the loans (loan_measures.py)


# --- the balance -----------------------------------------------------------------------------------------------------------


def test_figures_that_contradict_themselves_name_their_cell():
    line = {"unit": X, "category": "completed", **cell(opening=3, released=1, died=1, closing=4)}
    with pytest.raises(Unbalanced, match=rf"{X}.*completed.*3.*4"):
        check_balance(line)
    check_balance({**line, "closing": 3})


def test_a_broken_chain_of_stays_stops_the_report(units):
    """A stay that ended in a transfer nobody continued: the constraints refuse it, the balance would catch it."""
    store([case("1", "A", "X completed 01/01/2023 01/02/2024", "OUT completed 01/02/2024")], units)
    [second] = Stay.objects.filter(unit=units[OUTSIDE])
    Stay.objects.filter(pk=second.pk).update(known_until=second.known_from + timedelta(microseconds=1))
    with pytest.raises(Unbalanced, match=X):
        figures(units[DISTRICT], H1)


# --- the slow count stands on its own ------------------------------------------------------------------------------------


def test_the_slow_count_folds_a_day_of_changes_into_one_stay():
    events = [(day("01/02/2024"), "move", Y), (day("01/02/2024"), "complete", ""), (day("05/02/2024"), "move", X)]
    plain = case(
        "1", "A", "X conditional 01/01/2024 01/02/2024", "Y completed 01/02/2024 05/02/2024", "X completed 05/02/2024"
    )
    assert stays_from(day("01/01/2024"), X, "conditional", events) == plain.stays
    closing = [*events, (day("05/02/2024"), "close", "died")]
    ended = [plain.stays[0], replace(plain.stays[1], reason="died")]
    assert stays_from(day("01/01/2024"), X, "conditional", closing) == ended
