"""Every verb of the services keeps its row locks and its lines in the audit."""

import csv
from pathlib import Path

import pytest

from reintegration.testing.verbs import table

EXPECTED = Path(__file__).with_name("verbs.csv")
# Verbs that only read, or only build what another verb stores.
WITHOUT_WRITING = {
    "accounts.users.services.check_grant",
    "cases.expungement.services.readable",
    "cases.people.services.claim_for",
    "register.services.check_parsed",
    "register.services.check_register",
    "register.services.read_register",
    "reports.services.prepare_report",
}


@pytest.fixture(scope="module")
def verbs() -> list[tuple[str, str, str]]:
    return table()


def test_no_verb_lost_a_lock_or_a_line_of_the_audit(verbs):
    """A difference that is meant: `python -m reintegration.testing.verbs > reintegration/tests/verbs.csv`, and review it."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file)][1:]
    assert verbs == expected


def test_every_verb_that_writes_is_audited(verbs):
    """The chain of the audit is locked by whoever writes a line."""
    assert {verb for verb, locks, _actions in verbs if "AuditHead" not in locks.split()} == WITHOUT_WRITING
