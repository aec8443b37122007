"""The access log: who opened a case, and which cases each officer opened in a month (docs/security.md §2)."""

from datetime import date, datetime, time

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from audit.models import FLAGGED, AuditEvent
from cases.access_log.alerts import VIEW_ACTIONS
from cases.models import Case
from cases.records.visible_case import visible_case
from core.dates import add_months, is_plausible_date, today

PAGE_SIZE = 50
CASE = Case._meta.label_lower


@require_safe
@needs("audit.looks")
def case_log(request, public_id):
    """List the audit events of one case, newest first."""
    case = visible_case(request.user, public_id)
    audit_events.record(by=request.user, action="audit.case", target=case, unit=case.unit_id)
    events = (
        AuditEvent.objects.filter(target_type=CASE, target_id=str(case.pk)).select_related("by").order_by("-number")
    )
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "cases/audit_case.html", {"case": case, "page": page})


@require_safe
@needs("audit.looks")
def officer_list(request):
    """List the officers of the user's units with the cases they opened in a month, how often, and their own cases."""
    month = _month(request)
    people = _officers(request.user)
    audit_events.record(by=request.user, action="audit.officers", detail={"month": month.isoformat()})
    found = {row["by"]: row for row in _view_events(month).filter(by__in=people).values("by").annotate(**COUNTS)}
    rows = [{"user": user, **found.get(user.pk, {"views": 0, "cases": 0, "unmasked": 0})} for user in people]
    rows.sort(key=lambda row: -row["views"])
    own = dict(
        Case.objects.visible_to(request.user)
        .filter(officer__in=people)
        .values_list("officer")
        .annotate(n=Count("pk"))
        .values_list("officer", "n")
    )
    many = dict(_month_of(month).filter(action=FLAGGED, by__in=people).values_list("by").annotate(n=Count("pk")))
    numbers = {row["by"]: row for row in _month_of(month).filter(by__in=people).values("by").annotate(**NUMBER_COUNTS)}
    for row in rows:
        row.update(numbers.get(row["user"].pk, {"numbers": 0, "elsewhere": 0}))
        row["own"], row["many"] = own.get(row["user"].pk, 0), many.get(row["user"].pk, 0)
    return render(request, "cases/audit_officers.html", {"rows": rows, **_months(month)})


@require_safe
@needs("audit.looks")
def officer_log(request, user_id):
    """List the cases that one officer opened in a month, how often, and whether they are the officer's own."""
    month = _month(request)
    user = get_object_or_404(_officers(request.user), public_id=user_id)
    audit_events.record(by=request.user, action="audit.officer", target=user, detail={"month": month.isoformat()})
    counted = _view_events(month).filter(by=user).values("target_id").annotate(times=Count("pk"), last=Max("at"))
    page = Paginator(counted.order_by("-times", "target_id"), PAGE_SIZE).get_page(request.GET.get("page"))
    keys = [int(row["target_id"]) for row in page]
    # In the leader's scope: a case that left the district is listed without a name.
    cases = Case.objects.visible_to(request.user).with_latest().select_related("person").in_bulk(keys)
    rows = [{**row, "case": cases.get(int(row["target_id"]))} for row in page]
    for row in rows:
        row["is_own"] = row["case"] is not None and row["case"].officer_id == user.pk
    many = _month_of(month).filter(action=FLAGGED, by=user).order_by("number")
    context = {"officer": user, "rows": rows, "page": page, "many": many, **_months(month)}
    return render(request, "cases/audit_officer.html", context)


COUNTS = {
    "views": Count("pk"),
    "cases": Count("target_id", distinct=True),
    "unmasked": Count("pk", filter=Q(action="person.unmask")),
}


# ID numbers that the officer entered, and those, entered or imported, that somebody else has: many of these may
# mean that numbers were tried out (docs/security.md §3).
NUMBER_COUNTS = {
    "numbers": Count("pk", filter=Q(action="person.add_number")),
    "elsewhere": Count("pk", filter=Q(action="person.number_elsewhere")),
}


def _view_events(month: date):
    return _month_of(month).filter(action__in=VIEW_ACTIONS, target_type=CASE)


def _month_of(month: date):
    start, end = (make_aware(datetime.combine(day, time())) for day in (month, add_months(month, 1)))
    return AuditEvent.objects.filter(at__gte=start, at__lt=end)


def _officers(user):
    """Users with a role in the units of this leader."""
    return User.objects.filter(memberships__unit__in=unit_keys_for(user, "audit.looks")).distinct()


def _month(request) -> date:
    """Return the month of ?month=2026-11; this month if it is missing, invalid or out of range."""
    this_month = today().replace(day=1)
    try:
        asked = datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 (a month, no instant)
    except ValueError:
        return this_month
    return asked if is_plausible_date(asked) else this_month


def _months(month: date) -> dict:
    following = add_months(month, 1)
    return {
        "month": month,
        "query": f"month={month:%Y-%m}",
        "previous": f"{add_months(month, -1):%Y-%m}",
        "next": f"{following:%Y-%m}" if following <= today() else "",
    }
