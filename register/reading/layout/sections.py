"""Rows and titles that say the commune or the category of the rows below them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from core.text import fold, nfc, squash
from register.reading.addresses import SETTLEMENT
from register.reading.names import looks_like_name
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
_LABELS = re.compile(r"^(?:diện|đối tượng|danh sách|ds|người|địa bàn|đơn vị|công an|ubnd)\b\s*[:.]?\s*", re.IGNORECASE)
_MARK = re.compile(r"[IVXLC]+|\d{1,4}|[A-Z]")
# The number of people, in a cell of its own.
_PEOPLE = re.compile(r"\(?\d+\s*(?:người|đối tượng|trường hợp)\)?", re.IGNORECASE)
# Headings that say neither a commune nor a category: those of a printed page, notes, totals.
_NO_SECTION = re.compile(
    r"(?:ghi chu|luu y|trang|tiep theo|chuyen trang|cong hoa xa hoi|doc lap|mau so|bieu|so :|huyen|tinh|thanh pho|thi xa|"
    r"tong(?: cong| so)?$|cong(?: don)?$|phu luc)\b"
)
# The text of a total, without accents: "tong cong", "cong: 12 nguoi", "tong so xa tinh bac". Not the family name "Tống".
TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong(?: don)?)\s*[:.-]?\s*(?:\d.*|(?:toan|xa|phuong|huyen|danh sach)\b.*)?")
# How far out a heading stands by its number: A, II, 3, b.
_RANKS = (re.compile(r"[A-ZĐ](?<![IVXLC])"), re.compile(r"[IVXLC]+"), re.compile(r"\d+"), re.compile(r"[a-zđ]"))


@dataclass(slots=True)
class Heading:
    """A row of one text. `fields`: what it sets for the rows below it; empty where nobody can tell what it says.

    `rank`: how far out it stands by its number; None without a number.
    """

    text: str
    fields: dict[str, str]
    rank: int | None


@dataclass(slots=True)
class Sections:
    """What the headings so far set for the next row.

    `values`: field → its text, from the outside in; `doubts`: field → the heading below which nobody can tell whether the value
    still counts.
    """

    values: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    _ranks: dict[str, int | None] = field(default_factory=dict)

    def enter(self, heading: Heading) -> None:
        """Takes a heading in.

        What was set below an earlier heading of its kind ends with it: a new commune does not keep the category of the last one.
        A heading that is not understood may be of any kind, unless its number says that it lies further in.
        """
        if not heading.fields:
            is_inside = False
            for name, rank in self._ranks.items():
                is_inside = is_inside or rank is None or heading.rank is None or heading.rank <= rank
                if is_inside:
                    self.doubts[name] = heading.text
            return
        around = list(self.values.items())
        inner = next((place for place, (name, _text) in enumerate(around) if name in heading.fields), len(around))
        self.values = dict(around[:inner]) | heading.fields
        self._ranks = {name: heading.rank if name in heading.fields else self._ranks[name] for name in self.values}
        self.doubts = {name: text for name, text in self.doubts.items() if name in self.values.keys() - heading.fields}


def heading_of(texts: list[str], is_unit_name: Callable[[str], bool]) -> Heading | None:
    """The heading in a row such as "II | XÃ TỊNH HÀ"; None for a person and for what says nothing of the rows below it."""
    words = [text for text in map(nfc, texts) if text and not _MARK.fullmatch(text.strip(".):("))]
    words = [text for text in words if not _PEOPLE.fullmatch(text)] or words
    if len(words) != 1 or squash(words[0]).startswith(CLOSING_WORDS):
        return None
    rank = _rank(texts)
    text = _COUNT.sub("", _NUMBERING.sub("", words[0])).strip(" .:-–")
    if fields := _fields(text, is_unit_name):
        return Heading(text, fields, rank)
    bare = _TIME.sub("", _LABELS.sub("", text)).strip(" ()")
    is_person = rank == _RANK_OF_NUMBERS and looks_like_name(text)
    is_code = " " not in text and any(letter.isdigit() for letter in text)
    if not bare or is_person or is_code or _NO_SECTION.match(fold(bare)) or TOTAL.fullmatch(fold(text)):
        return None
    return Heading(text, {}, rank)


def section_of(texts: list[str], is_unit_name: Callable[[str], bool]) -> dict[str, str]:
    """The fields that a section row such as "II | XÃ TỊNH HÀ" sets; empty for any other row."""
    heading = heading_of(texts, is_unit_name)
    return heading.fields if heading else {}


def _fields(text: str, is_unit_name: Callable[[str], bool]) -> dict[str, str]:
    bare = _LABELS.sub("", text)
    if category := category_in(bare, whole=True) or category_in(_TIME.sub("", bare), whole=True):
        return {"category": category}
    for candidate in (text, bare):
        if _UNIT.match(candidate) and len(candidate) < 80 or is_unit_name(candidate):
            return {"unit": candidate}
    return {"hamlet": text} if SETTLEMENT.match(fold(text)) and len(text) < 80 else {}


_RANK_OF_NUMBERS = 2


def _rank(texts: list[str]) -> int | None:
    first = next((text for text in map(nfc, texts) if text), "")
    mark = first if _MARK.fullmatch(first.strip(".):(")) else (found[0] if (found := _NUMBERING.match(first)) else "")
    mark = mark.strip(" .):(/-")
    return next((rank for rank, kind in enumerate(_RANKS) if kind.fullmatch(mark)), None)


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
