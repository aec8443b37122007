"""Signed reports of units which a reorganisation ends before the end of their period (accounts/decrees)."""

from datetime import date

from django.db.models import Count

from accounts.decrees.holdings import LATER_REPORTS, holding_source
from reports.models import Report


@holding_source
def counts(on: date) -> dict[str, dict[int, int]]:
    """Signed reports whose period ends on the day or later, by unit."""
    rows = Report.objects.signed().filter(end__gte=on).order_by()
    return {LATER_REPORTS: dict(rows.values_list("unit").annotate(Count("pk")))}
