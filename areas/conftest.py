"""Fixtures shared by the tests of units."""

import pytest

from areas.models import Level, Unit, UnitSuccession
from areas.tests.factories import without_guards


@pytest.fixture
def loaded(db):
    """Every unit of the data files, as a queryset."""
    return Unit.objects.all()


@pytest.fixture
def no_units(db):
    """A database without any unit."""
    with without_guards():
        UnitSuccession.objects.all().delete()
    for level in reversed(Level):
        Unit.objects.filter(level=level).delete()
