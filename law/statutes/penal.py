"""Expungement and recidivism (Bộ luật Hình sự 2015 Điều 9, 53, 69–73, 107; docs/law.md §4). Unchanged by Luật 86/2025/QH15."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from law.statutes.legal_acts import HIGH, LOW, MEDIUM, PENAL_CODE, Line, Text, line
from law.value_types import Article, Code, Confidence, Kind, LawValue

TITLE = _("Xóa án tích, tái phạm")

TEXT = _(
    "Nguyên văn Bộ luật Hình sự 2015 (sửa đổi 2017) trên trang tra cứu pháp luật; Luật 86/2025/QH15 không sửa các điều này."
)
PRACTICE = _("Cách tính của Bộ luật Dân sự Điều 147–148 áp dụng tương tự; các nơi in ngày khác nhau.")
UNCLEAR = _("Chưa có văn bản rõ ràng; trường hợp này phải xin ý kiến.")
CUSTOM = _("Công văn 154B/TANDTC-PC năm 2023 chưa đọc được; tính an toàn theo ngày muộn hơn.")


def _code(
    code: str, label: Text, kind: Kind, value: str, place: str, confidence: Confidence = HIGH, source: Text = TEXT
) -> Line:
    return line(code, label, kind, value, PENAL_CODE, place, confidence, source)


def _minors() -> Line:
    """From 1/1/2026 a separate law applies to people under 18."""
    label = _("Người dưới 18 tuổi khi phạm tội: xóa án tích theo quy định riêng")
    old = Article("Bộ luật Hình sự 2015, Điều 107")
    new = Article(
        "Luật Tư pháp người chưa thành niên 59/2024/QH15 (trước đó: Bộ luật Hình sự 2015, Điều 107) — kiểm tra số điều"
    )
    turn = date(2026, 1, 1)
    return Line(
        Code("expunge_minor", label, Kind.RULE),
        (
            LawValue("expunge_minor", "", old, PENAL_CODE.valid_from, turn, UNCLEAR, MEDIUM, is_default=True),
            LawValue("expunge_minor", "", new, turn, None, UNCLEAR, LOW, is_default=True),
        ),
    )


NUMBER, RULE = Kind.NUMBER, Kind.RULE

LINES = [
    _code("no_record", _("Không có án tích"), RULE, "", "Điều 69 khoản 2"),
    _code("treated_as_never", _("Được xóa án tích thì coi như chưa bị kết án"), RULE, "", "Điều 69 khoản 1"),
    _code(
        "band_low_months", _("Mức án bậc thứ nhất: tù đến (tháng)"), NUMBER, "60", "Điều 70 khoản 2, Điều 71 khoản 2"
    ),
    _code(
        "band_high_months", _("Mức án bậc thứ hai: tù đến (tháng)"), NUMBER, "180", "Điều 70 khoản 2, Điều 71 khoản 2"
    ),
    _code(
        "expunge_auto_light",
        _("Đương nhiên xóa án tích: cảnh cáo, phạt tiền, cải tạo không giam giữ, án treo (năm)"),
        NUMBER,
        "1",
        "Điều 70 khoản 2 điểm a",
    ),
    _code("expunge_auto_low", _("Đương nhiên xóa án tích: tù đến 05 năm (năm)"), NUMBER, "2", "Điều 70 khoản 2 điểm b"),
    _code(
        "expunge_auto_high",
        _("Đương nhiên xóa án tích: tù trên 05 đến 15 năm (năm)"),
        NUMBER,
        "3",
        "Điều 70 khoản 2 điểm c",
    ),
    _code(
        "expunge_auto_top",
        _("Đương nhiên xóa án tích: tù trên 15 năm, chung thân, tử hình được giảm án (năm)"),
        NUMBER,
        "5",
        "Điều 70 khoản 2 điểm d",
    ),
    _code(
        "expunge_auto_tail", _("Hình phạt bổ sung dài hơn thì hết hạn khi chấp hành xong"), RULE, "", "Điều 70 khoản 2"
    ),
    _code(
        "expunge_court_light",
        _("Tòa án quyết định: cảnh cáo, cải tạo không giam giữ, án treo (năm)"),
        NUMBER,
        "1",
        "Điều 71 khoản 2 điểm a",
    ),
    _code("expunge_court_low", _("Tòa án quyết định: tù đến 05 năm (năm)"), NUMBER, "3", "Điều 71 khoản 2 điểm b"),
    _code(
        "expunge_court_high", _("Tòa án quyết định: tù trên 05 đến 15 năm (năm)"), NUMBER, "5", "Điều 71 khoản 2 điểm c"
    ),
    _code(
        "expunge_court_top",
        _("Tòa án quyết định: tù trên 15 năm, chung thân, tử hình được giảm án (năm)"),
        NUMBER,
        "7",
        "Điều 71 khoản 2 điểm d",
    ),
    _code("expunge_court_tail", _("Hình phạt bổ sung dài hơn (Tòa án quyết định)"), RULE, "", "Điều 71 khoản 2"),
    _code("expunge_court", _("Chương XIII, XXVI: Tòa án quyết định việc xóa án tích"), RULE, "", "Điều 71 khoản 1"),
    _code("expunge_auto", _("Đương nhiên được xóa án tích"), RULE, "", "Điều 70 khoản 1"),
    _code(
        "expunge_obligations", _("Phải chấp hành xong hình phạt bổ sung, quyết định khác"), RULE, "", "Điều 70 khoản 2"
    ),
    _code("expunge_late", _("Chấp hành xong sau khi hết thời hạn"), RULE, "", "Điều 70 khoản 2", LOW, CUSTOM),
    _code("expunge_refused_first", _("Bị bác đơn lần đầu: xin lại sau (năm)"), NUMBER, "1", "Điều 71 khoản 4"),
    _code("expunge_refused_again", _("Bị bác đơn từ lần thứ hai: xin lại sau (năm)"), NUMBER, "2", "Điều 71 khoản 4"),
    _code(
        "expunge_special_share", _("Trường hợp đặc biệt: đã qua ít nhất (phần thời hạn)"), Kind.SHARE, "1/3", "Điều 72"
    ),
    _code(
        "expunge_special_refused",
        _("Bị bác đơn trong trường hợp đặc biệt: không quy định thời gian chờ"),
        RULE,
        "",
        "Điều 72",
        MEDIUM,
        _("Điều 72 không ghi thời gian chờ; thời gian ở Điều 71 khoản 4 là của đơn theo Điều 71."),
    ),
    _code("expunge_by_pronounced", _("Thời hạn tính theo hình phạt chính đã tuyên"), RULE, "", "Điều 73 khoản 1"),
    _code("expunge_restart", _("Phạm tội mới: thời hạn cũ tính lại"), RULE, "", "Điều 73 khoản 2"),
    _code("expunge_mixed", _("Có cả tội đương nhiên và tội do Tòa án quyết định"), RULE, "", "Điều 73 khoản 3"),
    _code("expunge_remitted", _("Được miễn phần còn lại coi như đã chấp hành xong"), RULE, "", "Điều 73 khoản 4"),
    _code(
        "expunge_next_day",
        _("Được xóa từ ngày liền sau ngày hết thời hạn (1) hay đúng ngày đó (0)"),
        Kind.FLAG,
        "1",
        "Điều 70",
        MEDIUM,
        PRACTICE,
    ),
    _minors(),
    _code("crime_class", _("Phân loại tội phạm"), RULE, "", "Điều 9", MEDIUM),
    _code("recidivism", _("Tái phạm"), RULE, "", "Điều 53 khoản 1"),
    _code("dangerous_recidivism", _("Tái phạm nguy hiểm"), RULE, "", "Điều 53 khoản 2"),
]
