"""For the case page: which days of its communes are covered by an issued report."""

from collections import defaultdict
from collections.abc import Iterable

from areas.models import Unit
from cases.facts.late_entries import ReportedPeriod, issued_report_source
from reports.models import Report


@issued_report_source
def issued_over(unit_ids: set[int]) -> Iterable[ReportedPeriod]:
    """The issued reports of the communes and of the units above them, by two queries."""
    within: dict[int, set[int]] = defaultdict(set)
    for pk, *above in Unit.objects.filter(pk__in=unit_ids).values_list("pk", "parent", "parent__parent"):
        for unit in filter(None, (pk, *above)):
            within[unit].add(pk)
    issued = Report.objects.filter(unit__in=within, issued_at__isnull=False)
    for unit, start, end, known_at in issued.values_list("unit", "start", "end", "known_at"):
        for commune in within[unit]:
            yield ReportedPeriod(commune, start, end, known_at)
