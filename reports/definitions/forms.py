"""The form of a proposed definition."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField
from reports.measures.definition import CountedDate, Denominator


class ProposalForm(StyledMixin, forms.Form):
    """The definition from a day, the document that sets it and the reason."""

    valid_from = DateField(
        label=_("Áp dụng từ"), help_text=_("Kỳ báo cáo kết thúc từ ngày này trở đi tính theo quy định này.")
    )
    counted_date = forms.ChoiceField(label=_("Tính tái phạm theo"), choices=CountedDate.choices)
    denominator = forms.ChoiceField(label=_("Tính tỷ lệ trên"), choices=Denominator.choices)
    document_number = forms.CharField(
        label=_("Số văn bản làm căn cứ"),
        max_length=200,
        help_text=_("Văn bản hoặc ý kiến chỉ đạo quy định cách tính này."),
    )
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)
