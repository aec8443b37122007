"""What every record that hangs on a case has in common: who entered it, which version it is, and whether it still stands."""

import uuid

from django.conf import settings
from django.db.models import (
    RESTRICT,
    DateTimeField,
    ForeignKey,
    Model,
    PositiveIntegerField,
    TextField,
    UUIDField,
)
from django.utils.translation import gettext_lazy as _

from accounts.scope import ScopedQuerySet, visible_units
from areas.labels import Labelled
from cases.models.core import Case


class RecordQuerySet(ScopedQuerySet):
    def standing(self):
        """Without what was entered by mistake and struck out."""
        return self.filter(removed_at=None)


class CaseRecordQuerySet(RecordQuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))


class UnitRecordQuerySet(RecordQuerySet):
    """Records of a commune itself, before or beside any case."""

    def visible_to(self, user):
        return self.filter(unit__in=visible_units(user))


class Record(Labelled, Model):
    """Struck out, never deleted: what was once relied on stays readable for whoever asks why."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Raised by every change; the second of two editors is told.
    version = PositiveIntegerField(default=1, editable=False)
    # Empty: entered by the system's own command line.
    created_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", editable=False)
    created_at = DateTimeField(auto_now_add=True)
    removed_at = DateTimeField(null=True, editable=False)
    removed_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", editable=False)
    removed_why = TextField(_("Lý do gạch bỏ"), blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


def case_key(related_name: str) -> ForeignKey:
    return ForeignKey(Case, RESTRICT, related_name=related_name, verbose_name=_("Hồ sơ"))


def user_key(label, **kwargs) -> ForeignKey:
    return ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, related_name="+", verbose_name=label, **kwargs)
