"""What changed since the user looked at the same figures before the present session."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils.functional import Promise

from accounts.models import User
from audit.models import AuditEvent
from dashboard.content import Dashboard
from dashboard.kept import kept
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.registry import FIGURES, count_all

# The figures that are compared; those of the last look are counted anew, by one statement for each source.
COMPARED = ("managed", "reoffended", "unattributed", "closing", "released", "expunged", "corrected", "withdrawn")


@dataclass(frozen=True)
class Change:
    """A figure that is another one now."""

    name: str
    label: str | Promise
    before: int | float
    now: int | float


@dataclass(frozen=True)
class Changes:
    """The figures that changed since the user looked last."""

    since: datetime
    rows: list[Change]


def changes_since_last_look(user: User, dashboard: Dashboard) -> Changes | None:
    """Compare the numbers with those at the last look before this sign-in; None if there was none or the past is asked about."""
    question = dashboard.question
    since = _last_look(user, question)
    if since is None or since >= question.known_at:
        return None
    now = dashboard.numbers.own
    # What was counted for another instant is named after it: it is not in the key.
    past = question.about(known_at=since)
    before = kept(past, f"compared {since.isoformat()}", partial(count_all, past, COMPARED)).own
    rows = [
        Change(name, FIGURES[name].label, before[name] or 0, now[name] or 0)
        for name in COMPARED
        if now[name] != before[name]
    ]
    return Changes(since, rows)


def _last_look(user: User, question: Question) -> datetime | None:
    looks = AuditEvent.objects.filter(by=user, action="dashboard.view", unit=question.unit.pk)
    if user.last_login is not None:
        looks = looks.filter(at__lt=user.last_login)
    return looks.order_by("-number").values_list("at", flat=True).first()
