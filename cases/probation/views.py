"""What ends or shortens a probation period: completion, revocation, the court's decision on shortening."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind
from accounts.permissions.roles import needs
from cases.closing.pages import POSTABLE, end_form_page, end_page, visible_case
from cases.probation import services as probation_services
from cases.records.edit_conflicts import version_of_record
from core.dates import today
from core.forms.fields import StyledMixin


class CompleteForm(StyledMixin, forms.Form):
    on = forms.DateField(label=_("Ngày cấp giấy chứng nhận"), initial=today)
    document_number = forms.CharField(label=_("Số giấy chứng nhận chấp hành xong"), max_length=60)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea)


class RevokeForm(StyledMixin, forms.Form):
    on = forms.DateField(label=_("Ngày quyết định có hiệu lực"), initial=today)
    decision_number = forms.CharField(label=_("Số quyết định của Tòa án"), max_length=100)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea)


class ShortenForm(StyledMixin, forms.Form):
    is_granted = forms.TypedChoiceField(
        label=_("Tòa án"),
        choices=[("yes", _("Chấp nhận rút ngắn")), ("no", _("Không chấp nhận"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label=_("Ngày quyết định"))
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=100)
    new_end_on = forms.DateField(label=_("Ngày hết thử thách mới"), required=False)

    def clean(self):
        data = super().clean()
        if data.get("is_granted") and not data.get("new_end_on") and "new_end_on" not in self.errors:
            self.add_error("new_end_on", _now("Chấp nhận rút ngắn thì phải có ngày hết thử thách mới."))
        return data


@require_http_methods(POSTABLE)
@needs("cases.edit")
def complete(request, public_id):
    return end_form_page(request, public_id, CompleteForm, probation_services.complete, _now("Hết thời gian thử thách"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def revoke(request, public_id):
    return end_form_page(
        request, public_id, RevokeForm, probation_services.revoke, _now("Hủy quyết định tha tù trước thời hạn")
    )


@require_http_methods(POSTABLE)
@needs("cases.edit")
def shorten(request, public_id, record_id):
    case = visible_case(request, public_id)
    row = get_object_or_404(case.shortenings.standing(), public_id=record_id)
    form = bind(request, ShortenForm, record_version=version_of_record(row))

    def act(cleaned):
        probation_services.decide_shortening(by=request.user, shortening=row, **cleaned)
        return reverse("cases:tab", args=[case.public_id, "probation"])

    return end_page(request, case, form, act, _now("Quyết định của Tòa án về rút ngắn thử thách"))
