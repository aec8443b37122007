"""Services of reports: making a draft, discarding it and signing it.

Counting and rendering take seconds and run outside any transaction. One short transaction then writes the result.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases.facts.clock import fact_time
from core import clock
from core.dates import VIETNAM, Period, today, vn_date
from core.errors import Refused
from core.text import nfc
from jobs.queue import store_file
from law.provider import law
from reports import snapshot as snapshots
from reports.documents.content import TEXTS
from reports.life.integrity import faults, snapshot_checksum
from reports.life.signing import document_number, signing_day_error
from reports.measures.inputs import counted_inputs
from reports.measures.management import FiguresQuery, check_balance
from reports.models import FORMATS, OPEN_STATES, SIGNED_STATES, Report
from reports.restatement.learnt import Learnt, changes_since_count, learnt_by, named
from reports.snapshot import CONTENT_TYPES, DocumentDetails, ProgressCallback, Snapshot, no_progress

# The columns that `sign_report` sets beside the documents.
SET_BY_SIGNING = (
    *("state", "number", "signed_on", "number_year", "signed_by", "signed_at", "replaces", "replaces_why", "learnt"),
)


class CannotSign(Refused):
    """The report may not be signed. The message tells the user why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """A report that has been counted and rendered but not saved."""

    snapshot: Snapshot
    details: DocumentDetails
    files: dict[str, bytes]
    inputs: dict


def make_report(
    *,
    by: User | None,
    unit: Unit,
    period: Period,
    texts: dict[str, str] | None = None,
    number: str = "",
    signed_on: date | None = None,
) -> Report:
    """Count, render and save a draft: the next version for its unit and period.

    Arguments: `by` None for the command line; the caller checks that `by` may make reports of `unit`. `texts` by the keys of
    documents.content.TEXTS.
    Raises: Unbalanced, if the figures contradict themselves; KeyError for an unknown key of `texts`.
    """
    details = DocumentDetails(clean_texts(texts or {}), number.strip(), signed_on)
    return save_report(by=by, prepared=prepare_report(by, unit, period, details))


def prepare_report(
    by: User | None,
    unit: Unit,
    period: Period,
    details: DocumentDetails,
    *,
    progress: ProgressCallback = no_progress,
) -> PreparedReport:
    """Count and render a draft without writing to the database.

    Arguments: `progress` is called before each of the snapshot.STEP_COUNT steps.
    Raises: Unbalanced, if the figures contradict themselves.
    """
    snapshot = snapshots.take_snapshot(unit, period, progress=progress)
    marked = replace(details, footer_mark=_draft_mark(by, snapshot))
    files = snapshots.render_documents(snapshot, marked, progress=progress)
    inputs = counted_inputs(FiguresQuery(unit, period, snapshot.known_at, snapshot.definition))
    return PreparedReport(snapshot, details, files, inputs)


@transaction.atomic
def save_report(*, by: User | None, prepared: PreparedReport, instead_of: Report | None = None) -> Report:
    """Save a prepared report as the next version of its unit and period. A row lock gives concurrent calls different versions.

    Arguments: `instead_of`, a draft that was counted again and is discarded. Raises Refused if it is none any more.
    """
    snapshot, details = prepared.snapshot, prepared.details
    version = _next_version(snapshot.unit, snapshot.period)
    if instead_of is not None:
        discard_draft(by=by, report=instead_of)
    report = Report.objects.create(
        unit=snapshot.unit,
        start=snapshot.period.start,
        end=snapshot.period.end,
        version=version,
        number=details.number,
        signed_on=details.signed_on,
        known_at=snapshot.known_at,
        figures=snapshot.figures,
        before=snapshot.before,
        unit_names=snapshot.unit_names,
        texts=details.texts,
        checksum=snapshot.figures["checksum"],
        inputs=prepared.inputs,
        created_by=by,
        **_store(by, snapshot, version, prepared.files),
    )
    _record(by, "report.make", report)
    return report


@transaction.atomic
def discard_draft(*, by: User | None, report: Report) -> Report:
    """Discard a draft: it stays readable, and is neither listed nor signed any more. The caller checks the permission.

    Raises Refused if it is not a draft any more.
    """
    report = locked(report)
    if not report.is_open:
        raise Refused(_("Chỉ bỏ được bản dự thảo; báo cáo này đã ký hoặc đã bỏ."))
    report.state = Report.State.DISCARDED
    report.save(update_fields=["state"])
    _record(by, "report.discard", report)
    return report


