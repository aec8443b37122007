"""The pictures of the six-month report: those of the dashboard, from the report's own figures, with tables of their numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate

from django.utils.translation import gettext as _

from core.dates import Period, vn_date
from core.documents.axes import axis, per_cent_axis
from core.documents.drawings import Flow, FlowBar, Funnel, FunnelPoint, Limits, Trend, TrendPoint
from core.documents.model import Cell, Column, Kind, Picture, Row, Table, number
from reports.documents.tables import FIELD_LABELS
from reports.documents.wording import CASES, balance, outside_text, per_cent, unbroken, units_outside, upper_first
from reports.measures.dashboard.people import Rate
from reports.measures.dashboard.rate_shown import RateShown, clear_change, shown, whole
from reports.measures.management import DECREASES, INCREASES
from reports.statistics import Outside, funnel_curve, outside

# A curve of limits is drawn through at most about so many points.
CURVE_POINTS = 400
# Heights of the drawings (mm), so that each with its table fills at most a landscape page.
TREND_HEIGHT, FLOW_HEIGHT = 92, 72
FUNNEL_ROOM, ROW_HEIGHT, LOWEST, HIGHEST = 142, 5, 62, 100


class Pictures:
    """The pictures of one report.

    Arguments:
        figures: of the report, with "history" (measures/history.py).
        own: the row of the unit itself, all categories.
        names: code -> printed name, in the order of the tables.
        half_years: what the half-years of the history are called.
        source: printed below each picture.
    """

    def __init__(self, figures: dict, own: dict, names: dict[str, str], half_years: Sequence[str], source: str) -> None:
        self.own, self.names, self.half_years, self.source = own, names, half_years, source
        history = figures["history"]
        self.trend_rates = [_rate(_period(one), one) for one in history["half_years"]]
        self.years = _period(history["years"])
        by_unit = {one["unit"]: _rate(self.years, one) for one in history["years"]["units"]}
        self.whole = by_unit.pop(figures["unit"]["code"])
        self.below = [(names[code], by_unit[code]) for code in names if code in by_unit]

    def all(self) -> tuple[Picture, ...]:
        """Trend, comparison of the units below if there are any, and the balance of the period."""
        compared = [self.funnel()] if self.below else []
        made = [self.trend(), *compared, self.flow()]
        return tuple(_titled(place, picture) for place, picture in enumerate(made, start=1))

    # --- eight half-years ------------------------------------------------------------------------------------------------

    def trend(self) -> Picture:
        """The rate of eight half-years with its exact intervals."""
        title = _("Tỷ lệ tái phạm tội trong tám nửa năm, đến hết ngày %s") % vn_date(
            self.trend_rates[-1].rate.period.end
        )
        counted = [one for one in self.trend_rates if one.low is not None]
        if not counted:
            return Picture(title, _("Tám nửa năm qua không có người được quản lý nên không vẽ biểu đồ."))
        if len(counted) == 1:
            return Picture(title, _("Hệ thống mới có số liệu của một kỳ nên chưa vẽ được biểu đồ so sánh giữa các kỳ."))
        last = len(self.trend_rates) - 1
        drawing = Trend(
            y_label=_("Tỷ lệ tái phạm tội"),
            ticks=per_cent_axis(1.12 * max(one.high or 0 for one in counted)),
            points=tuple(
                TrendPoint(label, _counts(one), one.per_cent, one.low, one.high, place == last)
                for place, (label, one) in enumerate(zip(self.half_years, self.trend_rates, strict=True))
            ),
            key=(
                _("tỷ lệ, với số người tái phạm/số người được quản lý"),
                unbroken(_("khoảng tin cậy 95 %")),
                _("kỳ báo cáo"),
            ),
        )
        alt = _("Biểu đồ điểm, mỗi điểm có vạch đứng là khoảng tin cậy. %s.") % "; ".join(
            f"{label}: {_counts(one)}, {_rate_text(one)}"
            for label, one in zip(self.half_years, self.trend_rates, strict=True)
        )
        return self._drawn(title, self._trend_finding(), drawing, self._trend_table(), alt, TREND_HEIGHT)

    def _trend_finding(self) -> str:
        before, now = self.trend_rates[-2:]
        if now.low is None or before.low is None:
            return _("Nửa năm cuối hoặc nửa năm liền trước không có người được quản lý nên không so sánh.")
        direction = clear_change(before.rate, now.rate)
        if direction is None:
            return _("Tỷ lệ của nửa năm cuối so với nửa năm liền trước: chưa thấy khác biệt rõ.")
        if direction == "higher":
            return _("Tỷ lệ của nửa năm cuối cao hơn rõ so với nửa năm liền trước.")
        return _("Tỷ lệ của nửa năm cuối thấp hơn rõ so với nửa năm liền trước.")

    def _trend_table(self) -> Table:
        columns = (Column(_("Chỉ tiêu"), width=1.9), *map(Column, self.half_years))
        lines: list[tuple[str, list[Cell]]] = [
            (_("Người được quản lý"), [Cell(one.rate.managed) for one in self.trend_rates]),
            (_("Người tái phạm tội"), [Cell(one.rate.reoffended) for one in self.trend_rates]),
            (_("Tỷ lệ (%)"), [_rate_cell(one) for one in self.trend_rates]),
            (_("Giới hạn dưới (%)"), [Cell(one.low, Kind.LIMIT) for one in self.trend_rates]),
            (_("Giới hạn trên (%)"), [Cell(one.high, Kind.LIMIT) for one in self.trend_rates]),
        ]
        return Table(columns, tuple(Row((Cell(label, Kind.TEXT), *cells)) for label, cells in lines))

    # --- units compared --------------------------------------------------------------------------------------------------

    def funnel(self) -> Picture:
        """The units below over three years, with the limits around the rate of the whole; never an order by rates."""
        years = {"start": vn_date(self.years.start), "end": vn_date(self.years.end)}
        title = _("So sánh các đơn vị, ba năm từ ngày %(start)s đến ngày %(end)s") % years
        units = [(place, name, one) for place, (name, one) in enumerate(self.below, start=1) if one.rate.managed]
        if len(units) < 2:
            return Picture(title, _("Không có từ hai đơn vị trở lên có người được quản lý nên không so sánh."))
        if not self.whole.rate.reoffended:
            return Picture(
                title,
                _("Không có người tái phạm tội ở đơn vị nào (%s người được quản lý) nên không vẽ biểu đồ so sánh.")
                % _counts(self.whole),
            )
        found = [(place, name, one, self._outside(one)) for place, name, one in units]
        height = min(HIGHEST, max(LOWEST, FUNNEL_ROOM - ROW_HEIGHT * (len(self.below) + 1)))
        finding = _funnel_finding([(name, side) for _place, name, _one, side in found])
        alt = _(
            "Biểu đồ phễu: mỗi điểm là một đơn vị, theo số người được quản lý và tỷ lệ tái phạm tội, giữa các đường giới hạn"
            " quanh mức chung %(rate)s. %(finding)s"
        ) % {"rate": _rate_text(self.whole), "finding": finding}
        return self._drawn(title, finding, self._funnel(found), self._funnel_table(), alt, height)

    @property
    def _p0(self) -> float:
        return self.whole.rate.reoffended / whole(self.whole.rate)

    def _outside(self, one: RateShown) -> Outside | None:
        return outside(one.rate.reoffended, whole(one.rate), self._p0)

    def _funnel(self, found: Sequence[tuple[int, str, RateShown, Outside | None]]) -> Funnel:
        people = [whole(one.rate) for _place, _name, one, _side in found]
        x_ticks = axis(1.05 * max(people), parts=10, whole=True)
        most = int(x_ticks[-1].value)
        curve = funnel_curve([*range(1, most, max(1, most // CURVE_POINTS)), most], self._p0)
        middle = next(one for one in curve if one.n >= sorted(people)[len(people) // 2])
        highest = max(one.per_cent or 0 for _place, _name, one, _side in found)
        return Funnel(
            x_label=_("Số người được quản lý trong ba năm"),
            y_label=_("Tỷ lệ tái phạm tội"),
            x_ticks=x_ticks,
            ticks=per_cent_axis(max(1.15 * highest, 110 * middle.high_998)),
            level=100 * self._p0,
            level_text=_("mức chung %s") % _rate_text(self.whole),
            limits=(
                Limits(
                    unbroken(_("giới hạn 95 %")), tuple((one.n, 100 * one.low_95, 100 * one.high_95) for one in curve)
                ),
                Limits(
                    unbroken(_("giới hạn 99,8 %")),
                    tuple((one.n, 100 * one.low_998, 100 * one.high_998) for one in curve),
                ),
            ),
            points=tuple(
                FunnelPoint(one.rate.managed, one.per_cent or 0, str(place), side is not None)
                for place, _name, one, side in found
            ),
            key=(_("đơn vị trong giới hạn, số là số thứ tự trong bảng"), _("đơn vị ngoài giới hạn")),
        )

    def _funnel_table(self) -> Table:
        columns = (
            Column(_("TT"), width=0.5),
            Column(_("Đơn vị"), width=2.6),
            Column(_("Người được quản lý"), width=1.3),
            Column(_("Người tái phạm tội"), width=1.3),
            Column(_("Tỷ lệ (%)")),
            Column(_("So với mức chung"), width=3),
        )
        lines = [
            Row(
                (
                    Cell(str(place), Kind.LABEL),
                    Cell(upper_first(name), Kind.TEXT),
                    *_rate_cells(one),
                    Cell(unbroken(outside_text(self._outside(one))) if one.rate.managed else None, Kind.TEXT),
                )
            )
            for place, (name, one) in enumerate(self.below, start=1)
        ]
        total = (Cell("", Kind.LABEL), Cell(_("Toàn đơn vị"), Kind.TEXT), *_rate_cells(self.whole))
        return Table(columns, (*lines, Row((*total, Cell(_("mức chung"), Kind.TEXT)), strong=True)))

    # --- stock and flow --------------------------------------------------------------------------------------------------

    def flow(self) -> Picture:
        """The balance of the period, cause by cause; causes without a case are left out."""
        title = _("Biến động hồ sơ trong kỳ")
        own = self.own
        ups, downs = ([name for name in names if own[name]] for names in (INCREASES, DECREASES))
        if not (ups or downs or own["opening"]):
            return Picture(title, _("Trong kỳ không quản lý hồ sơ nào nên không vẽ biểu đồ."))
        up, down = sum(own[name] for name in ups), sum(own[name] for name in downs)
        finding = balance(own["opening"], up, down, own["closing"])
        bars = [*_stock("opening", own), *_steps(own, ups, downs), *_stock("closing", own)]
        drawing = Flow(
            y_label=upper_first(str(CASES)),
            ticks=axis(1.1 * (own["opening"] + up), whole=True),
            bars=tuple(bars),
            key=(_("hồ sơ đang quản lý"), _("tăng"), _("giảm")),
        )
        alt = _("Biểu đồ cột từng bước. %s.") % "; ".join(f"{bar.label} {bar.text}" for bar in bars)
        return self._drawn(title, finding, drawing, _flow_table(own, ups, downs), alt, FLOW_HEIGHT)

    def _drawn(self, title: str, finding: str, drawing, table: Table, alt: str, height: float) -> Picture:
        return Picture(title, finding, drawing, table, f"{title}. {alt}", self.source, height)


def picture_notes() -> tuple[str, ...]:
    """How the pictures are read, once for all of them."""
    notes = (
        _(
            "Khoảng tin cậy 95 % (Clopper–Pearson): với số người đã quản lý, tỷ lệ thật có thể nằm trong khoảng đó; số người"
            " càng ít, khoảng càng rộng. Chỉ nói là cao hơn hoặc thấp hơn khi khác biệt rõ (kiểm định chính xác Fisher, 5 %)."
        ),
        _(
            "Giới hạn 95 % và 99,8 % (phân phối nhị thức): đơn vị có cùng mức chung thì gần như luôn nằm trong giới hạn; khác"
            " nhau trong giới hạn có thể chỉ do ngẫu nhiên. Không xếp thứ tự các đơn vị theo tỷ lệ."
        ),
        _(
            "Số liệu các kỳ trước được tính lại theo những gì đã ghi nhận đến lúc chốt số liệu báo cáo này và theo cùng một cách"
            " tính, nên có thể khác báo cáo đã ký của các kỳ ấy."
        ),
    )
    return tuple(map(unbroken, notes))


def _titled(place: int, picture: Picture) -> Picture:
    title = _("Biểu đồ %(place)d. %(title)s") % {"place": place, "title": picture.title}
    return replace(picture, title=unbroken(title), finding=unbroken(picture.finding))


def _period(days: dict) -> Period:
    return Period(date.fromisoformat(days["start"]), date.fromisoformat(days["end"]))


def _rate(period: Period, counted: dict) -> RateShown:
    return shown(Rate(period, counted["managed"], counted["reoffended"]))


def _counts(one: RateShown) -> str:
    return f"{number(one.rate.reoffended)}/{number(one.rate.managed)}"


def _rate_text(one: RateShown) -> str:
    return "—" if one.per_cent is None else per_cent(one.per_cent)


def _rate_cell(one: RateShown) -> Cell:
    return Cell(None if one.per_cent is None else f"{one.per_cent:.2f}", Kind.RATE)


def _rate_cells(one: RateShown) -> tuple[Cell, Cell, Cell]:
    return Cell(one.rate.managed), Cell(one.rate.reoffended), _rate_cell(one)


def _funnel_finding(found: Iterable[tuple[str, Outside | None]]) -> str:
    named = units_outside(found)
    if not named:
        return _("Không đơn vị nào nằm ngoài giới hạn: khác nhau giữa các đơn vị có thể chỉ do ngẫu nhiên.")
    return _("Chỉ đơn vị nằm ngoài giới hạn mới là khác mức chung: %s.") % named


def _stock(name: str, own: dict) -> list[FlowBar]:
    return [FlowBar(str(FIELD_LABELS[name]), number(own[name]), 0, own[name], "stock")]


def _steps(own: dict, ups: Sequence[str], downs: Sequence[str]) -> list[FlowBar]:
    changes = [*((name, own[name]) for name in ups), *((name, -own[name]) for name in downs)]
    levels = [*accumulate((count for _name, count in changes), initial=own["opening"])]
    return [
        FlowBar(
            str(FIELD_LABELS[name]),
            f"{'+' if count > 0 else '−'}{number(abs(count))}",
            start,
            end,
            "in" if count > 0 else "out",
        )
        for (name, count), start, end in zip(changes, levels, levels[1:], strict=False)
    ]


def _flow_table(own: dict, ups: Sequence[str], downs: Sequence[str]) -> Table:
    columns, counts = [Column(str(FIELD_LABELS["opening"]))], [own["opening"]]
    for group, names in ((_("Tăng trong kỳ"), ups), (_("Giảm trong kỳ"), downs)):
        columns += [Column(str(FIELD_LABELS[name]), group) for name in names]
        columns.append(Column(_("Cộng"), group))
        counts += [*(own[name] for name in names), sum(own[name] for name in names)]
    columns.append(Column(str(FIELD_LABELS["closing"])))
    return Table(tuple(columns), (Row(tuple(map(Cell, [*counts, own["closing"]]))),))
