"""How numbers, dates, rates and comparisons are printed."""

from datetime import date

import pytest

from core.documents.model import Cell, Kind, number
from reports.documents.tests.content_parts import NO_BREAK
from reports.documents.wording import compared, compared_rates, share


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        (Cell(1234567), "1.234.567"),
        (Cell(0), "0"),
        (Cell(None), "—"),
        (Cell(245.5), "245,5"),
        (Cell(246.0), "246"),
        (Cell(3, Kind.CHANGE), "+3"),
        (Cell(-1200, Kind.CHANGE), "-1.200"),
        (Cell(0, Kind.CHANGE), "0"),
        (Cell("16.67", Kind.RATE), "16,67"),
        (Cell("0.00", Kind.RATE), "0,00"),
        (Cell(None, Kind.RATE), "—"),
        (Cell("0.43", Kind.RATE_CHANGE), "+0,43"),
        (Cell("-0.43", Kind.RATE_CHANGE), "-0,43"),
        (Cell("0.00", Kind.RATE_CHANGE), "0,00"),
        (Cell(date(2024, 6, 5), Kind.DATE), "05/06/2024"),
        (Cell("=1+1", Kind.TEXT), "=1+1"),
    ],
)
def test_values_are_printed_in_vietnamese_format(cell, printed):
    assert cell.text == printed


@pytest.mark.parametrize(
    ("now", "before", "report_text"),
    [
        (27, 24, f"tăng 3 người (+12,5{NO_BREAK}%)"),
        (23, 25, f"giảm 2 người (-8,0{NO_BREAK}%)"),
        (5, 5, "không đổi"),
        (3, 0, "tăng 3 người"),
        (0, 4, f"giảm 4 người (-100,0{NO_BREAK}%)"),
        (0, 0, "không đổi"),
        (2468, 1234, f"tăng 1.234 người (+100,0{NO_BREAK}%)"),
    ],
)
def test_comparisons_have_a_percentage_unless_the_base_is_zero(now, before, report_text):
    assert compared(now, before, "người") == report_text


def test_rates_are_compared_in_exact_percentage_points():
    assert compared_rates("0.43", "0.00") == "tăng 0,43 điểm phần trăm"
    assert compared_rates("0.10", "0.30") == "giảm 0,20 điểm phần trăm"
    assert compared_rates("1.00", "1.00") == "không đổi"
    assert share(1, 3) == f"33,3{NO_BREAK}%"
    assert number(1234.5) == "1.234,5"
