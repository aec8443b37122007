"""The reception form: person, case and court decision on one page."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import communes_for
from areas.models import Unit
from cases.choices import Origin, Sex
from cases.judgments.sentences import parse_sentence
from cases.models import Case
from cases.people.fields import BirthField, IdNumberField
from cases.people.id_numbers import disagreements
from cases.reception.judgment_forms import CourtPart, ObligationFormSet, PenaltyFormSet
from core.dates import vn_date
from core.forms.date_rules import add_date_errors
from core.forms.fields import offer_rows
from core.forms.typed_fields import DateField
from law.choices import Category

# Sections of the page: heading, introduction, names of fields.
SECTIONS = (
    (_("Người trở về"), "", ("full_name", "birth", "sex", "ethnicity", "number")),
    (_("Nơi ở"), "", ("unit", "hamlet", "address", "phone")),
    (
        _("Trở về"),
        "",
        ("category", "origin", "origin_text", "start_on", "release_on", "certificate_number", "certificate_on"),
    ),
    (
        _("Thử thách"),
        _("Chỉ khi được tha tù trước thời hạn có điều kiện."),
        ("probation_start_on", "probation_end_on"),
    ),
    (
        _("Bản án"),
        _("Chưa có bản án trong tay thì ghi sau, ở phần Bản án, nghĩa vụ của hồ sơ."),
        ("court", "judgment_number", "judgment_on", "offence", "article", "sentence", "has_no_obligations"),
    ),
    (
        _("Hình phạt bổ sung"),
        "",
        tuple(f"penalties-{row}-{name}" for row in range(PenaltyFormSet.extra) for name in ("kind", "end_on")),
    ),
    (
        _("Nghĩa vụ dân sự"),
        _("Bồi thường, án phí và quyết định khác của bản án, đã xong hay chưa."),
        tuple(
            f"obligations-{row}-{name}"
            for row in range(ObligationFormSet.extra)
            for name in ("kind", "amount", "done_on")
        ),
    ),
    (
        _("Trình diện, giấy tờ tiếp nhận"),
        _("Phiếu HCD-02 và cam kết HCD-05 in điền sẵn được ngay sau khi tiếp nhận."),
        ("present_by_on", "presented_on", "information_on", "commitment_on", "wishes", "code"),
    ),
)


class ReceptionForm(CourtPart):
    """Everything that is recorded when a person is received."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    birth = BirthField(label=_("Ngày sinh"))
    sex = forms.ChoiceField(label=_("Giới tính"), choices=[("", "—"), *Sex.choices], required=False)
    ethnicity = forms.CharField(label=_("Dân tộc"), required=False, max_length=40)
    number = IdNumberField(label=_("Số CCCD, CMND"), required=False)
    unit = forms.ModelChoiceField(label=_("Xã"), queryset=Unit.objects.none())
    hamlet = forms.CharField(label=_("Thôn, tổ dân phố"), required=False, max_length=120)
    address = forms.CharField(label=_("Nơi ở"), required=False, max_length=250)
    phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=30)
    category = forms.ChoiceField(label=_("Diện"), choices=Category.choices)
    origin = forms.ChoiceField(label=_("Từ đâu về"), choices=Origin.choices, initial=Origin.PRISON)
    origin_text = forms.CharField(label=_("Trại giam, nơi chuyển đến"), required=False, max_length=200)
    start_on = DateField(years_back=10, label=_("Ngày về địa phương"))
    release_on = DateField(years_back=10, label=_("Ngày ra trại"))
    certificate_number = forms.CharField(label=_("Số giấy chứng nhận"), required=False, max_length=60)
    certificate_on = DateField(years_back=10, label=_("Ngày cấp giấy chứng nhận"), required=False)
    sentence = forms.CharField(
        label=_("Mức án đã tuyên"),
        required=False,
        max_length=120,
        help_text=_("Như “3 năm 6 tháng” hoặc “chung thân”."),
    )
    probation_start_on = DateField(years_back=10, label=_("Ngày bắt đầu thử thách"), required=False)
    probation_end_on = DateField(years_back=10, label=_("Ngày hết thử thách"), required=False)
    present_by_on = DateField(years_back=10, label=_("Phải trình diện trước ngày"), required=False)
    presented_on = DateField(years_back=10, label=_("Ngày trình diện"), required=False)
    information_on = DateField(years_back=10, label=_("Ngày lập phiếu thông tin (HCD-02)"), required=False)
    commitment_on = DateField(years_back=10, label=_("Ngày ký cam kết (HCD-05)"), required=False)
    wishes = forms.CharField(label=_("Nguyện vọng"), required=False, max_length=500, widget=forms.Textarea)
    code = forms.CharField(
        label=_("Mã hồ sơ"), required=False, max_length=40, help_text=_("Bỏ trống thì hệ thống tự đặt.")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        units = communes_for(user, "cases.edit")
        offer_rows(self, "unit", units)
        if len(units) == 1:
            self.fields["unit"].initial = units[0]

    def sections(self):
        """Return (title, introduction, fields) for each part of the page."""
        fields = {field.html_name: field for field in self.visible_fields()}
        return [(title, intro, [fields[name] for name in names]) for title, intro, names in SECTIONS]

    def clean_sentence(self):
        """Return the parsed sentence in months and days, or None if nothing was typed."""
        text = self.cleaned_data["sentence"]
        try:
            return parse_sentence(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_code(self):
        """Refuse a code that another case has; the message names nobody."""
        code = self.cleaned_data["code"].strip()
        if code and Case.objects.filter(code=code).exists():
            raise forms.ValidationError(gettext("Không dùng được mã hồ sơ này; hãy đặt mã khác hoặc bỏ trống."))
        return code

    def clean(self):
        """Check days against each other, the ID number against birth and sex, and the days of a probation."""
        data = super().clean()
        birth = data.get("birth")
        days = {"birth": birth.first_day} if birth else {}
        add_date_errors(self, "cases.reception.receive_home", **days)
        if data.get("number"):
            for reason in disagreements(data["number"], birth and birth.year, data.get("sex", "")):
                self.add_error("number", reason)
        self._check_probation(data)
        self._ask_about_later_judgment(data)
        return data

    def _ask_about_later_judgment(self, data) -> None:
        """A judgment after the release is odd and possible: one for an older crime, known only now."""
        judged_on, release_on = data.get("judgment_on"), data.get("release_on")
        if judged_on and release_on and judged_on > release_on:
            text = gettext("Bản án tuyên ngày %(judged)s, sau ngày ra trại %(release)s. Có đúng là bản án về tội cũ?")
            self.ask("judgment_on", text % {"judged": vn_date(judged_on), "release": vn_date(release_on)})

    def _check_probation(self, data) -> None:
        end = data.get("probation_end_on")
        if data.get("category") == Category.CONDITIONAL and not end and "probation_end_on" not in self.errors:
            self.add_error("probation_end_on", gettext("Người được tha tù có điều kiện phải có ngày hết thử thách."))

    def details(self) -> dict:
        """Return the descriptive fields of the case (cases.records.services.DETAILS)."""
        names = (
            "hamlet", "address", "phone", "origin_text", "release_on", "certificate_number", "certificate_on", "offence",
            "article", "probation_start_on", "probation_end_on", "present_by_on", "presented_on", "information_on",
            "commitment_on", "wishes",
        )  # fmt: skip
        found = {name: self.cleaned_data[name] for name in names}
        if sentence := self.cleaned_data["sentence"]:
            found |= {
                "sentence_text": sentence.text,
                "sentence_months": sentence.months,
                "sentence_life": sentence.life,
            }
        return found
