"""Clients and their access tokens."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateTimeField,
    F,
    ForeignKey,
    Model,
    PositiveIntegerField,
    Q,
    QuerySet,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from core.errors import Refused
from core.text import nfc
from feed.webhooks.address import check_url


class Client(Model):
    """A program of another office that reads figures: those of one unit and all below it, and only of the kinds it may."""

    name = CharField(_("Tên"), max_length=80, unique=True, help_text=_("Hệ thống nào, của cơ quan nào."))
    unit = ForeignKey(
        Unit,
        RESTRICT,
        related_name="+",
        verbose_name=_("Phạm vi"),
        help_text=_("Chỉ đọc được số liệu của đơn vị này và các đơn vị trực thuộc."),
    )
    reads_reports = BooleanField(_("Đọc báo cáo"), default=True)
    reads_indicator = BooleanField(_("Đọc chỉ tiêu của tỉnh"), default=True)
    # feed/webhooks: told of each accepted report; empty: of none.
    webhook_url = CharField(
        _("Địa chỉ nhận thông báo"),
        max_length=500,
        blank=True,
        help_text=_("Bắt đầu bằng https://. Để trống nếu không cần báo khi có báo cáo được chấp nhận."),
    )
    created_at = DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Hệ thống được đọc số liệu")
        verbose_name_plural = _("Hệ thống được đọc số liệu")
        ordering = ["name"]
        constraints = [
            CheckConstraint(
                name="client_reads_something",
                condition=Q(reads_reports=True) | Q(reads_indicator=True),
                violation_error_message=_("Hãy chọn ít nhất một loại số liệu được đọc."),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Store the name in Unicode form NFC."""
        self.name = nfc(self.name)
        super().save(*args, **kwargs)

    def clean(self):
        """Refuse an address to which nothing would be sent."""
        if self.webhook_url:
            try:
                check_url(self.webhook_url)
            except Refused as refusal:
                raise ValidationError({"webhook_url": str(refusal)}) from refusal

    @property
    def scopes(self) -> set[str]:
        """What the client may read, by the names that the views of the API ask for."""
        given = {"reports": self.reads_reports, "indicator": self.reads_indicator}
        return {name for name, is_given in given.items() if is_given}


class AccessTokenQuerySet(QuerySet["AccessToken"]):
    """Tokens by whether they open anything."""

    def valid(self) -> "AccessTokenQuerySet":
        """Neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class AccessToken(Model):
    """A secret with which a client reads. Only its digest is stored; the secret is shown once, when the token is made."""

    client = ForeignKey(Client, RESTRICT, related_name="tokens", verbose_name=_("Hệ thống"))
    # SHA-256. The secret has 256 random bits, so nobody finds it again by guessing.
    digest = CharField(max_length=64, unique=True)
    # The first characters of the secret, by which people tell tokens apart.
    hint = CharField(_("Bắt đầu bằng"), max_length=8)
    made_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người cấp"))
    made_at = DateTimeField(_("Cấp lúc"), auto_now_add=True)
    expires_at = DateTimeField(_("Hết hạn lúc"))
    revoked_by = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người thu hồi")
    )
    revoked_at = DateTimeField(_("Thu hồi lúc"), null=True)
    last_used_at = DateTimeField(_("Dùng lần cuối"), null=True)
    # The minute of the last request, and the requests in it (services.use_token).
    minute = DateTimeField(null=True, editable=False)
    used_in_minute = PositiveIntegerField(default=0, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mã truy cập")
        verbose_name_plural = _("Mã truy cập")
        ordering = ["-made_at"]
        constraints = [
            CheckConstraint(name="token_expires_later", condition=Q(expires_at__gt=F("made_at"))),
            CheckConstraint(
                name="token_revoked_by_somebody", condition=Q(revoked_by=None) | Q(revoked_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.hint}…"

    @property
    def is_valid(self) -> bool:
        """Whether the token still opens anything."""
        return self.revoked_at is None and self.expires_at > timezone.now()
