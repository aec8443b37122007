"""Who may take a step of a report's life, from the roles of accounts/permissions/roles.py."""

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from reports.models import Report


def may(user: User, action: str, report: Report) -> bool:
    """Whether the user has a role that allows the action in the report's unit or above it."""
    return user.may(action) and report.unit_id in unit_keys_for(user, action)


def may_decide(user: User, report: Report) -> bool:
    """Whether the user may accept or return the report once it is submitted: a role in a unit above, and no hand in it."""
    if not user.may("reports.decide") or user.pk in (report.signed_by_id, report.submitted_by_id):
        return False
    return report.unit.parent_id in unit_keys_for(user, "reports.decide")
