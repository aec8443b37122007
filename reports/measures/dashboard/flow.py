"""Stock and flow of the period: the fields of the management table, each with the stays behind it (docs/measures.md §2)."""

from django.utils.translation import gettext_lazy as _

from reports.measures.dashboard.figure import Figure, Of, SqlSource
from reports.measures.dashboard.question import IN_CATEGORY, Question
from reports.measures.management import MANAGEMENT_FIELDS, TOTAL, field_conditions, placed_cte


def _stays(question: Question) -> str:
    return f"""
        {placed_cte(question.figures_query, question.rows)},
        counted AS (SELECT placed.*, id AS key FROM placed WHERE {IN_CATEGORY})"""


LABELS = {
    "opening": _("Đầu kỳ"),
    "released": _("Ra trại về"),
    "transferred_in": _("Chuyển đến"),
    "category_in": _("Chuyển diện đến"),
    "expunged": _("Xóa án tích"),
    "died": _("Chết"),
    "moved_away": _("Chuyển khỏi địa bàn"),
    "reimprisoned": _("Bị bắt lại, có án mới"),
    "revoked": _("Bị hủy tha tù có điều kiện"),
    "other": _("Kết thúc khác"),
    "transferred_out": _("Chuyển đi"),
    "category_out": _("Chuyển diện đi"),
    "closing": _("Cuối kỳ"),
}
SOURCE = SqlSource(_stays)
_DEFINITION = _("Số giai đoạn quản lý của hồ sơ trong bảng biến động của kỳ; đầu kỳ cộng tăng trừ giảm bằng cuối kỳ.")


def _condition(name: str, condition: str) -> str:
    # A change of category neither adds to a total nor takes from it.
    return f"{condition} AND %(category)s <> '{TOTAL}'" if name in ("category_in", "category_out") else condition


FIGURES = {
    name: Figure(LABELS[name], _DEFINITION, Of.STAY, SOURCE, _condition(name, field_conditions()[name]))
    for name in MANAGEMENT_FIELDS
}
