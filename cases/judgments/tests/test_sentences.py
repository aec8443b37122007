"""Sentences are parsed to months, regardless of the words around them."""

import pytest

from cases.judgments.sentences import Sentence, parse_sentence


@pytest.mark.parametrize(
    ("written", "months"),
    [
        ("3 năm 6 tháng", 42),
        ("03 năm 06 tháng", 42),
        ("3 năm, 6 tháng tù", 42),
        ("3NĂM6THÁNG", 42),
        ("03 năm", 36),
        ("18 tháng", 18),
        ("09 tháng tù giam", 9),
        ("36 (ba mươi sáu) tháng tù", 36),
        ("2 năm rưỡi", 30),
        ("20 nam", 240),
        ("tù có thời hạn 30 năm", 360),
    ],
)
def test_terms_in_months(written, months):
    assert parse_sentence(written) == Sentence(written, months)


@pytest.mark.parametrize(
    ("written", "months", "days"), [("2 năm 6 tháng 15 ngày", 30, 15), ("45 ngày", 0, 45), ("5 năm 15 ngày", 60, 15)]
)
def test_days_beyond_the_months_are_kept(written, months, days):
    assert parse_sentence(written) == Sentence(written, months, days=days)


@pytest.mark.parametrize("written", ["chung thân", "Tù chung thân", "CHUNG THÂN", "án chung thân.", "chung than"])
def test_life_is_no_number_of_months(written):
    assert parse_sentence(written) == Sentence(written, None, life=True)


@pytest.mark.parametrize(
    "written",
    ["", "tù", "3", "30 năm 1 tháng", "0 tháng", "tử hình", "3 đến 5 năm", "18 tháng 2 năm", "rưỡi"]
    + ["20 năm (giảm từ chung thân), chung thân", "9999 tháng"],
)
def test_what_is_no_sentence_is_refused_in_words(written):
    with pytest.raises(ValueError, match="Mức án"):
        parse_sentence(written)


@pytest.mark.parametrize(
    ("text", "months"),
    [("36T", 36), ("3N6T", 42), ("18th", 18), ("18 thg", 18), ("3,5 năm", 42), ("2.5 năm tù", 30), ("03N", 36)],
)
def test_short_forms(text, months):
    assert parse_sentence(text).months == months


@pytest.mark.parametrize("text", ["3,2 năm", "36", "T", "3N6", "3,5 tháng"])
def test_what_may_mean_something_else_is_refused(text):
    with pytest.raises(ValueError, match="Mức án"):
        parse_sentence(text)
