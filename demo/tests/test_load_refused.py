"""The demo district is never loaded beside real data, and never in production."""

from datetime import date

import pytest

from accounts.models import User
from cases.facts import stay_chain
from cases.models import Case, Person
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from demo import users
from demo.load import load_district
from demo.users import DemoRefused


def real_case(world) -> Case:
    begun = stay_chain.start_history(
        unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison"
    )
    new = NewCase("HS-1", PersonData("Trần Văn Thật"), begun, {"release_on": date(2024, 1, 5)})
    return reception_services.receive(by=None, case=new)


def test_loading_beside_real_cases_is_refused(world):
    real_case(world)

    with pytest.raises(DemoRefused):
        load_district(seed=1)
    assert Case.objects.count() == 1
    assert not User.objects.filter(username="quantri").exists()


def test_production_gets_neither_people_nor_users(world, settings):
    settings.PRODUCTION = True

    with pytest.raises(DemoRefused, match="chạy thật"):
        load_district(seed=1)
    with pytest.raises(DemoRefused):
        users.seed_users()
    assert not Person.objects.exists()
    assert not User.objects.filter(username="quantri").exists()


def test_the_refusal_in_production_comes_first(world, settings):
    real_case(world)
    settings.PRODUCTION = True

    with pytest.raises(DemoRefused, match="chạy thật"):
        load_district(seed=1)
