"""How many queries a page takes: a fixed number, however many rows it shows."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from areas.models import Unit
from cases.case_page.tabs import TABS
from cases.closing import services
from cases.records.models import Record
from reintegration.tests.marked_people import HOME, fill, make_marked_person

CASE_PAGE, LIST = 15, 10
LISTS = ("/cases/", "/cases/worklist/", "/cases/notices/", "/cases/transfers/", "/loans/", "/reports/", "/models/")
NO_QUERIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
MORE_ROWS, MORE_CASES = 5, 3


@pytest.fixture
def elsewhere(world) -> Unit:
    return Unit.objects.communes().on(HOME).exclude(parent__in=[world.son_tinh, world.tu_nghia])[0]


@pytest.fixture
def marked_person(world, elsewhere):
    return make_marked_person("mot", world.tinh_bac, "051085000001", user=world.officer, elsewhere=elsewhere)


@pytest.fixture
def queries(world, client_for):
    client = client_for(world.leader)
    client.get("/cases/")  # notes in the session when it began

    def count(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as made:
            answer = client.get(address)
        assert answer.status_code == 200, address
        return [query["sql"] for query in made if not query["sql"].startswith(NO_QUERIES)]

    return count


def grow(made, elsewhere) -> int:
    """More rows of every kind of record, as far as a case may have more than one; how many were added."""
    added = 0
    for model in [key for key in made.rows if isinstance(key, type) and issubclass(key, Record)]:
        for _time in range(MORE_ROWS):
            try:
                with transaction.atomic():
                    fill(model, made, elsewhere)
                    added += 1
            except (IntegrityError, ValidationError):  # one at a time
                break
    return added


def test_every_tab_takes_at_most_fifteen_queries_whatever_is_entered(marked_person, elsewhere, queries):
    address = marked_person.case.get_absolute_url()
    tabs = [address, *(f"{address}tab/{slug}/" for slug in TABS)]
    few = {tab: queries(tab) for tab in tabs}
    assert {tab: len(sql) for tab, sql in few.items() if len(sql) > CASE_PAGE} == {}
    assert grow(marked_person, elsewhere) > 50
    for tab in tabs:
        assert len(queries(tab)) == len(few[tab]), tab


def test_a_list_takes_at_most_ten_queries_however_long_it_is(world, marked_person, elsewhere, queries):
    queries("/cases/worklist/")  # computes the duties of today
    few = {address: queries(address) for address in LISTS}
    assert {address: len(sql) for address, sql in few.items() if len(sql) > LIST} == {}
    for number in range(MORE_CASES):
        mark = f"them{number}"
        make_marked_person(
            mark, world.tinh_ha, f"05108500010{number}", user=None, elsewhere=elsewhere, host=marked_person
        )
    grow(marked_person, elsewhere)
    queries("/cases/worklist/")
    for address in LISTS:
        assert len(queries(address)) == len(few[address]), address


def test_an_officer_who_opens_many_people_costs_no_more(world, marked_person, queries):
    """Whether somebody looks at too many is asked by one more query at most (cases/access_log/alerts.py)."""
    address = marked_person.case.get_absolute_url()
    for _time in range(65):
        last = queries(address)
    assert len(last) <= CASE_PAGE


def test_a_closed_case_takes_no_more(world, marked_person, queries):
    services.close(by=world.leader, case=marked_person.case, on=date(2026, 1, 1), reason="died", document_number="1/BC")
    address = marked_person.case.get_absolute_url()
    for slug in TABS:
        assert len(queries(f"{address}tab/{slug}/")) <= CASE_PAGE, slug
