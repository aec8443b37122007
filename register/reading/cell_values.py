"""The value of one cell: dates, numbers, names and words as registers write them.

Each function raises ValueError with a Vietnamese message. Where something was assumed, the result is a `Noted` value, whose note
becomes a warning at the cell.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases.people.birth_dates import BirthDate
from core.dates import VIETNAM, vn_date
from core.money import LARGEST, format_money, parse_money
from core.percent import USUAL_RATES, check_rate, implausible_rate, parse_rate
from core.spreadsheets.cells import DAY_MONTH, EVENING, MONTH, ROUNDED, YEAR, Cell, FormattedDate, FormattedNumber
from core.text import nfc, squash
from core.typed_dates import Precision, TypedDate, parse_date
from register.issues import cell_text

EARLIEST = date(1950, 1, 1)
# Day 0 of Excel's calendar as it counts from 1 March 1900 on; the numbers of 1954 to 2064.
EXCEL_EPOCH = date(1899, 12, 30)
# Days between the two calendars of Excel.
DAYS_TO_1904 = 1462
_SERIALS = range(20_000, 60_000)
# Births are older than other dates; a number that can be a year is a year.
_BIRTH_SERIALS = range(1, 60_000)
_YEARS = range(1900, 2101)
_SOME_DATE = re.compile(r"\d\s*[/.-]\s*\d|^\d{4}$")
_UTC_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z")
_TERM = re.compile(r"(?:(\d{1,2})\s*năm)?\s*(?:(\d{1,3})\s*(?:tháng|thg\.?|th\.?|t)?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Noted:
    """A value and what was assumed about it."""

    value: Any
    note: str


def read_date(value: Cell, today: date) -> date | Noted:
    """A day: dd/mm/yyyy and other ways of writing it (core/typed_dates.py), or a date cell that shows a whole date."""
    if isinstance(value, date):
        return value
    if isinstance(value, FormattedDate):
        return _shown_day(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in _SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(value))
    text = nfc(str(value))
    if _UTC_TIME.fullmatch(text):
        day = datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=UTC).astimezone(VIETNAM).date()
        return Noted(day, _("«%(text)s» (giờ quốc tế) được hiểu là %(day)s.") % {"text": text, "day": vn_date(day)})
    found = parse_date(text, today, is_typed_now=False)
    return _noted(found, found.first_day)


def _shown_day(value: FormattedDate) -> date | Noted:
    values = {"shown": value.text, "day": vn_date(value.day)}
    if value.kind == ROUNDED:
        return Noted(value.day, _("«%(shown)s» sát nửa đêm, được hiểu là ngày %(day)s.") % values)
    if value.kind == EVENING:
        values["next"] = vn_date(value.day + timedelta(days=1))
        return Noted(
            value.day,
            _("Ô có giờ 17:00; được đọc là %(day)s. Nếu tệp lấy từ trang web, ngày đúng có thể là %(next)s.") % values,
        )
    if value.kind in (MONTH, YEAR):
        raise ValueError(_("Ô chỉ hiện «%(shown)s», không có ngày. Hãy ghi cả ngày, tháng, năm.") % values)
    if value.kind == DAY_MONTH:
        raise ValueError(_("Ô chỉ hiện «%(shown)s», không có năm (Excel tự thêm %(day)s). Hãy ghi cả năm.") % values)
    if value.kind == "time":
        raise ValueError(_("Ô chỉ hiện giờ «%(shown)s». Hãy ghi ngày, tháng, năm.") % values)
    return value.day


def _noted(found: TypedDate, value: Any) -> Any:
    return Noted(value, found.note) if found.note else value


def read_past_date(value: Cell, today: date) -> date | Noted:
    """A day from 1950 until today."""
    found = read_date(value, today)
    day = found.value if isinstance(found, Noted) else found
    if day > today:
        raise ValueError(_("Ngày %s ở tương lai.") % vn_date(day))
    check_plausible(day)
    return found


def read_plausible_date(value: Cell, today: date) -> date | Noted:
    """A day from 1950 to 2100, also in the future."""
    found = read_date(value, today)
    check_plausible(found.value if isinstance(found, Noted) else found)
    return found


def check_plausible(day: date) -> date:
    """The same day. Raises ValueError outside of 1950–2100."""
    if not EARLIEST <= day <= date(2100, 1, 1):
        raise ValueError(_("Ngày %s không hợp lý.") % vn_date(day))
    return day


def read_birth(value: Cell, today: date) -> BirthDate | Noted:
    """A date, a month of a year, or a year; with the precision that the cell shows."""
    found = _birth(value, today)
    birth = found.value if isinstance(found, Noted) else found
    if birth.first_day > today:
        raise ValueError(_("Ngày sinh ở tương lai."))
    return found


def _birth(value: Cell, today: date) -> BirthDate | Noted:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value in _BIRTH_SERIALS and value not in _YEARS:
        value = EXCEL_EPOCH + timedelta(days=value)
    day = value.day if isinstance(value, FormattedDate) else value if isinstance(value, date) else None
    if day is not None:
        number = (day - EXCEL_EPOCH).days
        if number in _YEARS:  # a year typed into a cell with a date format is shown as a day of 1905
            shown = value.text if isinstance(value, FormattedDate) else vn_date(day)
            values = {"shown": shown, "year": number}
            return Noted(
                BirthDate(number),
                _("«%(shown)s» là năm %(year)d gõ vào ô định dạng ngày; được đọc là năm sinh %(year)d.") % values,
            )
        if isinstance(value, FormattedDate) and value.kind == MONTH:
            return BirthDate(day.year, day.month)
        if isinstance(value, FormattedDate) and value.kind == YEAR:
            return BirthDate(day.year)
        if isinstance(value, FormattedDate):
            shown_day = _shown_day(value)
            whole = shown_day.value if isinstance(shown_day, Noted) else shown_day
            birth = BirthDate(whole.year, whole.month, whole.day)
            return Noted(birth, shown_day.note) if isinstance(shown_day, Noted) else birth
        return BirthDate(day.year, day.month, day.day)
    text = nfc(str(value)).removesuffix(".0")
    found = parse_date(text, today, least=Precision.YEAR, is_birth=True, is_typed_now=False)
    return _noted(found, BirthDate(found.year, found.month, found.day))


def looks_like_date(value: Cell) -> bool:
    """Whether the cell was meant as a date, even a wrong one."""
    if isinstance(value, str):
        return _SOME_DATE.search(value) is not None
    return isinstance(value, date | FormattedDate) or (isinstance(value, int | float) and int(value) in _SERIALS)


# --- numbers ---------------------------------------------------------------------------------------------------------------


def read_money(value: Cell, multiplier: int = 1) -> int | Noted:
    """Whole đồng, read as core/money.py does. `multiplier`: the header says that amounts are in thousands or millions."""
    if isinstance(value, bool):
        raise ValueError(_("Số tiền phải là số đồng, chỉ gồm chữ số."))
    if isinstance(value, FormattedNumber):
        return _shown_money(value, multiplier)
    if isinstance(value, int | float):
        amount = Decimal(str(value)) * multiplier
        if amount != int(amount) or not 0 <= amount <= LARGEST:
            raise ValueError(_("Số tiền phải là số đồng, chỉ gồm chữ số."))
        return _scaled(int(amount), value, multiplier)
    text = nfc(cell_text(value) or "")
    if multiplier > 1 and not any(letter.isalpha() for letter in text):
        unit = "triệu" if multiplier > 1000 else "nghìn"
        return _scaled(parse_money(f"{text} {unit}"), text, multiplier)
    return parse_money(text)


def _scaled(amount: int, written: object, multiplier: int) -> int | Noted:
    if multiplier == 1 or amount == 0:
        return amount
    return Noted(
        amount,
        _("«%(text)s» được đọc là %(amount)s theo đơn vị của tiêu đề cột.")
        % {"text": written, "amount": format_money(amount)},
    )


def _shown_money(value: FormattedNumber, multiplier: int) -> int | Noted:
    amount = Decimal(str(value.value))
    if value.is_percent or amount < 0 or amount != int(amount):
        raise ValueError(_("Số tiền phải là số đồng, chỉ gồm chữ số."))
    has_unit = any(letter.isalpha() for letter in value.text)
    meant = parse_money(value.text) if has_unit else int(amount) * multiplier
    if meant == int(amount) and (has_unit or value.text.replace(".", "") == str(meant)):
        return meant
    message = _("Ô hiện «%(shown)s», được đọc là %(amount)s.")
    return Noted(meant, message % {"shown": value.text, "amount": format_money(meant)})


def read_rate(value: Cell) -> Decimal | Noted:
    """Percent a year. A percent cell holds a fraction: 6,6 % is 0.066."""
    note = ""
    if isinstance(value, FormattedNumber) and value.is_percent:
        rate = check_rate(round(Decimal(str(value.value)) * 100, 4).normalize())
        note = _("Ô hiện «%(shown)s», được đọc là %(rate)s %% một năm.") % {
            "shown": value.text,
            "rate": f"{rate:f}".replace(".", ","),
        }
    elif isinstance(value, int | float) and not isinstance(value, bool):
        rate = check_rate(round(Decimal(str(value)), 6))
    else:
        rate = parse_rate(nfc(cell_text(value) or ""))
    question = implausible_rate(rate, *USUAL_RATES)
    return Noted(rate, question or note) if question or note else rate


def read_term(value: Cell) -> int | Noted:
    """Months: a number, "36 tháng" or "3 năm"."""
    months, text = None, nfc(str(value)).removesuffix(".0")
    found = _TERM.fullmatch(text)
    if found and any(found.groups()):
        months = 12 * int(found[1] or 0) + int(found[2] or 0)
    if months is None or not 1 <= months <= 600:
        raise ValueError(_("Thời hạn phải là số tháng, từ 1 đến 600."))
    return months


# --- words -------------------------------------------------------------------------------------------------------


def read_word(value, words: dict[str, str], message: str) -> str:
    """The meaning of a word. Raises ValueError with `message` for any other word."""
    found = words.get(squash(str(value)))
    if found is None:
        raise ValueError(message)
    return found
