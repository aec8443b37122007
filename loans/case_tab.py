"""Loans on the page of a case: the tab, the links of needs for credit, and the events of the timeline."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, records, tab, timeline
from cases.models import Case, Need
from cases.support.models import SupportKind
from cases.support.tab import need_links
from cases.worklist.worklist import law_for
from core.dates import today
from core.money import grouped
from law.credit.eligibility import Status
from loans import legal_checks, queries
from loans.choices import FactKind, State
from loans.models import Loan, LoanFact

STATUSES = {
    Status.ELIGIBLE: gettext_lazy("Đủ điều kiện vay"),
    Status.NOT_ELIGIBLE: gettext_lazy("Không đủ điều kiện vay theo Quyết định 22/2023/QĐ-TTg"),
    Status.NEEDS_ANSWER: gettext_lazy("Chưa đủ căn cứ: còn điều kiện phải hỏi"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is shown beside a need for credit."""

    url: str
    text: str


@tab(slug="loans", label=gettext_lazy("Vay vốn"), template="loans/case_tab.html", order=45)
def loans(request, case: Case) -> dict:
    """Collect the answer of the law, what may be lent, and the loans of the case."""
    credit = case.needs.active().filter(kind=SupportKind.CREDIT)
    rules = law_for(case)[0].on(today())
    answer = legal_checks.eligibility_of(case, today(), rules, has_need=True if credit.exists() else None)
    return {
        "answer": answer,
        "status": STATUSES[answer.status],
        "limits": legal_checks.limit_sentences(rules),
        "loans": queries.loan_rows(queries.for_list(Loan.objects.visible_to(request.user).filter(case=case))),
        "may_request": may(request.user, "loans.request") and case.ended_on is None,
    }


@need_links
def loan_links(request, needs: list[Need]) -> Iterable[tuple[Need, Link]]:
    """Links from each need for credit to its loans and, for an open need, to a new request."""
    credit = {need.pk: need for need in needs if need.kind == SupportKind.CREDIT}
    if not credit:
        return
    loans = Loan.objects.visible_to(request.user).filter(need__in=credit).with_status().order_by("pk")
    for loan in loans:
        yield credit[loan.need_id], Link(loan.get_absolute_url(), _("Món vay: %s") % State(loan.state).label)
    for need in credit.values():
        if need.state == Need.State.OPEN and may(request.user, "loans.request"):
            url = reverse("loans:request", args=[need.case.public_id])
            yield need, Link(f"{url}?need={need.public_id}", _("Ghi đề nghị vay"))


LOANS = records("loans", lambda: Loan.objects.active(), related=())
LOAN_FACTS = records(
    "loan_facts",
    lambda: LoanFact.objects.current().exclude(kind=FactKind.BALANCE),
    path="loan__case",
    related=("recorded_by",),
)


@timeline(LOANS, LOAN_FACTS)
def loan_events(loans: list[Loan], facts: list[LoanFact]) -> Iterable[Entry]:
    """Yield a timeline entry for each request, decision and payment; balances are not shown."""
    titles: dict[str, str] = {
        FactKind.REQUEST: _("Đề nghị vay %s đồng"),
        FactKind.DISBURSEMENT: _("Giải ngân %s đồng"),
    }
    loan_of = {loan.pk: loan for loan in loans}
    for fact in facts:
        loan = loan_of.get(fact.loan_id)
        if loan is None:
            continue
        amount, by = grouped(fact.amount), str(fact.recorded_by or "")
        if fact.kind == FactKind.DECISION:
            title = (
                _("Ngân hàng duyệt cho vay %s đồng") % amount if fact.is_approved else _("Ngân hàng không duyệt vay")
            )
        else:
            title = titles[fact.kind] % amount
        yield Entry(fact.on, title, fact.note, by, loan.get_absolute_url())
