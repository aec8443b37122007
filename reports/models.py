"""Reports, and the two settings printed in them: the definition of the rate and the letterheads.

A report stores the figures as they were counted. The figures never change, and a signed report does not change at all. Database
triggers enforce both (migration 0002). A discarded draft stays as it was.
"""

import uuid
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db.models import (
    RESTRICT,
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
    TextChoices,
    TextField,
    UniqueConstraint,
    UUIDField,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import reportable_unit_keys, unit_keys_for, visible_unit_keys
from areas.models import Unit
from core import clock
from core.dates import Period, vn_date
from core.text import nfc
from jobs.models import StoredFile
from reports.measures.definition import CountedDate, Definition, Denominator

# The file formats of a report, which are also the names of its three file fields.
FORMATS = ("docx", "pdf", "xlsx")


class MeasureDefinitionQuerySet(QuerySet["MeasureDefinition"]):
    """Definitions by the day on which they apply, and by when they were known."""

    def current(self) -> Self:
        """The versions that no other one has replaced."""
        return self.filter(known_until=None)

    def known_at(self, instant: datetime | None) -> Self:
        """The versions that were current at `instant`; None: now."""
        if instant is None:
            return self.current()
        return self.filter(Q(known_until=None) | Q(known_until__gt=instant), known_from__lte=instant)

    def on(self, day: date, known_at: datetime | None = None) -> Definition:
        """The definition for a period that ends on `day`; the default of docs/measures.md §3 if no row is in force.

        Arguments: `known_at`, the instant whose versions are meant; None: now.
        """
        row = self.known_at(known_at).filter(valid_from__lte=day).order_by("valid_from").last()
        return Definition(row.counted_date, row.denominator) if row else Definition()


class MeasureDefinition(Model):
    """The definition of the rate (docs/measures.md §3) for periods that end on `valid_from` or later, until the next row.

    A row is one version: another definition from the same day ends it and is a row of its own.
    """

    valid_from = DateField(
        _("Áp dụng từ"),
        help_text=_("Kỳ báo cáo kết thúc từ ngày này trở đi tính theo quy định này. Báo cáo đã lập không thay đổi."),
    )
    counted_date = CharField(_("Tính tái phạm theo"), max_length=12, choices=CountedDate)
    denominator = CharField(_("Tính tỷ lệ trên"), max_length=8, choices=Denominator)
    source_note = TextField(_("Căn cứ"), help_text=_("Văn bản hoặc ý kiến chỉ đạo quy định cách tính này."))
    decided_by = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, editable=False, related_name="+", verbose_name=_("Người nhập")
    )
    why = TextField(_("Lý do"), blank=True)
    known_from = DateTimeField(_("Biết từ"), default=timezone.now, editable=False)
    # Null: current.
    known_until = DateTimeField(_("Biết đến"), null=True, editable=False)

    objects = MeasureDefinitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Cách tính tỷ lệ tái phạm")
        verbose_name_plural = _("Cách tính tỷ lệ tái phạm")
        ordering = ["-valid_from", "-known_from"]
        constraints = [
            UniqueConstraint(
                name="definition_once_a_day",
                fields=["valid_from"],
                condition=Q(known_until=None),
                violation_error_message=_("Đã có một quy định áp dụng từ ngày này."),
            ),
            CheckConstraint(
                name="definition_known_order",
                condition=Q(known_until=None) | Q(known_until__gt=F("known_from")),
                violation_error_message=_("Thời điểm thôi tin phải sau thời điểm bắt đầu tin."),
            ),
            CheckConstraint(name="definition_counted_date_known", condition=Q(counted_date__in=CountedDate.values)),
            CheckConstraint(name="definition_denominator_known", condition=Q(denominator__in=Denominator.values)),
        ]

    def __str__(self):
        return vn_date(self.valid_from)


