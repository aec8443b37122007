"""Birth dates keep the precision with which they are entered."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.people.birth_dates import BirthDate

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("written", "birth", "shown"),
    [
        ("09/05/1982", BirthDate(1982, 5, 9), "09/05/1982"),
        ("9-5-1982", BirthDate(1982, 5, 9), "09/05/1982"),
        ("9.5.1982", BirthDate(1982, 5, 9), "09/05/1982"),
        ("1982-05-09", BirthDate(1982, 5, 9), "09/05/1982"),
        ("1982-05-09 00:00:00", BirthDate(1982, 5, 9), "09/05/1982"),
        ("5/1982", BirthDate(1982, 5), "05/1982"),
        ("1982", BirthDate(1982), "1982"),
        (1982, BirthDate(1982), "1982"),
        (1982.0, BirthDate(1982), "1982"),
        (date(1982, 5, 9), BirthDate(1982, 5, 9), "09/05/1982"),
        (datetime(1982, 5, 9, tzinfo=UTC), BirthDate(1982, 5, 9), "09/05/1982"),
        ("29/02/1984", BirthDate(1984, 2, 29), "29/02/1984"),
        ("00/00/1965", BirthDate(1965), "1965"),
        ("00/07/1965", BirthDate(1965, 7), "07/1965"),
    ],
)
def test_what_is_written_is_kept(written, birth, shown):
    assert BirthDate.parse(written, TODAY) == birth
    assert str(birth) == shown


@pytest.mark.parametrize(
    "written",
    ["31/04/1982", "29/02/1983", "13/1982", "05/00/1982", "1899", "2101", "5/82", "82", "khoảng 1980", "", "1982.5"]
    + [1982.5, 82, True, None, "00", "1982-13-01"],
)
def test_what_is_none_is_refused_in_words(written):
    with pytest.raises(ValueError, match="[Nn]gày|tháng|Năm|tương lai"):
        BirthDate.parse(written, TODAY)


def test_a_day_needs_its_month():
    with pytest.raises(ValueError, match="không hợp lệ"):
        BirthDate(1982, None, 9)


def test_what_is_not_known_comes_first_in_order():
    births = [BirthDate(1981), BirthDate(1980, 6, 2), BirthDate(1980, 6, 1), BirthDate(1980, 6), BirthDate(1980)]

    assert sorted(births, key=lambda birth: birth.sort_key) == births[::-1]
    assert BirthDate(1980, 6).first_day == date(1980, 6, 1)


def test_a_century_that_was_not_written_is_told():
    birth = BirthDate.parse("9/5/82", TODAY)

    assert (birth, birth.note) == (BirthDate(1982, 5, 9), "«9/5/82» được hiểu là 09/05/1982.")
    assert BirthDate.parse("28/11/26", TODAY) == BirthDate(1926, 11, 28)


@pytest.mark.parametrize("written", ["28/11/2026", "12/2026", "2027", date(2026, 11, 28)])
def test_nobody_is_born_tomorrow(written):
    with pytest.raises(ValueError, match="ở tương lai"):
        BirthDate.parse(written, TODAY)


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (BirthDate(1900), "126 tuổi"),
        (BirthDate(1930, 11, 27), "96 tuổi"),
        (BirthDate(1931), ""),
        (BirthDate(2012, 11, 27), ""),
        (BirthDate(2012, 11, 28), "13 tuổi"),
        (BirthDate(2013), "13 tuổi"),
    ],
)
def test_an_age_at_which_nobody_comes_home_from_prison_is_asked_about(birth, age):
    question = birth.question(TODAY)

    assert bool(question) == bool(age)
    assert age in question


@given(st.dates(date(1900, 1, 1), TODAY))
@example(date(2000, 2, 29))
@example(date(1900, 1, 1))
@example(TODAY)
@example(date(1999, 12, 31))
def test_every_day_is_read_back_as_it_is_shown(day):
    birth = BirthDate.parse(day, TODAY)

    for one in (birth, BirthDate(birth.year, birth.month), BirthDate(birth.year)):
        assert BirthDate.parse(str(one), TODAY) == one
