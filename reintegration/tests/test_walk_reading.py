"""Reading changes nothing: every page that opens is opened, and the database is the same as before."""

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.routes import routes
from reintegration.testing.planted import PATHS
from reintegration.tests.test_walk import client_of, places  # noqa: F401 (a fixture)

# What may be written by looking: who looked, and how often a file was fetched (the count of an export's downloads is its trail).
TRACES = {
    "accounts.AuditEvent",
    "accounts.AuditHead",
    "accounts.UserSession",
    "accounts.Heartbeat",
}
COUNTED = {"accounts.Export": {"downloads"}}


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


@pytest.mark.parametrize("name", ["officer", "leader", "admin"])
def test_no_get_changes_anything(name, world, places):  # noqa: F811
    client, before, opened = client_of(world, name), content(), 0
    plain = [f"/{route.pattern}" for route in routes() if "<" not in route.pattern and "(?P" not in route.pattern]
    own = [path for place in places.values() for paths in PATHS.values() for path in paths(place.ids)]
    for path in [*(one for one in plain if "logout" not in one), *own]:
        opened += client.get(path).status_code == 200
    assert content() == before
    assert opened > 20


def test_signing_out_by_a_link_does_nothing(world):
    client = client_of(world, "officer")
    assert client.get("/account/logout/").status_code == 405
    assert client.get("/cases/").status_code == 200
