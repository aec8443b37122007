"""What costs the site much may be done only so often in 24 hours; the refusal says from when it is possible again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.dates import VIETNAM
from core.errors import Refused
from jobs import quotas
from jobs.models import QuotaUse


@pytest.fixture(autouse=True)
def two_a_day(settings):
    settings.QUOTAS = {"scan": 2, "import": 2}


def test_the_third_is_refused_and_told_when_it_is_free(world):
    quotas.take(by=world.officer, kind="scan")
    first = timezone.now() - timedelta(hours=23)
    QuotaUse.objects.update(at=first)
    quotas.take(by=world.officer, kind="scan")
    free = (first + timedelta(days=1)).astimezone(VIETNAM)
    with pytest.raises(Refused, match=f"tải lên tệp quét 2 lần.*{free:%H:%M ngày %d/%m/%Y}"):
        quotas.take(by=world.officer, kind="scan")
    assert QuotaUse.objects.count() == 2
    QuotaUse.objects.filter(at=first).update(at=first - timedelta(hours=2))
    quotas.take(by=world.officer, kind="scan")


def test_users_and_kinds_are_counted_apart(world):
    for _ in range(2):
        quotas.take(by=world.officer, kind="scan")
    quotas.take(by=world.officer, kind="import")
    quotas.take(by=world.leader, kind="scan")


def test_a_quota_of_none_refuses_all(world, settings):
    settings.QUOTAS = {"scan": 0}
    with pytest.raises(Refused):
        quotas.take(by=world.officer, kind="scan")


def test_old_uses_are_deleted(world):
    quotas.take(by=world.officer, kind="scan")
    assert quotas.delete_old() == 0
    QuotaUse.objects.update(at=timezone.now() - timedelta(days=3))
    assert quotas.delete_old() == 1
