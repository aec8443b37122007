"""A chart refuses what cannot be drawn, and numbers reach the page in no language."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from core.charts import Cell, Column, Row
from dashboard.tests.sample_charts import flow, funnel


def test_a_chart_has_the_columns_cells_and_marks_that_are_drawn():
    chart = flow()
    with pytest.raises(ValueError, match="no column count"):
        replace(chart, columns=(Column("label", "Biến động"), Column("other", "Hồ sơ")))
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        replace(chart, rows=(Row((Cell("Đầu kỳ"),), mark="stock"),))
    with pytest.raises(ValueError, match="'outside' is no mark of a flow"):
        replace(chart, rows=(Row((Cell("Đầu kỳ"), Cell("1", 1)), mark="outside"),))


def test_numbers_reach_the_page_with_a_decimal_point_and_texts_escaped():
    chart = funnel()
    cells = (Cell("<b>Xã</b>"), Cell("46", 46), Cell("9", 9), Cell("19,57 %", 19.5652), Cell("", None))
    page = render_to_string(
        "charts/_chart.html", {"chart": replace(chart, rows=(Row(cells, "/x/?a=1&b=2", "outside"),))}
    )
    assert 'data-value="19.5652" class="num">19,57 %<' in page
    assert '<a href="/x/?a=1&amp;b=2">&lt;b&gt;Xã&lt;/b&gt;</a>' in page
    assert '<tr data-mark="outside">' in page
    assert '"text": "99,8 %"' in page


def test_the_bundle_is_the_one_its_recipe_makes():
    folder = Path(__file__).resolve().parents[2] / "static" / "vendor" / "echarts"
    assert sha256((folder / "echarts.min.js").read_bytes()).hexdigest() in (folder / "README.md").read_text(
        encoding="utf-8"
    )
    lock = (folder / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')
