"""Pages of the reporting periods: all of them, one with the report of every unit, and the button that has one drafted again."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import idempotency
from accounts.forms.submission import bind, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import unit_keys_for
from core.dates import today
from core.forms.edit_conflicts import RecordVersion, version_of_fields
from reports.periods.models import DueReport, ReportingPeriod
from reports.periods.progress import Counts, counts_of, progress_of
from reports.periods.services import remind_units, retry_due_report
from reports.reopening.models import Reopening
from reports.reopening.views import units_to_reopen

# Twenty years of halves and years.
SHOWN = 60


class RemindForm(forms.Form):
    """The button that reminds the units that have not submitted their report."""


class RetryForm(forms.Form):
    """The button that has a failed draft made again."""


@require_safe
@needs("reports.view")
def periods(request):
    """All periods, the latest first, with what the user's units have done for those that are closed."""
    found = list(ReportingPeriod.objects.all()[:SHOWN])
    counts = counts_of(found, request.user)
    rows = [{"period": one, "counts": counts.get(one.pk)} for one in found]
    return render(request, "reports/periods.html", {"rows": rows, "today": today()})


@require_safe
@needs("reports.view")
def period(request, pk):
    """One period with the report of each of the user's units. HTMX asks for the moving part alone."""
    return _render(request, get_object_or_404(ReportingPeriod, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("periods.retry")
def retry(request, pk):
    """Have a failed draft made again. GET shows the period."""
    keys = unit_keys_for(request.user, "periods.retry")
    due = get_object_or_404(DueReport.objects.select_related("period"), pk=pk, unit__in=keys)
    form = bind(request, RetryForm, record_version=_version(due))

    def act(_cleaned) -> ReportingPeriod:
        retry_due_report(by=request.user, due=due)
        return due.period

    done = submit(request, form, act, success=_("Báo cáo đang được lập lại."))
    return done or _render(request, due.period, errors=form.non_field_errors() if form.is_bound else ())


@require_http_methods(["GET", "HEAD", "POST"])
@needs("periods.remind")
def remind(request, pk):
    """Remind the units that have not submitted their report. GET shows the period."""
    found = get_object_or_404(ReportingPeriod, pk=pk)
    form = bind(request, RemindForm)

    def act(_cleaned) -> ReportingPeriod:
        remind_units(by=request.user, period=found)
        return found

    done = submit(request, form, act, success=_("Đã nhắc các đơn vị chưa gửi báo cáo."))
    return done or _render(request, found, errors=form.non_field_errors() if form.is_bound else ())


def _may_remind(user, counts: Counts | None) -> bool:
    """Whether the user may remind units, and one of them has not submitted its report."""
    return user.may("periods.remind") and counts is not None and counts.submitted < counts.owed


def _version(due: DueReport) -> RecordVersion:
    return version_of_fields(due, "tries")


def _render(request, found: ReportingPeriod, *, errors=()) -> HttpResponse:
    progress, counts = progress_of(found, request.user), counts_of([found], request.user).get(found.pk)
    rows = [
        {
            "progress": one,
            "key": idempotency.new_key(request.user) if one.may_retry else "",
            "version": _version(one.due).digest() if one.may_retry and one.due else "",
        }
        for one in progress.units
    ]
    context = {
        "period": found,
        "progress": progress,
        "counts": counts,
        "rows": rows,
        "errors": errors,
        "today": today(),
        "reopenings": Reopening.objects.visible_to(request.user).filter(period=found).select_related("unit"),
        "remind_key": idempotency.new_key(request.user) if _may_remind(request.user, counts) else "",
        "may_reopen": request.user.may("reopenings.propose") and units_to_reopen(request.user, found).exists(),
    }
    template = "reports/_period_progress.html" if request.htmx else "reports/period.html"
    return render(request, template, context, status=422 if errors else 200)
