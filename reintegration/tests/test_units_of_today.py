"""Lists offer the units of today; an office whose units exist no more works on by the map of their last day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.permissions.scope import communes_for, map_day, visible_communes
from accounts.tests.factories import MembershipFactory, UserFactory
from areas.models import Unit, UnitSuccession
from areas.present import names_on
from cases.search.forms import CaseFilterForm
from cases.tests.factories import receive
from cases.transfers import services as transfers_services
from cases.transfers.forms import AskForm
from cases.worklist.lists import worklist_lines
from core.dates import today
from core.errors import Refused
from loans.queries import filter_units

MERGED = date(2025, 7, 1)


@pytest.fixture
def ba_gia(world):
    return Unit.objects.find("21205@2025-07-01")


@pytest.fixture
def officer(ba_gia):
    """An officer of the commune that Tịnh Bắc became a part of."""
    return MembershipFactory(user=UserFactory(), unit=ba_gia, role="commune_officer").user


@pytest.fixture
def leader(ba_gia):
    return MembershipFactory(user=UserFactory(), unit=ba_gia.parent, role="district_leader").user


def test_an_office_of_today_is_offered_no_former_commune(world, ba_gia, officer, leader):
    assert map_day(officer) == map_day(leader) == today()
    assert list(communes_for(officer, "cases.edit")) == list(visible_communes(officer)) == [ba_gia]
    assert len(visible_communes(leader)) == 96
    assert set(filter_units(leader)) == set(visible_communes(leader))


def test_an_office_of_the_old_map_is_offered_the_communes_of_its_last_day(world):
    assert map_day(world.leader) == MERGED - timedelta(days=1)
    assert len(visible_communes(world.leader)) == 11


def test_without_a_role_the_map_is_that_of_today(world):
    assert map_day(world.stranger) == today()


def test_who_works_in_a_former_and_in_a_present_unit_sees_the_present_map(world, ba_gia):
    MembershipFactory(user=world.officer, unit=ba_gia, role="commune_officer")
    assert map_day(type(world.officer).objects.get(pk=world.officer.pk)) == today()


def test_the_filter_of_a_commune_finds_people_of_those_that_merged_into_it(world, officer, ba_gia):
    case = receive(world, unit=world.tinh_bac)
    form = CaseFilterForm({"unit": ba_gia.pk}, user=officer)
    assert list(form.apply(type(case).objects.visible_to(officer).for_list())) == [case]


def test_the_worklist_names_the_commune_of_today(world, officer):
    receive(world, unit=world.tinh_bac)
    assert {line.unit for line in worklist_lines(officer)} == {"Ba Gia"}
    assert {line.unit for line in worklist_lines(world.officer)} == {"Tịnh Bắc"}


def test_names_follow_successions_up_to_the_day(world):
    links = UnitSuccession.objects.filter(is_main=True)
    assert names_on(MERGED, links)[world.tinh_bac.pk] == "Ba Gia"
    assert names_on(MERGED - timedelta(days=1), links) == {}


def test_a_transfer_is_offered_to_the_communes_of_today_but_not_to_the_own_one(world, ba_gia):
    offered = AskForm(here=world.tinh_bac, on=today()).fields["to_unit"].queryset
    assert offered.count() == 95
    assert ba_gia not in offered
    assert not offered.exclude(valid_to=None).exists()


def test_a_case_is_not_transferred_to_what_its_commune_became(world, ba_gia, officer):
    case = receive(world, unit=world.tinh_bac)
    move = {"moved_on": date(2025, 8, 1), "address": "Thôn 1", "why": "x"}
    with pytest.raises(Refused, match="chính xã này"):
        transfers_services.ask(by=officer, case=case, to_unit=ba_gia, **move)


def test_a_request_to_a_former_commune_is_accepted_by_what_it_became(world, ba_gia, officer):
    case = receive(world, unit=world.tinh_ha)
    move = {"moved_on": date(2025, 6, 1), "address": "Thôn 1", "why": "x"}
    asked = transfers_services.ask(by=world.officer_ha, case=case, to_unit=world.tinh_bac, **move)
    transfers_services.accept(by=officer, request=asked, on=MERGED)
    assert case.stays.current().order_by("start_on").last().unit == ba_gia


def test_a_new_role_is_offered_only_in_units_of_today(world, client_for):
    query = {"app_label": "accounts", "model_name": "membership", "field_name": "unit", "term": "Tịnh"}
    answer = client_for(world.admin).get(reverse("admin:autocomplete"), query)
    offered = Unit.objects.filter(pk__in=[one["id"] for one in answer.json()["results"]])
    assert offered
    assert not offered.exclude(valid_to=None).exists()
