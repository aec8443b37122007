"""Forms of administrative penalties, of work after release, and of papers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import AdministrativePenalty, PersonalPaper, WorkCheck
from cases.records.forms import RecordForm


class PenaltyForm(RecordForm):
    """An administrative violation and its decision; the amount in đồng."""

    class Meta:
        model = AdministrativePenalty
        fields = (
            "on", "behaviour", "article", "form", "amount", "decision_number", "decided_on", "decided_by", "done_on", "note",
        )  # fmt: skip

    def clean(self):
        """Require the amount of a fine, and refuse one for anything else."""
        data = super().clean()
        is_fine = data.get("form") == AdministrativePenalty.Form.FINE
        if is_fine and not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Phạt tiền thì phải ghi mức phạt."))
        if not is_fine and data.get("amount"):
            self.add_error("amount", _("Chỉ hình thức phạt tiền mới có mức phạt."))
        return data


class WorkCheckForm(RecordForm):
    """Whether the person had work 3, 6 or 12 months after release. Nothing is preselected."""

    has_work = forms.TypedChoiceField(
        label=gettext_lazy("Có việc làm"),
        choices=[("", "---------"), ("True", gettext_lazy("Có")), ("False", gettext_lazy("Không"))],
        coerce=lambda value: value == "True",
    )

    class Meta:
        model = WorkCheck
        fields = ("months", "has_work", "on", "proof", "note")


class PaperForm(RecordForm):
    """A paper that is missing, applied for or issued."""

    class Meta:
        model = PersonalPaper
        fields = ("kind", "noted_on", "applied_on", "issued_on", "issued_by", "proof", "note")

    def clean(self):
        """Require who issued a paper that was issued."""
        data = super().clean()
        if data.get("issued_on") and not data.get("issued_by"):
            self.add_error("issued_by", _("Giấy tờ đã được cấp thì phải ghi nơi cấp."))
        return data
