"""Finds the commune that a cell of a register names. Works in memory, so that a large workbook needs one query."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _
from rapidfuzz import process

from core.dates import vn_date
from core.text import fold, nfc

_CODE = re.compile(r"(\d{1,5})(?:\.0+)?")
# "xã Tịnh Hà, huyện Sơn Tịnh", "Tịnh Hà - Sơn Tịnh", "Tịnh Hà (Sơn Tịnh)", "thôn Đông xã Tịnh Hà huyện Sơn Tịnh"
_BETWEEN_PARTS = re.compile(
    r"[,;/()]|\s[-–—]+\s|(?<!thị)\s(?=xã\s)|\s(?=(?:phường|thị trấn|huyện|huyen|thị xã|thi xa|thành phố|thanh pho)\s)",
    re.IGNORECASE,
)
# "hoà" and "hòa", "thuỷ" and "thủy", "khoẻ" and "khỏe" are the same syllables.
_TONE_PLACES = [
    (f"{first}{second}{tone}", f"{first}{tone}{second}")
    for first, second in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
]
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_HAMLET = re.compile(r"(?:thon|xom|to dan pho|tdp|khu dan cu|kdc|to \d+)\b")
_COMMUNE_KINDS = {"xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "thi tran": "thị trấn", "tt": "thị trấn"}
_COMMUNE_KINDS |= {"dac khu": "đặc khu", "dk": "đặc khu"}
_UPPER_KINDS = {"huyen": "huyện", "h": "huyện", "thanh pho": "thành phố", "tp": "thành phố", "thi xa": "thị xã"}
_UPPER_KINDS |= {"tx": "thị xã", "tinh": "tỉnh", "t": "tỉnh"}
_LIKE_ENOUGH = 80  # of 100, rapidfuzz; only for the suggestion inside an error


class UnitLookupError(LookupError):
    """No commune was found, or several. `str()` is a Vietnamese sentence for the officer; `candidates`: possible communes."""

    def __init__(self, reason: str, candidates: Iterable = ()):
        super().__init__(reason)
        self.candidates = list(candidates)


class UnitLookup:
    """Resolves names and codes, as people write them, to communes.

    `units`: all communes, past and present, e.g. `Unit.objects.for_lookup()` (two queries). Each needs the attributes `pk`,
    `code`, `name`, `kind`, `full_name`, `parent`, `valid_from`, `valid_to`, `is_valid_on(day)` and `successors()`.
    """

    def __init__(self, units: Iterable):
        self._by_code, self._by_name = defaultdict(list), defaultdict(list)
        self._upper_names = set()
        for unit in units:
            if unit.parent:
                self._upper_names.add(fold(unit.parent.name))
            self._by_code[unit.code].append(unit)
            self._by_name[fold(unit.name)].append(unit)

    def commune(self, text, on: date, *, prefer: Collection = ()):
        """The commune that `text` named on the day `on`: a name or code, optionally with kind, district and province.

        A name with its exact accents comes first, also where its commune is not valid on that day. A name with other accents
        is refused with a question; a name without any accents is taken if it names just one commune. If several communes have
        the name, the one in `prefer` (primary keys) is taken if it is the only one there. Raises UnitLookupError.
        """
        written = _as_text(text)
        if not written:
            raise UnitLookupError(_("Chưa ghi tên xã."))
        code = _CODE.fullmatch(written)
        candidates = self._by_code.get(code[1].zfill(5), []) if code else self._named(written)
        if not candidates:
            raise self._unknown(written, on)
        valid = [unit for unit in candidates if unit.is_valid_on(on)]
        if not valid:
            raise UnitLookupError(_why_not_valid(candidates, on), candidates)
        return _only_one(valid, _parts(written)[0], prefer)

    def has_name(self, text: str) -> bool:
        """Whether `text` is the exact name of a commune of any time, with or without its kind."""
        name = _spelling(text)
        found = self._by_name.get(fold(text)) or self._by_name.get(_split_kind(text)[1], [])
        return any(name.endswith(_spelling(unit.name)) for unit in found)

    def has_upper_name(self, text: str) -> bool:
        """Whether `text` is the name of a unit in which communes lie, with or without its kind."""
        return not self._upper_names.isdisjoint((fold(text), _split_kind(text, _UPPER_KINDS)[1]))

    def is_exact(self, text, unit) -> bool:
        """Whether `text` is the name of `unit` with all its marks and no other kind, or its code."""
        written = _as_text(text)
        if _CODE.fullmatch(written):
            return True
        name = _parts(written)[0]
        return _spelling(name).endswith(_spelling(unit.name)) and _split_kind(name)[0] in (None, unit.kind)

    def _named(self, written: str) -> list:
        name, *places = _parts(written)
        found = self._by_name.get(fold(name)) or self._by_name.get(_split_kind(name)[1], [])
        exact = [unit for unit in found if _spelling(name).endswith(_spelling(unit.name))]
        if exact:
            found = exact
        elif found and not _spelling(name).isascii():
            # Other marks mean another name: the officer is asked, nothing is assumed.
            reason = _("Không có xã, phường, thị trấn nào là «%s».") % written
            raise UnitLookupError(f"{reason} {_('Có phải %s?') % _listed(found)}", found)
        inside = [unit for unit in found if all(_lies_in(unit, place) for place in places)]
        if found and not inside:
            reason = _("«%(written)s»: không có xã này ở đó, chỉ có %(units)s.")
            raise UnitLookupError(reason % {"written": written, "units": _listed(found)}, found)
        # "TP Quảng Ngãi" is not the province; but "huyện Đức Phổ" is accepted if no other unit can be meant.
        return [unit for unit in inside if all(_lies_in(unit, place, with_kind=True) for place in places)] or inside

    def _unknown(self, written: str, on: date) -> UnitLookupError:
        reason = _("Không có xã, phường, thị trấn nào là «%s».") % written
        nearest = process.extractOne(
            _split_kind(_parts(written)[0])[1], self._by_name.keys(), score_cutoff=_LIKE_ENOUGH
        )
        similar = [unit for unit in self._by_name[nearest[0]] if unit.is_valid_on(on)] if nearest else []
        if similar:
            reason += " " + _("Có phải %s?") % _listed(similar)
        return UnitLookupError(reason, similar)


def _as_text(value) -> str:
    """A cell as text; Excel gives the code 21220 as the number 21220.0."""
    if value is None:
        return ""
    return nfc(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))


def _parts(written: str) -> list[str]:
    """The commune first, then the units it lies in; a hamlet before the commune is dropped. Never empty."""
    parts = [part.strip() for part in _BETWEEN_PARTS.split(written) if part.strip()] or [written]
    return parts[1:] if len(parts) > 1 and _HAMLET.match(fold(parts[0])) else parts


def _spelling(name: str) -> str:
    """Small letters with all marks; both places of a tone mark (hoà, hòa) and of apostrophes count as one."""
    marks = unicodedata.normalize("NFD", nfc(name).lower())
    for old, new in _TONE_PLACES:
        marks = marks.replace(old, new)
    return unicodedata.normalize("NFC", marks).translate(_APOSTROPHES)


def _split_kind(name: str, kinds: dict[str, str] = _COMMUNE_KINDS) -> tuple[str | None, str]:
    """(kind or None, folded name): "TT. Tịnh Hà" → ("thị trấn", "tinh ha")."""
    folded = fold(name)
    prefix = re.match(rf"({'|'.join(kinds)})(?:\.\s*|\s+)(?=\S)", folded)
    return (kinds[prefix[1]], folded[prefix.end() :]) if prefix else (None, folded)


def _lies_in(unit, place: str, *, with_kind: bool = False) -> bool:
    kind, name = _split_kind(place, _UPPER_KINDS)
    above = unit.parent
    while above is not None:
        if fold(above.name) == name and (above.kind == kind or not (kind and with_kind)):
            return True
        above = above.parent
    return False


def _only_one(units: list, name: str, prefer: Collection):
    """The single unit selected by exact spelling, else by kind, else by the caller's preference."""
    kind = _split_kind(name)[0]
    spelling = _spelling(name)
    tests = (lambda u: spelling.endswith(_spelling(u.name)), lambda u: u.kind == kind, lambda u: u.pk in prefer)
    for test in tests:
        units = [unit for unit in units if test(unit)] or units
    if len(units) == 1:
        return units[0]
    reason = _("«%(name)s» có thể là %(units)s; hãy ghi rõ tên đủ dấu, loại hoặc huyện.")
    raise UnitLookupError(reason % {"name": name, "units": _listed(units)}, units)


def _why_not_valid(units: list, on: date) -> str:
    """What the latest of `units` became before `on`, or when the earliest begins after it, in Vietnamese."""
    ended = [unit for unit in units if unit.valid_to and unit.valid_to <= on]
    if not ended:
        first = min(units, key=lambda unit: unit.valid_from)
        return _("%(unit)s chưa có vào ngày %(on)s, chỉ có từ %(start)s.") % {
            "unit": _with_parent(first), "on": vn_date(on), "start": vn_date(first.valid_from)
        }  # fmt: skip
    last = max(ended, key=lambda unit: unit.valid_to)
    became = _(" và ").join(unit.full_name for unit in last.successors())
    reason = _("%(unit)s không còn từ %(end)s.") if not became else _("%(unit)s không còn: từ %(end)s là %(became)s.")
    return reason % {"unit": _with_parent(last), "end": vn_date(last.valid_to), "became": became}


def _with_parent(unit) -> str:
    return f"{unit.full_name} ({unit.parent.full_name})" if unit.parent else unit.full_name


def _listed(units: list) -> str:
    return _(" hoặc ").join(_with_parent(unit) for unit in units)
