"""Rows and titles that say the commune or the category of the rows below them."""

import re
from collections.abc import Callable

from core.text import fold, nfc, squash
from register.reading.vocabulary import CATEGORY_WORDS, CHANGE_WORDS, CLOSING_WORDS

_NUMBERING = re.compile(r"^\s*(?:[IVXLC]+|\d{1,3}|[A-Za-zĐđ])\s*[.):/-]\s*|^\s*(?:[IVXLC]+|\d{1,3})\s+")
_COUNT = re.compile(r"\s*(?:\(.*\)|[:,–-]?\s*\d+\s*(?:người|đối tượng|trường hợp)?|:)\s*$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:xã|phường|thị trấn|đặc khu|tt\.?|x\.|p\.)\s*\S", re.IGNORECASE)
_UNIT_INSIDE = re.compile(r"\b(?:xã|phường|thị trấn|đặc khu)\s+[^,;:()–-]+", re.IGNORECASE)
# A year, a date or a half-year behind a category: "Đặc xá 2/9", "Chấp hành xong năm 2023".
_TIME = re.compile(r"\s*(?:\b(?:năm|dịp|đợt|ngày|tháng|quý)\b)?\s*(?:\d[\d/.-]*)?\s*$", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[+/,;&]|\s(?:và|hoặc)\s", re.IGNORECASE)
_MOST_WORDS = 7
# "Chưa chấp hành xong" is no category.
_DENIED = re.compile(r"\b(?:chua|khong)\b")
# Names of sheets for people who are no longer managed, besides the words for changes.
_NOT_MANAGED = tuple(
    map(
        squash,
        ("Hết quản lý", "Thôi quản lý", "Ngừng quản lý", "Không còn quản lý", "Kết thúc quản lý", "Đã kết thúc", "Thanh loại",
         "Đưa ra khỏi diện", "Hết diện"),
    )
)  # fmt: skip
_LABELS = re.compile(r"^(?:diện|đối tượng|danh sách|ds|người|địa bàn|đơn vị)\s*[:.]?\s*", re.IGNORECASE)


def section_of(texts: list[str], is_unit_name: Callable[[str], bool]) -> dict[str, str]:
    """The fields that a section row such as "II | XÃ TỊNH HÀ" sets; empty for any other row."""
    words = [
        text for text in map(nfc, texts) if text and not re.fullmatch(r"[IVXLC]+|\d{1,4}|[A-Z]", text.strip(".):"))
    ]
    if len(words) != 1 or squash(words[0]).startswith(CLOSING_WORDS):
        return {}
    text = _COUNT.sub("", _NUMBERING.sub("", words[0])).strip(" .:-–")
    bare = _LABELS.sub("", text)
    if category := category_in(bare, whole=True) or category_in(_TIME.sub("", bare), whole=True):
        return {"category": category}
    for candidate in (text, bare):
        if _UNIT.match(candidate) and len(candidate) < 80 or is_unit_name(candidate):
            return {"unit": candidate}
    return {}


def category_in(text: str, *, whole: bool = False) -> str:
    """The word for a category in the name of a sheet or section; "" for none or several. `whole`: without other words."""
    bare = _LABELS.sub("", nfc(text))
    if squash(bare) in CATEGORY_WORDS:
        return bare
    if whole:
        return ""
    named = {CATEGORY_WORDS.get(squash(part)) for part in _BETWEEN_WORDS.split(bare)} - {None}
    if _DENIED.search(fold(bare)) or len(named) > 1:
        return ""
    key = squash(re.sub(r"\d+", " ", bare))
    fits = {word for word in CATEGORY_WORDS if key == word or (len(word) > 3 and word in key)}
    found = {CATEGORY_WORDS[word]: word for word in sorted(fits, key=len)}
    return next(iter(found.values())) if len(found) == 1 else ""


def unit_in_titles(titles: list[str], is_unit_name: Callable[[str], bool]) -> str:
    """The commune named in the titles above a table; "" if there is none or several."""
    found = {}
    for title in titles:
        for match in _UNIT_INSIDE.finditer(nfc(title)):
            words = match[0].split()[:_MOST_WORDS]
            names = [" ".join(words[:count]) for count in range(len(words), 1, -1)]
            if name := next(filter(is_unit_name, names), ""):
                found[squash(name)] = name
    return next(iter(found.values())) if len(found) == 1 else ""


def names_closed_cases(name: str) -> bool:
    """Whether the name of a sheet says that its people are no longer managed: "Đã xóa án", "Chết", "Chuyển đi"."""
    key = squash(name)
    if any(word in key for word in _NOT_MANAGED):
        return True
    return any(len(word) > 3 and word in key for word in CHANGE_WORDS if word not in ("khac", "chuyenden"))
