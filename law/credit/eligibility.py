"""Who may borrow (Quyết định 22/2023/QĐ-TTg Điều 3; docs/law.md §1.1).

The answer names every condition, met or not, with its article. What only the bank or the commune knows is a question in
the answer; it is never inferred.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from core.dates import add_years, vn_date
from law.choices import Category
from law.timeline import Law, Reason


class Level(StrEnum):
    """Whether one condition is met, not met, or not known yet."""

    MET = "met"
    FAILED = "failed"
    # Nobody has said so yet.
    ASK = "ask"


class Status(StrEnum):
    """The answer on all conditions together."""

    ELIGIBLE = "ELIGIBLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NEEDS_ANSWER = "NEEDS_ANSWER"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of Điều 3 with its sentence and article."""

    level: Level
    reason: Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """All conditions in the order in which they are printed."""

    conditions: tuple[Condition, ...]
    # The last day on which a released person may borrow.
    last_day: date | None = None

    @property
    def status(self) -> Status:
        """NOT_ELIGIBLE if a condition failed, else NEEDS_ANSWER if one is unknown, else ELIGIBLE."""
        levels = {one.level for one in self.conditions}
        if Level.FAILED in levels:
            return Status.NOT_ELIGIBLE
        return Status.NEEDS_ANSWER if Level.ASK in levels else Status.ELIGIBLE

    def of(self, level: Level) -> list[Reason]:
        """The reasons of the conditions with this level."""
        return [one.reason for one in self.conditions if one.level == level]


@dataclass(frozen=True, slots=True)
class Released:
    """The facts about a person who wants to borrow; None: not recorded."""

    # law.choices.Category of the release.
    category: str
    # Day of the completion or amnesty certificate; after a conditional release that of the end of probation.
    done_on: date | None
    has_need: bool | None = None
    is_listed: bool | None = None
    has_other_debt: bool | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """The facts about an establishment that wants to borrow; None: not recorded."""

    workers: int | None
    # People who completed a sentence, meet the conditions themselves and have a labour contract.
    released_workers: int | None
    is_lawful: bool | None = None
    has_confirmed_plan: bool | None = None
    has_other_debt: bool | None = None


def eligible_until(done_on: date, law: Law) -> date:
    """The last day on which somebody may borrow who completed the sentence on `done_on`; 29/02 ends on 28/02."""
    return add_years(done_on, law.number("loan_years"))


def released(person: Released, law: Law, on: date) -> Answer:
    """Whether a released person may borrow on the day `on` (QĐ 22/2023/QĐ-TTg Điều 3; docs/law.md §1.1).

    `law`: the law of that day. Raises no errors: what is not recorded is a condition to ask about.
    """
    last = eligible_until(person.done_on, law) if person.done_on else None
    answers = (
        (person.has_need, "loan_need", _("Có nhu cầu vay vốn."), _("Không có nhu cầu vay vốn."), _("Chưa ghi nhu cầu vay.")),
        (
            person.is_listed, "loan_list",
            _("Có tên trong danh sách Mẫu số 01 đã được UBND cấp xã xác nhận."),
            _("Không có tên trong danh sách Mẫu số 01 được UBND cấp xã xác nhận."),
            _("Công an cấp xã lập danh sách Mẫu số 01, UBND cấp xã xác nhận; chưa ghi kết quả."),
        ),
        _other_debt(person.has_other_debt),
    )  # fmt: skip
    conditions = [*_in_force(law), _who(person, law, on), *_in_time(last, law, on), *_answered(answers, law)]
    return Answer(tuple(conditions), last)


def business(one: Business, law: Law) -> Answer:
    """Whether an establishment may borrow (QĐ 22/2023/QĐ-TTg Điều 3; docs/law.md §1.1).

    `law`: the law of the day of the request. Raises ValueError for numbers of workers that contradict each other.
    """
    answers = (
        (
            one.is_lawful, "loan_business",
            _("Được thành lập, hoạt động hợp pháp."), _("Không được thành lập, hoạt động hợp pháp."),
            _("Chưa ghi cơ sở có được thành lập, hoạt động hợp pháp không."),
        ),
        (
            one.has_confirmed_plan, "loan_business_plan",
            _("Phương án vay đã được UBND cấp xã xác nhận (Mẫu số 02)."),
            _("Phương án vay không được UBND cấp xã xác nhận (Mẫu số 02)."),
            _("Phương án vay phải được UBND cấp xã nơi thực hiện xác nhận (Mẫu số 02); chưa ghi kết quả."),
        ),
        _other_debt(one.has_other_debt),
    )  # fmt: skip
    return Answer((*_in_force(law), _share(one, law), *_answered(answers, law)))


