"""The work on loans in the leader's weekly digest."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.worklist.digest import OtherWork, counts_as_entries, other_work
from core.dates import add_months, today
from law.provider import law
from loans.choices import State
from loans.models import Loan

counts_as_entries(Loan)


@other_work
def loan_work(user) -> Iterable[OtherWork]:
    """Loans that wait for a decision or for money, that are overdue, and whose balance nobody has told for half a year."""
    loans = Loan.objects.visible_to(user).with_status()
    address = reverse("loans:list")
    states = (
        (State.WAITING, _("Món vay chờ ngân hàng quyết định")),
        (State.APPROVED, _("Món vay đã duyệt, chưa giải ngân")),
        (State.OVERDUE, _("Món vay có nợ quá hạn")),
    )
    for state, label in states:
        yield _work(label, loans.filter(state=state), f"{address}?stage={state.value}")
    # A balance older than this is asked for: the report of the half-year needs it.
    months = law(today()).number("loan_balance_months")
    since = add_months(today(), -months)
    old = Q(balance_on=None, first_paid_on__lt=since) | Q(balance_on__lt=since)
    untold = loans.filter(old, state__in=(State.RUNNING, State.OVERDUE))
    yield _work(_("Món vay quá %d tháng chưa ghi dư nợ") % months, untold, address)


def _work(label: str, loans, address: str) -> OtherWork:
    by_unit = Counter(loans.order_by().values_list("unit__name", flat=True))
    return OtherWork(label, sum(by_unit.values()), sorted(by_unit.items()), address)
