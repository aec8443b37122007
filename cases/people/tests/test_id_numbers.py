"""Validation of ID numbers, and restoring zeros that a spreadsheet dropped."""

import pytest

from cases.people.id_numbers import PROVINCES, IdNumber, check_id_number, disagreements, restore_zeros


def reason(text) -> str:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 the words are the test
        check_id_number(text)
    return str(refused.value)


def test_there_were_63_provinces():
    assert len(PROVINCES) == 63
    assert {"001", "048", "051", "062", "079", "096"} <= PROVINCES
    assert not {"000", "003", "005", "050", "097"} & PROVINCES


@pytest.mark.parametrize(
    ("number", "year", "sex"),
    [
        ("051082000123", 1982, "male"),
        ("051182000123", 1982, "female"),
        ("001200000001", 2000, "male"),
        ("096305999999", 2005, "female"),
        ("079000000001", 1900, "male"),
    ],
)
def test_a_cccd_tells_year_and_sex(number, year, sex):
    found = check_id_number(number)

    assert (found.kind, found.number, found.birth_year, found.sex) == ("cccd", number, year, sex)


def test_a_cmnd_has_nine_digits_and_tells_nothing():
    found = check_id_number("212345678")

    assert (found.kind, found.birth_year, found.sex) == ("cmnd", None, "")


@pytest.mark.parametrize("written", ["051 082 000 123", "051.082.000.123", "051-082-000123", " 051082000123 "])
def test_spaces_dots_and_hyphens_do_not_count(written):
    assert check_id_number(written).number == "051082000123"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("05108200012", "11 chữ số"),
        ("0510820001234", "13 chữ số"),
        ("12345678", "8 chữ số"),
        ("", "chữ số"),
        ("05108200012A", "chỉ gồm chữ số"),
        ("٠٥١٠٨٢٠٠٠١٢٣", "chỉ gồm chữ số"),
        ("０５１０８２０００１２３", "chỉ gồm chữ số"),
        ("051082000¹23", "chỉ gồm chữ số"),
        ("003082000123", "003"),
        ("000082000123", "000"),
        ("051482000123", "thế kỷ"),
        ("051982000123", "thế kỷ"),
        ("000000000", "toàn số 0"),
        ("000000000000", "toàn số 0"),
    ],
)
def test_what_is_no_number_is_told_why(written, why):
    assert why in reason(written)


@pytest.mark.parametrize(
    ("left", "number"),
    [
        (51082000123, "051082000123"),
        ("51082000123", "051082000123"),
        (1200000001, "001200000001"),
        (12345678, "012345678"),
    ],
)
def test_one_or_two_zeros_are_given_back(left, number):
    assert restore_zeros(left).number == number


@pytest.mark.parametrize(
    "left",
    [212345678, 1234567, 12345, 0, 99082000123, 51982000123, 1982000123, "5108200012A", "", None, 51082000123.5, True]
    + ["051082000123", "٥١٠٨٢٠٠٠١٢٣"],
)
def test_nothing_is_given_back_where_nothing_is_missing_or_no_number_comes_out(left):
    assert restore_zeros(left) is None


def test_disagreements_are_told_and_what_is_not_known_is_none():
    number = check_id_number("051182000123")

    assert disagreements(number, 1982, "female") == []
    assert disagreements(number, None, "") == []
    assert disagreements(IdNumber("cmnd", "212345678"), 1982, "male") == []
    assert disagreements(number, 1981, "female") == ["Số CCCD cho năm sinh 1982, sổ ghi 1981."]
    assert len(disagreements(number, 1981, "male")) == 2
