"""How much, how long, at what price: the worked examples of the law and the days and sums at its edges."""

from datetime import date
from decimal import Decimal

import pytest

from law.choices import Purpose
from law.credit import limits
from law.timeline import Article, LawValue, law_on

LAW = law_on([], date(2024, 6, 1))


@pytest.mark.parametrize(
    ("purpose", "months", "most"),
    [
        (Purpose.PRODUCTION, None, 100_000_000),
        (Purpose.TRAINING, 6, 24_000_000),
        (Purpose.TRAINING, 1, 4_000_000),
        (Purpose.TRAINING, 36, 144_000_000),
        (Purpose.TRAINING, None, None),
    ],
)
def test_a_person_may_borrow_so_much(purpose, months, most):
    limit = limits.ceiling(purpose, LAW, months)

    assert limit.most == most
    assert "Điều 6" in str(limit.reason.article)


@pytest.mark.parametrize(
    ("workers", "most"),
    [(0, 0), (1, 100_000_000), (19, 1_900_000_000), (20, 2_000_000_000), (21, 2_000_000_000)],
)
def test_an_establishment_may_borrow_by_its_workers_up_to_two_thousand_million(workers, most):
    assert limits.business_ceiling(workers, 0, LAW).most == most


def test_the_ceiling_by_released_workers_is_a_setting():
    only_released = law_on([LawValue("loan_business_all_workers", "0", Article("Công văn"), date(2024, 1, 1))], LAW.day)

    assert limits.business_ceiling(40, 3, only_released).most == 300_000_000
    assert "chấp hành xong án phạt tù" in limits.business_ceiling(40, 3, only_released).reason.text


def test_without_the_number_of_workers_there_is_no_ceiling_yet():
    assert limits.business_ceiling(None, 3, LAW).most is None


@pytest.mark.parametrize(
    ("purpose", "months", "most"),
    [
        (Purpose.PRODUCTION, None, 120),
        (Purpose.TRAINING, 6, 18),
        (Purpose.TRAINING, 12, 36),
        (Purpose.TRAINING, 13, 26),
        (Purpose.TRAINING, 24, 48),
        (Purpose.TRAINING, None, None),
    ],
)
def test_a_loan_lasts_at_most(purpose, months, most):
    limit = limits.longest(purpose, LAW, months)

    assert limit.most == most
    assert "Điều 8" in str(limit.reason.article)


@pytest.mark.parametrize(
    ("first", "end", "pays_out", "pays_back", "last"),
    [
        (date(2024, 3, 1), date(2024, 8, 31), 6, 12, date(2025, 8, 31)),
        (date(2024, 3, 1), date(2024, 9, 1), 7, 14, date(2025, 11, 30)),
        (date(2024, 3, 1), date(2025, 2, 28), 12, 24, date(2027, 2, 28)),
        (date(2024, 3, 1), date(2025, 3, 1), 13, 13, date(2026, 4, 30)),
        (date(2024, 3, 1), date(2026, 2, 28), 24, 24, date(2028, 2, 29)),
        (date(2024, 3, 1), date(2024, 3, 1), 1, 2, date(2024, 5, 31)),
    ],
)
def test_a_course_is_paid_back_in_twice_its_time_or_once(first, end, pays_out, pays_back, last):
    term = limits.course_term(first, end, LAW)

    assert (term.pays_out, term.pays_back, term.last_on) == (pays_out, pays_back, last)
    assert term.whole == pays_out + pays_back


def test_a_course_that_ends_before_it_is_paid_for_is_a_slip():
    with pytest.raises(ValueError, match="trước khi"):
        limits.course_term(date(2024, 3, 2), date(2024, 3, 1), LAW)


@pytest.mark.parametrize(("amount", "is_secured"), [(99_999_999, False), (100_000_000, False), (100_000_001, True)])
def test_security_begins_above_a_hundred_million(amount, is_secured):
    assert (limits.security(amount, LAW) is not None) is is_secured


def test_what_is_overdue_costs_thirteen_tenths():
    rate = LAW.decimal("loan_rate")

    assert rate == Decimal("6.6")
    assert limits.overdue_rate(rate, LAW) == Decimal("8.58")


@pytest.mark.parametrize(
    ("principal", "rate", "days", "amount"),
    [
        (100_000_000, "6.6", 365, 6_600_000),
        (100_000_000, "6.6", 30, 542_466),
        (100_000_000, "8.58", 1, 23_507),
        (0, "6.6", 30, 0),
        (365, "50", 1, 1),
    ],
)
def test_interest_is_by_the_day_and_rounded_half_up(principal, rate, days, amount):
    assert limits.interest(principal, Decimal(rate), days, LAW) == amount


def test_an_administrators_row_changes_a_ceiling_from_its_day():
    row = LawValue("loan_production_most", "150000000", Article("Quyết định mới"), date(2025, 1, 1))

    assert limits.ceiling(Purpose.PRODUCTION, law_on([row], date(2024, 12, 31))).most == 100_000_000
    assert limits.ceiling(Purpose.PRODUCTION, law_on([row], date(2025, 1, 1))).most == 150_000_000
