"""The year of birth of a relative: what cannot be is refused, what is hardly possible is asked about."""

import pytest

from cases.household.forms import HouseholdForm
from core.dates import today

pytestmark = pytest.mark.django_db


def errors_of(year: int | str, **more: str) -> list[str]:
    typed = {"full_name": "Lê Thị Hoa", "relation": "Mẹ", "birth_year": str(year), **more}
    return list(HouseholdForm(typed).errors.get("birth_year", []))


@pytest.mark.parametrize("ago", [0, 1, 30, 95])
def test_an_ordinary_year_is_taken(ago):
    assert errors_of(today().year - ago) == []
    assert errors_of("") == []


@pytest.mark.parametrize("year", ["85", "1885", "9999"])
def test_an_impossible_year_is_refused(year):
    assert "bốn chữ số" in errors_of(year)[0]


def test_a_year_that_has_not_come_is_refused():
    assert "không đúng" in errors_of(today().year + 1)[0]


def test_an_age_that_is_hardly_possible_is_asked_about_and_can_be_confirmed():
    year = today().year - 96
    typed = {"full_name": "Lê Thị Hoa", "relation": "Bà", "birth_year": str(year)}
    asked = HouseholdForm(typed)
    assert "nay 96 tuổi" in asked.errors["birth_year"][0]
    sign = asked.tick.field.widget.attrs["value"]
    assert HouseholdForm({**typed, "is_sure": sign}).is_valid()
