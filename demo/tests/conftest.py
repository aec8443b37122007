"""Fixtures of the browser tests."""

import pytest

from reintegration.testing.keyboard import PHONE, Keyboard
from reports.conftest import only_management, units  # noqa: F401 (fixtures)


@pytest.fixture
def keyboard(sign_in, page, live_server):
    """keyboard(user): somebody signed in, on a telephone, without a mouse."""

    def make(user) -> Keyboard:
        page.set_viewport_size(PHONE)
        sign_in(user)
        return Keyboard(page, live_server)

    return make
