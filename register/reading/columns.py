"""The sheets of the register and their columns (docs/register.md).

Headers are compared with `core.text.squash`: case, accents, spaces and punctuation do not count.
"""

from dataclasses import dataclass

from core.text import squash

CASES, CHANGES, LOANS = "Danh sách", "Biến động", "Vay vốn"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a sheet: the header that the export writes, and the other headers that mean the same field."""

    field: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = False


CASE_COLUMNS = (
    Column("code", "Mã hồ sơ", ("Số hồ sơ", "Mã HS", "Số HS")),
    Column("full_name", "Họ và tên", ("Họ tên", "Họ, tên", "Họ và tên người được quản lý"), required=True),
    Column("birth", "Ngày sinh", ("Ngày, tháng, năm sinh", "Năm sinh", "Ngày tháng năm sinh")),
    Column("sex", "Giới tính", ("Nam/Nữ",)),
    Column("id_number", "Số CCCD", ("Số định danh", "CMND/CCCD", "CCCD/CMND", "Số ĐDCN", "CCCD", "Số CMND/CCCD")),
    Column("ethnicity", "Dân tộc"),
    Column("unit", "Xã", ("Nơi cư trú", "Xã, phường, thị trấn", "Xã/phường/thị trấn", "Xã, phường"), required=True),
    Column("hamlet", "Thôn", ("Thôn/Tổ dân phố", "Thôn, tổ dân phố", "Tổ dân phố")),
    Column("category", "Diện", ("Diện quản lý", "Đối tượng"), required=True),
    Column("offence", "Tội danh"),
    Column("article", "Điều luật"),
    Column("sentence", "Mức án"),
    Column("release_on", "Ngày ra trại", ("Ngày tha", "Ngày chấp hành xong"), required=True),
    Column("certificate_number", "Số giấy chứng nhận", ("Số GCN",)),
    Column("certificate_on", "Ngày cấp", ("Ngày cấp GCN", "Ngày cấp giấy chứng nhận")),
    Column("probation_end_on", "Ngày hết thử thách"),
    Column("arrival_on", "Ngày về địa phương", ("Ngày trình diện",)),
    Column("origin", "Từ đâu về"),
    Column("officer", "Cán bộ phụ trách"),
    Column("helper", "Người giúp đỡ"),
    Column("job", "Việc làm"),
    # Written by the export only: tells two people apart where an expunged case is exported without a name.
    Column("person_key", "Mã người"),
)
CHANGE_COLUMNS = (
    Column("code", "Mã hồ sơ", ("Số hồ sơ", "Mã HS", "Số HS"), required=True),
    Column("kind", "Loại biến động", ("Biến động", "Nội dung biến động"), required=True),
    Column("on", "Ngày", ("Ngày biến động", "Ngày, tháng, năm"), required=True),
    Column("to_unit", "Đến đơn vị", ("Đơn vị đến", "Chuyển đến đơn vị")),
    Column("document_number", "Số văn bản", ("Số, ký hiệu văn bản",)),
    Column("note", "Ghi chú"),
    # Written by the export where a prosecution has ended.
    Column("outcome", "Kết quả xét xử"),
    Column("convicted_on", "Ngày kết án"),
)
LOAN_COLUMNS = (
    Column("code", "Mã hồ sơ", ("Số hồ sơ", "Mã HS", "Số HS")),
    Column("business_name", "Tên cơ sở"),
    Column("named_borrower", "Người đứng tên vay", ("Người vay",), required=True),
    Column("purpose", "Mục đích", ("Mục đích vay",), required=True),
    Column("asked", "Số tiền đề nghị", required=True),
    Column("asked_on", "Ngày đề nghị", required=True),
    Column("approved", "Số tiền phê duyệt"),
    Column("decided_on", "Ngày phê duyệt"),
    Column("paid_on", "Ngày giải ngân"),
    Column("paid", "Số tiền giải ngân"),
    Column("term_months", "Thời hạn (tháng)", ("Thời hạn",)),
    Column("annual_rate", "Lãi suất (%/năm)", ("Lãi suất",)),
    Column("owed", "Dư nợ"),
    Column("overdue", "Nợ quá hạn"),
    Column("owed_on", "Ngày số liệu"),
    Column("loan_code", "Mã món vay", ("Số khế ước",)),
    Column("savings_group", "Tổ TK&VV", ("Tổ tiết kiệm và vay vốn",)),
    Column("group_head", "Tổ trưởng"),
    Column("entrusted_body", "Tổ chức ủy thác"),
    # Where an establishment asks for the loan. Without it the commune or the one district of the workbook is used.
    Column("unit", "Xã", ("Xã, phường, thị trấn",)),
)
COLUMNS = {CASES: CASE_COLUMNS, CHANGES: CHANGE_COLUMNS, LOANS: LOAN_COLUMNS}
# A field that several sheets share has the header of the first sheet.
HEADERS = {
    column.field: column.header for columns in (LOAN_COLUMNS, CHANGE_COLUMNS, CASE_COLUMNS) for column in columns
}
# The longest text that each field of the records takes.
LONGEST = {
    "code": 40, "ethnicity": 40, "hamlet": 120, "offence": 300, "article": 200, "sentence": 120, "certificate_number": 60,
    "origin": 200, "officer": 120, "helper": 120, "job": 200, "person_key": 64, "document_number": 200, "note": 2000,
    "business_name": 200, "named_borrower": 120, "loan_code": 20, "savings_group": 120, "group_head": 120,
}  # fmt: skip
# The column and the sheet that a marked copy adds (register/writing/marked_copy.py).
ERRORS = "Lỗi"
IGNORED_HEADERS = {"stt", "tt", "sott", "sothutu", squash(ERRORS)}
IGNORED_SHEETS = {squash(ERRORS)}

# Columns that hold running Vietnamese text, where an old encoding shows.
TEXT_FIELDS = {
    "full_name", "ethnicity", "hamlet", "unit", "category", "offence", "article", "sentence", "origin", "officer", "helper",
    "job", "kind", "to_unit", "document_number", "note", "outcome", "sex",
}  # fmt: skip
NAME_FIELDS = {"full_name", "officer", "helper"}


def header_words(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {squash(word): column for column in columns for word in (column.header, *column.aliases)}
