"""The worklist, snoozing and resuming a duty, and the leader's digest."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from audit import events as audit_events
from cases.records.visible_case import visible_case
from cases.worklist import services, worklist
from cases.worklist.digest import by_officer, other_work_of, overview
from cases.worklist.edit_conflicts import version_of_snoozes
from cases.worklist.forms import FilterForm, SnoozeForm
from cases.worklist.lists import Worklist
from core.dates import today

PAGE_SIZE = 50


@require_safe
@needs("cases.view")
def duties(request):
    """List the duties, overdue first. `?print=1` returns the whole list for printing."""
    lists = Worklist(request.user)
    filters = FilterForm(request.GET, worklist=lists)
    chosen = lists.chosen(filters.filters)
    is_print = bool(request.GET.get("print"))
    page = Paginator(chosen, max(len(chosen), 1) if is_print else PAGE_SIZE).get_page(request.GET.get("page"))
    detail = {"found": len(chosen), "page": page.number, "print": is_print}
    audit_events.record(by=request.user, action="worklist.view", detail=detail)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "filters": filters,
        "query": query.urlencode(),
        "overdue": chosen.overdue,
        "snoozed": chosen.snoozed,
        "is_print": is_print,
        "may_edit": may(request.user, "cases.edit"),
    }
    return render(request, "cases/worklist.html", context)


@require_safe
@needs("audit.looks")
def digest(request):
    """Show how the communes stand, and per officer the open and overdue duties and the entries of the last seven days."""
    lists = Worklist(request.user)
    rows = by_officer(lists)
    audit_events.record(by=request.user, action="worklist.digest")
    context = {
        "rows": rows,
        "other": other_work_of(request.user),
        "today": today(),
        "overview": overview(lists),
    }
    return render(request, "cases/worklist_digest.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.edit")
def snooze(request, public_id, duty):
    """Put off a duty of a case until a day, with a reason."""
    case = visible_case(request.user, public_id)
    form = bind(request, SnoozeForm, record_version=version_of_snoozes(case, duty))
    done = submit(request, form, partial(_snooze, request.user, case, duty), success=gettext("Đã hoãn."))
    if done:
        return done
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "snooze"})
    line = next((line for line in worklist.duties_of_case(case) if line.duty.key == duty), None)
    if line is None and not form.is_bound:
        messages.info(request, gettext("Việc này không còn trong danh sách."))
        return redirect("cases:tab", case.public_id, "duties")
    context = {
        "case": case,
        "form": form,
        "title": gettext("Hoãn việc: %s") % line.duty.what if line else gettext("Hoãn việc"),
        "intro": f"{line.when} ({line.duty.article})" if line else "",
        "back": case.get_absolute_url(),
    }
    return render(request, "cases/case_form.html", context, status=form_status(form))


@require_POST
@needs("cases.edit")
def resume(request, public_id, duty):
    """Put a snoozed duty back on the worklist before its day."""
    case = visible_case(request.user, public_id)
    if services.resume(by=request.user, case=case, duty=duty):
        messages.success(request, gettext("Đã đưa việc trở lại danh sách."))
    return redirect("cases:tab", case.public_id, "duties")


def _snooze(user, case, duty, cleaned):
    services.snooze(by=user, case=case, duty=duty, **cleaned)
    return "cases:worklist"
