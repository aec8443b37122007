"""Verbs of a report's life: checking a draft, submitting a signed report, accepting or returning a submitted one.

The caller checks the permission for the unit (rights.py). Making, signing and discarding are in
reports/services.py. Nobody takes a step back: a returned report is replaced by a new version.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from core import clock
from core.errors import Refused
from core.text import nfc
from reports.life.acceptance import announce
from reports.life.integrity import faults
from reports.life.points import points
from reports.models import SUBMITTED_STATES, Report
from reports.services import locked


@transaction.atomic
def check_report(*, by: User | None, report: Report, answers: Mapping[str, str]) -> Report:
    """Check a draft: every point that its figures raise is answered in words.

    Arguments: `answers` by Point.key; `by` None for the command line.
    Returns: the checked report. Raises: Refused for another state, altered figures or a point without an answer; Unbalanced.
    """
    report = locked(report)
    _expect(report, Report.State.DRAFT, _("Chỉ kiểm tra được bản dự thảo."))
    _expect_unchanged(report)
    given = {key: nfc(text) for key, text in answers.items()}
    asked = points(report.figures)
    if unanswered := [point.text(report.unit_names) for point in asked if not given.get(point.key)]:
        raise Refused(_("Còn điểm chưa giải trình: %s") % " ".join(unanswered))
    report.answers = [{**point.as_json(), "answer": given[point.key]} for point in asked]
    report.state, report.checked_by, report.checked_at = Report.State.CHECKED, by, clock.now()
    report.save(update_fields=["state", "checked_by", "checked_at", "answers"])
    detail = {"version": report.version, "checksum": report.checksum, "points": [point.kind for point in asked]}
    why = "\n".join(given[point.key] for point in asked)
    audit_events.record(by=by, action="report.check", target=report, unit=report.unit, detail=detail, why=why)
    return report


@transaction.atomic
def submit_report(*, by: User | None, report: Report) -> Report:
    """Submit a signed report to the level above.

    Raises: Refused for another state, for a unit that no unit is above, and if a later version was signed.
    """
    report = locked(report)
    _expect(report, Report.State.SIGNED, _("Chỉ gửi được báo cáo đã ký và chưa gửi."))
    if report.unit.parent_id is None:
        raise Refused(_("Trong hệ thống không có cấp trên của đơn vị này để gửi báo cáo."))
    if report.later_versions().signed().exists():
        raise Refused(_("Đã ký một phiên bản mới hơn của báo cáo này; hãy gửi phiên bản đó."))
    report.state, report.submitted_by, report.submitted_at = Report.State.SUBMITTED, by, clock.now()
    report.save(update_fields=["state", "submitted_by", "submitted_at"])
    _record(by, "report.submit", report)
    return report


@transaction.atomic
def accept_report(*, by: User | None, report: Report) -> Report:
    """Accept a submitted report.

    Raises: Refused for another state, for whoever signed or submitted it, if a later version was submitted, and for a report that
    is not as it was signed.
    """
    report = _for_decision(by, report)
    _expect_unchanged(report)
    if report.later_versions().filter(state__in=SUBMITTED_STATES).exists():
        raise Refused(_("Đơn vị đã gửi một phiên bản mới hơn của báo cáo này; hãy xem phiên bản đó."))
    report.state, report.decided_by, report.decided_at = Report.State.ACCEPTED, by, clock.now()
    report.save(update_fields=["state", "decided_by", "decided_at"])
    _record(by, "report.accept", report)
    announce(report)
    return report


@transaction.atomic
def return_report(*, by: User | None, report: Report, why: str) -> Report:
    """Return a submitted report with reasons; the unit replaces it by a new version.

    Raises: Refused for another state, for whoever signed or submitted it, and without a reason.
    """
    report, why = _for_decision(by, report), nfc(why)
    if not why:
        raise Refused(_("Hãy ghi lý do trả lại báo cáo."))
    report.state, report.decided_by, report.decided_at = Report.State.RETURNED, by, clock.now()
    report.return_why = why
    report.save(update_fields=["state", "decided_by", "decided_at", "return_why"])
    _record(by, "report.return", report, why)
    return report


def _for_decision(by: User | None, report: Report) -> Report:
    report = locked(report)
    _expect(report, Report.State.SUBMITTED, _("Chỉ chấp nhận hoặc trả lại được báo cáo đã gửi và chưa quyết định."))
    if by is not None and by.pk in (report.signed_by_id, report.submitted_by_id):
        raise Refused(_("Người ký hoặc gửi báo cáo không tự chấp nhận, trả lại báo cáo."))
    return report


def _expect_unchanged(report: Report) -> None:
    if found := faults(report):
        raise Refused(" ".join([*found, _("Hãy báo quản trị hệ thống.")]))


def _expect(report: Report, state: str, refusal: str) -> None:
    if report.state != state:
        raise Refused(refusal)


def _record(by: User | None, action: str, report: Report, why: str = "") -> None:
    detail = {"version": report.version, "number": report.number, "checksum": report.checksum}
    audit_events.record(by=by, action=action, target=report, unit=report.unit, detail=detail, why=why)
