"""The charts of the dashboard: what is drawn, and the table that says the same."""

from collections.abc import Iterable
from math import ceil

from django.urls import reverse
from django.utils.translation import gettext as _

from core.charts import Cell, Chart, Column, Curve, ReferenceLine, Row
from core.documents.model import number
from dashboard.content import DAYS_IN_MONTH, Dashboard
from dashboard.question_form import address_of
from dashboard.wording import (
    counts_text,
    flow_note,
    funnel_note,
    rate_text,
    source_text,
    tenth,
    trend_note,
)
from reports.documents.wording import outside_text
from reports.measures.dashboard.cohorts import COHORT_YEARS, at_risk
from reports.measures.dashboard.people import window
from reports.measures.dashboard.rate_shown import RateShown
from reports.measures.dashboard.registry import FIGURES
from reports.measures.management import DECREASES, INCREASES, TOTAL
from reports.periods.names import short_name
from reports.statistics import SurvivalStep, curve_sizes, funnel_curve

CHARTS = ("trend", "funnel", "flow", "survival")
# Days after release for which the survival table has a row also without a reoffence: release, and each year after it.
ROUND_TIMES = (0, 365, 730, 1095, 1460)
# The months of the window in which people come home. A curve of more times than that has one row for each month.
MANY_TIMES = 12 * COHORT_YEARS


