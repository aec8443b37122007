"""The people of the other districts: counted as by the reference count, and loaded once."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from accounts.models import User
from audit import events as audit_events
from audit.models import AuditEvent
from cases.models import Case, Reoffence
from core.dates import Period
from demo import users
from demo.people.district import PERIOD
from demo.province.districts import DISTRICTS, LY_SON
from demo.province.load import Neighbour, load_neighbours, neighbours
from demo.province.people import HALF_YEAR_BEFORE, inhabitants
from demo.tests.reference_people import plain_cases
from loans.models import Loan
from reports.measures.management import figures
from reports.measures.tests.reference_count import count

pytestmark = pytest.mark.django_db
LATER = Period(date(2024, 6, 15), date(2025, 6, 14))


@pytest.fixture(scope="module")
def demo_users(shared_rows) -> Iterator[Mapping[str, User]]:
    """The demo users, and the people of seed 1 loaded."""

    def load() -> Mapping[str, User]:
        made = users.seed_users()
        load_neighbours(seed=1, users=made)
        return made

    with shared_rows(load) as made:
        yield made


def people(one: Neighbour, seed: int = 1):
    return inhabitants(seed, one.district, sorted(one.units))


def whole(one: Neighbour, period: Period) -> dict:
    [row] = [
        row
        for row in figures(one.unit, period)["management"]
        if (row["unit"], row["category"]) == (one.unit.code, "total")
    ]
    return row


def test_every_district_is_counted_as_by_the_reference_count(demo_users):
    for one in neighbours(demo_users):
        cases = plain_cases(people(one))
        for period in (HALF_YEAR_BEFORE, PERIOD, LATER):
            slow = count(cases, set(one.units), "total", period.start, period.end)
            slow.pop("unconfirmed")
            found = whole(one, period)
            assert {name: found[name] for name in slow} == slow, (one.district.place, period)


def test_the_district_of_the_seed_is_the_largest_and_some_people_reoffend_elsewhere(demo_users):
    rows = {one.district: whole(one, PERIOD) for one in neighbours(demo_users)}
    assert {one: row["reoffended"] for one, row in rows.items()} == {one: one.reoffenders for one in DISTRICTS}
    assert all(0 < row["managed"] < 138 for row in rows.values())
    assert set(Reoffence.objects.current().values_list("outcome", flat=True)) >= {"pending", "convicted"}
    assert Loan.objects.count() == sum(one.loans for one in DISTRICTS)


def test_loading_again_changes_nothing(demo_users):
    cases, events = Case.objects.count(), AuditEvent.objects.count()
    assert load_neighbours(seed=1, users=demo_users) == cases > 600
    assert (Case.objects.count(), AuditEvent.objects.count()) == (cases, events)
    assert audit_events.first_broken_event({}) is None


def test_a_leader_sees_the_own_district_only(demo_users):
    [islands] = [one for one in neighbours(demo_users) if one.district.code == LY_SON]
    assert set(islands.units) == {LY_SON}
    own = Case.objects.visible_to(islands.leader)
    assert own
    assert {case.code[:7] for case in own} == {"MAU536-"}


def test_seeds_differ_and_nobody_shares_a_number(demo_users):
    found = neighbours(demo_users)
    again, other = people(found[0]), people(found[0], seed=2)
    assert again == people(found[0])
    assert [one.who for one in again] != [one.who for one in other]
    numbers = [number for one in found for person in people(one) for number in person.numbers]
    assert len(numbers) == len(set(numbers))
