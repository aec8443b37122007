"""The form by which a leader asks to open a closed period again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from areas.fields import UnitChoice
from areas.models import UnitQuerySet
from cases.models import Case
from core.forms.fields import StyledMixin, offer_rows
from core.forms.typed_fields import DateField

MOST_CASES = 200


class ReopeningForm(StyledMixin, forms.Form):
    """Unit, facts and cases, last day, document and reason. A valid form has `cases` as a list of cases."""

    unit = UnitChoice(
        label=_("Đơn vị"), queryset=None, empty_label=None, widget=forms.Select(attrs={"class": "form-select"})
    )
    facts = forms.CharField(
        label=_("Thông tin cần ghi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        help_text=_("Ví dụ: «khởi tố mới, ngày 20/04/2024». Không ghi tên người được quản lý."),
    )
    cases = forms.CharField(
        label=_("Mã hồ sơ"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        help_text=_("Mỗi dòng một mã hồ sơ."),
    )
    with_new_cases = forms.BooleanField(
        label=_("Kể cả hồ sơ lập mới trong thời gian mở lại"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    last_on = DateField(label=_("Ngày cuối"), help_text=_("Hết ngày này, việc mở lại tự kết thúc."))
    document_number = forms.CharField(label=_("Số văn bản làm căn cứ"), max_length=200)
    why = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"class": "form-control", "rows": 2})
    )

    def __init__(self, *args, user: User, units: UnitQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offer_rows(self, "unit", units)

    def clean_cases(self) -> list[Case]:
        """The cases with the typed codes, which the user may see."""
        codes = list(dict.fromkeys(self.cleaned_data["cases"].replace(",", " ").split()))
        if len(codes) > MOST_CASES:
            raise forms.ValidationError(_("Nhiều nhất %d hồ sơ.") % MOST_CASES)
        found = {case.code: case for case in Case.objects.visible_to(self.user).filter(code__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            raise forms.ValidationError(_("Không tìm thấy hồ sơ: %s.") % ", ".join(unknown))
        return [found[code] for code in codes]
