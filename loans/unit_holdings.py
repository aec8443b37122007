"""Requests for loans that wait in units which a reorganisation ends (accounts/decrees)."""

from collections import Counter
from datetime import date

from accounts.decrees.holdings import holding_source
from loans.choices import State
from loans.models import Loan


@holding_source
def counts(on: date) -> dict[str, dict[int, int]]:
    """Waiting requests by unit."""
    waiting = Loan.objects.with_status().filter(state=State.WAITING).order_by()
    return {"loan_requests": dict(Counter(waiting.values_list("unit", flat=True)))}
