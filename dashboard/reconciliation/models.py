"""The result of the last comparison of a unit's figures of a period."""

from django.db.models import (
    RESTRICT,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    JSONField,
    Model,
    PositiveIntegerField,
    Q,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from areas.models import Unit


class Reconciliation(Model):
    """What the last comparison found. `differences`: [{"figure", "where", "page", "there"}], empty if all agree."""

    unit = ForeignKey(Unit, RESTRICT, related_name="+")
    start = DateField()
    end = DateField()
    checked_at = DateTimeField()
    compared = PositiveIntegerField()
    differences = JSONField(default=list)

    class Meta:
        verbose_name = _("Đối chiếu số liệu")
        verbose_name_plural = _("Đối chiếu số liệu")
        constraints = [
            UniqueConstraint(name="reconciliation_once", fields=["unit", "start", "end"]),
            CheckConstraint(name="reconciliation_period", condition=Q(end__gte=F("start"))),
        ]

    def __str__(self):
        return f"{self.unit} {self.start}–{self.end}"
