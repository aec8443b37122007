"""Days on which the pinned library `holidays` differs from what the Government decided (docs/law.md §2.7).

An administrator's own rows (`Holiday`) go before these, and these before the library.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class KnownDay:
    """A day off, or with `is_working` a Saturday or holiday that is worked, with where it was read."""

    day: date
    name: str | Promise
    is_working: bool
    source_note: str | Promise


_NEW_YEAR_2026 = _("Thông báo của Chính phủ ngày 25/12/2025 theo báo chí (24h.com.vn), chưa đối chiếu văn bản.")
KNOWN_DAYS = (
    KnownDay(date(2026, 1, 2), _("Nghỉ Tết Dương lịch (hoán đổi)"), is_working=False, source_note=_NEW_YEAR_2026),
    KnownDay(date(2026, 1, 10), _("Làm bù cho ngày 02/01/2026"), is_working=True, source_note=_NEW_YEAR_2026),
)
