"""Reception, supervision and support of everybody who came home (Thông tư 10/2024/TT-BCA; docs/law.md §2.2, §2.3, §2.5)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from law.statutes.legal_acts import (
    CIRCULAR_10,
    DECISION_22,
    DECREE_49,
    EXECUTION,
    HIGH,
    LOW,
    MEDIUM,
    OWN_PLAN,
    RESIDENCE,
    Line,
    Text,
    line,
)
from law.value_types import Confidence, Kind

TITLE = _("Tiếp nhận, quản lý, giúp đỡ")

FULL_10 = _("Toàn văn Thông tư 10/2024/TT-BCA trên Bộ Pháp điển (bản ngày 13/5/2026).")
FULL_22 = _("Toàn văn Quyết định 22/2023/QĐ-TTg trên Bộ Pháp điển (bản ngày 13/5/2026).")
SYSTEM = _("Mức của hệ thống, không phải quy định; đơn vị tự đặt theo kế hoạch công tác.")
FULL_TEXT = _("Toàn văn Luật Thi hành án hình sự hợp nhất sau Luật 59/2024/QH15 và Luật 86/2025/QH15.")

NUMBER, RULE = Kind.NUMBER, Kind.RULE
CATEGORIES = {"completed": _("chấp hành xong án"), "amnesty": _("đặc xá"), "conditional": _("tha tù có điều kiện")}
GROUPS = {"": _("chưa phân nhóm"), "A": _("nhóm A"), "B": _("nhóm B"), "C": _("nhóm C"), "D": _("nhóm D")}
# Days between two contacts; 0: none expected (group D is in detention or a compulsory institution).
CONTACT_DAYS = {
    "completed": {"": "90", "A": "180", "B": "90", "C": "30", "D": "0"},
    "amnesty": {"": "90", "A": "180", "B": "90", "C": "30", "D": "0"},
    "conditional": {"": "30", "A": "30", "B": "30", "C": "15", "D": "0"},
}


def contact_code(category: str, group: str) -> str:
    """The code of the number of days between two contacts for a category and a group A–D ("" without a group)."""
    return f"contact_days_{category}_{group.lower() or 'none'}"


def _circular(
    code: str, label: Text, kind: Kind, value: str, place: str, confidence: Confidence = HIGH, source: Text = FULL_10
) -> Line:
    return line(code, label, kind, value, CIRCULAR_10, place, confidence, source)


def _plan(code: str, label: Text, value: str, kind: Kind = NUMBER) -> Line:
    return line(code, label, kind, value, OWN_PLAN, "", LOW, SYSTEM)


def _contact(category: str, group: str) -> Line:
    label = format_lazy(
        _("Tiếp xúc ít nhất một lần trong (ngày; 0: không yêu cầu): {category}, {group}"),
        category=CATEGORIES[category],
        group=GROUPS[group],
    )
    return _plan(contact_code(category, group), label, CONTACT_DAYS[category][group])


LINES = [
    _circular(
        "verify_address_days",
        _("Xác minh nơi về cư trú kể từ khi nhận thông báo (ngày làm việc)"),
        NUMBER,
        "3",
        "Điều 8",
    ),
    _circular("present_completed", _("Trình diện theo hạn ghi trong giấy chứng nhận"), RULE, "", "Điều 9 khoản 2"),
    _circular("officer_assigned", _("Phân công cán bộ phụ trách"), RULE, "", "Điều 9 khoản 1"),
    _circular("commitment_form", _("Biên bản tiếp nhận, bản cam kết (mẫu HCD-05)"), RULE, "", "Điều 9 khoản 1"),
    _circular("information_form", _("Phiếu thông tin (mẫu HCD-02)"), RULE, "", "Điều 9 khoản 1"),
    _circular("papers_guidance", _("Hướng dẫn đăng ký cư trú, làm giấy tờ tùy thân"), RULE, "", "Điều 9 khoản 1"),
    line(
        "residence_renewal",
        _("Gia hạn đăng ký tạm trú trước khi hết hạn"),
        RULE,
        "",
        RESIDENCE,
        "Điều 28 khoản 3",
        MEDIUM,
        _("Ghi theo trí nhớ: trong 15 ngày trước khi hết thời hạn tạm trú phải làm thủ tục gia hạn."),
    ),
    _circular(
        "classification_months",
        _("Phân nhóm A, B, C, D sau mỗi báo cáo quý, tức là sau (tháng)"),
        NUMBER,
        "3",
        "Điều 12",
    ),
    _circular(
        "expungement_review", _("Rà soát người đủ điều kiện xóa án tích và hướng dẫn thủ tục"), RULE, "", "Điều 13"
    ),
    _circular("management_end", _("Kết thúc quản lý"), RULE, "", "Điều 14 khoản 1"),
    line(
        "penalty_file_days",
        _("Lập hồ sơ thi hành hình phạt bổ sung (ngày làm việc)"),
        NUMBER,
        "5",
        EXECUTION,
        "Điều 107, 112, 129",
        HIGH,
        FULL_TEXT,
    ),
    line("support", _("Biện pháp bảo đảm tái hòa nhập cộng đồng"), RULE, "", DECREE_49, "Chương II", MEDIUM, SYSTEM),
    line(
        "loan_list_day",
        _("Công an cấp xã lập danh sách nhu cầu vay vốn chậm nhất ngày (trong tháng)"),
        NUMBER,
        "5",
        DECISION_22,
        "Điều 14 khoản 2 điểm c",
        HIGH,
        FULL_22,
    ),
    _circular(
        "helper_assigned",
        _("Đề xuất phân công người giúp đỡ kể từ khi gặp, lập biên bản tiếp nhận (ngày làm việc)"),
        NUMBER,
        "3",
        "Điều 10 khoản 1",
    ),
    _plan("register_complete", _("Hồ sơ phải đủ mức án, giấy chứng nhận"), "", RULE),
    _plan("next_contact", _("Hẹn của chính cán bộ phụ trách"), "", RULE),
    _plan("work_check_months", _("Kiểm tra còn làm việc sau khi nhận việc (tháng)"), "3, 6, 12", Kind.NUMBERS),
    _plan("papers_warn_days", _("Nhắc trước khi giấy tờ, đăng ký cư trú hết hạn (ngày)"), "30"),
    _plan("remind_ahead_days", _("Hiện việc phải làm trước hạn (ngày)"), "30"),
    _plan("remind_soon_days", _("Hạn tạm đặt khi quy định không ghi số ngày (ngày)"), "7"),
    _plan("expunge_urge_days", _("Đôn đốc nghĩa vụ còn lại trước khi hết thời hạn xóa án tích (ngày)"), "90"),
    _plan("petition_days", _("Nộp đơn xin xóa án tích sau khi được hướng dẫn (ngày)"), "30"),
    _plan("review_follow_up_days", _("Hỏi kết quả xóa án tích sau khi làm thủ tục (ngày)"), "90"),
    _plan("transfer_wait_days", _("Xã nơi đến trả lời đề nghị chuyển hồ sơ (ngày)"), "7"),
    *(_contact(category, group) for category in CATEGORIES for group in GROUPS),
]
