"""Forms of notices: one person, a pasted list, the check of the address, and what became of the notice."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import communes_for
from areas.models import Unit
from cases.judgments.sentences import parse_sentence
from cases.models import Notice
from cases.notices.pasted_lists import Line, communes_of, parse_lines
from cases.people.fields import BirthField, IdNumberField
from cases.people.id_encryption import blind_index
from core.dates import today
from core.forms.date_rules import add_date_errors
from core.forms.fields import StyledMixin, choice_field, offer_rows, row_field
from core.forms.typed_fields import DateField
from core.text import fold

ALREADY_EXPECTED = _(
    "%(name)s đã có trong danh sách người sắp về, thông báo %(number)s. Nếu thông báo này thay thông báo cũ, hãy rút"
    " thông báo cũ trước; nếu là người khác, ghi thêm ngày sinh hoặc số giấy tờ."
)


# At most so many wrong lines are listed at once.
MAX_ERRORS = 20


class LetterForm(StyledMixin, forms.ModelForm):
    """Fields that one letter or list has in common for everybody named in it."""

    years_back = 5

    class Meta:
        model = Notice
        fields: tuple[str, ...] = (
            "unit",
            "category",
            "prison_name",
            "notice_number",
            "notice_on",
            "received_on",
            "expected_on",
        )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        units = communes_for(user, "cases.edit")
        offer_rows(self, "unit", units)
        if len(units) == 1:
            self.fields["unit"].initial = units[0]

    def clean(self):
        """Refuse days in the future, and a letter that arrived before it was written."""
        data = super().clean()
        add_date_errors(self, "cases.notice")
        return data

    def _post_clean(self):
        """Skip the model's validation: the service function checks and saves."""

    def duplicates(self, lines: list[Line], units: list[Unit]) -> list[dict]:
        """Return errors for lines whose person is already expected in that commune, e.g. because a list is submitted twice."""
        names = {fold(line.full_name) for line in lines}
        expected = Notice.objects.active().filter(state=Notice.State.EXPECTED, unit__in=set(units))
        known: dict[tuple[int, str], list[Notice]] = {}
        for row in expected.filter(name_folded__in=names):
            known.setdefault((row.unit_id, row.name_folded), []).append(row)
        wrong = []
        for line, unit in zip(lines, units, strict=True):
            for row in known.get((unit.pk, fold(line.full_name)), ()):
                differ = bool(line.number and row.number_index and blind_index(line.number.number) != row.number_index)
                if line.is_same(row.full_name, row.birth, row.address, differ):
                    values = {"name": row.full_name, "number": row.notice_number}
                    wrong.append({"line": line.place, "reason": ALREADY_EXPECTED % values})
                    break
        return wrong


class NoticeForm(LetterForm):
    """The notice of one person."""

    birth = BirthField(label=_("Ngày sinh"), required=False)
    number = IdNumberField(label=_("Số CCCD, CMND"), required=False)

    class Meta(LetterForm.Meta):
        fields = (
            "full_name", "sex", "address", *LetterForm.Meta.fields, "offence", "sentence_text", "probation_end_on", "note",
        )  # fmt: skip

    field_order = ("full_name", "birth", "sex", "number", "address")

    def clean_sentence_text(self):
        """Parse the sentence into `self.sentence` (months and days); keep the text as typed."""
        text = self.cleaned_data["sentence_text"]
        try:
            self.sentence = parse_sentence(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def clean(self):
        """Refuse a person who has a notice in this commune already."""
        data = super().clean()
        if data.get("full_name") and data.get("unit"):
            line = Line(1, data["full_name"], data.get("birth"), data.get("number"), data.get("address", ""), "")
            for wrong in self.duplicates([line], [data["unit"]]):
                self.add_error("full_name", wrong["reason"])
        return data


class ListForm(LetterForm):
    """Many people from one list, one line for each."""

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
        """Return the parsed lines; report every line that cannot be read."""
        found, wrong = parse_lines(self.cleaned_data["lines"], today())
        if not wrong and not found:
            raise forms.ValidationError(gettext("Chưa có dòng nào."))
        self._raise_errors(wrong)
        return found

    def clean(self):
        """Find the commune of each line, and refuse people who have a notice there already."""
        data = super().clean()
        if data.get("lines") and data.get("unit"):
            units = row_field(self, "unit").queryset or ()
            communes = {fold(name): unit for unit in units for name in (unit.name, unit.full_name)}
            data["units"], wrong = communes_of(data["lines"], communes, data["unit"])
            try:
                self._raise_errors(wrong or self.duplicates(data["lines"], data["units"]))
            except forms.ValidationError as error:
                self.add_error("lines", error)
        return data

    @staticmethod
    def _raise_errors(wrong: list[dict]) -> None:
        if wrong:
            raise forms.ValidationError([gettext("Dòng %(line)d: %(reason)s") % item for item in wrong[:MAX_ERRORS]])


class VerifyForm(StyledMixin, forms.Form):
    """The result of checking the address, and the answer to the sender if it is wrong."""

    on = DateField(years_back=5, label=_("Ngày xác minh"), initial=today)
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
        """Require the number of the answer (HCD-03) when the address is wrong."""
        data = super().clean()
        if data.get("address_right") == "no" and not data.get("answer_number"):
            self.add_error("answer_number", gettext("Địa chỉ không đúng thì phải trả lời nơi gửi; hãy ghi số văn bản."))
        return data


class SettleForm(StyledMixin, forms.Form):
    """Set another state of a notice."""

    state = forms.ChoiceField(label=_("Tình trạng"))
    on = DateField(years_back=5, label=_("Ngày"), initial=today)
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)

    def __init__(self, *args, current_state: str, **kwargs):
        super().__init__(*args, **kwargs)
        order = (Notice.State.NOT_COME, Notice.State.CANCELLED, Notice.State.EXPECTED)
        choice_field(self, "state").choices = [(one.value, one.label) for one in order if one != current_state]
