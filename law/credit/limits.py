"""The terms of loans: amount, months, rate and security (QĐ 22/2023/QĐ-TTg Điều 6, 8, 9, 10; docs/law.md §1.4–1.7)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from core.dates import DAY_ONE, add_months
from core.money import grouped
from law.choices import Purpose
from law.timeline import Law, Reason


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that is allowed, in đồng or months, with the reason; None: not known before more facts are entered."""

    most: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class CourseTerm:
    """Months of a training loan: paid out while the course lasts, then paid back; `last_on`: the latest end of all."""

    pays_out: int
    pays_back: int
    last_on: date

    @property
    def whole(self) -> int:
        """The longest term of the loan in months."""
        return self.pays_out + self.pays_back


def ceiling(purpose: str, law: Law, course_months: int | None = None) -> Limit:
    """The most that one person may borrow, in đồng (QĐ 22/2023/QĐ-TTg Điều 6; docs/law.md §1.4).

    `purpose`: a value of law.choices.Purpose. For training, `course_months` is needed; without it `most` is None.
    """
    if purpose == Purpose.PRODUCTION:
        most = law.money("loan_production_most")
        text = _("Sản xuất, kinh doanh: không quá %s đồng một người.") % grouped(most)
        return Limit(most, law.reason("ceiling", text, of="loan_production_most"))
    monthly = law.money("loan_training_month")
    params = {"monthly": grouped(monthly), "months": course_months}
    if not course_months:
        text = _("Đào tạo nghề: không quá %(monthly)s đồng một tháng; chưa ghi số tháng học.") % params
        return Limit(None, law.reason("ceiling", text, of="loan_training_month"))
    text = _("Đào tạo nghề: không quá %(monthly)s đồng một tháng, %(months)d tháng.") % params
    return Limit(monthly * course_months, law.reason("ceiling", text, of="loan_training_month"))


def business_ceiling(workers: int | None, released_workers: int | None, law: Law) -> Limit:
    """The most that one project of an establishment may borrow, in đồng (QĐ 22/2023 Điều 6).

    Arguments: all employees and those among them who completed a sentence. Which of them count is the row
    `loan_business_all_workers`; while that number is not entered, `most` is None.
    """
    whole, each = law.money("loan_business_most"), law.money("loan_business_each")
    counts_all = law.flag("loan_business_all_workers")
    counted = workers if counts_all else released_workers
    who = _("lao động tại cơ sở") if counts_all else _("lao động chấp hành xong án phạt tù")
    params = {"whole": grouped(whole), "each": grouped(each), "workers": counted, "who": who}
    if counted is None:
        text = _("Cơ sở: không quá %(whole)s đồng một dự án và %(each)s đồng mỗi %(who)s; chưa ghi số lao động.")
        return Limit(None, law.reason("ceiling", text % params, of="loan_business_each"))
    by_workers = each * counted
    code = "loan_business_most" if whole <= by_workers else "loan_business_each"
    text = _("Cơ sở: không quá %(whole)s đồng một dự án và %(each)s đồng × %(workers)d %(who)s.")
    return Limit(min(whole, by_workers), law.reason("ceiling", text % params, of=code))


def longest(purpose: str, law: Law, course_months: int | None = None) -> Limit:
    """The longest term of a person's loan in months (QĐ 22/2023/QĐ-TTg Điều 8; docs/law.md §1.6).

    For training: the months of the course, in which money is paid out, and those to pay back. Without `course_months`
    `most` is None.
    """
    if purpose == Purpose.PRODUCTION:
        most = law.number("loan_production_months")
        text = _("Sản xuất, kinh doanh: không quá %d tháng.") % most
        return Limit(most, law.reason("term", text, of="loan_production_months"))
    if not course_months:
        text = _("Đào tạo nghề: thời hạn tính từ thời gian học; chưa ghi số tháng học.")
        return Limit(None, law.reason("term", text, of="loan_repay_short"))
    factor, code = _pays_back(course_months, law)
    params = {"course": course_months, "back": factor * course_months, "whole": course_months * (1 + factor)}
    text = _("Đào tạo nghề: phát tiền vay %(course)d tháng, trả nợ không quá %(back)d tháng, cả thảy %(whole)d tháng.")
    return Limit(params["whole"], law.reason("term", text % params, of=code))


def course_term(first_on: date, course_end_on: date, law: Law) -> CourseTerm:
    """The months of a training loan from the first payment to the end of the course, approved leave included (Điều 8).

    Raises ValueError for a course that ends before the first payment.
    """
    if course_end_on < first_on:
        raise ValueError(_("Khóa học kết thúc trước khi phát tiền vay lần đầu."))
    months = 1
    while add_months(first_on, months) <= course_end_on:
        months += 1
    factor, _code = _pays_back(months, law)
    return CourseTerm(months, factor * months, add_months(first_on, months * (1 + factor)) - DAY_ONE)


def security(amount: int, law: Law) -> Reason | None:
    """The duty to secure a loan of `amount` đồng, or None if there is none (QĐ 22/2023 Điều 10; docs/law.md §1.7)."""
    over = law.money("loan_secured_over")
    if amount <= over:
        return None
    return law.reason(
        "security", _("Vay trên %s đồng phải có bảo đảm tiền vay.") % grouped(over), of="loan_secured_over"
    )


def overdue_rate(rate: Decimal, law: Law) -> Decimal:
    """The rate on overdue money in percent a year, from the rate of the loan (Điều 9; docs/law.md §1.5)."""
    return (rate * law.decimal("loan_overdue_factor")).normalize()


def interest(principal: int, rate: Decimal, days: int, law: Law) -> int:
    """The interest on `principal` đồng for `days` days, in whole đồng, half up (docs/law.md §1.5).

    `rate` is in percent a year; the days of a year are the row `loan_year_days`.
    """
    exact = Decimal(principal) * rate * days / (100 * law.number("loan_year_days"))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _pays_back(course_months: int, law: Law) -> tuple[int, str]:
    code = "loan_repay_short" if course_months <= law.number("loan_short_course") else "loan_repay_long"
    return law.number(code), code
