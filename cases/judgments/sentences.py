"""Parses sentences as registers write them. Pure functions."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text import fold

_TERM = re.compile(r"(?:(\d{1,2}) nam)? ?(ruoi)? ?(?:(\d{1,3}) thang)? ?(?:(\d{1,2}) ngay)?")
# Words around a term without meaning for it, and the number repeated in words: "36 (ba mươi sáu) tháng tù giam".
_AROUND = re.compile(r"\([^()]*\)|\b(?:an|phat|tu|giam|co thoi han)\b|[.,;:]")
_HALF_YEAR = re.compile(r"(\d{1,2})[.,]5 ?n(?:am)?\b")
# Short forms of the units: "3N6T", "18th".
_SHORT_UNITS = ((re.compile(r"(?<=\d )n\b"), "nam"), (re.compile(r"(?<=\d )(?:t|th|thg)\b"), "thang"))
LONGEST_MONTHS = 12 * 30


@dataclass(frozen=True, slots=True)
class Sentence:
    """`months` is None for life; `days` are those beyond the whole months, with which BLHS Điều 70 compares exactly."""

    text: str
    months: int | None
    life: bool = False
    days: int = 0


def parse_sentence(text: str) -> Sentence:
    """`3 năm 6 tháng`, `03 năm`, `18 tháng`, `2 năm rưỡi`, `3N6T`, `tù chung thân`.

    Raises ValueError with a Vietnamese reason.
    """
    whole = _HALF_YEAR.sub(r"\1 nam ruoi", fold(text))
    spaced = re.sub(r"(\d)(?=[a-z])|([a-z])(?=\d)", r"\1\2 ", whole)
    folded = " ".join(_AROUND.sub(" ", spaced).split())
    for short, unit in _SHORT_UNITS:
        folded = short.sub(unit, folded)
    if folded == "chung than":
        return Sentence(text, None, life=True)
    found = _TERM.fullmatch(folded)
    if not found or not any(found.groups()) or (found[2] and not found[1]):
        raise ValueError(_("Mức án phải ghi như “3 năm 6 tháng”, “18 tháng” hoặc “chung thân”."))
    years, half, months, days = found.groups()
    total = 12 * int(years or 0) + int(months or 0) + (6 if half else 0)
    if not (total or int(days or 0)) or total > LONGEST_MONTHS:
        raise ValueError(_("Mức án không hợp lý: tù có thời hạn không quá 30 năm."))
    return Sentence(text, total, days=int(days or 0))
