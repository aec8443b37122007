"""Every page that opens is opened: the database is the same as before, and a careful reader finds no slip (sentences.py)."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.permissions.roles import may
from accounts.permissions.routes import Route
from reintegration.testing.walk import addresses, with_ids, without_ids
from reintegration.tests.walks.sentences import Lines, end_texts_with_a_stop

pytestmark = pytest.mark.usefixtures("quiet", "shared_people")
# What may be written by looking: who looked, how often a file was fetched (the count of an export's downloads is its trail), and
# the duties that were computed for the list (cases/worklist/stored_duties.py).
TRACES = {
    "audit.AuditEvent",
    "audit.AuditHead",
    "accounts.UserSession",
    "jobs.Heartbeat",
    "cases.DutyAnswer",
    "cases.StoredDuty",
}
COUNTED = {"jobs.Export": {"downloads"}}


def content() -> dict[str, list]:
    """All rows of all tables of ours, but the traces of reading."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values(*_columns(model)))
        for model in apps.get_models()
        if model._meta.label not in TRACES and not model._meta.proxy
    }


def _columns(model: type[Model]) -> list[str]:
    skipped = COUNTED.get(model._meta.label, set())
    return [one.attname for one in model._meta.concrete_fields if one.attname not in skipped]


@pytest.mark.once
@pytest.mark.parametrize("name", ["officer", "leader", "bank"])
def test_every_page_reads_as_written_by_a_person_and_opening_it_changes_nothing(name, marked, walks):
    end_texts_with_a_stop()
    walk, before, read = walks[name], content(), 0
    slips: dict = {}
    for address, route in asked(walk, marked):
        answer = walk.ask("get", address, route=route)
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            read += 1
            for line in Lines(answer.content.decode()).slips():
                slips.setdefault(line, address)
    assert content() == before
    assert slips == {}
    assert read > (10 if name == "bank" else 40)


def asked(walk, marked) -> Iterator[tuple[str, Route]]:
    """Every address about the people whom the user sees and about one whom it does not; one for each route it may not ask."""
    for route in without_ids():
        yield f"/{route.pattern}", route
    seen = set().union(*(right.get(walk.name, ()) for right in (marked.visible, marked.figures, marked.loans)))
    hidden = next(mark for mark in marked.people if mark not in seen)
    for route in with_ids():
        found = [one for mark in (*sorted(seen), hidden) for one in addresses(route, marked.people[mark])]
        for address in found if may(walk.user, route.action) else found[:1]:
            yield address, route


def test_signing_out_by_a_link_does_nothing(world, client_for):
    client = client_for(world.officer)
    assert client.get("/account/logout/").status_code == 405
    assert client.get("/cases/").status_code == 200
