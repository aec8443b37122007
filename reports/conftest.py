"""Fixtures shared by the tests of reports and of its packages."""

import pytest

from reports import snapshot
from reports.measures import management
from reports.models import FORMATS
from reports.tests.sample_cases import WORKED_EXAMPLE, X, Y, make_units, store


@pytest.fixture
def units(db):
    """A small province by code (sample_cases.py)."""
    return make_units()


@pytest.fixture
def worked_example(world):
    """The worked example of docs/measures.md §6 in the cast's communes: X is Tịnh Bắc, Y Tịnh Hà. Returns the cases by code."""
    return store(WORKED_EXAMPLE, {X: world.tinh_bac, Y: world.tinh_ha})


@pytest.fixture
def fast_documents(monkeypatch):
    """Replace the renderer by one line of text with what it was given, for tests that are not about documents."""

    def render(taken, details, *, progress=snapshot.no_progress):
        for step, name in enumerate(FORMATS, start=2):
            progress(step, name)
        text = f"{taken.figures['checksum']} {details.number} {details.signed} {details.footer_mark}"
        return {name: f"{name} {text}".encode() for name in FORMATS}

    monkeypatch.setattr(snapshot, "render_documents", render)


@pytest.fixture
def only_management(monkeypatch):
    """Leave data quality and loans out of the figures, for long tests of random cases; both have random tests of their own."""
    monkeypatch.setattr(management, "data_quality", lambda *_arguments: {})
    monkeypatch.setattr(management, "loan_figures", lambda *_arguments: {})
