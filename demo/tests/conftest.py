"""Fixtures of the browser tests."""

import pytest

from reintegration.testing.keyboard import PHONE, Hands


@pytest.fixture
def hands(sign_in, page, live_server):
    """hands(user): somebody signed in, on a telephone, without a mouse."""

    def make(user) -> Hands:
        page.set_viewport_size(PHONE)
        sign_in(user)
        return Hands(page, live_server)

    return make
