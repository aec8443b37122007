"""The legal conditions of a loan request: what forbids it and what a user has to confirm (Decision 22/2023/QĐ-TTg)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cases.judgments.convictions import borrows_from
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
class Assessment:
    """`forbidden`: reasons that refuse the request. `doubts`: reasons that a user may overrule with a written confirmation."""

    forbidden: list[Reason] = field(default_factory=list)
    doubts: list[Reason] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Add the failed conditions as forbidden and the open ones as doubts."""
        self.forbidden += answer.of(Level.FAILED)
        self.doubts += answer.of(Level.ASK)


def eligibility_of(case: Case, on, rules: Law, *, is_confirmed=None, has_other_debt=None, has_need=None) -> Answer:
    """Whether the person of a case may borrow on a day (Decision 22/2023/QĐ-TTg, Điều 3). One query.

    Arguments: `rules`, the law in force on that day; `is_confirmed`, the commune confirmed the list of borrowers;
    `has_other_debt`, there is another loan for the same purpose; `has_need`, a need for credit is recorded. None: not known.
    """
    stays = list(case.stays.current().order_by("start_on"))
    category = stays[0].category if stays else ""
    person = Released(category, borrows_from(case, stays), has_need, is_confirmed, has_other_debt)
    return released(person, rules, on)


def assess(loan: Loan, request: FactValue) -> Assessment:
    """Check a loan request against the law in force on its day (Decision 22/2023/QĐ-TTg, Điều 3 to 8).

    Arguments: `loan`, saved or not; `request`, the fact with purpose, day and amount in đồng.
    """
    rules, assessment = law(request.on), Assessment()
    if loan.case is None:
        _assess_business(loan, request, rules, assessment)
    else:
        _assess_person(loan, request, rules, assessment)
    longest = limits.longest(request.purpose, rules, loan.course_months)
    if loan.term_months and longest.most is not None and loan.term_months > longest.most:
        assessment.forbidden.append(longest.reason)
    return assessment


def check_borrowing_period(loan: Loan, on) -> None:
    """Check that a loan may be disbursed on a day (Decision 22/2023/QĐ-TTg, Điều 3: five years after completing the sentence).

    Raises: Refused, before the decision was in force or, for a person, after the five years.
    """
    rules = law(on)
    if rules.is_before("loan_who"):
        raise Refused(_("Quyết định 22/2023/QĐ-TTg chưa có hiệu lực vào ngày này."))
    if loan.case is None:
        return
    completed_on = borrows_from(loan.case, list(loan.case.stays.current().order_by("start_on")))
    if completed_on and on > eligible_until(completed_on, rules):
        reason = rules.reason("late", _("Đã quá thời hạn được vay kể từ khi chấp hành xong."), of="loan_years")
        raise Refused(str(reason))


def _assess_person(loan: Loan, request: FactValue, rules: Law, assessment: Assessment) -> None:
    case = loan.case
    assert case is not None  # a person's loan belongs to a case (constraint of Loan)
    answers = {"is_confirmed": loan.is_confirmed, "has_other_debt": loan.has_other_debt, "has_need": True}
    assessment.add(eligibility_of(case, request.on, rules, **answers))
    ceiling = limits.ceiling(request.purpose, rules, loan.course_months)
    if ceiling.most is None:
        text = _("Vay đào tạo nghề phải ghi số tháng học: mức vay và thời hạn tính theo đó.")
        assessment.forbidden.append(rules.reason("course", text, of="loan_training_month"))
        return
    others = [row for row in _other_loans(loan) if row.state not in CLOSED]
    same_purpose = sum(row.approved or row.asked for row in others if row.purpose == request.purpose)
    if same_purpose + request.amount > ceiling.most:
        assessment.forbidden.append(ceiling.reason)
    if any(row.purpose != request.purpose for row in others):
        text = _("Người này đang có món vay khác mục đích; hãy hỏi ngân hàng có được vay đồng thời không.")
        assessment.doubts.append(rules.reason("two_purposes", text, of="loan_two_purposes"))
    if loan.household_member is None and case.household.active().filter(can_represent=True).exists():
        text = _("Trong gia đình có người đại diện hộ được, nhưng người đứng tên không phải người đó.")
        assessment.doubts.append(rules.reason("household", text, of="loan_household"))


def _assess_business(loan: Loan, request: FactValue, rules: Law, assessment: Assessment) -> None:
    asked = Business(
        loan.workers, loan.released_workers, loan.is_lawful, loan.is_confirmed, loan.has_other_debt
    )  # fmt: skip
    assessment.add(business(asked, rules))
    if request.purpose != Purpose.PRODUCTION:
        text = _("Cơ sở chỉ vay để sản xuất, kinh doanh.")
        assessment.forbidden.append(rules.reason("purpose", text, of="loan_purpose"))
    ceiling = limits.business_ceiling(loan.workers, loan.released_workers, rules)
    if ceiling.most is not None and request.amount > ceiling.most:
        assessment.forbidden.append(ceiling.reason)


def _other_loans(loan: Loan):
    of_person = Loan.objects.active().filter(case__person=loan.case and loan.case.person_id)
    return of_person.exclude(pk=loan.pk).with_status()


def limit_sentences(rules: Law) -> list[Reason]:
    """The ceilings, terms and interest rates in words, for pages (Decision 22/2023/QĐ-TTg, Điều 6, 8 and 9)."""
    rate = rules.decimal("loan_rate")
    rates = {"rate": _percent(rate), "overdue": _percent(limits.overdue_rate(rate, rules))}
    rate_sentence = _("Lãi suất %(rate)s %%/năm; nợ quá hạn %(overdue)s %%/năm.") % rates
    by_purpose = [limit(purpose, rules).reason for purpose in Purpose for limit in (limits.ceiling, limits.longest)]
    return [*by_purpose, rules.reason("rate", rate_sentence, of="loan_rate")]


def _percent(rate) -> str:
    return f"{rate:f}".replace(".", ",")


def join_reasons(reasons: list[Reason]) -> str:
    """Join the reasons with their articles to one text."""
    return " ".join(f"{one.text.rstrip('.')} ({one.article})." for one in reasons)
