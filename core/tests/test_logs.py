"""Logs say where and what kind, never whose."""

import io
import logging

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.logs import SingleLineFormatter


@pytest.fixture
def written():
    """written(function): what the log holds after function(logger)."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SingleLineFormatter("%(levelname)s %(message)s"))
    logger = logging.Logger("x")
    logger.addHandler(handler)

    def run(function) -> str:
        function(logger)
        return stream.getvalue()

    return run


def test_the_site_logs_this_way():
    assert settings.LOGGING["formatters"]["line"]["()"] == "core.logs.SingleLineFormatter"


def test_one_record_is_one_line(written):
    text = written(lambda logger: logger.warning("Nguyễn\r\n2026-01-01 INFO forged\u2028x"))
    assert text.splitlines() == ["WARNING Nguyễn\\r\\n2026-01-01 INFO forged x"]


def test_a_traceback_says_where_and_what_kind_but_not_what_was_said(written):
    number = "".join(["051", "203", "004567"])

    def fails(logger):
        try:
            try:
                int(number + "x")
            except ValueError as error:
                raise KeyError(number) from error
        except KeyError:
            logger.exception("it failed")

    text = written(fails)
    assert number not in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "in fails" in text


def test_a_conflict_in_the_database_does_not_write_the_row_into_the_log(written, world):
    def conflict(logger):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE accounts_user SET username = %s WHERE username = %s", ["officer.ha", world.officer.username]
                )
        except IntegrityError:
            logger.exception("conflict")
        except DatabaseError:
            pytest.fail("not the error that was meant")

    text = written(conflict)
    assert "IntegrityError" in text
    assert "officer.ha" not in text
