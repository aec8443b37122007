"""Conditional release: the clock, absences, breaches, applications to move, shortening (Luật THAHS 2019 Điều 57–72)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, tab, timeline
from cases.filled import of_case
from cases.models import Absence, Breach, Case, Contact, MoveRequest, Shortening
from cases.records.forms import RecordForm, day_order
from cases.records.views import RecordKind, register
from core.dates import today
from core.errors import Refused
from law.choices import Category
from law.provider import calendar, law
from law.rules import absences, breaches, probation, shortening


class AbsenceForm(RecordForm):
    past = ("applied_on", "decided_on", "returned_on")

    class Meta:
        model = Absence
        fields = (
            "applied_on", "from_on", "until_on", "destination", "reason", "is_treatment", "is_granted", "decided_on",
            "decision_number", "returned_on",
        )  # fmt: skip

    def clean(self):
        data = super().clean()
        day_order(self, "from_on", "until_on", _now("Ngày cuối không thể trước ngày đầu."))
        day_order(self, "from_on", "returned_on", _now("Ngày trở về không thể trước ngày đi."))
        if data.get("is_granted") is not None and not data.get("decided_on") and "decided_on" not in self.errors:
            self.add_error("decided_on", _now("Đã quyết định thì phải có ngày quyết định."))
        if data.get("is_granted") is None and data.get("decided_on"):
            self.add_error("is_granted", _now("Đã có ngày quyết định thì chọn đồng ý hay không."))
        return data


class BreachForm(RecordForm):
    past = ("on", "record_on", "meeting_on", "reported_on", "requested_on")

    class Meta:
        model = Breach
        fields = (
            "kind", "on", "is_intentional", "description", "record_number", "record_on", "meeting_on", "reported_on",
            "requested_on",
        )  # fmt: skip

    def clean(self):
        data = super().clean()
        day_order(self, "on", "record_on", _now("Ngày lập biên bản không thể trước ngày vi phạm."))
        return data


class MoveForm(RecordForm):
    past = ("applied_on", "decided_on")

    class Meta:
        model = MoveRequest
        fields = ("applied_on", "to_text", "reason", "is_granted", "decided_on", "decision_number")

    def clean(self):
        data = super().clean()
        day_order(self, "applied_on", "decided_on", _now("Ngày quyết định không thể trước ngày nộp đơn."))
        if (data.get("is_granted") is None) != (not data.get("decided_on")) and "decided_on" not in self.errors:
            self.add_error("decided_on", _now("Quyết định phải có cả kết quả và ngày."))
        return data


class ShorteningForm(RecordForm):
    past = ("proposed_on",)

    class Meta:
        model = Shortening
        fields = ("proposed_on", "reason", "is_exception")


def _in_probation(record) -> None:
    if not is_conditional(record.case):
        raise Refused(_now("Chỉ ghi với người đang được tha tù trước thời hạn có điều kiện."))


def _absence_fits(record: Absence) -> None:
    """What the law forbids is not granted; a leave already taken is written down as it was."""
    _in_probation(record)
    clock = clock_of(record.case)
    if clock is None:
        raise Refused(_now("Chưa có ngày hết thử thách; hãy nhập trước."))
    if not record.is_granted:
        return
    others = record.case.absences.standing().exclude(pk=record.pk)
    told = absences.check(_leave(record), map(_leave, others), clock.start_on, clock.end_on, law(record.decided_on))
    if not told.is_allowed:
        raise Refused(" ".join(f"{reason.text} ({reason.article})." for reason in told.reasons))


register(RecordKind("absences", Absence, AbsenceForm, _("Lần vắng mặt"), "probation", _absence_fits))
register(RecordKind("breaches", Breach, BreachForm, _("Vi phạm nghĩa vụ"), "probation", _in_probation))
register(RecordKind("moves", MoveRequest, MoveForm, _("Đơn xin chuyển nơi cư trú"), "probation", _in_probation))
register(RecordKind("shortenings", Shortening, ShorteningForm, _("Đề nghị rút ngắn"), "probation", _in_probation))


def is_conditional(case: Case) -> bool:
    return case.stays.current().filter(end_on=None, category=Category.CONDITIONAL).exists()


def was_conditional(case: Case) -> bool:
    return case.category == Category.CONDITIONAL or case.probation_end_on is not None


def clock_of(case: Case) -> probation.Clock | None:
    """None where the end of probation is not entered."""
    start = case.probation_start_on or case.release_on
    if case.probation_end_on is None or case.probation_end_on <= start:
        return None
    return probation.clock(
        start, case.probation_end_on, law(today()), released_on=case.release_on, original_end_on=original_end(case)
    )


def original_end(case: Case):
    """The end before any shortening."""
    first = case.shortenings.standing().filter(is_granted=True).order_by("decided_on").first()
    return first.old_end_on if first else case.probation_end_on


def shortenable_of(case: Case, clock: probation.Clock, is_exception: bool = False) -> shortening.Shortenable:
    granted = case.shortenings.standing().filter(is_granted=True).values_list("decided_on", flat=True)
    asked = shortening.Probation(clock.start_on, original_end(case), clock.end_on, tuple(granted), is_exception)
    return shortening.shortenable(asked, law(today()), today())


@tab(
    slug="probation",
    label=_("Thử thách"),
    template="cases/tabs/probation.html",
    order=60,
    shown=was_conditional,
)
def tab_probation(request, case: Case) -> dict:
    clock, now = clock_of(case), today()
    context = {
        "clock": clock,
        "absences": case.absences.standing().order_by("-from_on"),
        "breaches": case.breaches.standing().order_by("-on"),
        "moves": case.move_requests.standing().order_by("-applied_on"),
        "shortenings": case.shortenings.standing().order_by("-proposed_on"),
        "may_edit": may(request.user, "cases.edit"),
        "is_running": case.category == Category.CONDITIONAL and case.ended_on is None,
    }
    if clock is None:
        return context
    rules, leaves = law(now), [_leave(row) for row in context["absences"]]
    reports = {
        kind: dict(case.contacts.standing().filter(kind=kind).values_list("for_month", "on"))
        for kind in (Contact.Kind.MONTHLY_REPORT, Contact.Kind.ASSESSMENT)
    }
    away = [(leave.from_on, leave.last_on) for leave in leaves if leave.is_granted]
    return context | {
        "served": clock.served(now),
        "left": clock.left(now),
        "ledger": absences.absence_balance(leaves, clock.start_on, clock.end_on, rules),
        "breach_steps": breaches.breaches([_breach(row) for row in context["breaches"]], rules, calendar()),
        "shortenable": shortenable_of(case, clock),
        "missing_reports": probation.missing(
            probation.self_reports(clock, reports[Contact.Kind.MONTHLY_REPORT], rules, now, away=away)
        ),
        "missing_assessments": probation.missing(
            probation.assessments(clock, reports[Contact.Kind.ASSESSMENT], rules, now)
        ),
    }


_ABSENCES = of_case(lambda: Absence.objects.standing().filter(is_granted=True))
_BREACHES = of_case(lambda: Breach.objects.standing().select_related("created_by"))
_SHORTENINGS = of_case(lambda: Shortening.objects.standing().filter(~Q(decided_on=None)))


@timeline(Absence)
def away(case: Case) -> Iterable[Entry]:
    for row in _ABSENCES(case):
        told = {"to": row.destination, "until": f"{row.returned_on or row.until_on:%d/%m/%Y}"}
        yield Entry(row.from_on, _now("Vắng mặt đến %(until)s: %(to)s") % told, row.reason)


@timeline(Breach)
def breached(case: Case) -> Iterable[Entry]:
    for row in _BREACHES(case):
        yield Entry(row.on, _now("Vi phạm: %s") % row.get_kind_display(), row.description, str(row.created_by or ""))


@timeline(Shortening)
def shortened(case: Case) -> Iterable[Entry]:
    for row in _SHORTENINGS(case):
        if row.is_granted:
            title = _now("Tòa án rút ngắn thử thách, hết ngày %s") % f"{row.new_end_on:%d/%m/%Y}"
        else:
            title = _now("Tòa án không chấp nhận rút ngắn thử thách")
        yield Entry(row.decided_on, title, row.decision_number)


def _leave(row: Absence) -> absences.Leave:
    return absences.Leave(row.from_on, row.until_on, row.returned_on, row.is_treatment, row.is_granted)


def _breach(row: Breach) -> breaches.Breach:
    return breaches.Breach(
        on=row.on,
        is_intentional=row.is_intentional,
        is_administrative=row.kind == Breach.Kind.ADMINISTRATIVE,
        record_on=row.record_on,
        meeting_on=row.meeting_on,
        reported_on=row.reported_on,
        requested_on=row.requested_on,
        key=row.pk,
    )
