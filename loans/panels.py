"""What the first page shows of loans: for the bank's liaison it is the list of loans."""

from accounts import audit
from accounts.home import panel
from accounts.roles import may
from loans import reading
from loans.terms import State

SHOWN = 15


@panel
def bank_loans(user) -> dict | None:
    if not may(user, "loans.bank") or reading.sees_people(user):
        return None
    loans = reading.for_list(reading.loans_of(user))
    total = loans.count()
    audit.record(by=user, action="loan.list", detail={"found": total, "first_page": True})
    waiting = loans.filter(state=State.WAITING).count()
    rows = reading.rows_of(loans[:SHOWN])
    return {"template": "loans/_panel.html", "rows": rows, "total": total, "waiting": waiting}
