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

    @property
    def is_amount(self) -> bool:
        """Whether the field is an amount of money."""
        return self.field in AMOUNT_FIELDS


CASE_COLUMNS = (
    Column("code", "Mã hồ sơ", ("Số hồ sơ", "Mã HS", "Số HS", "Mã số hồ sơ", "Hồ sơ số")),
    Column(
        "full_name",
        "Họ và tên",
        (
            "Họ tên",
            "Họ, tên",
            "Họ và tên người được quản lý",
            "Họ tên đối tượng",
            "Họ và tên đối tượng",
            "Tên đối tượng",
        ),
        required=True,
    ),
    Column(
        "other_names",
        "Tên gọi khác",
        ("Tên khác", "Họ tên khác", "Bí danh", "Biệt danh", "Tên thường gọi", "Bí danh, tên gọi khác"),
    ),
    Column(
        "birth",
        "Ngày sinh",
        ("Ngày, tháng, năm sinh", "Năm sinh", "Ngày tháng năm sinh", "Ngày/tháng/năm sinh", "NTNS", "Sinh ngày"),
    ),
    Column("sex", "Giới tính", ("Nam/Nữ", "Nam, nữ", "Phái", "GT")),
    Column(
        "id_number",
        "Số CCCD",
        (
            "Số định danh",
            "CMND/CCCD",
            "CCCD/CMND",
            "Số ĐDCN",
            "CCCD",
            "Số CMND/CCCD",
            "CMND",
            "Số CMND",
            "Số CCCD/CMND",
            "Số căn cước",
            "Căn cước công dân",
            "Số căn cước công dân",
            "Số định danh cá nhân",
            "Số giấy tờ tùy thân",
        ),
    ),
    Column("ethnicity", "Dân tộc"),
    Column(
        "unit",
        "Xã",
        (
            "Xã, phường, thị trấn",
            "Xã/phường/thị trấn",
            "Xã, phường",
            "Xã/phường",
            "Nơi cư trú",
            "Nơi về cư trú",
            "Nơi ở hiện nay",
            "Chỗ ở hiện nay",
            "Nơi ở hiện tại",
            "Chỗ ở",
            "Nơi cư trú hiện nay",
            "Địa phương cư trú",
            "Địa phương về cư trú",
            "Nơi đến cư trú",
            "Nơi ở",
            "Địa chỉ",
            "Địa chỉ cư trú",
            "Nơi thường trú",
            "Nơi đăng ký thường trú",
            "Nơi ĐKTT",
            "Nơi ĐKHKTT",
            "Nơi ĐKTT / ĐKHKTT",
            "Nơi ĐKHKTT / chỗ ở",
            "Nơi ĐKNKTT",
            "ĐKTT",
            "ĐKHKTT",
            "HKTT",
            "Nơi HKTT",
            "Hộ khẩu thường trú",
            "Nơi đăng ký hộ khẩu thường trú",
        ),
        required=True,
    ),
    Column(
        "hamlet",
        "Thôn",
        (
            "Thôn/Tổ dân phố",
            "Thôn, tổ dân phố",
            "Tổ dân phố",
            "Thôn/TDP",
            "Thôn, TDP",
            "Thôn/xóm",
            "Thôn, xóm",
            "Thôn/tổ",
            "Xóm",
            "Xóm/thôn",
            "Ấp",
            "Khóm",
            "Bản",
            "Làng",
            "Khu phố",
            "Khu dân cư",
            "KDC",
            "TDP",
        ),
    ),
    Column(
        "category",
        "Diện",
        (
            "Diện quản lý",
            "Đối tượng",
            "Diện đối tượng",
            "Loại đối tượng",
            "Hình thức tha",
            "Thuộc diện",
            "Đối tượng thuộc diện",
            "Diện tha",
        ),
        required=True,
    ),
    Column("offence", "Tội danh", ("Phạm tội", "Tội", "Hành vi phạm tội")),
    Column("article", "Điều luật", ("Điều khoản", "Điều, khoản")),
    Column("sentence", "Mức án", ("Án phạt", "Án", "Hình phạt", "Mức hình phạt")),
    Column(
        "release_on",
        "Ngày ra trại",
        (
            "Ngày tha",
            "Ngày chấp hành xong",
            "Ngày ra tù",
            "Ngày CHXAPT",
            "Ngày được tha",
            "Ngày chấp hành xong án phạt tù",
            "Ngày mãn hạn",
            "Ngày tháng ra trại",
            "Ngày, tháng, năm ra trại",
            "Ngày tháng năm ra tù",
            "Ngày, tháng, năm tha",
            "Thời gian ra trại",
            "Ngày tha tù",
            "Ngày về từ trại",
        ),
        required=True,
    ),
    Column(
        "certificate_number",
        "Số giấy chứng nhận",
        (
            "Số GCN",
            "Số GCNCHXAPT",
            "Số giấy CNCHXAPT",
            "Số giấy chứng nhận CHXAPT",
            "Giấy chứng nhận số",
            "GCN số",
            "Giấy chứng nhận",
            "Giấy chứng nhận chấp hành xong",
            "Số giấy chứng nhận chấp hành xong án phạt tù",
            "Số giấy",
            "GCN",
        ),
    ),
    Column(
        "certificate_on",
        "Ngày cấp",
        ("Ngày cấp GCN", "Ngày cấp giấy chứng nhận", "Giấy chứng nhận ngày cấp", "GCN ngày cấp", "Ngày GCN"),
    ),
    Column("probation_end_on", "Ngày hết thử thách", ("Ngày hết hạn thử thách", "Hết thời gian thử thách")),
    Column("arrival_on", "Ngày về địa phương", ("Ngày trình diện", "Ngày về", "Ngày về cư trú", "Ngày đến trình diện")),
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
    Column(
        "act_on", "Ngày phạm tội mới", ("Ngày phạm tội", "Ngày thực hiện hành vi", "Ngày thực hiện hành vi phạm tội")
    ),
    Column("prosecuted_by", "Cơ quan khởi tố"),
    Column("articles", "Điều, khoản bị khởi tố", ("Điều, khoản của Bộ luật Hình sự", "Điều, khoản BLHS", "Điều luật")),
    Column("is_intentional", "Lỗi cố ý, vô ý", ("Cố ý hay vô ý", "Cố ý/vô ý")),
    Column("crime_class", "Loại tội phạm"),
    # Written by the export where a prosecution has ended.
    Column("outcome", "Kết quả xét xử"),
    Column("convicted_on", "Ngày kết án"),
    Column("ended_on", "Ngày đình chỉ, tuyên không phạm tội", ("Ngày đình chỉ hoặc tuyên không phạm tội",)),
    Column("outcome_number", "Số bản án, quyết định", ("Số bản án, quyết định đình chỉ",)),
    Column("outcome_body", "Tòa án, cơ quan ra văn bản"),
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
    Column("term_months", "Thời hạn (tháng)", ("Thời hạn", "Thời hạn vay")),
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
REQUIRED_FIELDS = {column.field for columns in COLUMNS.values() for column in columns if column.required}
# The longest text that each field of the records takes.
LONGEST = {
    "code": 40, "ethnicity": 40, "hamlet": 120, "offence": 300, "article": 200, "sentence": 120, "certificate_number": 60,
    "origin": 200, "officer": 120, "helper": 120, "job": 200, "person_key": 64, "document_number": 200, "note": 2000,
    "prosecuted_by": 200, "articles": 200, "outcome_number": 200, "outcome_body": 200,
    "business_name": 200, "named_borrower": 120, "loan_code": 20, "savings_group": 120, "group_head": 120,
}  # fmt: skip
# The column and the sheet that a marked copy adds (register/writing/marked_copy.py).
ERRORS = "Lỗi"
IGNORED_HEADERS = {"stt", "tt", "sott", "sothutu", squash(ERRORS)}
IGNORED_SHEETS = {squash(ERRORS)}

# Columns that hold running Vietnamese text, where an old encoding shows.
DATE_FIELDS = {
    "birth", "release_on", "certificate_on", "probation_end_on", "arrival_on", "on", "act_on", "ended_on", "convicted_on",
    "asked_on", "decided_on", "paid_on", "owed_on",
}  # fmt: skip
AMOUNT_FIELDS = {"asked", "approved", "paid", "owed", "overdue"}
TEXT_FIELDS = {
    "full_name", "ethnicity", "hamlet", "unit", "category", "offence", "article", "sentence", "origin", "officer", "helper",
    "job", "other_names", "kind", "to_unit", "document_number", "note", "outcome", "sex",
    "prosecuted_by", "articles", "is_intentional", "crime_class", "outcome_number", "outcome_body",
}  # fmt: skip
NAME_FIELDS = {"full_name", "other_names", "officer", "helper"}


def header_words(columns: tuple[Column, ...]) -> dict[str, Column]:
    """The columns by the headers and aliases under which they are recognised, squashed."""
    return {squash(word): column for column in columns for word in (column.header, *column.aliases)}
