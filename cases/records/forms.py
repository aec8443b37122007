"""Base form of records of a case, the form that strikes one out, and the form of the case's descriptive fields."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from core.forms.date_rules import add_date_errors
from core.forms.fields import StyledMixin


class RecordForm(StyledMixin, forms.ModelForm):
    """Base form of a record. Its dates keep the rules of core/date_rules.py for its model."""

    years_back = 10

    def clean(self):
        """Refuse days in the future in the fields named by `past`."""
        data = super().clean()
        add_date_errors(self, self._meta.model._meta.label_lower)
        return data

    def _post_clean(self):
        """Skip the model's validation: the service function does it, when case and author are known."""

    def _get_validation_exclusions(self):
        return {NON_FIELD_ERRORS}


class StrikeForm(forms.Form):
    """The reason for which a record is struck out."""

    why = forms.CharField(
        label=_("Lý do gạch bỏ"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text=_("Mục bị gạch bỏ không mất đi: người có trách nhiệm vẫn xem được cùng với lý do."),
    )


DETAIL_FIELDS = (
    "address", "hamlet", "phone", "offence", "article", "sentence_text", "release_on", "certificate_number", "certificate_on",
    "probation_start_on", "probation_end_on", "present_by_on", "presented_on", "information_on", "commitment_on",
    "presentation_reported_on", "handed_back_on", "wishes", "origin_text", "job_text",
)  # fmt: skip


class DetailsForm(StyledMixin, forms.ModelForm):
    """The descriptive fields of a case, which no measure counts."""

    years_back = 10

    class Meta:
        model = Case
        fields = DETAIL_FIELDS

    def clean(self):
        """Refuse days in the future where something happened, and a probation that ends before it starts."""
        data = super().clean()
        add_date_errors(self, "cases.records.update_details")
        return data

    def _post_clean(self):
        """Skip the model's validation: services.update_details checks and saves."""
