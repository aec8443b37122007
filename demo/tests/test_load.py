"""Loading the demo district: once, through the services, and never beside real data."""

from datetime import date

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.permissions.scope import visible_units
from areas.models import Unit
from audit.models import AuditEvent
from cases.choices import Outcome
from cases.facts import stay_chain
from cases.facts import store as facts_store
from cases.models import Case, IdentityNumber, Person, Reoffence, Stay
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.records import services as records_services
from demo import users
from demo.district import CASES, DISTRICT, FRAME, PERIOD, inhabitants
from demo.load import load_district
from demo.users import DemoRefused


def everything() -> list:
    """The data of people and cases without keys and times of this database."""
    cases = Case.objects.select_related("person", "officer").order_by("code")
    histories = facts_store.current_histories(cases)
    units = dict(Unit.objects.values_list("pk", "code"))
    return [
        (
            case.code,
            (case.person.full_name, str(case.person.birth), case.person.sex, case.person.ethnicity),
            sorted(number.number for number in case.person.identity_numbers.all()),
            [getattr(case, name) for name in records_services.DETAILS if name != "officer"],
            case.officer.username,
            [(units[stay.unit_id], stay.category, stay.start_on, stay.end_on, stay.end_reason) for stay in histories[case.pk]],
            sorted((reoffence.prosecuted_on, reoffence.convicted_on, reoffence.outcome) for reoffence in case.reoffences.all()),
        )
        for case in cases
    ]  # fmt: skip


def loaded_and_rolled_back(seed: int) -> list:
    with transaction.atomic():
        load_district(seed=seed)
        data = everything()
        transaction.set_rollback(True)
    return data


def real_case(world) -> Case:
    begun = stay_chain.start_history(
        unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison"
    )
    new = NewCase("HS-1", PersonData("Trần Văn Thật"), begun, {"release_on": date(2024, 1, 5)})
    return reception_services.receive(by=None, case=new)


def test_the_seed_determines_the_loaded_district(world):
    first = loaded_and_rolled_back(1)

    assert len(first) == CASES
    assert loaded_and_rolled_back(1) == first
    assert loaded_and_rolled_back(2) != first


def test_loading_twice_changes_nothing(world):
    first = load_district(seed=1)
    before = everything()
    events = AuditEvent.objects.count()

    second = load_district(seed=1)

    assert (first.created, second.created) == (True, False)
    assert (first.people, first.cases) == (second.people, second.cases) == (len(inhabitants(1)), CASES)
    assert everything() == before
    assert AuditEvent.objects.count() == events


def test_later_changes_are_kept(world):
    load_district(seed=1)
    case = Case.objects.get(code="MAU-2024-001")
    records_services.update_details(by=None, case=case, version=case.version, job_text="Mở quán nước")
    real_case(world)

    load_district(seed=1)

    assert Case.objects.get(code="MAU-2024-001").job_text == "Mở quán nước"
    assert Case.objects.count() == CASES + 1


def test_another_seed_is_refused_after_loading(world):
    load_district(seed=1)

    with pytest.raises(DemoRefused, match="--seed 1"):
        load_district(seed=2)
    assert Case.objects.count() == CASES


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


def test_loading_uses_the_services(world):
    load_district(seed=1)

    assert AuditEvent.objects.filter(action="case.receive").count() == CASES
    assert AuditEvent.objects.get(action="demo.load").detail == {"seed": 1, "cases": CASES}
    numbers = sum(len(one.numbers) for one in inhabitants(1))
    assert IdentityNumber.objects.count() == numbers
    assert Stay.objects.current().count() == sum(len(case.history) for one in inhabitants(1) for case in one.life.cases)
    generated = sum(len(one.life.reoffences) for one in inhabitants(1))
    reoffences = Reoffence.objects.current()
    assert reoffences.count() == generated + 2  # a dropped charge and an acquittal
    assert set(reoffences.values_list("outcome", flat=True)) == set(Outcome.values)
    waiting = reoffences.unconfirmed().count()
    assert 0 < waiting < reoffences.counted().count()
    assert not reoffences.unconfirmed().filter(prosecuted_on__range=(PERIOD.start, PERIOD.end)).exists()


def test_each_case_has_the_officer_of_its_commune(world):
    load_district(seed=1)

    for case in Case.objects.with_latest().select_related("officer"):
        assert [one.unit_id for one in case.officer.memberships.all()] == [case.unit_id]


def test_an_officer_sees_only_the_own_commune_and_the_leader_the_whole_district(world):
    made = load_district(seed=1).users
    open_cases = Case.objects.exclude(pk__in=Stay.objects.latest().filter(end_reason="expunged").values("case"))

    own = Case.objects.visible_to(made["canbo.tinhbac"])
    assert 0 < own.count() < open_cases.count()
    assert set(own.with_latest().values_list("unit_name", flat=True)) == {"Tịnh Bắc"}
    assert Case.objects.visible_to(made["lanhdao.sontinh"]).count() == open_cases.count()
    assert not Case.objects.visible_to(made["lanhdao.tunghia"]).exists()


def test_there_is_an_officer_for_every_commune_of_the_district(world):
    made = users.seed_users()
    district = Unit.objects.find(DISTRICT, on=FRAME.last)
    covered = {
        unit.pk for one in users.USERS if one.role == "commune_officer" for unit in visible_units(made[one.username])
    }

    assert set(Unit.objects.on(FRAME.last).filter(parent=district).values_list("pk", flat=True)) < covered


def test_two_officers_and_two_leaders_share_no_unit(world):
    made = users.seed_users()

    for first, second in (("commune_officer", "commune_officer_2"), ("district_leader", "district_leader_2")):
        seen = [set(visible_units(made[users.BY_ROLE[key]]).values_list("pk", flat=True)) for key in (first, second)]
        assert all(seen)
        assert seen[0].isdisjoint(seen[1])


def test_passwords_are_stable_and_differ_between_installations(world, settings):
    first = users.credentials(users.seed_users())
    again = users.credentials(users.seed_users())

    assert first == again
    assert all(one["password"] for one in first)
    assert len({one["password"] for one in first}) == len(users.USERS)
    settings.SECRET_KEY = "another installation " * 3
    assert users.password("quantri") != first[-1]["password"]
    assert users.credentials(users.seed_users())[0]["password"] is None


@pytest.mark.django_db
@pytest.mark.parametrize("key", range(20))
def test_every_validator_accepts_every_demo_password(key, settings):
    settings.SECRET_KEY = f"key number {key} " * 4

    for one in users.USERS:
        validate_password(users.password(one.username), User(username=one.username, full_name=one.full_name))
    with pytest.raises(ValidationError):
        validate_password("sontinh2024", User(username="x"))
