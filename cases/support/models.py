"""Needs, support actions (NĐ 49/2020/NĐ-CP) and jobs."""

from typing import ClassVar

from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    F,
    ForeignKey,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from cases.records.models import CaseRecordQuerySet, Record, case_key, user_key
from core.model_fields import MoneyField


class SupportKind(TextChoices):
    """The kinds of support (NĐ 49/2020/NĐ-CP), for needs and for actions."""

    INFORMATION = "information", _("Thông tin, tuyên truyền")
    PSYCHOLOGY = "psychology", _("Trợ giúp tâm lý")
    LEGAL_PAPERS = "legal_papers", _("Giấy tờ, thủ tục pháp lý")
    VOCATIONAL = "vocational", _("Đào tạo nghề")
    JOB = "job", _("Giải quyết việc làm")
    CREDIT = "credit", _("Vay vốn")
    IN_KIND = "in_kind", _("Hỗ trợ hiện vật, tiền")
    OTHER = "other", _("Hỗ trợ khác")


class Need(Record):
    """Something the person asked for or was found to need, until it is met or given up."""

    class State(TextChoices):
        OPEN = "open", _("Đang giải quyết")
        MET = "met", _("Đã đáp ứng")
        NOT_MET = "not_met", _("Không đáp ứng được")

    case = case_key("needs")
    kind = CharField(_("Loại nhu cầu"), max_length=12, choices=SupportKind)
    description = TextField(_("Nhu cầu"))
    raised_on = DateField(_("Ngày nêu"))
    due_on = DateField(_("Cần xong trước ngày"), null=True, blank=True)
    owner = user_key(_("Người phụ trách"), null=True, blank=True)
    owner_text = CharField(_("Người, đơn vị phụ trách"), max_length=120, blank=True)
    state = CharField(_("Tình trạng"), max_length=8, choices=State, default=State.OPEN)
    closed_on = DateField(_("Ngày kết thúc"), null=True, blank=True)
    result = TextField(_("Kết quả"), blank=True)

    # Set by the tab: what other subjects offer for this need (`need_links`).
    links: list

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nhu cầu")
        verbose_name_plural = _("Nhu cầu")
        ordering = ["raised_on", "pk"]
        constraints = [
            CheckConstraint(
                name="need_due_after",
                condition=Q(due_on=None) | Q(due_on__gte=F("raised_on")),
                violation_error_message=_("Hạn giải quyết không được trước ngày nêu."),
            ),
            CheckConstraint(name="need_kind_known", condition=Q(kind__in=SupportKind.values)),
            CheckConstraint(
                name="need_closed_has_day",
                condition=Q(state="open", closed_on=None) | Q(state__in=["met", "not_met"], closed_on__isnull=False),
                violation_error_message=_("Nhu cầu đã kết thúc phải có ngày kết thúc."),
            ),
            CheckConstraint(
                name="need_closed_after",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("raised_on")),
                violation_error_message=_("Ngày kết thúc không thể trước ngày nêu."),
            ),
        ]

    def __str__(self):
        return self.description[:60]


class SupportAction(Record):
    """A support action for a need: when, what, its cost and who paid."""

    class Source(TextChoices):
        NONE = "none", _("Không phát sinh kinh phí")
        STATE = "state", _("Ngân sách nhà nước")
        PRISON_FUND = "prison_fund", _("Quỹ hòa nhập cộng đồng của trại giam")
        MODEL_FUND = "model_fund", _("Quỹ của mô hình")
        DONATION = "donation", _("Tổ chức, cá nhân ủng hộ")
        BANK = "bank", _("Ngân hàng Chính sách xã hội")
        FAMILY = "family", _("Gia đình")

    need = ForeignKey(Need, RESTRICT, related_name="actions", verbose_name=_("Nhu cầu"))
    on = DateField(_("Ngày"))
    description = TextField(_("Việc đã làm, hỗ trợ đã cấp"))
    cost = MoneyField(_("Kinh phí (đồng)"), default=0, usual=(10_000, 200_000_000))
    source = CharField(_("Nguồn"), max_length=12, choices=Source, default=Source.NONE)
    provider = CharField(_("Đơn vị, người thực hiện"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Việc hỗ trợ")
        verbose_name_plural = _("Việc hỗ trợ")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(
                name="action_cost_not_negative",
                condition=Q(cost__gte=0),
                violation_error_message=_("Kinh phí không thể âm."),
            ),
            CheckConstraint(
                name="action_cost_has_source",
                condition=Q(cost=0) | ~Q(source="none"),
                violation_error_message=_("Có kinh phí thì phải ghi nguồn."),
            ),
        ]

    def __str__(self):
        return self.description[:60]


class Employment(Record):
    """A job or own business. After 3, 6 and 12 months it is recorded whether the person still works there."""

    class Contract(TextChoices):
        LABOUR = "labour", _("Hợp đồng lao động")
        SEASONAL = "seasonal", _("Thời vụ, làm công nhật")
        SELF = "self", _("Tự làm, sản xuất kinh doanh")
        TRAINING = "training", _("Học nghề có trả công")

    case = case_key("employments")
    employer = CharField(_("Nơi làm việc"), max_length=200)
    work = CharField(_("Công việc"), max_length=200)
    contract = CharField(_("Hình thức"), max_length=8, choices=Contract)
    income = MoneyField(_("Thu nhập (đồng/tháng)"), null=True, blank=True, usual=(300_000, 100_000_000))
    start_on = DateField(_("Từ ngày"))
    # The first day no longer working there; null: still working, as far as known.
    end_on = DateField(_("Thôi việc từ ngày"), null=True, blank=True)
    why_ended = CharField(_("Lý do thôi việc"), max_length=200, blank=True)
    # None: not asked yet.
    working_after_3 = BooleanField(_("Còn làm sau 3 tháng"), null=True, blank=True)
    working_after_6 = BooleanField(_("Còn làm sau 6 tháng"), null=True, blank=True)
    working_after_12 = BooleanField(_("Còn làm sau 12 tháng"), null=True, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Việc làm")
        verbose_name_plural = _("Việc làm")
        ordering = ["start_on", "pk"]
        constraints = [
            CheckConstraint(
                name="employment_not_reversed",
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message=_("Ngày thôi việc không thể trước ngày bắt đầu."),
            ),
            CheckConstraint(
                name="employment_income_not_negative",
                condition=Q(income=None) | Q(income__gte=0),
                violation_error_message=_("Thu nhập không thể âm."),
            ),
            UniqueConstraint(
                name="employment_once",
                fields=["case", "employer", "start_on"],
                condition=Q(removed_at=None),
                violation_error_message=_("Việc làm này đã ghi."),
            ),
        ]

    def __str__(self):
        return self.employer
