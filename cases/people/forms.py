"""Describing a case and its person: what may be changed by hand, none of it counted."""

from django import forms
from django.utils.translation import gettext as _now

from cases.models import Case
from core.dates import today
from core.forms.fields import StyledMixin

DETAIL_FIELDS = (
    "address", "hamlet", "phone", "offence", "article", "sentence_text", "release_on", "certificate_number", "certificate_on",
    "probation_start_on", "probation_end_on", "present_by_on", "presented_on", "information_on", "commitment_on",
    "presentation_told_on", "handed_back_on", "wishes", "origin_text", "job_text",
)  # fmt: skip
PAST = (
    "release_on", "certificate_on", "presented_on", "information_on", "commitment_on", "presentation_told_on",
    "handed_back_on",
)  # fmt: skip


class DetailsForm(StyledMixin, forms.ModelForm):
    class Meta:
        model = Case
        fields = DETAIL_FIELDS

    def clean(self):
        data = super().clean()
        for name in PAST:
            if data.get(name) and data[name] > today():
                self.add_error(name, _now("Ngày ở tương lai; ở đây ghi việc đã xảy ra."))
        start, end = data.get("probation_start_on"), data.get("probation_end_on")
        if start and end and end <= start:
            self.add_error("probation_end_on", _now("Ngày hết thử thách phải sau ngày bắt đầu thử thách."))
        return data

    def _post_clean(self):
        """The verb checks and saves (services.update_details)."""
