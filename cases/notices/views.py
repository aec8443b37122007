"""Who is expected home: notices and amnesty lists, the check of the address, who did not come."""

from collections.abc import Iterable
from functools import partial

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from accounts.permissions.scope import communes_for
from areas.models import Unit
from audit import events as audit_events
from cases.judgments.sentences import parse_sentence
from cases.models import Notice
from cases.notices import services
from cases.notices.edit_conflicts import version_of_notice
from cases.notices.pasted_lists import Line, communes_of, parse_lines
from cases.people.fields import BirthField, IdNumberField
from cases.people.id_encryption import blind_index
from core.dates import today
from core.forms.fields import StyledMixin
from core.text import fold
from law.provider import calendar, law_timeline

ALREADY = _(
    "%(name)s đã có trong danh sách người sắp về, thông báo %(number)s. Nếu thông báo này thay thông báo cũ, hãy rút"
    " thông báo cũ trước; nếu là người khác, ghi thêm ngày sinh hoặc số giấy tờ."
)
POSTABLE = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50
# So many wrong lines are told at once.
MOST_TOLD = 20
# Of those who are expected, who should have come already: a way to look, no state.
LATE = "late"


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

    def already(self, lines: list[Line], units: list[Unit]) -> list[dict]:
        """The lines about somebody who is expected there already: a list that was saved is not saved again."""
        names = {fold(line.full_name) for line in lines}
        expected = Notice.objects.standing().filter(state=Notice.State.EXPECTED, unit__in=set(units))
        known = {}
        for row in expected.filter(name_folded__in=names):
            known.setdefault((row.unit_id, row.name_folded), []).append(row)
        wrong = []
        for line, unit in zip(lines, units, strict=True):
            for row in known.get((unit.pk, fold(line.full_name)), ()):
                differ = bool(line.number and row.number_index and blind_index(line.number.number) != row.number_index)
                if line.is_same(row.full_name, row.birth, row.address, differ):
                    told = {"name": row.full_name, "number": row.notice_number}
                    wrong.append({"line": line.place, "reason": ALREADY % told})
                    break
        return wrong


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

    def clean(self):
        data = super().clean()
        if data.get("full_name") and data.get("unit"):
            line = Line(1, data["full_name"], data.get("birth"), data.get("number"), data.get("address", ""), "")
            for wrong in self.already([line], [data["unit"]]):
                self.add_error("full_name", wrong["reason"])
        return data


class ListForm(LetterForm):
    """Many names of one list, a line each."""

    lines = forms.CharField(
        label=_("Danh sách"),
        widget=forms.Textarea,
        max_length=60_000,
        help_text=_(
            "Mỗi người một dòng: Họ và tên; ngày sinh; số CCCD; nơi về cư trú; tội danh; xã (nếu khác xã chọn ở trên)."
            " Có thể dán từ Excel, kể cả cột số thứ tự và dòng tiêu đề. Ví dụ: Nguyễn Văn A; 05/06/1985; 051085000123;"
            " thôn Minh Lộc; trộm cắp tài sản"
        ),
    )

    class Meta(LetterForm.Meta):
        fields = ("list_name", *LetterForm.Meta.fields)

    def clean_lines(self):
        found, wrong = parse_lines(self.cleaned_data["lines"])
        if not wrong and not found:
            raise forms.ValidationError(_now("Chưa có dòng nào."))
        self._tell(wrong)
        return found

    def clean(self):
        data = super().clean()
        if data.get("lines") and data.get("unit"):
            communes = {
                fold(name): unit for unit in self.fields["unit"].queryset for name in (unit.name, unit.full_name)
            }
            data["units"], wrong = communes_of(data["lines"], communes, data["unit"])
            try:
                self._tell(wrong or self.already(data["lines"], data["units"]))
            except forms.ValidationError as error:
                self.add_error("lines", error)
        return data

    @staticmethod
    def _tell(wrong: list[dict]) -> None:
        if wrong:
            raise forms.ValidationError([_now("Dòng %(line)d: %(reason)s") % item for item in wrong[:MOST_TOLD]])


class VerifyForm(StyledMixin, forms.Form):
    on = forms.DateField(label=_("Ngày xác minh"), initial=today)
    address_right = forms.ChoiceField(
        label=_("Địa chỉ"), choices=[("yes", _("Đúng")), ("no", _("Không đúng"))], widget=forms.RadioSelect
    )
    family_informed = forms.BooleanField(label=_("Đã báo cho gia đình"), required=False)
    note = forms.CharField(label=_("Kết quả xác minh"), required=False, max_length=1000, widget=forms.Textarea)
    answer_number = forms.CharField(
        label=_("Số văn bản trả lời (HCD-03)"),
        required=False,
        max_length=100,
        help_text=_("Địa chỉ không đúng thì phải báo nơi gửi; in HCD-03 ở trang trước."),
    )

    def clean(self):
        data = super().clean()
        if data.get("address_right") == "no" and not data.get("answer_number"):
            self.add_error("answer_number", _now("Địa chỉ không đúng thì phải trả lời nơi gửi; hãy ghi số văn bản."))
        return data


