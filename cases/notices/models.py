"""Notices of people expected home: from a prison two months before (Luật THAHS 2019 Điều 46.1) or from an amnesty list."""

import uuid
from datetime import date
from typing import ClassVar

from django.db.models import (
    RESTRICT,
    BinaryField,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    F,
    ForeignKey,
    Index,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
    UUIDField,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from cases.choices import IdKind, Sex
from cases.people import id_encryption
from cases.people.birth_dates import BirthDate
from cases.records.models import Case, Record, UnitRecordQuerySet
from core.text import fold, name_key, nfc
from law.choices import Category
from law.value_types import Article


class NoticeQuerySet(UnitRecordQuerySet):
    """Notices without those whose case the user may not see."""

    def visible_to(self, user):
        """Notices to the user's communes, without those whose case is sealed or no longer visible to the user."""
        return super().visible_to(user).filter(Q(case=None) | Q(case__in=Case.objects.visible_to(user)))


class Notice(Record):
    """One person expected home in a commune, and what became of it."""

    class State(TextChoices):
        EXPECTED = "expected", _("Đang chờ về")
        ARRIVED = "arrived", _("Đã về, đã tiếp nhận")
        NOT_COME = "not_come", _("Không về địa phương")
        CANCELLED = "cancelled", _("Thông báo đã rút")

    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Xã nơi sẽ về"))
    # Name of the list from which several people were entered together.
    list_name = CharField(_("Tên danh sách"), max_length=200, blank=True)
    full_name = CharField(_("Họ và tên"), max_length=120)
    name_folded = CharField(max_length=120, db_index=True, editable=False)
    name_key = BinaryField(max_length=800, editable=False)
    birth_year = PositiveSmallIntegerField(_("Năm sinh"), null=True, blank=True)
    birth_month = PositiveSmallIntegerField(_("Tháng sinh"), null=True, blank=True)
    birth_day = PositiveSmallIntegerField(_("Ngày sinh"), null=True, blank=True)
    sex = CharField(_("Giới tính"), max_length=6, choices=Sex, blank=True)
    # Encrypted and indexed as in IdentityNumber. Two notices may have one number, e.g. after a corrected letter.
    number_kind = CharField(_("Loại giấy tờ"), max_length=4, choices=IdKind, blank=True)
    number_id = UUIDField(default=uuid.uuid4, editable=False)
    number_encrypted = BinaryField(max_length=64, null=True, editable=False)
    number_index = CharField(max_length=43, blank=True, db_index=True, editable=False)
    category = CharField(_("Diện"), max_length=12, choices=Category)
    prison_name = CharField(_("Trại giam, cơ quan gửi"), max_length=200)
    notice_number = CharField(_("Số thông báo, quyết định"), max_length=100)
    notice_on = DateField(_("Ngày thông báo"))
    received_on = DateField(_("Ngày nhận được"))
    expected_on = DateField(_("Ngày dự kiến về"))
    address = CharField(_("Nơi về cư trú"), max_length=250)
    offence = CharField(_("Tội danh"), max_length=300, blank=True)
    sentence_text = CharField(_("Mức án"), max_length=120, blank=True)
    sentence_months = PositiveIntegerField(_("Mức án (tháng)"), null=True, blank=True)
    sentence_life = BooleanField(_("Tù chung thân"), default=False)
    probation_end_on = DateField(_("Ngày hết thử thách"), null=True, blank=True)
    note = TextField(_("Ghi chú"), blank=True)
    # The address is verified within three working days (TT 10/2024/TT-BCA Điều 8), form HCD-03.
    verified_on = DateField(_("Ngày xác minh"), null=True, blank=True)
    address_right = BooleanField(_("Địa chỉ đúng"), null=True, blank=True)
    family_informed = BooleanField(_("Đã báo gia đình"), default=False)
    verification_note = TextField(_("Kết quả xác minh"), blank=True)
    answer_number = CharField(_("Số văn bản trả lời (HCD-03)"), max_length=100, blank=True)
    state = CharField(_("Tình trạng"), max_length=10, choices=State, default=State.EXPECTED)
    state_on = DateField(_("Ngày ghi nhận"), null=True, blank=True)
    state_why = TextField(_("Lý do"), blank=True)
    case = ForeignKey(Case, RESTRICT, null=True, blank=True, related_name="notices", verbose_name=_("Hồ sơ"))

    objects: ClassVar = NoticeQuerySet.as_manager()

    # Set by the list page.
    verify_by: date
    verify_article: Article

    class Meta:
        verbose_name = _("Thông báo của trại giam")
        verbose_name_plural = _("Thông báo của trại giam")
        indexes = [Index(fields=["unit", "state", "expected_on"], name="notice_by_unit")]
        constraints = [
            CheckConstraint(
                name="notice_received_after",
                condition=Q(received_on__gte=F("notice_on")),
                violation_error_message=_("Ngày nhận không được trước ngày thông báo."),
            ),
            CheckConstraint(
                name="notice_verified_after",
                condition=Q(verified_on=None) | Q(verified_on__gte=F("received_on")),
                violation_error_message=_("Ngày xác minh không được trước ngày nhận thông báo."),
            ),
            CheckConstraint(
                name="notice_state_known", condition=Q(state__in=["expected", "arrived", "not_come", "cancelled"])
            ),
            CheckConstraint(name="notice_category_known", condition=Q(category__in=Category.values)),
            CheckConstraint(
                name="notice_arrived_has_case",
                condition=Q(state="arrived", case__isnull=False) | ~Q(state="arrived") & Q(case=None),
                violation_error_message=_("Người đã về phải có hồ sơ tiếp nhận."),
            ),
            CheckConstraint(
                name="notice_verified_has_answer",
                condition=Q(verified_on=None, address_right=None)
                | Q(verified_on__isnull=False, address_right__isnull=False),
                violation_error_message=_("Đã xác minh thì phải ghi địa chỉ đúng hay sai."),
            ),
            UniqueConstraint(
                name="notice_one_per_case",
                fields=["case"],
                condition=Q(case__isnull=False),
                violation_error_message=_("Hồ sơ này đã gắn với một thông báo khác."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        """Normalise the name and store the keys by which it is searched and sorted."""
        self.full_name = nfc(self.full_name)
        self.name_folded = fold(self.full_name)
        self.name_key = name_key(self.full_name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """The page of the notice."""
        return reverse("cases:notice", args=[self.public_id])

    @property
    def birth(self) -> BirthDate | None:
        """The birth date with its precision, or None."""
        return BirthDate(self.birth_year, self.birth_month, self.birth_day) if self.birth_year else None

    @property
    def number(self) -> str:
        """The decrypted ID number, or ""."""
        return id_encryption.decrypt(bytes(self.number_encrypted), self.number_id) if self.number_encrypted else ""

    def set_number(self, kind: str, number: str) -> None:
        """Encrypt and index an ID number (digits only); "" clears it."""
        self.number_kind = kind if number else ""
        self.number_encrypted = id_encryption.encrypt(number, self.number_id) if number else None
        self.number_index = id_encryption.blind_index(number) if number else ""
