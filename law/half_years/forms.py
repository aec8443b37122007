"""The form of proposed half-years."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField
from law.forms import within_years
from law.value_types import KIND_LABELS, Kind


class HalfYearForm(StyledMixin, forms.Form):
    """The first day of the first half-year, from when on, the document that sets it and the reason."""

    value = forms.CharField(
        label=_("6 tháng đầu năm bắt đầu từ ngày"), max_length=5, help_text=KIND_LABELS[Kind.DAY_OF_YEAR]
    )
    valid_from = DateField(label=_("Thay từ ngày"))
    document_number = forms.CharField(
        label=_("Số văn bản làm căn cứ"),
        max_length=200,
        help_text=_("Văn bản hoặc ý kiến chỉ đạo quy định kỳ báo cáo này."),
    )
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)

    def clean_valid_from(self) -> date | None:
        """Refuses a day outside of the years for which the page of the rules can show anything."""
        day: date | None = self.cleaned_data["valid_from"]
        return within_years(day)
