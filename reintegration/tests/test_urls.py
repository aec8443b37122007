"""Every address × every role: nobody in without a login, nobody past their role, and nothing that says nothing."""

import uuid
from copy import deepcopy
from itertools import product
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.urls.converters import get_converters

from accounts.permissions import routes as routes_module
from accounts.permissions.roles import ALLOWED, Role
from accounts.permissions.routes import Route, markdown, routes
from audit.models import AuditEvent
from feed.clients.models import Client as FeedClient
from feed.clients.services import issue_token

# Who may ask for an address does not depend on the database; `visible_to` is tested on both.
pytestmark = pytest.mark.once
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
# The administrators' site deletes nothing, and completes names only for its own forms. Units and successions begin by a decree.
REFUSED_TO_ALL = ("/delete/", "/autocomplete/", "areas/unit/add/", "areas/unitsuccession/add/")
FOR_TOKENS = [route for route in routes() if route.token_scope]
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


def statuses(client, route: Route, methods=("get", "post")) -> set[int]:
    """The statuses with which the route answers.

    What it writes is undone, so that one client signed in once asks for all routes, also for the one that signs it out.
    """
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        found = {getattr(client, method)(address(route)).status_code for method in methods}
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


def test_nobody_gets_in_without_signing_in(client, db):
    wrong = {}
    for route, method in product(GUARDED, ("get", "post")):
        response = getattr(client, method)(address(route))
        if response.status_code == 302 and response.url.startswith(reverse("admin:login")):
            response = client.get(response.url)  # Django's own door sends on to ours
        if response.status_code != 302 or not response.url.startswith(reverse("accounts:login")):
            wrong[method, route.pattern] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("role", CAST)
def test_a_role_passes_where_it_may_and_nowhere_else(role, world, client_for):
    client, wrong, passed = client_for(getattr(world, CAST[role])), {}, 0
    for route in GUARDED:
        found = statuses(client, route) - {405}
        may = role in ALLOWED[route.action]
        if (not may and found != {403}) or (
            may and not route.pattern.endswith(REFUSED_TO_ALL) and not found & {200, 302, 404}
        ):
            wrong[route.pattern] = found
        passed += may
    assert wrong == {}
    assert 0 < passed < len(GUARDED)


def test_a_user_without_a_role_gets_nowhere(world, client_for):
    client = client_for(world.stranger)
    found = {route.pattern: statuses(client, route, ("get",)) for route in GUARDED}
    assert {pattern: status for pattern, status in found.items() if not status <= {403, 405}} == {}


def test_no_session_of_any_role_opens_what_is_for_tokens(world, client_for):
    assert {route.token_scope for route in FOR_TOKENS} == {"reports", "indicator"}
    wrong = {}
    for role in (None, *CAST):
        client = client_for(getattr(world, CAST[role]) if role else None)
        for route in FOR_TOKENS:
            found = statuses(client, route)
            if found != {401}:
                wrong[role, route.pattern] = found
    assert wrong == {}


def test_a_token_passes_where_its_scope_is_and_nowhere_else(world):
    wrong = {}
    for scope in ("reports", "indicator"):
        given = {f"reads_{name}": name == scope for name in ("reports", "indicator")}
        client = FeedClient.objects.create(name=scope, unit=world.quang_ngai, **given)
        _token, secret = issue_token(by=None, client=client)
        program = Client(headers={"Authorization": f"Bearer {secret}"})
        for route in [*FOR_TOKENS, *GUARDED]:
            found = statuses(program, route)
            expected = {200, 404} if route.token_scope == scope else {403} if route.token_scope else {302}
            if not found - {405} <= expected:
                wrong[scope, route.pattern] = found
    assert wrong == {}


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
