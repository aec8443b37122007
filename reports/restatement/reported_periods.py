"""For the case page: which days of its communes are covered by a signed report."""

from collections import defaultdict
from collections.abc import Iterable

from areas.models import Unit
from cases.facts.late_entries import ReportedPeriod, signed_report_source
from reports.models import Report


@signed_report_source
def signed_over(unit_ids: set[int]) -> Iterable[ReportedPeriod]:
    """The signed reports of the communes and of the units above them, by two queries."""
    within: dict[int, set[int]] = defaultdict(set)
    for pk, *above in Unit.objects.filter(pk__in=unit_ids).values_list("pk", "parent", "parent__parent"):
        for unit in filter(None, (pk, *above)):
            within[unit].add(pk)
    signed = Report.objects.filter(unit__in=within, signed_at__isnull=False)
    for unit, start, end, known_at in signed.values_list("unit", "start", "end", "known_at"):
        for commune in within[unit]:
            yield ReportedPeriod(commune, start, end, known_at)
