"""Loading the demo district: through the services, and once."""

import pytest

from audit.models import AuditEvent
from cases.choices import Outcome
from cases.models import Case, IdentityNumber, Reoffence, Stay
from cases.records import services as records_services
from demo.load import load_district
from demo.people.district import PERIOD
from demo.people.last_months import everybody
from demo.tests.loaded_data import people_and_cases
from demo.tests.test_load_refused import real_case
from demo.users import DemoRefused

PEOPLE = everybody(1)
CASES = sum(len(one.codes) for one in PEOPLE)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def first(shared_rows):
    """The result of loading seed 1 into the empty system."""
    with shared_rows(lambda: load_district(seed=1)) as result:
        yield result


def test_loading_twice_changes_nothing(first):
    before = people_and_cases()
    events = AuditEvent.objects.count()

    second = load_district(seed=1)

    assert (first.created, second.created) == (True, False)
    assert (first.people, first.cases) == (second.people, second.cases) == (len(PEOPLE), CASES)
    assert people_and_cases() == before
    assert AuditEvent.objects.count() == events


def test_later_changes_are_kept(first, world):
    case = Case.objects.get(code="MAU-2024-001")
    records_services.update_details(by=None, case=case, version=case.version, job_text="Mở quán nước")
    real_case(world)

    load_district(seed=1)

    assert Case.objects.get(code="MAU-2024-001").job_text == "Mở quán nước"
    assert Case.objects.count() == CASES + 1


def test_another_seed_is_refused_after_loading(first):
    with pytest.raises(DemoRefused, match="--seed 1"):
        load_district(seed=2)
    assert Case.objects.count() == CASES


def test_loading_uses_the_services(first):
    assert AuditEvent.objects.filter(action="case.receive").count() == CASES
    assert AuditEvent.objects.get(action="demo.load").detail == {"seed": 1, "cases": CASES}
    numbers = sum(len(one.numbers) for one in PEOPLE)
    assert IdentityNumber.objects.count() == numbers
    assert Stay.objects.current().count() == sum(len(case.history) for one in PEOPLE for case in one.life.cases)
    generated = sum(len(one.life.reoffences) for one in PEOPLE)
    reoffences = Reoffence.objects.current()
    assert reoffences.count() == generated + 2  # a dropped charge and an acquittal
    assert set(reoffences.values_list("outcome", flat=True)) == set(Outcome.values)
    waiting = reoffences.unconfirmed().count()
    assert 0 < waiting < reoffences.counted().count()
    assert not reoffences.unconfirmed().filter(prosecuted_on__range=(PERIOD.start, PERIOD.end)).exists()


def test_each_case_has_the_officer_of_its_commune(first):
    cases = Case.objects.with_latest().select_related("officer").prefetch_related("officer__memberships")
    assert len(cases) == CASES
    for case in cases:
        assert [one.unit_id for one in case.officer.memberships.all()] == [case.unit_id]


def test_an_officer_sees_only_the_own_commune_and_the_leader_the_whole_district(first):
    open_cases = Case.objects.exclude(pk__in=Stay.objects.latest().filter(end_reason="expunged").values("case"))

    own = Case.objects.visible_to(first.users["canbo.tinhbac"])
    assert 0 < own.count() < open_cases.count()
    assert set(own.with_latest().values_list("unit_name", flat=True)) == {"Tịnh Bắc"}
    assert Case.objects.visible_to(first.users["lanhdao.sontinh"]).count() == open_cases.count()
    assert not Case.objects.visible_to(first.users["lanhdao.tunghia"]).exists()
