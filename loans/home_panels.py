"""What the first page shows of loans: for the bank's liaison it is the list of loans."""

from accounts.permissions.roles import may
from accounts.site.navigation import panel
from audit import events as audit_events
from loans import queries
from loans.choices import State

SHOWN = 15


@panel
def bank_loans(user) -> dict | None:
    if not may(user, "loans.bank") or queries.sees_people(user):
        return None
    loans = queries.for_list(queries.loans_of(user))
    total = loans.count()
    audit_events.record(by=user, action="loan.list", detail={"found": total, "first_page": True})
    waiting = loans.filter(state=State.WAITING).count()
    rows = queries.rows_of(loans[:SHOWN])
    return {"template": "loans/_panel.html", "rows": rows, "total": total, "waiting": waiting}
