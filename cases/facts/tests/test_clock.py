"""Versions of facts stay in order although the server's clock is set back between them."""

from datetime import date, timedelta

from django.utils import timezone

from cases.facts import clock as facts_clock
from cases.models import Reoffence, Stay
from cases.reoffences import services as reoffences_services
from cases.reoffences.services import ReoffenceData
from cases.tests.factories import receive
from cases.transfers import services as transfers_services


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
