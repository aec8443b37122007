from io import StringIO

import pytest
from django.core.management import call_command

from areas.models import Unit


@pytest.fixture
def loaded(db):
    """Every unit of the data files, as a queryset."""
    call_command("load_units", stdout=StringIO())
    return Unit.objects.all()
