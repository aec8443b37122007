"""Loans approved, disbursed and overdue, as the six-month report counts them (docs/measures.md §4)."""

from django.utils.translation import gettext_lazy as _

from reports.measures.dashboard.figure import Figure, Of, SqlSource
from reports.measures.dashboard.question import Question, scope_cte
from reports.measures.loans import loans_cte
from reports.measures.management import own_units


def _loans(question: Question) -> str:
    return f"""
        {scope_cte(question)},
        {loans_cte(own_units(question.rows))},
        counted AS (
            SELECT scope.level, scope.row_id, lent.loan_id AS key, lent.* FROM lent JOIN scope ON scope.unit_id = lent.unit_id
        )"""


SOURCE = SqlSource(_loans)
FIGURES = {
    "loans_approved": Figure(
        _("Món vay được duyệt"),
        _("Món vay của đơn vị được ngân hàng duyệt trong kỳ; mọi diện, cả cơ sở sử dụng lao động."),
        Of.LOAN,
        SOURCE,
        "is_approved AND decided_on >= %(start)s",
    ),
    "loans_disbursed": Figure(
        _("Món vay đã giải ngân"),
        _("Món vay của đơn vị có lần giải ngân đầu tiên trong kỳ; mọi diện, cả cơ sở sử dụng lao động."),
        Of.LOAN,
        SOURCE,
        "first_on >= %(start)s",
    ),
    "loans_overdue": Figure(
        _("Món vay có nợ quá hạn"),
        _(
            "Món vay của đơn vị có nợ quá hạn theo lần báo dư nợ gần nhất đến cuối kỳ; mọi diện, cả cơ sở sử dụng lao động."
        ),
        Of.LOAN,
        SOURCE,
        "overdue > 0",
    ),
}
