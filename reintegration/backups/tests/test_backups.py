"""A backup comes back as it was, into an empty database only. A wrong key and a changed file are refused before any write."""

import json
import os
import random
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from cases.choices import EndReason
from cases.closing import services as closing_services
from cases.expungement import sealed_list
from cases.models import Case, IdentityNumber, Stay
from cases.tests.factories import receive
from core.database_guards import ERASED
from jobs import queue
from jobs.models import Heartbeat, Job, StoredFile
from reintegration.backups import archive, rows, services
from reintegration.backups.archive import BackupError

NUMBER = "051090000123"
FILE_BYTES = random.Random(1).randbytes(1_000_000)  # incompressible, so that the backup has several encrypted blocks


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    settings.SEALED_LIST = str(tmp_path / "sealed.jsonl")


@pytest.fixture
def filled(world):
    """Two cases, an ID number, a stored file and a job's result."""
    first = receive(world, code="HS-1", name="Nguyễn Văn Ân", on=date(2020, 1, 10))
    receive(world, code="HS-2", name="Trần Thị Bình", on=date(2021, 3, 1))
    first.person.identity_numbers.add(IdentityNumber.of(first.person, "cccd", NUMBER), bulk=False)
    queue.store_file(by=world.officer, name="Quyết định.pdf", data=FILE_BYTES, content_type="application/pdf")
    Job.objects.create(kind="x", key="x", by=world.officer, params={"file": "1"}, result={"rows": ["Ân", None]})
    return world


@pytest.fixture
def backup(filled, tmp_path) -> Path:
    path = tmp_path / "backup.age"
    services.backup(path)
    return path


@pytest.fixture
def empty():
    """empty(): removes all rows, as if the server had been lost. Undone after the test, like everything else it wrote."""

    def remove():
        tables = [connection.ops.quote_name(name) for name in [*rows.tables(), *rows.LEFT_OUT]]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"TRUNCATE {', '.join(tables)}")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
            for _name, sql in triggers:
                cursor.execute(sql)

    return remove


def contents() -> dict:
    return {
        name: sorted(json.dumps(row, ensure_ascii=False) for row in rows.read(model))
        for name, model in rows.tables().items()
    }


def restore(path, **options):
    return services.restore(path, sealed=options.get("sealed", Path(sealed_list.settings.SEALED_LIST)))


