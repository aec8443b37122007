"""Beat asks for the restore drill every night; it is run once a month, and health says how it stands."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs import health
from jobs.models import Heartbeat
from reintegration import tasks
from reintegration.backups.archive import BackupError


@pytest.fixture
def drills(db, monkeypatch):
    """How often the drill was run."""
    run = []
    monkeypatch.setattr(tasks, "drill", lambda: run.append(1))
    return run


def test_the_drill_is_in_the_schedule():
    names = {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert [import_string(name).name for name in names] == list(names)
    assert "reintegration.tasks.drill_backup" in names


def test_it_runs_once_a_month_and_again_after_a_failure(drills, settings, monkeypatch):
    settings.BACKUP_KEY = ""
    assert not tasks.drill_backup()
    assert health.check_parts()["drill"] == "no key"
    settings.BACKUP_KEY = "key"
    assert health.check_parts()["drill"] == "late"
    assert tasks.drill_backup()
    now = timezone.now()
    for days, runs, state in ((29, 1, "ok"), (31, 2, "ok"), (46, 3, "late")):
        Heartbeat.objects.update_or_create(name="drill", defaults={"at": now - timedelta(days=days)})
        assert tasks.drill_backup() == (days > 30)
        assert (len(drills), health.check_parts()["drill"]) == (runs, state)

    def fails():
        raise BackupError("no room")

    monkeypatch.setattr(tasks, "drill", fails)
    assert not tasks.drill_backup()


def test_a_late_drill_does_not_take_the_site_away(monkeypatch):
    parts = {**dict.fromkeys(health.PARTS, "ok"), "drill": "late"}
    monkeypatch.setattr(health, "_monitor", health.HealthMonitor(lambda: parts))
    status, body = health.report("/readyz")
    assert (status, body["ok"], body["drill"]) == (200, True, "late")
