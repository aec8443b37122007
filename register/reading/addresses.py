"""Addresses that name a hamlet before the commune."""

import re
from collections.abc import Callable

from core.text import fold, nfc

_BETWEEN = re.compile(
    r"\s*[,;\n]\s*|\s+[-–—]+\s+|\s+(?=(?:xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|tỉnh)\s)|\s+(?=(?:TT|TX|TP|X|P|H)\.)",
    re.IGNORECASE,
)
_HAMLET = re.compile(
    r"(?:thon|xom|to dan pho|tdp|to dp|khu dan cu|kdc|khu pho|kp|khu|ap|ban|lang|doi|to|so nha|so|duong|hem|kiet|ngo|nha)\b|\d"
)
_COMMUNE = re.compile(r"(?:xa|x|phuong|p|thi tran|tt|dac khu|dk)\b")


def split_address(text: str, is_unit_name: Callable[[str], bool]) -> tuple[str, str]:
    """(what lies within the commune, the commune with what it lies in); each may be "".

    "Thôn Minh Lộc, xã Tịnh Bắc, huyện Sơn Tịnh" is ("Thôn Minh Lộc", "xã Tịnh Bắc, huyện Sơn Tịnh"). A first part
    without a kind is a hamlet where the second of at least three parts is a commune: "Minh Lộc, Tịnh Bắc, Sơn Tịnh".
    """
    parts = [nfc(part) for part in _BETWEEN.split(text) if nfc(part)]
    for place, part in enumerate(parts):
        if _COMMUNE.match(fold(part)):
            return ", ".join(parts[:place]), ", ".join(parts[place:])
    inside = []
    while parts and (_HAMLET.match(fold(parts[0])) and not re.fullmatch(r"\d{5}", parts[0])):
        inside.append(parts.pop(0))
    if not inside and len(parts) >= 3 and not is_unit_name(parts[0]) and is_unit_name(parts[1]):
        inside.append(parts.pop(0))
    return ", ".join(inside), ", ".join(parts)
