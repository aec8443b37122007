"""Late, after a report, corrected, withdrawn: what stands beside every rate."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from areas.dates import VIETNAM, Period
from cases import known, ledger, services
from cases.history import begin
from cases.ledger import ReoffenceData
from cases.services import NewCase, PersonData
from reports import measures
from reports.models import Report
from reports.services import make_report

H1 = Period(date(2024, 1, 1), date(2024, 6, 30))
NOTHING = {"late": 0, "after_report": 0, "corrected": 0, "withdrawn": 0}


@pytest.fixture
def clock(monkeypatch):
    """clock("2024-02-01 10:00"): the server's clock, for facts, until told otherwise."""

    def set_to(text: str) -> datetime:
        moment = datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
        for module in (known.timezone,):
            monkeypatch.setattr(module, "now", lambda: moment)
        monkeypatch.setattr(ledger, "today", lambda: moment.date())
        return moment

    return set_to


def receive(world, code="HS-1", on=date(2024, 2, 1), name="Nguyễn Văn Ân"):
    history = begin(unit_id=world.tinh_bac.pk, category="completed", on=on, origin="prison")
    return services.receive(by=None, case=NewCase(code, PersonData(name), history, {"release_on": on}))


def quality(world, unit=None, at=None):
    return measures.figures(unit or world.son_tinh, H1, at or timezone.now())["data_quality"]


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2024-02-01 09:00", 0), ("2024-03-02 23:59", 0), ("2024-03-03 00:01", 1), ("2024-09-01 00:00", 1)],
)
def test_the_thirty_first_day_is_late_in_hanoi(world, clock, moment, late):
    clock(moment)
    receive(world)
    clock("2026-11-01 00:00")
    assert quality(world)["stays"] == {**NOTHING, "late": late}


def test_a_later_closure_does_not_make_the_arrival_late(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-06-03 09:00")
    services.close(by=None, case=case, on=date(2024, 6, 1), reason="died")
    assert quality(world)["stays"] == NOTHING


def test_a_closure_told_late_is_late(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-09-03 09:00")
    services.close(by=None, case=case, on=date(2024, 6, 1), reason="died")
    assert quality(world)["stays"] == {**NOTHING, "late": 1}


def test_a_reoffence_told_after_the_report_is_counted_as_such(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-07-01 09:00")
    report = make_report(by=None, unit=world.son_tinh, period=H1)
    Report.objects.filter(pk=report.pk).update(
        state="issued", number="1", signed_on=date(2024, 7, 1), issued_at=timezone.now()
    )
    clock("2024-07-02 09:00")
    services.record_reoffence(by=None, case=case, data=ReoffenceData(date(2024, 6, 20)))
    assert quality(world)["reoffences"] == {**NOTHING, "after_report": 1}
    assert quality(world, world.tinh_bac)["reoffences"] == NOTHING  # no report of the commune was issued
    assert quality(world, world.tu_nghia)["reoffences"] == NOTHING


def test_corrected_and_withdrawn_stay_counted(world, clock):
    clock("2024-03-01 09:00")
    cases = [receive(world, f"HS-{number}", name=f"Người {number}") for number in range(2)]
    crimes = [services.record_reoffence(by=None, case=case, data=ReoffenceData(date(2024, 3, 1))) for case in cases]
    before = clock("2024-03-02 09:00")
    services.correct_reoffence(by=None, reoffence=crimes[0], data=ReoffenceData(date(2024, 2, 28)), why="Sai ngày")
    services.withdraw_reoffence(by=None, reoffence=crimes[1], why="Nhầm người")
    clock("2024-03-03 09:00")
    assert quality(world)["reoffences"] == {**NOTHING, "corrected": 1, "withdrawn": 1}
    assert quality(world, at=before - timedelta(hours=1))["reoffences"] == NOTHING


def test_a_withdrawn_case_is_counted_as_withdrawn(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-02-03 09:00")
    services.withdraw_case(by=None, case=case, why="Nhập nhầm")
    assert quality(world)["stays"] == {**NOTHING, "withdrawn": 1}


def test_it_stands_under_every_table_with_a_rate(world, clock, client_for):
    clock("2024-09-01 09:00")
    receive(world)
    report = make_report(by=None, unit=world.son_tinh, period=H1)
    page = client_for(world.leader).get(report.get_absolute_url()).content.decode()
    assert page.count("Ghi muộn quá 30 ngày: 1 biến động, 0 vụ tái phạm") == 4
