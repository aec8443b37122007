"""Procedures of expungement (BLHS Điều 69–73; TT 10/2024/TT-BCA Điều 13), and accesses to sealed cases."""

from typing import ClassVar

from django.db.models import (
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    Model,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from cases.records.models import CaseRecordQuerySet, Record, case_key, user_key
from core.encrypted_fields import EncryptedJSONField


class ExpungementReview(Record):
    """One procedure: guidance, petition if the court decides, and the proof or the refusal."""

    class Path(TextChoices):
        AUTOMATIC = "automatic", _("Đương nhiên được xóa án tích")
        COURT = "court", _("Xóa án tích theo quyết định của Tòa án")
        SPECIAL = "special", _("Xóa án tích trong trường hợp đặc biệt")

    class Result(TextChoices):
        PENDING = "pending", _("Đang làm thủ tục")
        PROVED = "proved", _("Đã có giấy tờ xác nhận")
        REFUSED = "refused", _("Bị từ chối")

    case = case_key("expungement_reviews")
    path = CharField(_("Hình thức"), max_length=9, choices=Path)
    guided_on = DateField(_("Ngày hướng dẫn làm thủ tục"))
    petition_on = DateField(_("Ngày nộp đơn"), null=True, blank=True)
    # Merit and a proposal by workplace or local authority (Điều 72).
    has_merit = BooleanField(_("Có tiến bộ rõ rệt, lập công, được đề nghị"), default=False)
    result = CharField(_("Kết quả"), max_length=8, choices=Result, default=Result.PENDING)
    # The judicial-record certificate or the court's decision.
    proof_number = CharField(_("Số phiếu LLTP, quyết định"), max_length=100, blank=True)
    proof_on = DateField(_("Ngày cấp, ngày quyết định"), null=True, blank=True)
    proof_issuer = CharField(_("Cơ quan cấp"), max_length=200, blank=True)
    note = TextField(_("Ghi chú"), blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Xét xóa án tích")
        verbose_name_plural = _("Xét xóa án tích")
        ordering = ["guided_on", "pk"]
        constraints = [
            CheckConstraint(
                name="expungement_petition_after_guidance",
                condition=Q(petition_on=None) | Q(petition_on__gte=F("guided_on")),
                violation_error_message=_("Ngày nộp đơn không được trước ngày hướng dẫn."),
            ),
            CheckConstraint(
                name="expungement_proof_after_guidance",
                condition=Q(proof_on=None) | Q(proof_on__gte=F("guided_on")),
                violation_error_message=_("Ngày của giấy tờ không được trước ngày hướng dẫn."),
            ),
            CheckConstraint(
                name="expungement_decided_has_paper",
                condition=Q(result="pending") | Q(proof_on__isnull=False) & ~Q(proof_number=""),
                violation_error_message=_("Kết quả phải có số và ngày của giấy tờ."),
            ),
            UniqueConstraint(
                name="expungement_one_pending",
                fields=["case"],
                condition=Q(result="pending", removed_at=None),
                violation_error_message=_("Hồ sơ đang làm thủ tục xóa án tích."),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.path}"


class SealedCaseAccess(Model):
    """One access to a sealed case: who, until when. The reason is kept with its audit event."""

    case = case_key("sealed_accesses")
    by = user_key(_("Người xem"))
    at = DateTimeField(auto_now_add=True)
    until_at = DateTimeField()

    class Meta:
        verbose_name = _("Lần mở hồ sơ đã niêm phong")
        verbose_name_plural = _("Lần mở hồ sơ đã niêm phong")

    def __str__(self):
        return f"{self.case_id} {self.at}"


class SealedText(Model):
    """The texts of one row about an expunged case or person, encrypted. The row itself has ERASED in their place (erasure.py)."""

    # The row: label of its model, and its key as text.
    table = CharField(max_length=60)
    key = CharField(max_length=36)
    # By column.
    texts = EncryptedJSONField()

    class Meta:
        verbose_name = _("Nội dung đã niêm phong")
        verbose_name_plural = _("Nội dung đã niêm phong")
        constraints = [UniqueConstraint(name="sealed_text_once", fields=["table", "key"])]

    def __str__(self):
        return f"{self.table} {self.key}"
