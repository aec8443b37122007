"""Verbs: exporting reports as a signed file, and receiving such a file. The caller checks the permission for the unit."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.models import Unit
from audit import events as audit_events
from core.dates import Period
from core.errors import Refused
from feed.files import content
from feed.files.content import ReportFile
from feed.files.models import RECEIVE, ReceivedReport, TrustedKey
from reports.models import ReportQuerySet


@dataclass(frozen=True, slots=True)
class Received:
    """What a file brought: all its reports, and how many of them were not here yet."""

    reports: list[ReceivedReport]
    new: int


@transaction.atomic
def export_reports(*, by: User | None, reports: ReportQuerySet, reader, period: Period | None = None) -> bytes:
    """A signed file of reports that may be handed on.

    Arguments: `reader`, who may read them; `by` None for the command line; `period`, of which they were asked, for the audit.
    Raises: Refused.
    """
    rows = reports.select_related("unit").order_by("-end", "unit__code", "version")
    data = content.write(rows, reader)
    detail: dict = {"reports": len(rows), "sha256": hashlib.sha256(data).hexdigest()}
    if period:
        detail |= {"start": period.start.isoformat(), "end": period.end.isoformat()}
    audit_events.record(by=by, action="feed.export", detail=detail)
    return data


def check_file(data: bytes, by: User | None = None) -> Received:
    """What receiving a file would do; nothing is stored.

    Arguments: `by`, who would receive it; None for the command line. Raises: Refused.
    """
    rows = _rows(_read(data, by), by)
    return Received(rows, sum(not _is_known(row) for row in rows))


@transaction.atomic
def receive_file(*, by: User | None, data: bytes) -> Received:
    """Store the reports of a file, each as it was said, beside what is known. Received twice, a file changes nothing.

    Raises: Refused for a file that is not whole, that nobody trusted signed, or that is about other units than the key's.
    """
    file = _read(data, by)
    # Files of one sender are received one after the other.
    TrustedKey.objects.select_for_update(of=("self",), no_key=True).get(pk=file.key.pk)
    rows = _rows(file, by)
    new = [row for row in rows if not _is_known(row)]
    ReceivedReport.objects.bulk_create(new)
    digest = hashlib.sha256(data).hexdigest()
    detail = {"key": file.key.key_id, "sha256": digest, "reports": len(rows), "new": len(new)}
    audit_events.record(by=by, action="feed.receive", target=file.key, unit=file.key.unit, detail=detail)
    return Received(rows, len(new))


def _read(data: bytes, by: User | None) -> ReportFile:
    file = content.read(data)
    if by is not None and file.key.unit_id not in unit_keys_for(by, RECEIVE):
        raise Refused(_("Tệp này là của đơn vị ngoài phạm vi của anh/chị."))
    return file


def _rows(file: ReportFile, by: User | None) -> list[ReceivedReport]:
    within = set(Unit.objects.within(file.key.unit).values_list("pk", flat=True))
    rows = []
    for report in file.reports:
        try:
            period = Period(*(date.fromisoformat(report["period"][name]) for name in ("start", "end")))
            unit = Unit.objects.find(report["unit"]["code"], period.end)
            report_id = UUID(report["id"])
        except (ValueError, Unit.DoesNotExist) as error:
            raise Refused(_("Tệp có báo cáo mà kỳ hoặc đơn vị không có trong hệ thống này.")) from error
        if unit.pk not in within:
            text = _("Tệp có báo cáo của %(unit)s, không thuộc %(sender)s là đơn vị được gửi bằng khóa này.")
            raise Refused(text % {"unit": unit.full_name, "sender": file.key.unit.full_name})
        rows.append(
            ReceivedReport(
                key=file.key,
                unit=unit,
                report_id=report_id,
                start=period.start,
                end=period.end,
                version=report["version"],
                state=report["state"],
                content=report,
                digest=hashlib.sha256(content.canonical(report)).hexdigest(),
                made_at=file.made_at,
                received_by=by,
            )
        )
    return rows


def _is_known(row: ReceivedReport) -> bool:
    return ReceivedReport.objects.filter(key=row.key, report_id=row.report_id, digest=row.digest).exists()
