"""What the page and the papers of the indicator say, from its figures alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import Period, vn_date
from core.documents.model import DASH, decimal_comma, number
from law.provider import law
from law.rules.periods import presets
from reports.documents.wording import half_years, per_cent
from reports.indicator.figures import ACCEPTED, LIVE, MISSING
from reports.models import Report


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit as it is shown; without an accepted report the numbers are dashes."""

    name: str
    managed: str
    reoffended: str
    rate: str
    target: str
    state: str
    # How the state is shown: "", "soon" or "late".
    urgency: str
    link: str


class IndicatorText:
    """The sentences and lines of one indicator. `figures`: as of reports.indicator.figures."""

    def __init__(self, figures: dict[str, Any], unit_name: str) -> None:
        self.figures, self.unit_name = figures, unit_name
        self.period = period_of(figures["period"])
        self.whole = figures["province"]

    @property
    def half_year(self) -> str:
        """ "6 tháng đầu năm 2024", or the days of another period."""
        return named(self.period)

    @property
    def counted_units(self) -> int:
        """The units with numbers."""
        return len(self.figures["units"]) - len(self.figures["missing"])

    @property
    def title(self) -> str:
        """The title says when the indicator is incomplete."""
        title = _("%(unit)s, %(period)s") % {"unit": _upper(self.unit_name), "period": self.half_year}
        if self.figures["source"] == LIVE:
            return _("%s: số liệu hiện có, chưa qua báo cáo") % title
        if self.figures["complete"]:
            return title
        parts = {"title": title, "counted": self.counted_units, "units": len(self.figures["units"])}
        return _("%(title)s: chưa đủ (%(counted)d/%(units)d đơn vị)") % parts

    @property
    def missing(self) -> str:
        """The units without an accepted report by name, by what became of their reports; "" if there is none."""
        by_state: dict[str, list[str]] = {}
        for one in self.figures["missing"]:
            by_state.setdefault(one["state"], []).append(one["name"])
        parts = [f"{', '.join(names)} ({state_text(state)})" for state, names in by_state.items()]
        return _("Thiếu %s.") % "; ".join(parts) if parts else ""

    @property
    def rate(self) -> str:
        """The rate of the province; a dash if nobody was managed."""
        return per_cent(self.whole["rate"]) if self.whole["rate"] is not None else DASH

    @property
    def counts(self) -> str:
        """Both counts with the exact interval: "18 trong 2.647 người, khoảng 0,40–1,07 %."."""
        if not self.counted_units:
            return _("Chưa có báo cáo nào của kỳ này được chấp nhận.")
        if self.whole["rate"] is None:
            return _("Không có người được quản lý.")
        values = {
            "reoffended": number(self.whole["reoffended"]),
            "managed": number(self.whole["managed"]),
            "low": decimal_comma(f"{self.whole['low']:.2f}"),
            "high": decimal_comma(f"{self.whole['high']:.2f}"),
        }
        return (
            _("%(reoffended)s trong %(managed)s người tái phạm tội; khoảng tin cậy 95 %%: %(low)s–%(high)s %%.")
            % values
        )

    @property
    def how_counted(self) -> str:
        """Whether people of several units count once; "" without a report."""
        if not self.counted_units:
            return ""
        if self.whole["distinct"]:
            return _("Người được quản lý ở nhiều đơn vị trong kỳ chỉ tính một lần.")
        return _("Là tổng của các đơn vị; người được quản lý ở nhiều đơn vị có thể tính nhiều lần.")

    @property
    def beside(self) -> str:
        """What stands beside the rate, for the papers; the page has the same words."""
        if not self.counted_units:
            return ""
        return _(
            "Vụ tái phạm đã tính vào tỷ lệ, còn chờ xác nhận: %(unconfirmed)s; không xếp được vào giai đoạn quản lý nào,"
            " không tính vào tỷ lệ: %(not_attributed)s."
        ) % {name: number(self.whole[name]) for name in ("unconfirmed", "not_attributed")}

    @property
    def target(self) -> str:
        """The target in force with its document, and whether the rate meets it."""
        if self.whole["target"] is None:
            return _("Chưa có chỉ tiêu nào được giao cho kỳ này.")
        values = {"target": per_cent(self.whole["target"]), "document": self.whole["target_document"]}
        given = _("Chỉ tiêu: không quá %(target)s (%(document)s)") % values
        return f"{given}: {target_text(self.whole['target_met'])}." if self.whole["rate"] is not None else f"{given}."

    @property
    def without_reoffender(self) -> str:
        """The units in which nobody reoffended, by name."""
        names = {row["unit"]: row["name"] for row in self.figures["units"]}
        found = [names[code] for code in self.figures["without_reoffender"]]
        if not found:
            return _("Đơn vị nào cũng có người tái phạm tội.") if self.counted_units else ""
        return _("%(count)d đơn vị không có người tái phạm tội: %(names)s.") % {
            "count": len(found),
            "names": ", ".join(found),
        }

    @property
    def definitions(self) -> str:
        """That the reports were counted in different ways; "" if they were not."""
        if len(self.figures["definitions"]) < 2:
            return ""
        return _("Các báo cáo tính tỷ lệ theo những quy định khác nhau; không so sánh trực tiếp được các đơn vị.")

    def lines(self) -> list[UnitLine]:
        """One line per unit."""
        return [self._line(row) for row in self.figures["units"]]

    def _line(self, row: dict[str, Any]) -> UnitLine:
        report = row["report"]
        newer = _("; bản mới hơn %s") % state_text(report["newer"]) if report["newer"] else ""
        return UnitLine(
            name=row["name"],
            managed=_count(row["managed"]),
            reoffended=_count(row["reoffended"]),
            rate=per_cent(row["rate"]) if row["rate"] is not None else DASH,
            target=DASH if row["target_met"] is None else target_text(row["target_met"]),
            state=state_text(report["state"]) + newer,
            urgency={ACCEPTED: "", Report.State.SUBMITTED.value: "soon"}.get(report["state"], "late"),
            link=reverse("reports:detail", args=[report["id"]]) if report["id"] else "",
        )

    def trend(self) -> list[dict[str, str]]:
        """The half-years up to the period: name, reports accepted, both counts, rate."""
        return [
            {
                "name": named(period_of(one)),
                "accepted": f"{one['accepted']}/{one['units']}",
                "managed": _count(one["managed"]),
                "reoffended": _count(one["reoffended"]),
                "rate": per_cent(one["rate"]) if one["rate"] is not None else DASH,
                "interval": interval_text(one),
            }
            for one in self.figures["trend"]
        ]


def state_text(state: str) -> str:
    """What the province knows of a unit's report: "đã được chấp nhận", "chưa nộp"."""
    return _("chưa nộp") if state == MISSING else str(Report.State(state).label).lower()


def target_text(is_met: bool) -> str:
    """Whether a target is met."""
    return _("đạt") if is_met else _("chưa đạt")


def interval_text(counted: dict[str, Any]) -> str:
    """The exact 95 % interval in per cent: "0,40–1,07"."""
    if counted["low"] is None:
        return DASH
    return decimal_comma(f"{counted['low']:.2f}") + "–" + decimal_comma(f"{counted['high']:.2f}")


def named(period: Period) -> str:
    """The name of a half-year, or the days of another period."""
    days = _("từ %(start)s đến %(end)s") % {"start": vn_date(period.start), "end": vn_date(period.end)}
    return half_years(period, presets(law(period.end)).values())[0] or days


def period_of(days: dict[str, str]) -> Period:
    """The period of an object with the days "start" and "end"."""
    return Period(date.fromisoformat(days["start"]), date.fromisoformat(days["end"]))


def _count(value: int | float | None) -> str:
    return DASH if value is None else number(value)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
