"""Open needs on the day D by kind and age (docs/measures.md §7)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.support.models import SupportKind
from reports.measures.dashboard.figure import Figure, Of, SqlSource
from reports.measures.dashboard.open_cases import OPEN_NEED, open_cte
from reports.measures.dashboard.question import Question, days_between

# The ages of a need in days: name, label, condition on `age`.
AGES = (
    ("0_30", _("đến 30 ngày"), "age <= 30"),
    ("31_90", _("31–90 ngày"), "age BETWEEN 31 AND 90"),
    ("over_90", _("trên 90 ngày"), "age > 90"),
)


def _needs(question: Question) -> str:
    return f"""
        {open_cte(question)},
        counted AS (
            SELECT scope.level, scope.row_id, need.id AS key, need.case_id, need.kind,
                {days_between("need.raised_on", "%(day)s")} AS age
            FROM open_cases JOIN scope ON scope.unit_id = open_cases.unit_id
            JOIN cases_need AS need ON need.case_id = open_cases.case_id AND {OPEN_NEED}
        )"""


SOURCE = SqlSource(_needs)
_DEFINITION = _("Nhu cầu của hồ sơ đang mở, đã nêu và chưa kết thúc ở ngày tính, theo số ngày từ ngày nêu.")
FIGURES = {
    f"need_{kind}_{name}": Figure(
        format_lazy("{kind}: {age}", kind=label, age=age),
        _DEFINITION,
        Of.NEED,
        SOURCE,
        f"kind = '{kind}' AND {condition}",
    )
    for kind, label in SupportKind.choices
    for name, age, condition in AGES
}
