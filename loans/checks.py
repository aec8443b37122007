"""What the law says of one loan as it is asked for: what forbids it, and what somebody has to confirm."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cases.judgments.convictions import started_on
from cases.models import Case
from core.errors import Refused
from law.choices import Purpose
from law.credit import limits
from law.credit.eligibility import Answer, Business, Level, Released, business, eligible_until, released
from law.provider import law
from law.timeline import Law, Reason
from loans.choices import State
from loans.fact_rules import FactValue
from loans.models import Loan

CLOSED = (State.REFUSED, State.REPAID)


@dataclass(slots=True)
class Judgement:
    """`forbidden`: not done at all; `doubts`: done when somebody confirms them with a reason."""

    forbidden: list[Reason] = field(default_factory=list)
    doubts: list[Reason] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        self.forbidden += answer.of(Level.FAILED)
        self.doubts += answer.of(Level.ASK)


def answer_of(case: Case, on, rules: Law, *, is_confirmed=None, has_other_debt=None, has_need=None) -> Answer:
    """Whether this person may borrow on a day, from what is entered about the case. One query."""
    stays = list(case.stays.current().order_by("start_on"))
    category = stays[0].category if stays else ""
    person = Released(category, started_on(case, stays), has_need, is_confirmed, has_other_debt)
    return released(person, rules, on)


def judge(loan: Loan, request: FactValue) -> Judgement:
    """Of a loan as asked for."""
    rules, found = law(request.on), Judgement()
    if loan.case is None:
        _judge_business(loan, request, rules, found)
    else:
        _judge_person(loan, request, rules, found)
    longest = limits.longest(request.purpose, rules, loan.course_months)
    if loan.term_months and longest.most is not None and loan.term_months > longest.most:
        found.forbidden.append(longest.reason)
    return found


def refuse_late(loan: Loan, on) -> None:
    """Raises Refused where a person borrows more than five years after completing the sentence, or before the decision."""
    rules = law(on)
    if rules.is_before("loan_who"):
        raise Refused(_("Quyết định 22/2023/QĐ-TTg chưa có hiệu lực vào ngày này."))
    if loan.case is None:
        return
    done_on = started_on(loan.case, list(loan.case.stays.current().order_by("start_on")))
    if done_on and on > eligible_until(done_on, rules):
        told = rules.reason("late", _("Đã quá thời hạn được vay kể từ khi chấp hành xong."), of="loan_years")
        raise Refused(str(told))


def _judge_person(loan: Loan, request: FactValue, rules: Law, found: Judgement) -> None:
    answers = {"is_confirmed": loan.is_confirmed, "has_other_debt": loan.has_other_debt, "has_need": True}
    found.add(answer_of(loan.case, request.on, rules, **answers))
    ceiling = limits.ceiling(request.purpose, rules, loan.course_months)
    if ceiling.most is None:
        text = _("Vay đào tạo nghề phải ghi số tháng học: mức vay và thời hạn tính theo đó.")
        found.forbidden.append(rules.reason("course", text, of="loan_training_month"))
        return
    others = [row for row in _others(loan) if row.state not in CLOSED]
    alike = sum(row.approved or row.asked for row in others if row.purpose == request.purpose)
    if alike + request.amount > ceiling.most:
        found.forbidden.append(ceiling.reason)
    if any(row.purpose != request.purpose for row in others):
        text = _("Người này đang có món vay khác mục đích; hãy hỏi ngân hàng có được vay đồng thời không.")
        found.doubts.append(rules.reason("two_purposes", text, of="loan_two_purposes"))
    if loan.household_member is None and loan.case.household.active().filter(can_represent=True).exists():
        text = _("Trong gia đình có người đại diện hộ được, nhưng người đứng tên không phải người đó.")
        found.doubts.append(rules.reason("household", text, of="loan_household"))


def _judge_business(loan: Loan, request: FactValue, rules: Law, found: Judgement) -> None:
    asked = Business(
        loan.workers, loan.released_workers, loan.is_lawful, loan.is_confirmed, loan.has_other_debt
    )  # fmt: skip
    found.add(business(asked, rules))
    if request.purpose != Purpose.PRODUCTION:
        text = _("Cơ sở chỉ vay để sản xuất, kinh doanh.")
        found.forbidden.append(rules.reason("purpose", text, of="loan_purpose"))
    ceiling = limits.business_ceiling(loan.workers, loan.released_workers, rules)
    if ceiling.most is not None and request.amount > ceiling.most:
        found.forbidden.append(ceiling.reason)


def _others(loan: Loan):
    same = Loan.objects.active().filter(case__person=loan.case.person_id)
    return same.exclude(pk=loan.pk).with_standing()


def told_limits(rules: Law) -> list[Reason]:
    """Ceilings, terms and price in words, for the page."""
    rate = rules.decimal("loan_rate")
    told = {"rate": _percent(rate), "overdue": _percent(limits.overdue_rate(rate, rules))}
    price = _("Lãi suất %(rate)s %%/năm; nợ quá hạn %(overdue)s %%/năm.") % told
    by_purpose = [limit(purpose, rules).reason for purpose in Purpose for limit in (limits.ceiling, limits.longest)]
    return [*by_purpose, rules.reason("rate", price, of="loan_rate")]


def _percent(rate) -> str:
    return f"{rate:f}".replace(".", ",")


def in_words(reasons: list[Reason]) -> str:
    return " ".join(f"{one.text.rstrip('.')} ({one.article})." for one in reasons)
