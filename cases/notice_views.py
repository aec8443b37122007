"""Who is expected home: notices and amnesty lists, the check of the address, who did not come."""

from functools import partial

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from accounts.fields import StyledMixin
from accounts.pages import bind, form_status, submit
from accounts.roles import may, needs
from accounts.scope import communes_for
from areas.dates import today
from cases import services_reception, stands
from cases.models import Notice
from cases.notice_lists import parse_lines
from cases.person_fields import BirthField, IdNumberField
from cases.sentence import parse_sentence

POSTABLE = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50


class LetterForm(StyledMixin, forms.ModelForm):
    """What one letter says of everybody on it."""

    class Meta:
        model = Notice
        fields = ("unit", "category", "prison_name", "notice_number", "notice_on", "received_on", "expected_on")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        units = communes_for(user, "cases.edit")
        self.fields["unit"].queryset = units
        if len(units) == 1:
            self.fields["unit"].initial = units[0]

    def clean(self):
        data = super().clean()
        for name in ("notice_on", "received_on"):
            if data.get(name) and data[name] > today():
                self.add_error(name, _now("Ngày ở tương lai; ở đây ghi việc đã xảy ra."))
        if data.get("notice_on") and data.get("received_on") and data["received_on"] < data["notice_on"]:
            self.add_error("received_on", _now("Ngày nhận không thể trước ngày thông báo."))
        return data

    def _post_clean(self):
        """The verb checks and saves."""


class NoticeForm(LetterForm):
    """One person's notice."""

    birth = BirthField(label=_("Ngày sinh"), required=False)
    number = IdNumberField(label=_("Số CCCD, CMND"), required=False)

    class Meta(LetterForm.Meta):
        fields = (
            "full_name", "sex", "address", *LetterForm.Meta.fields, "offence", "sentence_text", "probation_end_on", "note",
        )  # fmt: skip

    field_order = ("full_name", "birth", "sex", "number", "address")

    def clean_sentence_text(self):
        text = self.cleaned_data["sentence_text"]
        try:
            self.sentence = parse_sentence(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return text


class ListForm(LetterForm):
    """Many names of one list, a line each."""

    lines = forms.CharField(
        label=_("Danh sách"),
        widget=forms.Textarea,
        max_length=60_000,
        help_text=_(
            "Mỗi người một dòng: Họ và tên; ngày sinh; số CCCD; nơi về cư trú; tội danh. Có thể dán từ Excel. Ví dụ:"
            " Nguyễn Văn A; 05/06/1985; 051085000123; thôn Minh Lộc; trộm cắp tài sản"
        ),
    )

    class Meta(LetterForm.Meta):
        fields = ("list_name", *LetterForm.Meta.fields)

    def clean_lines(self):
        found, wrong = parse_lines(self.cleaned_data["lines"])
        if wrong:
            raise forms.ValidationError([_now("Dòng %(line)d: %(reason)s") % item for item in wrong[:20]])
        if not found:
            raise forms.ValidationError(_now("Chưa có dòng nào."))
        return found


class VerifyForm(StyledMixin, forms.Form):
    on = forms.DateField(label=_("Ngày xác minh"), initial=today)
    address_right = forms.ChoiceField(
        label=_("Địa chỉ"), choices=[("yes", _("Đúng")), ("no", _("Không đúng"))], widget=forms.RadioSelect
    )
    family_informed = forms.BooleanField(label=_("Đã báo cho gia đình"), required=False)
    note = forms.CharField(label=_("Kết quả xác minh"), required=False, max_length=1000, widget=forms.Textarea)
    answer_number = forms.CharField(label=_("Số văn bản trả lời (HCD-03)"), required=False, max_length=100)


class SettleForm(StyledMixin, forms.Form):
    state = forms.ChoiceField(
        label=_("Tình trạng"), choices=[one for one in Notice.State.choices if one[0] != "arrived"]
    )
    on = forms.DateField(label=_("Ngày"), initial=today)
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)


@require_safe
@needs("cases.view")
def notices(request):
    """Who is expected, the soonest first; who should have come already stands first of all."""
    state = request.GET.get("state") or Notice.State.EXPECTED
    found = Notice.objects.visible_to(request.user).standing().filter(state=state).select_related("unit", "case")
    page = Paginator(found.order_by("expected_on", "name_key"), PAGE_SIZE).get_page(request.GET.get("page"))
    audit.record(by=request.user, action="notice.list", detail={"found": page.paginator.count})
    context = {
        "page": page,
        "state": state,
        "states": Notice.State.choices,
        "today": today(),
        "may_edit": may(request.user, "cases.edit"),
        "query": f"state={state}" if state in Notice.State.values else "",
    }
    return render(request, "cases/notice_list.html", context)


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add(request):
    form = bind(request, NoticeForm, user=request.user)

    def act(cleaned):
        number, birth = cleaned.pop("number"), cleaned.pop("birth")
        notice = Notice(**cleaned, **_birth(birth), **_sentence(form.sentence))
        return services_reception.add_notices(by=request.user, notices=[(notice, number)])[0]

    return _form_page(request, form, act, _now("Nhập thông báo của trại giam"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add_list(request):
    """An amnesty list: many people on one day."""
    form = bind(request, ListForm, user=request.user)
    return _form_page(request, form, partial(_add_list, request.user), _now("Nhập danh sách đặc xá, tha tù"))


def _add_list(user, cleaned):
    lines = cleaned.pop("lines")
    made = []
    for line in lines:
        told = {"full_name": line.full_name, "address": line.address, "offence": line.offence, **_birth(line.birth)}
        made.append((Notice(**cleaned, **told), line.number))
    services_reception.add_notices(by=user, notices=made)
    return "cases:notices"


@require_safe
@needs("cases.view")
def notice(request, public_id):
    """One notice, the result of the check of the address, and what became of it."""
    row = get_object_or_404(Notice.objects.visible_to(request.user).select_related("unit", "case"), public_id=public_id)
    audit.record(by=request.user, action="notice.view", target=row, unit=row.unit_id)
    return render(request, "cases/notice.html", {"notice": row, "may_edit": may(request.user, "cases.edit")})


@require_http_methods(POSTABLE)
@needs("cases.edit")
def verify(request, public_id):
    row = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    form = bind(request, VerifyForm, stand=stands.of_notice(row))

    def act(cleaned):
        cleaned = {**cleaned, "address_right": cleaned["address_right"] == "yes"}
        return services_reception.verify_address(by=request.user, notice=row, version=row.version, **cleaned)

    return _form_page(request, form, act, _now("Kết quả xác minh nơi về cư trú: %s") % row.full_name)


@require_http_methods(POSTABLE)
@needs("cases.edit")
def settle(request, public_id):
    row = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    form = bind(request, SettleForm, stand=stands.of_notice(row))

    def act(cleaned):
        return services_reception.settle_notice(by=request.user, notice=row, **cleaned)

    return _form_page(request, form, act, _now("Ghi tình trạng: %s") % row.full_name)


def _birth(birth) -> dict:
    return {"birth_year": birth.year, "birth_month": birth.month, "birth_day": birth.day} if birth else {}


def _sentence(sentence) -> dict:
    return {"sentence_months": sentence.months, "sentence_life": sentence.life} if sentence else {}


def _form_page(request, form, act, title):
    if done := submit(request, form, act, success=_now("Đã lưu.")):
        return done
    audit.record(by=request.user, action="notice.form")
    return render(request, "cases/plain_form.html", {"form": form, "title": title}, status=form_status(form))
