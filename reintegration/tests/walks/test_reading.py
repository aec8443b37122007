"""Reading changes nothing: every page that opens is opened, and the database is the same as before."""

import pytest
from django.apps import apps
from django.db.models import Model

from reintegration.testing.walk import addresses, with_ids, without_ids

# What may be written by looking: who looked, and how often a file was fetched (the count of an export's downloads is its trail).
TRACES = {
    "audit.AuditEvent",
    "audit.AuditHead",
    "accounts.UserSession",
    "jobs.Heartbeat",
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
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", ["officer", "leader"])
def test_no_get_changes_anything(name, marked, walks):
    walk, before = walks[name], content()
    for route in without_ids():
        walk.ask("get", f"/{route.pattern}", route=route)
    for route in with_ids():
        for made in marked.people.values():
            for address in addresses(route, made):
                walk.ask("get", address, route=route)
    assert content() == before
    assert sum(status == 200 for _name, status in walk.answers) > 40


def test_signing_out_by_a_link_does_nothing(world, client_for):
    client = client_for(world.officer)
    assert client.get("/account/logout/").status_code == 405
    assert client.get("/cases/").status_code == 200
