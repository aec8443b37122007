"""Addresses that name a hamlet before or behind the commune."""

import re
from collections.abc import Callable

from core.text import fold, nfc
from register.reading.names import looks_like_name

_BETWEEN = re.compile(
    r"\s*[,;\n]\s*|\s+[-–—]+\s+|\s+(?=(?:xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|tỉnh)\s)|\s+(?=(?:TT|TX|TP|X|P|H)\.)",
    re.IGNORECASE,
)
SETTLEMENT = re.compile(r"(?:thon|xom|to dan pho|tdp|to dp|khu dan cu|kdc|khu pho|khom|kp|khu|ap|ban|lang|doi|to)\b")
_HAMLET = re.compile(rf"{SETTLEMENT.pattern}|(?:so nha|so|duong|hem|kiet|ngo|nha)\b|\d")
_COMMUNE = re.compile(r"(?:xa|x|phuong|p|thi tran|tt|dac khu|dk)\b")
_BRACKETS = re.compile(r"(?P<commune>[^()]+)\((?P<hamlet>[^()]+)\)")
# The office of a commune stands for the commune: "Công an xã Tịnh Bắc".
_OFFICE = re.compile(r"cong an|ubnd|uy ban nhan dan")
# The most words in the name of a commune.
_MOST_WORDS = 4


def split_address(
    text: str, is_unit_name: Callable[[str], bool], is_upper_name: Callable[[str], bool]
) -> tuple[str, str]:
    """(what lies within the commune, the commune with what it lies in); each may be "".

    "Thôn Minh Lộc, xã Tịnh Bắc, huyện Sơn Tịnh" is ("Thôn Minh Lộc", "xã Tịnh Bắc, huyện Sơn Tịnh"). A first part without a
    kind is a hamlet where the second is a commune: "Minh Lộc, Tịnh Bắc". `is_upper_name`: whether a text names a unit in
    which communes lie; as the last part, such a name may be the district of a misspelt commune.
    """
    if (found := _BRACKETS.fullmatch(nfc(text))) and _is_hamlet_in_brackets(found, is_unit_name, is_upper_name):
        return nfc(found["hamlet"]), nfc(found["commune"])
    parts = [nfc(part) for part in _BETWEEN.split(text) if nfc(part)]
    for place, part in enumerate(parts):
        if _COMMUNE.match(fold(part)):
            return _behind([one for one in parts[:place] if not _OFFICE.fullmatch(fold(one))], parts[place:])
    inside = []
    while parts and (_HAMLET.match(fold(parts[0])) and not re.fullmatch(r"\d{5}", parts[0])):
        inside.append(parts.pop(0))
    names_commune = len(parts) > 2 or (len(parts) == 2 and not is_upper_name(parts[1]))
    if not inside and names_commune and not is_unit_name(parts[0]) and is_unit_name(parts[1]):
        inside.append(parts.pop(0))
    if len(inside) == 1 and not parts:
        return _hamlet_and_commune(inside[0], is_unit_name)
    return _behind(inside, parts)


def _is_hamlet_in_brackets(found: re.Match, is_unit_name: Callable, is_upper_name: Callable) -> bool:
    """Whether "Tịnh Bắc (Minh Lộc)" names a hamlet in brackets and neither a district nor something else."""
    commune, hamlet = nfc(found["commune"]), nfc(found["hamlet"])
    if not is_unit_name(commune) or is_unit_name(hamlet) or is_upper_name(hamlet):
        return False
    return bool(SETTLEMENT.match(fold(hamlet))) or looks_like_name(hamlet)


def _behind(inside: list[str], parts: list[str]) -> tuple[str, str]:
    """The two halves of an address, where a hamlet may stand behind the commune: "Tịnh Bắc, thôn Minh Lộc"."""
    behind = [part for part in parts[1:] if SETTLEMENT.match(fold(part))]
    return ", ".join(inside + behind), ", ".join(part for part in parts if part not in behind)


def _hamlet_and_commune(text: str, is_unit_name: Callable[[str], bool]) -> tuple[str, str]:
    """The halves of "Xóm 3 Tịnh Bắc": a hamlet with its kind, and the name of a commune behind it."""
    words = text.split()
    if SETTLEMENT.match(fold(text)) and "duong" not in fold(text).split():
        for count in range(min(_MOST_WORDS, len(words) - 2), 1, -1):
            if is_unit_name(" ".join(words[-count:])):
                return " ".join(words[:-count]), " ".join(words[-count:])
    return text, ""
