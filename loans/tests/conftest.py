"""Fixtures shared by the tests of loans."""

import pytest

from loans.tests import acts


@pytest.fixture
def case(world):
    return acts.received("HS-1", world.tinh_bac)


@pytest.fixture
def loan(case):
    return acts.running(case)
