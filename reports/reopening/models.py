"""The request to open a closed period again for named facts, and what became of it."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.db.models import (
    RESTRICT,
    BooleanField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    ManyToManyField,
    Q,
    QuerySet,
    TextField,
    UniqueConstraint,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.change_requests.models import TwoPersonRequest, decided_by_two
from accounts.models import User
from accounts.permissions.scope import reportable_unit_keys
from areas.models import Unit
from cases.models import Case
from core.dates import VIETNAM
from reports.periods.models import ReportingPeriod


class ReopeningQuerySet(QuerySet["Reopening"]):
    """Reopenings by who may see them and by whether they are open."""

    def visible_to(self, user: User) -> Self:
        """Those of units whose figures the user may see. The cases they name are shown by `Case.objects.visible_to`."""
        return self.filter(unit__in=reportable_unit_keys(user))

    def not_ended(self) -> Self:
        """Those that wait for a decision or are open."""
        return self.filter(state__in=[Reopening.State.WAITING, Reopening.State.APPROVED], ended_at=None)

    def to_end(self, today: date) -> Self:
        """Of these those whose last day is over."""
        return self.not_ended().filter(last_on__lt=today).order_by("last_on", "pk")


class Reopening(TwoPersonRequest):
    """A closed period that a unit may complete until a last day: facts of named cases, or of cases that were never entered."""

    decide_action = "reopenings.decide"

    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    period = ForeignKey(ReportingPeriod, RESTRICT, related_name="reopenings", verbose_name=_("Kỳ báo cáo"))
    facts = TextField(_("Thông tin cần ghi"))
    cases = ManyToManyField(Case, related_name="+", verbose_name=_("Hồ sơ"))
    # Whether cases that are entered while it is open belong to it as well.
    with_new_cases = BooleanField(_("Kể cả hồ sơ lập mới trong thời gian mở lại"), default=False)
    last_on = DateField(_("Ngày cuối"))
    # When it ended by itself, decided or not; null: it waits, is open or was refused.
    ended_at = DateTimeField(_("Kết thúc lúc"), null=True, editable=False)

    objects = ReopeningQuerySet.as_manager()

    class Meta(TwoPersonRequest.Meta):
        verbose_name = _("Mở lại kỳ báo cáo")
        verbose_name_plural = _("Mở lại kỳ báo cáo")
        constraints = [
            *decided_by_two("reopening"),
            UniqueConstraint(
                name="reopening_one_at_a_time",
                fields=["unit", "period"],
                condition=Q(state__in=["waiting", "approved"], ended_at=None),
                violation_error_message=_("Kỳ này của đơn vị đang mở lại hoặc đang chờ duyệt mở lại."),
            ),
            CheckConstraint(
                name="reopening_ended_after_decision",
                condition=Q(ended_at=None) | Q(state="waiting") | Q(state="approved", ended_at__gt=F("decided_at")),
            ),
        ]

    def __str__(self):
        return f"{self.unit_id} {self.period_id} {self.state}"

    def get_absolute_url(self) -> str:
        """The page on which it is decided and, later, what was recorded."""
        return reverse("reports:reopening", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        """Whether facts that are recorded now belong to it."""
        return self.state == self.State.APPROVED and self.ended_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether a second person may still decide."""
        return self.state == self.State.WAITING and self.ended_at is None

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From the approval to the end of the last day; None if it was not approved. A late schedule does not lengthen it."""
        if self.state != self.State.APPROVED or self.decided_at is None:
            return None
        return self.decided_at, datetime.combine(self.last_on + timedelta(days=1), time.min, VIETNAM)

    def covers(self, case: Case, at: datetime) -> bool:
        """Whether what was recorded of a case at an instant belongs to it."""
        if self.span is None or not self.span[0] <= at < self.span[1]:
            return False
        return case.pk in self.case_keys or self.with_new_cases and case.created_at >= self.span[0]

    @property
    def case_keys(self) -> set[int]:
        """The keys of the named cases; one query, unless they were prefetched."""
        return {case.pk for case in self.cases.all()}