class Pictures:
    """The charts of one dashboard. `is_now`: links lead to what is known when they are followed."""

    def __init__(self, dashboard: Dashboard, *, is_now: bool) -> None:
        self.dashboard, self.is_now = dashboard, is_now
        self.source = source_text(dashboard.question)

    def named(self, name: str) -> Chart | None:
        """The chart of this name; None if there is none or nothing to draw."""
        if name not in CHARTS:
            return None
        chart: Chart | None = getattr(self, name)()
        return chart

    def all(self) -> list[Chart]:
        """Every chart in which there is something to draw."""
        return [chart for chart in map(self.named, CHARTS) if chart is not None]

    def _file(self, name: str) -> str:
        query = address_of(self.dashboard.question, is_now=self.is_now)
        return f"{reverse('dashboard:figures-file')}?{query}&chart={name}"

    def members(self, name: str, **changes) -> str:
        """The address of the list behind a figure, of this question or of a changed one."""
        query = address_of(self.dashboard.question, is_now=self.is_now, **changes)
        return f"{reverse('dashboard:members', args=[name])}?{query}"

    def trend(self) -> Chart:
        """Eight half-years with their intervals."""
        rows = [self._half_year(one) for one in self.dashboard.trend]
        columns = (
            Column("label", _("Kỳ"), numeric=False),
            Column("count", _("Tái phạm/quản lý")),
            Column("rate", _("Tỷ lệ")),
            Column("low", _("Từ")),
            Column("high", _("Đến")),
        )
        return Chart(
            name="trend",
            kind="trend",
            title=_("Tám nửa năm"),
            columns=columns,
            rows=tuple(rows),
            note=trend_note(self.dashboard),
            source=self.source,
            file=self._file("trend"),
            door="count",
            y_label=_("Tỷ lệ tái phạm tội (%)"),
        )

    def _half_year(self, one: RateShown) -> Row:
        cells = (
            Cell(short_name(one.rate.period, self.dashboard.question.law)),
            Cell(counts_text(one)),
            Cell(rate_text(one), one.per_cent),
            Cell(tenth(one.low), one.low),
            Cell(tenth(one.high), one.high),
        )
        chosen = one.rate.period == self.dashboard.question.period
        return Row(cells, self.members("reoffended", period=one.rate.period), "chosen" if chosen else "")

    def funnel(self) -> Chart | None:
        """The units below over three years, with the limits around the rate of the whole; None without any."""
        found = self.dashboard.funnel
        p0 = self.dashboard.base_rate
        if not found or p0 is None:
            return None
        period = window(self.dashboard.question.period.end)
        rows = [
            Row(
                (
                    Cell(one.unit.name),
                    Cell(number(one.shown.rate.managed), one.shown.rate.managed),
                    Cell(number(one.shown.rate.reoffended)),
                    Cell(rate_text(one.shown), one.shown.per_cent),
                    Cell(outside_text(one.outside)),
                ),
                self.members("reoffended", unit=one.unit, period=period),
                "outside" if one.outside else "",
            )
            for one in found
        ]
        columns = (
            Column("label", _("Đơn vị"), numeric=False),
            Column("people", _("Người được quản lý")),
            Column("reoffended", _("Tái phạm")),
            Column("rate", _("Tỷ lệ")),
            Column("outside", _("So với mức chung"), numeric=False),
        )
        largest = int(max(one.shown.rate.managed for one in found))
        curve = funnel_curve(curve_sizes(largest), p0)
        return Chart(
            name="funnel",
            kind="funnel",
            title=_("So sánh các đơn vị, ba năm"),
            columns=columns,
            rows=tuple(rows),
            note=funnel_note(self.dashboard),
            source=self.source,
            file=self._file("funnel"),
            door="reoffended",
            x_label=_("Số người được quản lý trong ba năm"),
            y_label=_("Tỷ lệ tái phạm tội (%)"),
            lines=(ReferenceLine(100 * p0, _("Mức chung %s") % tenth(100 * p0)),),
            curves=(
                Curve(_("Giới hạn 95 %"), tuple((one.n, 100 * one.low_95, 100 * one.high_95) for one in curve)),
                Curve(_("Giới hạn 99,8 %"), tuple((one.n, 100 * one.low_998, 100 * one.high_998) for one in curve)),
            ),
        )

    def flow(self) -> Chart:
        """The balance of the period, cause by cause; causes without anybody are left out."""
        own = self.dashboard.numbers.own
        total = self.dashboard.question.category == TOTAL
        steps = [("opening", "stock", 1), *((name, "in", 1) for name in INCREASES)]
        steps += [*((name, "out", -1) for name in DECREASES), ("closing", "stock", 1)]
        rows = []
        for name, mark, sign in steps:
            count = int(own[name] or 0)
            if mark != "stock" and (not count or (total and name in ("category_in", "category_out"))):
                continue
            text = number(count) if mark == "stock" else f"{'+' if sign > 0 else '−'}{number(count)}"
            rows.append(Row((Cell(str(FIGURES[name].label)), Cell(text, count)), self.members(name), mark))
        return Chart(
            name="flow",
            kind="flow",
            title=_("Biến động trong kỳ"),
            columns=(Column("label", _("Biến động"), numeric=False), Column("count", _("Hồ sơ"))),
            rows=tuple(rows),
            note=flow_note(self.dashboard),
            source=self.source,
            file=self._file("flow"),
            door="count",
            y_label=_("Hồ sơ"),
        )

    def survival(self) -> Chart | None:
        """The share who have not reoffended by time since release; None without anybody."""
        found = self.dashboard.survival
        if found is None or not found.steps:
            return None
        times = sorted({*ROUND_TIMES, *_shown_times([int(step.time) for step in found.steps])})
        rows = [self._time_after_release(one) for one in filter(None, map(found.at, times))]
        columns = (
            Column("time", _("Tháng sau khi về")),
            Column("at_risk", _("Đang theo dõi")),
            Column("value", _("Chưa tái phạm")),
            Column("low", _("Từ")),
            Column("high", _("Đến")),
            Column("group", _("Nhóm"), numeric=False),
        )
        return Chart(
            name="survival",
            kind="survival",
            title=_("Chưa tái phạm theo thời gian từ ngày về"),
            columns=columns,
            rows=tuple(rows),
            note=_("Ước lượng Kaplan–Meier, khoảng tin cậy 95 %; dưới 10 người đang theo dõi thì đánh dấu."),
            source=self.source,
            file=self._file("survival"),
            x_label=_("Tháng từ ngày về"),
            door="at_risk",
            y_label=_("Chưa tái phạm (%)"),
        )

    def _time_after_release(self, one: SurvivalStep) -> Row:
        low, high = (100 * one.limits.low, 100 * one.limits.high) if one.limits else (None, None)
        cells = (
            Cell(_months(one.time), one.time / DAYS_IN_MONTH),
            Cell(number(one.at_risk) + (_(" (ít người)") if one.few else "")),
            Cell(tenth(100 * one.survival), 100 * one.survival),
            Cell(tenth(low), low),
            Cell(tenth(high), high),
            Cell(_("Người ra trại")),
        )
        return Row(cells, self.members(at_risk(int(one.time))), "few" if one.few else "")


def _shown_times(times: list[int]) -> Iterable[int]:
    """The times of the curve's rows: each one with a reoffence; if these are many, the last one of each month after release."""
    if len(times) <= MANY_TIMES:
        return times
    return {ceil(time / DAYS_IN_MONTH): time for time in times}.values()


def _months(days: float) -> str:
    return number(round(days / DAYS_IN_MONTH, 1))