def sign_report(
    *, by: User | None, report: Report, number: str, signed_on: date, why: str = "", seen: str = ""
) -> Report:
    """Sign a checked report: set its number and day and render its documents again. A signed report only moves on.

    Its figures are counted again under the lock; if anything differs, the draft has to be counted again first.

    Arguments: `by` None for the command line; the caller checks that `by` may sign reports of the unit. `why`: why a version
    that was signed is replaced. `seen`: the digest of what the signer was shown (learnt.Learnt.digest).
    Returns: the signed report, read again from the database.
    Raises: CannotSign; Unbalanced, if the stored figures contradict themselves.
    """
    number, why = document_number(number), nfc(why)
    _check_ready(report, number, signed_on)
    learnt = learnt_by(report)
    snapshot = snapshot_of(report)
    details = DocumentDetails(
        report.texts,
        number,
        signed_on,
        signed=True,
        footer_mark=_sign_mark(by, report),
        replaces=replacement_text(learnt.replaced, why) if learnt.replaced else "",
    )
    files = snapshots.render_documents(snapshot, details)
    with transaction.atomic():
        report = locked(report)
        _check_no_conflict(report, number, signed_on)
        _check_learnt(report, learnt, why, seen)
        for name, stored in _store(by, snapshot, report.version, files).items():
            setattr(report, name, stored)
        report.state, report.number, report.signed_on = Report.State.SIGNED, number, signed_on
        report.number_year, report.replaces = signed_on.year, learnt.replaced
        report.replaces_why = why if learnt.replaced else ""
        report.learnt = learnt.as_json() if learnt else None
        # fact_time, because quality.py counts by it: figures of a later instant must see that this report is signed.
        report.signed_by, report.signed_at = by, fact_time()
        report.save(update_fields=[*SET_BY_SIGNING, *FORMATS])
        _record(by, "report.sign", report, learnt)
        transaction.on_commit(audit_events.anchor, robust=True)
    return report


def replacement_text(replaced: Report, why: str) -> str:
    """The sentence of a document that says which signed version it replaces and why."""
    return _("Báo cáo này thay thế Báo cáo số %(number)s ngày %(day)s (phiên bản %(version)d). Lý do: %(why)s") % {
        "number": replaced.number.zfill(2),
        "day": _signed_on(replaced),
        "version": replaced.version,
        "why": why if why.endswith(".") else f"{why}.",
    }


def snapshot_of(report: Report) -> Snapshot:
    """The snapshot from which a saved report was rendered."""
    names = {code: report.unit_names[code] for code in sorted(report.unit_names)}  # jsonb does not preserve key order
    return Snapshot(report.unit, report.period, report.figures, report.before, names)


def clean_texts(texts: dict[str, str]) -> dict[str, str]:
    """Strip the texts and drop empty ones. Raises KeyError for a key that is not in TEXTS."""
    unknown = set(texts) - set(TEXTS)
    if unknown:
        raise KeyError(f"no such sections: {sorted(unknown)}")
    return {key: texts[key].strip() for key in TEXTS if texts.get(key, "").strip()}


def locked(report: Report) -> Report:
    """The report as it is now. Locks the unit's row, so that its reports are saved, signed and discarded one after another."""
    Unit.objects.select_for_update(no_key=True).get(pk=report.unit_id)
    return Report.objects.select_related("unit").get(pk=report.pk)


# --- helpers -------------------------------------------------------------------------------------------------------------


