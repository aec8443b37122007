"""Rates as people type them: percent a year, `6,6` or `6.6 %/năm`. Pure."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from core.text import nfc

MOST = Decimal(50)
MONTHS = 12
# The rates that banks usually take, in percent a year; others are asked about.
USUAL_RATES = (Decimal(1), Decimal(20))
_RATE = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|phần trăm)?\s*(?P<each>(?:/|một|mỗi|trên)\s*(?:năm|tháng))?",
    re.ASCII,
)


def parse_rate(text: str) -> Decimal:
    """Percent a year with at most two decimals. Raises ValueError with a Vietnamese message that says what to type."""
    shown = nfc(text)
    found = _RATE.fullmatch(shown.lower())
    if found is None:
        raise ValueError(_("Không hiểu lãi suất «%s». Hãy ghi số phần trăm một năm, ví dụ 6,6.") % shown[:80])
    rate = Decimal(found["number"].replace(",", "."))
    if found["each"] and found["each"].endswith("tháng"):
        values = {"text": shown, "year": format_rate(rate * MONTHS)}
        raise ValueError(_("«%(text)s» là lãi suất một tháng. Ở đây ghi lãi suất một năm: %(year)s.") % values)
    return check_rate(rate)


def check_rate(rate: Decimal) -> Decimal:
    """The rate if it is possible.

    Raises ValueError with a Vietnamese message for a rate that is too high, negative or finer than a hundredth of a
    percent.
    """
    if not 0 <= rate <= MOST:
        raise ValueError(_("Lãi suất %s không đúng. Hãy ghi số phần trăm một năm, ví dụ 6,6.") % format_rate(rate))
    if rate != round(rate, 2):
        raise ValueError(
            _("Lãi suất %s có quá hai số lẻ. Hãy ghi số phần trăm một năm, ví dụ 6,6.") % format_rate(rate)
        )
    return round(rate, 2)


def format_rate(rate: Decimal) -> str:
    """A rate with a decimal comma and without trailing zeros: "6,6"."""
    text = f"{rate:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def implausible_rate(rate: Decimal, low: Decimal, high: Decimal) -> str:
    """What to ask about a rate outside of `low`–`high`; "" for a usual one. Zero means that there is no interest."""
    if rate == 0 or low <= rate <= high:
        return ""
    values = {"rate": format_rate(rate), "year": format_rate(rate * MONTHS), "hundred": format_rate(rate * 100)}
    if rate > high:
        return _("%(rate)s %% một năm nhiều hơn thường lệ. Lãi suất này có đúng không?") % values
    if low <= rate * MONTHS <= high:
        return _("%(rate)s %% một năm ít hơn thường lệ. Nếu đây là lãi suất một tháng, hãy ghi %(year)s.") % values
    if low <= rate * 100 <= high:
        return _("%(rate)s %% một năm ít hơn thường lệ. Nếu ý là %(hundred)s %%, hãy ghi %(hundred)s.") % values
    return _("%(rate)s %% một năm ít hơn thường lệ. Lãi suất này có đúng không?") % values
