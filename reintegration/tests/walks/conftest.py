"""Marked people that all tests of a module share."""

import copy

import pytest

from conftest import World, make_world
from reintegration.tests.marked_people import MarkedPeople, make_marked_people


@pytest.fixture(scope="module")
def shared_people(shared_rows, plain_documents, password_hash):
    """The cast and the marked people, made once. A module asks for it by `usefixtures`, so that it comes before `db`."""

    def load() -> tuple[World, MarkedPeople]:
        world = make_world(password_hash)
        return world, make_marked_people(world)

    with shared_rows(load) as made:
        yield made


@pytest.fixture
def copied(request, db):
    """This test's own copy of `shared_people`, for what its objects remember; None in a module without them."""
    return copy.deepcopy(request.getfixturevalue("shared_people")) if "shared_people" in request.fixturenames else None


@pytest.fixture
def world(copied, password_hash) -> World:
    """The cast, shared by the module or made for this test."""
    return copied[0] if copied else make_world(password_hash)


@pytest.fixture
def marked(request, copied, world) -> MarkedPeople:
    """The marked people, shared by the module or made for this test."""
    if copied:
        return copied[1]
    request.getfixturevalue("plain_documents")
    return make_marked_people(world)
