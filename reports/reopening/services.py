"""Opening a closed period again for named facts: a leader asks, a second person decides, and it ends by itself.

Late facts can always be entered, and a signed report never changes (docs/measures.md §3). A reopening says in advance which facts
are still to come, marks them, and at its end asks for the further version that replaces the signed report.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.change_requests.deciding import decide, require_basis
from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.models import Unit
from audit import events as audit_events
from cases.models import Case, Stay
from core.dates import today, vn_date
from core.errors import Refused
from core.text import nfc
from jobs.models import Job
from reports.measures.management import Unbalanced
from reports.measures.rows import OWN, unit_rows
from reports.models import Report
from reports.periods.jobs import enqueue_draft
from reports.periods.models import DueReport, ReportingPeriod
from reports.reopening.models import Reopening
from reports.restatement.learnt import changes_since_count

State = Reopening.State
# An exception that could last for months would be the rule.
LONGEST_DAYS = 31


@transaction.atomic
def propose_reopening(
    *,
    by: User,
    unit: Unit,
    period: ReportingPeriod,
    facts: str,
    cases: Collection[Case] = (),
    with_new_cases: bool = False,
    last_on: date,
    document_number: str,
    why: str,
) -> Reopening:
    """Ask a second person to open a closed period of a unit again. The caller checks that `by` may ask for the unit.

    Arguments: `facts`, what is to be entered, in words without names; `cases` that `by` may see; `with_new_cases`, also cases
    that are not entered yet; `last_on`, the last day on which the facts are entered.
    Raises: Refused without facts, cases, reason or document, for a day that is over or too far, for a period of which the unit
    has signed no report, for a case that was never managed there, and while another request of the unit for the period waits or
    is open.
    """
    require_basis(why, document_number)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if not nfc(facts):
        raise Refused(_("Hãy ghi thông tin nào của kỳ cần ghi."))
    if not cases and not with_new_cases:
        raise Refused(_("Hãy nêu mã từng hồ sơ, hoặc chọn kể cả hồ sơ lập mới."))
    _check_last_day(last_on)
    if _signed(unit, period) is None:
        raise Refused(
            _("Đơn vị chưa ký báo cáo của kỳ này; cứ ghi bổ sung rồi đếm lại bản dự thảo, không phải mở lại kỳ.")
        )
    if Reopening.objects.not_ended().filter(unit=unit, period=period).exists():
        raise Refused(_("Kỳ này của đơn vị đang mở lại hoặc đang chờ duyệt mở lại."))
    if strangers := _never_managed(unit, period, cases):
        raise Refused(_("Hồ sơ không do đơn vị quản lý trong kỳ: %s.") % ", ".join(strangers))
    request = Reopening.objects.create(
        unit=unit,
        period=period,
        facts=nfc(facts),
        with_new_cases=with_new_cases,
        last_on=last_on,
        document_number=nfc(document_number),
        why=nfc(why),
        created_by=by,
    )
    request.cases.set(cases)
    _record(by, "reopening.propose", request, f"{request.facts}\n{request.why}")
    return request


@transaction.atomic
def approve_reopening(*, by: User, request: Reopening, why: str = "") -> Reopening:
    """Approve: from now on until the last day the named facts belong to the reopening.

    Raises: Refused for its author, for users without the role in the unit or above it, and if the last day is over.
    """
    _check_may_decide(by, request)
    row = decide(by, request, State.APPROVED, why, timezone.now())
    _record(by, "reopening.approve", row, row.decision_why)
    return row


@transaction.atomic
def refuse_reopening(*, by: User, request: Reopening, why: str) -> Reopening:
    """Refuse, with a reason."""
    if not why.strip():
        raise Refused(_("Không duyệt thì phải nêu lý do."))
    _check_may_decide(by, request)
    row = decide(by, request, State.REFUSED, why, timezone.now())
    _record(by, "reopening.refuse", row, row.decision_why)
    return row


@transaction.atomic
def end_reopening(*, by: User | None, reopening: Reopening, today: date) -> Job | None:
    """End a reopening whose last day is over. If it was approved and the report would be another one now, that one is due.

    Called by the schedule as often as one likes, also late: the row is locked, and what was ended stays ended.

    Returns: the job that drafts the further version; None if nothing changed.
    """
    row = Reopening.objects.select_for_update(of=("self",)).select_related("unit", "period").get(pk=reopening.pk)
    if not (row.is_open or row.is_waiting) or row.last_on >= today:
        return None
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    due = None
    if row.state == State.APPROVED and _is_changed(row):
        last = DueReport.objects.filter(period=row.period, unit=row.unit).aggregate(last=Max("version"))["last"]
        due = DueReport(period=row.period, unit=row.unit, version=(last or 0) + 1, reopening=row)
        enqueue_draft(by, due)
        due.save(force_insert=True)
    _record(by, "reopening.end", row, "", due_version=due and due.version)
    return due.job if due else None


def _is_changed(reopening: Reopening) -> bool:
    """Whether a report made now would differ from the one that is signed. Contradicting figures are for its job to tell."""
    signed = _signed(reopening.unit, reopening.period)
    try:
        return signed is None or bool(changes_since_count(signed))
    except Unbalanced:
        return True


def _signed(unit: Unit, period: ReportingPeriod) -> Report | None:
    same = Report.objects.signed().filter(unit=unit, start=period.start, end=period.end)
    return same.order_by("version").last()


def _never_managed(unit: Unit, period: ReportingPeriod, cases: Collection[Case]) -> list[str]:
    """The codes of the cases that have no stay in the units of the report up to the end of the period."""
    own = next(row.unit_ids for row in unit_rows(unit, period.end) if row.level == OWN)
    stays = Stay.objects.current().filter(unit__in=own, start_on__lte=period.end, case__in=cases)
    known = set(stays.values_list("case", flat=True))
    return [case.code for case in cases if case.pk not in known]


def _check_last_day(last_on: date) -> None:
    now = today()
    latest = now + timedelta(days=LONGEST_DAYS)
    if not now <= last_on <= latest:
        raise Refused(
            _("Ngày cuối phải từ hôm nay (%(now)s) đến %(latest)s.") % {"now": vn_date(now), "latest": vn_date(latest)}
        )


def _check_may_decide(by: User, request: Reopening) -> None:
    if request.last_on < today():
        raise Refused(_("Ngày cuối đã qua nên đề nghị này hết hiệu lực; hãy đề nghị lại."))
    if request.unit_id not in unit_keys_for(by, request.decide_action):
        raise Refused(_("Vai trò của anh/chị không được duyệt đề nghị này."))


def _record(by: User | None, action: str, request: Reopening, why: str, **more: object) -> None:
    detail = {
        "period": [request.period.start.isoformat(), request.period.end.isoformat()],
        "last_on": request.last_on.isoformat(),
        "cases": sorted(request.case_keys),
        "new_cases": request.with_new_cases,
        **more,
    }
    audit_events.record(by=by, action=action, target=request, unit=request.unit, detail=detail, why=why)
