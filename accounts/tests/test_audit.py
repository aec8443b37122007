"""The chain of the audit: what is altered, swapped, taken out or cut off is found, and the database refuses to do it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts import audit, triggers
from accounts.models import AuditEvent

TABLE = "accounts_auditevent"


@pytest.fixture
def chain(world):
    """Five links; cut() takes the walls down, as only the database's owner could."""
    for number in range(5):
        audit.record(by=world.officer, action="case.view", unit=world.tinh_bac, detail={"n": number})
    return list(AuditEvent.objects.order_by("number"))


@pytest.fixture
def as_owner(db):
    """Run SQL past the triggers."""

    def run(*statements: str) -> None:
        triggers.drop(connection, TABLE)
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
        triggers.create(connection, TABLE, ())

    return run


def verify(*args) -> str:
    out = StringIO()
    try:
        call_command("verify_audit", *args, stdout=out)
    except CommandError as error:
        return f"{out.getvalue().strip()} exit {error.returncode}"
    return out.getvalue().strip()


def test_a_whole_chain_holds(chain):
    assert verify() == "events 5 broken_at None"


def test_numbers_have_no_gaps_and_each_link_holds_the_one_before(chain):
    assert [row.number for row in chain] == [1, 2, 3, 4, 5]
    assert [row.previous_hash for row in chain] == [audit.GENESIS, *(row.hash for row in chain[:-1])]


def test_several_events_at_once_are_several_links(world, chain):
    events = [{"action": "case.view"}, {"action": "case.print"}]
    audit.record_many(by=None, events=events)
    assert verify() == "events 7 broken_at None"


@pytest.mark.parametrize(
    "change",
    [
        "action = 'case.list'",
        "detail = '{\"n\": 9}'",
        "by_id = NULL",
        "ip = '10.0.0.9'",
        "unit_id = NULL",
        "request_id = 'x'",
    ],
)
def test_an_altered_row_is_found(chain, as_owner, change):
    as_owner(f"UPDATE {TABLE} SET {change} WHERE number = 3")
    assert verify() == "events 5 broken_at 3 exit 1"


def test_a_row_altered_together_with_its_hash_is_found_at_the_next(chain, as_owner):
    row = chain[2]
    row.detail = {"n": 9}
    as_owner(f"UPDATE {TABLE} SET detail = '{{\"n\": 9}}', hash = '{audit.link_hash(row)}' WHERE number = 3")
    assert verify() == "events 5 broken_at 4 exit 1"


def test_a_swapped_pair_is_found(chain, as_owner):
    as_owner(*(f"UPDATE {TABLE} SET number = {to} WHERE number = {of}" for of, to in [(2, 90), (3, 2), (90, 3)]))
    assert verify() == "events 5 broken_at 2 exit 1"


def test_a_row_taken_out_is_found(chain, as_owner):
    as_owner(f"DELETE FROM {TABLE} WHERE number = 3")
    assert verify() == "events 4 broken_at 3 exit 1"


def test_a_cut_tail_is_found_by_the_head(chain, as_owner):
    as_owner(f"DELETE FROM {TABLE} WHERE number > 3")
    assert verify() == "events 3 broken_at 4 exit 1"


def test_a_tail_cut_together_with_the_head_is_found_by_the_anchor_alone(chain, as_owner, tmp_path):
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text("".join(json.dumps({"number": row.number, "hash": row.hash}) + "\n" for row in chain[1::2]))
    as_owner(
        f"DELETE FROM {TABLE} WHERE number > 3",
        f"UPDATE accounts_audithead SET number = 3, hash = '{chain[2].hash}'",
    )
    assert verify() == "events 3 broken_at None"
    assert verify("--anchor", anchor) == "events 3 broken_at 4 exit 1"


def test_a_chain_written_anew_does_not_pass_the_anchor(chain, as_owner, tmp_path, world):
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text(json.dumps({"number": 4, "hash": chain[3].hash}))
    as_owner(f"DELETE FROM {TABLE}", "DELETE FROM accounts_audithead")
    for _ in range(5):
        audit.record(by=world.officer, action="case.view")
    assert verify() == "events 5 broken_at None"
    assert verify("--anchor", anchor) == "events 5 broken_at 4 exit 1"


def test_an_unreadable_anchor_is_said(chain, tmp_path):
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text("không phải JSON")
    with pytest.raises(CommandError, match="điểm neo"):
        call_command("verify_audit", "--anchor", anchor, stdout=StringIO())


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET action = 'x'", f"DELETE FROM {TABLE}"])
def test_the_database_refuses_to_change_or_delete(chain, sql):
    with pytest.raises(DatabaseError, match=triggers.MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify() == "events 5 broken_at None"


def test_an_event_goes_with_the_transaction_it_tells_of(world):
    with transaction.atomic():
        audit.record(by=world.officer, action="case.view")
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0


def test_a_request_leaves_its_address_and_its_id(world, client_for):
    client = client_for(world.officer, REMOTE_ADDR="10.1.2.3")
    response = client.get("/cases/")
    event = AuditEvent.objects.get(action="case.list")
    assert (event.ip, event.request_id) == ("10.1.2.3", response["X-Request-ID"])
    assert audit.origin.get() == audit.NOWHERE
