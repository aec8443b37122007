"""The audit log: one append-only row per action or page view, linked to a hash chain."""

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
    PositiveSmallIntegerField,
    Q,
)
from django.utils.translation import gettext_lazy as _

from areas.models import Unit

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

    def __str__(self):
        return f"{self.number} {self.action}"


class AuditHead(Model):
    """The head of the chain, a single row. Locking it serialises all writers."""

    id = PositiveSmallIntegerField(primary_key=True, default=1)
    number = BigIntegerField(default=0)
    hash = CharField(max_length=64)

    class Meta:
        constraints = [CheckConstraint(name="audit_head_single", condition=Q(id=1))]

    def __str__(self):
        return str(self.number)
