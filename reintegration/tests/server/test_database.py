"""Which database a run is on; a suite that falls back to another one in silence proves nothing."""

import os

import pytest
from django.db import connection

from reintegration.testing.run import vendor_of


@pytest.mark.django_db
def test_the_run_is_on_the_database_it_was_started_for():
    # bin/test says which one it means; a plain pytest means what its own environment says.
    given = os.environ.get("EXPECT_DB_VENDOR", vendor_of(os.environ.get("DATABASE_URL", "")))
    assert connection.vendor == given


@pytest.mark.django_db
def test_foreign_keys_and_durable_writes_are_on():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        else:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("1min",)
