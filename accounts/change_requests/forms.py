"""The forms of a proposed change and of the decision on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.fields import StyledMixin


class DecisionForm(StyledMixin, forms.Form):
    """Approve or refuse."""

    decision = forms.ChoiceField(
        label=_("Quyết định"), choices=[("approve", _("Duyệt")), ("refuse", _("Không duyệt"))], widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Ý kiến"), required=False, max_length=1000, widget=forms.Textarea)

    def clean(self):
        """Require a reason for refusing."""
        data = super().clean()
        if data.get("decision") == "refuse" and not data.get("why"):
            self.add_error("why", _("Không duyệt thì phải nêu lý do."))
        return data
