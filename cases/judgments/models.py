"""Decisions of courts: judgments with offences, additional penalties and civil obligations.

`Case.sentence_*` holds the sentence as the register has it. These rows hold what expungement depends on (BLHS Điều 69–73).
"""

from typing import ClassVar

from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    F,
    ForeignKey,
    PositiveIntegerField,
    Q,
    TextChoices,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from cases.choices import CrimeClass
from cases.records.models import CaseRecordQuerySet, Record, case_key
from core.model_fields import MoneyField
from law.choices import AdditionalPenaltyKind
from law.rules.chapters import needs_court

# Obligations that are not asked about: from a part of a court fee to the compensation of a large fraud.
OBLIGATION = (50_000, 20_000_000_000)


class MainPenalty(TextChoices):
    """The main penalties that a judgment can contain (BLHS 2015 Điều 32 khoản 1)."""

    PRISON = "prison", _("Tù có thời hạn")
    LIFE = "life", _("Tù chung thân")
    DEATH_COMMUTED = "death_commuted", _("Tử hình được giảm án")
    SUSPENDED = "suspended", _("Tù cho hưởng án treo")
    NON_CUSTODIAL = "non_custodial", _("Cải tạo không giam giữ")
    FINE = "fine", _("Phạt tiền")
    WARNING = "warning", _("Cảnh cáo")


class Judgment(Record):
    """A judgment against the person of a case, with the penalty as pronounced."""

    case = case_key("judgments")
    court = CharField(_("Tòa án"), max_length=200)
    number = CharField(_("Số bản án"), max_length=100)
    on = DateField(_("Ngày tuyên án"))
    effective_on = DateField(_("Ngày có hiệu lực"), null=True, blank=True)
    execution_number = CharField(_("Số quyết định thi hành án"), max_length=100, blank=True)
    execution_on = DateField(_("Ngày quyết định thi hành án"), null=True, blank=True)
    main_penalty = CharField(_("Hình phạt chính"), max_length=16, choices=MainPenalty, default=MainPenalty.PRISON)
    # As pronounced, not as served: the periods of BLHS Điều 70–71 depend on it (Điều 73.1). Null for life and without prison.
    months = PositiveIntegerField(_("Mức án đã tuyên (tháng)"), null=True, blank=True)
    # Beyond the whole months: 5 years and 15 days are more than 5 years.
    days = PositiveIntegerField(_("Số ngày lẻ đã tuyên"), default=0, blank=True)
    # Without entries of obligations: whether there are none, or nobody has entered them.
    has_no_obligations = BooleanField(_("Bản án không có nghĩa vụ dân sự, án phí phải thi hành"), default=False)
    is_minor = BooleanField(_("Dưới 18 tuổi khi phạm tội"), default=False)
    found_recidivist = BooleanField(_("Tòa xác định tái phạm"), default=False)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bản án")
        verbose_name_plural = _("Bản án")
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(
                name="judgment_executed_after",
                condition=Q(execution_on=None) | Q(execution_on__gte=F("on")),
                violation_error_message=_("Ngày quyết định thi hành án không được trước ngày tuyên án."),
            ),
            CheckConstraint(name="judgment_penalty_known", condition=Q(main_penalty__in=MainPenalty.values)),
            CheckConstraint(
                name="judgment_prison_has_months",
                condition=~Q(main_penalty__in=["prison", "suspended"]) | Q(months__gt=0),
                violation_error_message=_("Tù có thời hạn và án treo phải ghi số tháng."),
            ),
            CheckConstraint(
                name="judgment_effective_after",
                condition=Q(effective_on=None) | Q(effective_on__gte=F("on")),
                violation_error_message=_("Ngày có hiệu lực không thể trước ngày tuyên án."),
            ),
        ]

    def __str__(self):
        return self.number


class Offence(Record):
    """One offence of a judgment."""

    judgment = ForeignKey(Judgment, RESTRICT, related_name="offences", verbose_name=_("Bản án"))
    name = CharField(_("Tội danh"), max_length=300)
    article = CharField(_("Điều, khoản"), max_length=200)
    crime_class = CharField(_("Loại tội phạm"), max_length=18, choices=CrimeClass, blank=True)
    is_intentional = BooleanField(_("Cố ý"), default=True)
    # Chương XIII and XXVI BLHS: expunged by the court's decision only (Điều 71). None: as the article says.
    needs_court = BooleanField(_("Thuộc Chương XIII hoặc XXVI"), null=True, blank=True)
    act_on = DateField(_("Ngày phạm tội"), null=True, blank=True)

    @property
    def is_for_court(self) -> bool:
        """Whether only a court expunges the record of it: as ticked, else as the article says."""
        return needs_court(self.article) if self.needs_court is None else self.needs_court

    class Meta:
        verbose_name = _("Tội danh")
        verbose_name_plural = _("Tội danh")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="offence_class_known", condition=Q(crime_class__in=["", *CrimeClass.values]))
        ]

    def __str__(self):
        return self.name


