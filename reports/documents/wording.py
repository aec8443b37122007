"""Vietnamese phrases for numbers: percentages, comparisons and lists. The numbers come from the figures of a report."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import DAY_ONE, Period, Preset, vn_date
from core.documents.model import NO_BREAK, decimal_comma, number
from reports.statistics import Direction, Outside

CASES, PEOPLE = gettext_lazy("hồ sơ"), gettext_lazy("người")


def half_years(period: Period, presets: Iterable[Preset]) -> tuple[str, str]:
    """The names of a half-year or a year and of the next one ("6 tháng đầu năm 2024"); ("", "") if the period is neither.

    `presets`: the ways to divide the year (law/rules/periods.py).
    """
    for preset in presets:
        half, year = preset.half_year(period.end), period.end.year
        if half == period:
            return half_year_names(year, is_first=period.start.month == preset.month)
        if half.start.month != preset.month and preset.half_year(half.start - DAY_ONE).start == period.start:
            return year_names(year)
    return "", ""


def half_year_names(year: int, *, is_first: bool) -> tuple[str, str]:
    """The names of a half of the year and of the next half: "6 tháng đầu năm 2024", "6 tháng cuối năm 2024"."""
    first, second = _("6 tháng đầu năm %d"), _("6 tháng cuối năm %d")
    return (first % year, second % year) if is_first else (second % year, first % (year + 1))


def year_names(year: int) -> tuple[str, str]:
    """The names of a year and of the next one: "năm 2024", "năm 2025"."""
    return _("năm %d") % year, _("năm %d") % (year + 1)


def history_names(figures: dict, presets: Iterable[Preset]) -> tuple[str, ...]:
    """What the half-years of a report's history are called: "6 tháng đầu năm 2024", or their days; empty without a history."""
    days = figures.get("history", {}).get("half_years", ())
    ways = list(presets)
    found = [Period(date.fromisoformat(one["start"]), date.fromisoformat(one["end"])) for one in days]
    named = ((half_years(period, ways)[0], period) for period in found)
    return tuple(unbroken(name or f"{vn_date(period.start)} – {vn_date(period.end)}") for name, period in named)


# Units after a number and words before one.
_BEFORE_UNIT = re.compile(
    r"(?<=\d) (?=(?:%|hồ sơ|người|đồng|vụ|món|ngày|tháng|năm|lần|lượt|việc|mô hình|nhu cầu|hoạt động|thành viên|điểm|biến động"
    r"|trường hợp|đề nghị)(?!\w))"
)
_BEFORE_GROUP = re.compile(r"(?<!\w)(nhóm) (?=[A-D](?!\w))")
_AFTER_WORD = re.compile(r"(?<!\w)(số|ngày|tháng|năm|Điều|khoản|Bảng|Phụ lục|Biểu đồ) (?=\d)", re.IGNORECASE)


def unbroken(text: str) -> str:
    """The text without a place to break between a number and its unit, or between a number and the word that announces it."""
    text = _BEFORE_GROUP.sub(rf"\1{NO_BREAK}", _BEFORE_UNIT.sub(NO_BREAK, text))
    return _AFTER_WORD.sub(rf"\1{NO_BREAK}", text)


def per_cent(rate: str | float) -> str:
    """Format a rate: "16.67" becomes "16,67 %"."""
    return decimal_comma(f"{float(rate):.2f}") + f"{NO_BREAK}%"


def share(part: float, whole: float) -> str:
    """`part` of `whole` in per cent with one decimal: "12,5 %". `whole` must not be 0."""
    return decimal_comma(f"{100 * part / whole:.1f}") + f"{NO_BREAK}%"


def beside_the_whole(direction: Direction) -> str:
    """On which side of the rate of the whole a unit lies: "cao hơn mức chung"."""
    return _("cao hơn mức chung") if direction == "higher" else _("thấp hơn mức chung")


def outside_text(side: Outside | None) -> str:
    """Whether a unit lies outside the limits, and outside which: "cao hơn mức chung (ngoài giới hạn 99,8 %)"."""
    if side is None:
        return _("trong giới hạn")
    return _("%(side)s (ngoài giới hạn %(limits)s %%)") % {
        "side": beside_the_whole(side.direction),
        "limits": decimal_comma(side.limits),
    }


def units_outside(found: Iterable[tuple[str, Outside | None]]) -> str:
    """The units that lie outside the limits, in a list: "Tịnh Hà cao hơn mức chung"; "" without any. Never "good" or "bad"."""
    return "; ".join(f"{name} {beside_the_whole(side.direction)}" for name, side in found if side)


def balance(opening: int, up: int, down: int, closing: int) -> str:
    """The balance of a period in one line: "Đầu kỳ + tăng − giảm = cuối kỳ: 116 + 22 − 23 = 115 hồ sơ.", in one piece."""
    sums = "{} + {} − {} = {}".format(*map(number, (opening, up, down, closing))).replace(" ", NO_BREAK)
    return _("Đầu kỳ + tăng − giảm = cuối kỳ: %s hồ sơ.") % sums


def compared(now: float, before: float, unit: str | Promise) -> str:
    """Compare two counts: "tăng 3 người (+12,5 %)", "giảm 2 hồ sơ (-8,0 %)" or "không đổi". No percentage if `before` is 0."""
    difference = now - before
    if not difference:
        return _("không đổi")
    word = _("tăng") if difference > 0 else _("giảm")
    text = f"{word} {number(abs(difference))} {unit}"
    if not before:
        return text
    sign = "+" if difference > 0 else "-"
    return f"{text} ({sign}{share(abs(difference), before)})"


def compared_rates(now: str, before: str) -> str:
    """Compare two rates as stored in the figures: "tăng 0,43 điểm phần trăm" or "không đổi"."""
    difference = Decimal(now) - Decimal(before)
    if not difference:
        return _("không đổi")
    word = _("tăng") if difference > 0 else _("giảm")
    return _("%(word)s %(points)s điểm phần trăm") % {"word": word, "points": decimal_comma(f"{abs(difference):.2f}")}


def listed(parts: Iterable[tuple[str, float]], unit: str = "") -> str:
    """List the parts that are not 0: "chết 1; xóa án tích 12"."""
    suffix = f" {unit}" if unit else ""
    return "; ".join(f"{label} {number(count)}{suffix}" for label, count in parts if count)


def lower_first(text: str) -> str:
    """Lower the first letter of a label, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """The text with a capital first letter; the rest is unchanged."""
    return text[:1].upper() + text[1:]


def joined(words: tuple[str, ...]) -> str:
    """ "I, II và III", and of more than five "từ I đến VIII"."""
    if len(words) > 5:
        return _("từ %(first)s đến %(last)s") % {"first": words[0], "last": words[-1]}
    return _("%(most)s và %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}
