"""One chart of each kind with invented figures, and a page that shows them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from core.charts import Cell, Chart, Column, Curve, ReferenceLine, Row
from dashboard.wording import tenth
from reintegration import urls
from reports.documents.wording import per_cent
from reports.statistics import funnel_curve, outside, share, survival

PAGE = """{% extends "base.html" %}{% block title %}Biểu đồ{% endblock %}{% block main_class %}chart-sheet{% endblock %}
{% block head %}{% include "charts/_scripts.html" %}{% endblock %}
{% block content %}<h1>Biểu đồ</h1>{% for chart in charts %}{% include "charts/_chart.html" %}{% endfor %}{% endblock %}"""

HALF_YEARS = [
    ("II/20", 3, 120),
    ("I/21", 5, 131),
    ("II/21", 2, 128),
    ("I/22", 4, 140),
    ("II/22", 6, 150),
    ("I/23", 3, 146),
    ("II/23", 6, 148),
    ("I/24", 0, 138),
]
COMMUNES = [
    ("Tịnh Trà", 0, 14),
    ("Tịnh Minh", 1, 25),
    ("Tịnh Hiệp", 2, 36),
    ("Tịnh Thọ", 1, 41),
    ("Tịnh Bình", 9, 46),
    ("Tịnh Sơn", 2, 52),
    ("Tịnh Đông", 3, 57),
    ("Tịnh Phong", 2, 74),
    ("Tịnh Bắc", 4, 90),
    ("Tịnh Giang", 7, 130),
    ("Tịnh Hà", 7, 156),
]
FLOW = [
    ("Đầu kỳ", 116, "stock"),
    ("Ra trại", 21, "in"),
    ("Chuyển đến", 1, "in"),
    ("Xóa án tích", 17, "out"),
    ("Chết", 3, "out"),
    ("Rời địa bàn", 3, "out"),
    ("Cuối kỳ", 115, "stock"),
]
SIGNS = {"stock": "", "in": "+", "out": "−"}
TIMES = {
    "Có việc làm": [5, -8, 11, -12, -14, 19, *[-20 - i for i in range(16)]],
    "Chưa có việc làm": [2, 4, 4, 7, -9, 10, -13, 16, *[-18 - i for i in range(12)]],
}


def _number(value: float | None) -> Cell:
    return Cell("", None) if value is None else Cell(f"{value:.1f}".replace(".", ","), value)


def trend() -> Chart:
    """Eight half-years, the last one chosen."""
    rows = []
    for i, (label, k, n) in enumerate(HALF_YEARS):
        s = share(k, n)
        cells = (
            Cell(label),
            Cell(f"{k}/{n}", k),
            Cell(per_cent(100 * s.rate), 100 * s.rate),
            _number(100 * s.interval.low),
            _number(100 * s.interval.high),
        )
        rows.append(Row(cells, f"/charts/?period={i}", "chosen" if i == 7 else ""))
    columns = (
        Column("label", "Nửa năm", numeric=False),
        Column("count", "Tái phạm/quản lý"),
        Column("rate", "Tỷ lệ"),
        Column("low", "Từ (%)"),
        Column("high", "Đến (%)"),
    )
    return Chart(
        "tam-nua-nam",
        "trend",
        "Tám nửa năm",
        columns,
        tuple(rows),
        note="Vạch đứng là khoảng tin cậy 95 %. Chưa thấy khác biệt rõ giữa các nửa năm.",
        source="Công an huyện Sơn Tịnh, số liệu biết đến 27/11/2026",
        y_label="Tỷ lệ tái phạm",
        lines=(ReferenceLine(3, "Chỉ tiêu 3 %"),),
    )


def funnel() -> Chart:
    """Eleven communes over three years; one outside."""
    p0 = sum(k for _, k, _ in COMMUNES) / sum(n for _, _, n in COMMUNES)
    rows = []
    for i, (name, k, n) in enumerate(COMMUNES):
        s = share(k, n)
        found = outside(k, n, p0)
        cells = (
            Cell(name),
            Cell(str(n), n),
            Cell(str(k), k),
            Cell(per_cent(100 * s.rate), 100 * s.rate),
            Cell(f"{tenth(100 * s.interval.low)} – {tenth(100 * s.interval.high)}"),
        )
        rows.append(Row(cells, f"/charts/?commune={i}", "outside" if found else ""))
    limits = funnel_curve(range(4, 165, 4), p0)
    return Chart(
        "cac-xa",
        "funnel",
        "Các xã, 3 năm",
        (
            Column("label", "Xã", numeric=False),
            Column("people", "Số người"),
            Column("count", "Tái phạm"),
            Column("rate", "Tỷ lệ"),
            Column("words", "Khoảng tin cậy", numeric=False),
        ),
        tuple(rows),
        note="Ngoài hai đường cong mới là khác mức chung: Tịnh Bình cao hơn mức chung.",
        source="Công an huyện Sơn Tịnh, số liệu biết đến 27/11/2026",
        x_label="Số người được quản lý trong 3 năm",
        y_label="Tỷ lệ tái phạm",
        lines=(ReferenceLine(100 * p0, "Mức chung"),),
        curves=(
            Curve("95 %", tuple((limit.n, 100 * limit.low_95, 100 * limit.high_95) for limit in limits)),
            Curve("99,8 %", tuple((limit.n, 100 * limit.low_998, 100 * limit.high_998) for limit in limits)),
        ),
    )


def flow() -> Chart:
    """Stock and flow of a period; deaths have no list to open."""
    rows = tuple(
        Row((Cell(label), Cell(f"{SIGNS[mark]}{count}", count)), "" if label == "Chết" else f"/charts/?cause={i}", mark)
        for i, (label, count, mark) in enumerate(FLOW)
    )
    columns = (Column("label", "Biến động", numeric=False), Column("count", "Hồ sơ"))
    note = "Bấm vào từng cột để xem danh sách. Đầu kỳ + vào − ra = cuối kỳ: 116 + 22 − 23 = 115."
    return Chart("bien-dong", "flow", "Biến động trong kỳ", columns, rows, note=note)


def time_until() -> Chart:
    """Two groups of survival curves with few people at the end."""
    rows = []
    for group, signed in TIMES.items():
        found = survival([abs(time) for time in signed], [time > 0 for time in signed])
        times = sorted({0, 6, 12, 18, 24, 30, *(step.time for step in found.steps)})
        for step in filter(None, map(found.at, times)):
            limits = step.limits
            cells = (
                Cell(group),
                Cell(str(step.time), step.time),
                Cell(str(step.at_risk), step.at_risk),
                _number(100 * step.survival),
                _number(100 * limits.low if limits else None),
                _number(100 * limits.high if limits else None),
            )
            rows.append(Row(cells, mark="few" if step.few else ""))
    return Chart(
        "thoi-gian",
        "survival",
        "Thời gian đến khi tái phạm",
        (
            Column("group", "Nhóm", numeric=False),
            Column("time", "Tháng"),
            Column("at_risk", "Còn theo dõi"),
            Column("value", "Chưa tái phạm (%)"),
            Column("low", "Từ (%)"),
            Column("high", "Đến (%)"),
        ),
        tuple(rows),
        note="Nét đứt: còn dưới 10 người được theo dõi. So sánh này không chứng minh nguyên nhân.",
        x_label="Tháng sau khi ra trại",
        y_label="Chưa tái phạm",
    )


@login_not_required
def page(request) -> HttpResponse:
    """All four charts under the site's own head and headers."""
    charts = [trend(), funnel(), flow(), time_until()]
    return HttpResponse(engines["django"].from_string(PAGE).render({"charts": charts}, request))


urlpatterns = [path("charts/", page), *urls.urlpatterns]
