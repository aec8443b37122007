"""The rows of «Vay vốn» in an export."""

from collections.abc import Iterable

from areas.models import Unit
from law.choices import Purpose
from loans.choices import EntrustedBody
from loans.models import Loan
from register.planning.existing_records import is_expunged
from register.reading.loan_rows import unit_with_parent
from register.writing.case_exports import CaseExport


def loan_lines(exports: list[CaseExport], unit: Unit) -> Iterable[dict]:
    """The loans of the exported cases and of the establishments of a unit, as dicts by field.

    Of an expunged case only amounts and days are exported.
    """
    by_case = {export.case.pk: export for export in exports if not export.name or is_expunged(export.history)}
    loans = Loan.objects.active().with_status().select_related("unit", "unit__parent").order_by("pk")
    for loan in loans.filter(case__in=by_case):
        export = by_case[loan.case_id]
        named = (
            {}
            if not export.name
            else {"named_borrower": export.name, "loan_code": "", "savings_group": "", "group_head": ""}
        )
        yield {**_line(loan), "code": export.case.code, "unit": "", "business_name": "", **named}
    for loan in loans.filter(case=None, unit__in=Unit.objects.within(unit)):
        yield {**_line(loan), "code": ""}


def _line(loan: Loan) -> dict:
    is_decided = loan.is_approved is not None
    return {
        "business_name": loan.business_name,
        "named_borrower": loan.named_borrower,
        "purpose": str(Purpose(loan.purpose).label),
        "asked": loan.asked,
        "asked_on": loan.asked_on,
        "approved": loan.approved if is_decided else None,
        "decided_on": loan.decided_on if is_decided else None,
        "paid_on": loan.first_paid_on,
        "paid": loan.disbursed,
        "term_months": loan.term_months,
        "annual_rate": f"{loan.annual_rate:f}".replace(".", ",") if loan.annual_rate is not None else "",
        "owed": loan.balance,
        "overdue": loan.overdue,
        "owed_on": loan.balance_on,
        "loan_code": loan.code,
        "savings_group": loan.savings_group,
        "group_head": loan.group_head,
        "entrusted_body": str(EntrustedBody(loan.entrusted_body).label) if loan.entrusted_body else "",
        "unit": unit_with_parent(loan.unit),
    }
