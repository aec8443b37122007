"""The panel of the home page with the loans of the bank's liaison."""

from accounts.permissions.roles import may
from accounts.site.navigation import panel
from audit import events as audit_events
from loans import queries
from loans.choices import State

MAX_ROWS = 15


@panel
def bank_loans(user) -> dict | None:
    """Collect the panel for a liaison who may not see cases; None for everybody else."""
    if not may(user, "loans.bank") or queries.may_see_cases(user):
        return None
    loans = queries.for_list(queries.loans_visible_to(user))
    total = loans.count()
    audit_events.record(by=user, action="loan.list", detail={"found": total, "first_page": True})
    waiting = loans.filter(state=State.WAITING).count()
    rows = queries.loan_rows(loans[:MAX_ROWS])
    return {"template": "loans/_panel.html", "rows": rows, "total": total, "waiting": waiting}
