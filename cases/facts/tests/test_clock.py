"""Versions of facts stay in order although the server's clock is set back between them; only invented people have a past."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from audit import events as audit_events
from audit.models import AuditEvent
from cases.facts import clock as facts_clock
from cases.models import Reoffence, Stay
from cases.reoffences import services as reoffences_services
from cases.reoffences.services import ReoffenceData
from cases.tests.factories import receive
from cases.transfers import services as transfers_services
from core.dates import VIETNAM, today


class ClockSetBack:
    """Stands for django.utils.timezone after the clock was set back by two hours."""

    @staticmethod
    def now():
        return timezone.now() - timedelta(hours=2)


def in_order(versions) -> bool:
    """Whether each version begins before it ends, and the next begins when the one before it ended or later."""
    rows = sorted(versions, key=lambda row: row.known_from)
    ends = [row.known_until for row in rows if row.known_until]
    return all(row.known_until is None or row.known_from < row.known_until for row in rows) and max(ends) <= max(
        row.known_from for row in rows
    )


def test_a_transfer_after_the_clock_was_set_back_follows_the_arrival(world, monkeypatch):
    case = receive(world)
    monkeypatch.setattr(facts_clock, "timezone", ClockSetBack)
    transfers_services.transfer(by=None, case=case, to_unit=world.tinh_ha, on=date(2024, 5, 1))
    stays = Stay.objects.filter(case=case)
    assert stays.filter(known_until=None).count() == 2
    assert in_order(stays)


def test_a_correction_after_the_clock_was_set_back_follows_the_entry(world, monkeypatch):
    case = receive(world)
    [first] = reoffences_services.record_reoffences(
        by=None, items=[(case, ReoffenceData(prosecuted_on=date(2024, 5, 1)))]
    )
    monkeypatch.setattr(facts_clock, "timezone", ClockSetBack)
    data = ReoffenceData(prosecuted_on=date(2024, 5, 2))
    reoffences_services.correct_reoffence(by=None, reoffence=first, data=data, why="Ghi nhầm ngày")
    assert Reoffence.objects.current().get(case=case).prosecuted_on == date(2024, 5, 2)
    assert in_order(Reoffence.objects.filter(case=case))


PAST = datetime(2023, 5, 4, 9, tzinfo=UTC)


def test_invented_people_have_a_past_and_the_audit_tells_when_it_was_written(world):
    before = timezone.now()
    with facts_clock.invented_past(PAST):
        case = receive(world)
    later = receive(world, code="HS-2")
    assert set(Stay.objects.filter(case=case).values_list("known_from", flat=True)) == {PAST}
    assert Stay.objects.get(case=later).known_from >= before
    assert AuditEvent.objects.get(action="case.receive", target_id=case.pk).at >= before
    assert audit_events.first_broken_event({}) is None


def test_all_but_the_audit_goes_by_an_invented_now(world):
    before = timezone.now()
    with facts_clock.invented_now(PAST):
        assert (today(), facts_clock.settled_time(), facts_clock.fact_time()) == (date(2023, 5, 4), PAST, PAST)
        case = receive(world, on=date(2023, 5, 3))
    assert facts_clock.settled_time() >= before
    assert today() > date(2023, 5, 4)
    assert AuditEvent.objects.get(action="case.receive", target_id=case.pk).at >= before


both = pytest.mark.parametrize("invented", [facts_clock.invented_past, facts_clock.invented_now])


@both
def test_the_past_is_refused_in_production(settings, invented):
    settings.PRODUCTION = True
    with pytest.raises(RuntimeError), invented(PAST):
        pass


@both
def test_the_past_is_refused_in_a_request(invented):
    token = audit_events.origin.set(audit_events.Origin(request_id="7"))
    try:
        with pytest.raises(RuntimeError), invented(PAST):
            pass
    finally:
        audit_events.origin.reset(token)


@both
def test_the_past_is_refused_where_it_is_the_future(invented):
    with pytest.raises(RuntimeError), invented(timezone.now() + timedelta(minutes=1)):
        pass
    assert today() == timezone.now().astimezone(VIETNAM).date()


# Any call of them, and of what they call in core/clock.py.
INVENTED = re.compile(r"\b(invented_past|invented_now|clock\.invented)\b")


def test_only_the_demo_invents_a_past():
    root = Path(settings.BASE_DIR)
    users = {
        path.relative_to(root).parts[0]
        for path in root.glob("*/**/*.py")
        if INVENTED.search(path.read_text()) and "tests" not in path.parts and ".venv" not in path.parts
    }
    assert users == {"cases", "demo"}
    assert [path.name for path in root.glob("cases/**/*.py") if INVENTED.search(path.read_text())] == [
        "clock.py",
        "test_clock.py",
    ]
