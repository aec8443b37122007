"""How the year is divided into half-years for reports (docs/law.md §5.2), and the office's own limits around reports.

No text says any of it for reintegration reports.
"""

from django.utils.translation import gettext_lazy as _

from law.statutes.legal_acts import DECREE_9, HIGH, LOW, MEDIUM, OWN_PLAN, line
from law.value_types import Kind

TITLE = _("Kỳ báo cáo 6 tháng, ký báo cáo, người duyệt")
_REPORTS = _("Thời hạn chốt số liệu báo cáo định kỳ hành chính; kỳ báo cáo về tái hòa nhập không có văn bản nào ghi.")
_POLICE = _("Theo cách chốt số liệu thường gặp của ngành công an; chưa thấy văn bản.")
_CALENDAR = _("Năm dương lịch.")
_OFFICE = _("Mức tạm đặt của hệ thống, chưa có văn bản; đơn vị đặt lại theo quy chế của mình.")

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
    line(
        "signing_latest_days", _("Nhập ngày ký báo cáo chậm nhất sau ngày ký (ngày)"), Kind.NUMBER, "31",
        OWN_PLAN, "", LOW, _OFFICE,
    ),
    line(
        "decider_new_days", _("Người duyệt giữ vai trò chưa đủ số ngày này thì nêu riêng trong bảng tổng hợp"), Kind.NUMBER,
        "90", OWN_PLAN, "", LOW, _OFFICE,
    ),
    line(
        "loan_balance_months", _("Hỏi dư nợ khi chưa ghi quá (tháng)"), Kind.NUMBER, "6",
        OWN_PLAN, "", LOW, _OFFICE,
    ),
]  # fmt: skip