def _next_version(unit: Unit, period: Period) -> int:
    """The next free version. Locks the unit's row until the transaction ends; on SQLite the write transaction is the lock."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    same = Report.objects.filter(unit=unit, start=period.start, end=period.end)
    return (same.aggregate(last=Max("version"))["last"] or 0) + 1


def _check_ready(report: Report, number: str, signed_on: date) -> None:
    if not number:
        raise CannotSign(_("Hãy nhập số của văn bản, chỉ phần trước dấu gạch chéo, ví dụ 12."))
    counted_on = report.known_at.astimezone(VIETNAM).date()
    now = today()
    latest = law(now).number("signing_latest_days")
    if error := signing_day_error(signed_on, period_end=report.end, counted_on=counted_on, now=now, latest_days=latest):
        raise CannotSign(error)
    # The caller may have read it before the check.
    report.refresh_from_db(fields=["answers"])
    if found := faults(report):
        raise CannotSign(" ".join([*found, _("Hãy báo quản trị hệ thống.")]))
    for line in report.figures["management"]:
        check_balance(line)
    _check_no_conflict(report, number, signed_on)


def _check_no_conflict(report: Report, number: str, signed_on: date) -> None:
    """Refuse what another user may have done meanwhile. Called before rendering and again under the lock."""
    state = Report.objects.values_list("state", flat=True).get(pk=report.pk)
    if state not in OPEN_STATES:
        is_signed = state in SIGNED_STATES
        raise CannotSign(_("Báo cáo này đã được ký.") if is_signed else _("Bản dự thảo này đã bỏ."))
    signed = Report.objects.signed().filter(unit=report.unit_id)
    if signed.filter(start=report.start, end=report.end, version__gt=report.version).exists():
        raise CannotSign(_("Đã ký một phiên bản mới hơn của báo cáo này."))
    if state == Report.State.DRAFT:
        raise CannotSign(_("Báo cáo chưa được kiểm tra; hãy kiểm tra và giải trình từng điểm trước khi ký."))
    if other := signed.filter(number=number, number_year=signed_on.year).first():
        text = _("Đơn vị đã có báo cáo số %(number)s năm %(year)d: kỳ %(start)s – %(end)s, phiên bản %(version)d, ký"
                 " ngày %(day)s. Hãy lấy số khác.")  # fmt: skip
        days = {"start": vn_date(other.start), "end": vn_date(other.end), "day": _signed_on(other)}
        raise CannotSign(text % {"number": number, "year": signed_on.year, "version": other.version, **days})


def _signed_on(report: Report) -> str:
    return vn_date(report.signed_on) if report.signed_on else ""


def _check_learnt(report: Report, learnt: Learnt, why: str, seen: str) -> None:
    """Refuse a draft that is not what would be counted now, and what its signer has not seen. Called under the lock."""
    if changes := changes_since_count(report):
        raise CannotSign(
            _("Từ khi chốt số liệu (%(at)s) có thông tin làm thay đổi báo cáo: %(what)s. Hãy đếm lại bản dự thảo.")
            % {"at": _local_time(report.known_at), "what": named(changes)}
        )
    if learnt.replaced and not why:
        raise CannotSign(_("Đã ký phiên bản %d của báo cáo này; hãy ghi lý do thay thế.") % learnt.replaced.version)
    now = learnt_by(report)
    # Another version may have been signed while the documents were drawn.
    if now.replaced != learnt.replaced or now.digest() not in ("", seen):
        raise CannotSign(
            _("Có thông tin biết sau mà anh/chị chưa xác nhận đã xem. Hãy xem danh sách và đánh dấu «Tôi đã xem».")
        )


def _local_time(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


# Number of hexadecimal digits in the footer. On paper they identify the figures, and the hash of the audit log serves as an
# anchor: `verify_audit --anchor` compares the typed digits with the log and finds a deleted tail.
MARK_DIGITS = audit_events.PRINTED_DIGITS


def _draft_mark(by: User | None, snapshot: Snapshot) -> str:
    return _("%(who)s lập lúc %(at)s, mã số liệu %(checksum)s") % {
        "who": by or _("Hệ thống"),
        "at": _local_time(snapshot.known_at),
        "checksum": snapshot.figures["checksum"][:MARK_DIGITS],
    }


def _sign_mark(by: User | None, report: Report) -> str:
    head = audit_events.head()
    text = _("%(who)s ký lúc %(at)s, phiên bản %(version)d, mã số liệu %(checksum)s, nhật ký số %(number)d: %(hash)s")
    return text % {
        "who": by or _("Hệ thống"),
        "at": _local_time(clock.now()),
        "version": report.version,
        "checksum": report.checksum[:MARK_DIGITS],
        "number": head.number,
        "hash": head.hash[:MARK_DIGITS],
    }


def _store(by: User | None, snapshot: Snapshot, version: int, files: dict[str, bytes]) -> dict:
    return {
        name: store_file(
            by=by, name=snapshots.file_name(snapshot, name, version), data=data, content_type=CONTENT_TYPES[name]
        )
        for name, data in files.items()
    }


def _record(by: User | None, action: str, report: Report, learnt: Learnt | None = None) -> None:
    detail = {
        "version": report.version,
        "period": [report.start.isoformat(), report.end.isoformat()],
        "number": report.number,
        "checksum": report.checksum,
        "snapshot": snapshot_checksum(report),
        "files": {name: getattr(report, name).sha256 for name in FORMATS},
    }
    if learnt is not None and learnt.replaced:
        detail["replaces"] = learnt.replaced.pk
    if learnt:
        counts = {"cells": len(learnt.cells), "recorded": len(learnt.recorded)}
        detail["learnt_seen"] = {**counts, "digest": learnt.digest()}
    audit_events.record(by=by, action=action, target=report, unit=report.unit, detail=detail, why=report.replaces_why)
