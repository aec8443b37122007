"""The name cell of a person: the name, other names in brackets, after a word or on a second line, and what is neither."""

import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from cases.models import OtherName
from core.spreadsheets.cells import Cell
from core.spreadsheets.encodings import is_damaged
from core.text import nfc, squash
from register.reading.cell_values import Noted
from register.reading.vocabulary import CATEGORY_WORDS

ALIAS, FORMER = OtherName.Kind.ALIAS.value, OtherName.Kind.FORMER.value
LONGEST = 120
# How the export writes a former name among the other ones.
FORMER_MARK = "tên cũ: "
_FORMER_WORDS = r"(?:họ )?tên cũ|tên trước đây|trước đây tên(?: là)?|tên khai sinh"
_ALIAS_WORDS = (
    r"tên (?:gọi )?khác|tên thường gọi|thường gọi(?: là)?|(?:hay )?còn gọi là|hay gọi là|còn có tên(?: là)?|biệt danh|bí danh"
    r"|tức(?: là)?"
)
_MARKED = re.compile(
    rf"\s*[,;(\[–/-]?\s*\b(?:(?P<former>{_FORMER_WORDS})|(?P<alias>{_ALIAS_WORDS}))\b(?:\s+là\b)?\s*[:.]?\s*(?P<names>.*)",
    re.IGNORECASE,
)
# "tự" is a word of many names, so only in small letters: "Nguyễn Văn An tự Tý".
_MARKED_BY_TU = re.compile(r"\s*[,;(]?\s*\btự\s*[:.]?\s+(?P<names>[^\W\d_].*)")
_IN_BRACKETS = re.compile(r"(?P<name>.*\S)\s*[(\[“\"«](?P<names>[^()\[\]“”\"«»]+)[)\]”\"»]\s*")
_BETWEEN = re.compile(r"[,;/\n]|\s+(?:và|hoặc)\s+")
_LISTED = re.compile(r"\s*[,;]\s*|\s+(?:và|&)\s+")
_TWO_NAMES = re.compile(r"[\w\s'’]+(?:\s*/\s*|\s[–-]\s)[\w\s'’]+")
_QUOTES = " .:()[]“”\"'«»–-"
_MOST_WORDS = 5
# So many words are a whole name.
_WHOLE_NAME = 3
# First words of remarks, which are no names.
_REMARKS = {
    "nam", "nu", "thon", "xom", "tdp", "kdc", "xa", "phuong", "huyen", "tinh", "con", "vo", "chong", "cha", "bo", "me", "ong",
    "chau", "sn", "sinh", "dt", "sdt", "da", "dang", "chet", "tru", "khong", "tai", "ngay", "chuyen", "hktt", "dktt", "dkhktt",
    "cccd", "cmnd", "xem", "ghi",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenName:
    """What a name cell says. `others`: (kind, name) of each other name."""

    full_name: str
    others: tuple[tuple[str, str], ...] = ()


def read_full_name(value: Cell) -> WrittenName | Noted:
    """The names of a person. What is stored as another name and what is not stored is noted. Raises ValueError."""
    if is_damaged(str(value)):
        raise ValueError(_("Họ tên bị hỏng khi chuyển mã; hãy gõ lại."))
    lines = [nfc(line) for line in str(value).splitlines() if nfc(line)]
    joined = len(lines) > 1 and _is_wrapped_name(lines)
    if joined:
        # Three words are a name already: the second line may be another one.
        is_whole = len(lines[0].split()) > 2
        lines = [" ".join(lines)]
    if not lines:
        raise ValueError(_("Họ tên chỉ gồm chữ."))
    if other := _other_person(lines):
        raise ValueError(
            _("Ô ghi hai người? Mỗi người ghi một dòng; nếu «%s» là tên gọi khác thì ghi «tên khác: …».") % other
        )
    first, others, rest = _divided(lines[0])
    for line in lines[1:]:
        name, more, left = _divided(line, is_second=True)
        others, rest = others + more, rest + left + ([name] if name else [])
    name = read_name(first)
    others = [one for one in dict.fromkeys(others) if one[1].casefold() != name.casefold()]
    notes = [
        (_("«%s» được ghi là tên cũ") if kind == FORMER else _("«%s» được ghi là tên gọi khác")) % other
        for kind, other in others
    ] + [_("phần «%s» không được lưu") % text for text in rest]
    if joined and is_whole:
        notes.append(_("hai dòng được nối thành một họ tên"))
    if not rest and _TWO_NAMES.fullmatch(name):
        notes.append(_("ô có dấu như ghi hai tên; hãy tách tên gọi khác ra"))
    found = WrittenName(name, tuple(others))
    if not notes:
        return found
    return Noted(found, _("Họ tên được đọc là «%(name)s»; %(notes)s.") % {"name": name, "notes": "; ".join(notes)})


def read_other_names(value: Cell) -> tuple[tuple[str, str], ...]:
    """The other names in a cell of their own. Raises ValueError."""
    found = []
    for part in filter(None, map(nfc, _BETWEEN.split(str(value)))):
        marked = _MARKED.fullmatch(part)
        kind = FORMER if marked and marked["former"] else ALIAS
        found.append((kind, read_name((marked["names"] if marked else part).strip(_QUOTES))))
    return tuple(dict.fromkeys(found))


def written_other_names(names) -> str:
    """Other names (kind, name) in one cell, as `read_other_names` reads them."""
    return "; ".join(f"{FORMER_MARK}{name}" if kind == FORMER else name for kind, name in names)


def read_name(text: str) -> str:
    """The name of a person: letters only, at most 120 characters."""
    if len(text) > LONGEST:
        raise ValueError(_("Họ tên dài quá 120 ký tự."))
    if any(character.isdigit() for character in text) or not any(character.isalpha() for character in text):
        raise ValueError(_("Họ tên chỉ gồm chữ."))
    return text


def has_odd_letters(name: str) -> bool:
    """Whether the name holds characters of an old encoding, as in "NguyÔn V¨n §øc"."""
    capital_inside = any(one.islower() and next_one.isupper() for one, next_one in pairwise(name))
    return capital_inside or re.search(r"[^\w\s.'’()/,-]|[_ªº]", name) is not None


def _divided(text: str, *, is_second: bool = False) -> tuple[str, list[tuple[str, str]], list[str]]:
    """(the name, other names, what is neither) of one line. `is_second`: the line follows that of the name."""
    for pattern in (_MARKED, _MARKED_BY_TU):
        found = pattern.search(text)
        if found and (found.start() or is_second):
            kind = FORMER if found.groupdict().get("former") else ALIAS
            others, rest = _names_in(found["names"], kind)
            before = text[: found.start()].strip(" ,;–-(")
            return ("", others, [before, *rest] if before else rest) if is_second else (before, others, rest)
    if is_second:
        others, rest = _bare_names(text)
        return "", others, rest
    if found := _IN_BRACKETS.fullmatch(text):
        others, rest = _bare_names(found["names"])
        return nfc(found["name"]), others, rest
    return _divided_list(text)


def _divided_list(text: str) -> tuple[str, list[tuple[str, str]], list[str]]:
    """The same of a line such as "Nguyễn Văn An, Tý, Nam"."""
    first, *parts = [part.strip(_QUOTES) for part in _LISTED.split(text) if part.strip(_QUOTES)] or [text]
    others = [(ALIAS, part) for part in parts if looks_like_name(part)]
    return (first if parts else text), others, [part for part in parts if not looks_like_name(part)]


def _other_person(lines: list[str]) -> str:
    """The name of a second person in a cell: a whole name with another family name; "" if there is none."""
    if any(pattern.search(line) for pattern in (_MARKED, _MARKED_BY_TU) for line in lines):
        return ""
    first, *others = [part for line in lines for part in _LISTED.split(line) if part] or [""]
    family = squash(first.partition(" ")[0])
    for other in filter(looks_like_name, others):
        words = other.split()
        if len(words) >= _WHOLE_NAME and squash(words[0]) != family:
            return other
    return ""


def _names_in(text: str, kind: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The names after a word for other names; text that is no name is left over."""
    parts = [part.strip(_QUOTES) for part in _BETWEEN.split(text)]
    names = [part for part in parts if part and not any(letter.isdigit() for letter in part) and len(part) <= LONGEST]
    return [(kind, name) for name in names], [part for part in parts if part and part not in names]


def _bare_names(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The names in brackets or on a line of their own, if they look like names and not like a remark."""
    parts = list(filter(None, (part.strip(_QUOTES) for part in _BETWEEN.split(text))))
    if parts and all(map(looks_like_name, parts)):
        return [(ALIAS, part) for part in parts], []
    return [], [nfc(text)]


def looks_like_name(text: str) -> bool:
    """Whether a text is written like a name, each word with a capital letter, and is no remark."""
    words = text.split()
    bare = text.replace("'", "").replace("’", "").replace("-", "").replace(" ", "")
    return (
        len(bare) > 1
        and bare.isalpha()
        and len(words) <= _MOST_WORDS
        and all(word[0].isupper() for word in words)
        and squash(words[0]) not in _REMARKS
        and squash(text) not in CATEGORY_WORDS
    )


def _is_wrapped_name(lines: list[str]) -> bool:
    """Whether a line break only wraps a long name: "Nguyễn Văn" / "Thử"."""
    if not all(line.replace(" ", "").isalpha() for line in lines) or len(lines[0].split()) > 3:
        return False
    return all(len(line.split()) == 1 for line in lines[1:])