# --- the conditions ---------------------------------------------------------------------------------------------------


def _who(person: Released, law: Law, on: date) -> Condition:
    condition = _condition_on("loan_who", law)
    if person.category == Category.CONDITIONAL and (person.done_on is None or person.done_on > on):
        return condition(
            Level.FAILED,
            _(
                "Đang trong thời gian thử thách của tha tù trước thời hạn có điều kiện: chưa thuộc đối tượng vay theo Quyết"
                " định 22/2023/QĐ-TTg cho đến khi được cấp giấy chứng nhận chấp hành xong án phạt tù. Hãy hỏi Ngân hàng Chính"
                " sách xã hội về chương trình khác."
            ),
        )
    if person.done_on is None:
        return condition(Level.ASK, _("Chưa ghi ngày chấp hành xong án phạt tù hoặc ngày được đặc xá."))
    if person.done_on > on:
        text = _("Chưa chấp hành xong án phạt tù vào ngày %s.") % vn_date(on)
        return condition(Level.FAILED, text)
    what = _("Được đặc xá") if person.category == Category.AMNESTY else _("Chấp hành xong án phạt tù")
    return condition(Level.MET, _("%(what)s ngày %(day)s.") % {"what": what, "day": vn_date(person.done_on)})


def _in_time(last: date | None, law: Law, on: date) -> Iterable[Condition]:
    if last is None:
        return
    condition = _condition_on("loan_years", law)
    params = {"years": law.number("loan_years"), "day": vn_date(last)}
    if on <= last:
        yield condition(
            Level.MET, _("Còn trong %(years)d năm kể từ khi chấp hành xong: vay được đến hết ngày %(day)s.") % params
        )
    else:
        yield condition(
            Level.FAILED, _("Đã quá %(years)d năm kể từ khi chấp hành xong: chỉ vay được đến ngày %(day)s.") % params
        )


def _in_force(law: Law) -> Iterable[Condition]:
    if law.is_before("loan_who"):
        text = _("Quyết định 22/2023/QĐ-TTg chưa có hiệu lực vào ngày %s.") % vn_date(law.day)
        yield Condition(Level.FAILED, law.reason("not_in_force", text, of="loan_who"))


def _share(one: Business, law: Law) -> Condition:
    condition, least = _condition_on("loan_business_share", law), law.share("loan_business_share")
    if one.workers is None or one.released_workers is None:
        return condition(Level.ASK, _("Chưa ghi số lao động và số lao động chấp hành xong án phạt tù."))
    if one.workers < 1 or not 0 <= one.released_workers <= one.workers:
        raise ValueError(_("Số lao động chấp hành xong án phạt tù không thể lớn hơn tổng số lao động."))
    params = {"released": one.released_workers, "workers": one.workers, "least": _percent(least)}
    if Fraction(one.released_workers, one.workers) >= least:
        return condition(Level.MET, _("%(released)d trên %(workers)d lao động, đạt ít nhất %(least)s.") % params)
    return condition(Level.FAILED, _("%(released)d trên %(workers)d lao động, chưa đạt %(least)s.") % params)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g} %".replace(".", ",")


# The answer, its code, and what is said of it: met, failed, not answered.
_Question = tuple[bool | None, str, str, str, str]


def _other_debt(answer: bool | None) -> _Question:
    """Another debt for the same purpose; only the bank knows whether there is one."""
    return (
        None if answer is None else not answer,
        "loan_other_debt",
        _("Không còn dư nợ chương trình khác của Ngân hàng Chính sách xã hội cùng mục đích."),
        _("Còn dư nợ chương trình khác của Ngân hàng Chính sách xã hội cùng mục đích."),
        _("Dư nợ chương trình khác cùng mục đích: Ngân hàng Chính sách xã hội trả lời; chưa ghi."),
    )


def _answered(answers: Iterable[_Question], law: Law) -> Iterable[Condition]:
    for answer, code, met, failed, ask in answers:
        condition = _condition_on(code, law)
        yield (
            condition(Level.ASK, ask)
            if answer is None
            else condition(Level.MET if answer else Level.FAILED, met if answer else failed)
        )


def _condition_on(code: str, law: Law) -> Callable[[Level, str], Condition]:
    return lambda level, text: Condition(level, law.reason(code, text, of=code))
