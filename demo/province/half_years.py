"""The reports of the thirteen districts for two half-years, and the province's indicator, made by the real verbs.

Each step is taken on the day on which it would have been taken, by a leader or by the province. The last half-year is closed by
the schedule's own service: Sơn Tịnh's report is returned because one commune enters late, its second version is accepted, and Lý
Sơn submits nothing. The schedule then begins again with the half-year of today, so that nobody is asked for the years between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases.facts.clock import invented_now
from core.dates import DAY_ONE, VIETNAM, Period, today
from demo.people.district import DISTRICT, FRAME, PERIOD
from demo.province.districts import LY_SON, PROVINCE
from demo.province.load import neighbours
from demo.province.people import HALF_YEAR_BEFORE
from demo.reports import TEXTS
from demo.users import BY_ROLE, DemoRefused
from jobs import queue
from jobs.models import Job
from reports.indicator.models import Indicator
from reports.indicator.services import make_indicator
from reports.life import services as life
from reports.life.points import points
from reports.models import Report
from reports.periods.models import ReportingPeriod
from reports.periods.services import close_period, finish_period, plan_periods
from reports.restatement.learnt import learnt_by
from reports.services import make_report, sign_report
from reports.targets.models import RateTarget

ACTION = "demo.half_years"
TARGET = {
    "valid_from": date(2024, 1, 1),
    "highest_rate": "1.50",
    "document": "Kế hoạch số 15/KH-CAT ngày 05/01/2024 của Công an tỉnh",
}
# Days after the end of a half-year. Signed before the bank's balances of its last day are entered, which would change the draft.
CLOSED, SIGNED, ACCEPTED, FIRST_INDICATOR, RENEWED, SECOND_INDICATOR = 1, 3, 6, 7, 27, 28
RETURN_WHY = (
    "Xã Tịnh Đông nhập biến động chậm, số người quản lý chưa đủ. Đề nghị đôn đốc xã nhập xong rồi lập phiên bản mới, bổ sung phần"
    " đánh giá và kiến nghị."
)
REPLACED_WHY = "Bổ sung người xã Tịnh Đông nhập chậm và phần đánh giá theo yêu cầu của Công an tỉnh"
ANSWERS = {
    "quiet": "Đã hỏi Công an các xã: trong kỳ không có biến động.",
    "unconfirmed": "Đang chờ kết quả điều tra; sẽ xác nhận trong kỳ tới.",
    "late": "Đã nhắc cán bộ nhập trong tháng.",
    "jump_managed": "Đúng với hồ sơ: số người về địa phương thay đổi theo đợt tha tù.",
    "jump_reoffended": "Đã đối chiếu với Cơ quan điều tra, số vụ đúng.",
}
OTHER_ANSWER = "Đã rà soát, số liệu đúng với hồ sơ."


@dataclass(frozen=True, slots=True)
class Reporter:
    """A district with the leader who signs its reports."""

    unit: Unit
    leader: User


def report_half_years(users: Mapping[str, User]) -> Indicator | None:
    """Make the reports and the indicator unless somebody has made a report already.

    Arguments: `users` by login.
    Returns: the last version of the indicator; None if there is none because others made reports.
    """
    if not Report.objects.exists():
        _report(users)
    return Indicator.objects.filter(unit__code=PROVINCE, start=PERIOD.start).order_by("version").last()


@transaction.atomic
def _report(users: Mapping[str, User]) -> None:
    province, viewer = Unit.objects.find(PROVINCE, on=FRAME.last), users[BY_ROLE["province_viewer"]]
    RateTarget.objects.create(unit=province, **TARGET)
    here = Reporter(Unit.objects.find(DISTRICT, on=FRAME.last), users[BY_ROLE["district_leader"]])
    reporters = sorted(
        [here, *(Reporter(one.unit, one.leader) for one in neighbours(users))], key=lambda one: one.unit.code
    )
    _accept([_made_by_hand(one, HALF_YEAR_BEFORE, "9") for one in reporters], viewer, HALF_YEAR_BEFORE)
    drafts = _close()
    submitted = [
        _sign(drafts[one.unit.pk], one.leader, _at(PERIOD, SIGNED), "5") for one in reporters if one.unit.code != LY_SON
    ]
    [returned] = [report for report in submitted if report.unit_id == here.unit.pk]
    _accept([report for report in submitted if report != returned], viewer, PERIOD)
    with invented_now(_at(PERIOD, ACCEPTED)):
        life.return_report(by=viewer, report=returned, why=RETURN_WHY)
    with invented_now(_at(PERIOD, FIRST_INDICATOR)):
        make_indicator(by=viewer, unit=province, period=PERIOD)
    renewed_at = _at(PERIOD, RENEWED)
    with invented_now(renewed_at):
        second = make_report(by=here.leader, unit=here.unit, period=PERIOD, texts=TEXTS)
    second = _sign(second, here.leader, renewed_at, "6", why=REPLACED_WHY)
    with invented_now(_at(PERIOD, SECOND_INDICATOR)):
        life.accept_report(by=viewer, report=second)
        make_indicator(by=viewer, unit=province, period=PERIOD)
    plan_periods(by=None, today=today(), since=today())
    audit_events.record(by=None, action=ACTION, unit=province, detail={"reports": Report.objects.count()})


def _at(period: Period, days: int) -> datetime:
    """In the morning so many days after the end of the period."""
    return datetime.combine(period.end + timedelta(days=days), time(8), VIETNAM)


def _made_by_hand(one: Reporter, period: Period, number: str) -> Report:
    at = _at(period, SIGNED)
    with invented_now(at):
        draft = make_report(by=one.leader, unit=one.unit, period=period)
    return _sign(draft, one.leader, at, number)


def _sign(report: Report, leader: User, at: datetime, number: str, why: str = "") -> Report:
    """Check, sign and submit a draft."""
    with invented_now(at):
        answers = {point.key: ANSWERS.get(point.kind, OTHER_ANSWER) for point in points(report.figures)}
        report = life.check_report(by=leader, report=report, answers=answers)
        seen = learnt_by(report).digest()
        report = sign_report(by=leader, report=report, number=number, signed_on=at.date(), why=why, seen=seen)
        return life.submit_report(by=leader, report=report)


def _accept(reports: Iterable[Report], viewer: User, period: Period) -> None:
    with invented_now(_at(period, ACCEPTED)):
        for report in reports:
            life.accept_report(by=viewer, report=report)


def _close() -> dict[int, Report]:
    """Close the half-year as the schedule does on the day after it; returns the drafts by the key of the unit.

    Raises: DemoRefused if a draft fails.
    """
    plan_periods(by=None, today=PERIOD.start - DAY_ONE, since=PERIOD.start)
    period = ReportingPeriod.objects.get(start=PERIOD.start, end=PERIOD.end)
    with invented_now(_at(PERIOD, CLOSED)):
        for job in close_period(by=None, period=period, today=today()):
            done = queue.run(job.pk)
            if done.state != Job.State.DONE:
                raise DemoRefused(done.error)
        finish_period(by=None, period=period)
    due = period.due_reports.select_related("report__unit")
    return {one.unit_id: one.report for one in due if one.report}
