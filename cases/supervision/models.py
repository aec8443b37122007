"""Supervision of a person: officers and helpers over time, contacts, classification, snoozed duties."""

from typing import ClassVar

from django.conf import settings
from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateField,
    F,
    ForeignKey,
    Index,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from cases.records.models import CaseRecordQuerySet, Record, case_key


class Assignment(Record):
    """The assignment of an officer or helper to a case over [start_on, end_on). `Case.officer` is the officer of the open row."""

    class Role(TextChoices):
        OFFICER = "officer", _("Cán bộ phụ trách")
        HELPER = "helper", _("Người giúp đỡ")

    class Organisation(TextChoices):
        POLICE = "police", _("Công an cấp xã")
        WOMEN = "women", _("Hội Liên hiệp Phụ nữ")
        FARMERS = "farmers", _("Hội Nông dân")
        VETERANS = "veterans", _("Hội Cựu chiến binh")
        YOUTH = "youth", _("Đoàn Thanh niên")
        FRONT = "front", _("Mặt trận Tổ quốc")
        VILLAGE = "village", _("Trưởng thôn, tổ trưởng")
        RELATIVE = "relative", _("Người thân")
        OTHER = "other", _("Khác")

    case = case_key("assignments")
    role = CharField(_("Vai trò"), max_length=7, choices=Role)
    user = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("Người dùng")
    )
    full_name = CharField(_("Họ và tên"), max_length=120, blank=True)
    organisation = CharField(_("Tổ chức"), max_length=8, choices=Organisation, default=Organisation.POLICE)
    phone = CharField(_("Điện thoại"), max_length=30, blank=True)
    start_on = DateField(_("Từ ngày"))
    # The first day no longer responsible; null: still responsible.
    end_on = DateField(_("Đến ngày"), null=True, blank=True)
    why_ended = CharField(_("Lý do thôi"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Phân công")
        verbose_name_plural = _("Phân công")
        ordering = ["start_on", "pk"]
        indexes = [Index(fields=["user"], condition=Q(end_on=None, removed_at=None), name="assignment_open_by_user")]
        constraints = [
            CheckConstraint(name="assignment_role_known", condition=Q(role__in=["officer", "helper"])),
            CheckConstraint(
                name="assignment_is_somebody",
                condition=Q(user__isnull=False) | ~Q(full_name=""),
                violation_error_message=_("Phải chọn người dùng hoặc ghi họ tên."),
            ),
            CheckConstraint(
                name="assignment_not_reversed",
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message=_("Ngày thôi không thể trước ngày bắt đầu."),
            ),
            UniqueConstraint(
                name="assignment_one_open",
                fields=["case", "role"],
                condition=Q(end_on=None, removed_at=None),
                violation_error_message=_("Hồ sơ đang có người giữ vai trò này."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The helper's name, or that of the officer."""
        return self.full_name or (self.user.get_full_name() if self.user else "")


class Contact(Record):
    """A visit, meeting or call, the person's monthly report, or the commune's monthly assessment."""

    class Kind(TextChoices):
        VISIT = "visit", _("Gặp tại nhà")
        MEETING = "meeting", _("Gặp tại trụ sở, cuộc họp")
        CALL = "call", _("Gọi điện")
        MONTHLY_REPORT = "monthly_report", _("Bản tự nhận xét hằng tháng")
        ASSESSMENT = "assessment", _("Nhận xét hằng tháng của xã")

    case = case_key("contacts")
    kind = CharField(_("Hình thức"), max_length=14, choices=Kind)
    on = DateField(_("Ngày"))
    # The first day of the month that a report or assessment is about.
    for_month = DateField(_("Của tháng"), null=True, blank=True)
    outcome = TextField(_("Kết quả"))
    next_on = DateField(_("Lần sau"), null=True, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lần tiếp xúc")
        verbose_name_plural = _("Lần tiếp xúc")
        ordering = ["on", "pk"]
        indexes = [Index(fields=["case", "on"], name="contact_by_case")]
        constraints = [
            CheckConstraint(
                name="contact_next_after",
                condition=Q(next_on=None) | Q(next_on__gt=F("on")),
                violation_error_message=_("Ngày tiếp xúc lần sau phải sau ngày tiếp xúc này."),
            ),
            CheckConstraint(
                name="contact_month_of_reports",
                condition=Q(kind__in=["monthly_report", "assessment"], for_month__isnull=False)
                | ~Q(kind__in=["monthly_report", "assessment"]) & Q(for_month=None),
                violation_error_message=_("Bản nhận xét phải ghi rõ của tháng nào."),
            ),
            UniqueConstraint(
                name="contact_one_report_a_month",
                fields=["case", "kind", "for_month"],
                condition=Q(for_month__isnull=False, removed_at=None),
                violation_error_message=_("Tháng này đã có bản nhận xét."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"


class Classification(Record):
    """Group A–D after an assessment of the results of management (TT 10/2024/TT-BCA)."""

    class Group(TextChoices):
        A = "A", _("A – có ý thức, việc làm và môi trường ổn định")
        B = "B", _("B – có ý thức nhưng còn khó khăn")
        C = "C", _("C – chưa chấp hành, dễ vi phạm")
        D = "D", _("D – đang bị tạm giam, cơ sở giáo dục, cai nghiện bắt buộc")

    case = case_key("classifications")
    group = CharField(_("Nhóm"), max_length=1, choices=Group)
    on = DateField(_("Ngày xếp nhóm"))
    reasons = TextField(_("Căn cứ xếp nhóm"))

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Phân nhóm")
        verbose_name_plural = _("Phân nhóm")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(name="classification_group_known", condition=Q(group__in=["A", "B", "C", "D"])),
            UniqueConstraint(
                name="classification_once_a_day",
                fields=["case", "on"],
                condition=Q(removed_at=None),
                violation_error_message=_("Ngày này đã xếp nhóm."),
            ),
        ]

    def __str__(self):
        return f"{self.group} {self.on}"


class Snooze(Record):
    """A duty put off until a day, with a reason. On that day it is on the worklist again."""

    case = case_key("snoozes")
    # Key of the duty (law/duties/agenda.py). A key is never reused for another duty.
    duty = CharField(max_length=80)
    until_on = DateField(_("Hoãn đến ngày"))
    why = TextField(_("Lý do hoãn"))

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hoãn việc")
        verbose_name_plural = _("Hoãn việc")
        indexes = [Index(fields=["case", "duty"], name="snooze_by_duty")]

    def __str__(self):
        return f"{self.duty} {self.until_on}"
