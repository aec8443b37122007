"""Forms of a request to a second person and of the decision on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.fields import StyledMixin


class SendForm(StyledMixin, forms.Form):
    """The reason and document with which the first person sends the request."""

    why = forms.CharField(label=_("Lý do đề nghị"), max_length=1000, widget=forms.Textarea)
    document_number = forms.CharField(
        label=_("Số văn bản làm căn cứ"),
        max_length=200,
        help_text=_("Bản án, quyết định, phiếu lý lịch tư pháp… cho thấy việc này là đúng."),
    )


class DecisionForm(StyledMixin, forms.Form):
    """The decision of the second person."""

    decision = forms.ChoiceField(
        label=_("Quyết định"), choices=[("approve", _("Duyệt")), ("refuse", _("Không duyệt"))], widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Ý kiến"), required=False, max_length=1000, widget=forms.Textarea)

    def clean(self):
        """Require an opinion with a refusal."""
        data = super().clean()
        if data.get("decision") == "refuse" and not data.get("why"):
            self.add_error("why", _("Không duyệt thì phải nêu lý do."))
        return data
