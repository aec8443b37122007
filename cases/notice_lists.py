"""A pasted list of names: one person a line, fields parted by semicolons or by the tabs of a spreadsheet. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from areas.text import nfc
from cases.birth import BirthDate
from cases.identity import IdNumber, check_id_number

MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    full_name: str
    birth: BirthDate | None
    number: IdNumber | None
    address: str
    offence: str


def parse_lines(text: str) -> tuple[list[Line], list[dict]]:
    """The lines that are right, and {"line", "reason"} of those that are not (counted from 1, empty lines left out)."""
    found: list[Line] = []
    wrong: list[dict] = []
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_line(line))
        except ValueError as error:
            wrong.append({"line": place, "reason": str(error)})
    if len(found) > MOST:
        wrong.append({"line": MOST + 1, "reason": _("Mỗi lần nhập không quá %d người.") % MOST})
    return found, wrong


def _line(text: str) -> Line:
    parts = [nfc(part) for part in text.split("\t" if "\t" in text else ";")]
    name, birth, number, address, offence = (parts + [""] * 5)[:5]
    if len(parts) > 5:
        raise ValueError(_("Có nhiều hơn 5 cột."))
    if not name or any(letter.isdigit() for letter in name):
        raise ValueError(_("Cột đầu phải là họ và tên."))
    if not address:
        raise ValueError(_("Thiếu nơi về cư trú (cột thứ tư)."))
    return Line(
        name[:120],
        BirthDate.parse(birth) if birth else None,
        check_id_number(number) if number else None,
        address[:250],
        offence[:300],
    )
