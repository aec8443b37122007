"""Loans under QĐ 22/2023/QĐ-TTg: who borrows, for what, on which terms; and what happened to the money, as counted facts.

The loan of a released person hangs on the case; an establishment's stands alone. Who borrows and in which commune is never
changed (the database refuses it, migration 0002); request, decision, disbursements and balances are versions (cases/facts/).
"""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import (
    RESTRICT,
    BigIntegerField,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    DecimalField,
    Exists,
    F,
    ForeignKey,
    Index,
    Min,
    Model,
    OuterRef,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    Sum,
    TextField,
    UniqueConstraint,
    UUIDField,
    Value,
    When,
)
from django.db.models import Case as Choose
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import ScopedQuerySet, unit_keys_for, visible_unit_keys
from areas.models import Unit
from cases.choices import EndReason
from cases.facts.models import Fact, FactQuerySet, Stay
from cases.models import Case, HouseholdMember, Need
from law.choices import Purpose
from loans.choices import BusinessKind, EntrustedBody, FactKind, FundSource, State
from loans.fact_rules import FactValue

LONGEST_TERM = 600


class LoanQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Loans of the cases the user sees, and of establishments in the user's units; of an expunged case none."""
        own = Q(case__in=Case.objects.visible_to(user)) | Q(case=None, unit__in=visible_unit_keys(user))
        return self.active().filter(own)

    def lent_by(self, user):
        """Loans that the bank's liaison follows: those of the units, whatever became of the case since."""
        return self.active().filter(unit__in=unit_keys_for(user, "loans.bank"))

    def active(self):
        """Without those that were withdrawn."""
        return self.filter(Exists(_facts(FactKind.REQUEST)))

    def with_standing(self):
        """Each loan with its believed facts: `asked`, `asked_on`, `purpose`, `approved`, `disbursed`, `balance`, `state`…"""
        request, decision = _facts(FactKind.REQUEST), _facts(FactKind.DECISION)
        paid, balance = _facts(FactKind.DISBURSEMENT), _facts(FactKind.BALANCE).order_by("-on")
        sums = paid.order_by().values("loan")
        rows = self.annotate(
            asked=Subquery(request.values("amount")[:1]),
            asked_on=Subquery(request.values("on")[:1]),
            purpose=Subquery(request.values("purpose")[:1]),
            is_approved=Subquery(decision.values("is_approved")[:1]),
            approved=Subquery(decision.values("amount")[:1]),
            decided_on=Subquery(decision.values("on")[:1]),
            disbursed=Subquery(sums.annotate(total=Sum("amount")).values("total")),
            first_paid_on=Subquery(sums.annotate(first=Min("on")).values("first")),
            last_paid_on=Subquery(paid.order_by("-on").values("on")[:1]),
            balance=Subquery(balance.values("amount")[:1]),
            overdue=Subquery(balance.values("overdue")[:1]),
            balance_on=Subquery(balance.values("on")[:1]),
        )
        return rows.annotate(state=_state(), moved_on=Coalesce("first_paid_on", "asked_on"))

    def named(self):
        """With `unit_name` and `beneficiary`: the released person, unless the case was expunged since (BLHS Điều 69)."""
        sealed = Stay.objects.latest().filter(case=OuterRef("case"), end_reason=EndReason.EXPUNGED)
        name = Choose(When(Exists(sealed), then=Value("")), default=Coalesce("case__person__full_name", Value("")))
        return self.annotate(unit_name=F("unit__name"), beneficiary=name)


def _facts(kind: str):
    return LoanFact.objects.current().filter(loan=OuterRef("pk"), kind=kind)


def _state():
    """The same as history.Standing.state, in the database."""
    return Choose(
        When(is_approved=None, then=Value(State.WAITING.value)),
        When(is_approved=False, then=Value(State.REFUSED.value)),
        When(disbursed=None, then=Value(State.APPROVED.value)),
        When(overdue__gt=0, then=Value(State.OVERDUE.value)),
        When(Q(balance=0) & Q(last_paid_on__lte=F("balance_on")), then=Value(State.REPAID.value)),
        default=Value(State.RUNNING.value),
        output_field=CharField(),
    )


