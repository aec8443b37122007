"""Rows of «Vay vốn»: zero as text, and one error for one cell."""

from datetime import date

import pytest

from register.reading.tests.files import parse
from register.tests import workbooks

LOAN = {
    "code": "HS-1",
    "named_borrower": "Trần Thị Mẹ",
    "purpose": "SXKD",
    "asked": "90.000.000",
    "asked_on": "05/03/2024",
}


def read(**cells):
    """A register of one case and its loan."""
    return parse(workbooks.book([workbooks.case()], None, [{**LOAN, **cells}]))


@pytest.mark.parametrize("zero", [0, "0", "0 đ"])
def test_nothing_is_owed_any_more(zero):
    paid = {"approved": "80.000.000", "decided_on": "20/03/2024", "paid": "80.000.000", "paid_on": "01/04/2024"}
    found = read(**paid, owed=zero, owed_on="01/06/2025")
    assert found.findings.errors == []
    assert [(fact.kind, fact.amount) for fact in found.loans[0].facts][3:] == [("balance", 0)]


@pytest.mark.parametrize("zero", [0, "0"])
def test_an_approved_zero_is_a_refusal(zero):
    found = read(approved=zero, decided_on="20/03/2024")
    assert [(fact.kind, fact.is_approved) for fact in found.loans[0].facts][1:] == [("decision", False)]


@pytest.mark.parametrize("empty", ["-", "không", None])
def test_a_day_without_an_amount_is_an_error(empty):
    (error,) = read(owed=empty, owed_on="01/06/2025").findings.errors
    assert (error.column, "cả ngày và số tiền" in error.message) == ("Dư nợ", True)


@pytest.mark.parametrize(
    "amount", ["#VALUE!", "đã trả hết", True, date(2024, 1, 15)], ids=["error", "words", "true", "date"]
)
def test_an_amount_that_cannot_be_read_is_one_error(amount):
    (error,) = read(owed=amount, owed_on="01/06/2025").findings.errors
    assert error.column == "Dư nợ"
    assert "2024-01-15" not in error.message
