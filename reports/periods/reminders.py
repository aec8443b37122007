"""What is not submitted yet of a closed period: on the first page, on a leader's dashboard and in the weekly digest."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from accounts.site.navigation import leader_panel
from areas.models import Unit
from cases.worklist.digest import OtherWork, other_work
from core.dates import today
from law.provider import law
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.progress import is_submitted

# Units that a line names; of others it says how many there are.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Reminder:
    """A period that is due soon or overdue, and the units that have not submitted their report, or its further version."""

    period: ReportingPeriod
    due_on: date
    units: list[Unit]
    # Days until it is due; negative: since it was.
    days: int
    # When the level above last reminded one of them.
    reminded_at: datetime | None = None

    @property
    def names(self) -> str:
        """The units in a sentence."""
        named = ", ".join(unit.full_name for unit in self.units[:NAMED])
        others = len(self.units) - NAMED
        return named if others <= 0 else _("%(units)s và %(others)d đơn vị khác") % {"units": named, "others": others}

    @property
    def is_overdue(self) -> bool:
        """Whether the due day is over."""
        return self.days < 0

    @property
    def days_over(self) -> int:
        """Days since it was due."""
        return -self.days


def reminders(user: User, now: date) -> list[Reminder]:
    """The periods to remind the user of, those due first before the others."""
    keys = unit_keys_for(user, "periods.retry")
    waiting = not_submitted().filter(unit__in=keys).select_related("period", "unit", "reopening")
    rows = sorted(waiting.order_by("period", "unit__code"), key=lambda due: (due.due_on, due.period_id))
    if not rows:
        return []
    latest = now + timedelta(days=law(now).number("report_remind_days"))
    return [
        _reminder(period, due_on, list(found), now)
        for (due_on, period), found in groupby(rows, key=lambda due: (due.due_on, due.period))
        if due_on <= latest
    ]


def _reminder(period: ReportingPeriod, due_on: date, found: list[DueReport], now: date) -> Reminder:
    reminded = max((due.reminded_at for due in found if due.reminded_at is not None), default=None)
    return Reminder(period, due_on, [due.unit for due in found], (due_on - now).days, reminded)


def not_submitted() -> QuerySet[DueReport]:
    """The reports due of which no version is submitted, or only one that was returned."""
    return DueReport.objects.latest_versions().exclude(is_submitted())


@leader_panel
def reports_due(user) -> dict | None:
    """The panel of the first page and of the dashboard; None if nothing is due."""
    found = reminders(user, today()) if user.may("periods.retry") else []
    return {"template": "reports/_reminders.html", "reminders": found} if found else None


@other_work
def reports_not_submitted(user) -> Iterable[OtherWork]:
    """The reports that are not submitted, for the weekly digest."""
    rows = not_submitted().filter(unit__in=unit_keys_for(user, "periods.retry")).order_by()
    by_unit = Counter(rows.values_list("unit__name", flat=True))
    label = _("Báo cáo của kỳ đã chốt chưa gửi cấp trên")
    yield OtherWork(label, sum(by_unit.values()), sorted(by_unit.items()), reverse("reports:periods"))
