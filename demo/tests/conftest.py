"""Fixtures of the browser tests, and rows that all tests of a module share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

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


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker) -> Callable:
    """`with shared_rows(load) as result`: in a fixture of a module, what `load` writes is there for all its tests.

    The transaction of each test is nested in that of the module, as a savepoint: what the test changes is undone
    after it. The tests of such a module are marked `django_db`, or there is no test database, and `xdist_group`, or each
    worker loads for itself.
    """

    @contextmanager
    def share(load: Callable) -> Iterator:
        with django_db_blocker.unblock(), transaction.atomic():
            result = load()
            with django_db_blocker.block():
                yield result
            transaction.set_rollback(True)

    return share
