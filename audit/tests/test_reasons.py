"""Typed reasons stand apart from the chain, encrypted; they can be erased, and neither changed nor taken away untold."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from audit import details, reasons
from audit import events as audit_events
from audit.models import AuditEvent, EventReason
from audit.tests.test_audit import verify
from core import database_guards

TEXT = "Nguyễn Văn Dấu khai báo"
TABLE = "audit_eventreason"


@pytest.fixture
def event(world) -> AuditEvent:
    audit_events.record(by=world.officer, action="case.view")
    audit_events.record(by=world.officer, action="person.unmask", target=world.officer, detail={"n": 1}, why=TEXT)
    return AuditEvent.objects.get(action="person.unmask")


def raw(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def past_the_trigger(sql: str, *values) -> None:
    database_guards.drop(connection, TABLE)
    raw(sql, *values)
    database_guards.create(connection, TABLE, (), deletable=True)


def test_the_chain_has_a_digest_and_the_table_an_encrypted_text(event):
    assert event.why == TEXT
    assert event.detail == {"n": 1, "why": event.reason.digest}
    assert EventReason.of(TEXT).digest != event.reason.digest
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT content FROM {TABLE}")
        stored = bytes(cursor.fetchone()[0])
    assert "Dấu".encode() not in stored
    assert b"salt" not in stored
    assert verify() == "events 2 broken_at None"


def test_an_erased_reason_leaves_a_whole_chain_and_an_event_that_tells(event, world):
    assert reasons.erase(by=world.leader, numbers=[1, event.pk], target=world.officer) == 1
    told = AuditEvent.objects.get(action=reasons.ERASED)
    assert (told.by, told.target_id, told.detail) == (
        world.leader,
        str(world.officer.pk),
        {"count": 1, "events": [event.pk]},
    )
    event = AuditEvent.objects.get(pk=event.pk)
    assert "đã xóa" in event.why
    assert len(event.detail["why"]) == 64
    assert reasons.erase(by=world.leader, numbers=[event.pk]) == 0
    assert verify() == "events 3 broken_at None"


def test_the_database_refuses_to_change_a_reason_and_allows_to_delete_it(event):
    with pytest.raises(DatabaseError, match=database_guards.MESSAGE):
        raw(f"UPDATE {TABLE} SET content = content || content")
    with pytest.raises(DatabaseError, match=database_guards.MESSAGE):
        raw(f"UPDATE {TABLE} SET event_id = 1")
    raw(f"DELETE FROM {TABLE}")
    assert verify() == "events 2 broken_at 2 exit 1"


def test_a_reason_of_another_event_is_found(event, world):
    audit_events.record(by=world.officer, action="person.unmask", why="Khác")
    stored = EventReason.objects.get(event__number=3)
    EventReason.objects.filter(pk=3).delete()
    past_the_trigger(f"UPDATE {TABLE} SET event_id = 3")
    assert verify() == "events 3 broken_at 2 exit 1"
    raw(f"DELETE FROM {TABLE}")
    EventReason(event=event, content={"text": "Khác hẳn", "salt": stored.content["salt"]}).save(force_insert=True)
    assert verify() == "events 3 broken_at 2 exit 1"


def test_a_reason_added_to_an_event_without_one_is_found(event):
    EventReason(event_id=1, content=EventReason.of("thêm").content).save(force_insert=True)
    assert verify() == "events 2 broken_at 1 exit 1"


def record_and_fail(world):
    audit_events.record(by=world.officer, action="two", why=TEXT)
    raise ZeroDivisionError


def test_deferred_events_keep_their_reasons_and_a_rolled_back_one_leaves_none(world):
    with audit_events.deferred_events():
        audit_events.record(by=world.officer, action="one", why=TEXT)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record_and_fail(world)
    assert [row.event_id for row in EventReason.objects.all()] == [1]
    assert verify() == "events 1 broken_at None"


# what a detail may hold

CODES = [
    *("", "case.view", "form:hcd-02", "conditional", "q_1", "12", "12a", "-3.5", "2024-06-14", "2024-06"),
    *("2024-06-14T08:00:00+07:00", "192b4da1-b836-4d9c-a6d0-4a82139c2de7", "0f" * 32, "jobs/file"),
]
TEXTS = [
    *(
        "An",
        "Nguyễn",
        "nguyễn",
        "van an",
        "ly do: a",
        "văn bản 12",
        "12/BC-CAH",
        "051085777001",
        "0912345678",
        "a" * 81,
    ),
    *("a\n", "so.xlsx\x00", "NGUYEN", "anNguyen", "2024-06-14 Nguyen"),
]


@pytest.mark.parametrize("text", CODES)
def test_a_code_a_number_a_date_and_a_key_may_stand_in_a_detail(text):
    details.check({"a": text, "b": [{"c": text}], "d": None, "e": 1, "f": True, "g": 1.5})


@pytest.mark.parametrize("text", TEXTS)
def test_free_text_is_refused_wherever_it_stands_and_is_not_repeated(text, world):
    for detail in ({"a": text}, {"a": {"b": [1, text]}}, {text: 1}, [[text]]):
        with pytest.raises(details.FreeText) as refused:
            audit_events.record(by=world.officer, action="case.view", detail=detail)
        assert text not in str(refused.value)
    assert not AuditEvent.objects.exists()


def test_a_reason_given_in_the_detail_and_an_object_are_refused(world):
    for wrong in ({"why": "a.code"}, {"on": date(2024, 1, 1)}, {"a": Decimal(1)}, {"a": b"x"}):
        with pytest.raises(details.FreeText):
            audit_events.record(by=world.officer, action="case.view", detail=wrong)


def test_values_are_parted_into_codes_and_texts():
    at = datetime(2024, 6, 14, 8, tzinfo=UTC)
    given = {
        "before": None,
        "after": {"name": "Tịnh Bắc", "on": date(2024, 6, 14), "at": at, "n": 3, "rate": Decimal("0.5")},
    }
    detail, texts = details.without_texts(given)
    details.check(detail)
    assert detail == {
        "before": None,
        "after": {"name": {"chars": 8}, "on": "2024-06-14", "at": "2024-06-14T08:00:00+00:00", "n": 3, "rate": "0.5"},
    }
    assert texts == "after.name: Tịnh Bắc"
