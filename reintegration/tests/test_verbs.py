"""Every verb of the services keeps its row locks and its lines in the audit."""

import csv
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from reintegration.testing.verbs import APPS, ROOT, table

EXPECTED = Path(__file__).with_name("verbs.csv")
# Verbs that only read, or only build what another verb stores.
WITHOUT_WRITING = {
    "accounts.users.services.check_grant",
    "cases.expungement.services.readable",
    "cases.people.services.claim_for",
    "feed.files.services.check_file",
    "register.services.check_parsed",
    "register.services.check_register",
    "register.services.read_register",
    "reports.services.prepare_report",
}

WRITES_EVENTS = re.compile(
    r"AuditEvent\.objects\.(?:create|bulk_create|get_or_create|update)|(?:= |return )AuditEvent\("
)


@pytest.fixture(scope="module")
def verbs() -> list[tuple[str, str, str, str]]:
    return table()


def test_no_verb_lost_a_lock_or_a_line_of_the_audit(verbs):
    """A difference that is meant: `python -m reintegration.testing.verbs > reintegration/tests/verbs.csv`, and review it."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file)][1:]
    assert verbs == expected


def test_every_verb_that_writes_is_audited(verbs):
    """The chain of the audit is locked by whoever writes a line."""
    assert {verb for verb, locks, _actions, _why in verbs if "AuditHead" not in locks.split()} == WITHOUT_WRITING


def test_every_verb_that_asks_for_a_reason_gives_it_to_its_event(verbs):
    """As `why`, which can be erased; in the detail the audit refuses it (audit/details.py)."""
    given = {verb for verb, _locks, _actions, why in verbs if why}
    asking = {verb for verb, *_ in verbs if {"why", "document_number"} & set(_parameters(verb))}
    assert asking - given == set()


def test_events_are_written_by_the_audit_alone():
    """So that nothing goes past the check of its detail."""
    found = set()
    for app in (*APPS, "demo", "reintegration", "core"):
        for path in sorted((ROOT / app).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "tests" not in path.parts and WRITES_EVENTS.search(text):
                found.add(str(path.relative_to(ROOT)))
    assert found == {"audit/events.py", "audit/hash_chain.py"}


def _parameters(verb: str) -> list[str]:
    module, _dot, name = verb.rpartition(".")
    return list(inspect.signature(getattr(import_module(module), name)).parameters)
