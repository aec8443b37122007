"""The reference count of loans: a second implementation of docs/measures.md §4 in plain loops, without SQL and ORM.

It is written from that document alone and shares no code with reports/measures/loans.py; where the two counts differ, one of them
is wrong. Amounts are in đồng.
"""

from dataclasses import dataclass, field
from datetime import date

DECISION_DATE = date(2023, 10, 10)


@dataclass
class PlainLoan:
    """The current facts of one loan. An empty `person` means that an establishment borrows.

    `payments`: (day, amount); `balances`: (day, owed, overdue).
    """

    unit: str
    person: str
    purpose: str
    asked: date
    # (day, approved)
    decision: tuple[date, bool] | None = None
    payments: list[tuple[date, int]] = field(default_factory=list)
    balances: list[tuple[date, int, int]] = field(default_factory=list)


def count(loans: list[PlainLoan], units: set[str], start: date, end: date) -> dict:
    """All figures of the loans asked for in `units`, for the period from `start` to `end`, both included."""
    own = [loan for loan in loans if loan.unit in units]
    owed = [_balance_on(loan, end) for loan in own]
    received = approved = refused = waiting = 0
    waits = []
    for loan in own:
        if start <= loan.asked <= end:
            received += 1
        decided = loan.decision and loan.decision[0]
        if decided and start <= decided <= end:
            if loan.decision[1]:
                approved += 1
            else:
                refused += 1
        if loan.asked <= end and not (decided and decided <= end):
            waiting += 1
        first = _first_payment(loan)
        if first and start <= first <= end:
            waits.append((first - loan.asked).days)
    return {
        "period": _span(own, start, end),
        "since_2023_10_10": _span(own, DECISION_DATE, end),
        "outstanding": sum(one[0] for one in owed),
        "overdue": sum(one[1] for one in owed),
        "requests": {
            "received": received,
            "approved": approved,
            "refused": refused,
            "waiting": waiting,
            "median_days": _median(waits),
        },
    }


def _span(loans: list[PlainLoan], start: date, end: date) -> dict:
    kinds = {("person", "production"): [0, 0], ("person", "training"): [0, 0], ("establishment", "production"): [0, 0]}
    people = set()
    for loan in loans:
        kind = kinds["person" if loan.person else "establishment", loan.purpose]
        first = _first_payment(loan)
        if first and start <= first <= end:
            kind[0] += 1
            if loan.person:
                people.add(loan.person)
        for day, amount in loan.payments:
            if start <= day <= end:
                kind[1] += amount
    return {
        "loans": sum(number for number, _amount in kinds.values()),
        "people": len(people),
        "amount": sum(amount for _number, amount in kinds.values()),
        "by": [
            {"borrower": borrower, "purpose": purpose, "loans": number, "amount": amount}
            for (borrower, purpose), (number, amount) in kinds.items()
        ],
    }


def _first_payment(loan: PlainLoan) -> date | None:
    return min((day for day, _amount in loan.payments), default=None)


def _balance_on(loan: PlainLoan, end: date) -> tuple[int, int]:
    last, owed, overdue = date.min, 0, 0
    for day, amount, late in sorted(loan.balances):
        if day <= end:
            last, owed, overdue = day, amount, late
    for day, amount in loan.payments:
        if last < day <= end:
            owed += amount
    return owed, overdue


def _median(numbers: list[int]):
    if not numbers:
        return None
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
