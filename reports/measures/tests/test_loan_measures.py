"""Loan figures: every boundary by hand, known time, and random loans against the reference count."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.facts.clock import settled_time
from cases.facts.stay_chain import start_history
from cases.models import Case
from cases.people import services as people_services
from cases.transfers import services as transfers_services
from core.dates import Period
from loans import services
from loans.fact_rules import FactValue
from loans.tests import factories
from reports.measures.loans import loan_figures
from reports.measures.management import figures
from reports.measures.tests import reference_loan_count
from reports.measures.tests.reference_loan_count import PlainLoan
from reports.tests.sample_cases import DISTRICT, OUTSIDE, X, Y

H1 = Period(date(2023, 12, 15), date(2024, 6, 14))
WHY = {"why": "Ghi nhầm", "document_number": "1/NHCS"}
FIRST = date(2024, 1, 1)
COMMUNES = (X, Y, OUTSIDE)


def counted_loans(units, period=H1, known_at=None, unit=DISTRICT) -> dict:
    return figures(units[unit], period, known_at)["loans"]


def store(loan: PlainLoan, case, unit):
    """Record the loan through the services, as an import does."""
    request = FactValue("request", loan.asked, 100, purpose=loan.purpose)
    details = {"named_borrower": "x"}
    if case is None:
        details |= {"business_name": "Xưởng", "business_kind": "household"}
    made = services.request_loan(
        by=None, case=case, unit=unit, request=request, details=details, by_register=True
    )  # fmt: skip
    if loan.decision:
        day, is_approved = loan.decision
        decision = FactValue("decision", day, 100 if is_approved else 0, is_approved=is_approved)
        services.decide(by=None, loan=made, decision=decision, by_register=True)
    for day, amount in loan.payments:
        services.disburse(by=None, loan=made, paid=FactValue("disbursement", day, amount), by_register=True)
    for day, owed, late in loan.balances:
        services.record_balance(by=None, loan=made, balance=FactValue("balance", day, owed, late))
    return made


def received(code: str, unit) -> Case:
    return factories.receive_case(code, unit, on=date(2020, 1, 1), name=code)


def test_a_unit_without_loans_has_zeros_and_no_gaps(units):
    empty = counted_loans(units)
    nothing = {"loans": 0, "people": 0, "amount": 0}
    assert {name: empty["period"][name] for name in nothing} == nothing
    assert [
        (row["borrower"], row["purpose"], row["loans"], row["amount"]) for row in empty["since_2023_10_10"]["by"]
    ] == [
        ("person", "production", 0, 0),
        ("person", "training", 0, 0),
        ("establishment", "production", 0, 0),
    ]
    assert (empty["outstanding"], empty["overdue"], empty["requests"]["median_days"]) == (0, 0, None)


@pytest.mark.parametrize(
    ("first", "in_period", "in_all"),
    [
        (date(2023, 10, 9), 0, 0),
        (date(2023, 10, 10), 0, 1),
        (date(2023, 12, 14), 0, 1),
        (date(2023, 12, 15), 1, 1),
        (date(2024, 6, 14), 1, 1),
        (date(2024, 6, 15), 0, 0),
    ],
)
def test_a_loan_counts_in_the_period_of_its_first_disbursement(units, first, in_period, in_all):
    case = received("A", units[X])
    store(PlainLoan(X, "A", "production", date(2023, 9, 1), (date(2023, 10, 1), True), [(first, 60)]), case, None)
    got = counted_loans(units)
    for name, wanted in (("period", in_period), ("since_2023_10_10", in_all)):
        assert (got[name]["loans"], got[name]["people"], got[name]["amount"]) == (wanted, wanted, 60 * wanted)


def test_a_later_disbursement_counts_on_its_day_and_is_no_second_loan(units):
    case = received("A", units[X])
    parts = [(date(2023, 12, 1), 40), (date(2024, 1, 5), 30), (date(2024, 7, 1), 30)]
    store(PlainLoan(X, "A", "training", date(2023, 11, 1), (date(2023, 11, 9), True), parts), case, None)
    got = counted_loans(units)
    assert (got["period"]["loans"], got["period"]["people"], got["period"]["amount"]) == (0, 0, 30)
    assert (got["since_2023_10_10"]["loans"], got["since_2023_10_10"]["amount"]) == (1, 70)
    assert got["outstanding"] == 70


def test_outstanding_debt_is_the_last_balance_plus_later_disbursements(units):
    case = received("A", units[X])
    loan = PlainLoan(X, "A", "production", date(2023, 11, 1), (date(2023, 11, 9), True), [(date(2023, 12, 1), 60)])
    loan.balances = [(date(2024, 3, 31), 50, 5), (date(2024, 6, 14), 40, 0), (date(2024, 6, 30), 30, 30)]
    store(loan, case, None)
    ends = {
        date(2024, 3, 30): (60, 0),
        date(2024, 3, 31): (50, 5),
        date(2024, 6, 14): (40, 0),
        date(2024, 7, 1): (30, 30),
    }
    for end, owed in ends.items():
        got = counted_loans(units, Period(H1.start, end))
        assert (got["outstanding"], got["overdue"]) == owed, end


def test_requests_are_counted_by_their_state_on_the_last_day(units):
    asked = date(2024, 1, 1)
    plain = [
        PlainLoan(X, "A", "production", asked, (date(2024, 1, 9), True), [(date(2024, 1, 11), 50)]),
        PlainLoan(X, "B", "production", asked, (date(2024, 1, 9), True), [(date(2024, 1, 16), 50)]),
        PlainLoan(X, "C", "production", asked, (date(2024, 1, 9), False)),
        PlainLoan(X, "D", "production", asked),
        PlainLoan(X, "E", "production", asked, (date(2024, 6, 15), True)),
        PlainLoan(X, "F", "production", date(2024, 6, 15)),
        PlainLoan(X, "G", "production", date(2023, 12, 14), (date(2023, 12, 15), False)),
    ]
    for loan in plain:
        store(loan, received(loan.person, units[X]), None)
    assert counted_loans(units)["requests"] == {
        "received": 5,
        "approved": 2,
        "refused": 2,
        "waiting": 2,
        "median_days": 12.5,
    }


def test_the_lines_add_up_to_the_total_with_an_unlawful_imported_loan(units):
    parts = [(date(2024, 1, 11), 50)]
    store(PlainLoan(X, "", "training", date(2024, 1, 1), (date(2024, 1, 9), True), parts), None, units[X])
    for span in ("period", "since_2023_10_10"):
        got = counted_loans(units)[span]
        for name in ("loans", "amount"):
            assert sum(row[name] for row in got["by"]) == got[name] > 0


def test_known_at_counts_the_versions_of_that_instant(units):
    case = received("A", units[X])
    loan = PlainLoan(X, "A", "production", date(2024, 1, 1), (date(2024, 1, 9), True), [(date(2024, 1, 11), 50)])
    made = store(loan, case, None)
    first = settled_time()
    fact = made.facts.get(kind="disbursement")
    fact = services.correct(by=None, fact=fact, value=replace(fact.value, amount=70), **WHY)
    second = settled_time()
    services.withdraw(by=None, fact=fact, **WHY)
    amounts = [counted_loans(units, known_at=at)["period"]["amount"] for at in (first, second, None)]
    assert amounts == [50, 70, 0]
    assert counted_loans(units, known_at=first)["period"]["loans"] == 1
    assert counted_loans(units)["period"]["loans"] == 0


def test_merged_people_count_once_from_the_merge_on(units):
    people = []
    for code in "AB":
        case = received(code, units[X])
        loan = PlainLoan(X, code, "production", date(2024, 1, 1), (date(2024, 1, 9), True), [(date(2024, 1, 11), 50)])
        store(loan, case, None)
        people.append(case.person)
        if code == "A":
            closing_services.close(by=None, case=case, on=date(2024, 2, 1), reason="other")
    before = settled_time()
    later = start_history(unit_id=units[X].pk, category="completed", on=date(2024, 2, 1), origin="prison")
    corrections_services.correct_histories(by=None, items=[(Case.objects.get(code="B"), later)], why="Về sau")
    people_services.merge_people(by=None, kept=people[1], merged=people[0], why="Cùng một người")
    assert counted_loans(units, known_at=before)["period"]["people"] == 2
    got = counted_loans(units)["period"]
    assert (got["loans"], got["people"], got["amount"]) == (2, 1, 100)


def test_a_loan_counts_in_the_commune_of_the_request(units):
    for code, unit in (("A", X), ("B", Y), ("C", OUTSIDE)):
        loan = PlainLoan(
            unit, code, "production", date(2024, 1, 1), (date(2024, 1, 9), True), [(date(2024, 1, 11), 50)]
        )
        case = received(code, units[unit])
        store(loan, case, None)
        if unit == X:
            transfers_services.transfer(by=None, case=case, to_unit=units[OUTSIDE], on=date(2024, 2, 1))
    assert [counted_loans(units, unit=code)["period"]["loans"] for code in (X, Y, OUTSIDE, DISTRICT)] == [1, 1, 1, 2]


def test_two_statements_whatever_the_number_of_loans(units):
    for place in range(4):
        loan = PlainLoan(X, "", "production", date(2024, 1, 1), (date(2024, 1, 9), True), [(date(2024, 1, 11), 50)])
        store(loan, None, units[X])
        with CaptureQueriesContext(connection) as made:
            assert loan_figures({units[X].pk}, H1, settled_time())["period"]["loans"] == place + 1
        assert len([one for one in made if "lent" in one["sql"]]) == 2


# --- random loans ---------------------------------------------------------------------------------------------------------


def days(low: int, high: int):
    return st.integers(low, high).map(lambda number: FIRST + timedelta(number))


@st.composite
def plain_loans(draw):
    """A possible loan around a short period, so that most events fall on or next to its first and last day."""
    person = draw(st.sampled_from(["", "A", "B", "C"]))
    purpose = draw(st.sampled_from(["production", "training"])) if person else "production"
    loan = PlainLoan(draw(st.sampled_from(COMMUNES)), person, purpose, draw(days(0, 8)))
    if draw(st.integers(0, 4)):
        loan.decision = (loan.asked + timedelta(draw(st.integers(0, 4))), draw(st.booleans()) or draw(st.booleans()))
    if loan.decision and loan.decision[1]:
        gaps = draw(st.lists(st.integers(0, 4), max_size=3))
        day = loan.decision[0]
        for place, gap in enumerate(gaps):
            day += timedelta(gap or (1 if place else 0))
            loan.payments.append((day, draw(st.integers(1, 33))))
    for day in sorted(draw(st.sets(st.integers(0, 5), max_size=2))) if loan.payments else []:
        on = loan.payments[0][0] + timedelta(day)
        owed = draw(st.integers(0, sum(amount for paid, amount in loan.payments if paid <= on)))
        loan.balances.append((on, owed, draw(st.integers(0, owed))))
    return loan


@st.composite
def questions(draw):
    start = draw(st.integers(2, 14))
    return Period(FIRST + timedelta(start), FIRST + timedelta(start + draw(st.integers(0, 9))))


def loan_on(asked: int, decided: int, paid: int) -> PlainLoan:
    """A loan of A by days, with a balance told on the day of the payment."""
    loan = PlainLoan(X, "A", "production", FIRST + timedelta(asked), (FIRST + timedelta(decided), True))
    loan.payments.append((FIRST + timedelta(paid), 30))
    loan.balances.append((FIRST + timedelta(paid), 20, 5))
    return loan


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(plain_loans(), min_size=1, max_size=5), questions())
@example(
    [loan_on(9, 9, 9)], Period(FIRST + timedelta(9), FIRST + timedelta(9))
)  # all on one day, the period's only one
@example([loan_on(2, 4, 12)], Period(FIRST + timedelta(5), FIRST + timedelta(12)))  # paid out on the last day
@example([loan_on(2, 4, 13)], Period(FIRST + timedelta(5), FIRST + timedelta(12)))  # and on the day after
@example(
    [loan_on(2, 4, 4), loan_on(3, 5, 5)], Period(FIRST + timedelta(5), FIRST + timedelta(12))
)  # one borrower twice
@example([loan_on(58, 59, 59)], Period(date(2024, 2, 1), date(2024, 2, 29)))
def test_random_loans_are_counted_as_by_the_reference_count(units, plain, period):
    with transaction.atomic():
        people: dict[str, Case] = {}
        for number, loan in enumerate(plain):
            store(loan, _case(people, loan, number, units), units[loan.unit] if not loan.person else None)
        for unit, below in ((DISTRICT, {X, Y}), (X, {X}), (OUTSIDE, {OUTSIDE})):
            wanted = reference_loan_count.count(plain, below, period.start, period.end)
            assert loan_figures({units[code].pk for code in below}, period, settled_time()) == wanted, unit
        transaction.set_rollback(True)


def _case(people: dict[str, Case], loan: PlainLoan, number: int, units) -> Case | None:
    """The person's case, created on first use. None for an establishment."""
    if not loan.person:
        return None
    case = people.get(loan.person)
    if case is None:
        case = people[loan.person] = received(f"{loan.person}-{number}", units[loan.unit])
    else:  # A person lives in one commune, so the loan is requested there.
        loan.unit = next(code for code in COMMUNES if units[code].pk == case.stays.get(known_until=None).unit_id)
    return case
