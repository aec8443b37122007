"""Amounts as people type them, as they are printed, and as words."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.money import (
    LARGEST,
    format_money,
    grouped,
    implausible_money,
    money_in_words,
    number_in_words,
    parse_money,
)

amounts = st.integers(0, LARGEST)

READ = {
    "5.000.000": 5_000_000,
    "5 000 000": 5_000_000,
    "5,000,000": 5_000_000,
    "5000000": 5_000_000,
    "5\u00a0000\u00a0000": 5_000_000,
    "5\u202f000\u202f000 đ": 5_000_000,
    "５．０００．０００": 5_000_000,
    "  5.000.000  ": 5_000_000,
    "5.000.000đ": 5_000_000,
    "50.000.000 đ": 50_000_000,
    "5.000.000 đồng": 5_000_000,
    "5.000.000 ĐỒNG.": 5_000_000,
    "5.000.000 ₫": 5_000_000,
    "₫ 5.000.000": 5_000_000,
    "5000000 VND": 5_000_000,
    "5000000vnđ": 5_000_000,
    "VNĐ 5.000.000": 5_000_000,
    "5tr": 5_000_000,
    "5 tr": 5_000_000,
    "5TR": 5_000_000,
    "5 trđ": 5_000_000,
    "5 triệu": 5_000_000,
    "5 trieu dong": 5_000_000,
    "5 triệu đồng": 5_000_000,
    "5,5 triệu": 5_500_000,
    "5.5 triệu": 5_500_000,
    "1.5 triệu": 1_500_000,
    "1,25 triệu": 1_250_000,
    "0,5 triệu": 500_000,
    "1 tỷ": 1_000_000_000,
    "1 tỉ": 1_000_000_000,
    "1,2 tỷ": 1_200_000_000,
    "0,125 tỷ": 125_000_000,
    "1.250,5 triệu": 1_250_500_000,
    "1 250 triệu": 1_250_000_000,
    "1 tỷ 200 triệu": 1_200_000_000,
    "1 tỷ 200 triệu 500 nghìn đồng": 1_200_500_000,
    "5 triệu rưỡi": 5_500_000,
    "5tr5": 5_500_000,
    "1 tỷ 2": 1_200_000_000,
    "500 nghìn": 500_000,
    "500 ngàn": 500_000,
    "500k": 500_000,
    "500 K": 500_000,
    "5.000": 5_000,
    "5,000": 5_000,
    "500": 500,
    "0": 0,
    "0 đồng": 0,
    # A zero fraction that no reader can take for a group.
    "5.000.000,00": 5_000_000,
    "5,000,000.00": 5_000_000,
    "5000000.0": 5_000_000,
    "5.000.000 đồng (năm triệu đồng)": 5_000_000,
    "5.004.000đ (Bằng chữ: Năm triệu không trăm lẻ bốn ngàn đồng chẵn./.)": 5_004_000,
}
REFUSED = [
    "", "   ", "5,5", "5,50", "5.50", "5.00", "5,00", "500.00", "0.500", "0.000", "5.000,000", "50.00.000", "5.0000", "5..000",
    "12 34", "5 5 5", "-5", "−5.000", "(5.000.000)", "5²", "٥٠٠٠", "1e6", "0x10", "5m", "5 củ", "khoảng 5 triệu", "5.000.000 $",
    "5.500 triệu", "5,500 triệu", "500.000 nghìn", "5tr500", "5tr50", "5,5tr5", "5 triệu 2 tỷ", "1 triệu 1000 nghìn",
    "5 triệu triệu", "triệu", "đ", "rưỡi", "5 rưỡi", "5 đồng triệu", "đ 5 đ", "5 triệu 5 đồng", "0,0005 nghìn", "5 triệu/tháng",
    "5.000.000 đồng (sáu triệu đồng)", "9" * 19, "9" * 300, f"{'9' * 70} triệu 5", "9.999.999 tỷ", "=5000000",
    "5.000.000; 6.000.000",
]  # fmt: skip


@pytest.mark.parametrize(("text", "amount"), READ.items())
def test_an_amount_is_read_as_it_is_meant(text, amount):
    assert parse_money(text) == amount


@pytest.mark.parametrize("text", READ)
def test_decomposed_letters_are_the_same(text):
    assert parse_money(unicodedata.normalize("NFD", text)) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_may_mean_something_else_is_refused_with_what_to_type(text):
    with pytest.raises(ValueError, match=r"Hãy (ghi|chỉ ghi|xem lại)"):
        parse_money(text)


def test_a_refusal_names_what_was_typed_and_what_it_may_be():
    with pytest.raises(ValueError, match="«5,5».*5,5 triệu"):
        parse_money("5,5")
    with pytest.raises(ValueError, match=r"5\.500\.000\.000 đồng hoặc 5\.500\.000 đồng"):
        parse_money("5.500 triệu")


@given(amounts)
@example(5_000_000)
@example(0)
def test_what_is_printed_is_read_again(amount):
    assert parse_money(grouped(amount)) == parse_money(format_money(amount)) == parse_money(str(amount)) == amount


@given(amounts, st.sampled_from([" ", ",", "\u00a0"]), st.sampled_from(["", "đ", " đ", " đồng", " VND"]))
def test_every_grouping_is_read(amount, mark, currency):
    assert parse_money(f"{amount:,}".replace(",", mark) + currency) == amount


@given(amounts)
def test_an_amount_stands_beside_its_words(amount):
    assert parse_money(f"{format_money(amount)} ({money_in_words(amount)})") == amount


@given(st.text(max_size=40) | st.text(alphabet="0123456789., đtrkiệuỷ-()rưỡi", max_size=30))
@example("999999999999999 tỷ 5")
def test_any_text_is_an_amount_or_refused(text):
    with suppress(ValueError):
        assert 0 <= parse_money(text) <= LARGEST


WORDS = {
    0: "không",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    101: "một trăm linh một",
    104: "một trăm linh tư",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    1_000: "một nghìn",
    1_005: "một nghìn không trăm linh năm",
    1_024: "một nghìn không trăm hai mươi tư",
    21_021: "hai mươi mốt nghìn không trăm hai mươi mốt",
    500_000: "năm trăm nghìn",
    5_000_000: "năm triệu",
    5_500_000: "năm triệu năm trăm nghìn",
    5_050_000: "năm triệu không trăm năm mươi nghìn",
    1_000_005: "một triệu không trăm linh năm",
    1_200_000_000: "một tỷ hai trăm triệu",
    10**12: "một nghìn tỷ",
    10**12 + 1: "một nghìn tỷ không trăm linh một",
}


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_a_number_is_read_aloud_as_in_vietnamese(number, words):
    assert number_in_words(number) == words
    assert money_in_words(number) == f"{words} đồng"


def test_no_two_numbers_have_the_same_words():
    numbers = [*range(2_000), *range(1_000_000, 1_002_000), *(10**power for power in range(16))]
    assert len({number_in_words(number) for number in numbers}) == len(set(numbers))


def test_below_zero_there_are_no_words():
    with pytest.raises(ValueError, match="below zero"):
        number_in_words(-1)


@pytest.mark.parametrize("amount", [0, 1_000_000, 5_000_000, 100_000_000])
def test_a_usual_amount_is_not_asked_about(amount):
    assert implausible_money(amount, 1_000_000, 100_000_000) == ""


def test_an_odd_amount_is_asked_about_in_digits_and_words():
    low, high = 1_000_000, 100_000_000
    assert implausible_money(50, low, high).startswith(
        "50 đồng (năm mươi đồng) ít hơn thường lệ. Nếu ý là 50.000.000 đồng"
    )
    assert "Nếu ý là 5.000.000 đồng" in implausible_money(5_000, low, high)
    assert "không?" in implausible_money(high + 1, low, high)
    assert "không?" in implausible_money(99, 10**9, 10**10)


@pytest.mark.parametrize(
    "text", ["50.000.000,-", "50.000.000/-", "50.000.000 đồng chẵn", "50 triệu đồng chẵn.", "50.000.000.-"]
)
def test_what_closes_an_amount_on_paper_is_no_part_of_it(text):
    assert parse_money(text) == 50_000_000


@pytest.mark.parametrize("text", ["-50.000.000", "chẵn", "-", "50 chẵn triệu"])
def test_such_signs_elsewhere_are_not_read(text):
    with pytest.raises(ValueError, match="số tiền|Số tiền"):
        parse_money(text)
