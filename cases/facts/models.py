"""Facts that measures count, in versions with the time during which each was current (docs/measures.md §1).

A version is inserted once. Its only change is `known_until`, set from null to the time of its correction or withdrawal. The
database refuses every other UPDATE and every DELETE (migration 0002).
"""

from datetime import datetime
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    Index,
    Model,
    Q,
    TextField,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions.scope import ScopedQuerySet, visible_unit_keys
from areas.models import Unit
from cases.choices import CLOSURES, NOT_COUNTED, CrimeClass, EndReason, Origin, Outcome
from cases.facts.stay_chain import StayValue
from law.choices import Category

_Fact = TypeVar("_Fact", bound="Fact")


class FactQuerySet(ScopedQuerySet[_Fact]):
    """Versions of facts by when they were current."""

    def current(self) -> Self:
        """The versions that are current now."""
        return self.filter(known_until=None)

    def known_at(self, instant: datetime | None) -> Self:
        """The versions that were current at `instant`; None: now."""
        if instant is None:
            return self.current()
        return self.filter(Q(known_until=None) | Q(known_until__gt=instant), known_from__lte=instant)


class Fact(Model):
    """Base of counted facts: a row is one version, never changed, and ended by the version that replaces it."""

    known_from = DateTimeField(_("Biết từ"), editable=False)
    # Null: current.
    known_until = DateTimeField(_("Biết đến"), null=True, editable=False)
    # Null: entered by a management command.
    recorded_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", editable=False)
    # The reason why this version replaces another; "" for a first version.
    why = TextField(_("Lý do sửa"), blank=True)
    document_number = CharField(_("Số văn bản"), max_length=200, blank=True)
    note = TextField(_("Ghi chú"), blank=True)

    class Meta:
        abstract = True


class StayQuerySet(FactQuerySet["Stay"]):
    """Stays by place in their case; `visible_to` excludes expunged cases."""

    # Another question than Django's `latest`: facts have one order, which no caller chooses.
    def latest(self) -> Self:  # type: ignore[override]
        """The last stay of each case, that is, the one that no other stay follows."""
        return self.current().exclude(end_reason=EndReason.MOVED)

    def sealed(self) -> Self:
        """The last stays of expunged cases: closed by the expungement, or ended before it and sealed with the others."""
        return self.latest().filter(Q(end_reason=EndReason.EXPUNGED) | Q(case__sealed_on__isnull=False))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The last stays in the user's units. Expunged cases are visible to nobody (BLHS Điều 69)."""
        own = self.latest().filter(unit__in=visible_unit_keys(user), case__sealed_on=None)
        return own.exclude(end_reason=EndReason.EXPUNGED)

    def open(self) -> Self:
        """The stays that have not ended."""
        return self.current().filter(end_on=None)


