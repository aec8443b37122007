"""How the year is divided into half-years for reports (docs/law.md §5.2), and the office's own limits around reports.

No text says any of it for reintegration reports.
"""

from django.utils.translation import gettext_lazy as _

from law.statutes.bodies import POLICE_REFORM, PRESS, REFORM, START
from law.statutes.legal_acts import DECREE_9, HIGH, LOW, MEDIUM, OWN_PLAN, Line, line
from law.value_types import Article, Code, Kind, LawValue

TITLE = _("Kỳ báo cáo 6 tháng, ký báo cáo, người duyệt")
_REPORTS = _("Thời hạn chốt số liệu báo cáo định kỳ hành chính; kỳ báo cáo về tái hòa nhập không có văn bản nào ghi.")
_POLICE = _("Theo cách chốt số liệu thường gặp của ngành công an; chưa thấy văn bản.")
_CALENDAR = _("Năm dương lịch.")
_JUDICIAL = _("Theo kỳ thống kê thường gặp của ngành tư pháp, thi hành án; chưa thấy văn bản.")
_OFFICE = _("Mức tạm đặt của hệ thống, chưa có văn bản; đơn vị đặt lại theo quy chế của mình.")

_DISTRICTS = Code("districts_report", _("Báo cáo 6 tháng do cấp huyện lập (1) hay do cấp xã lập (0)"), Kind.FLAG)

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
        "period_judicial", _("Theo năm công tác tư pháp, thi hành án: 6 tháng đầu năm bắt đầu từ ngày"), Kind.DAY_OF_YEAR,
        "01/10", OWN_PLAN, "", LOW, _JUDICIAL,
    ),
    # Who reports is decided on the last day of the period.
    Line(
        _DISTRICTS,
        (
            LawValue(_DISTRICTS.code, "1", Article(OWN_PLAN.name), START, POLICE_REFORM, PRESS, HIGH, is_default=True),
            LawValue(_DISTRICTS.code, "0", Article(REFORM), POLICE_REFORM, None, PRESS, MEDIUM, is_default=True),
        ),
    ),
    line(
        "report_due_days", _("Gửi báo cáo của kỳ chậm nhất sau ngày cuối kỳ (ngày)"), Kind.NUMBER, "5",
        OWN_PLAN, "", LOW, _OFFICE,
    ),
    line(
        "report_remind_days", _("Nhắc báo cáo của kỳ chưa gửi trước hạn (ngày)"), Kind.NUMBER, "3",
        OWN_PLAN, "", LOW, _OFFICE,
    ),
    line(
        "signing_latest_days", _("Nhập ngày ký báo cáo chậm nhất sau ngày ký (ngày)"), Kind.NUMBER, "31",
        OWN_PLAN, "", LOW, _OFFICE,
    ),
    # One person changes it, unlike the half-years: it decides what is called late and no rate. In return it begins on the day of
    # the change or later (law/services.py), so that nobody renames what is late already, and no counted figure changes.
    line(
        "late_entry_days", _("Sự việc ghi sau quá số ngày này kể từ ngày xảy ra là ghi muộn"), Kind.NUMBER, "30",
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
