"""Forms for people: identity, ID numbers, other names, merging, claims on numbers, and showing a number in full."""

from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.choices import Sex
from cases.models import Case, OtherName
from cases.people.fields import BirthField, IdNumberField
from core.forms.fields import StyledMixin, offer_rows
from core.forms.typed_fields import DateField


class ClaimForm(StyledMixin, forms.Form):
    """The decision on an ID number that two people have: one person, or a wrong number."""

    decision = forms.ChoiceField(
        label=_("Kết luận"),
        choices=[
            ("same", _("Là một người: gộp hai bản ghi")),
            ("wrong", _("Số nhập sai: bỏ số này, xã nhập lại số đúng")),
        ],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Căn cứ"), max_length=1000, widget=forms.Textarea)


class UnmaskForm(StyledMixin, forms.Form):
    """The reason for which an ID number is shown in full."""

    why = forms.CharField(label=_("Cần số đầy đủ để làm gì"), max_length=200)


class DuplicateForm(StyledMixin, forms.Form):
    """Choose one possible duplicate and decide whether it is the same person."""

    other = forms.ModelChoiceField(
        label=_("So với"),
        queryset=Case.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    decision = forms.ChoiceField(
        label=_("Kết luận"),
        choices=[("merge", _("Là một người: gộp vào hồ sơ này")), ("two", _("Là hai người khác nhau"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Căn cứ"), max_length=1000, widget=forms.Textarea)

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)

        def label(case: Case) -> str:
            return f"{case.person.full_name}, {case.person.birth or '—'}, {case.code}"

        cases = Case.objects.filter(pk__in=[case.pk for case in found]).select_related("person")
        offer_rows(self, "other", cases, label=label)


class UndoMergeForm(StyledMixin, forms.Form):
    """The reason for which two merged records are separated again."""

    why = forms.CharField(label=_("Lý do tách"), max_length=1000, widget=forms.Textarea)


class PersonForm(StyledMixin, forms.Form):
    """The name, birth date, sex and ethnicity of a person."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    birth = BirthField(label=gettext_lazy("Ngày sinh"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Giới tính"), required=False, choices=[("", "—"), *Sex.choices])
    ethnicity = forms.CharField(label=gettext_lazy("Dân tộc"), required=False, max_length=40)


class NumberForm(StyledMixin, forms.Form):
    """One more ID number of a person, with the days printed on the card."""

    number = IdNumberField(label=gettext_lazy("Số giấy tờ"))
    issued_on = DateField(years_back=30, label=gettext_lazy("Ngày cấp"), required=False)
    issued_by = forms.CharField(label=gettext_lazy("Nơi cấp"), required=False, max_length=120)
    valid_until = DateField(years_back=30, label=gettext_lazy("Có giá trị đến"), required=False)


class NameForm(StyledMixin, forms.ModelForm):
    """A former or other name of a person."""

    years_back = 60

    class Meta:
        model = OtherName
        fields = ("kind", "full_name", "until_on", "note")

    def _post_clean(self):
        """Skip the model's validation: the service function checks and saves."""
