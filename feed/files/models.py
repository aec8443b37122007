"""Whose files are believed, and the reports that came in files. They are nobody's own reports and count in no figure here."""

import uuid
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    Exists,
    F,
    ForeignKey,
    JSONField,
    Model,
    OuterRef,
    PositiveIntegerField,
    Q,
    QuerySet,
    UniqueConstraint,
    UUIDField,
)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import unit_keys_for
from areas.models import Unit
from core.text import nfc
from feed.signing import key_id
from reports.measures.management import TOTAL
from reports.models import Report

RECEIVE = "feed.receive"


class TrustedKey(Model):
    """The public key of another installation, and the unit about which, with all below it, its files are believed."""

    name = CharField(_("Tên"), max_length=80, unique=True, help_text=_("Hệ thống nào, của cơ quan nào."))
    unit = ForeignKey(
        Unit,
        RESTRICT,
        related_name="+",
        verbose_name=_("Đơn vị gửi"),
        help_text=_("Chỉ nhận báo cáo của đơn vị này và các đơn vị trực thuộc."),
    )
    public_key = CharField(
        _("Khóa công khai"),
        max_length=44,
        unique=True,
        help_text=_(
            "Nơi gửi xem ở trang «Chuyển báo cáo bằng tệp». Hãy hỏi lại nơi gửi qua kênh khác để so từng ký tự."
        ),
    )
    key_id = CharField(_("Mã khóa"), max_length=16, unique=True, editable=False)
    is_active = BooleanField(_("Còn tin"), default=True)

    class Meta:
        verbose_name = _("Khóa của nơi gửi báo cáo")
        verbose_name_plural = _("Khóa của các nơi gửi báo cáo")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Store the name in Unicode form NFC, and the digits by which files name the key."""
        self.name, self.key_id = nfc(self.name), key_id(self.public_key)
        super().save(*args, **kwargs)

    def clean(self):
        """Refuse what is no Ed25519 key."""
        try:
            key_id(self.public_key)
        except ValueError:
            raise ValidationError(
                {"public_key": gettext("Khóa phải là 32 byte viết dạng base64 (44 ký tự).")}
            ) from None


class ReceivedReportQuerySet(QuerySet["ReceivedReport"]):
    """Received reports by who may see them."""

    def visible_to(self, user) -> "ReceivedReportQuerySet":
        """Those of the user's units; a report names no person."""
        return self.filter(unit__in=unit_keys_for(user, RECEIVE))

    def newest(self) -> "ReceivedReportQuerySet":
        """Of each report what its sender said last: a file of yesterday may come after that of today."""
        same = {
            "report_id": OuterRef("report_id"),
            "unit": OuterRef("unit"),
        }  # no sender replaces reports of other units
        later = ReceivedReport.objects.filter(made_at__gt=OuterRef("made_at"), **same)
        return self.exclude(Exists(later))


class ReceivedReport(Model):
    """A report as one file said it: the object `report/1` of docs/api.md §2. It never changes; a later state is another row."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = ForeignKey(TrustedKey, RESTRICT, related_name="received", verbose_name=_("Nơi gửi"))
    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    # The public id of the report where it was made.
    report_id = UUIDField()
    start = DateField(_("Từ ngày"))
    end = DateField(_("Đến ngày"))
    version = PositiveIntegerField(_("Phiên bản"))
    state = CharField(_("Trạng thái"), max_length=9, choices=Report.State)
    content = JSONField()
    # The SHA-256 of the canonical JSON of `content`.
    digest = CharField(max_length=64)
    # When the sender made the file.
    made_at = DateTimeField(_("Tệp lập lúc"))
    received_by = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người nhận")
    )
    received_at = DateTimeField(_("Nhận lúc"), auto_now_add=True)

    objects = ReceivedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Báo cáo nhận từ tệp")
        verbose_name_plural = _("Báo cáo nhận từ tệp")
        ordering = ["-end", "-start", "unit__code", "-version"]
        constraints = [
            UniqueConstraint(name="received_report_once", fields=["key", "report_id", "digest"]),
            CheckConstraint(name="received_report_period_order", condition=Q(end__gte=F("start"))),
        ]

    def __str__(self):
        return f"{self.unit_id} {self.start}–{self.end} v{self.version}"

    @property
    def total(self) -> dict:
        """The row of the unit itself over all categories; empty if the sender left it out."""
        figures = self.content["figures"]
        own = (figures["unit"]["code"], TOTAL)
        return next((row for row in figures["management"] if (row["unit"], row["category"]) == own), {})

    @property
    def rate(self) -> str:
        """The rate in per cent, as people write it."""
        return (self.total.get("rate") or "").replace(".", ",")

    @property
    def signed_on(self) -> date:
        """The day of the signature."""
        return date.fromisoformat(self.content["signed_on"])
