"""Targets as dated rows that an administrator edits."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateField,
    DecimalField,
    F,
    ForeignKey,
    Model,
    Q,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from core.dates import vn_date


class RateTarget(Model):
    """The highest rate set for a unit and those below it, for periods that end on `valid_from` or later."""

    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    valid_from = DateField(_("Áp dụng từ"))
    valid_to = DateField(_("Đến hết ngày"), null=True, blank=True)
    highest_rate = DecimalField(
        _("Tỷ lệ cao nhất (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    document = CharField(_("Văn bản giao chỉ tiêu"), max_length=200)

    class Meta:
        verbose_name = _("Chỉ tiêu tỷ lệ tái phạm")
        verbose_name_plural = _("Chỉ tiêu tỷ lệ tái phạm")
        ordering = ["unit", "-valid_from"]
        constraints = [
            UniqueConstraint(
                name="target_once",
                fields=["unit", "valid_from"],
                violation_error_message=_("Đơn vị này đã có chỉ tiêu áp dụng từ ngày này."),
            ),
            CheckConstraint(
                name="target_days",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Chỉ tiêu hết hạn trước khi bắt đầu."),
            ),
            CheckConstraint(name="target_rate", condition=Q(highest_rate__gte=0, highest_rate__lte=100)),
            CheckConstraint(name="target_document", condition=~Q(document="")),
        ]

    def __str__(self):
        return f"{self.unit.full_name}, {vn_date(self.valid_from)}: {self.highest_rate} %"


def target_on(unit: Unit, day: date) -> RateTarget | None:
    """The target of a period that ends on `day`: the unit's own or that of the nearest unit above; None without any."""
    chain = [unit, unit.parent, unit.parent.parent if unit.parent else None]
    keys = [one.pk for one in chain if one]
    rows = RateTarget.objects.filter(unit__in=keys, valid_from__lte=day).exclude(valid_to__lt=day)
    found = sorted(rows, key=lambda row: (keys.index(row.unit_id), -row.valid_from.toordinal()))
    return found[0] if found else None