class LetterheadSetting(Model):
    """The issuing agency and the signer of a unit's reports (NĐ 30/2020/NĐ-CP, Phụ lục I), from a day until the next row."""

    unit = ForeignKey(Unit, RESTRICT, related_name="letterheads", verbose_name=_("Đơn vị"))
    valid_from = DateField(_("Áp dụng từ"), help_text=_("Theo ngày ký của báo cáo."))
    parent_agency = CharField(_("Cơ quan cấp trên"), max_length=120)
    agency = CharField(_("Cơ quan ban hành"), max_length=120)
    symbol = CharField(_("Ký hiệu"), max_length=40, default="BC-CAH", help_text=_("Phần sau dấu gạch chéo: «BC-CAH»."))
    place = CharField(_("Địa danh"), max_length=80)
    signer_authority = CharField(
        _("Thẩm quyền ký"),
        max_length=120,
        blank=True,
        help_text=_("Ví dụ «KT. TRƯỞNG CÔNG AN HUYỆN»; để trống nếu ký chính."),
    )
    signer_title = CharField(_("Chức vụ người ký"), max_length=120)
    signer_name = CharField(_("Người ký"), max_length=120, blank=True, help_text=_("Cấp bậc và họ tên."))
    recipients = TextField(_("Nơi nhận"), blank=True, help_text=_("Mỗi nơi một dòng."))

    class Meta:
        verbose_name = _("Thể thức văn bản của đơn vị")
        verbose_name_plural = _("Thể thức văn bản của các đơn vị")
        ordering = ["unit__code", "-valid_from"]
        constraints = [
            UniqueConstraint(
                name="letterhead_once_a_day",
                fields=["unit", "valid_from"],
                violation_error_message=_("Đơn vị đã có thể thức văn bản áp dụng từ ngày này."),
            ),
        ]

    def __str__(self):
        return f"{self.agency}, {vn_date(self.valid_from)}"

    def save(self, *args, **kwargs):
        """Normalise all texts, and drop empty lines of the recipients."""
        for name in ("parent_agency", "agency", "symbol", "place", "signer_authority", "signer_title", "signer_name"):
            setattr(self, name, nfc(getattr(self, name)))
        self.recipients = "\n".join(filter(None, map(nfc, self.recipients.splitlines())))
        super().save(*args, **kwargs)


# The states in which a report may still be signed or discarded; those the level above has decided; those it sees; and all
# since the signature.
OPEN_STATES = ("draft", "checked")
DECIDED_STATES = ("accepted", "returned")
SUBMITTED_STATES = ("submitted", *DECIDED_STATES)
SIGNED_STATES = ("signed", *SUBMITTED_STATES)


class ReportQuerySet(QuerySet):
    """Reports by who may see them and in the order of the list."""

    def visible_to(self, user):
        """The reports that the user may see; a report names no person.

        Who sees a unit's people sees all its reports; who sees figures only, the province, sees what was submitted. A unit with
        no unit above submits to nobody, so its own reports are seen once they are signed.
        """
        figures_only = Q(unit__in=reportable_unit_keys(user))
        submitted = Q(state__in=SUBMITTED_STATES) | Q(state__in=SIGNED_STATES, unit__parent=None)
        return self.filter(Q(unit__in=visible_unit_keys(user)) | figures_only & submitted)

    def to_decide_by(self, user):
        """Submitted reports of the units below one of the user's, which the user may accept or return (life/rights.py)."""
        waiting = self.filter(state="submitted", unit__parent__in=unit_keys_for(user, "reports.decide"))
        return waiting.exclude(signed_by=user).exclude(submitted_by=user)

    def signed(self):
        """Signed, whatever became of them since."""
        return self.filter(state__in=SIGNED_STATES)

    def for_list(self):
        """In order of the list: newest period, highest unit, latest version first. The large columns are not loaded."""
        large_columns = ("figures", "before", "inputs", "texts", "unit_names", "learnt", "answers")
        # The names of the levels, in descending alphabetical order, are province, district, commune.
        order = ("-end", "-start", "-unit__level", "unit__code", "-version")
        return self.select_related("unit", "created_by").defer(*large_columns).order_by(*order)

    def kept(self):
        """Without discarded drafts."""
        return self.exclude(state="discarded")


