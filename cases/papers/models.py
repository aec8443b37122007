"""Scans of a case. The file itself is a jobs.StoredFile row, never a file below the web root."""

from typing import ClassVar

from django.db.models import RESTRICT, CharField, DateField, ForeignKey, TextChoices
from django.utils.translation import gettext_lazy as _

from cases.records.models import CaseRecordQuerySet, Record, case_key
from jobs.models import StoredFile


class CaseDocument(Record):
    """A scan attached to a case, with its title, number and day."""

    class Kind(TextChoices):
        CERTIFICATE = "certificate", _("Giấy chứng nhận chấp hành xong, đặc xá, tha tù")
        JUDGMENT = "judgment", _("Bản án, quyết định thi hành án")
        COMMITMENT = "commitment", _("Bản cam kết (HCD-05)")
        INFORMATION = "information", _("Phiếu thông tin (HCD-02)")
        IDENTITY = "identity", _("Giấy tờ tùy thân")
        REPORT = "report", _("Bản tự nhận xét, nhận xét")
        BREACH = "breach", _("Biên bản vi phạm, kiểm điểm")
        EXPUNGEMENT = "expungement", _("Phiếu lý lịch tư pháp, quyết định xóa án tích")
        SUPPORT = "support", _("Giấy tờ hỗ trợ, vay vốn")
        OTHER = "other", _("Giấy tờ khác")

    case = case_key("documents")
    kind = CharField(_("Loại giấy tờ"), max_length=12, choices=Kind)
    title = CharField(_("Trích yếu"), max_length=200)
    number = CharField(_("Số, ký hiệu"), max_length=100, blank=True)
    on = DateField(_("Ngày của văn bản"), null=True, blank=True)
    file = ForeignKey(StoredFile, RESTRICT, related_name="+", verbose_name=_("Tệp"))

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Tài liệu")
        verbose_name_plural = _("Tài liệu")
        ordering = ["-created_at"]

    def __str__(self):
        return self.title
