"""Base form of records of a case, the form that strikes one out, and the form of the case's descriptive fields."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from core.dates import today
from core.forms.fields import StyledMixin


class RecordForm(StyledMixin, forms.ModelForm):
    """Base form of a record. `past` names the date fields that must not be in the future."""

    past: tuple[str, ...] = ()
    years_back = 10

    def clean(self):
        """Refuse days in the future in the fields named by `past`."""
        data = super().clean()
        for name in self.past:
            day = data.get(name)
            if day and day > today():
                self.add_error(name, gettext("Ngày ở tương lai; ở đây ghi việc đã xảy ra."))
        return data

    def _post_clean(self):
        """Skip the model's validation: the service function does it, when case and author are known."""

    def _get_validation_exclusions(self):
        return {NON_FIELD_ERRORS}


def day_order(form: forms.ModelForm, first: str, last: str, message: str | Promise) -> None:
    """Add the error `message` to field `last` if its day is before the day of field `first`."""
    data = form.cleaned_data
    if data.get(first) and data.get(last) and data[last] < data[first]:
        form.add_error(last, str(message))


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


PAST = (
    "release_on", "certificate_on", "presented_on", "information_on", "commitment_on", "presentation_reported_on",
    "handed_back_on",
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
        for name in PAST:
            if data.get(name) and data[name] > today():
                self.add_error(name, gettext("Ngày ở tương lai; ở đây ghi việc đã xảy ra."))
        start, end = data.get("probation_start_on"), data.get("probation_end_on")
        if start and end and end <= start:
            self.add_error("probation_end_on", gettext("Ngày hết thử thách phải sau ngày bắt đầu thử thách."))
        return data

    def _post_clean(self):
        """Skip the model's validation: services.update_details checks and saves."""
