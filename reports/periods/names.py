"""What the days of a report are called."""

from core.dates import Period
from law.provider import law
from law.rules.periods import DEFAULT_PRESET, presets
from law.timeline import LawTimeline
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


def short_name(period: Period, timeline: LawTimeline) -> str:
    """ "I/24" for the first half of 2024, as axes have it; the days of any other period."""
    preset = presets(timeline.on(period.end))[DEFAULT_PRESET]
    name = half_years(period, [preset])[0]
    if not name:
        return f"{period.start:%d/%m/%y}–{period.end:%d/%m/%y}"
    half = "I" if period.start.month == preset.month else "II"
    return f"{half}/{name[-2:]}"
