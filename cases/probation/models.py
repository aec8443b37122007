"""Conditional release: absences, breaches, moves of residence and shortenings (Luật THAHS 2019 Điều 57–72)."""

from typing import ClassVar

from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    F,
    ForeignKey,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from cases.records.models import CaseRecordQuerySet, Record, case_key


class Absence(Record):
    """Leave from the place of residence (Điều 67): each at most 60 days, together at most a third of the probation."""

    case = case_key("absences")
    applied_on = DateField(_("Ngày xin phép"))
    # First and last day of the permitted absence.
    from_on = DateField(_("Từ ngày"))
    until_on = DateField(_("Đến hết ngày"))
    # The real last day of absence; null: not back yet, or back as permitted without an entry.
    returned_on = DateField(_("Ngày trở về"), null=True, blank=True)
    destination = CharField(_("Nơi đến"), max_length=250)
    reason = TextField(_("Lý do vắng mặt"))
    # Medical treatment does not count towards the limits.
    is_treatment = BooleanField(_("Đi chữa bệnh"), default=False)
    # None: not decided yet.
    is_granted = BooleanField(_("Đồng ý"), null=True, blank=True)
    decided_on = DateField(_("Ngày quyết định"), null=True, blank=True)
    decision_number = CharField(_("Số văn bản"), max_length=100, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lần vắng mặt")
        verbose_name_plural = _("Lần vắng mặt")
        ordering = ["from_on", "pk"]
        constraints = [
            CheckConstraint(
                name="absence_decided_after",
                condition=Q(decided_on=None) | Q(decided_on__gte=F("applied_on")),
                violation_error_message=_("Ngày quyết định không được trước ngày nộp đơn."),
            ),
            CheckConstraint(
                name="absence_not_reversed",
                condition=Q(until_on__gte=F("from_on")),
                violation_error_message=_("Ngày cuối không thể trước ngày đầu."),
            ),
            CheckConstraint(
                name="absence_back_after_start",
                condition=Q(returned_on=None) | Q(returned_on__gte=F("from_on")),
                violation_error_message=_("Ngày trở về không thể trước ngày đi."),
            ),
            CheckConstraint(
                name="absence_decided_has_day",
                condition=Q(is_granted=None, decided_on=None) | Q(is_granted__isnull=False, decided_on__isnull=False),
                violation_error_message=_("Đã quyết định thì phải có ngày quyết định."),
            ),
        ]

    def __str__(self):
        return f"{self.from_on} {self.until_on}"


class Breach(Record):
    """A breach of the obligations, or an administrative penalty, during probation (Điều 66, 69)."""

    class Kind(TextChoices):
        NOT_PRESENTED = "not_presented", _("Không trình diện, không đăng ký cư trú trong 5 ngày")
        COMMITMENT = "commitment", _("Không thực hiện cam kết")
        SUPERVISION = "supervision", _("Không chấp hành quản lý, giám sát")
        LEFT = "left", _("Rời nơi cư trú không xin phép")
        SUMMONS = "summons", _("Không có mặt khi được yêu cầu")
        ADMINISTRATIVE = "administrative", _("Bị xử phạt vi phạm hành chính")
        OTHER = "other", _("Vi phạm khác")

    case = case_key("breaches")
    kind = CharField(_("Vi phạm"), max_length=14, choices=Kind)
    on = DateField(_("Ngày vi phạm"))
    is_intentional = BooleanField(_("Cố ý"), default=True)
    description = TextField(_("Nội dung"))
    # Minutes of the commune police; for an administrative penalty the penalty's decision.
    record_number = CharField(_("Số biên bản, quyết định xử phạt"), max_length=100, blank=True)
    record_on = DateField(_("Ngày lập biên bản"), null=True, blank=True)
    meeting_on = DateField(_("Ngày họp kiểm điểm"), null=True, blank=True)
    reported_on = DateField(_("Ngày báo cáo UBND xã"), null=True, blank=True)
    requested_on = DateField(_("Ngày đề nghị hủy quyết định tha tù"), null=True, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vi phạm nghĩa vụ")
        verbose_name_plural = _("Vi phạm nghĩa vụ")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(
                name="breach_meeting_after",
                condition=Q(meeting_on=None) | Q(meeting_on__gte=F("on")),
                violation_error_message=_("Ngày họp kiểm điểm không được trước ngày vi phạm."),
            ),
            CheckConstraint(
                name="breach_reported_after",
                condition=Q(reported_on=None) | Q(reported_on__gte=F("on")),
                violation_error_message=_("Ngày báo cáo không được trước ngày vi phạm."),
            ),
            CheckConstraint(
                name="breach_requested_after",
                condition=Q(requested_on=None) | Q(requested_on__gte=F("on")),
                violation_error_message=_("Ngày đề nghị không được trước ngày vi phạm."),
            ),
            CheckConstraint(
                name="breach_kind_known",
                condition=Q(
                    kind__in=[
                        "not_presented",
                        "commitment",
                        "supervision",
                        "left",
                        "summons",
                        "administrative",
                        "other",
                    ]
                ),
            ),
            CheckConstraint(
                name="breach_recorded_after",
                condition=Q(record_on=None) | Q(record_on__gte=F("on")),
                violation_error_message=_("Ngày lập biên bản không thể trước ngày vi phạm."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.on}"


class Shortening(Record):
    """The court takes months off the probation (Điều 64–65); an application is one without a decision."""

    case = case_key("shortenings")
    proposed_on = DateField(_("Ngày đề nghị"))
    reason = TextField(_("Căn cứ đề nghị"))
    # Under 18, merit, old or gravely ill: all the rest may be cut (Điều 64).
    is_exception = BooleanField(_("Trường hợp đặc biệt"), default=False)
    is_granted = BooleanField(_("Tòa án chấp nhận"), null=True, blank=True)
    decision_number = CharField(_("Số quyết định của Tòa án"), max_length=100, blank=True)
    decided_on = DateField(_("Ngày quyết định"), null=True, blank=True)
    months = PositiveSmallIntegerField(_("Số tháng được rút ngắn"), null=True, blank=True)
    old_end_on = DateField(_("Ngày hết thử thách cũ"), null=True, editable=False)
    new_end_on = DateField(_("Ngày hết thử thách mới"), null=True, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rút ngắn thời gian thử thách")
        verbose_name_plural = _("Rút ngắn thời gian thử thách")
        ordering = ["proposed_on", "pk"]
        constraints = [
            CheckConstraint(
                name="shortening_decided_after",
                condition=Q(decided_on=None) | Q(decided_on__gte=F("proposed_on")),
                violation_error_message=_("Ngày quyết định không được trước ngày đề nghị."),
            ),
            CheckConstraint(
                name="shortening_ends_after_decision",
                condition=Q(new_end_on=None) | Q(new_end_on__gte=F("decided_on")),
                violation_error_message=_("Ngày hết thử thách mới không được trước ngày quyết định."),
            ),
            CheckConstraint(
                name="shortening_granted_is_complete",
                condition=Q(is_granted=True, decided_on__isnull=False, new_end_on__isnull=False)
                | Q(is_granted=False, decided_on__isnull=False)
                | Q(is_granted=None, decided_on=None),
                violation_error_message=_("Quyết định rút ngắn phải có ngày và ngày hết thử thách mới."),
            ),
            CheckConstraint(
                name="shortening_is_shorter",
                condition=Q(new_end_on=None) | Q(old_end_on=None) | Q(new_end_on__lt=F("old_end_on")),
                violation_error_message=_("Ngày hết thử thách mới phải trước ngày cũ."),
            ),
            UniqueConstraint(
                name="shortening_one_open",
                fields=["case"],
                condition=Q(is_granted=None, removed_at=None),
                violation_error_message=_("Đang có một đề nghị rút ngắn chưa có kết quả."),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.proposed_on}"


class MoveRequest(Record):
    """An application to move residence or work during probation, to be decided in 15 days (Điều 68)."""

    case = case_key("move_requests")
    applied_on = DateField(_("Ngày nộp đơn"))
    to_unit = ForeignKey(Unit, RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("Xã nơi đến"))
    to_text = CharField(_("Nơi đến"), max_length=250)
    reason = TextField(_("Lý do"))
    is_granted = BooleanField(_("Đồng ý"), null=True, blank=True)
    decided_on = DateField(_("Ngày quyết định"), null=True, blank=True)
    decision_number = CharField(_("Số văn bản"), max_length=100, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Đơn xin chuyển nơi cư trú")
        verbose_name_plural = _("Đơn xin chuyển nơi cư trú")
        ordering = ["applied_on", "pk"]
        constraints = [
            CheckConstraint(
                name="move_decided_has_day",
                condition=Q(is_granted=None, decided_on=None) | Q(is_granted__isnull=False, decided_on__isnull=False),
                violation_error_message=_("Đã quyết định thì phải có ngày quyết định."),
            ),
            CheckConstraint(
                name="move_decided_after",
                condition=Q(decided_on=None) | Q(decided_on__gte=F("applied_on")),
                violation_error_message=_("Ngày quyết định không thể trước ngày nộp đơn."),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.applied_on}"
