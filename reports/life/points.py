"""What the check of a report names: pure functions over the figures of a snapshot (docs/measures.md §8).

A point is no error. Each one is answered in words by whoever checks the report. An error of the figures is raised instead.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.measures.management import DECREASES, INCREASES, TOTAL, check_balance
from reports.measures.quality import NAMES
from reports.models import Report
from reports.statistics.funnel import outside

# A number of people that differs from the last period by this share and by this many people is a jump.
JUMP_SHARE = 0.3
JUMP_PEOPLE = 5
JUMP_REOFFENDED = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to answer. `kind`: a key of TEXTS. `units`: codes of the units it is about. `values`: the numbers it names."""

    kind: str
    units: tuple[str, ...] = ()
    values: tuple[int | float | str, ...] = ()

    @property
    def key(self) -> str:
        """The name by which an answer is given to this point of this report."""
        return "-".join((self.kind, *self.units[:1]))

    def text(self, unit_names: Mapping[str, str]) -> str:
        """The point in a Vietnamese sentence."""
        units = ", ".join(unit_names.get(code, code) for code in self.units)
        numbers = dict(zip("abc", self.values, strict=False))
        return _texts()[self.kind] % {"units": units, **numbers}

    def as_json(self) -> dict[str, Any]:
        """As stored with the report."""
        values = asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def points(figures: Mapping[str, Any]) -> list[Point]:
    """Everything to answer before the report may be signed, in the order of the page.

    Raises: Unbalanced, if opening + increases − decreases differs from closing in a cell.
    """
    for line in figures["management"]:
        check_balance(line)
    return [*_over(figures), *_jumps(figures), *_outliers(figures), *_quiet(figures), *_open_data(figures)]


def answered(report: Report) -> dict[Point, str]:
    """The points of the report's check with their answers, in the order of the page; empty if it was not checked."""
    return {
        Point(one["kind"], tuple(one["units"]), tuple(one["values"])): one["answer"] for one in report.answers or ()
    }


def _totals(figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["unit"]: line for line in figures["management"] if line["category"] == TOTAL}


def _below(figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The total rows of the units below the unit of the report."""
    return {code: line for code, line in _totals(figures).items() if code != figures["unit"]["code"]}


def _over(figures: Mapping[str, Any]) -> list[Point]:
    """More people reoffended than the rate is counted on: possible where the denominator is not everybody of the period."""
    lines = _totals(figures).items()
    found = [(code, line) for code, line in lines if line["reoffended"] > line["managed"]]
    return [Point("over", (code,), (line["reoffended"], line["managed"])) for code, line in found]


def _jumps(figures: Mapping[str, Any]) -> list[Point]:
    """Large changes from the half-year before, as it is known now."""
    start = figures["period"]["start"]
    earlier = [one for one in figures.get("history", {}).get("half_years", ()) if one["end"] < start]
    if not earlier:
        return []
    last, now = max(earlier, key=lambda one: one["end"]), _totals(figures)[figures["unit"]["code"]]
    found = []
    for name, least in (("managed", JUMP_PEOPLE), ("reoffended", JUMP_REOFFENDED)):
        change = abs(now[name] - last[name])
        if change >= least and change >= JUMP_SHARE * last[name]:
            found.append(Point(f"jump_{name}", (), (last[name], now[name], last["end"])))
    return found


def _outliers(figures: Mapping[str, Any]) -> list[Point]:
    """Units below whose rate lies outside the 99.8 % limits around the rate of the whole."""
    whole = _totals(figures)[figures["unit"]["code"]]
    if not whole["managed"] or whole["reoffended"] > whole["managed"]:
        return []
    found = []
    for code, line in _below(figures).items():
        people = int(line["managed"])
        if line["reoffended"] > people:
            continue  # named as "over"
        judged = outside(line["reoffended"], people, whole["reoffended"] / whole["managed"])
        if judged and judged.limits == "99.8":
            found.append(Point("outlier", (code,), (line["reoffended"], people)))
    return found


def _quiet(figures: Mapping[str, Any]) -> list[Point]:
    """The units below in which nothing was recorded in the period, in one point."""
    events = (*INCREASES, *DECREASES, "reoffended")
    quiet = tuple(code for code, line in _below(figures).items() if not any(line[name] for name in events))
    return [Point("quiet", quiet, (len(quiet),))] if quiet else []


def _open_data(figures: Mapping[str, Any]) -> list[Point]:
    """What is open about the data behind the figures."""
    counts = {name: sum(part.get(name, 0) for part in figures.get("data_quality", {}).values()) for name in NAMES} | {
        name: len(figures.get(name, ())) for name in ("unconfirmed", "not_attributed", "definition_changes")
    }
    return [Point(name, (), (count,)) for name, count in counts.items() if count]


def _texts() -> dict[str, str]:
    return {
        "over": _("%(units)s: số người tái phạm (%(a)s) nhiều hơn số người làm mẫu số (%(b)s)."),
        "jump_managed": _("Số người quản lý thay đổi nhiều so với kỳ trước: %(a)s → %(b)s."),
        "jump_reoffended": _("Số người tái phạm thay đổi nhiều so với kỳ trước: %(a)s → %(b)s."),
        "outlier": _("%(units)s: tỷ lệ tái phạm khác hẳn toàn đơn vị (%(a)s trên %(b)s người)."),
        "quiet": _("%(a)s đơn vị không ghi nhận biến động nào trong kỳ: %(units)s."),
        "late": _("%(a)s lần ghi muộn quá hạn ghi."),
        "after_report": _("%(a)s lần ghi sau khi đã ký báo cáo của thời gian đó."),
        "corrected": _("%(a)s lần sửa thông tin đã ghi trong kỳ."),
        "withdrawn": _("%(a)s lần rút thông tin đã ghi trong kỳ."),
        "unconfirmed": _("%(a)s vụ tái phạm đã tính, chưa có người thứ hai xác nhận."),
        "not_attributed": _("%(a)s vụ khởi tố nằm ngoài thời gian quản lý, không tính vào tỷ lệ."),
        "definition_changes": _("Cách tính tỷ lệ đã thay đổi %(a)s lần sau khi kỳ kết thúc."),
    }
