"""What leaves the system about a report, in the API and in files: figures, and nothing that names a person or a case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from areas.models import Unit
from core.dates import VIETNAM
from feed.api import shapes
from reports.measures.management import checksum
from reports.models import Report, ReportQuerySet

STATES = ("submitted", "accepted")
# Lists in the figures whose rows have the code of a case.
NAMING_CASES = ("not_attributed", "unconfirmed")


def reports_for(reader) -> ReportQuerySet:
    """The reports that may be handed on to whoever reads: of those the reader sees, what was submitted and not returned."""
    return Report.objects.visible_to(reader).filter(state__in=STATES)


def is_altered(report: Report) -> bool:
    """Whether the stored figures are not those that were signed."""
    return not report.checksum == report.figures.get("checksum") == checksum(report.figures)


def links(reports: Iterable[Report], reader) -> dict[int, dict[str, str | None]]:
    """For each report's key: `supersedes` and `superseded_by`, the public ids of other reports that may be handed on."""
    found: dict[int, dict[str, str | None]] = {
        report.pk: {"supersedes": None, "superseded_by": None} for report in reports
    }
    readable = reports_for(reader)
    for key, public_id in readable.filter(replacements__in=found).values_list("replacements", "public_id"):
        if key in found:
            found[key]["supersedes"] = str(public_id)
    for key, public_id in readable.filter(replaces__in=found).order_by("version").values_list("replaces", "public_id"):
        found[key]["superseded_by"] = str(public_id)
    return found


def head(report: Report, linked: dict[str, str | None]) -> dict[str, Any]:
    """What a report is, without its figures."""
    return {
        "id": str(report.public_id),
        "unit": unit(report.unit),
        "period": {"start": report.start.isoformat(), "end": report.end.isoformat()},
        "version": report.version,
        "state": report.state,
        "number": report.number,
        "signed_on": report.signed_on.isoformat() if report.signed_on else None,
        "signed_at": instant(report.signed_at),
        "submitted_at": instant(report.submitted_at),
        "decided_at": instant(report.decided_at),
        **linked,
        "checksum": report.checksum,
    }


def report(row: Report, linked: dict[str, str | None]) -> dict[str, Any]:
    """The object `report/1` of docs/api.md §2."""
    return {"schema": shapes.REPORT, **head(row, linked), "figures": figures(row)}


def figures(report: Report) -> dict[str, Any]:
    """The figures without the codes of cases, and with the checksum of what is left (docs/operations-contract.md §3)."""
    kept = {
        name: [{"counted_on": row["counted_on"]} for row in value] if name in NAMING_CASES else value
        for name, value in report.figures.items()
    }
    return {**kept, "checksum": checksum(kept)}


def unit(row: Unit) -> dict[str, str]:
    """A unit as all our JSON says it."""
    return {"code": row.code, "name": row.name, "level": row.level}


def instant(at: datetime | None) -> str | None:
    """An instant in Vietnamese time."""
    return at.astimezone(VIETNAM).isoformat() if at else None
