"""The filters of the worklist and the form that puts a duty off."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.worklist.lists import NOBODY, OVERDUE, SNOOZED, Filters, Worklist
from cases.worklist.services import LONGEST_SNOOZE
from core.dates import DAY_ONE, today
from core.forms.fields import StyledMixin, choice_field
from core.forms.typed_fields import DateField
from law.duties.agenda import KIND_LABELS, SOON


class FilterForm(forms.Form):
    """Filters of the worklist. They are query parameters and combine; a filter that matches nothing returns no lines."""

    kind = forms.ChoiceField(label=_("Loại việc"), required=False)
    unit = forms.ChoiceField(label=_("Xã"), required=False)
    officer = forms.ChoiceField(label=_("Cán bộ"), required=False)
    state = forms.ChoiceField(label=_("Hạn"), required=False)

    def __init__(self, data, *, worklist: Worklist):
        super().__init__(data)
        units = {tally.unit for tally in worklist.tallies if tally.kind} | {line.unit for line in worklist.others}
        officers = {tally.officer for tally in worklist.tallies if tally.kind} - {""}
        self._offer("kind", KIND_LABELS.items())
        self._offer("unit", ((unit, unit) for unit in sorted(units)))
        self._offer("officer", [(NOBODY, gettext("Chưa phân công")), *((one, one) for one in sorted(officers))])
        self._offer("state", [(OVERDUE, gettext("Quá hạn")), (SNOOZED, gettext("Đang hoãn"))])

    def _offer(self, name, choices):
        choices, asked = list(choices), self.data.get(name, "")
        if asked and asked not in {value for value, _label in choices}:
            choices.append((asked, asked))
        choice_field(self, name).choices = [("", gettext("Tất cả")), *choices]
        self.fields[name].widget.attrs["class"] = "form-select"

    @property
    def filters(self) -> Filters:
        """The chosen filters."""
        return Filters(**self.cleaned_data) if self.is_valid() else Filters()


class SnoozeForm(StyledMixin, forms.Form):
    """The day until which a duty is put off, and the reason."""

    until_on = DateField(label=_("Hoãn đến ngày"))
    why = forms.CharField(label=_("Lý do hoãn"), max_length=500, widget=forms.Textarea)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first, last = today() + DAY_ONE, today() + LONGEST_SNOOZE * DAY_ONE
        self.fields["until_on"].initial = today() + SOON
        values = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        self.fields["until_on"].help_text = (
            gettext("Từ %(first)s đến %(last)s; ngày đó việc trở lại danh sách.") % values
        )
