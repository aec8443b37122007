"""A commune's model "Chung tay giúp đỡ…" (docs/law.md §7): board, members, helpers, enterprises, activities, fund, gifts."""

from typing import ClassVar

from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateField,
    F,
    ForeignKey,
    PositiveIntegerField,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions.scope import visible_unit_keys
from areas.models import Unit
from cases.records.models import CaseRecordQuerySet, Record, RecordQuerySet, UnitRecordQuerySet, case_key
from core.model_fields import MoneyField

# Amounts of a commune's model that are not asked about.
SPENT = (10_000, 500_000_000)


class CommuneModel(Record):
    """The model of one commune: when and by whose decision it was founded, and until when it runs."""

    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Xã"))
    name = CharField(_("Tên mô hình"), max_length=250)
    launched_on = DateField(_("Ngày ra mắt"))
    decision_number = CharField(_("Số quyết định thành lập"), max_length=100, blank=True)
    decision_on = DateField(_("Ngày quyết định"), null=True, blank=True)
    decision_by = CharField(_("Cơ quan ban hành"), max_length=200, blank=True)
    regulation = CharField(_("Quy chế hoạt động"), max_length=250, blank=True)
    # The first day after the end of the model; None: it is running.
    ended_on = DateField(_("Ngày kết thúc"), null=True, blank=True)
    purpose = TextField(_("Mục đích, nội dung"), blank=True)

    objects: ClassVar = UnitRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mô hình")
        verbose_name_plural = _("Mô hình")
        ordering = ["launched_on", "pk"]
        constraints = [
            UniqueConstraint(
                name="commune_model_once",
                fields=["unit", "name"],
                condition=Q(removed_at=None),
                violation_error_message=_("Xã đã có mô hình tên này."),
            ),
            CheckConstraint(
                name="commune_model_not_reversed",
                condition=Q(ended_on=None) | Q(ended_on__gt=F("launched_on")),
                violation_error_message=_("Ngày kết thúc phải sau ngày ra mắt."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The page of the model."""
        return reverse("community:model", args=[self.public_id])


class ModelRecordQuerySet(RecordQuerySet):
    """Records of a model; their visibility is that of the model's commune."""

    def visible_to(self, user):
        """The records of models in the units that the user may see."""
        return self.filter(model__unit__in=visible_unit_keys(user))


def model_key(related_name: str) -> ForeignKey:
    """Return the foreign key of a record to its model."""
    return ForeignKey(CommuneModel, RESTRICT, related_name=related_name, verbose_name=_("Mô hình"))


class ModelMember(Record):
    """A member of the board of a model over [start_on, end_on)."""

    class Role(TextChoices):
        HEAD = "head", _("Trưởng ban")
        DEPUTY = "deputy", _("Phó ban")
        SECRETARY = "secretary", _("Thư ký")
        MEMBER = "member", _("Thành viên")

    model = model_key("members")
    full_name = CharField(_("Họ và tên"), max_length=120)
    organisation = CharField(_("Tổ chức, chức vụ"), max_length=200, blank=True)
    role = CharField(_("Vai trò"), max_length=9, choices=Role, default=Role.MEMBER)
    hamlet = CharField(_("Thôn"), max_length=120, blank=True)
    phone = CharField(_("Điện thoại"), max_length=30, blank=True)
    start_on = DateField(_("Từ ngày"))
    end_on = DateField(_("Đến ngày"), null=True, blank=True)

    objects: ClassVar = ModelRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Thành viên mô hình")
        verbose_name_plural = _("Thành viên mô hình")
        ordering = ["start_on", "pk"]
        constraints = [
            CheckConstraint(name="member_role_known", condition=Q(role__in=["head", "deputy", "secretary", "member"])),
            CheckConstraint(
                name="member_not_reversed",
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message=_("Ngày thôi không thể trước ngày tham gia."),
            ),
        ]

    def __str__(self):
        return self.full_name


class Help(Record):
    """A member helps a released person from `start_on` to the day before `end_on`."""

    member = ForeignKey(ModelMember, RESTRICT, related_name="helps", verbose_name=_("Thành viên"))
    case = case_key("helps")
    start_on = DateField(_("Từ ngày"))
    end_on = DateField(_("Đến ngày"), null=True, blank=True)
    result = TextField(_("Kết quả giúp đỡ"), blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Người được giúp")
        verbose_name_plural = _("Người được giúp")
        ordering = ["start_on", "pk"]
        constraints = [
            CheckConstraint(
                name="help_not_reversed",
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message=_("Ngày thôi không thể trước ngày bắt đầu."),
            ),
            UniqueConstraint(
                name="help_once",
                fields=["member", "case"],
                condition=Q(end_on=None, removed_at=None),
                violation_error_message=_("Thành viên này đang giúp người này."),
            ),
        ]

    def __str__(self):
        return f"{self.member_id} {self.case_id}"


class Enterprise(Record):
    """An enterprise that promised jobs to released people, and how many it has given."""

    model = model_key("enterprises")
    name = CharField(_("Doanh nghiệp, cơ sở"), max_length=200)
    address = CharField(_("Địa chỉ"), max_length=250, blank=True)
    contact = CharField(_("Người liên hệ"), max_length=200, blank=True)
    promised_on = DateField(_("Ngày cam kết"))
    jobs = PositiveIntegerField(_("Số việc làm cam kết"))
    jobs_given = PositiveIntegerField(_("Số việc làm đã bố trí"), default=0)
    note = TextField(_("Ghi chú"), blank=True)

    objects: ClassVar = ModelRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Doanh nghiệp cam kết")
        verbose_name_plural = _("Doanh nghiệp cam kết")
        ordering = ["promised_on", "pk"]

    def __str__(self):
        return self.name


class Activity(Record):
    """An activity of the model: what, where, who came, what it cost."""

    class Kind(TextChoices):
        MEETING = "meeting", _("Họp, sinh hoạt")
        VISIT = "visit", _("Thăm hỏi tại nhà")
        PROPAGANDA = "propaganda", _("Tuyên truyền")
        JOB_FAIR = "job_fair", _("Tư vấn, giới thiệu việc làm")
        GIFT = "gift", _("Trao quà")
        LOAN_ADVICE = "loan_advice", _("Tư vấn vay vốn")
        OTHER = "other", _("Khác")

    model = model_key("activities")
    on = DateField(_("Ngày"))
    kind = CharField(_("Hình thức"), max_length=11, choices=Kind)
    title = CharField(_("Nội dung"), max_length=250)
    place = CharField(_("Địa điểm"), max_length=200, blank=True)
    attendance = PositiveIntegerField(_("Số người dự"), default=0)
    helped = PositiveIntegerField(_("Trong đó người được giúp đỡ"), default=0)
    cost = MoneyField(_("Kinh phí (đồng)"), default=0, usual=SPENT)
    result = TextField(_("Kết quả"), blank=True)

    objects: ClassVar = ModelRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hoạt động")
        verbose_name_plural = _("Hoạt động")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(name="activity_cost_not_negative", condition=Q(cost__gte=0)),
            CheckConstraint(
                name="activity_helped_among_attendance",
                condition=Q(helped__lte=F("attendance")),
                violation_error_message=_("Số người được giúp đỡ không thể nhiều hơn số người dự."),
            ),
        ]

    def __str__(self):
        return self.title


class FundEntry(Record):
    """An entry in the fund's ledger. Entries are not edited: a wrong one is struck out with a reason and entered again."""

    class Direction(TextChoices):
        IN = "in", pgettext_lazy("sổ quỹ", "Thu")  # without a context Django translates it as Thursday
        OUT = "out", _("Chi")

    model = model_key("fund_entries")
    on = DateField(_("Ngày"))
    direction = CharField(_("Thu/chi"), max_length=3, choices=Direction)
    amount = MoneyField(_("Số tiền (đồng)"), least=1, usual=SPENT)
    party = CharField(_("Người nộp, người nhận"), max_length=200)
    voucher = CharField(_("Số chứng từ"), max_length=60)
    purpose = CharField(_("Nội dung"), max_length=250)

    objects: ClassVar = ModelRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Thu chi quỹ")
        verbose_name_plural = _("Thu chi quỹ")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(
                name="fund_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Số tiền phải lớn hơn 0."),
            ),
            CheckConstraint(name="fund_direction_known", condition=Q(direction__in=["in", "out"])),
            UniqueConstraint(
                name="fund_voucher_once",
                fields=["model", "direction", "voucher"],
                condition=Q(removed_at=None),
                violation_error_message=_("Số chứng từ này đã ghi."),
            ),
        ]

    def __str__(self):
        return self.voucher


class Gift(Record):
    """A gift in kind to the model or to one person."""

    model = model_key("gifts")
    on = DateField(_("Ngày"))
    donor = CharField(_("Người, đơn vị tặng"), max_length=200)
    item = CharField(_("Hiện vật"), max_length=200)
    quantity = PositiveIntegerField(_("Số lượng"), default=1)
    value = MoneyField(_("Giá trị ước tính (đồng)"), null=True, blank=True, usual=SPENT)
    case = ForeignKey("cases.Case", RESTRICT, null=True, blank=True, related_name="gifts", verbose_name=_("Người nhận"))

    objects: ClassVar = ModelRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hiện vật")
        verbose_name_plural = _("Hiện vật")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(name="gift_value_not_negative", condition=Q(value=None) | Q(value__gte=0)),
        ]

    def __str__(self):
        return self.item
