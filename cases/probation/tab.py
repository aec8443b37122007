"""The probation tab: dates, absences, breaches, applications to move, shortening (Luật THAHS 2019 Điều 57–72)."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, records, tab, timeline
from cases.models import Absence, Breach, Case, Contact, MoveRequest, Shortening
from cases.probation.forms import AbsenceForm, BreachForm, MoveForm, ShorteningForm
from cases.probation.rules import (
    breach_of,
    check_absence,
    check_on_probation,
    clock_of,
    granted_of,
    leave_of,
    shortenable_of,
    was_conditional,
)
from cases.records.registry import RecordKind, register
from cases.worklist.worklist import law_for
from core.dates import today
from law.choices import Category
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
    is_visible=was_conditional,
)
def tab_probation(request, case: Case) -> dict:
    """Collect the records of the probation and what the rules say about them today."""
    now, shortenings = today(), case.shortenings.active().order_by("-proposed_on")
    law_by_day, working_days = law_for(case)
    rules, granted = law_by_day.on(now), granted_of(shortenings)
    clock = clock_of(case, granted, rules)
    context = {
        "clock": clock,
        "absences": case.absences.active().order_by("-from_on"),
        "breaches": case.breaches.active().order_by("-on"),
        "moves": case.move_requests.active().order_by("-applied_on"),
        "shortenings": shortenings,
        "may_edit": may(request.user, "cases.edit"),
        "is_running": case.category == Category.CONDITIONAL and case.ended_on is None,
    }
    if clock is None:
        return context
    leaves = [leave_of(row) for row in context["absences"]]
    papers = case.contacts.active().filter(for_month__isnull=False).values_list("kind", "for_month", "on")
    reports, assessments = (
        {month: on for kind, month, on in papers if kind == wanted}
        for wanted in (Contact.Kind.MONTHLY_REPORT, Contact.Kind.ASSESSMENT)
    )
    away = [(leave.from_on, leave.last_on) for leave in leaves if leave.is_granted]
    return context | {
        "served": clock.served(now),
        "left": clock.left(now),
        "absence_balance": absences.absence_balance(leaves, clock.start_on, clock.end_on, rules),
        "breach_steps": breaches.breaches([breach_of(row) for row in context["breaches"]], rules, working_days),
        "shortenable": shortenable_of(case, clock, granted, rules),
        "missing_reports": probation.missing(probation.self_reports(clock, reports, rules, now, away=away)),
        "missing_assessments": probation.missing(probation.assessments(clock, assessments, rules, now)),
    }


@timeline(records("absences", lambda: Absence.objects.active().filter(is_granted=True), order_by="from_on"))
def away(leaves: list[Absence]) -> Iterable[Entry]:
    """Yield a timeline entry for each granted absence."""
    for row in leaves:
        values = {"to": row.destination, "until": f"{row.returned_on or row.until_on:%d/%m/%Y}"}
        yield Entry(row.from_on, gettext("Vắng mặt đến %(until)s: %(to)s") % values, row.reason)


@timeline(records("breaches", lambda: Breach.objects.active(), order_by="on"))
def breached(rows: list[Breach]) -> Iterable[Entry]:
    """Yield a timeline entry for each breach."""
    for row in rows:
        yield Entry(row.on, gettext("Vi phạm: %s") % row.get_kind_display(), row.description, str(row.created_by or ""))


@timeline(records("shortenings", lambda: Shortening.objects.active().exclude(decided_on=None)))
def shortened(rows: list[Shortening]) -> Iterable[Entry]:
    """Yield a timeline entry for each decision of the court on shortening."""
    for row in rows:
        if row.is_granted:
            title = gettext("Tòa án rút ngắn thử thách, hết ngày %s") % f"{row.new_end_on:%d/%m/%Y}"
        else:
            title = gettext("Tòa án không chấp nhận rút ngắn thử thách")
        if row.decided_on is not None:
            yield Entry(row.decided_on, title, row.decision_number)
