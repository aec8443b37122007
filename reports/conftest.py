"""Fixtures shared by the tests of reports and of its packages."""

import pytest

from reports import snapshot
from reports.models import FORMATS
from reports.tests.worlds import WORKED_EXAMPLE, X, Y, make_units, store


@pytest.fixture
def units(db):
    """A small province by code (worlds.py)."""
    return make_units()


@pytest.fixture
def people(world):
    """The worked example of docs/measures.md §6 in the cast's communes: X is Tịnh Bắc, Y Tịnh Hà. Returns the cases by code."""
    return store(WORKED_EXAMPLE, {X: world.tinh_bac, Y: world.tinh_ha})


@pytest.fixture
def drawn_fast(monkeypatch):
    """Documents that only say what they were drawn from, for tests that are not about documents."""

    def draw(taken, wording, *, step=snapshot.no_step):
        for place, name in enumerate(FORMATS, start=2):
            step(place, name)
        told = f"{taken.figures['checksum']} {wording.number} {wording.issued} {wording.mark}"
        return {name: f"{name} {told}".encode() for name in FORMATS}

    monkeypatch.setattr(snapshot, "draw", draw)
