"""Past figures on today's map: the commune of today with the people of those that it was made of."""

import pytest

from accounts.tests.factories import MembershipFactory, UserFactory
from areas.models import Unit
from areas.tests.old_map import MERGED
from reports.tests.sample_cases import H1, WORKED_EXAMPLE, X, Y, store

ADDRESS = f"/dashboard/?start={H1.start}&end={H1.end}&format=json&unit="


@pytest.fixture
def cases(world):
    """X is Tịnh Bắc, which became a part of Ba Gia; Y is Tịnh Trà, which did as well."""
    return store(WORKED_EXAMPLE, {X: world.tinh_bac, Y: Unit.objects.find("21178@1989-07-01")})


@pytest.fixture
def ask(cases, client_for):
    """ask(unit, address): the answer for a leader of this unit."""

    def get(unit, address):
        leader = MembershipFactory(user=UserFactory(), unit=unit, role="district_leader").user
        return client_for(leader).get(address)

    return get


def test_a_past_period_is_counted_for_the_units_of_today(world, ask):
    province = Unit.objects.find("51", MERGED)
    found = ask(province, f"{ADDRESS}21205&today_map=on").json()
    assert (found["unit"]["name"], found["unit"]["code"]) == ("Ba Gia", "21205")
    assert "map_on" in found
    assert (found["headline"]["managed"], found["headline"]["reoffended"]) == (6, 1)
    # C moved between two communes that are one today.
    assert found["figures"]["transferred_in"] == found["figures"]["transferred_out"] == 0


def test_without_the_switch_the_map_is_that_of_the_period(world, ask):
    province = Unit.objects.find("51", MERGED)
    found = ask(province, f"{ADDRESS}21205").json()
    assert found["unit"]["name"] == "Tịnh Bắc"
    assert "map_on" not in found
    assert found["figures"]["transferred_in"] == 1


def test_the_province_has_its_communes_of_today(world, ask):
    province = Unit.objects.find("51", MERGED)
    found = ask(province, f"{ADDRESS}51&today_map=on").json()
    assert [one["unit"] for one in found["funnel"]["units"]] == ["21205"]  # the only one with anybody
    assert found["headline"]["managed"] == 6


def test_the_page_says_which_map_it_shows_and_keeps_it_in_its_links(world, ask):
    page = ask(
        Unit.objects.find("51", MERGED), f"{ADDRESS}21205&today_map=on".replace("&format=json", "")
    ).content.decode()
    assert "Theo địa giới ngày" in page
    assert "today_map=on" in page


def test_a_unit_that_is_no_more_has_no_figures_on_todays_map(world, ask):
    answer = ask(world.son_tinh, f"{ADDRESS}527&today_map=on")
    assert answer.status_code == 404
