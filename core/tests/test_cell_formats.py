"""What a number format shows of a value."""

from datetime import date

import pytest

from core.spreadsheets.cell_formats import date_kind, date_pattern, date_text, shown_number


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy", "full"),
        ("d-mmm-yy", "full"),
        ("[$-42A]dd/mm/yyyy;@", "full"),
        ("yyyy-mm-dd", "full"),
        ('"ngày" d "tháng" m "năm" yyyy', "full"),
        ("dd/mm/yyyy hh:mm", "full"),
        ("mm/yyyy", "month"),
        ("mmm-yy", "month"),
        ("yyyy", "year"),
        ("d/m", "day_month"),
        ("m/d/yyyy", "month_first"),
        ("mm-dd-yy", "month_first"),
        ("h:mm", "time"),
        ("0.00", ""),
        ("#,##0", ""),
        ("General", ""),
        ("@", ""),
    ],
)
def test_how_a_format_shows_a_date(code, kind):
    assert date_kind(code) == kind


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("mm\\-yyyy", "05-2024"),
        ("[$-42A]m.yy;@", "5.24"),
        ("d/m", "7/5"),
        ("yyyy-mm-dd", "2024-05-07"),
        ("dd/mm/yyyy", ""),
        ("d/m/yy", ""),
        ("mmm-yy", ""),
        ('"ngày" d "tháng" m', ""),
        ("dd-mm-yyyy hh:mm", ""),
        ("General", ""),
    ],
)
def test_the_signs_of_a_date_are_kept(code, shown):
    pattern = date_pattern(code)
    assert (date_text(date(2024, 5, 7), pattern) if pattern else "") == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.066, "0.0%", ("percent", "6,6%")),
        (0.066, "0%", ("percent", "7%")),
        (0.0655, "0.00 %", ("percent", "6,55%")),
        (51082000123, "000000000000", ("text", "051082000123")),
        (36, '0" tháng"', ("text", "36 tháng")),
        (50, '#,##0\\ "triệu"', ("text", "50 triệu")),
        (50_000_000, "#,##0,", ("text", "50.000")),
        (15, '"GCN-"000', ("text", "GCN-015")),
        (1234.5, "#,##0.00", None),
        (5, "General", None),
        (5, "@", None),
        (5, '_-* #,##0_-;\\-* #,##0_-;_-* "-"_-;_-@_-', None),
    ],
)
def test_what_a_number_shows(value, code, shown):
    assert shown_number(value, code) == shown
