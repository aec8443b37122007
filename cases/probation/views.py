"""End or shorten a probation: completion, revocation, the court's decision on shortening."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind
from accounts.permissions.roles import needs
from cases.closing.pages import POSTABLE, closing_form_page, closing_page
from cases.probation import services as probation_services
from cases.probation.forms import CompleteForm, RevokeForm, ShortenForm
from cases.records.edit_conflicts import version_of_record
from cases.records.visible_case import visible_case


@require_http_methods(POSTABLE)
@needs("cases.edit")
def complete(request, public_id):
    """Record the certificate that ends the probation; the case continues as completed."""
    return closing_form_page(
        request, public_id, CompleteForm, probation_services.certify_completion, _("Hết thời gian thử thách")
    )


@require_http_methods(POSTABLE)
@needs("cases.edit")
def revoke(request, public_id):
    """Record that the court revoked the conditional release; the case closes."""
    return closing_form_page(
        request, public_id, RevokeForm, probation_services.revoke, _("Hủy quyết định tha tù trước thời hạn")
    )


@require_http_methods(POSTABLE)
@needs("cases.edit")
def shorten(request, public_id, record_id):
    """Record the court's decision on an application to shorten the probation."""
    case = visible_case(request.user, public_id)
    row = get_object_or_404(case.shortenings.active(), public_id=record_id)
    form = bind(request, ShortenForm, record_version=version_of_record(row))

    def act(cleaned):
        probation_services.decide_shortening(by=request.user, shortening=row, **cleaned)
        return reverse("cases:tab", args=[case.public_id, "probation"])

    return closing_page(request, case, form, act, _("Quyết định của Tòa án về rút ngắn thử thách"))
