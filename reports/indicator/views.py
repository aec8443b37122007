"""Pages of the indicator: what the accepted reports say now, its versions, and their files."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, submit
from accounts.permissions.roles import needs
from accounts.site.navigation import panels_for
from audit import events as audit_events
from cases.facts.clock import settled_time
from core.charts import Chart
from reports.indicator import pictures
from reports.indicator.documents import render_indicator
from reports.indicator.figures import indicator_figures
from reports.indicator.forms import IndicatorForm, MakeForm
from reports.indicator.models import VIEW, Indicator
from reports.indicator.services import is_unaltered, make_indicator
from reports.indicator.wording import IndicatorText
from reports.models import FORMATS
from reports.periods.models import ReportingPeriod
from reports.snapshot import CONTENT_TYPES

INVALID = 400


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
def page(request):
    """What the accepted reports of a period say now. POST makes the next version of it."""
    asked = IndicatorForm.of_address(request.GET, request.user)
    if not asked.is_valid():
        return render(request, "reports/indicator/page.html", {"asked": asked}, status=INVALID)
    unit, period = asked.cleaned_data["unit"], asked.cleaned_data["period"]
    form = bind(request, MakeForm)
    done = submit(
        request,
        form,
        lambda _given: make_indicator(by=request.user, unit=unit, period=period),
        success=_("Đã lập bản chỉ tiêu."),
    )
    if done:
        return done
    audit_events.record(
        by=request.user,
        action="indicator.view",
        unit=unit,
        detail={"start": period.start.isoformat(), "end": period.end.isoformat()},
    )
    text = IndicatorText(indicator_figures(unit, period, settled_time()), unit.full_name)
    versions = Indicator.objects.visible_to(request.user).filter(unit=unit, start=period.start, end=period.end)
    context = {
        "asked": asked,
        "form": form,
        **_shown(text),
        "panels": panels_for(request.user),
        "reporting": ReportingPeriod.objects.filter(
            start=period.start, end=period.end, closed_at__isnull=False
        ).first(),
        "versions": versions.select_related("made_by").defer("figures"),
    }
    return render(request, "reports/indicator/page.html", context, status=422 if form.errors else 200)


@require_safe
@needs(VIEW)
def version(request, public_id):
    """One version, as it was made."""
    found = _version(request, public_id)
    audit_events.record(by=request.user, action="indicator.view", target=found, unit=found.unit)
    context = {
        "version": found,
        **_shown(IndicatorText(found.figures, found.unit.full_name)),
        "is_unaltered": is_unaltered(found),
        "formats": FORMATS,
    }
    return render(request, "reports/indicator/version.html", context)


@require_safe
@needs(VIEW)
def file(request, public_id, name):
    """A version as DOCX, PDF or XLSX; it names no person."""
    found = _version(request, public_id)
    if name not in FORMATS or not is_unaltered(found):
        raise Http404
    audit_events.record(
        by=request.user, action="indicator.file", target=found, unit=found.unit, detail={"format": name}
    )
    response = HttpResponse(render_indicator(found, name), content_type=CONTENT_TYPES[name])
    title = f"chi-tieu-{found.unit.code}-{found.start:%Y%m%d}-{found.end:%Y%m%d}-v{found.version}.{name}"
    response.headers["Content-Disposition"] = content_disposition_header(True, title)
    return response


def _shown(text: IndicatorText) -> dict[str, IndicatorText | Chart | None]:
    """What both pages show of an indicator."""
    return {"text": text, "trend": pictures.trend(text), "funnel": pictures.funnel(text)}


def _version(request, public_id) -> Indicator:
    return get_object_or_404(
        Indicator.objects.visible_to(request.user).select_related("unit__parent"), public_id=public_id
    )
