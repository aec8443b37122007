"""Members of a person's household."""

from typing import ClassVar

from django.db.models import BooleanField, CharField, PositiveSmallIntegerField
from django.utils.translation import gettext_lazy as _

from cases.records.models import CaseRecordQuerySet, Record, case_key


class HouseholdMember(Record):
    """A relative or contact of the person, and whether this member could represent the household at the bank."""

    case = case_key("household")
    full_name = CharField(_("Họ và tên"), max_length=120)
    relation = CharField(_("Quan hệ"), max_length=60)
    birth_year = PositiveSmallIntegerField(_("Năm sinh"), null=True, blank=True)
    phone = CharField(_("Điện thoại"), max_length=30, blank=True)
    address = CharField(_("Nơi ở"), max_length=200, blank=True)
    lives_together = BooleanField(_("Sống cùng nhà"), default=True)
    is_contact = BooleanField(_("Người cần liên hệ"), default=False)
    # Adult, able to work, full civil capacity (QĐ 22/2023 Điều 4): could be the named borrower of a household loan.
    can_represent = BooleanField(_("Có thể đại diện hộ vay vốn"), default=False)
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Người trong gia đình")
        verbose_name_plural = _("Người trong gia đình")
        ordering = ["created_at"]

    def __str__(self):
        return self.full_name
