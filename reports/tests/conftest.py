"""What the reports' tests share."""

import pytest

from reports.tests.worlds import make_units


@pytest.fixture
def units(db):
    """A small province by code (worlds.py)."""
    return make_units()
