"""The data quality of figures: facts recorded late or after a report, corrected or withdrawn."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from areas.models import Unit
from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.facts import clock as facts_clock
from cases.facts import store as facts_store
from cases.facts.stay_chain import start_history
from cases.facts.store import ReoffenceData
from cases.models import Reoffence, Stay
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.transfers import services as transfers_services
from core.dates import VIETNAM, Period
from core.errors import Refused
from jobs.models import StoredFile
from law.models import LawSetting
from reports.documents.tables import quality_note
from reports.measures import management
from reports.measures.quality import late_limits
from reports.models import Report
from reports.services import make_report
from reports.tests.life import check

H1 = Period(date(2024, 1, 1), date(2024, 6, 30))
pytestmark = pytest.mark.usefixtures("fast_documents")
NOTHING = {"late": 0, "after_report": 0, "corrected": 0, "withdrawn": 0}


@pytest.fixture
def clock(monkeypatch):
    """clock("2024-02-01 10:00") sets the time at which facts are recorded, until the next call."""

    def set_to(text: str) -> datetime:
        moment = datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
        for module in (facts_clock.timezone,):
            monkeypatch.setattr(module, "now", lambda: moment)
        monkeypatch.setattr(facts_store, "today", lambda: moment.date())
        return moment

    return set_to


def receive(world, code="HS-1", on=date(2024, 2, 1), name="Nguyễn Văn Ân"):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=on, origin="prison")
    return reception_services.receive(by=None, case=NewCase(code, PersonData(name), history, {"release_on": on}))


def sign_as_counted(report) -> None:
    """Mark a report as signed at the current time, also if facts were recorded since it was counted."""
    check(report)
    day = timezone.now().astimezone(VIETNAM).date()
    values = {"state": "signed", "number": "1", "signed_on": day, "number_year": day.year}
    Report.objects.filter(pk=report.pk).update(**values, signed_at=timezone.now())


def quality(world, unit=None, at=None):
    return management.figures(unit or world.son_tinh, H1, at or timezone.now())["data_quality"]


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2024-02-01 09:00", 0), ("2024-03-02 23:59", 0), ("2024-03-03 00:01", 1), ("2024-09-01 00:00", 1)],
)
def test_the_thirty_first_day_is_late_in_vietnamese_time(world, clock, moment, late):
    clock(moment)
    receive(world)
    clock("2026-11-01 00:00")
    assert quality(world)["stays"] == {**NOTHING, "late": late}


def test_a_later_closure_does_not_make_the_arrival_late(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-06-03 09:00")
    closing_services.close(by=None, case=case, on=date(2024, 6, 1), reason="died")
    assert quality(world)["stays"] == NOTHING


def test_a_closure_recorded_late_is_late(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-09-03 09:00")
    closing_services.close(by=None, case=case, on=date(2024, 6, 1), reason="died")
    assert quality(world)["stays"] == {**NOTHING, "late": 1}


def test_the_page_of_a_case_marks_late_facts_but_not_their_corrections(world, clock, client_for):
    clock("2024-02-02 09:00")
    case = receive(world)  # dated 01/02/2024, recorded in time
    reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(date(2024, 2, 1)))
    clock("2024-09-03 09:00")
    closing_services.close(by=None, case=case, on=date(2024, 6, 1), reason="died")
    reoffence, data = case.reoffences.get(), ReoffenceData(date(2024, 2, 1), document_number="5/QĐ")
    reoffences_services.correct_reoffence(by=None, reoffence=reoffence, data=data, why="Thiếu số")
    entries = client_for(world.officer).get(case.get_absolute_url()).context["entries"]
    marks = [(entry.on.month, entry.is_late) for entry in entries if not entry.is_void]
    assert marks == [(6, True), (2, False), (2, False)]


def test_a_reoffence_recorded_after_the_report_is_counted(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-07-01 09:00")
    report = make_report(by=None, unit=world.son_tinh, period=H1)
    sign_as_counted(report)
    clock("2024-07-02 09:00")
    reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(date(2024, 6, 20)))
    assert quality(world)["reoffences"] == {**NOTHING, "after_report": 1}
    assert quality(world, world.tinh_bac)["reoffences"] == NOTHING  # no report of the commune was signed
    assert quality(world, world.tu_nghia)["reoffences"] == NOTHING


def test_the_page_of_a_case_marks_facts_recorded_after_a_signed_report(world, clock, client_for):
    def marks(case) -> list[int]:
        page = client_for(world.officer).get(case.get_absolute_url()).content.decode()
        return [page.count("ghi sau báo cáo"), page.count("ghi muộn")]

    clock("2024-02-02 09:00")
    case = receive(world)
    other = receive(world, "HS-2", name="Người Khác")
    clock("2024-07-01 09:00")
    report = make_report(by=None, unit=world.son_tinh, period=H1)
    clock("2024-07-02 09:00")
    reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(date(2024, 6, 20)))
    reoffences_services.record_reoffence(
        by=None, case=other, data=ReoffenceData(date(2024, 7, 1))
    )  # after the reported period
    assert marks(case) == [0, 0]  # a draft does not count as reported
    sign_as_counted(report)
    assert marks(case) == [1, 0]
    assert marks(other) == [0, 0]


def test_signing_a_report_does_not_change_the_figures_of_an_earlier_instant(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-07-01 09:00")
    report = make_report(by=None, unit=world.son_tinh, period=H1)
    clock("2024-07-02 09:00")
    reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(date(2024, 6, 20)))
    at = clock("2024-07-03 09:00")
    before = management.figures(world.son_tinh, H1, at)
    signed_at = clock("2024-07-04 09:00")
    sign_as_counted(report)
    assert management.figures(world.son_tinh, H1, at) == before
    assert quality(world, at=signed_at - timedelta(microseconds=1))["reoffences"] == NOTHING
    # The date of the signature does not matter: the report was counted before the reoffence was known.
    assert quality(world, at=signed_at)["reoffences"] == {**NOTHING, "after_report": 1}


def test_corrections_and_withdrawals_are_counted(world, clock):
    clock("2024-03-01 09:00")
    cases = [receive(world, f"HS-{number}", name=f"Người {number}") for number in range(2)]
    crimes = [
        reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(date(2024, 3, 1))) for case in cases
    ]
    before = clock("2024-03-02 09:00")
    reoffences_services.correct_reoffence(
        by=None, reoffence=crimes[0], data=ReoffenceData(date(2024, 2, 28)), why="Sai ngày"
    )
    reoffences_services.withdraw_reoffence(by=None, reoffence=crimes[1], why="Nhầm người")
    clock("2024-03-03 09:00")
    assert quality(world)["reoffences"] == {**NOTHING, "corrected": 1, "withdrawn": 1}
    assert quality(world, at=before - timedelta(hours=1))["reoffences"] == NOTHING


def test_a_withdrawn_case_is_counted_as_withdrawn(world, clock):
    clock("2024-02-02 09:00")
    case = receive(world)
    clock("2024-02-03 09:00")
    corrections_services.withdraw_case(by=None, case=case, why="Nhập nhầm")
    assert quality(world)["stays"] == {**NOTHING, "withdrawn": 1}


def test_data_quality_is_shown_under_every_table_with_a_rate(world, clock, client_for):
    clock("2024-09-01 09:00")
    receive(world)
    report = make_report(by=None, unit=world.son_tinh, period=H1)
    page = client_for(world.leader).get(report.get_absolute_url()).content.decode()
    # On the page numbers do not break from what they count.
    assert page.replace("\N{NO-BREAK SPACE}", " ").count("Ghi muộn quá 30 ngày: 1 biến động, 0 vụ tái phạm") == 3


def test_the_limit_of_lateness_is_that_of_the_day_of_the_fact(world, clock):
    clock("2024-02-20 09:00")
    receive(world, on=date(2024, 2, 1))
    receive(world, "HS-2", on=date(2024, 2, 11), name="Người thứ hai")
    assert quality(world)["stays"]["late"] == 0
    LawSetting.objects.create(code="late_entry_days", value="5", article="Quy chế", valid_from=date(2024, 2, 11))
    assert quality(world)["stays"]["late"] == 1
    assert late_limits(H1) == [5, 30]
    figures = management.figures(world.son_tinh, H1)
    assert figures["late_entry_days"] == [5, 30]
    assert quality_note(figures)[0].startswith("Ghi muộn quá 5–30 ngày: 1 biến động,")
    before = Period(date(2023, 7, 1), date(2023, 12, 31))
    assert "late_entry_days" not in management.figures(world.son_tinh, before)


# --- against a reference count ------------------------------------------------------------------------------------------------


def reference_quality(here: set[int], period: Period, at: datetime) -> dict:
    """The four counts by their definition in docs/measures.md §3, in plain loops over all versions."""
    stays, crimes = list(Stay.objects.all()), list(Reoffence.objects.all())
    reports = [report for report in Report.objects.exclude(state="draft") if report.signed_at <= at]
    lived_here = {stay.case_id for stay in stays if stay.unit_id in here}
    found = {"stays": dict(NOTHING), "reoffences": dict(NOTHING)}
    ends = [stay for stay in stays if stay.end_reason not in ("", "moved")]
    for kind, versions, every, name in (
        ("stays", [stay for stay in stays if stay.unit_id in here], stays, "start_on"),
        ("stays", [stay for stay in ends if stay.unit_id in here], stays, "end_on"),
        ("reoffences", [crime for crime in crimes if crime.case_id in lived_here], crimes, "prosecuted_on"),
    ):
        for version in versions:
            day = getattr(version, name)
            if day not in period:
                continue
            same_case = [other for other in every if other.case_id == version.case_id]
            first = min(other.known_from for other in same_case if getattr(other, name) == day)
            if version.known_from <= at and not (version.known_until and version.known_until <= at):
                found[kind]["late"] += (first.astimezone(VIETNAM).date() - day).days > 30
                covering = [report for report in reports if report.start <= day <= report.end]
                found[kind]["after_report"] += any(report.known_at < first for report in covering)
            if name != "end_on" and version.known_until and version.known_until <= at:
                next_ones = [other for other in same_case if other.known_from == version.known_until]
                found[kind]["corrected"] += any(other.why for other in next_ones)
                found[kind]["withdrawn"] += not next_ones
    return found


def record_random_facts(draw, world, set_to) -> list[datetime]:
    """Record a few cases and random changes on increasing days. Returns the time of each change."""
    moments, now = [], datetime(2024, 1, 20, 8, tzinfo=VIETNAM)
    cases: list = []
    paper = StoredFile.of(name="x", data=b"x", content_type="x", by=None)
    paper.save()
    for number in range(draw(st.integers(2, 9))):
        now += timedelta(days=draw(st.integers(0, 40)), minutes=1)
        set_to(now)
        happened = now.date() - timedelta(days=draw(st.sampled_from([1, 2, 29, 30, 31, 32, 60, 90])))
        with transaction.atomic(), suppress(Refused, IntegrityError):
            _record_random_fact(draw, world, cases, paper, number, now, happened)
        moments.append(now)
    return moments


def _record_random_fact(draw, world, cases, paper, number, now, happened):
    kind = draw(
        st.sampled_from(
            ["receive", "receive", "move", "close", "crime", "crime", "correct", "withdraw", "undo", "sign"]
        )
    )
    if kind == "receive" or not cases:
        cases.append(receive(world, f"HS-{number}", happened, f"Người {number}"))
        return
    case = draw(st.sampled_from(cases))
    crime = Reoffence.objects.current().filter(case=case).first()
    if kind == "move":
        transfers_services.transfer(
            by=None, case=case, to_unit=draw(st.sampled_from([world.tinh_ha, world.tu_nghia_commune])), on=happened
        )
    elif kind == "close":
        closing_services.close(by=None, case=case, on=happened, reason="died")
    elif kind == "crime":
        reoffences_services.record_reoffence(by=None, case=case, data=ReoffenceData(happened))
    elif kind == "correct" and crime:
        reoffences_services.correct_reoffence(by=None, reoffence=crime, data=ReoffenceData(happened), why="Sai ngày")
    elif kind == "withdraw" and crime:
        reoffences_services.withdraw_reoffence(by=None, reoffence=crime, why="Nhầm")
    elif kind == "undo":
        corrections_services.withdraw_case(by=None, case=case, why="Nhầm")
    elif kind == "sign":
        given = {
            "start": date(2024, 1, 1),
            "end": date(2024, 1 + number // 2 + 1, 15),
            "known_at": now - timedelta(days=draw(st.sampled_from([0, 30, 90])), hours=1),
        }
        files = {"docx": paper, "pdf": paper, "xlsx": paper}
        signed = {"state": "signed", "number": str(number), "signed_on": now.date(), "signed_at": now}
        figures: dict[str, dict] = {"figures": {}, "before": {}, "unit_names": {}}
        Report.objects.create(unit=world.son_tinh, version=number + 1, **given, **files, **signed, **figures)


@pytest.mark.django_db
def test_random_facts_are_counted_as_by_plain_loops(world, monkeypatch):
    world.tu_nghia_commune = Unit.objects.on(date(2024, 6, 1)).filter(parent=world.tu_nghia).first()
    here = set(Unit.objects.within(world.son_tinh).values_list("pk", flat=True))

    def set_to(moment):
        monkeypatch.setattr(facts_clock.timezone, "now", lambda: moment)
        monkeypatch.setattr(facts_store, "today", lambda: moment.date())

    @seed(1)
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def one(data):
        with transaction.atomic():
            moments = record_random_facts(data.draw, world, set_to)
            at = data.draw(st.sampled_from(moments)) + timedelta(seconds=1)
            assert quality(world, at=at) == reference_quality(here, H1, at)
            transaction.set_rollback(True)

    one()