class AdditionalPenalty(Record):
    """An additional penalty of the case's judgments; its end can delay the expungement (BLHS Điều 70, 71)."""

    case = case_key("additional_penalties")
    kind = CharField(_("Hình phạt bổ sung"), max_length=14, choices=AdditionalPenaltyKind)
    start_on = DateField(_("Từ ngày"), null=True, blank=True)
    # The last day of the penalty as decided, or as really served once `done_on` is filled.
    end_on = DateField(_("Đến hết ngày"), null=True, blank=True)
    done_on = DateField(_("Ngày chấp hành xong"), null=True, blank=True)
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hình phạt bổ sung")
        verbose_name_plural = _("Hình phạt bổ sung")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                name="penalty_done_after_start",
                condition=Q(start_on=None) | Q(done_on=None) | Q(done_on__gte=F("start_on")),
                violation_error_message=_("Ngày chấp hành xong không được trước ngày bắt đầu."),
            ),
            CheckConstraint(
                name="penalty_not_reversed",
                condition=Q(start_on=None) | Q(end_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message=_("Ngày kết thúc không thể trước ngày bắt đầu."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class CivilObligation(Record):
    """What the judgments order besides penalties, such as damages and costs.

    Until it is fulfilled, the record is not expunged (BLHS Điều 70, 71).
    """

    class Kind(TextChoices):
        COMPENSATION = "compensation", _("Bồi thường thiệt hại")
        COURT_FEE = "court_fee", _("Án phí")
        FINE = "fine", _("Phạt tiền, truy thu")
        ILLICIT_GAINS = "illicit_gains", _("Nộp lại tiền thu lợi bất chính")
        MAINTENANCE = "maintenance", _("Cấp dưỡng")
        OTHER = "other", _("Quyết định khác của bản án")

    case = case_key("obligations")
    kind = CharField(_("Nghĩa vụ"), max_length=14, choices=Kind)
    amount = MoneyField(_("Số tiền (đồng)"), null=True, blank=True, least=1, usual=OBLIGATION)
    done_on = DateField(_("Ngày thực hiện xong"), null=True, blank=True)
    proof = CharField(_("Giấy tờ chứng minh"), max_length=200, blank=True)
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nghĩa vụ dân sự")
        verbose_name_plural = _("Nghĩa vụ dân sự")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                name="obligation_amount_positive",
                condition=Q(amount=None) | Q(amount__gt=0),
                violation_error_message=_("Số tiền phải lớn hơn 0."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class NewSentence(Record):
    """The sentence for the new crime of a recorded reoffence; it restarts the period of expungement (BLHS Điều 73 khoản 2).

    Measures do not count it; they count the prosecution and its outcome (facts.Reoffence), to which `prosecuted_on` points.
    """

    case = case_key("new_sentences")
    prosecuted_on = DateField(_("Lần bị khởi tố ngày"))
    # The day of the crime; empty: not known yet, which the expungement asks about.
    act_on = DateField(_("Ngày phạm tội mới"), null=True, blank=True)
    court = CharField(_("Tòa án"), max_length=200)
    number = CharField(_("Số bản án mới"), max_length=100)
    on = DateField(_("Ngày tuyên án"))
    # The day the new main penalty, or the test period of a suspended one, was completed; null: not yet.
    completed_on = DateField(_("Ngày chấp hành xong bản án mới"), null=True, blank=True)
    proof = CharField(_("Giấy tờ chứng minh"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bản án về tội mới")
        verbose_name_plural = _("Bản án về tội mới")
        ordering = ["prosecuted_on", "pk"]
        constraints = [
            CheckConstraint(
                name="new_sentence_act_first",
                condition=Q(act_on=None) | Q(act_on__lte=F("prosecuted_on")),
                violation_error_message=_("Ngày phạm tội mới không thể sau ngày bị khởi tố."),
            ),
            CheckConstraint(
                name="new_sentence_after_prosecution",
                condition=Q(on__gte=F("prosecuted_on")),
                violation_error_message=_("Ngày tuyên án không thể trước ngày bị khởi tố."),
            ),
            CheckConstraint(
                name="new_sentence_done_after",
                condition=Q(completed_on=None) | Q(completed_on__gte=F("on")),
                violation_error_message=_("Ngày chấp hành xong không thể trước ngày tuyên án."),
            ),
            UniqueConstraint(
                name="new_sentence_one_each",
                fields=["case", "prosecuted_on"],
                condition=Q(removed_at=None),
                violation_error_message=_("Đã ghi bản án của lần khởi tố này."),
            ),
        ]

    def __str__(self):
        return self.number
