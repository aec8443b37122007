"""Dated outcomes of a person after release, each with the paper that it comes from: penalties, work, papers.

Other dated outcomes are kept by their subject: homes (cases/residence/), expungement (cases/expungement/), new crimes
(cases/reoffences/).
"""

from typing import ClassVar

from django.db.models import (
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    F,
    IntegerChoices,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from cases.records.models import CaseRecordQuerySet, Record, case_key
from core.model_fields import MoneyField


class AdministrativePenalty(Record):
    """An administrative violation of the person and the decision about it. It is no crime, and no rate counts it."""

    class Form(TextChoices):
        WARNING = "warning", _("Cảnh cáo")
        FINE = "fine", _("Phạt tiền")
        COMMUNE_EDUCATION = "education", _("Giáo dục tại xã, phường, thị trấn")
        COMPULSORY = "compulsory", _("Đưa vào cơ sở giáo dục, cai nghiện bắt buộc")
        OTHER = "other", _("Hình thức khác")

    case = case_key("administrative_penalties")
    on = DateField(_("Ngày vi phạm"))
    behaviour = CharField(_("Hành vi vi phạm"), max_length=300)
    article = CharField(_("Điều, khoản, văn bản áp dụng"), max_length=200, blank=True)
    form = CharField(_("Hình thức xử phạt, biện pháp"), max_length=10, choices=Form)
    amount = MoneyField(_("Mức phạt (đồng)"), null=True, blank=True, least=1, usual=(100_000, 75_000_000))
    decision_number = CharField(_("Số quyết định"), max_length=100)
    decided_on = DateField(_("Ngày quyết định"))
    decided_by = CharField(_("Cơ quan, người ra quyết định"), max_length=200)
    # Null: not carried out yet, as far as known.
    done_on = DateField(_("Ngày chấp hành xong"), null=True, blank=True)
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Xử phạt vi phạm hành chính")
        verbose_name_plural = _("Xử phạt vi phạm hành chính")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(
                name="violation_decided_after",
                condition=Q(decided_on__gte=F("on")),
                violation_error_message=_("Ngày quyết định không được trước ngày vi phạm."),
            ),
            CheckConstraint(
                name="violation_done_after",
                condition=Q(done_on=None) | Q(done_on__gte=F("decided_on")),
                violation_error_message=_("Ngày chấp hành xong không được trước ngày quyết định."),
            ),
            CheckConstraint(
                name="violation_form_known",
                condition=Q(form__in=["warning", "fine", "education", "compulsory", "other"]),
            ),
            CheckConstraint(
                name="violation_only_fine_has_amount",
                condition=Q(amount=None) | Q(form="fine", amount__gt=0),
                violation_error_message=_("Chỉ hình thức phạt tiền mới có mức phạt."),
            ),
            UniqueConstraint(
                name="violation_one_decision",
                fields=["case", "decision_number", "decided_on"],
                condition=Q(removed_at=None),
                violation_error_message=_("Quyết định này đã ghi."),
            ),
        ]

    def __str__(self):
        return self.behaviour[:60]


class WorkCheck(Record):
    """Whether the person had work 3, 6 or 12 months after release, in any job. Whether a job was kept stands with the job."""

    class Months(IntegerChoices):
        THREE = 3, _("Sau 3 tháng")
        SIX = 6, _("Sau 6 tháng")
        TWELVE = 12, _("Sau 12 tháng")

    case = case_key("work_checks")
    months = PositiveSmallIntegerField(_("Kể từ ngày ra trại"), choices=Months)
    has_work = BooleanField(_("Có việc làm"))
    on = DateField(_("Ngày xác định"))
    proof = CharField(_("Giấy tờ, nguồn thông tin"), max_length=200)
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Việc làm sau khi về")
        verbose_name_plural = _("Việc làm sau khi về")
        ordering = ["months", "pk"]
        constraints = [
            CheckConstraint(name="work_check_months_known", condition=Q(months__in=[3, 6, 12])),
            UniqueConstraint(
                name="work_check_once",
                fields=["case", "months"],
                condition=Q(removed_at=None),
                violation_error_message=_("Mốc này đã ghi; hãy sửa mục đã ghi."),
            ),
        ]

    def __str__(self):
        return self.get_months_display()


class PersonalPaper(Record):
    """A paper that the person lacks or has got since release. Its number is not kept here (cases/people/ encrypts it)."""

    class Kind(TextChoices):
        ID_CARD = "id_card", _("Căn cước, căn cước công dân")
        BIRTH = "birth", _("Giấy khai sinh")
        RESIDENCE = "residence", _("Đăng ký cư trú, xác nhận cư trú")
        HEALTH = "health", _("Thẻ bảo hiểm y tế")
        LICENCE = "licence", _("Giấy phép lái xe")
        OTHER = "other", _("Giấy tờ khác")

    case = case_key("personal_papers")
    kind = CharField(_("Loại giấy tờ"), max_length=9, choices=Kind)
    noted_on = DateField(_("Ngày xác định còn thiếu"))
    applied_on = DateField(_("Ngày nộp hồ sơ làm giấy tờ"), null=True, blank=True)
    # Null: still missing.
    issued_on = DateField(_("Ngày được cấp"), null=True, blank=True)
    issued_by = CharField(_("Nơi cấp"), max_length=200, blank=True)
    proof = CharField(_("Văn bản, giấy hẹn làm căn cứ"), max_length=200, blank=True)
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Giấy tờ tùy thân")
        verbose_name_plural = _("Giấy tờ tùy thân")
        ordering = ["noted_on", "pk"]
        constraints = [
            CheckConstraint(
                name="paper_kind_known",
                condition=Q(kind__in=["id_card", "birth", "residence", "health", "licence", "other"]),
            ),
            CheckConstraint(
                name="paper_issued_after",
                condition=Q(issued_on=None) | Q(issued_on__gte=F("noted_on")),
                violation_error_message=_("Ngày được cấp không được trước ngày xác định còn thiếu."),
            ),
            CheckConstraint(
                name="paper_issued_by_somebody",
                condition=Q(issued_on=None) | ~Q(issued_by=""),
                violation_error_message=_("Giấy tờ đã được cấp thì phải ghi nơi cấp."),
            ),
            UniqueConstraint(
                name="paper_one_missing_of_a_kind",
                fields=["case", "kind"],
                condition=Q(issued_on=None, removed_at=None) & ~Q(kind="other"),
                violation_error_message=_("Giấy tờ này đang được ghi là còn thiếu."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
