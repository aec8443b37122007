"""Access tokens: shown once, kept as a digest, expiring, revoked, limited; made on the administrators' pages only."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from core.errors import Refused
from feed.clients.models import AccessToken, Client
from feed.clients.services import TooManyRequests, issue_token, revoke_token, use_token
from feed.conftest import bearer
from reintegration.tests.walks.test_at_rest import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_row(client_of):
    return client_of()


def test_a_secret_is_stored_nowhere(client_row):
    token, secret = issue_token(by=None, client=client_row)
    assert use_token(secret) == token
    assert len(secret) > 40
    assert [table for table, text in written().items() if secret in text] == []
    assert [table for table, text in written().items() if token.digest in text] == ["feed_accesstoken"]


def test_a_token_ends(client_row, settings):
    settings.API_TOKEN_DAYS = 30
    token, secret = issue_token(by=None, client=client_row)
    assert timedelta(days=29) < token.expires_at - timezone.now() <= timedelta(days=30)
    AccessToken.objects.update(made_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())
    assert use_token(secret) is None
    assert not AccessToken.objects.get().is_valid


def test_a_revoked_token_opens_nothing(client_row):
    token, secret = issue_token(by=None, client=client_row)
    _other, kept = issue_token(by=None, client=client_row)
    revoke_token(by=None, token=token)
    assert use_token(secret) is None
    assert use_token(kept) is not None
    with pytest.raises(Refused, match="đã thu hồi"):
        revoke_token(by=None, token=token)


def test_a_token_is_limited_by_the_minute_and_says_so_once_in_the_audit(client_row, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 3
    now = timezone.now().replace(second=20)
    monkeypatch.setattr("feed.clients.services.timezone.now", lambda: now)
    _token, secret = issue_token(by=None, client=client_row)
    _other, other = issue_token(by=None, client=client_row)
    for _request in range(3):
        assert use_token(secret) is not None
    for _request in range(4):
        with pytest.raises(TooManyRequests) as refused:
            use_token(secret)
        assert refused.value.wait == 40
    assert AuditEvent.objects.filter(action="token.limit").count() == 1
    assert use_token(other) is not None
    monkeypatch.setattr("feed.clients.services.timezone.now", lambda: now + timedelta(minutes=1))
    assert use_token(secret) is not None


def test_over_the_limit_the_answer_says_when_to_come_again(reader, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    program = reader()
    assert program.get("/api/v1/reports/").status_code == 200
    refused = program.get("/api/v1/reports/")
    assert (refused.status_code, refused.json()["status"]) == (429, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 60


# --- the administrators' pages ------------------------------------------------------------------------------------------------


def test_an_administrator_makes_a_client_and_hands_out_its_token(world, client_for):
    admin = client_for(world.admin)
    data = {"name": "Cổng của tỉnh", "unit": world.quang_ngai.pk, "reads_reports": "on"}
    made = admin.post(reverse("admin:feed_client_add"), data)
    client = Client.objects.get()
    assert made.url == reverse("admin:feed_client_change", args=[client.pk])
    assert client.scopes == {"reports"}
    assert AuditEvent.objects.get(action="feed.client").by == world.admin

    page = admin.post(reverse("admin:feed_client_token", args=[client.pk])).content.decode()
    [secret] = re.findall(r"thn_[\w-]{40,}", page)
    assert bearer(secret).get("/api/v1/reports/").status_code == 200
    shown = admin.get(made.url).content.decode()
    assert secret not in shown
    token = AccessToken.objects.get()
    assert f"{token.hint}…" in shown
    assert AuditEvent.objects.get(action="token.issue").by == world.admin

    admin.post(reverse("admin:feed_client_revoke", args=[client.pk, token.pk]))
    assert bearer(secret).get("/api/v1/reports/").status_code == 401
    assert AuditEvent.objects.get(action="token.revoke").by == world.admin


def test_a_client_that_reads_nothing_is_refused(world, client_for):
    answer = client_for(world.admin).post(
        reverse("admin:feed_client_add"), {"name": "Cổng", "unit": world.quang_ngai.pk}
    )
    assert "ít nhất một loại số liệu" in answer.content.decode()
    assert not Client.objects.exists()


def test_a_token_of_another_client_is_not_revoked_here(world, client_for, client_row):
    other = Client.objects.create(name="Khác", unit=world.quang_ngai)
    token, _secret = issue_token(by=None, client=client_row)
    answer = client_for(world.admin).post(reverse("admin:feed_client_revoke", args=[other.pk, token.pk]))
    assert answer.status_code == 404
    assert AccessToken.objects.get().is_valid


def test_nobody_else_makes_tokens(world, client_for, client_row):
    for user in (world.province, world.leader, world.bank):
        answer = client_for(user).post(reverse("admin:feed_client_token", args=[client_row.pk]))
        assert answer.status_code == 403
    assert not AccessToken.objects.exists()
