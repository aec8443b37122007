"""The bank's looks at loans, for the access log of the cases (cases/access_log/looks.py)."""

from collections.abc import Iterable

from cases.access_log.alerts import alerting_look
from cases.access_log.looks import Look
from cases.models import Case
from loans.models import Loan


def _cases_of(loans: Iterable[int]) -> dict[int, int]:
    rows = Loan.objects.filter(pk__in=list(loans), case__isnull=False).values_list("pk", "case")
    return {loan: case for loan, case in rows if case is not None}


def _loans_of(case: Case) -> list[int]:
    return list(Loan.objects.filter(case=case).values_list("pk", flat=True))


LOANS = alerting_look(Look(("loan.view", "loan.form"), Loan._meta.label_lower, _cases_of, _loans_of))