class Stay(Fact):
    """One case under the management of one commune in one category over [start_on, end_on)."""

    case = ForeignKey("cases.Case", RESTRICT, related_name="stays")
    # The person according to this version. Measures count distinct persons, so merging two records of one person writes
    # new versions and leaves past figures as they are.
    person = ForeignKey("cases.Person", RESTRICT, related_name="+")
    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    category = CharField(_("Diện"), max_length=12, choices=Category)
    start_on = DateField(_("Từ ngày"))
    # The first day no longer managed here; null: the stay is open.
    end_on = DateField(_("Đến ngày"), null=True, blank=True)
    origin = CharField(_("Từ đâu về"), max_length=10, choices=Origin, blank=True)
    end_reason = CharField(_("Lý do kết thúc"), max_length=12, choices=EndReason, blank=True)
    end_document_number = CharField(_("Số văn bản kết thúc"), max_length=200, blank=True)
    end_note = TextField(_("Ghi chú kết thúc"), blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("Giai đoạn quản lý")
        verbose_name_plural = _("Giai đoạn quản lý")
        indexes = [
            Index(fields=["unit", "category", "start_on"], name="stay_by_unit"),
            Index(fields=["case", "start_on"], name="stay_by_case"),
            Index(fields=["person", "start_on"], name="stay_by_person"),
        ]
        constraints = [
            CheckConstraint(
                name="stay_ends_after_start",
                condition=Q(end_on=None) | Q(end_on__gt=F("start_on")),
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu quản lý."),
            ),
            CheckConstraint(
                name="stay_reason_when_ended",
                condition=Q(end_on=None, end_reason="") | Q(end_on__isnull=False) & ~Q(end_reason=""),
                violation_error_message=_("Giai đoạn đã kết thúc phải có lý do, chưa kết thúc thì không."),
            ),
            CheckConstraint(
                name="stay_known_order",
                condition=Q(known_until=None) | Q(known_until__gt=F("known_from")),
                violation_error_message=_("Thời điểm thôi tin phải sau thời điểm bắt đầu tin."),
            ),
            CheckConstraint(name="stay_category_known", condition=Q(category__in=Category.values)),
            CheckConstraint(name="stay_origin_known", condition=Q(origin__in=["", *Origin.values])),
            CheckConstraint(name="stay_end_reason_known", condition=Q(end_reason__in=["", *EndReason.values])),
            CheckConstraint(
                name="stay_revoked_only_conditional",
                condition=~Q(end_reason=EndReason.REVOKED) | Q(category=Category.CONDITIONAL),
                violation_error_message=_(
                    "Hủy tha tù chỉ áp dụng cho người đang được tha tù trước thời hạn có điều kiện."
                ),
            ),
            UniqueConstraint(
                name="stay_one_start_a_day",
                fields=["case", "start_on"],
                condition=Q(known_until=None),
                violation_error_message=_("Hồ sơ đã có giai đoạn quản lý bắt đầu ngày này."),
            ),
            UniqueConstraint(
                name="stay_one_first",
                fields=["case"],
                condition=Q(known_until=None) & ~Q(origin=""),
                violation_error_message=_("Hồ sơ chỉ có một lần về địa phương."),
            ),
            UniqueConstraint(
                name="stay_one_latest",
                fields=["case"],
                condition=Q(known_until=None) & ~Q(end_reason=EndReason.MOVED),
                violation_error_message=_("Hồ sơ chỉ có một giai đoạn cuối."),
            ),
            UniqueConstraint(
                name="stay_one_open_per_person",
                fields=["person"],
                condition=Q(known_until=None, end_on=None),
                violation_error_message=_("Người này đang có một hồ sơ mở; kết thúc hồ sơ đó trước."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} {self.category} {self.start_on}"

    @property
    def value(self) -> StayValue:
        """The stay as a plain value, without version and author."""
        return StayValue(**{name: getattr(self, name) for name in StayValue.__dataclass_fields__})

    @property
    def is_closure(self) -> bool:
        """Whether the end of this stay closed the case."""
        return self.end_reason in CLOSURES


class ReoffenceQuerySet(FactQuerySet["Reoffence"]):
    """Versions of reoffences by whether a second person confirmed them."""

    def counted(self) -> Self:
        """The current versions, without those that were dropped or ended in an acquittal."""
        return self.current().exclude(outcome__in=NOT_COUNTED)

    def unconfirmed(self) -> Self:
        """The counted versions that no second person has confirmed. A correction is a new version, which is not confirmed."""
        return self.counted().filter(confirmation=None)


class Reoffence(Fact):
    """A new crime of a managed person. reports/measures/management.py defines which date counts.

    `document_number` is the number of the decision to prosecute, `prosecuted_on` its day, `prosecuted_by` who made it.
    """

    # The case it was entered under; it is attributed to a stay of the person by date when it is counted.
    case = ForeignKey("cases.Case", RESTRICT, related_name="reoffences")
    person = ForeignKey("cases.Person", RESTRICT, related_name="+")
    prosecuted_on = DateField(_("Ngày khởi tố bị can"))
    convicted_on = DateField(_("Ngày kết án"), null=True, blank=True)
    # Null: not known. Expungement asks about it, because the law dates a crime by its act.
    act_on = DateField(_("Ngày phạm tội mới"), null=True, blank=True)
    prosecuted_by = CharField(_("Cơ quan khởi tố"), max_length=200, blank=True, default="", db_default="")
    articles = CharField(_("Điều, khoản của Bộ luật Hình sự"), max_length=200, blank=True, default="", db_default="")
    # Null and "": not known yet. Nothing is assumed for them; the hint about recidivism asks (recidivism_hint.py).
    is_intentional = BooleanField(_("Cố ý"), null=True, blank=True)
    crime_class = CharField(
        _("Loại tội phạm"), max_length=18, choices=CrimeClass, blank=True, default="", db_default=""
    )
    outcome = CharField(_("Kết quả"), max_length=10, choices=Outcome, default=Outcome.PENDING)
    # The day on which the charge was dropped or the person acquitted; a conviction has `convicted_on`.
    ended_on = DateField(_("Ngày đình chỉ hoặc tuyên không phạm tội"), null=True, blank=True)
    # The judgment or decision that says the outcome.
    outcome_number = CharField(
        _("Số bản án, quyết định đình chỉ"), max_length=200, blank=True, default="", db_default=""
    )
    outcome_body = CharField(_("Tòa án, cơ quan ra văn bản đó"), max_length=200, blank=True, default="", db_default="")

    objects = ReoffenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Tái phạm tội")
        verbose_name_plural = _("Tái phạm tội")
        indexes = [Index(fields=["person", "prosecuted_on"], name="reoffence_by_person")]
        constraints = [
            CheckConstraint(
                name="reoffence_known_order",
                condition=Q(known_until=None) | Q(known_until__gt=F("known_from")),
                violation_error_message=_("Thời điểm thôi tin phải sau thời điểm bắt đầu tin."),
            ),
            CheckConstraint(
                name="reoffence_convicted_after_prosecution",
                condition=Q(convicted_on=None) | Q(convicted_on__gte=F("prosecuted_on")),
                violation_error_message=_("Ngày kết án không thể trước ngày khởi tố."),
            ),
            CheckConstraint(
                name="reoffence_act_first",
                condition=Q(act_on=None) | Q(act_on__lte=F("prosecuted_on")),
                violation_error_message=_("Ngày phạm tội mới không được sau ngày khởi tố."),
            ),
            CheckConstraint(
                name="reoffence_convicted_has_date",
                condition=~Q(outcome=Outcome.CONVICTED) | Q(convicted_on__isnull=False),
                violation_error_message=_("Đã bị kết án thì phải có ngày kết án."),
            ),
            CheckConstraint(name="reoffence_outcome_known", condition=Q(outcome__in=Outcome.values)),
            CheckConstraint(name="reoffence_class_known", condition=Q(crime_class__in=["", *CrimeClass.values])),
            CheckConstraint(
                name="reoffence_ended_after_prosecution",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("prosecuted_on")),
                violation_error_message=_("Ngày đình chỉ hoặc tuyên không phạm tội không thể trước ngày khởi tố."),
            ),
            CheckConstraint(
                name="reoffence_ended_without_conviction",
                condition=Q(ended_on=None) | Q(outcome__in=NOT_COUNTED),
                violation_error_message=_("Chỉ vụ được đình chỉ hoặc tuyên không phạm tội mới có ngày này."),
            ),
            UniqueConstraint(
                name="reoffence_once_a_day",
                fields=["person", "prosecuted_on"],
                condition=Q(known_until=None),
                violation_error_message=_("Đã ghi nhận khởi tố người này vào ngày này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.prosecuted_on}"
