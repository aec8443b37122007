"""What all forms for records of a case share."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

from core.dates import today
from core.forms.fields import StyledMixin


class RecordForm(StyledMixin, forms.ModelForm):
    """A form of one kind of record. `past`: fields whose day must not lie ahead: what has happened has happened."""

    past: tuple[str, ...] = ()

    def clean(self):
        data = super().clean()
        for name in self.past:
            day = data.get(name)
            if day and day > today():
                self.add_error(name, _("Ngày ở tương lai; ở đây ghi việc đã xảy ra."))
        return data

    def _post_clean(self):
        """The model's own checks are the verb's (records.py): the form has neither case nor author yet."""

    def _get_validation_exclusions(self):
        return {NON_FIELD_ERRORS}


def day_order(form: forms.ModelForm, first: str, last: str, message: str) -> None:
    """Put `message` on the later field where it lies before the earlier one."""
    data = form.cleaned_data
    if data.get(first) and data.get(last) and data[last] < data[first]:
        form.add_error(last, message)
