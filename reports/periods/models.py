"""Reporting periods: the two halves of each year and the year, with the day on which their reports are due."""

from datetime import date
from typing import Self

from django.db.models import (
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    Model,
    PositiveIntegerField,
    Q,
    QuerySet,
    TextChoices,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from core.dates import Period
from reports.documents.wording import half_year_names, year_names


class ReportingPeriodQuerySet(QuerySet["ReportingPeriod"]):
    """Periods by kind and by where they stand."""

    def halves(self) -> Self:
        """The half-years in order; they follow each other without a gap."""
        return self.exclude(kind=ReportingPeriod.Kind.YEAR).order_by("start")

    def ended_and_open(self, today: date) -> Self:
        """The periods that are over and that nobody has closed yet, the oldest first."""
        return self.filter(end__lt=today, closed_at=None).order_by("end", "kind")


class ReportingPeriod(Model):
    """A period for which every reporting unit owes a report. Planned by services.plan_periods; fixed once it has begun."""

    class Kind(TextChoices):
        """Which part of the year it is."""

        FIRST = "first", _("6 tháng đầu năm")
        SECOND = "second", _("6 tháng cuối năm")
        YEAR = "year", _("Cả năm")

    kind = CharField(_("Loại kỳ"), max_length=6, choices=Kind)
    # What the period is named after: the year in which it ends.
    year = PositiveIntegerField(_("Năm"))
    start = DateField(_("Từ ngày"))
    end = DateField(_("Đến ngày"))
    due_on = DateField(_("Hạn gửi"))
    # The code of the way to divide the year (law/rules/periods.py), and the act that it rests on.
    preset = CharField(_("Cách chia kỳ"), max_length=20)
    source = CharField(_("Căn cứ"), max_length=200)
    # When the schedule asked every reporting unit's report for; null: the period is open.
    closed_at = DateTimeField(_("Chốt kỳ lúc"), null=True, editable=False)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kỳ báo cáo")
        verbose_name_plural = _("Kỳ báo cáo")
        ordering = ["-end", "kind"]
        constraints = [
            UniqueConstraint(name="period_kind_starts_once", fields=["kind", "start"]),
            UniqueConstraint(name="period_kind_ends_once", fields=["kind", "end"]),
            CheckConstraint(name="period_kind_known", condition=Q(kind__in=["first", "second", "year"])),
            CheckConstraint(name="period_days_order", condition=Q(end__gt=F("start"))),
            CheckConstraint(name="period_due_after_end", condition=Q(due_on__gte=F("end"))),
        ]

    def __str__(self):
        return f"{self.kind} {self.start}–{self.end}"

    @property
    def period(self) -> Period:
        """Its days, both included."""
        return Period(self.start, self.end)

    @property
    def is_closed(self) -> bool:
        """Whether the reports were asked for."""
        return self.closed_at is not None

    @property
    def names(self) -> tuple[str, str]:
        """What it is called in a sentence, and the next one of its kind: "6 tháng đầu năm 2024", "năm 2024"."""
        if self.kind == self.Kind.YEAR:
            return year_names(self.year)
        return half_year_names(self.year, is_first=self.kind == self.Kind.FIRST)

    @property
    def name(self) -> str:
        """What it is called in a sentence: "6 tháng đầu năm 2024", "năm 2024"."""
        return self.names[0]
