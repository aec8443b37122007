"""Record the result of an expungement; open a sealed case for a stated reason."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.closing.pages import POSTABLE, closing_page
from cases.expungement import early, erasure
from cases.expungement import services as expungement_services
from cases.expungement.forms import OpenForm, ProofForm
from cases.records.edit_conflicts import version_of_record
from cases.records.visible_case import visible_case
from core.dates import today
from law.provider import law


@require_http_methods(POSTABLE)
@needs("cases.edit")
def expunge(request, public_id, record_id):
    """Record that the certificate or decision arrived. With proof the case is closed and sealed."""
    case = visible_case(request.user, public_id)
    row = get_object_or_404(case.expungement_reviews.active(), public_id=record_id)
    form = bind(request, ProofForm, record_version=version_of_record(row))

    def act(cleaned):
        expungement_services.decide(by=request.user, review=row, **cleaned)
        return reverse("cases:list") if cleaned["result"] == "proved" else case

    intro = _(
        "Khi đã xóa án tích, hồ sơ được kết thúc và niêm phong: không còn trong danh sách, tìm kiếm và tệp xuất, chỉ được tính"
        " trong số liệu đã có."
    )
    return closing_page(request, case, form, act, _("Kết quả xóa án tích"), f"{intro} {early.explanation(case)}")


@require_http_methods(POSTABLE)
@needs("sealed.read")
def open_sealed(request):
    """Open a sealed case by its code, with a reason and a written request. Every attempt is audited."""
    form = bind(request, OpenForm)
    done = submit(request, form, partial(_open, request.user))
    if done:
        return done
    audit_events.record(by=request.user, action="sealed.form")
    context = {"form": form, "article": law(today()).article("treated_as_never")}
    return render(request, "cases/sealed_open.html", context, status=form_status(form))


def _open(user, cleaned):
    made = expungement_services.open_sealed(by=user, **cleaned)
    # One answer for an unknown code and for a case of another unit, so that neither can be told apart.
    return reverse("cases:sealed", args=[made.case.public_id]) if made else reverse("cases:sealed-none")


@require_safe
@needs("sealed.read")
def sealed_none(request):
    """Say that no sealed case with this code can be opened."""
    return render(request, "cases/sealed_none.html", status=200)


@require_safe
@needs("sealed.read")
def sealed(request, public_id):
    """Show a sealed case, for an hour after it was opened."""
    case = expungement_services.readable(request.user, public_id)
    if case is None:
        raise Http404
    audit_events.record(by=request.user, action="sealed.view", target=case)
    stays = list(case.stays.current().select_related("unit").order_by("start_on"))
    judgments = list(case.judgments.active())
    erasure.show([case, case.person, *stays, *judgments])
    context = {
        "case": case,
        "stays": stays,
        "judgments": judgments,
        "reoffences": case.reoffences.current(),
    }
    return render(request, "cases/sealed.html", context)
