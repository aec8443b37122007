"""The result of an expungement, and sealed cases opened with a reason."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.closing.pages import POSTABLE, end_page, visible_case
from cases.expungement import services as expungement_services
from cases.expungement.forms import OpenForm, ProofForm
from cases.records.edit_conflicts import version_of_record


@require_http_methods(POSTABLE)
@needs("cases.edit")
def expunge(request, public_id, record_id):
    """The paper came. With proof the case is closed and sealed: this page is the last to show it."""
    case = visible_case(request, public_id)
    row = get_object_or_404(case.expungement_reviews.active(), public_id=record_id)
    form = bind(request, ProofForm, record_version=version_of_record(row))

    def act(cleaned):
        expungement_services.decide(by=request.user, review=row, **cleaned)
        return reverse("cases:list") if cleaned["result"] == "proved" else case

    intro = _(
        "Khi đã xóa án tích, hồ sơ được kết thúc và niêm phong: không còn trong danh sách, tìm kiếm và tệp xuất, chỉ được tính"
        " trong số liệu đã có."
    )
    return end_page(request, case, form, act, _("Kết quả xóa án tích"), intro)


@require_http_methods(POSTABLE)
@needs("sealed.read")
def open_sealed(request):
    """By its code, with a reason and a written request; found or not, it is recorded."""
    form = bind(request, OpenForm)
    done = submit(request, form, partial(_open, request.user))
    if done:
        return done
    audit_events.record(by=request.user, action="sealed.form")
    return render(request, "cases/sealed_open.html", {"form": form}, status=form_status(form))


def _open(user, cleaned):
    made = expungement_services.open_sealed(by=user, **cleaned)
    # The same answer for a code that does not exist and for one elsewhere.
    return reverse("cases:sealed", args=[made.case.public_id]) if made else reverse("cases:sealed-none")


@require_safe
@needs("sealed.read")
def sealed_none(request):
    return render(request, "cases/sealed_none.html", status=200)


@require_safe
@needs("sealed.read")
def sealed(request, public_id):
    """A sealed case, for an hour after it was opened with a reason."""
    case = expungement_services.readable(request.user, public_id)
    if case is None:
        raise Http404
    audit_events.record(by=request.user, action="sealed.view", target=case)
    context = {
        "case": case,
        "stays": case.stays.current().select_related("unit").order_by("start_on"),
        "judgments": case.judgments.active(),
        "reoffences": case.reoffences.current(),
    }
    return render(request, "cases/sealed.html", context)
