"""A report's life as its page shows it: the steps with who and when, and the next step of the user."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from reports.life.rights import may, may_decide
from reports.models import DECIDED_STATES, Report

State = Report.State
# Nothing follows in this version of the report.
ENDED_STATES = (*DECIDED_STATES, State.DISCARDED)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `kind`: "done", "failed" (a return), "next" or "" for one that is to come or was left out."""

    label: str
    kind: str
    by: str = ""
    at: datetime | None = None


def steps(report: Report) -> list[Step]:
    """The steps in order. A unit that no unit is above submits to nobody, so its report ends with the signature."""
    taken = [
        (_("Lập dự thảo"), report.created_at, report.created_by),
        (_("Kiểm tra"), report.checked_at, report.checked_by),
        (_("Ký"), report.signed_at, report.signed_by),
    ]
    if report.unit.parent_id is not None:
        decision = _("Trả lại") if report.state == State.RETURNED else _("Chấp nhận")
        taken += [
            (_("Gửi cấp trên"), report.submitted_at, report.submitted_by),
            (decision, report.decided_at, report.decided_by),
        ]
    last = max(place for place, (_label, at, _by) in enumerate(taken) if at)
    found = []
    for place, (label, at, by) in enumerate(taken):
        if at:
            is_return = report.state == State.RETURNED and place == last
            found.append(Step(label, "failed" if is_return else "done", str(by or _("Hệ thống")), at))
        else:
            is_next = place == last + 1 and report.state not in ENDED_STATES
            found.append(Step(label, "next" if is_next else ""))
    return found


def next_step(user: User, report: Report, *, needs_recount: bool) -> str:
    """What the user does next with the report: "recount", "check", "sign", "submit", "decide", "renew" or "" for nothing.

    Arguments: `needs_recount`, whether the figures of today differ from those of the report.
    """
    if report.is_open and needs_recount:
        return "recount" if may(user, "reports.make", report) else ""
    by_state = {
        State.DRAFT: ("check", may(user, "reports.make", report)),
        State.CHECKED: ("sign", may(user, "reports.sign", report)),
        State.SIGNED: ("submit", may(user, "reports.submit", report) and report.unit.parent_id is not None),
        State.SUBMITTED: ("decide", may_decide(user, report)),
        State.RETURNED: ("renew", may(user, "reports.make", report)),
    }
    step, is_allowed = by_state.get(State(report.state), ("", False))
    return step if is_allowed and not _is_overtaken(report) else ""


def waits_for(report: Report) -> str:
    """What has to happen next, as a sentence; empty if nothing."""
    if report.state in (State.SIGNED, State.SUBMITTED) and report.unit.parent is None:
        return ""
    above = report.unit.parent.full_name if report.unit.parent else ""
    return {
        State.DRAFT: _("Đơn vị kiểm tra bản dự thảo và giải trình từng điểm."),
        State.CHECKED: _("Lãnh đạo ký báo cáo."),
        State.SIGNED: _("Lãnh đạo gửi báo cáo lên %s.") % above,
        State.SUBMITTED: _("Cấp trên (%s) chấp nhận hoặc trả lại báo cáo.") % above,
        State.RETURNED: _("Đơn vị sửa theo lý do trả lại, lập phiên bản mới."),
    }.get(State(report.state), "")


def _is_overtaken(report: Report) -> bool:
    """Whether a later version of the report was signed, so that this one goes no further."""
    return report.is_signed and report.later_versions().signed().exists()
