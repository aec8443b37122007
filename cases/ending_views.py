"""What ends a stay or a case: completion of probation, revocation, shortening, expungement, other closures; and sealed cases."""

from functools import partial

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.fields import StyledMixin
from accounts.pages import bind, form_status, submit
from accounts.roles import needs
from areas.dates import today
from cases import services, services_expunging, services_probation, stands
from cases.models import Case
from cases.terms import CLOSURES, EndReason

POSTABLE = ["GET", "HEAD", "POST"]
# The others have their own pages, with what they need.
BY_HAND = [reason for reason in CLOSURES if reason not in (EndReason.EXPUNGED, EndReason.REVOKED)]


class CloseForm(StyledMixin, forms.Form):
    reason = forms.ChoiceField(label=_("Lý do kết thúc"), choices=[(one.value, one.label) for one in BY_HAND])
    on = forms.DateField(label=_("Kết thúc quản lý từ ngày"), initial=today)
    document_number = forms.CharField(label=_("Số văn bản"), max_length=200)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea)


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


class ProofForm(StyledMixin, forms.Form):
    result = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[("proved", _("Đã xóa án tích")), ("refused", _("Bị từ chối"))],
        widget=forms.RadioSelect,
    )
    proof_number = forms.CharField(label=_("Số phiếu lý lịch tư pháp, quyết định của Tòa án"), max_length=100)
    proof_on = forms.DateField(label=_("Ngày cấp, ngày quyết định"))
    proof_issuer = forms.CharField(label=_("Cơ quan cấp"), max_length=200)


class OpenForm(StyledMixin, forms.Form):
    code = forms.CharField(label=_("Mã hồ sơ"), max_length=40)
    why = forms.CharField(label=_("Lý do xem"), max_length=1000, widget=forms.Textarea)
    document_number = forms.CharField(label=_("Số văn bản yêu cầu"), max_length=100)


@require_http_methods(POSTABLE)
@needs("cases.edit")
def close(request, public_id):
    return _simple(request, public_id, CloseForm, services.close, _now("Kết thúc quản lý"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def complete(request, public_id):
    return _simple(request, public_id, CompleteForm, services_probation.complete, _now("Hết thời gian thử thách"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def revoke(request, public_id):
    return _simple(
        request, public_id, RevokeForm, services_probation.revoke, _now("Hủy quyết định tha tù trước thời hạn")
    )


@require_http_methods(POSTABLE)
@needs("cases.edit")
def shorten(request, public_id, record_id):
    case = _case(request, public_id)
    row = get_object_or_404(case.shortenings.standing(), public_id=record_id)
    form = bind(request, ShortenForm, stand=stands.of_record(row))

    def act(cleaned):
        services_probation.decide_shortening(by=request.user, shortening=row, **cleaned)
        return reverse("cases:tab", args=[case.public_id, "probation"])

    return _answer(request, case, form, act, _now("Quyết định của Tòa án về rút ngắn thử thách"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def expunge(request, public_id, record_id):
    """The paper came. With proof the case is closed and sealed: this page is the last to show it."""
    case = _case(request, public_id)
    row = get_object_or_404(case.expungement_reviews.standing(), public_id=record_id)
    form = bind(request, ProofForm, stand=stands.of_record(row))

    def act(cleaned):
        services_expunging.decide(by=request.user, review=row, **cleaned)
        return reverse("cases:list") if cleaned["result"] == "proved" else case

    intro = _now(
        "Khi đã xóa án tích, hồ sơ được kết thúc và niêm phong: không còn trong danh sách, tìm kiếm và tệp xuất, chỉ được tính"
        " trong số liệu đã có."
    )
    return _answer(request, case, form, act, _now("Kết quả xóa án tích"), intro)


@require_http_methods(POSTABLE)
@needs("sealed.read")
def open_sealed(request):
    """By its code, with a reason and a written request; found or not, it is recorded."""
    form = bind(request, OpenForm)
    done = submit(request, form, partial(_open, request.user))
    if done:
        return done
    audit.record(by=request.user, action="sealed.form")
    return render(request, "cases/sealed_open.html", {"form": form}, status=form_status(form))


def _open(user, cleaned):
    made = services_expunging.open_sealed(by=user, **cleaned)
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
    case = services_expunging.readable(request.user, public_id)
    if case is None:
        raise Http404
    audit.record(by=request.user, action="sealed.view", target=case)
    context = {
        "case": case,
        "stays": case.stays.current().select_related("unit").order_by("start_on"),
        "judgments": case.judgments.standing(),
        "reoffences": case.reoffences.current(),
    }
    return render(request, "cases/sealed.html", context)


def _simple(request, public_id, form_class, verb, title):
    case = _case(request, public_id)
    form = bind(request, form_class, stand=stands.of_history(case))

    def act(cleaned):
        verb(by=request.user, case=case, **cleaned)
        return case

    return _answer(request, case, form, act, title)


def _case(request, public_id) -> Case:
    cases = Case.objects.visible_to(request.user).with_latest().select_related("person")
    return get_object_or_404(cases, public_id=public_id)


def _answer(request, case, form, act, title, intro=""):
    if done := submit(request, form, act, success=_now("Đã lưu.")):
        return done
    audit.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "ending"})
    context = {"case": case, "form": form, "title": title, "intro": intro, "back": case.get_absolute_url()}
    return render(request, "cases/case_form.html", context, status=form_status(form))
