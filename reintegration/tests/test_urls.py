"""Every address × every role: nobody in without a login, nobody past their role, and nothing that says nothing."""

import uuid
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import path, reverse
from django.urls.converters import get_converters

from accounts.permissions import routes as routes_module
from accounts.permissions.roles import ALLOWED, Role
from accounts.permissions.routes import Route, markdown, routes
from audit.models import AuditEvent

ROOT = Path(__file__).resolve().parents[2]
CAST = {
    Role.COMMUNE_OFFICER: "officer",
    Role.COMMUNE_COMMITTEE: "committee",
    Role.DISTRICT_LEADER: "leader",
    Role.PROVINCE_VIEWER: "province",
    Role.BANK_LIAISON: "bank",
    Role.ADMINISTRATOR: "admin",
}
VALUES = {"uuid": str(uuid.UUID(int=7)), "int": "7", "slug": "x", "str": "x", "path": "7"}
# The administrators' site deletes nothing, and completes names only for its own forms.
REFUSED_TO_ALL = ("/delete/", "/autocomplete/")
GUARDED = [route for route in routes() if route.action and "(?P<" not in route.pattern]


def address(route: Route) -> str:
    """The route's path with a value nobody has in every place."""
    found = "/" + route.pattern
    for kind in get_converters():
        while f"<{kind}:" in found:
            before, _, rest = found.partition(f"<{kind}:")
            found = before + VALUES[kind] + rest.partition(">")[2]
    assert "<" not in found, f"no value known for {route.pattern}"
    return found


def test_every_role_has_a_member_of_the_cast():
    assert set(CAST) == set(Role)


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.pattern or "/")
def test_nobody_gets_in_without_signing_in(route, client, db):
    for method in (client.get, client.post):
        response = method(address(route))
        if response.status_code == 302 and response.url.startswith(reverse("admin:login")):
            response = client.get(response.url)  # Django's own door sends on to ours
        assert response.status_code == 302
        assert response.url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.pattern or "/")
def test_each_role_passes_where_it_may_and_nowhere_else(route, world, client_for):
    for role, name in CAST.items():
        client = client_for(getattr(world, name))
        statuses = {client.get(address(route)).status_code, client.post(address(route)).status_code} - {405}
        if role not in ALLOWED[route.action]:
            assert statuses == {403}, (role, statuses)
        elif not route.pattern.endswith(REFUSED_TO_ALL):
            assert statuses & {200, 302, 404}, (role, statuses)


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.pattern or "/")
def test_a_user_without_a_role_gets_nowhere(route, world, client_for):
    assert client_for(world.stranger).get(address(route)).status_code in (403, 405)


def test_a_view_without_an_action_is_an_error(monkeypatch):
    def bare(request):
        return HttpResponse()

    class Resolver:
        url_patterns = [path("bare/", bare, name="bare")]

    monkeypatch.setattr(routes_module, "get_resolver", lambda: Resolver)
    with pytest.raises(LookupError, match="bare"):
        routes()


def test_a_refusal_is_recorded(world, client_for):
    client_for(world.bank).get(reverse("cases:list"))
    event = AuditEvent.objects.get(action="access.refused")
    assert (event.by, event.detail["status"], event.detail["view"]) == (world.bank, 403, "cases:list")


def test_the_written_table_is_what_the_code_says():
    written = (ROOT / "docs/permissions.md").read_text(encoding="utf-8")
    assert written == markdown(), "bin/manage show_urls --markdown > docs/permissions.md"
