"""The chain of the audit: what is altered, swapped, taken out or cut off is found, and the database refuses to do it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from audit import events as audit_events
from audit.models import AuditEvent, AuditHead
from core import database_guards

GOLDEN = "4bf5cb3cf24513c528d0821d9c27e46d12b7b7dd94ad6e7ce1a4a709a7ed83c0"
TABLE = "audit_auditevent"


@pytest.fixture
def chain(world):
    """Five links; cut() takes the walls down, as only the database's owner could."""
    for number in range(5):
        audit_events.record(by=world.officer, action="case.view", unit=world.tinh_bac, detail={"n": number})
    return list(AuditEvent.objects.order_by("number"))


@pytest.fixture
def as_owner(db):
    """Run SQL past the triggers."""

    def run(*statements: str) -> None:
        database_guards.drop(connection, TABLE)
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
        database_guards.create(connection, TABLE, ())

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
    assert [row.previous_hash for row in chain] == [audit_events.GENESIS, *(row.hash for row in chain[:-1])]


def test_a_hash_is_over_the_very_bytes_it_always_was(world):
    """A chain that was written years ago must hold still."""
    row = AuditEvent(
        number=7, at=datetime(2024, 3, 1, 2, 3, 4, 5, UTC), by_id=3, action="case.view", target_type="cases.case",
        target_id="12", unit_id=21205, detail={"tab": "Tổng quan", "a": 1}, ip="10.0.0.9", request_id="x",
        previous_hash=audit_events.GENESIS,
    )  # fmt: skip
    assert audit_events.link_hash(row) == GOLDEN


def test_one_event_is_linked_as_many_are(world, chain):
    """PostgreSQL links a single one by itself; the hash is the one that is worked out here."""
    detail = {"code": "a.b", "n": 1.5, "none": None}
    audit_events.record(by=world.officer, action="case.view", target=world.officer, unit=world.tinh_bac, detail=detail)
    row = AuditEvent.objects.get(number=6)
    assert (row.detail, row.by, row.target_id, row.unit) == (
        detail,
        world.officer,
        str(world.officer.pk),
        world.tinh_bac,
    )
    assert row.hash == audit_events.link_hash(row) == audit_events.head().hash
    assert verify() == "events 6 broken_at None"


def test_several_events_at_once_are_several_links(world, chain):
    events = [{"action": "case.view"}, {"action": "case.print"}]
    audit_events.record_many(by=None, events=events)
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
    as_owner(f"UPDATE {TABLE} SET detail = '{{\"n\": 9}}', hash = '{audit_events.link_hash(row)}' WHERE number = 3")
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
        f"UPDATE audit_audithead SET number = 3, hash = '{chain[2].hash}'",
    )
    assert verify() == "events 3 broken_at None"
    assert verify("--anchor", anchor) == "events 3 broken_at 4 exit 1"


def test_a_tail_lost_by_restoring_a_backup_is_named_and_still_no_success(chain, as_owner, tmp_path, world):
    anchor = tmp_path / "anchor.jsonl"
    lines = [json.dumps({"number": row.number, "hash": row.hash}) + "\n" for row in chain]
    anchor.write_text("".join(lines))
    as_owner(
        f"DELETE FROM {TABLE} WHERE number > 3",
        f"UPDATE audit_audithead SET number = 3, hash = '{chain[2].hash}'",
    )
    detail = {"audit": {"number": 3, "hash": chain[2].hash}}
    audit_events.record(by=None, action="backup.restored", detail=detail)
    audit_events.record(by=world.officer, action="case.view")
    with pytest.raises(CommandError, match="khôi phục từ bản sao lưu đến sự kiện số 3 .xem sự kiện số 4.") as error:
        call_command("verify_audit", "--anchor", anchor, stdout=StringIO())
    assert error.value.returncode == 1
    assert json.loads(verify("--anchor", anchor, "--json").removesuffix(" exit 1"))["restored_by"] == 4
    # An anchor from before the backup that does not fit is no matter of restoring.
    anchor.write_text(json.dumps({"number": 2, "hash": "0" * 64}) + "\n" + "".join(lines[3:]))
    with pytest.raises(CommandError, match="đứt tại sự kiện số 2"):
        call_command("verify_audit", "--anchor", anchor, stdout=StringIO())


def test_a_chain_written_anew_does_not_pass_the_anchor(chain, as_owner, tmp_path, world):
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text(json.dumps({"number": 4, "hash": chain[3].hash}))
    as_owner(f"DELETE FROM {TABLE}", "DELETE FROM audit_audithead")
    for _ in range(5):
        audit_events.record(by=world.officer, action="case.view")
    assert verify() == "events 5 broken_at None"
    assert verify("--anchor", anchor) == "events 5 broken_at 4 exit 1"