class SettleForm(StyledMixin, forms.Form):
    """What became of a notice: another state than it has."""

    state = forms.ChoiceField(label=_("Tình trạng"))
    on = forms.DateField(label=_("Ngày"), initial=today)
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)

    def __init__(self, *args, now: str, **kwargs):
        super().__init__(*args, **kwargs)
        order = (Notice.State.NOT_COME, Notice.State.CANCELLED, Notice.State.EXPECTED)
        self.fields["state"].choices = [(one.value, one.label) for one in order if one != now]


@require_safe
@needs("cases.view")
def notices(request):
    """Who is expected, the soonest first; who should have come already stands first of all."""
    state, now = request.GET.get("state") or Notice.State.EXPECTED, today()
    found = Notice.objects.visible_to(request.user).standing().select_related("unit", "case")
    late = found.filter(state=Notice.State.EXPECTED, expected_on__lt=now)
    found = late if state == LATE else found.filter(state=state)
    page = Paginator(found.order_by("expected_on", "name_key"), PAGE_SIZE).get_page(request.GET.get("page"))
    audit_events.record(by=request.user, action="notice.list", detail={"found": page.paginator.count})
    context = {
        "page": page,
        "state": state,
        "states": _states(late.count()),
        "today": now,
        "may_edit": may(request.user, "cases.edit"),
        "query": f"state={state}" if state in {LATE, *Notice.State.values} else "",
    }
    _verify_by(page)
    return render(request, "cases/notice_list.html", context)


def _states(late: int) -> list[tuple[str, str]]:
    first, *others = Notice.State.choices
    return [first, (LATE, _now("Quá ngày, chưa về (%d)") % late), *others]


def _verify_by(found: Iterable[Notice]) -> None:
    """Until when the address of each is to be verified, and on which ground; two queries."""
    book, days, now = law_timeline(), calendar(), today()
    for row in found:
        rules = book.on(min(row.received_on, now))
        row.verify_by = days.after(row.received_on, rules.number("verify_address_days"))
        row.verify_article = rules.article("verify_address_days")


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add(request):
    form = bind(request, NoticeForm, user=request.user)

    def act(cleaned):
        number, birth = cleaned.pop("number"), cleaned.pop("birth")
        notice = Notice(**cleaned, **_birth(birth), **_sentence(form.sentence))
        return services.add_notices(by=request.user, notices=[(notice, number)])[0]

    return _form_page(request, form, act, _now("Nhập thông báo của trại giam"))


@require_http_methods(POSTABLE)
@needs("cases.edit")
def add_list(request):
    """An amnesty list: many people on one day."""
    form = bind(request, ListForm, user=request.user)
    return _form_page(request, form, partial(_add_list, request.user), _now("Nhập danh sách đặc xá, tha tù"))


def _add_list(user, cleaned):
    lines, units = cleaned.pop("lines"), cleaned.pop("units")
    made = []
    for line, unit in zip(lines, units, strict=True):
        told = {"full_name": line.full_name, "address": line.address, "offence": line.offence, **_birth(line.birth)}
        made.append((Notice(**{**cleaned, "unit": unit}, **told), line.number))
    services.add_notices(by=user, notices=made)
    return "cases:notices"


@require_safe
@needs("cases.view")
def notice(request, public_id):
    """One notice, the result of the check of the address, and what became of it."""
    row = get_object_or_404(Notice.objects.visible_to(request.user).select_related("unit", "case"), public_id=public_id)
    audit_events.record(by=request.user, action="notice.view", target=row, unit=row.unit_id)
    _verify_by([row])
    return render(request, "cases/notice.html", {"notice": row, "may_edit": may(request.user, "cases.edit")})


@require_http_methods(POSTABLE)
@needs("cases.edit")
def verify(request, public_id):
    row = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    form = bind(request, VerifyForm, record_version=version_of_notice(row))

    def act(cleaned):
        cleaned = {**cleaned, "address_right": cleaned["address_right"] == "yes"}
        return services.verify_address(by=request.user, notice=row, version=row.version, **cleaned)

    return _form_page(request, form, act, _now("Kết quả xác minh nơi về cư trú: %s") % row.full_name)


@require_http_methods(POSTABLE)
@needs("cases.edit")
def settle(request, public_id):
    row = get_object_or_404(Notice.objects.visible_to(request.user), public_id=public_id)
    form = bind(request, SettleForm, record_version=version_of_notice(row), now=row.state)

    def act(cleaned):
        return services.settle_notice(by=request.user, notice=row, **cleaned)

    return _form_page(request, form, act, _now("Ghi tình trạng: %s") % row.full_name)


def _birth(birth) -> dict:
    return {"birth_year": birth.year, "birth_month": birth.month, "birth_day": birth.day} if birth else {}


def _sentence(sentence) -> dict:
    return {"sentence_months": sentence.months, "sentence_life": sentence.life} if sentence else {}


def _form_page(request, form, act, title):
    if done := submit(request, form, act, success=_now("Đã lưu.")):
        return done
    audit_events.record(by=request.user, action="notice.form")
    return render(request, "cases/plain_form.html", {"form": form, "title": title}, status=form_status(form))
