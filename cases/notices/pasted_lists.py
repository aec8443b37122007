"""Parses a pasted list of people: one per line, columns separated by semicolons or tabs. Pure functions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import IdNumber, check_id_number
from core.text import fold, nfc

MAX_LINES = 500
COLUMNS = 6
# A leading row number, as spreadsheets have it.
_COUNT = re.compile(r"\d{1,4}[.)]?")
_HEADINGS = {"stt", "tt", "so tt", "so thu tu", "ho va ten", "ho ten", "ho, ten"}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a pasted list, as read from one line; `place` counts lines from 1."""

    place: int
    full_name: str
    birth: BirthDate | None
    number: IdNumber | None
    address: str
    offence: str
    # Name of the commune as typed; "": the commune of the whole list.
    unit: str = ""

    def is_same(self, full_name: str, birth: BirthDate | None, address: str, numbers_differ: bool) -> bool:
        """Whether both may be one person: equal name and birth date, or equal name and address if a birth date is unknown."""
        if fold(self.full_name) != fold(full_name) or numbers_differ:
            return False
        if self.birth and birth:
            return self.birth == birth
        return fold(self.address) == fold(address)


def parse_lines(text: str, today: date) -> tuple[list[Line], list[dict]]:
    """Parse the lines of a list.

    Returns the valid lines and the errors {"line", "reason"}; lines are counted from 1, empty lines are skipped.
    """
    found: list[Line] = []
    wrong: list[dict] = []
    for place, line in enumerate(text.splitlines(), start=1):
        parts = _cells(line)
        if not any(parts) or fold(parts[0]) in _HEADINGS:
            continue
        try:
            found.append(_line(place, parts, today))
        except ValueError as error:
            wrong.append({"line": place, "reason": str(error)})
    if len(found) > MAX_LINES:
        wrong.append({"line": MAX_LINES + 1, "reason": _("Mỗi lần nhập không quá %d người.") % MAX_LINES})
    return found, wrong or _repeated(found)


def communes_of(lines: Iterable[Line], communes: Mapping[str, object], default) -> tuple[list, list[dict]]:
    """Return the commune of each line, found in `communes` by folded name, and errors for lines with an unknown commune."""
    found, wrong = [], []
    for line in lines:
        unit = communes.get(fold(line.unit)) if line.unit else default
        if unit is None:
            wrong.append({"line": line.place, "reason": _("Không có xã «%s» trong địa bàn của anh/chị.") % line.unit})
        found.append(unit)
    return found, wrong


def _cells(text: str) -> list[str]:
    parts = [nfc(part) for part in text.split("\t" if "\t" in text else ";")]
    return parts[1:] if len(parts) > 1 and _COUNT.fullmatch(parts[0]) else parts


def _line(place: int, parts: list[str], today: date) -> Line:
    name, birth, number, address, offence, unit = (parts + [""] * COLUMNS)[:COLUMNS]
    if len(parts) > COLUMNS and any(parts[COLUMNS:]):
        raise ValueError(_("Có nhiều hơn %d cột.") % COLUMNS)
    if not name or any(letter.isdigit() for letter in name):
        raise ValueError(_("Cột đầu phải là họ và tên."))
    if not address:
        raise ValueError(_("Thiếu nơi về cư trú (cột thứ tư)."))
    return Line(
        place,
        name[:120],
        _birth(birth, today) if birth else None,
        check_id_number(number) if number else None,
        address[:250],
        offence[:300],
        unit,
    )


def _birth(text: str, today: date) -> BirthDate:
    """Parse a birth date. In a list of many people nothing is assumed, so a short year is an error."""
    birth = BirthDate.parse(text, today)
    if birth.note:
        raise ValueError(_("Ngày sinh «%s» phải ghi đủ bốn chữ số của năm.") % text)
    return birth


def _repeated(lines: list[Line]) -> list[dict]:
    wrong: list[dict] = []
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        for other in by_name.setdefault(fold(line.full_name), []):
            differ = bool(line.number and other.number and line.number.number != other.number.number)
            if line.is_same(other.full_name, other.birth, other.address, differ):
                values = {"name": line.full_name, "place": other.place}
                reason = _(
                    "%(name)s đã có ở dòng %(place)d; nếu là hai người, ghi ngày sinh hoặc số giấy tờ khác nhau."
                )
                wrong.append({"line": line.place, "reason": reason % values})
                break
        by_name[fold(line.full_name)].append(line)
    return wrong
