"""What hangs on units that end, as other packages count it, and what they do with it. They register here."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from areas.models import Unit, UnitSuccession
from areas.present import successors_on
from core.dates import DAY_ONE

OPEN_CASES, LATE_FACTS, LATER_REPORTS = "open_cases", "late_facts", "later_reports"
LABELS: dict[str, Promise] = {
    OPEN_CASES: _("hồ sơ đang quản lý"),
    "memberships": _("vai trò của người dùng"),
    "transfers": _("đề nghị chuyển hồ sơ đang chờ"),
    "notices": _("thông báo người sắp về"),
    "loan_requests": _("đề nghị vay đang chờ"),
    LATE_FACTS: _("hồ sơ tiếp nhận từ ngày đó trở đi"),
    LATER_REPORTS: _("báo cáo đã ký của kỳ kết thúc từ ngày đó trở đi"),
}
# These refuse the end of a unit on that day: they belong to another unit then.
REFUSING: dict[str, Promise] = {
    LATE_FACTS: _("%(unit)s có %(count)d hồ sơ tiếp nhận từ ngày %(day)s trở đi; hãy đính chính các hồ sơ đó trước."),
    LATER_REPORTS: _("%(unit)s có %(count)d báo cáo đã ký của kỳ kết thúc từ ngày %(day)s trở đi."),
}

# From the first day of the new map to the kind of what is counted -> key of a unit -> how many.
HoldingSource = Callable[[date], dict[str, dict[int, int]]]
_sources: list[HoldingSource] = []


def holding_source(source: HoldingSource) -> HoldingSource:
    """Decorator: register a function that counts what hangs on units."""
    _sources.append(source)
    return source


def holdings_of(units: Collection[Unit], on: date) -> dict[int, dict[str, int]]:
    """Key of each unit -> kind -> count, of the unit and of what merged into it before; zeros are left out."""
    places = successors_on(on - DAY_ONE, UnitSuccession.objects.filter(is_main=True).select_related("successor"))
    found: dict[int, dict[str, int]] = {unit.pk: {} for unit in units}
    for source in _sources:
        for kind, counts in source(on).items():
            for key, count in counts.items():
                place = places[key].pk if key in places else key
                if place in found and count:
                    found[place][kind] = found[place].get(kind, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class Placing:
    """How people of a split unit are placed. `open_codes`: the codes of the unit's open cases.

    `place`: transfer cases (code -> new unit) to another part than the main one, on the first day of the new map.
    """

    open_codes: Callable[[Unit], set[str]]
    place: Callable[[dict[str, Unit], date, str], None]


_placings: list[Placing] = []


def register_placing(placing: Placing) -> None:
    """Register how cases are placed."""
    _placings.append(placing)


def placings() -> Iterable[Placing]:
    """What was registered."""
    return tuple(_placings)
