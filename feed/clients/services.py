"""Verbs of access tokens: issuing, revoking, using one. The caller checks the permission of whoever issues or revokes."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from core.errors import Refused
from feed.clients.models import AccessToken, Client

# So that people and programs that look for secrets in files recognise one.
PREFIX = "thn_"
HINT = 8


class TooManyRequests(Exception):
    """The token was used as often in this minute as it may be. `wait`: seconds until the next one."""

    def __init__(self, wait: int):
        super().__init__(wait)
        self.wait = wait


@transaction.atomic
def issue_token(*, by: User | None, client: Client) -> tuple[AccessToken, str]:
    """Make a token for a client, valid for settings.API_TOKEN_DAYS.

    Returns: the token, and the secret, which nobody can read again.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        client=client,
        digest=digest(secret),
        hint=secret[:HINT],
        made_by=by,
        expires_at=timezone.now() + timedelta(days=settings.API_TOKEN_DAYS),
    )
    detail = {"client": client.pk, "expires": token.expires_at.isoformat()}
    audit_events.record(by=by, action="token.issue", target=token, unit=client.unit, detail=detail)
    return token, secret


@transaction.atomic
def revoke_token(*, by: User | None, token: AccessToken) -> AccessToken:
    """Revoke a token: the next request with it is refused. Raises Refused if it was revoked before."""
    token = AccessToken.objects.select_for_update(of=("self",), no_key=True).select_related("client").get(pk=token.pk)
    if token.revoked_at is not None:
        raise Refused(_("Mã truy cập này đã thu hồi."))
    token.revoked_by, token.revoked_at = by, timezone.now()
    token.save(update_fields=["revoked_by", "revoked_at"])
    detail = {"client": token.client_id}
    audit_events.record(by=by, action="token.revoke", target=token, unit=token.client.unit_id, detail=detail)
    return token


def use_token(secret: str) -> AccessToken | None:
    """The valid token with this secret, and one request counted against its limit; None if there is no such token.

    The count stands in the token's row, so that all web processes share it. Of a minute's refused requests the first leaves a
    line in the audit.

    Raises: TooManyRequests.
    """
    valid = AccessToken.objects.valid().filter(digest=digest(secret))
    with transaction.atomic():
        found = valid.select_related("client__unit").select_for_update(of=("self",), no_key=True).first()
        if found is None:
            return None
        now = timezone.now()
        minute = now.replace(second=0, microsecond=0)
        used = found.used_in_minute if found.minute == minute else 0
        is_over = used >= settings.API_REQUESTS_PER_MINUTE
        if used <= settings.API_REQUESTS_PER_MINUTE:
            found.minute, found.used_in_minute, found.last_used_at = minute, used + 1, now
            found.save(update_fields=["minute", "used_in_minute", "last_used_at"])
        if used == settings.API_REQUESTS_PER_MINUTE:
            detail = {"client": found.client_id}
            audit_events.record(by=None, action="token.limit", target=found, unit=found.client.unit, detail=detail)
    if is_over:
        raise TooManyRequests(60 - now.second)
    return found


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
