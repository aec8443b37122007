"""How far a period's figures rest on what was told late, told after a report, corrected or withdrawn (docs/security.md §6).

These counts stand beside every rate. They are of facts (stays begun, cases closed, reoffences), of the unit and all below it,
dated within the period, by what was known at the instant of the figures:

* late: first known more than LATE_DAYS days after it happened;
* after_report: first known after the figures of a report of this unit that covers its day, and is issued, were counted;
* corrected: a version replaced by another with a reason;
* withdrawn: a version that nothing replaced.

Part of measures.py, apart only for its length; nothing else imports it.
"""

from datetime import datetime, timedelta

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from areas.models import Unit
from cases.choices import CLOSURES
from cases.facts.store import LATE_DAYS
from cases.models import Reoffence, Stay
from core.dates import Period
from reports.models import Report

# After the last day that is in time, in Hanoi; instants in the database are of Greenwich.
_IN_TIME = timedelta(days=LATE_DAYS + 1, hours=-7)
NAMES = ("late", "after_report", "corrected", "withdrawn")


def quality(unit: Unit, unit_ids: set[int], period: Period, known_at: datetime) -> dict[str, dict[str, int]]:
    """{"stays": {late, after_report, corrected, withdrawn}, "reoffences": {…}}; three queries, whatever the number of facts."""
    days = (period.start, period.end)
    here = Stay.objects.filter(unit__in=unit_ids)
    crimes = Reoffence.objects.filter(Exists(here.filter(case=OuterRef("case"))), prosecuted_on__range=days)
    counted = [
        _counts(unit, here.filter(start_on__range=days), "start_on", known_at),
        _counts(unit, here.filter(end_on__range=days, end_reason__in=CLOSURES), "end_on", known_at),
        _counts(unit, crimes, "prosecuted_on", known_at),
    ]
    began, closed, prosecuted = counted
    # A stay begun and closed within the period may have been replaced once and concern both of its days.
    stays = {name: began[name] + (closed[name] if name in ("late", "after_report") else 0) for name in NAMES}
    return {"stays": stays, "reoffences": prosecuted}


def _counts(unit: Unit, versions: QuerySet, day: str, known_at: datetime) -> dict[str, int]:
    model = versions.model
    told = model.objects.filter(case=OuterRef("case"), **{day: OuterRef(day)}).order_by("known_from")
    # Issued by the instant asked about: what is counted for a past instant stays the same whatever is issued later.
    issued = Report.objects.filter(unit=unit, issued_at__lte=known_at, known_at__lt=OuterRef("first"))
    replaced = model.objects.filter(case=OuterRef("case"), known_from=OuterRef("known_until"))
    still = model.objects.filter(
        Q(known_until=None) | Q(known_until__gt=OuterRef("known_until")), case=OuterRef("case")
    )
    rows = versions.annotate(
        first=Subquery(told.values("known_from")[:1]),
        in_time=ExpressionWrapper(Cast(day, DateTimeField()) + Value(_IN_TIME), DateTimeField()),
        covered=Exists(issued.filter(start__lte=OuterRef(day), end__gte=OuterRef(day))),
        is_replaced=Exists(replaced.exclude(why="")),
        # A stay's versions may be replaced by ones of other days; a case of which nothing is believed any more is withdrawn.
        survives=Exists(still.filter(known_from__lte=OuterRef("known_until")) if model is Stay else replaced),
    )
    believed = Q(known_from__lte=known_at) & (Q(known_until=None) | Q(known_until__gt=known_at))
    ended = Q(known_until__lte=known_at)
    return rows.aggregate(
        late=Count("pk", filter=believed & Q(first__gt=F("in_time"))),
        after_report=Count("pk", filter=believed & Q(covered=True)),
        corrected=Count("pk", filter=ended & Q(is_replaced=True)),
        withdrawn=Count("pk", filter=ended & Q(survives=False)),
    )
