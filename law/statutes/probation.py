"""Conditional release: probation and what goes with it (Luật Thi hành án hình sự Điều 57–72; docs/law.md §2.2, §2.4)."""

from django.utils.translation import gettext_lazy as _

from law.statutes.legal_acts import (
    CIRCULAR_65,
    EXECUTION,
    HIGH,
    JUDGES_2018,
    MEDIUM,
    OWN_PLAN,
    PENAL_CODE,
    Line,
    Text,
    line,
)
from law.value_types import Confidence, Kind

TITLE = _("Tha tù trước thời hạn có điều kiện")

FULL_TEXT = _("Toàn văn Luật Thi hành án hình sự hợp nhất sau Luật 59/2024/QH15 và Luật 86/2025/QH15.")
EXCERPT_65 = _("Trích Thông tư 65/2019/TT-BCA trên trang tra cứu pháp luật.")
EXCERPT_NQ01 = _("Trích Nghị quyết 01/2018/NQ-HĐTP Điều 5; phần cuối của danh sách vi phạm chưa đọc được.")
RECALLED = _("Theo hiểu biết chung về Bộ luật Hình sự, chưa đối chiếu nguyên văn.")


def _law(
    code: str, label: Text, kind: Kind, value: str, place: str, confidence: Confidence = HIGH, source: Text = FULL_TEXT
) -> Line:
    return line(code, label, kind, value, EXECUTION, place, confidence, source)


NUMBER, SHARE, RULE = Kind.NUMBER, Kind.SHARE, Kind.RULE

