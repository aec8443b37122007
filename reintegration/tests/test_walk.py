"""A walk of thousands of requests: every address × everybody × people of one's own and of other communes, expunged, nobody.

In every text of a place stands its mark. No answer may hold the mark of a place to which the visitor has no right; what is
elsewhere answers exactly as what does not exist; nothing answers 5xx.
"""

import re
from datetime import date

import pytest
from django.test import Client

from accounts.roles import ALLOWED
from accounts.routes import routes
from areas.models import Unit
from cases.models import Case, Person
from reintegration.testing.planted import PATHS, Place, nowhere, plant, plant_sealed, plant_work

BAC, HA, NGHIA, GONE = "Dauvetbac", "Dauvetha", "Dauvetnghia", "Dauvetxoa"
# Whose marks each of the cast may see; everybody else sees none.
SEEN = {"officer": {BAC}, "officer_ha": {HA}, "committee": {BAC}, "leader": {BAC, HA}, "leader_other": {NGHIA}}
PEOPLE = [*SEEN, "province", "bank", "admin", "stranger", "nobody"]
# What differs between two answers that say the same: ids, numbers, tokens of forms.
IDS = re.compile(r"\b[A-Za-z0-9]{64}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|999999999|\b\d+\b")
# One's own account, and what only anonymous visitors are shown.
ELSEWHERE = {"accounts:login", "accounts:logout", "accounts:set-password", ""}
WALKED = [route for route in routes() if route.name not in ELSEWHERE and not route.pattern.startswith("admin/")]
PLAIN = [route for route in WALKED if "<" not in route.pattern]
ACTIONS = {route.name: route.action for route in WALKED}
# An answer about what is one's own (a job, a file, an export) depends on who asked for it, not on a unit.
OWNED = {
    "accounts:job",
    "accounts:file",
    "accounts:export",
    "accounts:export-file",
    "cases:import-check",
    "cases:import-apply",
}
# Figures without people, which the province reads too.
REPORTS = {"reports:detail", "reports:learnt", "reports:issue", "reports:file"}
LEAST = 1500


@pytest.fixture
def places(world) -> dict[str, Place]:
    far = Unit.objects.find("21040", date(2024, 6, 1))
    found = [
        plant(BAC, world.tinh_bac, world.officer, far, number="051085000001"),
        plant(HA, world.tinh_ha, world.officer_ha, far, number="051085000002"),
        plant(NGHIA, Unit.objects.find("21250", date(2024, 6, 1)), world.leader_other, far, number="051085000003"),
    ]
    for place in found:
        plant_work(place)
    gone = plant_sealed(GONE, found[0], far, number="051085000004")
    return {place.mark: place for place in [*found, gone]}


def paths_of(place: Place) -> list[tuple[str, str]]:
    """(name of the route, address) of everything the place has."""
    return [(name, path) for name, paths in PATHS.items() for path in paths(place.ids)]


def test_every_address_that_takes_an_id_is_walked():
    assert {route.name for route in WALKED if "<" in route.pattern} == set(PATHS)


def client_of(world, name: str) -> Client:
    client = Client(raise_request_exception=False)
    if name != "nobody":
        client.force_login(getattr(world, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.headers)} {body.decode(errors='replace')}"


def check(name: str, method: str, path: str, answer, may_see: set[str]) -> None:
    said = text_of(answer)
    assert answer.status_code < 500, f"{name}: {method} {path}: {answer.status_code}"
    leaked = {mark for mark in (BAC, HA, NGHIA, GONE) if mark in said} - may_see
    assert not leaked, f"{name}: {method} {path} shows {leaked}"


def is_own(place: Place, route: str, name: str, world) -> bool:
    if route in OWNED:
        return place.owner == getattr(world, name, None)
    return place.mark in SEEN.get(name, ()) or (route in REPORTS and name == "province")


def alike(answer) -> tuple[int, str]:
    return answer.status_code, IDS.sub("#", answer.content.decode(errors="replace"))


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_sees_what_is_not_theirs(name, world, places):
    client, user, may_see, count, found = (
        client_of(world, name),
        getattr(world, name, None),
        SEEN.get(name, set()),
        0,
        set(),
    )
    allowed = set() if user is None else {action for action, roles in ALLOWED.items() if roles & set(user.roles)}
    for route in PLAIN:
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(f"/{route.pattern}", headers=headers)
            check(name, "GET", route.pattern, answer, may_see)
            count += 1
    for place in places.values():
        for (route, path), (_route, none) in zip(paths_of(place), paths_of(nowhere(place)), strict=True):
            answer = client.get(path)
            check(name, "GET", path, answer, may_see)
            count += 1
            found |= {place.mark} if place.mark in text_of(answer) else set()
            if is_own(place, route, name, world):
                continue
            posted = client.post(path, {"once": "x", "why": place.mark[:3]})
            check(name, "POST", path, posted, may_see)
            wanted = 302 if user is None else 404 if ACTIONS[route] in allowed else 403
            assert {answer.status_code, posted.status_code} <= {wanted, 405}, (route, path, answer.status_code)
            count += 1
            if wanted == 404:
                assert alike(answer) == alike(client.get(none)), path
                count += 1
    # A walk that finds nothing where it may look would find no leak either.
    assert found == may_see
    assert count * len(PEOPLE) >= LEAST


@pytest.mark.parametrize("name", PEOPLE)
def test_no_search_finds_what_is_not_theirs(name, world, places):
    client, may_see = client_of(world, name), SEEN.get(name, set())
    for place in places.values():
        person = Person.objects.get(full_name=f"{place.mark} HS")
        numbers = [one.number for one in person.identity_numbers.all()]
        for text in (person.full_name, place.mark.lower(), Case.objects.filter(person=person).get().code, *numbers):
            answer = client.post("/cases/search/", {"q": text}, follow=True)
            typed = {place.mark} if place.mark.lower() in text.lower() else set()
            said = answer.content.decode().replace(text, "")
            assert answer.status_code in (200, 403)
            assert {mark for mark in places if mark in said} <= may_see, (name, text)
            if place.mark in may_see and place.mark != GONE:
                assert answer.status_code == 200
                assert str(place.ids["case"][0]) in said, (text, typed)
            else:
                assert str(place.ids["case"][0]) not in said
