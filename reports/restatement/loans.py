"""What later entries about loans change in a report (docs/measures.md §3, §4)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import vn_date
from core.documents.model import number
from loans.models import Loan, LoanFact
from reports.documents.tables import BORROWERS, PURPOSES
from reports.models import Report
from reports.restatement.difference import Difference

# The loan, what was recorded, why, the number of the document, by whom.
Described = tuple[Loan, str, str, str, str]


def loan_differences(unit_name: str, before: dict, after: dict) -> list[Difference]:
    """The numbers about loans that differ between two counts; none for reports made before loans were counted."""
    old, new = before.get("loans"), after.get("loans")
    if old is None or new is None or old == new:
        return []
    olds, news = _numbers(old), _numbers(new)
    labels = dict.fromkeys([*olds, *news])
    pairs = ((label, olds.get(label), news.get(label)) for label in labels)
    return [Difference(unit_name, _("Vay vốn"), label, was, now) for label, was, now in pairs if was != now]


def _numbers(loans: dict[str, Any]) -> dict[str, int | float | None]:
    """Every number about loans by its label, in the order of the report."""
    names = {"loans": _("số món"), "people": _("số người"), "amount": _("số tiền (đồng)")}
    found: dict[str, int | float | None] = {}
    for span, title in (("period", _("Trong kỳ")), ("since_2023_10_10", _("Lũy kế"))):
        found |= {f"{title}, {label}": loans[span][name] for name, label in names.items()}
        for line in loans[span]["by"]:
            of = (
                f"{BORROWERS.get(line['borrower'], line['borrower'])}: {PURPOSES.get(line['purpose'], line['purpose'])}"
            )
            found |= {f"{title}, {of}, {names[name]}": line[name] for name in ("loans", "amount")}
    found |= {_("Dư nợ cuối kỳ (đồng)"): loans["outstanding"], _("Nợ quá hạn cuối kỳ (đồng)"): loans["overdue"]}
    asked = loans.get("requests") or {}
    requests = {
        "received": _("Đề nghị vay đã nhận"),
        "approved": _("Đề nghị vay được duyệt"),
        "refused": _("Đề nghị vay không được duyệt"),
        "waiting": _("Đề nghị vay đang chờ"),
        "median_days": _("Số ngày từ đề nghị đến giải ngân (trung vị)"),
    }
    return found | {label: asked.get(name) for name, label in requests.items()}


def changed_loan_facts(report: Report, unit_ids: set[int]) -> Iterator[tuple]:
    """Versions of loan facts up to the period's end that began or ended after the report: known from, known until, values."""
    since = Q(known_from__gt=report.known_at) | Q(known_until__gt=report.known_at)
    facts = LoanFact.objects.filter(since, loan__unit__in=unit_ids, on__lte=report.end)
    values = ("loan", "kind", "on", "amount", "overdue", "is_approved", "purpose")
    yield from facts.values_list("known_from", "known_until", *values)


def loan_changes(at: Any, unit_ids: set[int], user: User) -> tuple[list[Described], int]:
    """What was recorded about loans at an instant, as far as the user may see them, and of how many other loans."""
    facts = LoanFact.objects.filter(Q(known_from=at) | Q(known_until=at), loan__unit__in=unit_ids)
    found = list(facts.select_related("loan__case__person", "recorded_by").order_by("loan", "on", "pk"))
    loans = {fact.loan_id for fact in found}
    seen = set(Loan.objects.visible_with_withdrawn(user).filter(pk__in=loans).values_list("pk", flat=True))
    # A correction counts once, with its new version.
    corrected = {fact.loan_id for fact in found if fact.known_from == at}
    shown = [
        fact for fact in found if fact.loan_id in seen and (fact.known_from == at or fact.loan_id not in corrected)
    ]
    return [_described(fact, is_withdrawn=fact.known_from != at) for fact in shown], len(loans - seen)


def _described(fact: LoanFact, *, is_withdrawn: bool) -> Described:
    text = _("Món vay: %(kind)s ngày %(on)s, %(amount)s đồng") % {
        "kind": fact.get_kind_display().lower(),
        "on": vn_date(fact.on),
        "amount": number(fact.amount),
    }
    if is_withdrawn:
        return fact.loan, _("Rút: %s") % text, "", "", ""
    return fact.loan, text, fact.why, fact.document_number, str(fact.recorded_by or "")
