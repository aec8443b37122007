"""The worklist pages: scope, order, snoozing, the digest by officer, and a constant number of queries."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.models import (
    Absence,
    Breach,
    Case,
    Classification,
    Contact,
    Employment,
    ExpungementReview,
    IdentityNumber,
    Judgment,
    Need,
    Notice,
    Offence,
    Person,
    Snooze,
    Stay,
)
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.records import services as records_services
from cases.transfers import services as transfers_services
from cases.worklist import lists
from cases.worklist import services as worklist_services
from core.dates import today
from law.duties.agenda import Kind

DAY = date(2024, 6, 3)
HOME = date(2026, 3, 10)


def receive(world, code, unit=None, category="completed", **details) -> Case:
    history = start_history(unit_id=(unit or world.tinh_bac).pk, category=category, on=HOME, origin="prison")
    new = NewCase(code, PersonData(f"Người {code}"), history, {"release_on": HOME, **details})
    case = reception_services.receive(by=None, case=new)
    # As if it had been entered on the day of arrival.
    Case.objects.filter(pk=case.pk).update(created_at=f"{HOME}T08:00+07:00")
    return case


def expect(world, unit=None, **changes) -> Notice:
    values = {
        "unit": unit or world.tinh_bac,
        "full_name": "Người Chờ",
        "category": "amnesty",
        "prison_name": "T",
        "notice_number": "1",
        "notice_on": DAY,
        "received_on": DAY,
        "expected_on": DAY,
        "address": "x",
    }
    return Notice.objects.create(**{**values, **changes})


def seen(client, query="") -> list:
    return list(client.get(f"/cases/worklist/{query}").context["page"].object_list)


def keys(client, query="?print=1") -> set[str]:
    return {line.duty.key for line in seen(client, query)}


def test_a_duty_goes_when_its_fact_is_entered(world, client_for, post_form):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    assert "information" in keys(client)
    data = {"release_on": "10/03/2026", "information_on": "12/03/2026", "version": "1"}
    assert post_form(client, f"/cases/{case.public_id}/details/", data).status_code == 302
    assert "information" not in keys(client)


def test_overdue_stands_first_and_filters_combine(world, client_for):
    receive(world, "HS-1", officer=world.officer)
    receive(world, "HS-2")
    client = client_for(world.officer)
    days = [line.days_left for line in seen(client) if line.days_left is not None]
    assert days == sorted(days)
    assert days[0] < 0
    assert {line.name for line in seen(client, "?kind=reception")} == {"Người HS-1", "Người HS-2"}
    assert {line.duty.kind for line in seen(client, "?kind=reception")} == {Kind.RECEPTION}
    assert {line.name for line in seen(client, f"?officer={world.officer.get_full_name()}")} == {"Người HS-1"}
    assert {line.name for line in seen(client, "?officer=-")} == {"Người HS-2"}
    both = seen(client, "?kind=reception&officer=-&state=overdue&unit=Tịnh Bắc")
    assert {(line.name, line.duty.kind, line.is_overdue) for line in both} == {("Người HS-2", Kind.RECEPTION, True)}
    assert len(seen(client, "?print=1")) == len(lists.worklist_lines(world.officer))


def test_a_filter_that_fits_nothing_any_more_finds_nothing(world, client_for):
    """A bookmarked filter that matches nothing must not show the whole list."""
    receive(world, "HS-1")
    client = client_for(world.officer)
    for query in ("?unit=Xã khác", "?officer=Ai đó", "?kind=x", "?state=x&kind=breach"):
        assert seen(client, query) == []


def test_every_line_leads_to_where_its_fact_is_entered(world, client_for):
    receive(world, "HS-1", category="conditional", probation_end_on=today() + timedelta(days=10))
    receive(world, "HS-2", sentence_months=None)
    expect(world)
    client = client_for(world.officer)
    found = seen(client, "?print=1")
    assert {line.duty.kind for line in found} > {Kind.MONTHLY, Kind.REGISTER, Kind.EXPECTED, Kind.PROBATION}
    for line in found:
        assert client.get(line.url).status_code == 200, line.url
        assert client.get(line.about_url).status_code == 200


def test_a_duty_is_put_off_with_a_reason_and_comes_back(world, client_for, post_form):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    address = f"/cases/{case.public_id}/duties/helper/snooze/"
    assert client.get(address).status_code == 200
    until = today() + timedelta(days=10)
    refused = post_form(client, address, {"until_on": f"{until:%d/%m/%Y}", "why": ""})
    assert refused.status_code == 422
    assert f"{until:%d/%m/%Y}" in refused.content.decode()
    far = today() + timedelta(days=100)
    assert post_form(client, address, {"until_on": f"{far:%d/%m/%Y}", "why": "Chờ"}).status_code == 422
    assert post_form(client, address, {"until_on": f"{until:%d/%m/%Y}", "why": "Chờ hội"}).status_code == 302
    assert "helper" not in keys(client)
    assert keys(client, "?state=snoozed") == {"helper"}
    assert "Chờ hội" in client.get("/cases/worklist/?state=snoozed").content.decode()
    Snooze.objects.update(until_on=today())
    assert "helper" in keys(client)


def test_a_duty_is_taken_back_before_its_day(world, client_for):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    until = today() + timedelta(days=5)
    worklist_services.snooze(by=world.officer, case=case, duty="helper", until_on=until, why="Chờ")
    address = f"/cases/{case.public_id}/duties/helper/resume/"
    assert client.get(address).status_code == 405
    assert client_for(world.officer_ha).post(address).status_code == 404
    assert client_for(world.committee).post(address).status_code == 403
    assert "helper" not in keys(client)
    assert client.post(address).status_code == 302
    assert "helper" in keys(client)
    assert Snooze.objects.get().removed_by == world.officer
    assert AuditEvent.objects.filter(action="snooze.strike", by=world.officer).count() == 1


def test_what_is_no_duty_can_not_be_put_off(world, client_for, post_form):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    until = f"{today() + timedelta(days=5):%d/%m/%Y}"
    address = f"/cases/{case.public_id}/duties/nonsense/snooze/"
    assert post_form(client, address, {"until_on": until, "why": "x"}).status_code == 422
    assert client.get(address).status_code == 302
    assert client_for(world.officer_ha).get(address).status_code == 404
    assert client_for(world.committee).get(address).status_code == 403


def test_the_list_is_of_my_units_only(world, client_for):
    receive(world, "HS-1")
    receive(world, "HS-9", unit=world.tinh_ha)
    expect(world, unit=world.tinh_ha)
    assert {line.name for line in seen(client_for(world.officer))} == {"Người HS-1"}
    every = {line.name for line in seen(client_for(world.leader), "?print=1")}
    assert every == {"Người HS-1", "Người HS-9", "Người Chờ"}
    assert seen(client_for(world.leader_other)) == []
    assert client_for(world.bank).get("/cases/worklist/").status_code == 403


def test_an_expunged_case_asks_for_nothing(world, client_for):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    assert seen(client)
    closing_services.close(by=None, case=case, on=today(), reason="expunged", document_number="1")
    assert seen(client) == []
    assert "Người HS-1" not in client.get("/", follow=True).content.decode()


def test_a_transfer_waits_on_both_sides(world, client_for):
    case = receive(world, "HS-1")
    transfers_services.ask(
        by=world.officer, case=case, to_unit=world.tinh_ha, moved_on=today(), address="thôn 1", why="Lấy vợ"
    )
    [sent] = seen(client_for(world.officer), "?kind=transfer")
    [received] = seen(client_for(world.officer_ha), "?kind=transfer")
    assert (sent.name, sent.unit, sent.case_id) == ("Người HS-1", "Tịnh Bắc", case.public_id)
    assert (received.name, received.unit, received.case_id) == ("Người HS-1", "Tịnh Hà", None)
    assert client_for(world.officer_ha).get(received.url).status_code == 200
    assert len(seen(client_for(world.leader), "?kind=transfer")) == 2


def test_the_leader_reads_the_digest(world, client_for):
    receive(world, "HS-1", officer=world.officer)
    case = receive(world, "HS-2")
    client = client_for(world.leader)
    nobody, busy, idle = client.get("/cases/worklist/digest/").context["rows"]
    assert (nobody.officer, nobody.done) == ("", None)
    assert (busy.officer, busy.done, busy.is_silent) == (world.officer.get_full_name(), 0, True)
    assert busy.overdue > 0
    assert (idle.officer, idle.open, idle.is_silent) == (world.officer_ha.get_full_name(), 0, True)
    client_for(world.officer).get(f"/cases/{case.public_id}/")
    assert client.get("/cases/worklist/digest/").context["rows"][1].done == 0
    records_services.update_details(by=world.officer, case=case, version=case.version, phone="0905")
    row = client.get("/cases/worklist/digest/").context["rows"][1]
    assert (row.done, row.last_on) == (1, today())
    assert client_for(world.officer).get("/cases/worklist/digest/").status_code == 403


def test_the_first_page_says_what_is_to_be_done_and_how_the_communes_stand(world, client_for):
    receive(world, "HS-1", officer=world.officer)
    receive(world, "HS-2", unit=world.tinh_ha)
    expect(world, expected_on=today())
    expect(world, full_name="Người Khác", expected_on=today() + timedelta(days=40))
    body = client_for(world.officer).get("/").content.decode()
    assert "Người HS-1" in body
    assert "Người HS-2" not in body
    assert "Tình hình các xã" not in body
    response = client_for(world.leader).get("/cases/worklist/digest/")
    assert "Tình hình các xã" in response.content.decode()
    overview = response.context["overview"]
    assert (overview.without_officer, overview.expected, overview.arriving, overview.leaving) == (1, 1, 0, 0)
    assert dict(overview.overdue_by_unit).keys() == {"Tịnh Bắc", "Tịnh Hà"}
    looked = AuditEvent.objects.filter(action="worklist.digest", by=world.leader)
    assert looked.count() == 1
    assert client_for(world.province).get("/", follow=True).status_code == 200


def test_the_committee_reads_but_is_not_led_to_forms(world, client_for):
    receive(world, "HS-1")
    body = client_for(world.committee).get("/cases/worklist/").content.decode()
    assert "Người HS-1" in body
    assert "/snooze/" not in body
    assert "/details/" not in body


def add_everything(world, number):
    """Return a case with a record of every kind."""
    case = receive(world, f"M-{number}", category="conditional", probation_end_on=date(2027, 3, 10))
    on = {"case": case, "on": DAY}
    Contact.objects.create(kind="visit", outcome="x", **on)
    Contact.objects.create(kind="monthly_report", for_month=date(2026, 4, 1), outcome="x", **on)
    Breach.objects.create(kind="other", description="x", **on)
    Classification.objects.create(group="A", reasons="x", **on)
    Absence.objects.create(case=case, applied_on=DAY, from_on=DAY, until_on=DAY, destination="x", reason="x")
    Need.objects.create(case=case, kind="job", description="x", raised_on=DAY, due_on=DAY)
    Employment.objects.create(case=case, employer="HTX", work="x", contract="labour", start_on=DAY)
    ExpungementReview.objects.create(case=case, path="automatic", guided_on=DAY)
    judgment = Judgment.objects.create(case=case, court="x", number="1", on=DAY, months=24)
    Offence.objects.create(judgment=judgment, name="x", article="173")
    IdentityNumber.of(case.person, "cccd", f"05108500{number:04}").save()
    Snooze.objects.create(case=case, duty="officer", until_on=today() + timedelta(days=3), why="x")
    transfers_services.ask(
        by=world.officer, case=case, to_unit=world.tinh_ha, moved_on=today(), address="thôn 1", why="x"
    )
    expect(world, full_name=f"Người Chờ {number}")


@pytest.mark.parametrize("address", ["/cases/worklist/", "/cases/worklist/?print=1", "/", "/cases/worklist/digest/"])
def test_it_costs_the_same_for_few_and_many(world, client_for, address):
    client = client_for(world.leader)

    def cost():
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        # SQLite stores many rows by several statements.
        return sum(not query["sql"].startswith("INSERT INTO") for query in made)

    for number in range(2):
        add_everything(world, number)
    cost()
    kept = cost()
    add_everything(world, 2)
    computed = cost()
    for number in range(3, 14):
        add_everything(world, number)
    # What was written since is computed by the first look.
    assert (cost(), cost()) == (computed, kept)


def add_many(world, first: int, last: int) -> None:
    people = [Person() for _number in range(first, last)]
    for number, person in enumerate(people, first):
        person.set_name(f"Người {number}")
    Person.objects.bulk_create(people)
    made = [Case(code=f"N-{one.pk}", person=one, release_on=HOME, sentence_months=24) for one in people]
    Case.objects.bulk_create(made)
    values = {
        "unit": world.tinh_bac,
        "category": "completed",
        "start_on": HOME,
        "origin": "prison",
        "known_from": now(),
    }
    Stay.objects.bulk_create(Stay(case=case, person=case.person, **values) for case in made)
    Contact.objects.bulk_create(Contact(case=case, kind="visit", on=HOME, outcome="x") for case in made)


def test_five_hundred_cases_cost_as_many_queries_as_fifty(world, client_for):
    client = client_for(world.leader)
    costs = []
    for first, last in ((0, 50), (50, 500)):
        add_many(world, first, last)
        client.get("/cases/worklist/")
        with CaptureQueriesContext(connection) as made:
            found = client.get("/cases/worklist/").context["page"].paginator.count
        assert found > 3 * last
        costs.append(len(made))
    assert costs[0] == costs[1] < 40


def test_the_head_of_a_case_and_its_duties_are_gathered_once(world, client_for):
    case = receive(world, "HS-1")
    client = client_for(world.officer)
    with CaptureQueriesContext(connection) as made:
        response = client.get(f"/cases/{case.public_id}/tab/duties/")
    assert len(response.context["lines"]) > 3
    assert sum('FROM "cases_identitynumber"' in query["sql"] for query in made) == 1


def test_every_page_continues_the_one_before(world, client_for):
    for number in range(4):
        add_everything(world, number)
    for number in range(20):
        expect(world, full_name=f"Người Sắp Về {number}", received_on=DAY + timedelta(days=30 * number))
    found = lists.Worklist(world.leader)
    lines = found.chosen()
    assert len(lines) > 60
    whole = lines[:]
    for size in (1, 7, 25):
        pages = [line for start in range(0, len(lines), size) for line in lines[start : start + size]]
        assert pages == whole
    assert whole == sorted(whole, key=lists._order)
    assert lines[len(lines) - 1] == whole[-1]


def test_counts_are_those_of_the_lines_under_every_filter(world, client_for):
    for number in range(3):
        add_everything(world, number)
    receive(world, "HA-1", unit=world.tinh_ha, officer=world.officer_ha)
    receive(world, "HA-2", unit=world.tinh_ha, officer_text="Đại úy Sổ")
    receive(world, "NAY", category="completed", present_by_on=today())
    found = lists.Worklist(world.leader)
    every = lists.worklist_lines(world.leader)
    assert any(line.duty.by_on == today() for line in every)
    units, kinds = {line.unit for line in every}, {line.duty.kind for line in every}
    officers = {line.officer or lists.NOBODY for line in every}
    assert len(units) == 2
    assert len(officers) == 3
    for state, kind, unit, officer in product(
        ("", lists.OVERDUE, lists.SNOOZED), ("", *kinds), ("", *units), ("", *officers)
    ):
        filters = lists.Filters(kind, unit, officer, state)
        chosen = found.chosen(filters)
        lines = [line for line in every if filters.match(line)]
        assert (len(chosen), chosen.overdue) == (len(lines), sum(line.is_overdue for line in lines)), filters
    for filters in (
        lists.Filters(unit="Tịnh Hà"),
        lists.Filters(officer="Đại úy Sổ"),
        lists.Filters(kind=Kind.CONTACT),
    ):
        assert found.chosen(filters)[:] == [line for line in every if filters.match(line)]


def test_the_digest_counts_what_is_overdue_and_what_is_open(world, client_for):
    case = receive(world, "HS-1", officer=world.officer)
    Need.objects.create(case=case, kind="job", description="x", raised_on=DAY, due_on=today() + timedelta(days=9))
    receive(world, "HS-2", unit=world.tinh_ha, present_by_on=today())
    lines = [line for line in lists.worklist_lines(world.leader) if line.snoozed is None]
    response = client_for(world.leader).get("/cases/worklist/digest/")
    overdue = Counter(line.unit for line in lines if line.is_overdue)
    assert dict(response.context["overview"].overdue_by_unit) == overdue
    assert sum(overdue.values()) < len(lines)
    rows = {row.officer: (row.open, row.overdue) for row in response.context["rows"]}
    mine = [line for line in lines if line.officer_id == world.officer.pk]
    late = sum(line.is_overdue for line in mine)
    assert rows[world.officer.get_full_name()] == (len(mine), late)
    assert 0 < late < len(mine)
