"""Every address × role × own, others', sealed and nobody's ids: no mark of anybody hidden, and foreign is as if it were not."""

import re

import pytest

from accounts.permissions.roles import may
from reintegration.testing.walk import Walk, addresses, has_two_ids, is_owners, names_no_record, with_ids

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("quiet"), pytest.mark.django_db(transaction=True)]
REQUESTS = 1500
# Where somebody unknown and somebody elsewhere are told alike that there is nothing to do.
ALSO = {"cases:hand-over": {200}}
# Ids, the token of a form.
_CHANGING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{10}|[A-Za-z0-9]{64}")


def text_of(answer) -> str:
    """What an answer says, without ids."""
    return _CHANGING.sub("", answer.content.decode())


def test_nobody_meets_anybody_who_is_not_theirs(marked, walks):
    own = marked.people["zqmarkbac"]
    for walk in walks.values():
        for route in with_ids():
            if walk.user is None or not may(walk.user, route.action):
                _refused(walk, route, own)
            else:
                _scoped(walk, route, marked)
                _mixed(walk, route, marked)
    assert [line for walk in walks.values() for line in walk.found] == []
    assert sum(walk.requests for walk in walks.values()) >= REQUESTS
    never = {route.name for route in with_ids()} - _shown(walks)
    # Opened with a reason only (walks/test_seams.py), or for a unit with a signed report (reports/reopening/tests).
    assert never == {"cases:sealed", "reports:reopening-new"}, "no role got an answer there, so nothing was walked"


def _refused(walk: Walk, route, own) -> None:
    found = list(addresses(route, own))
    for address in filter(lambda _address: walk.turn(len(found)), found):
        for method in ("get", "post"):
            answer = walk.expect(route, method, address, {302, 401} if walk.user is None else {403, 405})
            if answer.status_code == 302 and not answer.url.startswith("/account/login/"):
                walk.found.append(f"nobody {method} {address}: sent to {answer.url}")


def _scoped(walk: Walk, route, marked) -> None:
    """Own things are shown; others' and sealed ones are answered like those that never were."""
    for mark, made in marked.people.items():
        pairs = list(zip(addresses(route, made), _nobodys(route, marked, made), strict=True))
        for number, (address, nowhere) in enumerate(pairs):
            if _is_theirs(walk, route, mark, marked):
                # Every page of somebody's own is opened by test_reading.py.
                if walk.turn(len(pairs)):
                    walk.ask("get", address, route=route, headers={"HX-Request": "true"} if number % 2 else {})
                    walk.ask("post", address, route=route)
            elif walk.turn(len(pairs)):
                _like_nobody(walk, route, address, nowhere)


def _mixed(walk: Walk, route, marked) -> None:
    """One's own case before, somebody else's record behind it."""
    mine = marked.people[min(marked.visible.get(walk.name) or {"zqmarkbac"})]
    for made in marked.people.values():
        if made is not mine and made.host is not mine and has_two_ids(route):
            nowhere = addresses(route, marked.nobody, like=made, parent=mine)
            pairs = list(zip(addresses(route, made, parent=mine), nowhere, strict=True))
            for address, none in pairs:
                if walk.turn(len(pairs)):
                    _like_nobody(walk, route, address, none)


def _nobodys(route, marked, made):
    return addresses(route, marked.nobody, like=made)


def _is_theirs(walk: Walk, route, mark: str, marked) -> bool:
    if names_no_record(route):
        return True
    if is_owners(route):
        return marked.people[mark].user == walk.user
    by_app = {"reports": marked.figures, "loans": marked.loans, "indicator": marked.indicators}
    rights = by_app.get(route.pattern.partition("/")[0], marked.visible)
    return mark in rights.get(walk.name, ())


def _like_nobody(walk: Walk, route, address: str, nowhere: str) -> None:
    method = walk.next_method()
    # A message of an act before would stand on the page of this one.
    walk.client.cookies.pop("messages", None)
    answer = walk.expect(route, method, address, {404, 405} | ALSO.get(route.name, set()))
    if (method, nowhere) not in walk.nowhere:
        walk.nowhere[method, nowhere] = text_of(walk.ask(method, nowhere, route=route))
    if text_of(answer) != walk.nowhere[method, nowhere]:
        walk.found.append(f"{walk.name} {method} {address}: not answered like {nowhere}")


def _shown(walks) -> set[str]:
    return {
        name for walk in walks.values() for name, status in walk.answers if walk.user and status in (200, 302, 409, 422)
    }
