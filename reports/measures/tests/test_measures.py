"""The figures of docs/measures.md: the worked example, definitions, units and the balance of every cell.

The worked example is checked against both the database and the reference count, so an error that the two share
would also have to be in the hand-written numbers.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from areas.models import Kind, Level, Unit
from areas.tests.factories import succeed
from cases.facts.clock import settled_time
from cases.models import Stay
from reports.measures.definition import CountedDate, Definition, Denominator
from reports.measures.management import Unbalanced, check_balance, figures, rate
from reports.measures.tests.reference_count import cell, stays_from
from reports.tests.sample_cases import (
    DISTRICT,
    H1,
    LONG_AGO,
    OTHER_DISTRICT,
    OUTSIDE,
    WORKED_EXAMPLE,
    X,
    Y,
    Z,
    assert_same_figures,
    case,
    cells,
    day,
    store,
)


def test_the_worked_example_gives_the_documented_figures(units):
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
        unconfirmed=1,
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
        unconfirmed=1,
        rate="16.67",
    )


def test_the_reference_count_agrees_on_the_worked_example(units):
    store(WORKED_EXAMPLE, units)
    assert_same_figures(units[DISTRICT], WORKED_EXAMPLE, H1, [X, Y, Z])


def test_the_definition_may_count_by_the_date_of_conviction(units):
    plain = [
        case("1", "A", "X completed 01/01/2023", reoffences=[("01/10/2023", "01/02/2024", "convicted")]),
        case("2", "B", "X completed 01/01/2023", reoffences=["01/02/2024"]),
    ]
    store(plain, units)
    definition = Definition(counted_date=CountedDate.CONVICTION)
    report = assert_same_figures(units[DISTRICT], plain, H1, [X, Y, Z], definition=definition)
    assert cells(report)[X, "total"]["reoffended"] == 1
    assert report["definition"]["counted_date"] == "conviction"


@pytest.mark.parametrize(
    ("denominator", "managed", "rate"), [("during", 3, "33.33"), ("end", 2, "50.00"), ("average", 1.5, "66.67")]
)
def test_each_denominator_gives_its_own_rate(units, denominator, managed, rate):
    plain = [
        case("1", "A", "X completed 01/01/2023 01/02/2024 died"),
        case("2", "B", "X completed 01/01/2024", reoffences=["01/02/2024"]),
        case("3", "C", "X completed 01/01/2024"),
    ]
    store(plain, units)
    report = assert_same_figures(units[DISTRICT], plain, H1, [X, Y, Z], definition=Definition(denominator=denominator))
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
def test_rates_round_half_up_and_are_none_without_people(reoffended, managed, text):
    assert rate(reoffended, managed) == text


def test_every_definition_has_its_own_text():
    texts = {Definition(when, over).text for when in CountedDate.values for over in Denominator.values}
    assert len(texts) == 6
    assert all("Tỷ lệ tái phạm tội" in text for text in texts)


def test_a_merger_of_units_is_no_transfer(units):
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
    succeed(old, new, merged_on)
    got = cells(figures(units[DISTRICT], H1))
    assert got["90104", "total"] == cell(opening=1, closing=1, managed=1, reoffended=1, unconfirmed=1, rate="100.00")
    assert (X, "total") not in got


def test_a_commune_has_only_its_own_rows(units):
    store(WORKED_EXAMPLE, units)
    assert {code for code, _category in cells(figures(units[X], H1))} == {X}


def test_the_number_of_queries_does_not_depend_on_the_number_of_communes(units):
    store(WORKED_EXAMPLE, units)

    at = settled_time()

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
    # Management, the unconfirmed, data quality and its limit of lateness, changes of the definition, loans, and the units' work.
    assert cost() == alone <= 6 + 1 + 3 + 1 + 1 + 2 + 1


def test_an_unbalanced_row_names_its_cell():
    line = {"unit": X, "category": "completed", **cell(opening=3, released=1, died=1, closing=4)}
    with pytest.raises(Unbalanced, match=rf"{X}.*completed.*3.*4"):
        check_balance(line)
    check_balance({**line, "closing": 3})


def test_a_broken_chain_of_stays_raises_unbalanced(units):
    """A stay ends in a transfer without a next stay. The constraints refuse it; the balance check is the second guard."""
    store([case("1", "A", "X completed 01/01/2023 01/02/2024", "OUT completed 01/02/2024")], units)
    [second] = Stay.objects.filter(unit=units[OUTSIDE])
    Stay.objects.filter(pk=second.pk).update(known_until=second.known_from + timedelta(microseconds=1))
    with pytest.raises(Unbalanced, match=X):
        figures(units[DISTRICT], H1)


def test_the_reference_count_folds_a_day_of_changes_into_one_stay():
    events = [(day("01/02/2024"), "move", Y), (day("01/02/2024"), "complete", ""), (day("05/02/2024"), "move", X)]
    plain = case(
        "1", "A", "X conditional 01/01/2024 01/02/2024", "Y completed 01/02/2024 05/02/2024", "X completed 05/02/2024"
    )
    assert stays_from(day("01/01/2024"), X, "conditional", events) == plain.stays
    closing = [*events, (day("05/02/2024"), "close", "died")]
    ended = [plain.stays[0], replace(plain.stays[1], reason="died")]
    assert stays_from(day("01/01/2024"), X, "conditional", closing) == ended
