"""Further duties about a person on conditional release (Luật THAHS 2019 Điều 59–69; docs/law.md §2.4)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.dates import DAY_ONE, vn_date
from law.duties.agenda_facts import Duty, DutyContext, Kind
from law.rules import absences, breaches, probation, shortening
from law.rules.absences import Leave
from law.rules.probation import MonthDuty, MonthState

# A monthly paper rests on the law of the month in which it was due.
_ARTICLES = {"report": "monthly_report_day", "assessment": "assessment_first_days"}


def no_clock(context: DutyContext) -> Iterator[Duty]:
    """To enter the days of the probation; without its end nothing can be computed."""
    by, text = context.facts.managed_from, _("Nhập ngày hết thời gian thử thách")
    yield context.duty("clock", Kind.PROBATION, text, "probation_length", by, _("ngày hết thử thách"), "details")


def not_presented(context: DutyContext) -> Iterator[Duty]:
    """The minutes of a breach for a person who did not present in time (Luật THAHS 2019 Điều 59 khoản 2)."""
    facts = context.facts
    by = probation.present_by(facts.release_on, context.law_of(facts.release_on))
    if facts.presented_on is None and not facts.has_not_presented_breach and context.today > by:
        text = _("Không trình diện đúng hạn: triệu tập, lập biên bản vi phạm")
        yield context.duty("not-presented", Kind.BREACH, text, "present_breach", by, _("biên bản vi phạm"), "breach")


def report_of_presentation(context: DutyContext) -> Iterator[Duty]:
    """The committee's report on the presentation (Điều 59 khoản 2); the law names no number of days, so a week."""
    facts = context.facts
    if facts.presentation_reported_on is not None:
        return
    by = probation.present_by(facts.release_on, context.law_of(facts.release_on))
    if facts.presented_on is not None or context.today > by:
        by = context.at_first((facts.presented_on or by) + context.soon)
        if context.shows(by):
            text = _("Báo cáo kết quả trình diện, cam kết")
            yield context.duty(
                "presentation-report", Kind.RECEPTION, text, "present_report", by, _("ngày báo cáo"), "details"
            )


def monthly(context: DutyContext) -> Iterator[Duty]:
    """The person's reports and the commune's assessments that are due or missing, several months in one duty."""
    facts = context.facts
    away = [(leave.from_on, leave.last_on) for leave in facts.leaves if leave.is_granted]
    reports = probation.self_reports(context.probation_clock, facts.reports, context.law, context.today, away=away)
    yield from _months(
        context, "report", reports, _("Bản tự nhận xét tháng %s"), _("Thiếu %(n)d bản tự nhận xét, %(months)s")
    )
    assessed = probation.assessments(context.probation_clock, facts.assessments, context.law, context.today)
    yield from _months(
        context, "assessment", assessed, _("Nhận xét của xã về tháng %s"), _("Thiếu %(n)d nhận xét của xã, %(months)s")
    )


def _months(context: DutyContext, name: str, found: list[MonthDuty], one: Promise, many: Promise) -> Iterator[Duty]:
    """One duty for the month that is due, and one for all missing months together, with a new key for each further
    month.

    After a leave a report may be due two months later; it is shown only shortly before its last day.
    """
    missing = [month for month in found if month.state == MonthState.MISSING]
    for month in found:
        is_due = month.state == MonthState.DUE and context.shows(month.due_on)
        if is_due or missing == [month]:
            yield _month(context, f"{name}:{month.month:%Y-%m}", one % f"{month.month:%m/%Y}", month)
    if len(missing) > 1:
        first, last = missing[0].month, missing[-1].month
        label = many % {"n": len(missing), "months": f"{first:%m/%Y}–{last:%m/%Y}"}
        yield _month(context, f"{name}:{first:%Y-%m}:{last:%Y-%m}:{len(missing)}", label, missing[0])


def _month(context: DutyContext, key: str, text: str, month: MonthDuty) -> Duty:
    code = _ARTICLES[key.partition(":")[0]]
    return context.duty(key, Kind.MONTHLY, text, code, month.due_on, _("bản nhận xét"), "contact")


def leaves(context: DutyContext) -> Iterator[Duty]:
    """Applications to decide, people whose leave is over, and leaves that were longer than permitted."""
    for leave in context.facts.leaves:
        key = f"{leave.from_on:%Y%m%d}"
        if leave.is_granted is None:
            text = _("Quyết định đơn xin vắng mặt từ %s") % vn_date(leave.from_on)
            by = leave.from_on
            yield context.duty(f"leave:{key}", Kind.ABSENCE, text, "absence_consent", by, _("quyết định"), "probation")
        elif leave.is_granted and leave.returned_on is None and leave.until_on < context.today:
            text = _("Ghi ngày trở về sau khi vắng mặt đến %s") % vn_date(leave.until_on)
            by = leave.until_on + DAY_ONE
            yield context.duty(f"back:{key}", Kind.ABSENCE, text, "absence_consent", by, _("ngày trở về"), "probation")
        elif leave.is_granted:
            yield from _too_long(context, leave, key)


