"""The version of a loan (core/forms/edit_conflicts.py)."""

from django.utils.translation import gettext as _

from core.forms.edit_conflicts import Description, RecordVersion, as_text
from core.money import grouped
from loans import queries
from loans.models import Loan


def version_of_loan(loan: Loan, user) -> RecordVersion:
    """All recorded facts of the loan; of documents and notes only those that the user may read."""

    def describe() -> Description:
        for row in queries.fact_rows(loan, user):
            fact = row.fact
            if not row.is_void:
                sums = _("%s đồng") % grouped(fact.amount)
                late = _("quá hạn %s đồng") % grouped(fact.overdue) if fact.overdue else ""
                words = (sums, late, fact.get_purpose_display(), row.document_number, row.note, row.why)
                yield f"{fact.get_kind_display()}, {as_text(fact.on)}", ", ".join(filter(None, map(str, words)))

    return RecordVersion(loan, describe)
