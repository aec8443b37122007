"""What a case's page is told of reports: which days of its communes stand in one that was issued."""

from collections import defaultdict
from collections.abc import Iterable

from areas.models import Unit
from cases.facts.late_entries import ReportedPeriod, issued_report_source
from reports.models import Report


@issued_report_source
def issued_over(unit_ids: set[int]) -> Iterable[ReportedPeriod]:
    """Reports of the communes themselves and of the units above them. Two queries."""
    within: dict[int, set[int]] = defaultdict(set)
    for pk, *above in Unit.objects.filter(pk__in=unit_ids).values_list("pk", "parent", "parent__parent"):
        for unit in filter(None, (pk, *above)):
            within[unit].add(pk)
    issued = Report.objects.filter(unit__in=within, issued_at__isnull=False)
    for unit, start, end, known_at in issued.values_list("unit", "start", "end", "known_at"):
        for commune in within[unit]:
            yield ReportedPeriod(commune, start, end, known_at)
