"""The sheets' columns and the words found in them (docs/register.md). Labels are compared squashed: no case, accents, spaces."""

from dataclasses import dataclass

from cases.choices import EndReason, Outcome, Sex
from core.text import squash
from law.choices import Category

CASES, CHANGES, LOANS = "Danh sách", "Biến động", "Vay vốn"


@dataclass(frozen=True, slots=True)
class Column:
    """One field: the header the export writes first, then the other headers that mean it."""

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
    # Not in offices' own registers: keeps persons apart where an expunged case is exported without a name.
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
HEADERS = {column.field: column.header for column in (*CHANGE_COLUMNS, *CASE_COLUMNS)}
# Longest text of each column, as the records hold it; a note only has to be a note.
LONGEST = {
    "code": 40, "ethnicity": 40, "hamlet": 120, "offence": 300, "article": 200, "sentence": 120, "certificate_number": 60,
    "origin": 200, "officer": 120, "helper": 120, "job": 200, "person_key": 64, "document_number": 200, "note": 2000,
}  # fmt: skip
# What the export writes instead of the name of a person who is nobody's any more (BLHS Điều 69), or not the reader's.
SEALED_NAME, ELSEWHERE_NAME = "(đã xóa án tích)", "(đơn vị khác quản lý)"
NO_NAMES = {squash(SEALED_NAME), squash(ELSEWHERE_NAME)}
# «Lỗi» is the column and the sheet that a marked copy adds (marked.py).
ERRORS = "Lỗi"
IGNORED_HEADERS = {"stt", "tt", "sott", "sothutu", squash(ERRORS)}
IGNORED_SHEETS = {squash(ERRORS)}

# Columns that hold running Vietnamese text, where an old encoding shows.
TEXT_FIELDS = {
    "full_name", "ethnicity", "hamlet", "unit", "category", "offence", "article", "sentence", "origin", "officer", "helper",
    "job", "kind", "to_unit", "document_number", "note", "outcome", "sex",
}  # fmt: skip
NAME_FIELDS = {"full_name", "officer", "helper"}

# The change kinds that are no closure.
TRANSFER, PROBATION, REOFFENCE = "transfer", "probation_completed", "reoffence"
CHANGE_LABELS = {
    TRANSFER: "Chuyển đến",
    PROBATION: "Hết thử thách",
    REOFFENCE: "Tái phạm",
    EndReason.EXPUNGED.value: "Xóa án tích",
    EndReason.DIED.value: "Chết",
    EndReason.MOVED_AWAY.value: "Chuyển đi",
    EndReason.REIMPRISONED.value: "Bị bắt lại/án mới",
    EndReason.REVOKED.value: "Hủy tha tù",
    EndReason.OTHER.value: "Kết thúc khác",
}
_CHANGE_ALIASES = {
    "Chuyển đến xã khác": TRANSFER,
    "Hết thời gian thử thách": PROBATION,
    "Hết hạn thử thách": PROBATION,
    "Tái phạm tội": REOFFENCE,
    "Xóa án": EndReason.EXPUNGED.value,
    "Được xóa án tích": EndReason.EXPUNGED.value,
    "Đã chết": EndReason.DIED.value,
    "Tử vong": EndReason.DIED.value,
    "Chuyển đi nơi khác": EndReason.MOVED_AWAY.value,
    "Bị bắt lại": EndReason.REIMPRISONED.value,
    "Án mới": EndReason.REIMPRISONED.value,
    "Hủy quyết định tha tù": EndReason.REVOKED.value,
    "Hủy tha tù trước thời hạn": EndReason.REVOKED.value,
    "Khác": EndReason.OTHER.value,
}
_CATEGORY_WORDS = {
    Category.COMPLETED.value: (
        "Chấp hành xong án phạt tù", "Chấp hành xong", "Chấp hành xong hình phạt tù", "CHXAPT", "CHXHPT", "Mãn hạn tù",
        "Mãn hạn", "Hết án",
    ),
    Category.AMNESTY.value: ("Đặc xá", "Được đặc xá", "ĐX", "Người được đặc xá"),
    Category.CONDITIONAL.value: (
        "Tha tù trước thời hạn có điều kiện", "Tha tù trước thời hạn", "Tha tù có điều kiện", "TTTTH", "TTTTHCĐK",
        "TTTTH có ĐK", "THTTH có ĐK", "THTTH", "THTTHCĐK", "THTT có ĐK", "TTTH có ĐK",
    ),
}  # fmt: skip

CHANGE_WORDS = {squash(label): kind for kind, label in CHANGE_LABELS.items()} | {
    squash(label): kind for label, kind in _CHANGE_ALIASES.items()
}
CATEGORY_WORDS = {squash(word): category for category, words in _CATEGORY_WORDS.items() for word in words}
SEX_WORDS = {"nam": Sex.MALE.value, "nu": Sex.FEMALE.value}
OUTCOME_WORDS = {squash(str(outcome.label)): outcome.value for outcome in Outcome}
# How the lines under a table begin: totals, date and signatures.
CLOSING_WORDS = tuple(
    map(squash, ("Tổng cộng", "Tổng số", "Cộng:", "Người lập", "Thủ trưởng", "Trưởng Công an", "Nơi nhận"))
)
PRISONS = ("traigiam", "traitamgiam", "nhatamgiu")
PRISON_WORDS = {"", "traigiam", "tuvetutraigiam", "tutraigiam", "ratrai", "nhatamgiu", "traitamgiam"}


def header_words(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {squash(word): column for column in columns for word in (column.header, *column.aliases)}