class Loan(Model):
    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The commune where it was asked for.
    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Xã"))
    # The released person for whom; None: an establishment borrows.
    case = ForeignKey(Case, RESTRICT, null=True, blank=True, related_name="loans", verbose_name=_("Hồ sơ"))
    need = ForeignKey(Need, RESTRICT, null=True, blank=True, related_name="loans", verbose_name=_("Nhu cầu"))
    business_name = CharField(_("Tên cơ sở"), max_length=200, blank=True)
    business_kind = CharField(_("Loại cơ sở"), max_length=12, choices=BusinessKind, blank=True)
    workers = PositiveIntegerField(_("Tổng số lao động"), null=True, blank=True)
    released_workers = PositiveIntegerField(_("Lao động chấp hành xong án phạt tù"), null=True, blank=True)
    # Who signs at the bank; of a household loan mostly another member of the household (Điều 4).
    named_borrower = CharField(_("Người đứng tên vay"), max_length=120)
    household_member = ForeignKey(
        HouseholdMember, RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("Người đại diện hộ")
    )
    # What the commune and the bank answered; None: not yet.
    is_confirmed = BooleanField(_("UBND cấp xã đã xác nhận (Mẫu 01, 02)"), null=True, blank=True)
    has_other_debt = BooleanField(_("Còn nợ chương trình khác cùng mục đích"), null=True, blank=True)
    is_lawful = BooleanField(_("Cơ sở hoạt động hợp pháp"), null=True, blank=True)
    # Why it was asked for although not everything was certain.
    confirmed_why = TextField(_("Căn cứ xác nhận"), blank=True)
    term_months = PositiveSmallIntegerField(
        _("Thời hạn vay (tháng)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    course_months = PositiveSmallIntegerField(
        _("Thời gian học (tháng)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    annual_rate = DecimalField(
        _("Lãi suất (%/năm)"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(50))],
    )  # fmt: skip
    fund_source = CharField(_("Nguồn vốn"), max_length=2, choices=FundSource, blank=True)
    code = CharField(
        _("Mã món vay"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z./-]+$", _("Mã món vay chỉ gồm chữ số, chữ cái."))],
        help_text=_("Số khế ước của ngân hàng, thường 16 chữ số."),
    )
    savings_group = CharField(_("Tổ TK&VV"), max_length=120, blank=True)
    group_head = CharField(_("Tổ trưởng"), max_length=120, blank=True)
    entrusted_body = CharField(_("Tổ chức ủy thác"), max_length=2, choices=EntrustedBody, blank=True)
    # Raised by every change of the describing fields: the second of two editors is told.
    version = PositiveIntegerField(default=1, editable=False)
    created_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", editable=False)
    created_at = DateTimeField(auto_now_add=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Món vay")
        verbose_name_plural = _("Món vay")
        constraints = [
            CheckConstraint(
                name="loan_of_person_or_business",
                condition=Q(case__isnull=False, business_name="", business_kind="", workers=None, released_workers=None)
                | Q(case=None, need=None, household_member=None) & ~Q(business_name="") & ~Q(business_kind=""),
                violation_error_message=_("Món vay là của một người hoặc của một cơ sở, không thể cả hai."),
            ),
            CheckConstraint(
                name="loan_released_workers_fit",
                condition=Q(workers=None) | Q(released_workers=None) | Q(released_workers__lte=F("workers")),
                violation_error_message=_("Số lao động chấp hành xong án phạt tù lớn hơn tổng số lao động."),
            ),
            CheckConstraint(
                name="loan_has_borrower",
                condition=~Q(named_borrower=""),
                violation_error_message=_("Phải ghi người đứng tên vay."),
            ),
            CheckConstraint(
                name="loan_rate_not_negative",
                condition=Q(annual_rate=None) | Q(annual_rate__gte=0),
                violation_error_message=_("Lãi suất không thể âm."),
            ),
            CheckConstraint(name="loan_business_kind_known", condition=Q(business_kind__in=["", *BusinessKind.values])),
            CheckConstraint(name="loan_fund_source_known", condition=Q(fund_source__in=["", *FundSource.values])),
            CheckConstraint(name="loan_body_known", condition=Q(entrusted_body__in=["", *EntrustedBody.values])),
            UniqueConstraint(
                name="loan_code_once",
                fields=["code"],
                condition=~Q(code=""),
                violation_error_message=_("Mã món vay này đã ghi cho một món vay khác."),
            ),
        ]

    def __str__(self):
        return self.code or str(self.public_id)

    def get_absolute_url(self):
        return reverse("loans:detail", args=[self.public_id])


class LoanFactQuerySet(FactQuerySet):
    def visible_to(self, user):
        """With the loan, which goes with its case: the commune where it was asked for does not decide."""
        return self.filter(loan__in=Loan.objects.visible_to(user))


class LoanFact(Fact):
    """Something that happened to the money on a day, as believed by this version."""

    loan = ForeignKey(Loan, RESTRICT, related_name="facts")
    kind = CharField(_("Loại"), max_length=12, choices=FactKind)
    on = DateField(_("Ngày"))
    # Asked for, approved (0: refused), paid out, or still owed at the end of the day.
    amount = BigIntegerField(_("Số tiền (đồng)"))
    overdue = BigIntegerField(_("Nợ quá hạn (đồng)"), default=0)
    is_approved = BooleanField(_("Duyệt"), null=True)
    purpose = CharField(_("Mục đích"), max_length=10, choices=Purpose, blank=True)

    objects = LoanFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("Diễn biến món vay")
        verbose_name_plural = _("Diễn biến món vay")
        indexes = [Index(fields=["loan", "kind", "on"], name="loan_fact_by_loan")]
        constraints = [
            CheckConstraint(
                name="loan_fact_known_order",
                condition=Q(known_until=None) | Q(known_until__gt=F("known_from")),
                violation_error_message=_("Thời điểm thôi tin phải sau thời điểm bắt đầu tin."),
            ),
            CheckConstraint(name="loan_fact_kind_known", condition=Q(kind__in=FactKind.values)),
            CheckConstraint(
                name="loan_fact_amount",
                condition=Q(kind__in=["request", "disbursement"], amount__gt=0)
                | Q(kind="decision", is_approved=True, amount__gt=0)
                | Q(kind="decision", is_approved=False, amount=0)
                | Q(kind="balance", amount__gte=0),
                violation_error_message=_("Số tiền phải lớn hơn 0; không duyệt thì bằng 0, dư nợ có thể bằng 0."),
            ),
            CheckConstraint(
                name="loan_fact_overdue",
                condition=Q(overdue=0) | Q(kind="balance", overdue__gt=0, overdue__lte=F("amount")),
                violation_error_message=_("Nợ quá hạn không thể âm hoặc lớn hơn dư nợ."),
            ),
            CheckConstraint(
                name="loan_fact_decided",
                condition=Q(kind="decision", is_approved__isnull=False) | ~Q(kind="decision") & Q(is_approved=None),
            ),
            CheckConstraint(
                name="loan_fact_purpose",
                condition=Q(kind="request", purpose__in=Purpose.values) | ~Q(kind="request") & Q(purpose=""),
                violation_error_message=_("Đề nghị vay phải ghi mục đích."),
            ),
            UniqueConstraint(
                name="loan_fact_one_request_and_decision",
                fields=["loan", "kind"],
                condition=Q(known_until=None, kind__in=["request", "decision"]),
                violation_error_message=_("Món vay chỉ có một đề nghị và một quyết định; hãy sửa mục đã ghi."),
            ),
            UniqueConstraint(
                name="loan_fact_once_a_day",
                fields=["loan", "kind", "on"],
                condition=Q(known_until=None),
                violation_error_message=_("Đã ghi mục này cho ngày đó; hãy sửa mục đã ghi."),
            ),
        ]

    def __str__(self):
        return f"{self.loan_id} {self.kind} {self.on}"

    @property
    def value(self) -> FactValue:
        return FactValue(**{name: getattr(self, name) for name in FactValue.__dataclass_fields__})
