"""What changes reports: making one, issuing one.

Counting and drawing take their time outside any transaction; what was counted is written in one short one at the end.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases.facts.clock import fact_instant
from core.dates import VIETNAM, Period, today
from jobs.queue import store_file
from reports import snapshot as taking
from reports.documents.content import TEXTS
from reports.measures.management import check_balance, checksum
from reports.models import FORMATS, Report
from reports.snapshot import CONTENT_TYPES, Snapshot, Step, Wording, no_step


class CannotIssue(Exception):
    """Why this report is not issued, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class DrawnUp:
    """A report that is counted and drawn and not yet written."""

    snapshot: Snapshot
    wording: Wording
    files: dict[str, bytes]


def make_report(
    *,
    by: User | None,
    unit: Unit,
    period: Period,
    texts: dict[str, str] | None = None,
    number: str = "",
    signed_on: date | None = None,
) -> Report:
    """Count, draw and keep a draft, the next version for its unit and period. Raises measures.Unbalanced.

    `by` None: the system's own command line. Who may do this for which unit is the caller's to check.
    """
    wording = Wording(clean_texts(texts or {}), number.strip(), signed_on)
    return keep(by=by, drawn=draw_up(by, unit, period, wording))


def draw_up(by: User | None, unit: Unit, period: Period, wording: Wording, *, step: Step = no_step) -> DrawnUp:
    """All of a report that needs no lock: `step` is called before each of snapshot.STEPS steps."""
    snapshot = taking.take(unit, period, step=step)
    marked = replace(wording, mark=_draft_mark(by, snapshot))
    return DrawnUp(snapshot, wording, taking.draw(snapshot, marked, step=step))


@transaction.atomic
def keep(*, by: User | None, drawn: DrawnUp) -> Report:
    """Write a drawn-up report as the next version. Two at once wait for each other and get two numbers."""
    snapshot, wording = drawn.snapshot, drawn.wording
    version = _next_version(snapshot.unit, snapshot.period)
    report = Report.objects.create(
        unit=snapshot.unit,
        start=snapshot.period.start,
        end=snapshot.period.end,
        version=version,
        number=wording.number,
        signed_on=wording.signed_on,
        known_at=snapshot.known_at,
        figures=snapshot.figures,
        before=snapshot.before,
        unit_names=snapshot.unit_names,
        texts=wording.texts,
        checksum=snapshot.figures["checksum"],
        created_by=by,
        **_store(by, snapshot, version, drawn.files),
    )
    _record(by, "report.make", report)
    return report


def issue_report(*, by: User | None, report: Report, number: str, signed_on: date) -> Report:
    """Give a draft its number and date and draw it anew; from then on nothing of it changes. Raises CannotIssue."""
    number = number.strip()
    _check_ready(report, number, signed_on)
    snapshot = snapshot_of(report)
    wording = Wording(report.texts, number, signed_on, issued=True, mark=_issue_mark(by, report))
    files = taking.draw(snapshot, wording)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=report.unit_id)
        report = Report.objects.select_related("unit").get(pk=report.pk)
        _check_still_free(report, number, signed_on)
        for name, stored in _store(by, snapshot, report.version, files).items():
            setattr(report, name, stored)
        report.state, report.number, report.signed_on = Report.State.ISSUED, number, signed_on
        # As facts are dated: no figures are counted at an instant after this one without seeing that it is issued (quality.py).
        report.issued_by, report.issued_at = by, fact_instant()
        report.save(update_fields=["state", "number", "signed_on", "issued_by", "issued_at", *FORMATS])
        _record(by, "report.issue", report)
        transaction.on_commit(audit_events.anchor, robust=True)
    return report


def snapshot_of(report: Report) -> Snapshot:
    names = {code: report.unit_names[code] for code in sorted(report.unit_names)}  # PostgreSQL keeps no order of keys
    return Snapshot(report.unit, report.period, report.figures, report.before, names)


