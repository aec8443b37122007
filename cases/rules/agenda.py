"""What the law and the office's own plan ask about one person today, each with its day, its article and what is missing. Pure.

A duty is no task that somebody ticks off: it is gone when the fact it asks for is entered.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from areas.dates import add_months, vn_date
from cases.rules import absences, breaches, expungement, probation, shortening, supervision
from cases.rules.absences import Leave
from cases.rules.breaches import Breach
from cases.rules.convictions import Conviction
from cases.rules.expungement import Status
from cases.rules.law import Article, Law
from cases.rules.workdays import Calendar

CONDITIONAL = "conditional"
# How far ahead a duty is shown before it is due.
AHEAD = timedelta(days=30)
SOON = timedelta(days=7)
# An application for the certificate or to the court is asked about again after so long.
FOLLOW_UP = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Move:
    key: str
    applied_on: date


@dataclass(frozen=True, slots=True)
class Wish:
    key: str
    label: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Job:
    """A job somebody still has; `asked`: after how many months it was asked whether they still do."""

    key: str
    employer: str
    start_on: date
    asked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """An open case as plain values."""

    category: str
    managed_from: date
    release_on: date
    probation_start_on: date | None = None
    probation_end_on: date | None = None
    original_end_on: date | None = None
    shortened_on: tuple[date, ...] = ()
    shortening_asked: bool = False
    present_by_on: date | None = None
    presented_on: date | None = None
    information_on: date | None = None
    commitment_on: date | None = None
    handed_back_on: date | None = None
    has_officer: bool = False
    has_helper: bool = False
    has_certificate: bool = False
    group: str = ""
    classified_on: date | None = None
    last_contact_on: date | None = None
    agreed_on: date | None = None
    reports: Mapping[date, date] = field(default_factory=dict)
    assessments: Mapping[date, date] = field(default_factory=dict)
    leaves: tuple[Leave, ...] = ()
    breaches: tuple[Breach, ...] = ()
    has_not_presented_breach: bool = False
    moves: tuple[Move, ...] = ()
    wishes: tuple[Wish, ...] = ()
    jobs: tuple[Job, ...] = ()
    # None: the pronounced sentence is not entered.
    conviction: Conviction | None = None
    review_guided_on: date | None = None
    transfer_asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """`key` is the same for the same duty on every day; `tab`: where the missing fact is entered."""

    key: str
    kind: str
    what: str
    article: Article
    by_on: date | None
    missing: str
    tab: str

    def is_overdue(self, today: date) -> bool:
        return self.by_on is not None and self.by_on < today

    def days_left(self, today: date) -> int | None:
        return None if self.by_on is None else (self.by_on - today).days


@dataclass(frozen=True, slots=True)
class _Asked:
    facts: CaseFacts
    law: Law
    calendar: Calendar
    today: date
    clock: probation.Clock | None

    def duty(self, key: str, kind: str, what: str, code: str, by_on: date | None, missing: str, tab: str) -> Duty:
        return Duty(key, kind, what, self.law.article(code), by_on, missing, tab)


def duties(facts: CaseFacts, law: Law, calendar: Calendar, today: date) -> list[Duty]:
    """All duties due by AHEAD from today, the earliest first; what may be done but need not be, without a day, last."""
    asked = _Asked(facts, law, calendar, today, _clock(facts, law))
    found = [duty for rule in _RULES for duty in rule(asked)]
    if facts.category == CONDITIONAL:
        found += [duty for rule in _PROBATION_RULES for duty in rule(asked)] if asked.clock else _no_clock(asked)
    due = [duty for duty in found if duty.by_on is None or duty.by_on <= today + AHEAD]
    return sorted(due, key=lambda duty: (duty.by_on or date.max, duty.key))


def _clock(facts: CaseFacts, law: Law) -> probation.Clock | None:
    start, end = facts.probation_start_on, facts.probation_end_on
    if facts.category != CONDITIONAL or start is None or end is None or end <= start:
        return None
    return probation.clock(start, end, law, released_on=facts.release_on, original_end_on=facts.original_end_on)


# --- everybody --------------------------------------------------------------------------------------------------------------


def _reception(asked: _Asked) -> Iterator[Duty]:
    facts = asked.facts
    by = facts.present_by_on or (asked.clock.present_by if asked.clock else facts.managed_from + SOON)
    kind = _("Tiếp nhận")
    if facts.presented_on is None and (asked.clock or facts.present_by_on):
        code = "present_days" if asked.clock else "present_completed"
        yield asked.duty("present", kind, _("Trình diện"), code, by, _("ngày trình diện"), "details")
    if facts.information_on is None:
        text = _("Lập phiếu thông tin HCD-02")
        yield asked.duty("information", kind, text, "information_form", by, _("ngày lập phiếu"), "details")
    if facts.commitment_on is None:
        text = _("Lập biên bản tiếp nhận, cam kết HCD-05")
        yield asked.duty("commitment", kind, text, "commitment_form", by, _("ngày ký cam kết"), "details")


def _people(asked: _Asked) -> Iterator[Duty]:
    facts, kind = asked.facts, _("Phân công")
    if not facts.has_officer:
        text = _("Phân công cán bộ phụ trách")
        yield asked.duty("officer", kind, text, "officer_assigned", facts.managed_from, _("cán bộ"), "supervision")
    if not facts.has_helper:
        text = _("Phân công người giúp đỡ")
        by = facts.managed_from + AHEAD
        yield asked.duty("helper", kind, text, "helper_assigned", by, _("người giúp đỡ"), "supervision")


def _contact(asked: _Asked) -> Iterator[Duty]:
    facts = asked.facts
    due = supervision.contact_due(
        facts.category,
        facts.group,
        asked.law,
        managed_from=facts.managed_from,
        last_on=facts.last_contact_on,
        agreed_on=facts.agreed_on,
    )
    # Sooner than other duties: with a contact every month it would stand on the list always.
    if due.by_on is not None and due.by_on <= asked.today + SOON:
        text = _("Gặp theo hẹn") if due.is_agreed else _("Gặp, tiếp xúc ít nhất %d ngày một lần") % due.every_days
        yield Duty("contact", _("Tiếp xúc"), text, due.article, due.by_on, _("lần tiếp xúc"), "supervision")


def _classification(asked: _Asked) -> Iterator[Duty]:
    facts = asked.facts
    by = supervision.classification_due(asked.law, managed_from=facts.managed_from, last_on=facts.classified_on)
    text = _("Phân nhóm A, B, C, D")
    yield asked.duty("group", _("Phân nhóm"), text, "classification_months", by, _("nhóm và căn cứ"), "supervision")


def _register(asked: _Asked) -> Iterator[Duty]:
    facts, by = asked.facts, asked.facts.managed_from + AHEAD
    if facts.conviction is None:
        text = _("Nhập mức án đã tuyên")
        yield asked.duty("sentence", _("Hồ sơ"), text, "register_complete", by, _("bản án, mức án"), "judgment")
    if not facts.has_certificate and facts.category != CONDITIONAL:
        text = _("Bổ sung giấy chứng nhận")
        yield asked.duty("certificate", _("Hồ sơ"), text, "register_complete", by, _("số giấy chứng nhận"), "details")


def _needs(asked: _Asked) -> Iterator[Duty]:
    for wish in asked.facts.wishes:
        text = _("Giải quyết nhu cầu: %s") % wish.label
        yield asked.duty(f"need:{wish.key}", _("Hỗ trợ"), text, "support", wish.due_on, _("kết quả"), "support")
    months = asked.law.numbers("work_check_months")
    for job in asked.facts.jobs:
        for after in months:
            if after not in job.asked:
                text = _("Kiểm tra còn làm tại %(employer)s sau %(months)d tháng")
                told = text % {"employer": job.employer, "months": after}
                by = add_months(job.start_on, after)
                yield asked.duty(
                    f"work:{job.key}:{after}",
                    _("Hỗ trợ"),
                    told,
                    "work_check_months",
                    by,
                    _("còn làm hay không"),
                    "work",
                )


def _moving(asked: _Asked) -> Iterator[Duty]:
    if asked.facts.transfer_asked_on:
        by = asked.facts.transfer_asked_on + timedelta(days=asked.law.number("transfer_wait_days"))
        waited = (asked.today - asked.facts.transfer_asked_on).days
        text = _("Chờ xã nơi đến tiếp nhận, đã %d ngày") % waited
        yield asked.duty("transfer", _("Chuyển hồ sơ"), text, "transfer_wait_days", by, _("trả lời"), "overview")


def _expungement(asked: _Asked) -> Iterator[Duty]:
    facts, kind = asked.facts, _("Xóa án tích")
    if facts.conviction is None:
        return
    if facts.review_guided_on:
        by = facts.review_guided_on + FOLLOW_UP
        text = _("Hỏi kết quả thủ tục xóa án tích")
        yield asked.duty("review", kind, text, "expungement_review", by, _("kết quả"), "expungement")
        return
    answer = expungement.expungement(facts.conviction, asked.law, asked.today)
    texts = {
        Status.EXPUNGED_AUTO: _("Hướng dẫn xin phiếu lý lịch tư pháp (đương nhiên được xóa)"),
        Status.COURT_PETITION: _("Hướng dẫn làm đơn xin Tòa án xóa án tích"),
        Status.COURT_MAY_DECIDE: _("Hướng dẫn làm đơn xin xóa án tích trước hạn"),
        Status.WAITING: _("Sắp hết thời hạn: chuẩn bị hướng dẫn xóa án tích"),
        Status.NEEDS_CONFIRMATION: _("Xin ý kiến: quy định chưa rõ cho trường hợp này"),
        Status.NOT_EXPUNGED: _("Đôn đốc thực hiện nghĩa vụ còn lại để được xóa án tích"),
    }
    if answer.status not in texts:
        return
    by = answer.earliest
    if answer.status in (Status.NEEDS_CONFIRMATION, Status.NOT_EXPUNGED):
        by = None  # nobody's deadline; shown as long as it stands
    elif by is None:
        return
    missing = answer.blockers[0].text if answer.blockers else _("ngày hướng dẫn")
    yield Duty("expungement", kind, texts[answer.status], answer.article, by, missing, "expungement")


# --- conditional release -----------------------------------------------------------------------------------------------------


def _no_clock(asked: _Asked) -> list[Duty]:
    text = _("Nhập ngày hết thời gian thử thách")
    by = asked.facts.managed_from
    return [asked.duty("clock", _("Thử thách"), text, "present_days", by, _("ngày hết thử thách"), "details")]


def _not_presented(asked: _Asked) -> Iterator[Duty]:
    facts, by = asked.facts, asked.clock.present_by
    if facts.presented_on is None and not facts.has_not_presented_breach and asked.today > by:
        text = _("Không trình diện đúng hạn: lập biên bản vi phạm")
        yield asked.duty("not-presented", _("Vi phạm"), text, "present_days", by, _("biên bản vi phạm"), "probation")


def _monthly(asked: _Asked) -> Iterator[Duty]:
    facts, kind = asked.facts, _("Hằng tháng")
    away = [(leave.from_on, leave.last_on) for leave in facts.leaves if leave.is_granted]
    reports = probation.self_reports(asked.clock, facts.reports, asked.law, asked.today, away=away)
    assessed = probation.assessments(asked.clock, facts.assessments, asked.law, asked.today)
    for name, months, text in (
        ("report", reports, _("Bản tự nhận xét tháng %s")),
        ("assessment", assessed, _("Nhận xét của xã về tháng %s")),
    ):
        for month in months:
            if month.state in (probation.MonthState.DUE, probation.MonthState.MISSING):
                told = text % f"{month.month:%m/%Y}"
                key = f"{name}:{month.month:%Y-%m}"
                yield Duty(key, kind, told, month.article, month.due_on, _("bản nhận xét"), "supervision")


def _leaves(asked: _Asked) -> Iterator[Duty]:
    facts, kind, clock = asked.facts, _("Vắng mặt"), asked.clock
    for leave in facts.leaves:
        key = f"{leave.from_on:%Y%m%d}"
        if leave.is_granted is None:
            text = _("Quyết định đơn xin vắng mặt từ %s") % vn_date(leave.from_on)
            yield asked.duty(f"leave:{key}", kind, text, "absence_consent", leave.from_on, _("quyết định"), "probation")
        elif leave.is_granted and leave.returned_on is None and leave.until_on < asked.today:
            text = _("Ghi ngày trở về sau khi vắng mặt đến %s") % vn_date(leave.until_on)
            by = leave.until_on + timedelta(days=1)
            yield asked.duty(f"back:{key}", kind, text, "absence_consent", by, _("ngày trở về"), "probation")
    told = absences.ledger(facts.leaves, clock.start_on, clock.end_on, asked.law)
    if told.is_exceeded:
        text = _("Vắng mặt quá mức cho phép: xem xét vi phạm")
        missing = told.reasons[-1].text if told.reasons else ""
        yield asked.duty("absences", kind, text, "absence_share", told.exceeded_on, missing, "probation")


def _moves(asked: _Asked) -> Iterator[Duty]:
    for move in asked.facts.moves:
        by = probation.move_decision_by(move.applied_on, asked.law)
        text = _("Giải quyết đơn xin chuyển nơi cư trú ngày %s") % vn_date(move.applied_on)
        yield asked.duty(
            f"move:{move.key}", _("Thử thách"), text, "move_decision_days", by, _("quyết định"), "probation"
        )


def _breaches(asked: _Asked) -> Iterator[Duty]:
    for step in breaches.breaches(asked.facts.breaches, asked.law, asked.calendar).steps:
        if step.done_on is None:
            key = f"breach:{step.breach.key}:{step.step}"
            by = step.by_on or step.breach.on + SOON
            yield Duty(key, _("Vi phạm"), step.text, step.article, by, _("ngày thực hiện"), "probation")


def _ending(asked: _Asked) -> Iterator[Duty]:
    facts, clock, kind = asked.facts, asked.clock, _("Thử thách")
    if facts.handed_back_on is None:
        text = _("Bàn giao hồ sơ cho cơ quan thi hành án hình sự")
        yield asked.duty("hand-over", kind, text, "handover_days", clock.handover_by, _("ngày bàn giao"), "details")
    text = _("Cấp giấy chứng nhận chấp hành xong thời gian thử thách")
    yield asked.duty(
        "completion", kind, text, "completion_certificate", clock.certificate_on, _("giấy chứng nhận"), "probation"
    )


def _shortening(asked: _Asked) -> Iterator[Duty]:
    facts = asked.facts
    if facts.shortening_asked or facts.original_end_on is None:
        return
    told = shortening.Probation(asked.clock.start_on, facts.original_end_on, asked.clock.end_on, facts.shortened_on)
    answer = shortening.shortenable(told, asked.law, asked.today)
    if answer.is_possible:
        text = _("Có thể đề nghị rút ngắn thời gian thử thách")
        yield Duty(
            "shorten", _("Thử thách"), text, answer.article, None, _("đề nghị, nếu có nhiều tiến bộ"), "probation"
        )


_RULES = (_reception, _people, _contact, _classification, _register, _needs, _moving, _expungement)
_PROBATION_RULES = (_not_presented, _monthly, _leaves, _moves, _breaches, _ending, _shortening)


# --- who is not home yet -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    received_on: date
    expected_on: date
    verified_on: date | None = None


def notice_duties(facts: NoticeFacts, law: Law, calendar: Calendar, today: date) -> Iterable[Duty]:
    """About a person who is expected home and has not come."""
    if facts.verified_on is None:
        by = calendar.after(facts.received_on, law.number("verify_address_days"))
        text = _("Xác minh nơi về cư trú, trả lời HCD-03 nếu sai")
        yield Duty("verify", _("Sắp về"), text, law.article("verify_address_days"), by, _("kết quả xác minh"), "notice")
    if facts.expected_on < today:
        text = _("Đã quá ngày dự kiến về: tiếp nhận hoặc ghi không về")
        article = law.article("present_completed")
        yield Duty("come", _("Sắp về"), text, article, facts.expected_on, _("tiếp nhận"), "notice")
