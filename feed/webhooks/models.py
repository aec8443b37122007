"""The messages about accepted reports, and what became of each."""

import uuid

from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateTimeField,
    ForeignKey,
    Index,
    Model,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    UniqueConstraint,
    UUIDField,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feed.clients.models import Client
from reports.models import Report


class Delivery(Model):
    """One message for one client: that one report was accepted."""

    class State(TextChoices):
        WAITING = "waiting", _("Đang chờ gửi")
        DELIVERED = "delivered", _("Đã nhận")
        FAILED = "failed", _("Không gửi được")

    class Problem(TextChoices):
        ADDRESS = "address", _("Địa chỉ không được phép hoặc đã bỏ")
        CONNECTION = "connection", _("Không kết nối được")
        STATUS = "status", _("Bên nhận trả lời lỗi")
        KEY = "key", _("Chưa có khóa ký")
        UNEXPECTED = "unexpected", _("Lỗi ngoài dự kiến")

    # The receiver recognises by it a message that comes twice.
    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = ForeignKey(Client, RESTRICT, related_name="deliveries", verbose_name=_("Hệ thống"))
    report = ForeignKey(Report, RESTRICT, related_name="+", verbose_name=_("Báo cáo"))
    state = CharField(_("Tình trạng"), max_length=9, choices=State, default=State.WAITING)
    attempts = PositiveSmallIntegerField(_("Số lần gửi"), default=0)
    next_at = DateTimeField(_("Gửi lại lúc"), default=timezone.now)
    # Of the last attempt.
    status = PositiveSmallIntegerField(_("Mã trả lời"), null=True)
    problem = CharField(_("Vướng mắc"), max_length=10, choices=Problem, blank=True)
    created_at = DateTimeField(_("Lập lúc"), auto_now_add=True)
    finished_at = DateTimeField(_("Xong lúc"), null=True)

    class Meta:
        verbose_name = _("Thông báo cho hệ thống khác")
        verbose_name_plural = _("Thông báo cho hệ thống khác")
        ordering = ["-created_at", "pk"]
        indexes = [Index(fields=["next_at"], name="delivery_waiting", condition=Q(state="waiting"))]
        constraints = [
            UniqueConstraint(name="delivery_once", fields=["client", "report"]),
            CheckConstraint(name="delivery_state_known", condition=Q(state__in=["waiting", "delivered", "failed"])),
        ]

    def __str__(self):
        return str(self.pk)
