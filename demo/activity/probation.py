"""The probation of a case on conditional release: monthly reports and assessments, absences, a breach."""

from collections.abc import Iterator
from datetime import date, timedelta

from cases.models import Absence, Breach, Case, Contact
from core.dates import DAY_ONE
from demo.activity.days import workday
from demo.activity.plan import Subject
from demo.activity.probation_scenarios import ProbationScenario
from law.rules import probation
from law.rules.probation import MonthDuty, MonthState

_REPORTS = (
    "Chấp hành đúng cam kết, đi làm đều, không vắng mặt khi chưa được phép.",
    "Có mặt tại nơi cư trú, tham gia dọn vệ sinh đường thôn.",
    "Chấp hành tốt; xin được tiếp tục làm việc tại chỗ cũ.",
    "Không vi phạm; đã nộp thêm tiền bồi thường.",
)
_ASSESSED = (
    "Chấp hành đầy đủ nghĩa vụ trong tháng, gia đình quản lý tốt.",
    "Có mặt khi được yêu cầu, chưa phát hiện vi phạm.",
    "Chấp hành nghĩa vụ, có việc làm; đề nghị tiếp tục theo dõi.",
)


def rows(subject: Subject, case: Case) -> Iterator:
    """Yield the unsaved records of the probation; none for a case that is not conditional."""
    if not subject.is_conditional:
        return
    yield from _months(subject, case)
    if subject.scenario == ProbationScenario.LEAVE:
        yield from _leaves(subject, case)
    if subject.scenario == ProbationScenario.BREACH:
        yield from _breach(subject, case)


# --- every month ---------------------------------------------------------------------------------------------------


def _months(subject: Subject, case: Case) -> Iterator[Contact]:
    """All reports and assessments that are due. In the scenario BREACH the last report is missing."""
    end_on = subject.case_history.probation_end_on
    if end_on is None:
        return
    clock = probation.clock(
        subject.case_history.release_on,
        end_on,
        subject.law,
        released_on=subject.case_history.release_on,
    )
    away = (
        [(leave.from_on, leave.until_on) for leave in _leaves(subject, case)]
        if subject.scenario == ProbationScenario.LEAVE
        else []
    )
    reports = probation.self_reports(clock, {}, subject.law, subject.on, away=away)
    assessed = probation.assessments(clock, {}, subject.law, subject.on)
    if subject.scenario == ProbationScenario.BREACH:
        reports = [month for month in reports if month.state == MonthState.MISSING][:-1]
    yield from _monthly_records(subject, case, Contact.Kind.MONTHLY_REPORT, reports, _REPORTS)
    yield from _monthly_records(subject, case, Contact.Kind.ASSESSMENT, assessed, _ASSESSED)


def _monthly_records(subject: Subject, case: Case, kind: str, months: list[MonthDuty], texts) -> Iterator[Contact]:
    random = subject.random(kind)
    for month in months:
        day = max(workday(month.due_on - timedelta(days=random.randint(0, 3)), month.opens_on), subject.since)
        outcome = random.choice(texts)
        if month.state == MonthState.MISSING and day <= subject.on:
            yield Contact(case=case, kind=kind, on=day, for_month=month.month, outcome=outcome)


# --- absences and breaches ----------------------------------------------------------------------------


def _leaves(subject: Subject, case: Case) -> Iterator[Absence]:
    """One absence some months ago and one current absence."""
    first = workday(subject.on - timedelta(days=210))
    if first > subject.since + timedelta(days=30):
        yield _leave(case, first, 18, "Thành phố Đà Nẵng", "Chăm người thân nằm viện", returned=True)
    now = workday(subject.on - timedelta(days=9))
    if now > subject.since + timedelta(days=10):
        yield _leave(case, now, 31, "Tỉnh Bình Dương", "Làm công trình theo đội thợ của thôn", returned=False)


def _leave(case: Case, start: date, days: int, where: str, why: str, *, returned: bool) -> Absence:
    until = start + timedelta(days=days - 1)
    return Absence(
        case=case,
        applied_on=workday(start - timedelta(days=8)),
        from_on=start,
        until_on=until,
        returned_on=until - DAY_ONE if returned else None,
        destination=where,
        reason=why,
        is_granted=True,
        decided_on=workday(start - timedelta(days=4)),
        decision_number=f"{start.day + start.month}/GXN-UBND",
    )


def _breach(subject: Subject, case: Case) -> Iterator[Breach]:
    """A first breach with minutes; the review meeting has not been held."""
    on = workday(subject.on - timedelta(days=16))
    if on <= subject.since:
        return
    recorded = workday(on + timedelta(days=2), on)
    yield Breach(
        case=case,
        kind=Breach.Kind.SUMMONS,
        on=on,
        description="Được mời lên trụ sở nộp bản tự nhận xét nhưng không đến, không có lý do.",
        record_number=f"{recorded.month + 3:02}/BB-CAX",
        record_on=recorded,
    )
