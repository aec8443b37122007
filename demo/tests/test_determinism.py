"""What seed and day determine: of the demo district, and of the activity generated in it."""

from datetime import date, timedelta
from itertools import accumulate

import pytest

from cases.models import Contact, Need
from community.models import FundEntry
from demo.load import load_district
from demo.people.last_months import everybody
from demo.tests.loaded_data import Loaded, look

# What seed and day determine is made before it is stored.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

ON, LATER = date(2026, 11, 24), date(2031, 5, 1)


@pytest.fixture(scope="module")
def loaded(shared_rows):
    """loaded(seed, on): load the district into the empty system, look at it, and roll it back."""

    def load(seed: int, on: date) -> Loaded:
        def work():
            load_district(seed=seed, on=on)
            return look()

        with shared_rows(work) as found:
            return found

    return load


@pytest.fixture(scope="module")
def first(loaded) -> Loaded:
    return loaded(1, ON)


def test_the_seed_determines_the_people():
    everybody.cache_clear()
    before = everybody(1)
    everybody.cache_clear()
    assert everybody(1) == before


def test_the_seed_and_the_day_determine_the_district_and_its_activity(first, loaded):
    assert len(first.people_and_cases) == sum(len(one.codes) for one in everybody(1))
    assert all(first.activity[model.__name__] for model in (Contact, Need, FundEntry))
    everybody.cache_clear()
    assert loaded(1, ON) == first


def test_another_seed_gives_other_people_and_other_activity(first, loaded):
    other = loaded(2, ON)

    assert other.people_and_cases != first.people_and_cases
    assert other.activity != first.activity


def test_a_later_day_moves_the_activity_but_not_the_facts(first, loaded):
    later = loaded(1, LATER)

    assert later.facts == first.facts
    assert later.last_contact_on - first.last_contact_on > timedelta(days=390)
    # The needs of the people do not depend on the day.
    assert abs(first.open_needs - later.open_needs) <= 3
    # The fund of the model does not run out or grow without end.
    balances = list(accumulate(later.fund))
    assert min(balances) >= 0
    assert balances[-1] < 40_000_000
    assert len(later.fund) > len(first.fund)
    assert max(later.activities_on) <= LATER
