"""Reporting periods: the two halves of each year and the year, and the reports that units owe for them."""

from datetime import date
from typing import Self

from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    Exists,
    F,
    ForeignKey,
    Model,
    OneToOneField,
    OuterRef,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    TextChoices,
    UniqueConstraint,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from core.dates import Period
from jobs.models import Job
from reports.documents.wording import half_year_names, year_names


class ReportingPeriodQuerySet(QuerySet["ReportingPeriod"]):
    """Periods by kind and by where they stand."""

    def halves(self) -> Self:
        """The half-years in order; they follow each other without a gap."""
        return self.exclude(kind=ReportingPeriod.Kind.YEAR).order_by("start")

    def ended_and_open(self, today: date) -> Self:
        """The periods that are over and that nobody has closed yet, the oldest first."""
        return self.filter(end__lt=today, closed_at=None).order_by("end", "kind")

    def closed_and_unfinished(self) -> Self:
        """The closed periods of which some report was still being drafted when somebody last looked."""
        return self.filter(closed_at__isnull=False, finished_at=None).order_by("end", "kind")


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
    # When the report of every reporting unit was asked for; null: the period is open.
    closed_at = DateTimeField(_("Chốt kỳ lúc"), null=True, editable=False)
    # When all of them had been made or had failed.
    finished_at = DateTimeField(_("Lập xong lúc"), null=True, editable=False)

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
            CheckConstraint(
                name="period_finished_after_closing", condition=Q(finished_at=None) | Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.start}–{self.end}"

    def get_absolute_url(self):
        """The page of the period: which unit's report stands where."""
        return reverse("reports:period", args=[self.pk])

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


class DueReportQuerySet(QuerySet["DueReport"]):
    """Reports due by version."""

    def latest_versions(self) -> Self:
        """Of each unit and period the version that is due last; it stands for the earlier ones."""
        later = DueReport.objects.filter(
            period=OuterRef("period"), unit=OuterRef("unit"), version__gt=OuterRef("version")
        )
        return self.exclude(Exists(later))


class DueReport(Model):
    """The report that a unit owes for a closed period, and the job that drafts it. Never deleted.

    A unit owes one report of a version for a period; the period's row says of which kind it is.
    """

    period = ForeignKey(ReportingPeriod, RESTRICT, related_name="due_reports")
    unit = ForeignKey(Unit, RESTRICT, related_name="+")
    # 1 at the closing. A period that was opened again may ask for the next one at its end.
    version = PositiveIntegerField(default=1)
    reopening = ForeignKey("reports.Reopening", RESTRICT, null=True, related_name="due_reports")
    # The last job, and how many there were: a failed one is followed by another.
    job = OneToOneField(Job, RESTRICT, related_name="due_report")
    tries = PositiveSmallIntegerField(default=1)
    # What the job drafted, or what the unit itself had made before; later versions of the report are the unit's own.
    report = ForeignKey("reports.Report", RESTRICT, null=True, related_name="+")
    # When the level above last reminded the unit.
    reminded_at = DateTimeField(null=True)

    objects = DueReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Báo cáo phải lập")
        verbose_name_plural = _("Báo cáo phải lập")
        ordering = ["period", "unit__code"]
        constraints = [
            UniqueConstraint(name="due_report_once", fields=["period", "unit", "version"]),
            CheckConstraint(name="due_report_version_from_one", condition=Q(version__gte=1)),
            CheckConstraint(
                name="due_report_further_by_reopening", condition=Q(version=1) | Q(reopening__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.period_id} {self.unit_id} v{self.version}"

    @property
    def due_on(self) -> date:
        """The day by which it is submitted: of a further version as long after the reopening as the period's after its end."""
        if self.reopening is None:
            return self.period.due_on
        return self.reopening.last_on + (self.period.due_on - self.period.end)
