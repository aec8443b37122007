"""The audit log: one append-only row per action or page view, linked to a hash chain, and the reasons that users typed."""

import hashlib
import hmac
import os
from typing import ClassVar

from django.conf import settings
from django.db.models import (
    RESTRICT,
    BigIntegerField,
    CharField,
    CheckConstraint,
    DateTimeField,
    ForeignKey,
    GenericIPAddressField,
    Index,
    JSONField,
    Model,
    OneToOneField,
    PositiveSmallIntegerField,
    Q,
)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from audit.details import WHY
from core.encrypted_fields import EncryptedJSONField

# Action of the event that says that a user viewed unusually many people (cases/access_log/alerts.py).
FLAGGED = "access.many"


class AuditEvent(Model):
    """One action or page view of a user. Append-only; each row has the hash of the previous one (audit/events.py)."""

    # Assigned by hash_chain.link, without gaps: 1, 2, 3, …
    number = BigIntegerField(primary_key=True)
    at = DateTimeField()
    # Null: the system itself, or somebody who is not signed in.
    by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+")
    action = CharField(max_length=60)
    target_type = CharField(max_length=40, blank=True)
    target_id = CharField(max_length=40, blank=True)
    unit = ForeignKey(Unit, RESTRICT, null=True, related_name="+")
    detail = JSONField(default=dict)
    ip = GenericIPAddressField(null=True)
    request_id = CharField(max_length=36, blank=True)
    previous_hash = CharField(max_length=64)
    hash = CharField(max_length=64)

    class Meta:
        verbose_name = _("Nhật ký")
        verbose_name_plural = _("Nhật ký")
        indexes = [
            Index(fields=["target_type", "target_id", "number"], name="audit_by_target"),
            Index(fields=["by", "number"], name="audit_by_user"),
            # Few rows; read at every page view of a person.
            Index(fields=["by", "at"], name="audit_flags", condition=Q(action=FLAGGED)),
        ]

    # Not stored: the reason of a new event, until its number is known (hash_chain.link).
    new_reason: ClassVar["EventReason | None"] = None

    def __str__(self):
        return f"{self.number} {self.action}"

    @property
    def why(self) -> str:
        """The reason that the user typed; "" if none, and a note if it was erased with an expunged case."""
        if not isinstance(self.detail, dict) or WHY not in self.detail:
            return ""
        reason = getattr(self, "reason", None)
        return reason.text if reason else gettext("(lý do đã xóa cùng hồ sơ đã xóa án tích)")


class EventReason(Model):
    """The text that a user typed with an event: encrypted, and erased when the case is expunged (audit/reasons.py).

    The event in the chain has only a digest, salted with random bytes that are erased with the text. The database refuses every
    UPDATE and allows DELETE; `verify_audit` compares texts with digests and deletions with the events that tell of them.
    """

    # The database refuses UPDATE: `rotate_id_keys` deletes and inserts.
    is_write_once = True

    event = OneToOneField(AuditEvent, RESTRICT, primary_key=True, related_name="reason")
    # {"text", "salt"}
    content = EncryptedJSONField()

    class Meta:
        verbose_name = _("Lý do trong nhật ký")
        verbose_name_plural = _("Lý do trong nhật ký")

    def __str__(self):
        return str(self.event_id)

    @classmethod
    def of(cls, text: str) -> "EventReason":
        """A new, unsaved row for a text."""
        return cls(content={"text": text, "salt": os.urandom(32).hex()})

    @property
    def text(self) -> str:
        """The text as it was typed."""
        return self.content["text"]

    @property
    def digest(self) -> str:
        """HMAC-SHA256 (hex) of the text with the salt."""
        return hmac.new(bytes.fromhex(self.content["salt"]), self.text.encode(), hashlib.sha256).hexdigest()


class AuditHead(Model):
    """The head of the chain, a single row. Locking it serialises all writers."""

    id = PositiveSmallIntegerField(primary_key=True, default=1)
    number = BigIntegerField(default=0)
    hash = CharField(max_length=64)

    class Meta:
        constraints = [CheckConstraint(name="audit_head_single", condition=Q(id=1))]

    def __str__(self):
        return str(self.number)
