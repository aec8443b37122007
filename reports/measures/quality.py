"""Data quality of a period's figures: facts recorded late, recorded after a report, corrected or withdrawn (docs/measures.md §3).

The reports print these counts beside every rate. They count facts (stays begun, cases closed, reoffences) of the unit and of all
units below it, dated within the period, by what was known at the instant of the figures:

* late: first known more days after the fact's day than the dated setting `late_entry_days` of that day says;
* after_report: first known after the figures of a signed report of this unit that covers the fact's day;
* corrected: a version that another version with a reason replaced;
* withdrawn: a version that no other version replaced.

management.py and dashboard/trust.py import this module.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from areas.models import Unit
from cases.choices import CLOSURES
from cases.models import Reoffence, Stay
from core.dates import DAY_ONE, VIETNAM, Period
from law.provider import law_timeline
from law.timeline import LawTimeline
from reports.definitions.models import DefinitionRequest
from reports.models import Report

LATE = "late_entry_days"
# The limit of all reports that name none.
USUAL_LATE_DAYS = [30]
NAMES = ("late", "after_report", "corrected", "withdrawn")


def data_quality(unit: Unit, unit_ids: set[int], period: Period, known_at: datetime) -> dict[str, dict[str, int]]:
    """Count the facts of a period by data quality. Four queries for any number of facts.

    Arguments: `unit`, whose signed reports decide on after_report; `unit_ids`, the units whose facts count.
    Returns: {"stays": {"late": n, "after_report": n, "corrected": n, "withdrawn": n}, "reoffences": {the same keys}}.
    """
    found = {"stays": dict.fromkeys(NAMES, 0), "reoffences": dict.fromkeys(NAMES, 0)}
    conditions = quality_conditions(known_at)
    for part in quality_parts(unit, unit_ids, period, known_at, law_timeline()):
        counts = part.rows.aggregate(**{name: Count("pk", filter=conditions[name]) for name in part.names})
        for name in part.names:
            found[part.of][name] += counts[name]
    return found


@dataclass(frozen=True, slots=True)
class QualityPart:
    """Versions of one kind of fact dated in the period, annotated for `quality_conditions`; `names`: what they count for."""

    of: str
    rows: QuerySet[Any]
    names: tuple[str, ...]


def quality_parts(
    unit: Unit, unit_ids: set[int], period: Period, known_at: datetime, law: LawTimeline
) -> list[QualityPart]:
    """The versions that data quality looks at: stays begun, cases closed, reoffences. Arguments as of `data_quality`."""
    days = (period.start, period.end)
    stays = Stay.objects.filter(unit__in=unit_ids)
    reoffences = Reoffence.objects.filter(Exists(stays.filter(case=OuterRef("case"))), prosecuted_on__range=days)
    closed = stays.filter(end_on__range=days, end_reason__in=CLOSURES)
    return [
        QualityPart("stays", _judged(unit, stays.filter(start_on__range=days), "start_on", known_at, law), NAMES),
        # The same version may have begun and ended in the period: corrections and withdrawals count once, by the first day.
        QualityPart("stays", _judged(unit, closed, "end_on", known_at, law), ("late", "after_report")),
        QualityPart("reoffences", _judged(unit, reoffences, "prosecuted_on", known_at, law), NAMES),
    ]


def quality_conditions(known_at: datetime) -> dict[str, Q]:
    """The condition of each count on the rows of `quality_parts`."""
    current = Q(known_from__lte=known_at) & (Q(known_until=None) | Q(known_until__gt=known_at))
    ended = Q(known_until__lte=known_at)
    return {
        "late": current & Q(first__gt=F("in_time")),
        "after_report": current & Q(covered=True),
        "corrected": ended & Q(is_replaced=True),
        "withdrawn": ended & Q(survives=False),
    }


def definition_changes(period: Period, known_at: datetime) -> list[dict[str, str]]:
    """The approved changes of the rate's definition that govern a period and were decided after it had ended.

    Returns: [{"valid_from", "decided_on": ISO dates, "document": number}] in order of decision.
    """
    ended = datetime.combine(period.end + DAY_ONE, time(), VIETNAM)
    approved = DefinitionRequest.objects.filter(
        state="approved", valid_from__lte=period.end, decided_at__gte=ended, decided_at__lte=known_at
    )
    rows = approved.order_by("decided_at").values_list("valid_from", "decided_at", "document_number")
    return [
        {
            "valid_from": valid_from.isoformat(),
            "decided_on": decided_at.astimezone(VIETNAM).date().isoformat(),
            "document": document,
        }
        for valid_from, decided_at, document in rows
        if decided_at
    ]


def late_limits(period: Period) -> list[int]:
    """The limits of lateness that are in force within a period, in days."""
    law = law_timeline()
    days = [period.start, *(day for day in law.starts(LATE) if day in period)]
    return sorted({law.on(day).number(LATE) for day in days})


def _in_time(day: str, law: LawTimeline) -> Case:
    """The end of the last day on which a fact is entered in time, in Vietnamese time (UTC+7)."""

    def after(limit: int) -> Expression:
        # From midnight UTC of the fact's day.
        until = Cast(day, DateTimeField()) + Value(timedelta(days=limit + 1, hours=-7))
        return ExpressionWrapper(until, DateTimeField())

    starts = law.starts(LATE)
    whens = [When(**{f"{day}__gte": start}, then=after(law.on(start).number(LATE))) for start in reversed(starts)]
    return Case(*whens, default=after(law.on(starts[0] - DAY_ONE).number(LATE)), output_field=DateTimeField())


def _judged(unit: Unit, versions: QuerySet[Any], day: str, known_at: datetime, law: LawTimeline) -> QuerySet[Any]:
    model = versions.model
    versions_of_day = model.objects.filter(case=OuterRef("case"), **{day: OuterRef(day)}).order_by("known_from")
    # Only reports signed by `known_at`, so that the figures of a past instant do not change when a report is signed later.
    signed = Report.objects.filter(unit=unit, signed_at__lte=known_at, known_at__lt=OuterRef("first"))
    replaced = model.objects.filter(case=OuterRef("case"), known_from=OuterRef("known_until"))
    remaining = model.objects.filter(
        Q(known_until=None) | Q(known_until__gt=OuterRef("known_until")), case=OuterRef("case")
    )
    rows: QuerySet[Any] = versions.annotate(
        first=Subquery(versions_of_day.values("known_from")[:1]),
        in_time=_in_time(day, law),
        covered=Exists(signed.filter(start__lte=OuterRef(day), end__gte=OuterRef(day))),
        is_replaced=Exists(replaced.exclude(why="")),
        # A correction may replace a stay by stays of other days; a stay is withdrawn when its case has no current stay left.
        survives=Exists(remaining.filter(known_from__lte=OuterRef("known_until")) if model is Stay else replaced),
    )
    return rows
