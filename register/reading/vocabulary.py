"""The words of the register: kinds of change, categories, sexes, outcomes, and phrases that are no data.

Words are compared with `core.text.squash`: case, accents, spaces and punctuation do not count.
"""

from typing import Any

from cases.choices import EndReason, Outcome, Sex
from core.text import squash
from law.choices import Category

# The export writes these in place of the name of a person whose case is expunged (BLHS Điều 69) or managed elsewhere.
SEALED_NAME, ELSEWHERE_NAME = "(đã xóa án tích)", "(đơn vị khác quản lý)"
NO_NAMES = {squash(SEALED_NAME), squash(ELSEWHERE_NAME)}


# The kinds of change that do not end the management.
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
        "Mãn hạn", "Hết án", "Hết án về", "Người chấp hành xong án phạt tù", "CHA xong", "Chấp hành án xong",
        "Chấp hành xong án", "CHXA", "CHXAT", "THA xong", "Thi hành án xong", "Thi hành xong án phạt tù",
    ),
    Category.AMNESTY.value: ("Đặc xá", "Được đặc xá", "ĐX", "Người được đặc xá"),
    Category.CONDITIONAL.value: (
        "Tha tù trước thời hạn có điều kiện", "Tha tù trước thời hạn", "Tha tù có điều kiện", "TTTTH", "TTTTHCĐK",
        "TTTTH có ĐK", "THTTH có ĐK", "THTTH", "THTTHCĐK", "THTT có ĐK", "TTTH có ĐK", "Tha tù trước thời hạn có ĐK",
        "Tha tù có ĐK", "TTTHCĐK", "TTTHĐK", "Tha tù TTH có ĐK", "Tha tù TTH", "Tha tù TTH CĐK", "Tha TTH có ĐK",
        "Tha tù trước hạn", "Tha tù trước hạn có điều kiện", "Tha trước thời hạn có điều kiện",
        "Người được tha tù trước thời hạn có điều kiện",
    ),
}  # fmt: skip

CHANGE_WORDS = {squash(label): kind for kind, label in CHANGE_LABELS.items()} | {
    squash(label): kind for label, kind in _CHANGE_ALIASES.items()
}
CATEGORY_WORDS = {squash(word): category for category, words in _CATEGORY_WORDS.items() for word in words}
SEX_WORDS = {"nam": Sex.MALE.value, "nu": Sex.FEMALE.value}
OUTCOME_WORDS = {squash(str(outcome.label)): outcome.value for outcome in Outcome}
# The first words of lines below a table: totals, date and signatures.
CLOSING_WORDS = tuple(
    map(
        squash,
        (
            "Tổng cộng",
            "Tổng số",
            "Tổng:",
            "Cộng:",
            "Cộng xã",
            "Cộng phường",
            "Người lập",
            "Thủ trưởng",
            "Trưởng Công an",
            "Nơi nhận",
        ),
    )
)
PRISONS = ("traigiam", "traitamgiam", "nhatamgiu")
PRISON_WORDS = {"", "traigiam", "tuvetutraigiam", "tutraigiam", "ratrai", "nhatamgiu", "traitamgiam"}

# What stands in a cell for "nothing", in fields that describe a fact.
NOTHING_WORDS = {
    squash(word)
    for word in (
        "x", "xx", "xxx", "Không", "Không rõ", "Chưa rõ", "Chưa có", "Không có", "Chưa biết", "Không biết", "Chưa cấp",
        "Chưa cập nhật", "Chưa xác định", "Không xác định", "n/a", "null", "none", "k", "ko", "kr", "k rõ", "ko rõ", "0",
    )
}  # fmt: skip
# In fields of free text only these: "Không" may be an answer there.
UNKNOWN_WORDS = {squash(word) for word in ("Không rõ", "Chưa rõ", "Chưa có thông tin", "n/a", "null", "xx", "x")}
# "The same as in the row above".
DITTO = {squash(word) for word in ("nt", "-nt-", "như trên", "nêu trên")}
DITTO_MARKS = {'"', "''", "”", "“", "〃", "″", "’’", "‘‘", "´´", "„", ",,", "//", "-//-", '-"-', '- " -'}


def is_ditto(cell: Any) -> bool:
    """Whether a cell says that it is the same as the one above."""
    return isinstance(cell, str) and (squash(cell) in DITTO or cell.strip() in DITTO_MARKS)