def writes(queries) -> list[str]:
    """The statements that wrote."""
    return [one["sql"] for one in queries if one["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_everything_comes_back_as_it_was(filled, tmp_path, empty):
    path = tmp_path / "backup.age"
    before = contents()
    manifest = services.backup(path)
    assert {name: len(found) for name, found in before.items()} == manifest["counts"]
    empty()
    assert not Case.objects.exists()
    restore(path)
    after = contents()
    restored = AuditEvent.objects.order_by("number").last()
    assert restored.action == "backup.restored"
    assert restored.detail["rows"] == sum(manifest["counts"].values())
    for name in before.keys() - {"audit_auditevent", "audit_audithead", "audit_eventreason"}:
        assert after[name] == before[name], name
    assert set(before["audit_auditevent"]) < set(after["audit_auditevent"])
    assert set(before["audit_eventreason"]) < set(after["audit_eventreason"])
    assert bytes(StoredFile.objects.get().data) == FILE_BYTES
    assert IdentityNumber.objects.get().number == NUMBER
    call_command("verify_audit")
    # New rows do not collide with restored keys.
    receive(filled, code="HS-3", name="Lê Văn Cường", on=date(2022, 1, 1))


def test_every_table_is_in_the_backup_or_left_out_on_purpose(db):
    assert set(connection.introspection.table_names()) == {*rows.tables(), *rows.LEFT_OUT, "django_migrations"}


def test_a_table_stands_after_those_it_refers_to():
    """Triggers look into them: a membership is refused while its unit is not there."""
    names = list(rows.tables())
    for first, then in [("areas_unit", "accounts_membership"), ("accounts_user", "accounts_membership")]:
        assert names.index(first) < names.index(then)
    assert len(names) == len(set(names))


def test_the_file_tells_nothing_and_is_private(backup):
    data = backup.read_bytes()
    assert data.startswith(b"age-encryption.org/v1")
    for secret in ("Nguyễn Văn Ân", "cases_person", "HS-1"):
        assert secret.encode() not in data
    assert backup.stat().st_mode & 0o777 == 0o600


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _cut_at_a_block(data: bytes) -> bytes:
    header = data.index(b"\n---") + 4
    start = data.index(b"\n", header) + 1 + 16
    return data[: start + 65_552]


DAMAGE = {
    "cut": _cut,
    "cut at a block": _cut_at_a_block,
    "last byte missing": lambda data: data[:-1],
    "one bit": lambda data: data[:-5000] + bytes([data[-5000] ^ 1]) + data[-4999:],
    "lengthened": lambda data: data + b"0",
    "empty": lambda data: b"",
    "something else": lambda data: b"PK\x03\x04" + data,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_changed_or_cut_file_is_refused_before_anything_is_written(backup, empty, damage):
    empty()
    backup.write_bytes(damage(backup.read_bytes()))
    with CaptureQueriesContext(connection) as queries, pytest.raises(BackupError):
        restore(backup)
    assert writes(queries) == []


def test_a_wrong_key_is_refused_before_anything_is_written(backup, empty, settings):
    empty()
    settings.BACKUP_KEY = archive.new_key()
    with CaptureQueriesContext(connection) as queries, pytest.raises(BackupError, match="BACKUP_KEY"):
        restore(backup)
    assert writes(queries) == []


@pytest.mark.parametrize("name", ["ID_ENCRYPTION_KEY", "ID_INDEX_KEY"])
def test_other_keys_of_id_numbers_are_refused(backup, empty, settings, name):
    empty()
    setattr(settings, name, "x" * 40)
    with CaptureQueriesContext(connection) as queries, pytest.raises(BackupError, match=name):
        restore(backup)
    assert writes(queries) == []


@pytest.mark.parametrize("key", ["", "không phải khóa"])
def test_without_a_key_there_is_no_backup(filled, settings, tmp_path, key):
    settings.BACKUP_KEY = key
    with pytest.raises(BackupError, match="BACKUP_KEY"):
        services.backup(tmp_path / "x.age")
    assert list(tmp_path.glob("*x.age*")) == []


def test_a_database_with_rows_is_not_overwritten(backup):
    with CaptureQueriesContext(connection) as queries, pytest.raises(BackupError, match="không trống"):
        restore(backup)
    assert writes(queries) == []


def test_another_version_is_refused(filled, tmp_path, empty, monkeypatch):
    path = tmp_path / "old.age"
    services.backup(path)
    empty()
    monkeypatch.setattr(rows, "migrations", lambda: ["cases.0001_initial"])
    with pytest.raises(BackupError, match="phiên bản"):
        restore(path)


def test_rows_that_the_manifest_does_not_count_are_refused(filled, tmp_path, empty):
    manifest = services._manifest()
    lines = list(services._lines(manifest))
    path = tmp_path / "made.age"
    archive.write(path, [line for line in lines if not (isinstance(line, list) and "HS-2" in line)])
    with pytest.raises(BackupError, match="bản kê"):
        services.check(path)


def test_a_failed_backup_leaves_the_earlier_one(backup, monkeypatch):
    before = backup.read_bytes()

    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupError, match="No space"):
        services.backup(backup)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.glob(".*")] == []


def expunge(code: str) -> None:
    closing_services.close(
        by=None,
        case=Case.objects.get(code=code),
        on=date(2024, 2, 1),
        reason=EndReason.EXPUNGED.value,
        document_number="1",
    )


def test_who_was_expunged_after_the_backup_does_not_come_back(
    filled, backup, empty, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        expunge("HS-1")
    empty()
    assert restore(backup).sealed_again == 1
    assert [case.code for case in Case.objects.visible_to(filled.officer)] == ["HS-2"]
    sealed = Stay.objects.sealed().get()
    assert (sealed.case.code, sealed.end_on, sealed.end_reason) == ("HS-1", date(2024, 2, 1), EndReason.EXPUNGED)
    assert AuditEvent.objects.filter(action="expungement.seal").count() == 1
    assert sealed.case.person.full_name == ERASED
    call_command("verify_audit")


def test_a_case_that_had_ended_is_hidden_too(filled, tmp_path, empty, django_capture_on_commit_callbacks):
    case = Case.objects.get(code="HS-1")
    closing_services.close(by=None, case=case, on=date(2024, 1, 1), reason="moved_away", document_number="1")
    path = tmp_path / "b.age"
    services.backup(path)
    Case.objects.filter(pk=case.pk).update(sealed_on=date(2024, 5, 1))
    sealed_list.update()
    empty()
    restore(path)
    assert [found.code for found in Case.objects.visible_to(filled.officer)] == ["HS-2"]
    assert Case.objects.get(code="HS-1").sealed_on == date(2024, 5, 1)
    assert Case.objects.get(code="HS-1").person.full_name == ERASED


def test_the_list_names_nobody_and_has_each_case_once(filled):
    expunge("HS-1")
    assert sealed_list.update() == 1
    assert sealed_list.update() == 0
    text = Path(sealed_list.settings.SEALED_LIST).read_text()
    assert str(Case.objects.get(code="HS-1").public_id) not in text
    assert len(text.splitlines()) == 1
    assert Path(sealed_list.settings.SEALED_LIST).stat().st_mode & 0o777 == 0o600


def test_a_list_older_than_the_backup_is_refused(filled, tmp_path, empty):
    expunge("HS-1")
    path, old = tmp_path / "b.age", tmp_path / "old.jsonl"
    services.backup(path)
    old.touch()
    empty()
    with pytest.raises(sealed_list.SealedListError, match="thiếu 1 hồ sơ"):
        restore(path, sealed=old)


def test_a_damaged_list_is_refused_before_anything_is_written(backup, empty, tmp_path):
    empty()
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"case": "ab", "on": "2024-0')
    with CaptureQueriesContext(connection) as queries, pytest.raises(sealed_list.SealedListError):
        restore(backup, sealed=broken)
    assert writes(queries) == []


def test_the_command_asks_for_the_list_and_goes_on_without_it_only_when_told(backup, empty, settings, capsys):
    empty()
    Path(settings.SEALED_LIST).unlink()
    with pytest.raises(CommandError, match="--without-sealed"):
        call_command("restore", str(backup))
    call_command("restore", str(backup), "--without-sealed", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["broken_at"] is None
    assert found["counts"]["cases_case"] == 2
    assert AuditEvent.objects.get(action="backup.restored").detail["sealed_list"] is False


def test_the_command_prints_the_manifest_and_the_audit_keeps_it(filled, tmp_path, capsys):
    call_command("backup", str(tmp_path / "b.age"), "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["cases_case"] == 2
    event = AuditEvent.objects.get(action="backup.made")
    assert event.detail["audit"] == found["audit"]
    assert event.number == found["audit"]["number"] + 1
    assert Heartbeat.objects.filter(name="backup").exists()


def test_a_broken_chain_is_told_and_does_not_keep_the_data_from_coming_back(filled, tmp_path, empty, monkeypatch):
    path = tmp_path / "b.age"
    services.backup(path)
    empty()
    monkeypatch.setattr(services.audit_events, "first_broken", lambda rows, anchors: iter([3]))
    assert restore(path).broken_at == 3
    assert AuditEvent.objects.get(action="backup.restored").detail["broken_at"] == 3
