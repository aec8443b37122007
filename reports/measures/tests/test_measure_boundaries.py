"""Every boundary of the figures, counted by hand.

Each row is checked against both the database and the reference count, so an error that the two share
would also have to be in the hand-written numbers.
"""

from dataclasses import replace

import pytest

from cases.closing import services as closing_services
from cases.probation import services as probation_services
from cases.transfers import services as transfers_services
from reports.measures.management import figures
from reports.measures.tests.reference_count import cell, count
from reports.tests.sample_cases import (
    DISTRICT,
    H1,
    OTHER_DISTRICT,
    OUTSIDE,
    PROVINCE,
    X,
    Y,
    Z,
    assert_same_figures,
    case,
    cells,
    day,
    row_units,
    store,
)

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
            "unconfirmed": 2,
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
            "unconfirmed": 1,
            "rate": "100.00",
        },
    ),
    (
        "a crime on the first day of the period",
        [case("1", "A", "X completed 01/01/2023", reoffences=[S])],
        (X, "total"),
        {"opening": 1, "closing": 1, "managed": 1, "reoffended": 1, "unconfirmed": 1, "rate": "100.00"},
    ),
    (
        "a crime on the last day of the period",
        [case("1", "A", "X completed 01/01/2023", reoffences=[E])],
        (X, "total"),
        {"opening": 1, "closing": 1, "managed": 1, "reoffended": 1, "unconfirmed": 1, "rate": "100.00"},
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
        {"opening": 1, "reimprisoned": 1, "managed": 1, "reoffended": 1, "unconfirmed": 1, "rate": "100.00"},
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
        "a crime entered under the closed case belongs to the person's stay on its day, in the later case",
        [
            case("1", "A", "X completed 01/01/2023 01/02/2024 reimprisoned", reoffences=["02/03/2024"]),
            case("2", "A", "X completed 01/03/2024"),
        ],
        (X, "completed"),
        {
            "opening": 1,
            "released": 1,
            "reimprisoned": 1,
            "closing": 1,
            "managed": 1,
            "reoffended": 1,
            "unconfirmed": 1,
            "rate": "100.00",
        },
    ),
    (
        "dropped and acquitted crimes do not count, convicted ones do",
        [
            case("1", "A", "X completed 01/01/2023", reoffences=[("01/02/2024", None, "dropped")]),
            case("2", "B", "X completed 01/01/2023", reoffences=[("01/02/2024", "01/03/2024", "acquitted")]),
            case("3", "C", "X completed 01/01/2023", reoffences=[("01/02/2024", "01/07/2024", "convicted")]),
        ],
        (X, "total"),
        {"opening": 3, "closing": 3, "managed": 3, "reoffended": 1, "unconfirmed": 1, "rate": "33.33"},
    ),
    ("nobody managed: no rate", [case("1", "A", "Y completed 01/01/2023")], (X, "total"), {"rate": None}),
]


@pytest.mark.parametrize(
    ("plain", "where", "counts"), [row[1:] for row in BOUNDARIES], ids=[row[0] for row in BOUNDARIES]
)
def test_each_boundary_gives_the_hand_counted_figures(units, plain, where, counts):
    store(plain, units)
    got = cells(figures(units[DISTRICT], H1))
    assert got[where] == cell(**counts)
    assert count(plain, row_units(where[0]), where[1], H1.start, H1.end) == cell(**counts)
    assert_same_figures(units[DISTRICT], plain, H1, [X, Y, Z])


def test_every_closing_reason_has_its_own_column(units):
    reasons = ["expunged", "died", "moved_away", "reimprisoned", "other"]
    plain = [case(reason, reason, f"X completed 01/01/2023 01/02/2024 {reason}") for reason in reasons]
    plain.append(case("revoked", "R", "X conditional 01/01/2023 01/02/2024 revoked"))
    store(plain, units)
    got = cells(figures(units[X], H1))[X, "total"]
    assert got == cell(opening=6, managed=6, rate="0.00", revoked=1, **dict.fromkeys(reasons, 1))


def test_moves_between_districts_are_no_transfers_of_the_province(units):
    plain = [case("1", "A", "X conditional 01/01/2023 01/02/2024", "OUT completed 01/02/2024")]
    store(plain, units)
    report = assert_same_figures(units[PROVINCE], plain, H1, [DISTRICT, OTHER_DISTRICT])
    got = cells(report)
    assert got[DISTRICT, "total"]["transferred_out"] == 1
    assert got[OTHER_DISTRICT, "completed"]["transferred_in"] == 1
    assert got[PROVINCE, "completed"] == cell(category_in=1, closing=1, managed=1, rate="0.00")


def test_unattributed_reoffences_are_listed_with_their_case(units):
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


def test_several_changes_on_one_day_count_by_the_last_state(units):
    """A move there and back on one day changes nothing; after a move and a closure the old commune has the closure."""
    plain = [
        case("back", "A", "X completed 01/01/2023"),
        case("closed", "B", "X completed 01/01/2023 01/02/2024 died"),
        case("twice", "C", "X conditional 01/01/2023 01/02/2024", "Z completed 01/02/2024"),
    ]
    came = [replace(item, stays=[replace(item.stays[0], end=None, reason="")]) for item in plain]
    stored, on = store(came, units), {"by": None, "on": day("01/02/2024")}
    transfers_services.transfer(case=stored["back"], to_unit=units[OUTSIDE], **on)
    transfers_services.transfer(case=stored["back"], to_unit=units[X], **on)
    transfers_services.transfer(case=stored["closed"], to_unit=units[Y], **on)
    closing_services.close(case=stored["closed"], reason="died", **on)
    transfers_services.transfer(case=stored["twice"], to_unit=units[Y], **on)
    probation_services.complete_probation(case=stored["twice"], **on)
    transfers_services.transfer(case=stored["twice"], to_unit=units[Z], **on)
    got = cells(assert_same_figures(units[DISTRICT], plain, H1, [X, Y, Z]))
    assert got[Y, "total"] == cell()
    assert got[X, "total"] == cell(opening=3, died=1, transferred_out=1, closing=1, managed=3, rate="0.00")
