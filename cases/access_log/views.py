"""The access log: who opened a case, and which cases each officer opened in a month (docs/security.md §2)."""

from datetime import date, datetime, time

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from audit.models import FLAGGED, AuditEvent
from cases.access_log.looks import CASE, Seen, events_about, is_look, seen_by_target
from cases.models import Case
from cases.records.visible_case import visible_case
from core.dates import add_months, is_plausible_date, today
from jobs.exports import reasons_of
from jobs.models import Export

PAGE_SIZE = 50


@require_safe
@needs("audit.looks")
def case_log(request, public_id):
    """List the audit events of one case, newest first."""
    case = visible_case(request.user, public_id)
    audit_events.record(by=request.user, action="audit.case", target=case, unit=case.unit_id)
    events = AuditEvent.objects.filter(events_about(case)).select_related("by", "reason").order_by("-number")
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "cases/audit_case.html", {"case": case, "page": page})


@require_safe
@needs("audit.looks")
def officer_list(request):
    """List the officers of the user's units with the cases they opened in a month, how often, and their own cases."""
    month = _month(request)
    people = _officers(request.user)
    audit_events.record(by=request.user, action="audit.officers", detail={"month": month.isoformat()})
    found = _looks(_view_events(month).filter(by__in=people))
    rows = [{"user": user, **found.get(user.pk, {"views": 0, "cases": 0, "unmasked": 0})} for user in people]
    exported = {
        row["by"]: row for row in _exports_of(month).filter(by__in=people).values("by").annotate(**EXPORT_COUNTS)
    }
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
        row.update(exported.get(row["user"].pk, {"exports": 0, "exported": 0}))
        row["own"], row["many"] = own.get(row["user"].pk, 0), many.get(row["user"].pk, 0)
    return render(request, "cases/audit_officers.html", {"rows": rows, **_months(month)})


@require_safe
@needs("audit.looks")
def officer_log(request, user_id):
    """List the cases that one officer opened in a month, how often, and whether they are the officer's own."""
    month = _month(request)
    user = get_object_or_404(_officers(request.user), public_id=user_id)
    audit_events.record(by=request.user, action="audit.officer", target=user, detail={"month": month.isoformat()})
    page = Paginator(_times(_view_events(month).filter(by=user)), PAGE_SIZE).get_page(request.GET.get("page"))
    keys = [key for (kind, key), _row in page if kind == CASE]
    # In the leader's scope: a case that left the district is listed without a name.
    cases = Case.objects.visible_to(request.user).with_latest().select_related("person").in_bulk(keys)
    rows = [
        {**row, "case": cases.get(key) if kind == CASE else None, "is_of_case": kind == CASE}
        for (kind, key), row in page
    ]
    for row in rows:
        row["is_own"] = row["case"] is not None and row["case"].officer_id == user.pk
    many = _month_of(month).filter(action=FLAGGED, by=user).order_by("number")
    exports = list(_exports_of(month).filter(by=user).order_by("number"))
    reasons = reasons_of(exports)
    listed = [{"export": one, "why": reasons.get(str(one.pk), "")} for one in exports]
    context = {"officer": user, "rows": rows, "page": page, "many": many, "exports": listed, **_months(month)}
    return render(request, "cases/audit_officer.html", context)


EXPORT_COUNTS = {"exports": Count("pk"), "exported": Coalesce(Sum("rows"), 0)}


def _looks(events) -> dict[int, dict]:
    """By user the number of looks, of the cases looked at on whatever page, and of ID numbers shown."""
    counted = list(events.order_by().values("by", "target_type", "target_id", "action").annotate(n=Count("pk")))
    seen = seen_by_target((row["target_type"], row["target_id"]) for row in counted)
    found: dict[int, dict] = {}
    for row in counted:
        mine = found.setdefault(row["by"], {"views": 0, "unmasked": 0, "seen": set()})
        mine["views"] += row["n"]
        mine["unmasked"] += row["n"] * (row["action"] == "person.unmask")
        mine["seen"].add(seen[row["target_type"], row["target_id"]])
    return {by: {**row, "cases": len(row["seen"])} for by, row in found.items()}


def _times(events) -> list[tuple[Seen, dict]]:
    """Each case looked at, how often and when last; the most often first."""
    counted = list(events.order_by().values("target_type", "target_id").annotate(times=Count("pk"), last=Max("at")))
    seen = seen_by_target((row["target_type"], row["target_id"]) for row in counted)
    found: dict[Seen, dict] = {}
    for row in counted:
        key = seen[row["target_type"], row["target_id"]]
        other = found.get(key, {"times": 0, "last": row["last"]})
        found[key] = {"times": other["times"] + row["times"], "last": max(other["last"], row["last"])}
    return sorted(found.items(), key=lambda item: (-item[1]["times"], item[0]))


def _exports_of(month: date):
    start, end = _bounds(month)
    return Export.objects.filter(created_at__gte=start, created_at__lt=end)


# ID numbers that the officer entered, and those, entered or imported, that somebody else has: many of these may
# mean that numbers were tried out (docs/security.md §3).
NUMBER_COUNTS = {
    "numbers": Count("pk", filter=Q(action="person.add_number")),
    "elsewhere": Count("pk", filter=Q(action="person.number_elsewhere")),
}


def _view_events(month: date):
    return _month_of(month).filter(is_look())


def _month_of(month: date):
    start, end = _bounds(month)
    return AuditEvent.objects.filter(at__gte=start, at__lt=end)


def _bounds(month: date) -> tuple[datetime, datetime]:
    """The first instant of the month and that of the next."""
    return make_aware(datetime.combine(month, time())), make_aware(datetime.combine(add_months(month, 1), time()))


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