def clean_texts(texts: dict[str, str]) -> dict[str, str]:
    """The sections that say something. Raises KeyError for one that no report has."""
    unknown = set(texts) - set(TEXTS)
    if unknown:
        raise KeyError(f"no such sections: {sorted(unknown)}")
    return {key: texts[key].strip() for key in TEXTS if texts.get(key, "").strip()}


# --- inside ---------------------------------------------------------------------------------------------------------------


def _next_version(unit: Unit, period: Period) -> int:
    """Under a lock on the unit's row until the transaction ends (SQLite: the write transaction itself)."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    same = Report.objects.filter(unit=unit, start=period.start, end=period.end)
    return (same.aggregate(last=Max("version"))["last"] or 0) + 1


def _check_ready(report: Report, number: str, signed_on: date) -> None:
    if not number:
        raise CannotIssue(_("Báo cáo ban hành phải có số."))
    if signed_on > today():
        raise CannotIssue(_("Ngày ký ở tương lai."))
    if checksum(report.figures) != report.checksum:
        raise CannotIssue(_("Số liệu không khớp mã kiểm tra; hãy báo quản trị hệ thống."))
    for line in report.figures["management"]:
        check_balance(line)
    _check_still_free(report, number, signed_on)


def _check_still_free(report: Report, number: str, signed_on: date) -> None:
    """What another leader may have changed in the meantime; asked again under the lock."""
    if Report.objects.filter(pk=report.pk, state=Report.State.ISSUED).exists():
        raise CannotIssue(_("Báo cáo này đã được ban hành."))
    issued = Report.objects.filter(unit=report.unit_id, state=Report.State.ISSUED)
    if issued.filter(start=report.start, end=report.end, version__gt=report.version).exists():
        raise CannotIssue(_("Đã ban hành một phiên bản mới hơn của báo cáo này."))
    if issued.filter(number=number, signed_on__year=signed_on.year).exists():
        raise CannotIssue(
            _("Đơn vị đã có báo cáo số %(number)s năm %(year)d.") % {"number": number, "year": signed_on.year}
        )


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


# At the foot of every page: on paper, outside the database, they show which figures these were and a cut tail of the audit
# (typed into a file they are an anchor for verify_audit).
MARK_DIGITS = audit_events.PRINTED_DIGITS


def _draft_mark(by: User | None, snapshot: Snapshot) -> str:
    return _("%(who)s lập lúc %(at)s, mã số liệu %(checksum)s") % {
        "who": by or _("Hệ thống"),
        "at": _shown(snapshot.known_at),
        "checksum": snapshot.figures["checksum"][:MARK_DIGITS],
    }


def _issue_mark(by: User | None, report: Report) -> str:
    head = audit_events.head()
    text = _(
        "%(who)s ban hành lúc %(at)s, phiên bản %(version)d, mã số liệu %(checksum)s, nhật ký số %(number)d: %(hash)s"
    )
    return text % {
        "who": by or _("Hệ thống"),
        "at": _shown(timezone.now()),
        "version": report.version,
        "checksum": report.checksum[:MARK_DIGITS],
        "number": head.number,
        "hash": head.hash[:MARK_DIGITS],
    }


def _store(by: User | None, snapshot: Snapshot, version: int, files: dict[str, bytes]) -> dict:
    return {
        name: store_file(
            by=by, name=taking.file_name(snapshot, name, version), data=data, content_type=CONTENT_TYPES[name]
        )
        for name, data in files.items()
    }


def _record(by: User | None, action: str, report: Report) -> None:
    detail = {
        "version": report.version,
        "period": [report.start.isoformat(), report.end.isoformat()],
        "number": report.number,
        "checksum": report.checksum,
        "files": {name: getattr(report, name).sha256 for name in FORMATS},
    }
    audit_events.record(by=by, action=action, target=report, unit=report.unit, detail=detail)
