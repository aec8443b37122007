"""Validation of ID numbers. Pure functions.

CCCD / số định danh cá nhân (Luật Căn cước; NĐ 137/2015/NĐ-CP Điều 13, TT 59/2021/TT-BCA Điều 4 [recalled]): 12 digits,
3 for the province of birth registration, 1 for century and sex, 2 for the year of birth, 6 at random. CMND: 9 digits.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.choices import IdKind, Sex

# Codes of the 63 provinces, in use since 2016 and kept after the mergers of 2025. No other code was ever issued.
_PROVINCES = (
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48,
    49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
)  # fmt: skip
PROVINCES = frozenset(f"{code:03}" for code in _PROVINCES)
_SEPARATORS = re.compile(r"[\s.\-]")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A valid ID number. `kind`: a value of choices.IdKind; `number`: digits only."""

    kind: str
    number: str

    @property
    def birth_year(self) -> int | None:
        """The year of birth encoded in a CCCD; None for a CMND."""
        if self.kind == IdKind.CMND:
            return None
        return 1900 + 100 * (int(self.number[3]) // 2) + int(self.number[4:6])

    @property
    def sex(self) -> str:
        """The sex encoded in a CCCD; "" for a CMND."""
        if self.kind == IdKind.CMND:
            return ""
        return (Sex.FEMALE if int(self.number[3]) % 2 else Sex.MALE).value


def check_id_number(text: str) -> IdNumber:
    """Parse an ID number; spaces, dots and hyphens are ignored. Raises ValueError with a Vietnamese reason."""
    number = _SEPARATORS.sub("", str(text))
    if not (number.isascii() and number.isdigit()):
        raise ValueError(_("Số giấy tờ chỉ gồm chữ số."))
    if not number.strip("0"):
        raise ValueError(_("Số giấy tờ không thể toàn số 0."))
    if len(number) == 9:
        return IdNumber(IdKind.CMND.value, number)
    if len(number) != 12:
        raise ValueError(_("Số CCCD có 12 chữ số, CMND có 9 chữ số; ở đây có %d chữ số.") % len(number))
    if number[:3] not in PROVINCES:
        raise ValueError(_("Ba số đầu %s không phải mã tỉnh nào.") % number[:3])
    found = IdNumber(IdKind.CCCD.value, number)
    if int(number[3]) > 3:
        raise ValueError(_("Số thứ tư (thế kỷ, giới tính) phải từ 0 đến 3."))
    return found


def restore_zeros(value: object) -> IdNumber | None:
    """Restore the leading zeros that a spreadsheet dropped. Returns None if none are missing or the result is not valid.

    A CCCD begins with one zero or two (001–096), so 11 or 10 digits are left of it; of a CMND (01 …) 8.
    """
    digits = str(value).strip()
    full = {8: 9, 10: 12, 11: 12}.get(len(digits))
    if full is None or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return check_id_number(digits.zfill(full))
    except ValueError:
        return None


def disagreements(number: IdNumber, birth_year: int | None, sex: str) -> list[str]:
    """Return Vietnamese sentences about contradictions between a CCCD and the birth year or sex entered."""
    found = []
    if number.birth_year and birth_year and number.birth_year != birth_year:
        found.append(
            _("Số CCCD cho năm sinh %(number)d, sổ ghi %(written)d.")
            % {"number": number.birth_year, "written": birth_year}
        )
    if number.sex and sex and number.sex != sex:
        found.append(_("Số CCCD là của %s, sổ ghi khác.") % Sex(number.sex).label)
    return found
