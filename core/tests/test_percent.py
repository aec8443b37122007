"""Interest rates as people type them."""

import unicodedata
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.percent import MOST, format_rate, implausible_rate, parse_rate

LOW, HIGH = Decimal(1), Decimal(20)


@pytest.mark.parametrize(
    "text",
    [
        "6,6",
        "6.6",
        "6,60",
        "6.6%",
        "6,6 %",
        "6,6%/năm",
        "6,6 %/năm",
        "6.6 % một năm",
        "6,6 PHẦN TRĂM/NĂM",
        " 6,6\u00a0% ",
    ],
)
def test_a_rate_is_read_in_every_way_it_is_written(text):
    assert parse_rate(text) == Decimal("6.60")
    assert parse_rate(unicodedata.normalize("NFD", text)) == Decimal("6.60")


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "6,6,6", "6.666", "0,066", "51", "500", "6 6", "1e1", "٦", "6,6 %/quý", "6,6 đồng", "6,6%%"]
)
def test_what_is_no_rate_is_refused_with_what_to_type(text):
    with pytest.raises(ValueError, match="Hãy ghi số phần trăm một năm, ví dụ 6,6"):
        parse_rate(text)


def test_a_rate_of_a_month_is_told_what_it_is_in_a_year():
    with pytest.raises(ValueError, match="lãi suất một tháng. Ở đây ghi lãi suất một năm: 6,6"):
        parse_rate("0,55 %/tháng")


@given(st.decimals(0, MOST, places=2))
@example(Decimal("0.00"))
@example(Decimal("0.01"))
@example(Decimal(MOST))
@example(Decimal("6.60"))
def test_what_is_printed_is_read_again(rate):
    assert parse_rate(format_rate(rate)) == rate


@given(st.text(max_size=20) | st.text(alphabet="0123456789.,% /nămthg", max_size=12))
@example("0,55 %/tháng")
@example("0,07")
@example("6.6.6")
@example("٣,٥")
def test_any_text_is_a_rate_or_refused(text):
    with suppress(ValueError):
        assert 0 <= parse_rate(text) <= MOST


@pytest.mark.parametrize(
    ("rate", "question"),
    [
        ("6.6", ""),
        ("0", ""),
        ("1", ""),
        ("20", ""),
        ("0.55", "Nếu đây là lãi suất một tháng, hãy ghi 6,6."),
        ("0.07", "Nếu ý là 7 %, hãy ghi 7."),
        ("0.01", "0,01 % một năm ít hơn thường lệ. Nếu ý là 1 %"),
        ("20.01", "nhiều hơn thường lệ"),
    ],
)
def test_an_odd_rate_is_asked_about(rate, question):
    asked = implausible_rate(Decimal(rate), LOW, HIGH)
    assert question in asked
    assert bool(asked) == bool(question)
