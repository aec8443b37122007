"""How the year is divided into half-years for reports (docs/law.md §5.2). No text says it for reintegration reports."""

from django.utils.translation import gettext_lazy as _

from law.statutes.legal_acts import DECREE_9, HIGH, LOW, MEDIUM, OWN_PLAN, line
from law.value_types import Kind

TITLE = _("Kỳ báo cáo 6 tháng")
_REPORTS = _("Thời hạn chốt số liệu báo cáo định kỳ hành chính; kỳ báo cáo về tái hòa nhập không có văn bản nào ghi.")
_POLICE = _("Theo cách chốt số liệu thường gặp của ngành công an; chưa thấy văn bản.")
_CALENDAR = _("Năm dương lịch.")

LINES = [
    line(
        "period_admin_report", _("Báo cáo hành chính: 6 tháng đầu năm bắt đầu từ ngày"), Kind.DAY_OF_YEAR, "15/12",
        DECREE_9, "", HIGH, _REPORTS,
    ),
    line(
        "period_police", _("Theo kỳ của ngành công an: 6 tháng đầu năm bắt đầu từ ngày"), Kind.DAY_OF_YEAR, "15/11",
        OWN_PLAN, "", MEDIUM, _POLICE,
    ),
    line(
        "period_calendar", _("Theo năm dương lịch: 6 tháng đầu năm bắt đầu từ ngày"), Kind.DAY_OF_YEAR, "01/01",
        OWN_PLAN, "", LOW, _CALENDAR,
    ),
]  # fmt: skip
