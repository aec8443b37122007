"""Loans to people who completed a prison sentence and to who employs them (Quyết định 22/2023/QĐ-TTg; docs/law.md §1)."""

from django.utils.translation import gettext_lazy as _

from law.statutes.legal_acts import DECISION_22, HIGH, LOW, MEDIUM, Line, Text, line
from law.value_types import Confidence, Kind

TITLE = _("Vay vốn (Quyết định 22/2023/QĐ-TTg)")

FULL = _("Toàn văn Quyết định 22/2023/QĐ-TTg trên Bộ Pháp điển (bản ngày 13/5/2026).")
EXCERPT = _("Trích Quyết định 22/2023/QĐ-TTg trên trang tra cứu pháp luật.")
READING = _(
    "Nguyên văn Điều 6 ghi số lao động tại cơ sở; dự thảo năm 2023 và một phần báo chí ghi người chấp hành xong án;"
    " cần NHCSXH xác nhận."
)
DAY_COUNT = _(
    "Cách tính thông thường của NHCSXH: số ngày thực tế × dư nợ × lãi suất năm / 365; chưa đối chiếu văn bản."
)
BRANCH = _("Ghi chú của chi nhánh NHCSXH năm 2025; lãi suất cho vay hộ nghèo theo từng thời kỳ.")
UNCONFIRMED = _("Chưa có văn bản nói rõ; hệ thống yêu cầu xác nhận.")


def _line(
    code: str, label: Text, kind: Kind, value: str, place: str, confidence: Confidence = HIGH, source: Text = EXCERPT
) -> Line:
    return line(code, label, kind, value, DECISION_22, place, confidence, source)


LINES = [
    _line("loan_who", _("Người đã được cấp giấy chứng nhận chấp hành xong án phạt tù, đặc xá"), Kind.RULE, "", "Điều 3"),
    _line("loan_need", _("Có nhu cầu vay vốn"), Kind.RULE, "", "Điều 3"),
    _line(
        "loan_list", _("Có tên trong danh sách do Công an cấp xã lập, UBND cấp xã xác nhận (Mẫu số 01)"),
        Kind.RULE, "", "Điều 3",
    ),
    _line("loan_years", _("Thời gian từ khi chấp hành xong đến khi vay, tối đa (năm)"), Kind.NUMBER, "5", "Điều 3"),
    _line(
        "loan_other_debt", _("Không còn dư nợ chương trình tín dụng khác của NHCSXH cùng mục đích"),
        Kind.RULE, "", "Điều 3 khoản 3",
    ),
    _line("loan_business", _("Cơ sở được thành lập, hoạt động hợp pháp"), Kind.RULE, "", "Điều 3"),
    _line(
        "loan_business_share", _("Lao động chấp hành xong án phạt tù trên tổng số lao động, ít nhất"),
        Kind.SHARE, "1/10", "Điều 3",
    ),
    _line("loan_business_plan", _("Phương án vay được UBND cấp xã xác nhận (Mẫu số 02)"), Kind.RULE, "", "Điều 3"),
    _line("loan_household", _("Cho vay thông qua hộ gia đình; không có người đại diện thì trực tiếp"), Kind.RULE, "",
          "Điều 4"),
    _line("loan_purpose", _("Mục đích vay: đào tạo nghề; sản xuất, kinh doanh, tạo việc làm"), Kind.RULE, "", "Điều 5"),
    _line(
        "loan_two_purposes", _("Một người đồng thời vay đào tạo nghề và vay sản xuất, kinh doanh"),
        Kind.RULE, "", "Điều 3, Điều 5", LOW, UNCONFIRMED,
    ),
    _line("loan_training_month", _("Mức vay đào tạo nghề, mỗi tháng (đồng)"), Kind.MONEY, "4000000", "Điều 6", HIGH,
          FULL),
    _line("loan_production_most", _("Mức vay sản xuất, kinh doanh của một người (đồng)"), Kind.MONEY, "100000000",
          "Điều 6", HIGH, FULL),
    _line("loan_business_most", _("Mức vay một dự án của cơ sở (đồng)"), Kind.MONEY, "2000000000", "Điều 6", HIGH,
          FULL),
    _line("loan_business_each", _("Mức vay của cơ sở, mỗi lao động (đồng)"), Kind.MONEY,
          "100000000", "Điều 6", HIGH, FULL),
    _line("loan_business_all_workers",
          _("Mức vay theo số lao động: tính mọi lao động tại cơ sở (1) hay chỉ người chấp hành xong án (0)"), Kind.FLAG,
          "1", "Điều 6", MEDIUM, READING),
    _line("loan_short_course", _("Khóa học ngắn, không quá (tháng)"), Kind.NUMBER, "12", "Điều 8"),
    _line("loan_repay_short", _("Thời hạn trả nợ của khóa ngắn, không quá bao nhiêu lần thời gian phát tiền vay"),
          Kind.NUMBER, "2", "Điều 8"),
    _line("loan_repay_long", _("Thời hạn trả nợ của khóa dài, không quá bao nhiêu lần thời gian phát tiền vay"),
          Kind.NUMBER, "1", "Điều 8"),
    _line("loan_production_months", _("Thời hạn vay sản xuất, kinh doanh, không quá (tháng)"), Kind.NUMBER, "120",
          "Điều 8", HIGH, FULL),
    _line("loan_rate", _("Lãi suất bằng lãi suất cho vay hộ nghèo (%/năm)"), Kind.DECIMAL, "6.6", "Điều 9 khoản 1",
          MEDIUM, BRANCH),
    _line("loan_overdue_factor", _("Lãi suất nợ quá hạn bằng bao nhiêu lần lãi suất cho vay"), Kind.DECIMAL, "1.30",
          "Điều 9 khoản 2"),
    _line("loan_secured_over", _("Phải bảo đảm tiền vay khi vay trên (đồng)"), Kind.MONEY, "100000000", "Điều 10 khoản 2", HIGH,
          FULL),
    _line("loan_year_days", _("Số ngày của một năm khi tính lãi theo ngày"), Kind.NUMBER, "365", "Điều 9", MEDIUM, DAY_COUNT),
]  # fmt: skip
