"""What is to be done: there while a fact is missing, gone once it is entered, each with its day and its ground."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from areas.dates import today
from cases import services, worklist
from cases.history import begin
from cases.models import Absence, Breach, Contact, Notice, Snooze
from cases.rules.absences import Leave
from cases.rules.agenda import CaseFacts, Job, Move, NoticeFacts, Wish, duties, notice_duties
from cases.rules.breaches import Breach as BreachValue
from cases.rules.convictions import Conviction, Obligation
from cases.rules.law import law_on
from cases.rules.workdays import Calendar
from cases.services import NewCase, PersonData

DAY = date(2024, 6, 3)
LAW, CALENDAR = law_on([], DAY), Calendar()


def facts(**changes) -> CaseFacts:
    """A person about whom everything is done."""
    done = {
        "category": "completed",
        "managed_from": date(2024, 1, 10),
        "release_on": date(2024, 1, 10),
        "presented_on": date(2024, 1, 12),
        "information_on": date(2024, 1, 12),
        "commitment_on": date(2024, 1, 12),
        "has_officer": True,
        "has_helper": True,
        "has_certificate": True,
        "group": "A",
        "classified_on": date(2024, 5, 1),
        "last_contact_on": date(2024, 5, 20),
        "conviction": Conviction(date(2024, 1, 10), months=24),
    }
    return CaseFacts(**{**done, **changes})


def on_probation(**changes) -> CaseFacts:
    done = {
        "category": "conditional",
        "probation_start_on": date(2024, 1, 10),
        "probation_end_on": date(2025, 7, 10),
        "original_end_on": date(2025, 7, 10),
        "conviction": Conviction(None, months=36),
        "reports": {date(2024, month, 1): date(2024, month, 20) for month in range(1, 7)},
        "assessments": {date(2024, month, 1): date(2024, month, 3) for month in range(1, 7)},
        "shortening_asked": True,
    }
    return facts(**{**done, **changes})


def keys(found) -> set[str]:
    return {duty.key for duty in found}


def told(given_facts, on=DAY):
    return {duty.key: duty for duty in duties(given_facts, LAW, CALENDAR, on)}


@pytest.mark.parametrize("done", [facts(), on_probation()])
def test_where_all_is_done_nothing_is_asked(done):
    assert told(done) == {}


MISSING = [
    ("information", {"information_on": None}, date(2024, 1, 17)),
    ("commitment", {"commitment_on": None}, date(2024, 1, 17)),
    ("present", {"presented_on": None, "present_by_on": date(2024, 1, 20)}, date(2024, 1, 20)),
    ("officer", {"has_officer": False}, date(2024, 1, 10)),
    ("helper", {"has_helper": False}, date(2024, 2, 9)),
    ("contact", {"last_contact_on": date(2023, 12, 1), "group": "C"}, date(2024, 2, 9)),
    ("contact", {"agreed_on": date(2024, 6, 1)}, date(2024, 6, 1)),
    ("group", {"classified_on": None, "managed_from": date(2023, 11, 1)}, date(2024, 5, 1)),
    ("sentence", {"conviction": None}, date(2024, 2, 9)),
    ("certificate", {"has_certificate": False}, date(2024, 2, 9)),
    ("need:n", {"wishes": (Wish("n", "việc làm", date(2024, 6, 10)),)}, date(2024, 6, 10)),
    ("work:j:3", {"jobs": (Job("j", "HTX", date(2024, 3, 1)),)}, date(2024, 6, 1)),
    ("transfer", {"transfer_asked_on": date(2024, 5, 30)}, date(2024, 6, 6)),
    ("expungement", {"conviction": Conviction(date(2022, 3, 15), months=18)}, date(2024, 3, 16)),
    ("review", {"review_guided_on": date(2024, 3, 1)}, date(2024, 5, 30)),
    ("expungement", {"conviction": Conviction(date(2022, 3, 15), months=18, obligations=(Obligation(),))}, None),
]
ON_PROBATION = [
    ("present", {"presented_on": None}, date(2024, 1, 15)),
    ("not-presented", {"presented_on": None}, date(2024, 1, 15)),
    ("report:2024-05", {"reports": {date(2024, m, 1): DAY for m in (1, 2, 3, 4, 6)}}, date(2024, 5, 31)),
    ("assessment:2024-05", {"assessments": {date(2024, m, 1): DAY for m in (1, 2, 3, 4)}}, date(2024, 6, 5)),
    ("leave:20240610", {"leaves": (Leave(date(2024, 6, 10), date(2024, 6, 20), is_granted=None),)}, date(2024, 6, 10)),
    ("back:20240501", {"leaves": (Leave(date(2024, 5, 1), date(2024, 5, 20)),)}, date(2024, 5, 21)),
    ("move:m", {"moves": (Move("m", date(2024, 5, 25)),)}, date(2024, 6, 9)),
    ("breach:b:minutes", {"breaches": (BreachValue(date(2024, 6, 1), key="b"),)}, None),
    ("hand-over", {"probation_end_on": date(2024, 7, 1), "original_end_on": date(2024, 7, 1)}, date(2024, 6, 16)),
    ("completion", {"probation_end_on": date(2024, 7, 1), "original_end_on": date(2024, 7, 1)}, date(2024, 7, 1)),
    ("clock", {"probation_end_on": None}, date(2024, 1, 10)),
    ("shorten", {"shortening_asked": False, "probation_end_on": date(2024, 12, 10), "original_end_on": date(2024, 12, 10),
                 "managed_from": date(2022, 1, 10), "release_on": date(2022, 1, 10),
                 "probation_start_on": date(2022, 1, 10)}, None),
]  # fmt: skip


@pytest.mark.parametrize(("key", "missing", "by_on"), MISSING, ids=[f"{n}-{row[0]}" for n, row in enumerate(MISSING)])
def test_what_is_missing_is_asked_by_its_day(key, missing, by_on):
    found = told(facts(**missing))
    assert key in found
    assert found[key].by_on == by_on


@pytest.mark.parametrize(
    ("key", "missing", "by_on"), ON_PROBATION, ids=[f"{n}-{row[0]}" for n, row in enumerate(ON_PROBATION)]
)
def test_what_probation_asks_for(key, missing, by_on):
    found = told(on_probation(**missing))
    assert key in found, sorted(found)
    assert by_on is None or found[key].by_on == by_on


@given(st.sampled_from([*MISSING, *ON_PROBATION]), st.integers(0, 2000))
def test_every_duty_says_why_and_what_is_missing(row, days):
    for make in (facts, on_probation):
        for duty in duties(make(**row[1]), LAW, CALENDAR, DAY + timedelta(days=days)):
            assert str(duty.article).strip()
            assert duty.what
            assert duty.missing
            assert duty.tab


def test_a_notice_is_verified_in_three_working_days():
    """Friday 26/04/2024 before the holidays of 30/4 and 1/5."""
    [duty] = notice_duties(NoticeFacts(date(2024, 4, 26), date(2024, 7, 1)), LAW, CALENDAR, DAY)
    assert (duty.key, duty.by_on) == ("verify", CALENDAR.after(date(2024, 4, 26), 3))
    assert duty.by_on > date(2024, 5, 1)
    late = notice_duties(NoticeFacts(date(2024, 4, 26), date(2024, 6, 1), date(2024, 5, 2)), LAW, CALENDAR, DAY)
    assert keys(late) == {"come"}


# --- pages -----------------------------------------------------------------------------------------------------------------


def receive(world, code, unit=None, category="completed", **details):
    on = date(2026, 3, 10)
    history = begin(unit_id=(unit or world.tinh_bac).pk, category=category, on=on, origin="prison")
    new = NewCase(code, PersonData(f"Người {code}"), history, {"release_on": on, **details})
    return services.receive(by=None, case=new)


def seen(client, query="") -> list:
    return list(client.get(f"/cases/worklist/{query}").context["page"].object_list)


def test_a_duty_goes_when_its_fact_is_entered(world, client_for, post_form):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    assert "information" in {line.duty.key for line in seen(client)}
    data = {"release_on": "10/03/2026", "information_on": "12/03/2026", "version": "1"}
    assert post_form(client, f"/cases/{case.public_id}/details/", data).status_code == 302
    assert "information" not in {line.duty.key for line in seen(client)}


def test_overdue_stands_first_and_filters_combine(world, client_for):
    receive(world, "HS-1", officer=world.officer)
    receive(world, "HS-2")
    client = client_for(world.officer)
    days = [line.days_left for line in seen(client) if line.days_left is not None]
    assert days == sorted(days)
    assert days[0] < 0
    assert {line.name for line in seen(client, "?kind=Phân công")} == {"Người HS-1", "Người HS-2"}
    assert {line.name for line in seen(client, f"?officer={world.officer.get_full_name()}")} == {"Người HS-1"}
    assert all(line.is_overdue for line in seen(client, "?state=overdue"))
    assert len(seen(client, "?print=1")) == len(worklist.lines(world.officer))


def test_a_duty_is_put_off_with_a_reason_and_comes_back(world, client_for, post_form):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    address = f"/cases/{case.public_id}/duties/helper/snooze/"
    until = today() + timedelta(days=10)
    assert post_form(client, address, {"until_on": f"{until:%d/%m/%Y}", "why": ""}).status_code == 422
    far = today() + timedelta(days=100)
    assert post_form(client, address, {"until_on": f"{far:%d/%m/%Y}", "why": "Chờ"}).status_code == 422
    assert post_form(client, address, {"until_on": f"{until:%d/%m/%Y}", "why": "Chờ hội"}).status_code == 302
    assert "helper" not in {line.duty.key for line in seen(client)}
    assert {line.duty.key for line in seen(client, "?state=snoozed")} == {"helper"}
    Snooze.objects.update(until_on=today())
    assert "helper" in {line.duty.key for line in seen(client)}


def test_the_list_is_of_my_units_only(world, client_for):
    receive(world, "HS-1")
    receive(world, "HS-9", unit=world.tinh_ha)
    Notice.objects.create(
        unit=world.tinh_ha, full_name="Người Chờ", category="amnesty", prison_name="T", notice_number="1",
        notice_on=DAY, received_on=DAY, expected_on=DAY, address="x",
    )  # fmt: skip
    assert {line.name for line in seen(client_for(world.officer))} == {"Người HS-1"}
    assert {line.name for line in seen(client_for(world.leader), "?print=1")} == {
        "Người HS-1",
        "Người HS-9",
        "Người Chờ",
    }
    assert client_for(world.bank).get("/cases/worklist/").status_code == 403


def test_the_leader_reads_the_digest(world, client_for):
    receive(world, "HS-1", officer=world.officer)
    receive(world, "HS-2")
    rows = client_for(world.leader).get("/cases/worklist/digest/").context["rows"]
    assert rows[0]["officer"] == ""
    assert rows[1]["officer"] == world.officer.get_full_name()
    assert rows[1]["overdue"] > 0
    assert client_for(world.officer).get("/cases/worklist/digest/").status_code == 403


def test_it_costs_the_same_for_few_and_many(world, client_for):
    def add(number):
        case = receive(world, f"M-{number}", category="conditional", probation_end_on=date(2027, 3, 10))
        Contact.objects.create(case=case, kind="visit", on=DAY, outcome="x")
        Breach.objects.create(case=case, kind="other", on=DAY, description="x")
        Absence.objects.create(case=case, applied_on=DAY, from_on=DAY, until_on=DAY, destination="x", reason="x")

    client = client_for(world.leader)
    for number in range(2):
        add(number)
    client.get("/cases/worklist/")

    def cost():
        with CaptureQueriesContext(connection) as made:
            client.get("/cases/worklist/")
        return len(made)

    few = cost()
    for number in range(2, 14):
        add(number)
    assert cost() == few
