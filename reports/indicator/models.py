"""The versions of a province's indicator."""

import uuid

from django.conf import settings
from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    JSONField,
    Model,
    PositiveIntegerField,
    Q,
    QuerySet,
    UniqueConstraint,
    UUIDField,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import unit_keys_for
from areas.models import Unit
from core.dates import Period

VIEW = "indicator.view"


class IndicatorQuerySet(QuerySet["Indicator"]):
    """Indicators by who may see them."""

    def visible_to(self, user) -> "IndicatorQuerySet":
        """Those of the user's provinces; an indicator names no person."""
        return self.filter(unit__in=unit_keys_for(user, VIEW))


class Indicator(Model):
    """One version of a province's indicator for a period, as it was made from the reports accepted by then. It never changes."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    start = DateField(_("Từ ngày"))
    end = DateField(_("Đến ngày"))
    # 1, 2, 3… for the same province and period.
    version = PositiveIntegerField(_("Phiên bản"))
    # Whether the reports of all units were accepted.
    is_complete = BooleanField(_("Đủ các đơn vị"))
    figures = JSONField()
    checksum = CharField(_("Mã kiểm tra"), max_length=64)
    made_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người lập"))
    made_at = DateTimeField(_("Lập lúc"), default=timezone.now, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Chỉ tiêu của tỉnh")
        verbose_name_plural = _("Chỉ tiêu của tỉnh")
        ordering = ["-end", "-start", "unit", "-version"]
        constraints = [
            UniqueConstraint(name="indicator_one_of_a_version", fields=["unit", "start", "end", "version"]),
            CheckConstraint(name="indicator_period_order", condition=Q(end__gte=F("start"))),
            CheckConstraint(name="indicator_version_from_one", condition=Q(version__gte=1)),
        ]

    def __str__(self):
        return f"{self.unit_id} {self.start}–{self.end} v{self.version}"

    def get_absolute_url(self) -> str:
        """The page of this version."""
        return reverse("indicator:version", args=[self.public_id])

    @property
    def period(self) -> Period:
        """The period, both days included."""
        return Period(self.start, self.end)
