"""Fixtures shared by the tests of all packages in cases: one case, its officer's client, and posting as the officer."""

import pytest

from cases.tests.factories import receive


@pytest.fixture
def case(world):
    """A completed case of 18 months in Tịnh Bắc."""
    return receive(world, sentence_months=18)


@pytest.fixture
def officer(world, client_for):
    """A client signed in as the officer of Tịnh Bắc."""
    return client_for(world.officer)


@pytest.fixture
def post(officer, post_form):
    """A function that posts a form as the officer, with the form key that the page would have."""
    return lambda address, data, **kwargs: post_form(officer, address, data, **kwargs)
