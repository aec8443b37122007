"""A user who opens many people within a short time is flagged once, and the leader sees the flag."""

from datetime import date, timedelta

import pytest

from audit import events as audit_events
from audit.models import FLAGGED, AuditEvent
from cases.access_log import alerts
from cases.access_log.alerts import MAX_PEOPLE, WINDOW
from cases.facts.stay_chain import start_history
from cases.models import Case
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from core.dates import today


@pytest.fixture
def cases(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison")
    made = [
        NewCase(f"HS-{n}", PersonData(f"Người {n}"), history, {"release_on": date(2024, 1, 5)})
        for n in range(MAX_PEOPLE + 2)
    ]
    reception_services.receive_many(by=None, cases=made)
    return list(Case.objects.order_by("pk"))


@pytest.fixture
def clock(monkeypatch):
    """Replace the audit's clock by one that the test sets."""

    class Clock:
        at = audit_events.timezone.now()

        def now(self):
            return self.at

    made = Clock()
    monkeypatch.setattr(audit_events, "timezone", made)
    return made


def look(user, cases, action="case.view"):
    for case in cases:
        audit_events.record(by=user, action=action, target=case)


def flagged(user) -> list[dict]:
    return list(AuditEvent.objects.filter(action=FLAGGED, by=user).order_by("number").values_list("detail", flat=True))


def test_sixty_people_are_work_and_one_more_is_flagged(world, cases, clock):
    look(world.officer, cases[:MAX_PEOPLE])
    assert flagged(world.officer) == []
    look(world.officer, cases[MAX_PEOPLE : MAX_PEOPLE + 1])
    assert flagged(world.officer) == [{"people": MAX_PEOPLE + 1, "minutes": 5}]


def test_the_same_people_again_and_again_are_not_many(world, cases, clock):
    for _time in range(4):
        look(world.officer, cases[:MAX_PEOPLE])
        look(world.officer, cases[:MAX_PEOPLE], "case.form")
    assert flagged(world.officer) == []


def test_what_others_looked_at_and_what_is_no_look_do_not_count(world, cases, clock):
    look(world.officer, cases[:MAX_PEOPLE])
    look(world.leader, cases[MAX_PEOPLE:])
    look(world.officer, cases[MAX_PEOPLE:], "case.list")
    assert flagged(world.officer) == flagged(world.leader) == []


def test_slowly_one_may_open_everybody(world, cases, clock):
    for case in cases:
        look(world.officer, [case])
        clock.at += WINDOW / MAX_PEOPLE
    assert flagged(world.officer) == []


def test_it_is_said_once_in_each_span(world, cases, clock):
    look(world.officer, cases)
    look(world.officer, cases)
    assert len(flagged(world.officer)) == 1
    clock.at += WINDOW + timedelta(seconds=1)
    look(world.officer, cases)
    assert len(flagged(world.officer)) == 2


def test_two_cases_of_one_person_are_one_person(world, cases, clock):
    Case.objects.filter(pk__in=[cases[-1].pk, cases[-2].pk]).update(person=cases[0].person)
    look(world.officer, cases)
    assert flagged(world.officer) == []


def test_an_ordinary_look_costs_one_short_query_more(world, cases, clock, django_assert_num_queries):
    for _day in range(3):
        look(world.officer, cases[:40])
        clock.at += timedelta(hours=8)
    with django_assert_num_queries(1):
        assert alerts.too_many_people(world.officer, clock.at) is None


def test_through_the_pages_the_leader_is_shown_who_it_was(world, cases, client_for):
    officer = client_for(world.officer)
    for case in cases:
        assert officer.get(case.get_absolute_url()).status_code == 200
    leader = client_for(world.leader)
    month = f"{today():%Y-%m}"
    rows = {row["user"]: row for row in leader.get(f"/cases/looks/?month={month}").context["rows"]}
    assert (rows[world.officer]["many"], rows[world.officer_ha]["many"]) == (1, 0)
    page = leader.get(f"/cases/looks/{world.officer.public_id}/?month={month}").content.decode()
    assert f"{MAX_PEOPLE + 1} người trong 5 phút" in page
    before = leader.get(f"/cases/looks/{world.officer.public_id}/?month=2024-01").content.decode()
    assert "trong thời gian ngắn" not in before
    assert list(audit_events.first_broken(AuditEvent.objects.order_by("number"))) == []