def _too_long(context: DutyContext, leave: Leave, key: str) -> Iterator[Duty]:
    each = context.law.number("absence_each_days")
    if leave.returned_on is not None and leave.returned_on > leave.until_on:
        since, code = leave.until_on + DAY_ONE, "absence_consent"
        text = _("Trở về muộn, sau ngày %s: xem xét vi phạm") % vn_date(leave.until_on)
    elif leave.days > each and not leave.is_treatment:
        since, code = leave.from_on + timedelta(days=each), "absence_each_days"
        text = _("Vắng mặt quá %d ngày một lần: xem xét vi phạm") % each
    else:
        return
    if since <= context.today and not _is_recorded(context, since):
        missing = _("biên bản vi phạm")
        yield context.duty(f"overstay:{key}", Kind.ABSENCE, text, code, since + context.soon, missing, "breach")


def absence_limit(context: DutyContext) -> Iterator[Duty]:
    """A warning when a third of the probation was spent away, or nearly so while the probation still runs (Điều 67)."""
    facts, clock, law = context.facts, context.probation_clock, context.law
    balance = absences.absence_balance(facts.leaves, clock.start_on, clock.end_on, law)
    if balance.exceeded_on is not None:
        if balance.exceeded_on <= context.today and not _is_recorded(context, balance.exceeded_on):
            text = _("Tổng số ngày vắng mặt quá mức cho phép: xem xét vi phạm")
            why = balance.reasons[-1].text
            yield context.duty("absences", Kind.ABSENCE, text, "absence_share", balance.exceeded_on, why, "breach")
    elif balance.used_days and balance.left_days <= law.number("absence_warn_days") and clock.left(context.today):
        left = _("Chỉ còn được vắng mặt %d ngày") % balance.left_days
        missing = _("lưu ý khi xét đơn xin vắng mặt")
        yield context.duty("absences-near", Kind.ABSENCE, left, "absence_share", None, missing, "probation")


def _is_recorded(context: DutyContext, since: date) -> bool:
    """Whether a breach was recorded on or after the day on which the leaves became too long."""
    return any(breach.on >= since for breach in context.facts.breaches)


def moves(context: DutyContext) -> Iterator[Duty]:
    """The decision on each application to move residence or work (Luật THAHS 2019 Điều 68 khoản 1)."""
    for move in context.facts.moves:
        by = probation.move_decision_by(move.applied_on, context.law)
        text = _("Giải quyết đơn xin chuyển nơi cư trú ngày %s") % vn_date(move.applied_on)
        key, missing = f"move:{move.key}", _("quyết định")
        yield context.duty(key, Kind.PROBATION, text, "move_decision_days", by, missing, "probation")


def consequences(context: DutyContext) -> Iterator[Duty]:
    """The steps that each breach asks for and that are not done; a week where the law names no number of days."""
    found = context.facts.breaches
    law = context.law_of(max((breach.on for breach in found), default=None))
    for step in breaches.breaches(found, law, context.calendar).open_steps:
        key = f"breach:{step.breach.key}:{step.step}"
        by = step.by_on or step.breach.on + context.soon
        yield Duty(key, Kind.BREACH, step.text, step.article, by, _("ngày thực hiện"), "probation")


def ending(context: DutyContext) -> Iterator[Duty]:
    """The hand-over of the file before the end, and the certificate on the last day (Luật THAHS 2019 Điều 59)."""
    facts, clock, kind = context.facts, context.probation_clock, Kind.PROBATION
    if facts.handed_back_on is None and context.shows(clock.handover_by):
        text = _("Bàn giao hồ sơ cho cơ quan thi hành án hình sự")
        by = clock.handover_by
        yield context.duty("hand-over", kind, text, "handover_days", by, _("ngày bàn giao"), "details")
    if context.shows(clock.certificate_on):
        text = _("Cấp giấy chứng nhận, kết thúc thời gian thử thách")
        by = clock.certificate_on
        yield context.duty("completion", kind, text, "completion_certificate", by, _("giấy chứng nhận"), "complete")


def shorten(context: DutyContext) -> Iterator[Duty]:
    """A shortening that may be proposed; not after a breach, and never overdue because nobody has to propose it."""
    facts = context.facts
    if facts.shortening_asked or facts.breaches or context.today < context.probation_clock.half_on:
        return
    whole = facts.original_end_on or context.probation_clock.end_on
    clock = context.probation_clock
    probation_now = shortening.Probation(clock.start_on, whole, clock.end_on, facts.shortened_on)
    answer = shortening.shortenable(probation_now, context.law, context.today)
    if answer.is_possible:
        text, missing = _("Có thể đề nghị rút ngắn thời gian thử thách"), _("đề nghị, nếu có nhiều tiến bộ")
        yield Duty("shorten", Kind.PROBATION, text, answer.article, None, missing, "probation")


# Asked even while the end of the probation is not entered.
WITHOUT_CLOCK = (no_clock, not_presented, report_of_presentation)
RULES = (not_presented, report_of_presentation, monthly, leaves, absence_limit, moves, consequences, ending, shorten)
