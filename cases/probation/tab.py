"""Conditional release: the clock, absences, breaches, applications to move, shortening (Luật THAHS 2019 Điều 57–72)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, tab, timeline
from cases.filled import of_case
from cases.models import Absence, Breach, Case, Contact, MoveRequest, Shortening
from cases.probation.forms import AbsenceForm, BreachForm, MoveForm, ShorteningForm
from cases.probation.rules import (
    breach_of,
    check_absence,
    check_on_probation,
    clock_of,
    leave_of,
    shortenable_of,
    was_conditional,
)
from cases.records.registry import RecordKind, register
from core.dates import today
from law.choices import Category
from law.provider import calendar, law
from law.rules import absences, breaches, probation

register(RecordKind("absences", Absence, AbsenceForm, _("Lần vắng mặt"), "probation", check_absence))
register(RecordKind("breaches", Breach, BreachForm, _("Vi phạm nghĩa vụ"), "probation", check_on_probation))
register(RecordKind("moves", MoveRequest, MoveForm, _("Đơn xin chuyển nơi cư trú"), "probation", check_on_probation))
register(RecordKind("shortenings", Shortening, ShorteningForm, _("Đề nghị rút ngắn"), "probation", check_on_probation))


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
        "absences": case.absences.active().order_by("-from_on"),
        "breaches": case.breaches.active().order_by("-on"),
        "moves": case.move_requests.active().order_by("-applied_on"),
        "shortenings": case.shortenings.active().order_by("-proposed_on"),
        "may_edit": may(request.user, "cases.edit"),
        "is_running": case.category == Category.CONDITIONAL and case.ended_on is None,
    }
    if clock is None:
        return context
    rules, leaves = law(now), [leave_of(row) for row in context["absences"]]
    reports = {
        kind: dict(case.contacts.active().filter(kind=kind).values_list("for_month", "on"))
        for kind in (Contact.Kind.MONTHLY_REPORT, Contact.Kind.ASSESSMENT)
    }
    away = [(leave.from_on, leave.last_on) for leave in leaves if leave.is_granted]
    return context | {
        "served": clock.served(now),
        "left": clock.left(now),
        "absence_balance": absences.absence_balance(leaves, clock.start_on, clock.end_on, rules),
        "breach_steps": breaches.breaches([breach_of(row) for row in context["breaches"]], rules, calendar()),
        "shortenable": shortenable_of(case, clock),
        "missing_reports": probation.missing(
            probation.self_reports(clock, reports[Contact.Kind.MONTHLY_REPORT], rules, now, away=away)
        ),
        "missing_assessments": probation.missing(
            probation.assessments(clock, reports[Contact.Kind.ASSESSMENT], rules, now)
        ),
    }


_ABSENCES = of_case(lambda: Absence.objects.active().filter(is_granted=True))
_BREACHES = of_case(lambda: Breach.objects.active().select_related("created_by"))
_SHORTENINGS = of_case(lambda: Shortening.objects.active().filter(~Q(decided_on=None)))


@timeline(Absence)
def away(case: Case) -> Iterable[Entry]:
    for row in _ABSENCES(case):
        told = {"to": row.destination, "until": f"{row.returned_on or row.until_on:%d/%m/%Y}"}
        yield Entry(row.from_on, gettext("Vắng mặt đến %(until)s: %(to)s") % told, row.reason)


@timeline(Breach)
def breached(case: Case) -> Iterable[Entry]:
    for row in _BREACHES(case):
        yield Entry(row.on, gettext("Vi phạm: %s") % row.get_kind_display(), row.description, str(row.created_by or ""))


@timeline(Shortening)
def shortened(case: Case) -> Iterable[Entry]:
    for row in _SHORTENINGS(case):
        if row.is_granted:
            title = gettext("Tòa án rút ngắn thử thách, hết ngày %s") % f"{row.new_end_on:%d/%m/%Y}"
        else:
            title = gettext("Tòa án không chấp nhận rút ngắn thử thách")
        yield Entry(row.decided_on, title, row.decision_number)
