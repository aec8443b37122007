"""Which database a run is on; a suite that falls back to another one in silence proves nothing."""

import os

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_the_run_is_on_the_database_it_was_started_for():
    expected = os.environ.get("EXPECT_DB_VENDOR")
    if expected:
        assert connection.vendor == expected
    assert connection.vendor in settings.DATABASES["default"]["ENGINE"]


@pytest.mark.django_db
def test_foreign_keys_and_durable_writes_are_on():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        else:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("1min",)
