"""People and their ID numbers."""

import uuid

from django.db.models import (
    RESTRICT,
    BinaryField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    Manager,
    Model,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    UniqueConstraint,
    UUIDField,
)
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import ScopedQuerySet
from cases.choices import IdKind, Sex
from cases.facts.models import Stay
from cases.people import id_encryption
from cases.people.birth_dates import BirthDate
from core.text import fold, name_key, nfc


class PersonQuerySet(ScopedQuerySet):
    """People by the cases that a user may see."""

    def visible_to(self, user):
        """People with a case under one of the user's units."""
        return self.filter(pk__in=Stay.objects.visible_to(user).values("case__person"))


class Person(Model):
    """One person. Name and birth date are kept here, releases and their judgments in cases."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = CharField(_("Họ và tên"), max_length=120)
    # Without accents and in lower case, for searching on both databases.
    name_folded = CharField(max_length=120, db_index=True, editable=False)
    # Sort key: given name, family name, middle names, in Vietnamese letter order.
    name_key = BinaryField(max_length=800, db_index=True, editable=False)
    # The filled fields give the precision: year, year and month, or all three.
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
        """Normalise the name and store the keys by which it is searched and sorted."""
        self.set_name(self.full_name)
        super().save(*args, **kwargs)

    def set_name(self, full_name: str) -> None:
        """Set the name and the search and sort keys derived from it."""
        self.full_name = nfc(full_name)
        self.name_folded = fold(self.full_name)
        self.name_key = name_key(self.full_name)

    @property
    def birth(self) -> BirthDate | None:
        """The birth date with its precision, or None."""
        return BirthDate(self.birth_year, self.birth_month, self.birth_day) if self.birth_year else None

    @birth.setter
    def birth(self, value: BirthDate | None) -> None:
        self.birth_year, self.birth_month, self.birth_day = (
            (value.year, value.month, value.day) if value else (None, None, None)
        )


class CurrentNumberManager(Manager):
    """Excludes numbers that were found to belong to somebody else."""

    def get_queryset(self):
        """Leave out the numbers that were struck out."""
        return super().get_queryset().exclude(claim=IdentityNumber.Claim.STRUCK)


class IdentityNumber(Model):
    """One ID number of a person, encrypted. `number_index` is its blind index, for search and uniqueness.

    If the number already belongs to a person whom the officer may not see, it is stored all the same, so that the officer
    cannot learn of that person. Its claim waits until the district decides whose number it is (number_claims.py).
    """

    class Claim(TextChoices):
        OWN = "", _("Của người này")
        WAITING = "waiting", _("Chờ cấp huyện xác minh")
        STRUCK = "struck", _("Không phải của người này")

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = ForeignKey(Person, RESTRICT, related_name="identity_numbers")
    kind = CharField(_("Loại giấy tờ"), max_length=4, choices=IdKind)
    number_encrypted = BinaryField(max_length=64)
    issued_on = DateField(_("Ngày cấp"), null=True, blank=True)
    issued_by = CharField(_("Nơi cấp"), max_length=120, blank=True)
    # The last day of validity; null: no end known.
    valid_until = DateField(_("Có giá trị đến"), null=True, blank=True)
    number_index = CharField(
        max_length=43,
        db_index=True,
    )
    claim = CharField(max_length=7, choices=Claim, blank=True, default=Claim.OWN, db_default=Claim.OWN)
    created_at = DateTimeField(auto_now_add=True)

    objects = CurrentNumberManager()
    all_objects = Manager()  # noqa: DJ012 (no field)

    class Meta:
        verbose_name = _("Số giấy tờ")
        verbose_name_plural = _("Số giấy tờ")
        constraints = [
            CheckConstraint(
                name="identity_valid_after_issue",
                condition=Q(issued_on=None) | Q(valid_until=None) | Q(valid_until__gt=F("issued_on")),
                violation_error_message=_("Ngày hết giá trị phải sau ngày cấp."),
            ),
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
        """Return an unsaved row with the encrypted number and its index. `number`: digits only."""
        made = cls(person=person, kind=kind, number_index=id_encryption.blind_index(number), claim=claim)
        made.number_encrypted = id_encryption.encrypt(number, made.id)
        return made

    @property
    def number(self) -> str:
        """The decrypted number. Raises DecryptionError."""
        return id_encryption.decrypt(bytes(self.number_encrypted), self.id)

    @property
    def masked(self) -> str:
        """The number with all but its first and last three digits masked: 0********901."""
        number = self.number
        return f"{number[0]}{'*' * (len(number) - 4)}{number[-3:]}"
