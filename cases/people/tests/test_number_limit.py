"""A leader enters so many ID numbers a day, free or known elsewhere, and the access log counts them."""

from datetime import timedelta

import pytest

from audit.models import AuditEvent
from cases.models import IdentityNumber
from cases.people import services
from cases.people.id_numbers import check_id_number
from cases.tests.factories import receive
from core.errors import Refused


@pytest.fixture
def limit(monkeypatch):
    monkeypatch.setattr(services, "MAX_NUMBERS_A_DAY", 4)
    return 4


def add(user, case, serial: int):
    return services.add_number(by=user, person=case.person, number=check_id_number(f"0510850{serial:05}"))


@pytest.fixture
def known(world):
    """Four numbers of people of another district."""
    for serial in range(4):
        receive(
            world, f"K-{serial}", f"Kẻ Kia {serial}", unit=world.tu_nghia, numbers=(("cccd", f"0510850{serial:05}"),)
        )


@pytest.mark.parametrize("first", [0, 50])  # known elsewhere, free
def test_the_next_number_of_the_day_is_refused_whether_it_is_known_or_free(
    world, known, limit, first, client_for, post_form
):
    case = receive(world)
    for serial in range(first, first + limit):
        add(world.leader, case, serial)
    for serial in (3, 99):
        with pytest.raises(Refused, match="mức cao nhất trong ngày"):
            add(world.leader, case, serial)
        answer = post_form(
            client_for(world.leader), f"{case.get_absolute_url()}numbers/new/", {"number": f"0510850{serial:05}"}
        )
        assert answer.status_code == 422
    assert IdentityNumber.all_objects.filter(person=case.person).count() == limit
    for serial in range(90, 90 + limit + 1):  # an officer is not told which numbers wait
        add(world.officer, case, serial)


def test_the_count_begins_again_at_midnight_and_commands_have_none(world, limit, monkeypatch):
    case = receive(world)
    for serial in range(limit):
        add(world.leader, case, serial)
    add(None, case, 98)
    monkeypatch.setattr(services, "today", lambda: services.timezone.localdate() + timedelta(days=1))
    add(world.leader, case, 99)


def test_the_access_log_counts_what_was_added_and_what_is_known_elsewhere(world, known, client_for):
    case = receive(world)
    for serial in (0, 1, 50):
        add(world.leader, case, serial)
    rows = {row["user"]: row for row in client_for(world.leader).get("/cases/looks/").context["rows"]}
    assert (rows[world.leader]["numbers"], rows[world.leader]["elsewhere"]) == (3, 2)
    assert (rows[world.officer]["numbers"], rows[world.officer]["elsewhere"]) == (0, 0)
    assert AuditEvent.objects.filter(action="person.number_elsewhere", by=world.leader).count() == 2
