"""Loans under Decision 22/2023/QĐ-TTg: the borrower and the terms, and the counted facts of the money.

The loan of a released person belongs to a case; the loan of an establishment belongs to no case. The borrower and the commune
never change (database triggers, migration 0002). Requests, decisions, disbursements and balances are versioned facts
(cases/facts/).
"""

import uuid
from datetime import date
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
from cases.facts.models import Fact, FactQuerySet, Stay
from cases.models import Case, HouseholdMember, Need, OtherName
from core.text import fold
from law.choices import Purpose
from loans.choices import BusinessKind, EntrustedBody, FactKind, FundSource, State
from loans.fact_rules import FactValue

LONGEST_TERM = 600


class LoanQuerySet(ScopedQuerySet):
    """Loans by who may see them, and with their state."""

    def visible_to(self, user):
        """The loans of the cases that the user may see, and of establishments in the user's units."""
        return self.visible_with_withdrawn(user).active()

    def visible_with_withdrawn(self, user):
        """The same, and those whose request was withdrawn."""
        return self.filter(Q(case__in=Case.objects.visible_to(user)) | Q(case=None, unit__in=visible_unit_keys(user)))

    def for_bank(self, user):
        """The loans in the units of the bank's liaison, including loans of closed and transferred cases."""
        return self.active().filter(unit__in=unit_keys_for(user, "loans.bank"))

    def active(self):
        """Loans with a current request. Withdrawing the request withdraws the loan."""
        return self.filter(Exists(_current_facts(FactKind.REQUEST)))

    def with_status(self):
        """Annotate the current facts: `asked`, `asked_on`, `purpose`, `approved`, `disbursed`, `balance`, `state` and others."""
        request, decision = _current_facts(FactKind.REQUEST), _current_facts(FactKind.DECISION)
        paid, balance = _current_facts(FactKind.DISBURSEMENT), _current_facts(FactKind.BALANCE).order_by("-on")
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
        """Annotate `unit_name`, `beneficiary` and `signer`, the person who signed the contract.

        Of an expunged case (`is_expunged`) `beneficiary` is "", and `signer` too where the released person signed (BLHS,
        Điều 69).
        """
        expunged = Exists(Stay.objects.sealed().filter(case=OuterRef("case")))
        other_names = OtherName.objects.filter(person=OuterRef("case__person"), full_name=OuterRef("named_borrower"))
        is_own = Q(signs_self=True) | Q(named_borrower=F("case__person__full_name")) | Q(Exists(other_names))
        return self.annotate(
            unit_name=F("unit__name"),
            is_expunged=expunged,
            beneficiary=Choose(When(expunged, then=Value("")), default=Coalesce("case__person__full_name", Value(""))),
            signer=Choose(When(expunged & is_own, then=Value("")), default=F("named_borrower")),
        )


def _current_facts(kind: str):
    return LoanFact.objects.current().filter(loan=OuterRef("pk"), kind=kind)


def _state():
    """The SQL form of fact_rules.LoanStatus.state. loans/tests/test_decisions.py compares the two."""
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
    """One loan: who borrows, where and on which terms. The amounts are in its facts."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The commune where the loan was requested.
    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Xã"))
    # The case of the released person; None: an establishment borrows.
    case = ForeignKey(Case, RESTRICT, null=True, blank=True, related_name="loans", verbose_name=_("Hồ sơ"))
    need = ForeignKey(Need, RESTRICT, null=True, blank=True, related_name="loans", verbose_name=_("Nhu cầu"))
    business_name = CharField(_("Tên cơ sở"), max_length=200, blank=True)
    business_kind = CharField(_("Loại cơ sở"), max_length=12, choices=BusinessKind, blank=True)
    workers = PositiveIntegerField(_("Tổng số lao động"), null=True, blank=True)
    released_workers = PositiveIntegerField(_("Lao động chấp hành xong án phạt tù"), null=True, blank=True)
    # The person who signs the contract, often another member of the household (Điều 4).
    named_borrower = CharField(_("Người đứng tên vay"), max_length=120)
    # The released person signs. Stored, because the person's name may be corrected later; queries compare today's name as well.
    signs_self = BooleanField(default=False, editable=False)
    household_member = ForeignKey(
        HouseholdMember, RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("Người đại diện hộ")
    )
    # The answers of the commune and the bank; None: no answer yet.
    is_confirmed = BooleanField(_("UBND cấp xã đã xác nhận (Mẫu 01, 02)"), null=True, blank=True)
    has_other_debt = BooleanField(_("Còn nợ chương trình khác cùng mục đích"), null=True, blank=True)
    is_lawful = BooleanField(_("Cơ sở hoạt động hợp pháp"), null=True, blank=True)
    # The reason with which a user confirmed open conditions.
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
    # Incremented by every change of the editable fields, to detect edit conflicts.
    version = PositiveIntegerField(default=1, editable=False)
    created_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", editable=False)
    created_at = DateTimeField(auto_now_add=True)

    objects = LoanQuerySet.as_manager()

    # What `with_status` adds.
    asked: int
    asked_on: date
    purpose: str
    is_approved: bool | None
    approved: int | None
    decided_on: date | None
    disbursed: int | None
    first_paid_on: date | None
    last_paid_on: date | None
    balance: int | None
    overdue: int | None
    balance_on: date | None
    state: str
    moved_on: date

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
        """The page of the loan."""
        return reverse("loans:detail", args=[self.public_id])

    @property
    def is_of_expunged(self) -> bool:
        """Whether the beneficiary's case is sealed. One query."""
        return Stay.objects.sealed().filter(case=self.case_id).exists()

    def set_signer(self, name: str) -> None:
        """Set `named_borrower`, and whether that is the released person."""
        self.named_borrower = name
        self.signs_self = self.case is not None and self.case.person.name_folded in fold(name)


class LoanFactQuerySet(FactQuerySet):
    """Versions of facts by who may see their loan."""

    def visible_to(self, user):
        """The facts of visible loans. A loan follows its case, so the commune of the request does not decide."""
        return self.filter(loan__in=Loan.objects.visible_to(user))


class LoanFact(Fact):
    """One version of a fact: a request, decision, disbursement or balance on a day."""

    loan = ForeignKey(Loan, RESTRICT, related_name="facts")
    kind = CharField(_("Loại"), max_length=12, choices=FactKind)
    on = DateField(_("Ngày"))
    # The sum requested, approved (0: refused), disbursed, or owed at the end of the day.
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
        """The fact as a plain value, without version and author."""
        return FactValue(**{name: getattr(self, name) for name in FactValue.__dataclass_fields__})
