"""Which facts of a loan can be true together, and the state that follows from them."""

from datetime import date, timedelta
from itertools import combinations

import pytest

from cases.facts.stay_chain import Contradiction
from loans.choices import State
from loans.fact_rules import FactValue, check_facts, loan_status

NOW = date(2024, 6, 1)
ASKED = FactValue("request", date(2024, 1, 10), 90, purpose="production")
YES = FactValue("decision", date(2024, 1, 20), 80, is_approved=True)
NO = FactValue("decision", date(2024, 1, 20), 0, is_approved=False)
FIRST, SECOND = FactValue("disbursement", date(2024, 2, 1), 50), FactValue("disbursement", date(2024, 3, 1), 30)
OWED, LATE, DONE = (FactValue("balance", date(2024, 4, 1), *sums) for sums in ((60, 0), (60, 10), (0, 0)))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((), None),
        ((ASKED,), State.WAITING),
        ((ASKED, NO), State.REFUSED),
        ((ASKED, YES), State.APPROVED),
        ((ASKED, YES, FIRST), State.RUNNING),
        ((ASKED, YES, FIRST, SECOND, OWED), State.RUNNING),
        ((ASKED, YES, FIRST, SECOND, LATE), State.OVERDUE),
        ((ASKED, YES, FIRST, SECOND, DONE), State.REPAID),
        ((ASKED, YES, FIRST, FactValue("balance", date(2024, 2, 15), 0), SECOND), State.RUNNING),
        (
            (ASKED, YES, FIRST, FactValue("balance", date(2024, 2, 15), 50, 5), FactValue("balance", NOW, 0)),
            State.REPAID,
        ),
    ],
)
def test_the_state_follows_from_the_facts(facts, state):
    assert check_facts(facts, NOW).state == state
    assert loan_status(reversed(facts)).state == state


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ((YES,), "no_request"),
        ((FactValue("request", NOW + timedelta(1), 90, purpose="production"),), "future"),
        ((ASKED, FactValue("decision", date(2024, 1, 9), 80, is_approved=True)), "decided_early"),
        ((ASKED, FactValue("decision", date(2024, 1, 20), 91, is_approved=True)), "more_than_asked"),
        ((ASKED, FactValue("decision", date(2024, 1, 20), 0, is_approved=True)), "no_amount"),
        ((ASKED, FactValue("decision", date(2024, 1, 20), 5, is_approved=False)), "amount_refused"),
        ((ASKED, FIRST), "not_approved"),
        ((ASKED, NO, FIRST), "not_approved"),
        ((ASKED, YES, FactValue("disbursement", date(2024, 1, 19), 50)), "disbursed_early"),
        ((ASKED, YES, FIRST, FactValue("disbursement", date(2024, 3, 1), 31)), "more_than_approved"),
        ((ASKED, YES, FactValue("disbursement", NOW + timedelta(1), 50)), "future"),
        ((ASKED, YES, OWED), "nothing_paid"),
        ((ASKED, YES, FIRST, FactValue("balance", date(2024, 1, 31), 0)), "nothing_paid"),
        ((ASKED, YES, FIRST, FactValue("balance", date(2024, 2, 15), 51)), "owes_more"),
        ((ASKED, YES, FIRST, FactValue("balance", date(2024, 2, 15), 50, 51)), "overdue_more"),
    ],
)
def test_contradicting_facts_are_refused(facts, code):
    with pytest.raises(Contradiction) as refusal:
        check_facts(facts, NOW)
    assert refusal.value.code == code


def test_everything_may_happen_on_one_day():
    same = ASKED.on
    facts = [
        ASKED,
        FactValue("decision", same, 90, is_approved=True),
        FactValue("disbursement", same, 90),
        FactValue("balance", same, 90, 90),
    ]
    assert check_facts(facts, same).state == State.OVERDUE


def test_the_order_of_the_facts_does_not_matter():
    facts = (ASKED, YES, FIRST, SECOND, LATE)
    for some in combinations(facts, 4):
        for order in (some, some[::-1]):
            assert loan_status(order) == loan_status(some)
