"""Parses dates as people type them, on pages and in registers: `1/5/24`, `01052024`, `1/5`, "hôm nay", "tháng 5/2024".

How a date is read:

- The day comes before the month; the year may come first (`2024-05-01`). Dots, slashes, dashes, commas and spaces
  separate.
- A year of two digits is the one between 79 years ago and 20 years ahead; for a birth the latest that is not in the
  future.
- `1/5` is of this year and "hôm nay" is today, but only if the caller says that somebody is typing now: in a register
  of another year they mean something else, and are refused. A birth must contain its year.
- A month or a year alone is accepted only if the caller allows that precision; missing parts stay None.
- `note` says what was assumed, so that the user can be shown it. Every message says what is wrong and what to type.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import IntEnum

from django.utils.translation import gettext as _

from core.dates import FIRST_YEAR, LAST_YEAR
from core.text import fold, narrow, nfc

# A year of two digits is at most so far ahead, as the end of a probation or of a ban can be.
YEARS_AHEAD = 20
LONGEST = 60


class Precision(IntEnum):
    """How much of a date is known."""

    YEAR = 1
    MONTH = 2
    DAY = 3


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A parsed date. `month` and `day` are None if they were not written; `note` says what was assumed, else "".

    Two dates are equal however they were typed.
    """

    year: int
    month: int | None = None
    day: int | None = None
    note: str = field(default="", compare=False)

    @property
    def first_day(self) -> date:
        """The day itself, or the first day of the month or year."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        """`dd/mm/yyyy`, `mm/yyyy` or `yyyy`."""
        parts = [f"{part:02}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, f"{self.year:04}"])


def parse_date(
    text: str, today: date, *, least: Precision = Precision.DAY, is_birth: bool = False, is_typed_now: bool = True
) -> TypedDate:
    """The date that `text` means (see above).

    `least`: the coarsest precision that is accepted. Raises ValueError with a Vietnamese message.
    """
    shown = nfc(text)
    if not shown:
        raise ValueError(_("Hãy ghi ngày, ví dụ 05/06/2024."))
    if len(shown) > LONGEST:
        raise _not_read(f"{shown[:LONGEST]}…", least)
    off = _DAYS_OFF.get(_plain(shown)) if is_typed_now else None
    if off is not None:
        return _noted(shown, _of(today + timedelta(days=off)))
    plain = _plain(shown)
    bare, has_hour = _without_hour(_BIRTH_WORD.sub("", plain) if is_birth else plain)
    day, month, year = _parts(bare, shown, least)
    if year is None and (is_birth or not is_typed_now):
        raise ValueError(_("Ngày «%s» thiếu năm. Hãy ghi cả năm, ví dụ 05/06/2024.") % shown)
    found = _checked(_year(year, day, month, today, is_birth), month, day)
    if day is None and month is None and least > Precision.YEAR:
        raise ValueError(_("«%s» chỉ có năm. Hãy ghi cả ngày và tháng, ví dụ 05/06/2024.") % shown)
    if day is None and least > Precision.MONTH:
        raise ValueError(_("«%s» thiếu ngày. Hãy ghi cả ngày, ví dụ 05/06/2024.") % shown)
    return _noted(shown, found) if year is None or len(year) < 4 or has_hour else found


# --- words and signs ------------------------------------------------------------------------------------------------------

# Full-width signs of Asian keyboards, and all kinds of dashes.
_SIGNS = (
    {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
    | dict.fromkeys(map(ord, "\\\u2044"), "/")
)
_DAYS_OFF = {"hom nay": 0, "hom qua": -1, "hom kia": -2, "ngay mai": 1, "ngay kia": 2}
_MARK = r"(?:\s*[/.,-]\s*|\s+)"
_DMY = re.compile(rf"(\d{{1,2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{4}}|\d{{2}})", re.ASCII)
_DM = re.compile(r"(\d{1,2})\s*[/.,-]\s*(\d{1,2})", re.ASCII)
_MY = re.compile(r"(\d{1,2})\s*[/.,-]\s*(\d{4})", re.ASCII)
_YMD = re.compile(r"(\d{4})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})", re.ASCII)
_YM = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
# Of a clock with twelve hours, in the morning "am" or "sa" and in the afternoon "pm" or "ch", as Windows shows it.
_HOUR = re.compile(
    r"(?<=\d)(?:t|,?\s+(?:luc\s+)?)(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:z|\s*(am|pm|sa|ch))?$", re.ASCII
)
_CLOCK = r"\d{1,2}\s*(?:h|gio|:)\s*(?:\d{1,2}\s*(?:phut|p)?)?"
_HOUR_BEFORE = re.compile(rf"^(?:luc\s+)?{_CLOCK}\s*,?\s*ngay\s+(?=\d)", re.ASCII)
_HOUR_IN_WORDS = re.compile(rf"(?<=\d),?\s+(?:luc\s+)?{_CLOCK}$", re.ASCII)
_ODD_YEAR = re.compile(rf"\d{{1,2}}{_MARK}\d{{1,2}}{_MARK}(\d|\d{{3}}|\d{{5,}})", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:(?:ngay|mung|mong)?\s*(?P<day>\d{1,2})[\s,-]*)?thang\s*(?P<month>\d{1,2})(?:(?:[\s,]*nam\s*|\s*[/,.-]\s*|\s+)(?P<year>\d{4}|\d{2}))?",
    re.ASCII,
)  # fmt: skip
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(rf"(?<=\d)([\s/.-]+)({'|'.join(_ENGLISH_MONTHS)})[a-z]*(?=[\s/.,-])")
# A month without a day, as a spreadsheet program writes it: May-1985. Of May-24 nobody knows whether 24 is a day.
_ENGLISH_ALONE = re.compile(rf"({'|'.join(_ENGLISH_MONTHS)})[a-z]*[\s/.-]+(?=\d{{4}}$)")
_SHORT_MONTH = re.compile(r"(?<![a-z])(?:thg|th)\.?\s*(?=\d)")
# A day or month that is not known: --/--/1985, …/3/1985.
_BLANK = r"(?:[-_.x?*…]+)"
_WITH_BLANKS = re.compile(rf"(?:(\d{{1,2}})|{_BLANK})\s*/\s*(?:(\d{{1,2}})|{_BLANK})\s*/\s*(\d{{4}})", re.ASCII)
_WEEKDAY = re.compile(r"^(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7])\s*[,:-]?\s*(?:ngay\s+)?(?=\d)")
_BIRTH_WORD = re.compile(r"^(?:sinh|sn|ns)(?:\s+(?:ngay|thang|nam))?\s*[:.]?\s*(?=\d)")
_LEADING_WORD = re.compile(r"^(?:ngay|nam)\s+(?=\d)")


def _plain(text: str) -> str:
    """The text in small letters without marks, with plain signs."""
    return fold(narrow(text).translate(_SIGNS)).rstrip(".")


def _without_hour(folded: str) -> tuple[str, bool]:
    """The text without a time of day after the day, and whether there was one.

    Midnight does not count: programs add it.
    """
    found = _HOUR.search(folded)
    if found is None:
        without = _HOUR_IN_WORDS.sub("", _HOUR_BEFORE.sub("", folded))
        return without, without != folded
    hour = 0 if found[3] in ("am", "sa") and found[1] == "12" else int(found[1])
    return folded[: found.start()], (hour, int(found[2])) != (0, 0)


Parts = tuple[int | None, int | None, str | None]


def _parts(folded: str, shown: str, least: Precision) -> Parts:
    """The day, the month and the digits of the year as they were written."""
    if words := _IN_WORDS.fullmatch(_SHORT_MONTH.sub("thang ", _WEEKDAY.sub("", folded))):
        return _number(words["day"]), _number(words["month"]), words["year"]
    bare = _LEADING_WORD.sub("", _WEEKDAY.sub("", folded))
    bare = _ENGLISH.sub(lambda found: f"{found[1]}{_ENGLISH_MONTHS.index(found[2]) + 1}", bare)
    bare = _ENGLISH_ALONE.sub(lambda found: f"{_ENGLISH_MONTHS.index(found[1]) + 1}/", bare)
    if found := _WITH_BLANKS.fullmatch(bare):
        return _known(int(found[1] or 0), int(found[2] or 0), found[3])
    if _DIGITS.fullmatch(bare):
        return _from_digits(bare, shown, least)
    if found := _DMY.fullmatch(bare):
        return _known(int(found[1]), int(found[2]), found[3])
    if found := _YMD.fullmatch(bare):
        return _known(int(found[3]), int(found[2]), found[1])
    if found := _MY.fullmatch(bare):
        return _known(None, int(found[1]), found[2])
    if found := _YM.fullmatch(bare):
        return _known(None, int(found[2]), found[1])
    without_year = _DM.fullmatch(bare)
    is_short_year = without_year and least < Precision.DAY and int(without_year[2]) > 12
    if without_year and not is_short_year:
        return int(without_year[1]), int(without_year[2]), None
    if is_short_year or _ODD_YEAR.fullmatch(bare):
        raise ValueError(_("Năm của «%s» phải ghi bốn chữ số, ví dụ 05/06/2024.") % shown)
    raise _not_read(shown, least)


def _from_digits(digits: str, shown: str, least: Precision) -> Parts:
    """The parts of a date without separators: 01052024, 010524, 20240501, 052024, 2024.

    The number keys of a phone may have no slash. No number can be read in two ways: the first two digits of a year, 19
    to 29, are no month.
    """
    pairs = [digits[place : place + 2] for place in range(0, len(digits), 2)]
    if len(digits) == 8:
        if int(digits[4:]) >= FIRST_YEAR:
            return int(pairs[0]), int(pairs[1]), digits[4:]
        return int(pairs[3]), int(pairs[2]), digits[:4]
    if len(digits) == 6 and int(digits[2:]) >= FIRST_YEAR and int(pairs[1]) > 12:
        return None, int(pairs[0]), digits[2:]
    if len(digits) == 6:
        return int(pairs[0]), int(pairs[1]), pairs[2]
    if len(digits) == 4:
        return None, None, digits
    raise _not_read(shown, least)


def _known(day: int | None, month: int | None, year: str) -> Parts:
    """The parts without zeros: offices write 00/00/1965 if only the year is known."""
    return (None if day == 0 else day), (None if month == 0 and not day else month), year


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


# --- years and days ---------------------------------------------------------------------------------------------------------


def _year(digits: str | None, day: int | None, month: int | None, today: date, is_birth: bool) -> int:
    if digits is None:
        return today.year
    if len(digits) == 4:
        return int(digits)
    latest = today.year if is_birth else today.year + YEARS_AHEAD
    year = latest - (latest - int(digits)) % 100
    if is_birth and year == today.year and (month or 1, day or 1) > (today.month, today.day):
        year -= 100
    return year


def _checked(year: int, month: int | None, day: int | None) -> TypedDate:
    """The parts as a date of the calendar. Raises ValueError that names a part that does not exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_("Năm %d không đúng. Hãy ghi ngày như 05/06/2024.") % year)
    if month is not None and not 1 <= month <= 12:
        if day is not None and 1 <= day <= 12 and 12 < month <= monthrange(year, day)[1]:
            values = {"month": month, "meant": f"{month:02}/{day:02}/{year}"}
            raise ValueError(_("Không có tháng %(month)d. Ngày ghi trước, tháng ghi sau: %(meant)s.") % values)
        raise ValueError(_("Không có tháng %d.") % month)
    if day is not None and month is not None:
        last = monthrange(year, month)[1]
        if not 1 <= day <= 31:
            raise ValueError(_("Không có ngày %d.") % day)
        if day > last:
            values = {"day": day, "month": month, "year": year}
            raise ValueError(_("Tháng %(month)d/%(year)d không có ngày %(day)d.") % values)
    return TypedDate(year, month, day)


def _of(day: date) -> TypedDate:
    return TypedDate(day.year, day.month, day.day)


def _noted(shown: str, found: TypedDate) -> TypedDate:
    return replace(found, note=_("«%(text)s» được hiểu là %(day)s.") % {"text": shown, "day": found})


def _not_read(shown: str, least: Precision) -> ValueError:
    examples = {
        Precision.DAY: _("05/06/2024"),
        Precision.MONTH: _("05/06/2024 hoặc 06/2024"),
        Precision.YEAR: _("05/06/2024, 06/2024 hoặc 2024"),
    }
    return ValueError(_("Không hiểu ngày «%(text)s». Hãy ghi như %(like)s.") % {"text": shown, "like": examples[least]})
