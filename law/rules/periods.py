"""The ways to divide the year into half-years, as the rows of the law have them (docs/law.md §5.2)."""

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import DAY_ONE, Preset, add_months
from law.timeline import Law

# In the order in which they are offered; the first is the default.
PRESETS = {
    "admin_report": _("Báo cáo hành chính ({halves}, NĐ 09/2019/NĐ-CP)"),
    "police": _("Theo kỳ của ngành công an ({halves})"),
    "calendar": _("Theo năm dương lịch ({halves})"),
    "judicial": _("Theo năm công tác tư pháp, thi hành án ({halves})"),
}
DEFAULT_PRESET = "admin_report"
# Only day and month of its days are written.
_ANY_YEAR = 2023


def preset_code(name: str) -> str:
    """The code of the law under which the first day of this way to divide the year stands."""
    return f"period_{name}"


def presets(law: Law) -> dict[str, Preset]:
    """Code → way to divide the year, as it is on the day of `law`."""
    found = {}
    for code, label in PRESETS.items():
        day, month = law.day_of_year(preset_code(code))
        found[code] = Preset(code, format_lazy(label, halves=_halves(day, month)), month, day)
    return found


def _halves(day: int, month: int) -> str:
    """The two halves in short: "15/12–14/6 và 15/6–14/12"."""
    first = date(_ANY_YEAR, month, day)
    second, third = add_months(first, 6), add_months(first, 12)
    ends = (first, second - DAY_ONE, second, third - DAY_ONE)
    return gettext("%s–%s và %s–%s") % tuple(map(_short, ends))


def _short(day: date) -> str:
    """Day and month as Vietnamese offices write them: 01/01, 15/6, 14/12."""
    return f"{day.day:02}/{day.month:02}" if day.month < 3 else f"{day.day:02}/{day.month}"
