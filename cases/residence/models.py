"""Residences (Luật Cư trú 2020), one row for each home and kind of registration."""

from typing import ClassVar

from django.db.models import CharField, CheckConstraint, DateField, F, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from cases.records.models import CaseRecordQuerySet, Record, case_key


class Residence(Record):
    """One home of the person of a case, with the kind and the days of its registration."""

    class Kind(TextChoices):
        PERMANENT = "permanent", _("Thường trú")
        TEMPORARY = "temporary", _("Tạm trú")
        STAYING = "staying", _("Nơi ở, chưa đăng ký")

    class Tenure(TextChoices):
        OWN = "own", _("Nhà của mình")
        FAMILY = "family", _("Ở cùng gia đình")
        RENTED = "rented", _("Nhà thuê, ở trọ")
        OTHERS = "others", _("Ở nhờ")
        NONE = "none", _("Không có chỗ ở ổn định")

    case = case_key("residences")
    kind = CharField(_("Hình thức cư trú"), max_length=9, choices=Kind)
    address = CharField(_("Địa chỉ"), max_length=250)
    from_on = DateField(_("Ở từ ngày"))
    # The first day on which the person no longer lives there; null: still lives there.
    left_on = DateField(_("Chuyển đi ngày"), null=True, blank=True)
    registered_on = DateField(_("Ngày đăng ký"), null=True, blank=True)
    # The last day of a temporary registration. It can be prolonged.
    valid_until = DateField(_("Tạm trú đến hết ngày"), null=True, blank=True)
    # The day on which the commune verified the residence.
    verified_on = DateField(_("Ngày xác minh"), null=True, blank=True)
    # "": not asked yet.
    tenure = CharField(_("Chỗ ở"), max_length=6, choices=Tenure, blank=True, default="", db_default="")
    proof = CharField(_("Giấy tờ, biên bản làm căn cứ"), max_length=200, blank=True, default="", db_default="")
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    objects: ClassVar = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nơi cư trú")
        verbose_name_plural = _("Nơi cư trú")
        ordering = ["from_on", "pk"]
        constraints = [
            CheckConstraint(
                name="residence_valid_after_registration",
                condition=Q(registered_on=None) | Q(valid_until=None) | Q(valid_until__gte=F("registered_on")),
                violation_error_message=_("Ngày hết hạn không được trước ngày đăng ký."),
            ),
            CheckConstraint(name="residence_kind_known", condition=Q(kind__in=["permanent", "temporary", "staying"])),
            CheckConstraint(
                name="residence_tenure_known", condition=Q(tenure__in=["", "own", "family", "rented", "others", "none"])
            ),
            CheckConstraint(
                name="residence_left_after",
                condition=Q(left_on=None) | Q(left_on__gte=F("from_on")),
                violation_error_message=_("Ngày chuyển đi không thể trước ngày đến ở."),
            ),
            CheckConstraint(
                name="residence_only_temporary_ends",
                condition=Q(valid_until=None) | Q(kind="temporary"),
                violation_error_message=_("Chỉ đăng ký tạm trú mới có thời hạn."),
            ),
            UniqueConstraint(
                name="residence_one_of_a_kind",
                fields=["case", "kind"],
                condition=Q(left_on=None, removed_at=None),
                violation_error_message=_(
                    "Đã có một nơi cư trú cùng hình thức; hãy ghi ngày chuyển đi của nơi cũ trước."
                ),
            ),
        ]

    def __str__(self):
        return self.address
