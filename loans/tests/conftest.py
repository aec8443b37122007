"""Fixtures shared by the tests of loans."""

import pytest

from loans.tests import factories


@pytest.fixture
def case(world):
    return factories.receive_case("HS-1", world.tinh_bac)


@pytest.fixture
def loan(case):
    return factories.disbursed_loan(case)
