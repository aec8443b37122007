"""Fixtures shared by the tests of all packages in cases: one case, its officer's client, and posting as the officer."""

import pytest

from cases.tests.factories import receive


@pytest.fixture
def case(world):
    return receive(world, sentence_months=18)


@pytest.fixture
def officer(world, client_for):
    return client_for(world.officer)


@pytest.fixture
def post(officer, post_form):
    return lambda address, data, **kwargs: post_form(officer, address, data, **kwargs)
