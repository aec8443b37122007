"""The charts of the indicator: the half-years with their intervals, and the units beside the rate of the whole.

Each is drawn from a table that says the same, so the page tells it without scripts too.
"""

from django.utils.translation import gettext as _

from core.charts import Cell, Chart, Column, Curve, ReferenceLine, Row
from core.documents.model import DASH, decimal_comma, number
from law.provider import law_timeline
from reports.documents.wording import outside_text, per_cent, units_outside
from reports.indicator.wording import IndicatorText, period_of
from reports.periods.names import short_name
from reports.statistics import curve_sizes, funnel_curve, outside


def trend(text: IndicatorText) -> Chart:
    """The rate of each half-year with its exact interval, and the target of the period."""
    timeline = law_timeline()
    rows = tuple(
        Row(
            (
                Cell(short_name(period_of(one), timeline)),
                Cell(line["accepted"]),
                Cell(DASH if one["managed"] is None else f"{line['reoffended']}/{line['managed']}"),
                Cell(line["rate"], None if one["rate"] is None else float(one["rate"])),
                _limit(one["low"]),
                _limit(one["high"]),
            ),
            mark="chosen" if (one["start"], one["end"]) == tuple(text.figures["period"].values()) else "",
        )
        for one, line in zip(text.figures["trend"], text.trend(), strict=True)
    )
    columns = (
        Column("label", _("Kỳ"), numeric=False),
        Column("accepted", _("Báo cáo")),
        Column("count", _("Tái phạm/quản lý")),
        Column("rate", _("Tỷ lệ")),
        Column("low", _("Từ (%)")),
        Column("high", _("Đến (%)")),
    )
    target = text.whole["target"]
    return Chart(
        name="trend",
        kind="trend",
        title=_("Các kỳ đến nay"),
        columns=columns,
        rows=rows,
        note=_("Tỷ lệ và khoảng tin cậy 95 % của từng nửa năm, chỉ tính báo cáo đã được chấp nhận."),
        source=text.title,
        y_label=_("Tỷ lệ tái phạm tội (%)"),
        lines=(ReferenceLine(float(target), _("Chỉ tiêu %s") % per_cent(target)),) if target is not None else (),
    )


def funnel(text: IndicatorText) -> Chart | None:
    """The units of the period with the limits around the rate of the whole; None if there are too few to compare.

    Units that count cases by their average, or more reoffenders than people, are not drawn: they are no share of people.
    """
    units = [row for row in text.figures["units"] if row["managed"] and row["reoffended"] <= row["managed"]]
    units = [row for row in units if row["managed"] == int(row["managed"])]
    whole = text.whole
    if len(units) < 2 or not whole["managed"] or whole["reoffended"] > whole["managed"]:
        return None
    p0 = whole["reoffended"] / whole["managed"]
    sides = {row["unit"]: outside(row["reoffended"], int(row["managed"]), p0) for row in units}
    named = units_outside((row["name"], sides[row["unit"]]) for row in units)
    rows = tuple(
        Row(
            (
                Cell(row["name"]),
                Cell(number(row["managed"]), row["managed"]),
                Cell(number(row["reoffended"])),
                Cell(per_cent(row["rate"]), 100 * row["reoffended"] / row["managed"]),
                Cell(outside_text(sides[row["unit"]])),
            ),
            mark="outside" if sides[row["unit"]] else "",
        )
        for row in units
    )
    columns = (
        Column("label", _("Đơn vị"), numeric=False),
        Column("people", _("Người được quản lý")),
        Column("reoffended", _("Tái phạm")),
        Column("rate", _("Tỷ lệ")),
        Column("outside", _("So với mức chung"), numeric=False),
    )
    curve = funnel_curve(curve_sizes(max(int(row["managed"]) for row in units)), p0)
    within = _("Không đơn vị nào nằm ngoài giới hạn: khác nhau giữa các nơi có thể chỉ do ngẫu nhiên.")
    return Chart(
        name="funnel",
        kind="funnel",
        title=_("So sánh các đơn vị"),
        columns=columns,
        rows=rows,
        note=_("Ngoài hai đường cong mới là khác mức chung: %s.") % named if named else within,
        source=text.title,
        x_label=_("Số người được quản lý"),
        y_label=_("Tỷ lệ tái phạm tội (%)"),
        lines=(ReferenceLine(100 * p0, _("Mức chung %s") % per_cent(whole["rate"])),),
        curves=(
            Curve(_("Giới hạn 95 %"), tuple((one.n, 100 * one.low_95, 100 * one.high_95) for one in curve)),
            Curve(_("Giới hạn 99,8 %"), tuple((one.n, 100 * one.low_998, 100 * one.high_998) for one in curve)),
        ),
    )


def _limit(value: float | None) -> Cell:
    return Cell(DASH) if value is None else Cell(decimal_comma(f"{value:.2f}"), value)
