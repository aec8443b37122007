"""What a form about a loan stands on: everything believed of it, and of papers and notes those that its user may read."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.forms.edit_conflicts import Stand, text_of
from core.money import grouped
from loans import queries
from loans.models import Loan


def of_loan(loan: Loan, user) -> Stand:
    def told() -> Iterable[tuple[str, str]]:
        for row in queries.facts_of(loan, user):
            fact = row.fact
            if not row.is_void:
                sums = _("%s đồng") % grouped(fact.amount)
                late = _("quá hạn %s đồng") % grouped(fact.overdue) if fact.overdue else ""
                words = (sums, late, fact.get_purpose_display(), row.document_number, row.note, row.why)
                yield f"{fact.get_kind_display()}, {text_of(fact.on)}", ", ".join(filter(None, map(str, words)))

    return Stand(loan, told)
