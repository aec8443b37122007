"""Which days a report may be signed on, and how its number is written. Pure functions: the days are arguments."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.dates import vn_date

# Digits, and a letter for a number inserted later ("12a"). The symbol after the slash belongs to the letterhead.
NUMBER = re.compile(r"0*([1-9]\d{0,4}[a-zđ]?)", re.IGNORECASE)


def planned_day_error(signed_on: date, period_end: date) -> str:
    """Why a draft may not name this day, as a Vietnamese sentence; empty if it may."""
    if signed_on < period_end:
        return _("Ngày ký không được trước ngày cuối kỳ báo cáo (%s).") % vn_date(period_end)
    return ""


def signing_day_error(signed_on: date, *, period_end: date, counted_on: date, now: date, latest_days: int) -> str:
    """Why a report may not be signed with this day, as a Vietnamese sentence; empty if it may.

    Arguments: `counted_on`, the day on which the figures were counted: nobody signed them before; `latest_days`, how long after
    its day a signature may be entered (the setting `signing_latest_days`). A constraint cannot ask the clock, so the verb does.
    """
    earliest = now - timedelta(days=latest_days)
    if signed_on > now:
        return _("Ngày ký không được sau hôm nay (%s).") % vn_date(now)
    if error := planned_day_error(signed_on, period_end):
        return error
    if signed_on < counted_on:
        return _("Ngày ký không được trước ngày chốt số liệu (%s).") % vn_date(counted_on)
    if signed_on < earliest:
        return _("Ngày ký không được quá %(days)d ngày trước hôm nay (từ %(first)s). Hãy ký lại báo cáo.") % {
            "days": latest_days,
            "first": vn_date(earliest),
        }
    return ""


def document_number(typed: str) -> str:
    """The number as it is compared and stored: "012" and "12" are one number. Empty if it is not a document number."""
    found = NUMBER.fullmatch(typed.strip())
    return found[1].lower() if found else ""