class Report(Model):
    """A six-month report of a unit: its figures as known at one instant, the texts of the unit, and the documents.

    Its life (docs/measures.md §8): draft → checked → signed → submitted → accepted or returned. A signed report only moves on; a
    later version replaces it.
    """

    class State(TextChoices):
        DRAFT = "draft", _("Dự thảo")
        CHECKED = "checked", _("Đã kiểm tra")
        SIGNED = "signed", _("Đã ký")
        SUBMITTED = "submitted", _("Đã gửi cấp trên")
        ACCEPTED = "accepted", _("Đã được chấp nhận")
        RETURNED = "returned", _("Bị trả lại")
        DISCARDED = "discarded", _("Dự thảo đã bỏ")

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = ForeignKey(Unit, RESTRICT, related_name="reports", verbose_name=_("Đơn vị"))
    start = DateField(_("Từ ngày"))
    end = DateField(_("Đến ngày"))
    # 1, 2, 3… for the same unit and period. Late facts are reported in a new version; the old one stays.
    version = PositiveIntegerField(_("Phiên bản"))
    state = CharField(_("Trạng thái"), max_length=9, choices=State, default=State.DRAFT)
    # In a draft: the planned number and date.
    number = CharField(_("Số"), max_length=20, blank=True)
    signed_on = DateField(_("Ngày ký"), null=True, blank=True)
    # The year of `signed_on` in a signed report: numbers begin anew each year. The trigger compares it.
    number_year = PositiveIntegerField(null=True, editable=False)
    # The signed version that this one replaces, why, and what the signer has seen (restatement/learnt.py). Set by signing.
    replaces = ForeignKey("self", RESTRICT, null=True, related_name="replacements", verbose_name=_("Thay thế"))
    replaces_why = TextField(_("Lý do thay thế"), blank=True)
    learnt = JSONField(null=True)
    # The figures count the facts known at this instant (reports/measures/management.py).
    known_at = DateTimeField(_("Chốt số liệu lúc"))
    figures = JSONField()
    # The figures of the same period a year before, known at the same instant.
    before = JSONField()
    # The keys of the counted cases and their people (measures/inputs.py); None in reports made before they were kept.
    inputs = JSONField(null=True)
    # Code -> printed name of every unit in the figures of both periods.
    unit_names = JSONField()
    # The texts of the unit, by the keys of reports.documents.content.TEXTS.
    texts = JSONField(default=dict)
    checksum = CharField(_("Mã kiểm tra"), max_length=64)
    created_by = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người lập")
    )
    created_at = DateTimeField(_("Lập lúc"), default=clock.now, editable=False)
    signed_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người ký"))
    signed_at = DateTimeField(_("Ký lúc"), null=True)
    checked_by = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người kiểm tra")
    )
    checked_at = DateTimeField(_("Kiểm tra lúc"), null=True)
    # What the check named and what the checker answered: [{"kind", "unit", "category", "values", "answer"}] (life/points.py).
    answers = JSONField(_("Giải trình"), null=True)
    submitted_by = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người gửi")
    )
    submitted_at = DateTimeField(_("Gửi lúc"), null=True)
    # The acceptance or the return by the level above.
    decided_by = ForeignKey(
        settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", verbose_name=_("Người quyết định")
    )
    decided_at = DateTimeField(_("Quyết định lúc"), null=True)
    return_why = TextField(_("Lý do trả lại"), blank=True)
    docx = ForeignKey(StoredFile, RESTRICT, related_name="+")
    pdf = ForeignKey(StoredFile, RESTRICT, related_name="+")
    xlsx = ForeignKey(StoredFile, RESTRICT, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Báo cáo 6 tháng")
        verbose_name_plural = _("Báo cáo 6 tháng")
        constraints = [
            UniqueConstraint(
                name="report_one_of_a_version",
                fields=["unit", "start", "end", "version"],
                violation_error_message=_("Đơn vị đã có phiên bản này của báo cáo trong kỳ."),
            ),
            CheckConstraint(
                name="report_period_order",
                condition=Q(end__gte=F("start")),
                violation_error_message=_("Kỳ báo cáo kết thúc trước khi bắt đầu."),
            ),
            CheckConstraint(name="report_version_from_one", condition=Q(version__gte=1)),
            CheckConstraint(
                name="report_state_known", condition=Q(state__in=[*OPEN_STATES, *SIGNED_STATES, "discarded"])
            ),
            CheckConstraint(
                name="report_signed_is_complete",
                condition=Q(state__in=[*OPEN_STATES, "discarded"], signed_at=None, signed_by=None, number_year=None)
                | Q(state__in=SIGNED_STATES, signed_at__isnull=False, signed_on__isnull=False)
                & Q(number_year__isnull=False)
                & ~Q(number=""),
                violation_error_message=_("Báo cáo đã ký phải có số và ngày ký."),
            ),
            CheckConstraint(
                name="report_checked_is_complete",
                condition=Q(checked_at=None, checked_by=None, answers__isnull=True) & ~Q(state="checked")
                | Q(checked_at__isnull=False, answers__isnull=False) & ~Q(state="draft"),
            ),
            CheckConstraint(
                name="report_submitted_is_complete",
                condition=Q(submitted_at=None, submitted_by=None) & ~Q(state__in=SUBMITTED_STATES)
                | Q(submitted_at__isnull=False, state__in=SUBMITTED_STATES),
            ),
            CheckConstraint(
                name="report_decided_is_complete",
                condition=Q(decided_at=None, decided_by=None) & ~Q(state__in=DECIDED_STATES)
                | Q(decided_at__isnull=False, state__in=DECIDED_STATES),
            ),
            CheckConstraint(
                name="report_returned_has_reason",
                condition=Q(state="returned") & ~Q(return_why="") | ~Q(state="returned") & Q(return_why=""),
                violation_error_message=_("Trả lại báo cáo thì phải ghi lý do."),
            ),
            CheckConstraint(
                name="report_decided_by_another",
                condition=Q(decided_by=None)
                | (Q(submitted_by=None) | ~Q(decided_by=F("submitted_by")))
                & (Q(signed_by=None) | ~Q(decided_by=F("signed_by"))),
                violation_error_message=_("Người ký hoặc gửi báo cáo không tự chấp nhận báo cáo."),
            ),
            CheckConstraint(
                name="report_signed_after_period",
                condition=Q(signed_on=None) | Q(signed_on__gte=F("end")),
                violation_error_message=_("Ngày ký không được trước ngày cuối kỳ báo cáo."),
            ),
            UniqueConstraint(
                name="report_number_once_a_year",
                fields=["unit", "number_year", "number"],
                condition=Q(state__in=SIGNED_STATES),
                violation_error_message=_("Đơn vị đã ký một báo cáo có số này trong năm; hãy lấy số khác."),
            ),
            CheckConstraint(
                name="report_replacing_has_reason",
                condition=Q(replaces=None) | ~Q(replaces_why=""),
                violation_error_message=_("Thay thế báo cáo đã ký thì phải ghi lý do."),
            ),
        ]

    def __str__(self):
        return f"{self.unit_id} {self.start}–{self.end} v{self.version}"

    def get_absolute_url(self):
        """The page of the report."""
        return reverse("reports:detail", args=[self.public_id])

    @property
    def period(self) -> Period:
        """The reported period, both days included."""
        return Period(self.start, self.end)

    @property
    def definition(self) -> Definition:
        """The definition under which this report was counted, which may no longer be in force."""
        return Definition(**self.figures["definition"])

    @property
    def is_signed(self) -> bool:
        """Whether the report was signed, and only moves on."""
        return self.state in SIGNED_STATES

    @property
    def is_open(self) -> bool:
        """Whether the report can still be signed or discarded."""
        return self.state in OPEN_STATES

    def later_versions(self) -> "ReportQuerySet":
        """The later versions for the same unit and period."""
        same = Report.objects.filter(unit=self.unit_id, start=self.start, end=self.end)
        return same.filter(version__gt=self.version)

    @property
    def title(self) -> str:
        """The title with unit and period."""
        return _("Báo cáo 6 tháng %(unit)s, %(period)s") % {"unit": self.unit.full_name, "period": self.period.label()}


# Django finds the models of a package's folders here.
from reports.definitions.models import DefinitionRequest  # noqa: E402, F401
from reports.indicator.models import Indicator  # noqa: E402, F401
from reports.periods.models import DueReport, ReportingPeriod  # noqa: E402, F401
from reports.reopening.models import Reopening  # noqa: E402, F401
from reports.targets.models import RateTarget  # noqa: E402, F401
