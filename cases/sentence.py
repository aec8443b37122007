"""Sentences as registers write them. Pure."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from areas.text import fold

_TERM = re.compile(r"(?:(\d{1,2})\s*nam)?\s*(?:(\d{1,3})\s*thang)?\s*(?:(\d{1,2})\s*ngay)?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`months` is None for life. Days are kept in `text` only: the bands of BLHS Điều 70 count in years."""

    text: str
    months: int | None
    life: bool = False


def parse_sentence(text: str) -> Sentence:
    """`3 năm 6 tháng`, `03 năm`, `18 tháng`, `chung thân`. Raises ValueError with a Vietnamese reason."""
    folded = re.sub(r"[.,;:]", " ", fold(text)).replace("tu ", "").strip()
    if "chung than" in folded:
        return Sentence(text, None, life=True)
    found = _TERM.fullmatch(" ".join(folded.split()))
    if not found or not any(found.groups()):
        raise ValueError(_("Mức án phải ghi như “3 năm 6 tháng”, “18 tháng” hoặc “chung thân”."))
    years, months, days = (int(part or 0) for part in found.groups())
    total = 12 * years + months
    if not (total or days) or total > 12 * 30:
        raise ValueError(_("Mức án không hợp lý: tù có thời hạn không quá 30 năm."))
    return Sentence(text, total)
