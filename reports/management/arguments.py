"""The unit and the period that commands take."""

import re
from datetime import date

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from areas.models import Unit
from core.dates import Period


def unit_of(ref: str, period: Period) -> Unit:
    """The unit of "CODE" on the last day of the period, or of "CODE@DAY". Raises CommandError."""
    try:
        return Unit.objects.select_related("parent").find(ref, on=period.end)
    except (Unit.DoesNotExist, ValueError) as error:
        raise CommandError(str(error)) from error


def period_of(start: str, end: str) -> Period:
    """The period from its days as typed. Raises CommandError."""
    try:
        return Period(_day(start), _day(end))
    except ValueError as error:
        raise CommandError(str(error)) from error


def _day(text: str) -> date:
    """Read YYYY-MM-DD or dd/mm/yyyy. Raises ValueError with a Vietnamese message."""
    wanted = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})", text.strip(), re.ASCII)
    try:
        if wanted is None:
            raise ValueError
        year, month, day, day_first, month_second, year_last = wanted.groups()
        return date(int(year or year_last), int(month or month_second), int(day or day_first))
    except ValueError:
        raise ValueError(_("Ngày «%s» không đúng dạng NĂM-THÁNG-NGÀY hoặc ngày/tháng/năm.") % text) from None
