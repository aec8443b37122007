"""Forms that were already handled, so that posting one of them again does not repeat its effect (idempotency.py)."""

from django.conf import settings
from django.db.models import (
    RESTRICT,
    CharField,
    DateTimeField,
    ForeignKey,
    Model,
    UUIDField,
)
from django.utils.translation import gettext_lazy as _


class SubmittedForm(Model):
    """A handled form: its idempotency key, who posted it where, and the address it was redirected to."""

    key = UUIDField(primary_key=True)
    user = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, related_name="+")
    path = CharField(max_length=300)
    location = CharField(max_length=300, blank=True)
    created_at = DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("Biểu mẫu đã gửi")
        verbose_name_plural = _("Biểu mẫu đã gửi")

    def __str__(self):
        return str(self.key)