LINES = [
    _law("notice_months", _("Trại giam thông báo trước khi hết án (tháng)"), NUMBER, "2", "Điều 46 khoản 1"),
    _law("probation_start", _("Thời gian thử thách tính từ ngày quyết định có hiệu lực"), RULE, "", "Điều 59 khoản 1"),
    line(
        "probation_length",
        _("Thời gian thử thách bằng thời gian còn lại của hình phạt tù"),
        RULE,
        "",
        PENAL_CODE,
        "Điều 66 khoản 3",
        MEDIUM,
        RECALLED,
    ),
    _law("present_days", _("Trình diện và cam kết kể từ ngày được tha (ngày)"), NUMBER, "5", "Điều 59 khoản 2"),
    _law("present_summons", _("Quá hạn không trình diện thì triệu tập"), RULE, "", "Điều 59 khoản 2"),
    _law("present_breach", _("Không đến theo triệu tập, không cam kết: lập biên bản"), RULE, "", "Điều 59 khoản 2"),
    _law("present_report", _("UBND cấp xã báo cáo kết quả trình diện và cam kết"), RULE, "", "Điều 59 khoản 2"),
    _law(
        "monthly_report_day",
        _("Tự báo cáo hằng tháng: chậm nhất ngày thứ mấy của tháng (31: ngày cuối tháng)"),
        NUMBER,
        "31",
        "Điều 62 khoản 6",
    ),
    line(
        "assessment_first_days",
        _("Xã nhận xét hằng tháng trong những ngày đầu tháng sau (ngày)"),
        NUMBER,
        "5",
        CIRCULAR_65,
        "chế độ báo cáo của Công an cấp xã",
        MEDIUM,
        EXCERPT_65,
    ),
    _law("absence_each_days", _("Mỗi lần vắng mặt không quá (ngày)"), NUMBER, "60", "Điều 67 khoản 1"),
    _law(
        "absence_share",
        _("Tổng thời gian vắng mặt không quá (phần thời gian thử thách)"),
        SHARE,
        "1/3",
        "Điều 67 khoản 1",
    ),
    _law(
        "absence_treatment",
        _("Điều trị theo chỉ định của bác sĩ, có xác nhận: không tính"),
        RULE,
        "",
        "Điều 67 khoản 1",
    ),
    _law("absence_consent", _("Vắng mặt phải có đơn và được UBND cấp xã đồng ý"), RULE, "", "Điều 67 khoản 2"),
    line(
        "absence_short_days",
        _("Rời nơi cư trú đến mấy ngày thì chỉ cần người trực tiếp quản lý đồng ý (ngày)"),
        NUMBER,
        "3",
        JUDGES_2018,
        "Điều 5",
        MEDIUM,
        EXCERPT_NQ01,
    ),
    _law("exit_ban", _("Không được xuất cảnh trong thời gian thử thách"), RULE, "", "Điều 67 khoản 3"),
    _law(
        "move_decision_days",
        _("Giải quyết đơn thay đổi nơi cư trú, nơi làm việc (ngày)"),
        NUMBER,
        "15",
        "Điều 68 khoản 1",
    ),
    _law("shorten_min_share", _("Rút ngắn thử thách: đã chấp hành ít nhất"), SHARE, "1/2", "Điều 64 khoản 1"),
    _law(
        "shorten_served_share", _("Rút ngắn thử thách: thực tế phải chấp hành ít nhất"), SHARE, "3/4", "Điều 64 khoản 2"
    ),
    _law("shorten_min_months", _("Mỗi lần rút ngắn ít nhất (tháng)"), NUMBER, "3", "Điều 64 khoản 2"),
    _law("shorten_max_months", _("Mỗi lần rút ngắn nhiều nhất (tháng)"), NUMBER, "24", "Điều 64 khoản 2"),
    _law("shorten_rest_months", _("Còn dưới mấy tháng thì có thể rút hết (tháng)"), NUMBER, "3", "Điều 64 khoản 2"),
    _law(
        "shorten_gap_months",
        _("Mỗi năm một lần: cách lần được rút trước (tháng)"),
        NUMBER,
        "12",
        "Điều 64 khoản 2",
        MEDIUM,
        _("Luật ghi “mỗi năm 01 lần”; tính an toàn là đủ 12 tháng từ quyết định trước."),
    ),
    _law("shorten_exception", _("Trường hợp đặc biệt được rút hết thời gian còn lại"), RULE, "", "Điều 64 khoản 3"),
    _law(
        "shorten_police_days",
        _("Xét đề nghị rút ngắn: cơ quan thi hành án hình sự (ngày)"),
        NUMBER,
        "7",
        "Điều 65 khoản 2",
    ),
    _law("shorten_province_days", _("Xét đề nghị rút ngắn: Công an cấp tỉnh (ngày)"), NUMBER, "7", "Điều 65 khoản 2"),
    _law("shorten_court_days", _("Tòa án mở phiên họp xét rút ngắn (ngày)"), NUMBER, "7", "Điều 65 khoản 4"),
    _law("shorten_sent_days", _("Tòa án gửi quyết định rút ngắn (ngày làm việc)"), NUMBER, "3", "Điều 65 khoản 5"),
    _law("review_meeting", _("Vi phạm hoặc bị xử phạt hành chính lần đầu: họp kiểm điểm"), RULE, "", "Điều 66 khoản 1"),
    _law("breach_minutes", _("Cố ý vi phạm nghĩa vụ: Công an cấp xã lập biên bản"), RULE, "", "Điều 69 khoản 1"),
    _law("breach_report_count", _("Cố ý vi phạm lần thứ mấy thì báo cáo UBND cấp xã"), NUMBER, "2", "Điều 69 khoản 1"),
    _law(
        "penalty_report_count",
        _("Bị xử phạt hành chính mấy lần thì báo cáo UBND cấp xã"),
        NUMBER,
        "2",
        "Điều 69 khoản 2",
    ),
    _law(
        "revocation_request_days",
        _("UBND cấp xã đề nghị hủy quyết định tha tù kể từ khi nhận báo cáo (ngày làm việc)"),
        NUMBER,
        "3",
        "Điều 69 khoản 3",
    ),
    line(
        "revocation_ground",
        _("Căn cứ hủy: cố ý vi phạm hoặc bị xử phạt hành chính từ (lần)"),
        NUMBER,
        "2",
        PENAL_CODE,
        "Điều 66 khoản 4",
        HIGH,
        EXCERPT_NQ01,
    ),
    _law(
        "revocation_notice_days", _("Báo cho người bị hủy quyết định (ngày làm việc)"), NUMBER, "3", "Điều 71 khoản 2"
    ),
    _law("revocation_appear_days", _("Người bị hủy phải có mặt chấp hành án (ngày)"), NUMBER, "7", "Điều 71 khoản 2"),
    _law("file_contents", _("Hồ sơ quản lý người được tha tù có điều kiện"), RULE, "", "Điều 60"),
    _law("handover_days", _("Bàn giao hồ sơ trước khi hết thử thách (ngày)"), NUMBER, "15", "Điều 60 khoản 3"),
    _law(
        "completion_certificate",
        _("Cấp giấy chứng nhận chấp hành xong án phạt tù vào ngày cuối"),
        RULE,
        "",
        "Điều 59 khoản 4",
    ),
    line(
        "absence_warn_days",
        _("Nhắc khi số ngày được vắng mặt còn lại không quá (ngày)"),
        NUMBER,
        "15",
        OWN_PLAN,
        "",
        MEDIUM,
        _("Mức nhắc của hệ thống, đơn vị tự đặt."),
    ),
]
