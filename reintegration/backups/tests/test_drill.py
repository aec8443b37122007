"""The drill restores in another process and writes what it found to the audit log."""

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from cases.tests.factories import receive
from jobs.models import Heartbeat
from reintegration.backups import drill


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    settings.SEALED_LIST = str(tmp_path / "sealed.jsonl")


@pytest.mark.servers
def test_the_drill_restores_and_records_itself(world, capsys):
    receive(world)
    call_command("backup_drill")
    event = AuditEvent.objects.get(action="backup.drill")
    assert event.detail["ok"] is True
    assert event.detail["rows"] > 0
    assert Heartbeat.objects.filter(name="drill").exists()


def test_a_drill_that_fails_says_so(world, monkeypatch):
    def lost(environment, command, *arguments):
        return {"counts": {}, "audit": {}} if command == "restore" else {"broken_at": None}

    monkeypatch.setattr(drill, "_run", lost)
    with pytest.raises(CommandError, match="không giống"):
        call_command("backup_drill")
    assert AuditEvent.objects.get(action="backup.drill").detail["ok"] is False
    assert not Heartbeat.objects.filter(name="drill").exists()


def test_an_altered_chain_fails_the_drill(world, monkeypatch):
    manifest = {"counts": {}, "audit": {"number": 0}}
    monkeypatch.setattr(drill.services, "backup", lambda path: manifest)
    monkeypatch.setattr(drill, "_run", lambda environment, command, *rest: {**manifest, "broken_at": 7})
    with pytest.raises(CommandError, match="số 7"):
        call_command("backup_drill")
