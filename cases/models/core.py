"""People, their cases, and the facts that are counted.

Person, IdentityNumber and Case describe; Stay and Reoffence are facts that count (facts.py): never overwritten, only
superseded by a new version.
"""

import uuid

from django.conf import settings
from django.db.models import (
    RESTRICT,
    BinaryField,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    ForeignKey,
    Manager,
    Model,
    OuterRef,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    UniqueConstraint,
    UUIDField,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.scope import ScopedQuerySet, visible_units
from areas.text import fold, name_key, nfc
from cases import sealing
from cases.birth import BirthDate
from cases.facts import Reoffence, Stay
from cases.terms import Category, EndReason, IdKind, Sex

__all__ = ["Case", "IdentityNumber", "Person", "Reoffence", "Stay"]


class PersonQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """People with a case under one of the user's units."""
        return self.filter(pk__in=Case.objects.visible_to(user).values("person"))


class Person(Model):
    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = CharField(_("Họ và tên"), max_length=120)
    # Without accents and in lower case, for searching on any database.
    name_folded = CharField(max_length=120, db_index=True, editable=False)
    # Given name, then family, then middle names, in Vietnamese letter order.
    name_key = BinaryField(max_length=800, db_index=True, editable=False)
    # The precision is what is filled: year, year and month, or all three.
    birth_year = PositiveSmallIntegerField(_("Năm sinh"), null=True)
    birth_month = PositiveSmallIntegerField(_("Tháng sinh"), null=True, blank=True)
    birth_day = PositiveSmallIntegerField(_("Ngày sinh"), null=True, blank=True)
    sex = CharField(_("Giới tính"), max_length=6, choices=Sex, blank=True)
    ethnicity = CharField(_("Dân tộc"), max_length=40, blank=True)
    created_at = DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("Người được quản lý")
        verbose_name_plural = _("Người được quản lý")
        constraints = [
            CheckConstraint(
                name="person_birth_precision",
                condition=Q(birth_day=None) | Q(birth_month__isnull=False),
                violation_error_message=_("Có ngày sinh thì phải có tháng sinh."),
            ),
            CheckConstraint(
                name="person_birth_month_has_year",
                condition=Q(birth_month=None) | Q(birth_year__isnull=False),
                violation_error_message=_("Có tháng sinh thì phải có năm sinh."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.set_name(self.full_name)
        super().save(*args, **kwargs)

    def set_name(self, full_name: str) -> None:
        """The name as written, with the two forms derived from it."""
        self.full_name = nfc(full_name)
        self.name_folded = fold(self.full_name)
        self.name_key = name_key(self.full_name)

    @property
    def birth(self) -> BirthDate | None:
        return BirthDate(self.birth_year, self.birth_month, self.birth_day) if self.birth_year else None

    @birth.setter
    def birth(self, value: BirthDate | None) -> None:
        self.birth_year, self.birth_month, self.birth_day = (
            (value.year, value.month, value.day) if value else (None, None, None)
        )


class StandingNumbers(Manager):
    """Without the numbers that were found to be somebody else's."""

    def get_queryset(self):
        return super().get_queryset().exclude(claim=IdentityNumber.Claim.STRUCK)


class IdentityNumber(Model):
    """One ID number of a person. The number itself is sealed; `number_index` finds it and keeps it unique.

    A number that somebody already has whom the officer may not see is written down all the same, so that nothing the
    officer sees tells that there is such a person; it waits for the district to say whose it is (services_claims.py).
    """

    class Claim(TextChoices):
        OWN = "", _("Của người này")
        WAITING = "waiting", _("Chờ cấp huyện xác minh")
        STRUCK = "struck", _("Không phải của người này")

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = ForeignKey(Person, RESTRICT, related_name="identity_numbers")
    kind = CharField(_("Loại giấy tờ"), max_length=4, choices=IdKind)
    number_sealed = BinaryField(max_length=64)
    issued_on = DateField(_("Ngày cấp"), null=True, blank=True)
    issued_by = CharField(_("Nơi cấp"), max_length=120, blank=True)
    # The last day of validity; empty: no end known.
    valid_until = DateField(_("Có giá trị đến"), null=True, blank=True)
    number_index = CharField(
        max_length=43,
        db_index=True,
    )
    claim = CharField(max_length=7, choices=Claim, blank=True, default=Claim.OWN, db_default=Claim.OWN)
    created_at = DateTimeField(auto_now_add=True)

    objects = StandingNumbers()
    everything = Manager()  # noqa: DJ012 (no field)

    class Meta:
        verbose_name = _("Số giấy tờ")
        verbose_name_plural = _("Số giấy tờ")
        constraints = [
            UniqueConstraint(
                name="identity_number_one_owner",
                fields=["number_index"],
                condition=Q(claim=""),
                violation_error_message=_("Số giấy tờ này đã có trong hệ thống; đề nghị cấp huyện kiểm tra."),
            ),
            CheckConstraint(name="identity_number_claim_known", condition=Q(claim__in=["", "waiting", "struck"])),
        ]

    def __str__(self):
        return self.masked

    @classmethod
    def of(cls, person: Person, kind: str, number: str, claim: str = Claim.OWN) -> "IdentityNumber":
        made = cls(person=person, kind=kind, number_index=sealing.blind_index(number), claim=claim)
        made.number_sealed = sealing.seal(number, made.id)
        return made

    @property
    def number(self) -> str:
        return sealing.unseal(self.number_sealed, self.id)

    @property
    def masked(self) -> str:
        """Enough to tell two people of one name apart, not enough to misuse: 0********901."""
        number = self.number
        return f"{number[0]}{'*' * (len(number) - 4)}{number[-3:]}"


class CaseQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Cases whose latest stay is in the user's units; an expunged case is nobody's (BLHS Điều 69)."""
        here = Stay.objects.latest().filter(unit__in=visible_units(user)).exclude(end_reason=EndReason.EXPUNGED)
        return self.filter(pk__in=here.values("case"))

    def withdrawn_visible_to(self, user):
        """Cases taken back as entered by mistake, of which nothing is believed now, that were the user's until then."""
        mine = OuterRef("case")
        later = Stay.objects.filter(case=mine).filter(Q(known_until=None) | Q(known_until__gt=OuterRef("known_until")))
        last = Stay.objects.filter(unit__in=visible_units(user)).exclude(end_reason=EndReason.MOVED)
        last = last.exclude(end_reason=EndReason.EXPUNGED).exclude(known_until=None).filter(~Exists(later))
        return self.filter(pk__in=last.values("case"))

    def with_latest(self):
        """Each case with unit, category and dates of its latest stay as `unit_name`, `category`, `since`, `ended_on`…"""
        return self.annotate(
            latest=FilteredRelation(
                "stays", condition=Q(stays__known_until=None) & ~Q(stays__end_reason=EndReason.MOVED)
            )
        ).annotate(
            unit_id=F("latest__unit"),
            unit_name=F("latest__unit__name"),
            category=F("latest__category"),
            since=F("latest__start_on"),
            ended_on=F("latest__end_on"),
            end_reason=F("latest__end_reason"),
        )

    def for_list(self):
        return self.with_latest().select_related("person", "officer").order_by("person__name_key", "pk")


class Case(Model):
    """One release of one person. Where and how the person is managed is said by the case's stays."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The office's own code; empty codes do not exist, two offices may not use one code for two cases.
    code = CharField(
        _("Mã hồ sơ"), max_length=40, unique=True, error_messages={"unique": _("Mã hồ sơ này đã có trong hệ thống.")}
    )
    person = ForeignKey(Person, RESTRICT, related_name="cases")
    hamlet = CharField(_("Thôn/Tổ dân phố"), max_length=120, blank=True)
    offence = CharField(_("Tội danh"), max_length=300, blank=True)
    article = CharField(_("Điều luật"), max_length=200, blank=True)
    # Months pronounced; null: not known or life. `sentence_text` is as written.
    sentence_months = PositiveIntegerField(_("Mức án (tháng)"), null=True, blank=True)
    sentence_life = BooleanField(_("Tù chung thân"), default=False)
    sentence_text = CharField(_("Mức án"), max_length=120, blank=True)
    release_on = DateField(_("Ngày ra trại"))
    certificate_number = CharField(_("Số giấy chứng nhận"), max_length=60, blank=True)
    certificate_on = DateField(_("Ngày cấp giấy chứng nhận"), null=True, blank=True)
    # The day the release decision takes effect (Luật THAHS 2019 Điều 59.1); empty: the day of release.
    probation_start_on = DateField(_("Ngày bắt đầu thử thách"), null=True, blank=True)
    probation_end_on = DateField(_("Ngày hết thử thách"), null=True, blank=True)
    # Reception (TT 10/2024/TT-BCA Điều 9): presented at the commune, information sheet HCD-02, commitment HCD-05.
    present_by_on = DateField(_("Phải trình diện trước ngày"), null=True, blank=True)
    presented_on = DateField(_("Ngày trình diện"), null=True, blank=True)
    information_on = DateField(_("Ngày lập phiếu thông tin (HCD-02)"), null=True, blank=True)
    commitment_on = DateField(_("Ngày ký cam kết (HCD-05)"), null=True, blank=True)
    # On conditional release the committee tells the execution agency how it went (Luật THAHS 2019 Điều 59.2).
    presentation_told_on = DateField(_("Ngày báo cáo kết quả trình diện"), null=True, blank=True)
    wishes = CharField(_("Nguyện vọng"), max_length=500, blank=True)
    address = CharField(_("Nơi ở hiện nay"), max_length=250, blank=True)
    phone = CharField(_("Điện thoại"), max_length=30, blank=True)
    # Fifteen days before probation ends the file goes back to the execution agency (Luật THAHS 2019 Điều 60.3).
    handed_back_on = DateField(_("Ngày bàn giao hồ sơ hết thử thách"), null=True, blank=True)
    origin_text = CharField(_("Từ đâu về"), max_length=200, blank=True)
    officer = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, blank=True, related_name="cases")
    # As the register names them, when no user of that name is known.
    officer_text = CharField(_("Cán bộ phụ trách"), max_length=120, blank=True)
    helper_text = CharField(_("Người giúp đỡ"), max_length=120, blank=True)
    job_text = CharField(_("Việc làm"), max_length=200, blank=True)
    # Raised by every change of the describing fields: the second of two editors is told.
    version = PositiveIntegerField(default=1, editable=False)
    created_at = DateTimeField(auto_now_add=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hồ sơ")
        verbose_name_plural = _("Hồ sơ")
        constraints = [
            CheckConstraint(
                name="case_code_not_empty",
                condition=~Q(code=""),
                violation_error_message=_("Hồ sơ phải có mã."),
            ),
            CheckConstraint(
                name="case_probation_not_reversed",
                condition=Q(probation_start_on=None)
                | Q(probation_end_on=None)
                | Q(probation_end_on__gt=F("probation_start_on")),
                violation_error_message=_("Ngày hết thử thách phải sau ngày bắt đầu thử thách."),
            ),
            CheckConstraint(
                name="case_life_has_no_months",
                condition=Q(sentence_life=False) | Q(sentence_months=None),
                violation_error_message=_("Án chung thân không có số tháng."),
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("cases:detail", args=[self.public_id])

    # The next two read what `with_latest` annotated.
    @property
    def category_label(self) -> str:
        return Category(self.category).label

    @property
    def end_reason_label(self) -> str:
        return EndReason(self.end_reason).label if self.end_reason else ""
