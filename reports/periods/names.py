"""What the days of a report are called."""

from core.dates import Period
from law.provider import law
from law.rules.periods import presets
from reports.documents.wording import half_years
from reports.periods.models import ReportingPeriod


def period_names(period: Period) -> tuple[str, str]:
    """The names of the period and of the next one; ("", "") for days that somebody chose freely.

    A planned period goes first: where the way to divide the year has changed, its days are no way's.
    """
    planned = ReportingPeriod.objects.filter(start=period.start, end=period.end).first()
    if planned is not None:
        return planned.names
    return half_years(period, presets(law(period.end)).values())