def test_an_unreadable_anchor_is_said(chain, tmp_path):
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text("không phải JSON")
    with pytest.raises(CommandError, match="điểm neo"):
        call_command("verify_audit", "--anchor", anchor, stdout=StringIO())


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET action = 'x'", f"DELETE FROM {TABLE}"])
def test_the_database_refuses_to_change_or_delete(chain, sql):
    with (
        pytest.raises(DatabaseError, match=database_guards.MESSAGE),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert verify() == "events 5 broken_at None"


def test_an_event_goes_with_the_transaction_it_tells_of(world):
    with transaction.atomic():
        audit_events.record(by=world.officer, action="case.view")
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0


def test_a_request_leaves_its_address_and_its_id(world, client_for):
    client = client_for(world.officer, REMOTE_ADDR="10.1.2.3")
    response = client.get("/cases/")
    event = AuditEvent.objects.get(action="case.list")
    assert (event.ip, event.request_id) == ("10.1.2.3", response["X-Request-ID"])
    assert audit_events.origin.get() == audit_events.NO_ORIGIN


# gathered


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True))


def test_gathered_events_are_written_at_the_end_in_order(world):
    with audit_events.deferred_events():
        audit_events.record(by=world.officer, action="one")
        with audit_events.deferred_events():
            audit_events.record_many(by=None, events=[{"action": "two"}, {"action": "three"}])
        assert not AuditEvent.objects.exists()
        assert not AuditHead.objects.exists()
    assert actions() == ["one", "two", "three"]
    assert verify() == "events 3 broken_at None"


def record_and_fail(action):
    audit_events.record(by=None, action=action)
    raise ZeroDivisionError


def test_what_is_gathered_goes_with_the_transaction(world):
    with pytest.raises(ZeroDivisionError), audit_events.deferred_events():
        record_and_fail("one")
    with audit_events.deferred_events():
        audit_events.record(by=world.officer, action="two")
    audit_events.record(by=world.officer, action="three")
    assert actions() == ["two", "three"]


def test_what_is_gathered_goes_with_its_own_part_of_the_transaction(world):
    with audit_events.deferred_events():
        audit_events.record(by=world.officer, action="kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record_and_fail("rolled back")
        with transaction.atomic():
            audit_events.record(by=world.officer, action="kept too")
    assert actions() == ["kept", "kept too"]


def test_what_waits_for_the_events_runs_once_they_are_stored(world):
    seen: list[list[str]] = []
    with audit_events.deferred_events():
        audit_events.record(by=world.officer, action="kept")
        with transaction.atomic():
            audit_events.after_events(lambda: seen.append(["rolled back"]))
            transaction.set_rollback(True)
        audit_events.after_events(lambda: seen.append(actions()))
        assert not seen
    assert seen == [["kept"]]
    audit_events.after_events(lambda: seen.append(["at once"]))
    assert seen[1:] == [["at once"]]


@pytest.mark.django_db(transaction=True)
def test_gathered_events_are_there_after_the_commit(world):
    with audit_events.deferred_events():
        audit_events.record(by=world.officer, action="one")
    assert actions() == ["one"]


# views


@pytest.mark.django_db(transaction=True)
def test_a_line_without_a_transaction_is_committed_before_anything_else_happens(world):
    def others_see() -> int:
        try:
            return AuditEvent.objects.count()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(others_see).result()
        audit_events.record(by=world.officer, action="case.view", unit=world.tinh_bac)
        assert pool.submit(others_see).result() == before + 1


@pytest.mark.django_db(transaction=True)
def test_forty_looks_at_once_are_forty_links(world):
    def look(number) -> list[int]:
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        client.cookies["sessionid"] = sessions[number]
        try:
            return [client.get("/cases/").status_code for _ in range(5)]
        finally:
            connection.close()

    sessions = []
    for user in (world.officer, world.officer_ha, world.committee, world.leader):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        sessions += [client.session.session_key] * 2
    with ThreadPoolExecutor(8) as pool:
        statuses = [status for looks in pool.map(look, range(8)) for status in looks]
    assert statuses == [200] * 40
    assert AuditEvent.objects.filter(action="case.list").count() == 40
    assert verify().endswith("broken_at None")


# anchor


@pytest.fixture
def anchored(settings, tmp_path) -> Path:
    settings.AUDIT_ANCHOR = str(tmp_path / "anchor.jsonl")
    return Path(settings.AUDIT_ANCHOR)


def test_the_head_is_written_down_outside_the_database_once(chain, anchored, world):
    assert audit_events.anchor() == audit_events.Head(5, chain[-1].hash)
    assert audit_events.anchor() is None
    audit_events.anchor()
    audit_events.record(by=world.officer, action="case.view")
    audit_events.anchor()
    assert list(audit_events.anchors_in(anchored)) == [5, 6]
    assert anchored.stat().st_mode & 0o077 == 0
    assert verify("--anchor", anchored) == "events 6 broken_at None"


def test_nothing_is_written_down_before_the_first_event(db, anchored):
    assert audit_events.anchor() is None
    assert not anchored.exists()


def test_another_history_of_the_same_length_is_written_down_too(chain, anchored, as_owner, world):
    audit_events.anchor()
    as_owner(f"DELETE FROM {TABLE}", "DELETE FROM audit_audithead")
    for _ in range(5):
        audit_events.record(by=world.officer, action="case.view")
    assert audit_events.anchor() is not None
    assert len(anchored.read_text().splitlines()) == 2
