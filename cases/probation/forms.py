"""Forms of conditional release."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Absence, Breach, MoveRequest, Shortening
from cases.records.forms import RecordForm
from core.dates import today
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField


class CompleteForm(StyledMixin, forms.Form):
    """The certificate with which a probation ends (Luật THAHS 2019 Điều 59 khoản 4)."""

    on = DateField(years_back=5, label=_("Ngày cấp giấy chứng nhận"), initial=today)
    document_number = forms.CharField(label=_("Số giấy chứng nhận chấp hành xong"), max_length=60)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea)


class RevokeForm(StyledMixin, forms.Form):
    """The court's decision that revokes the conditional release (Luật THAHS 2019 Điều 71)."""

    on = DateField(years_back=5, label=_("Ngày quyết định có hiệu lực"), initial=today)
    decision_number = forms.CharField(label=_("Số quyết định của Tòa án"), max_length=100)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea)


class ShortenForm(StyledMixin, forms.Form):
    """The court's decision on an application to shorten the probation."""

    is_granted = forms.TypedChoiceField(
        label=_("Tòa án"),
        choices=[("yes", _("Chấp nhận rút ngắn")), ("no", _("Không chấp nhận"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    decided_on = DateField(years_back=5, label=_("Ngày quyết định"))
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=100)
    new_end_on = DateField(years_back=5, label=_("Ngày hết thử thách mới"), required=False)

    def clean(self):
        """Require the new last day when the court shortened the probation."""
        data = super().clean()
        if data.get("is_granted") and not data.get("new_end_on") and "new_end_on" not in self.errors:
            self.add_error("new_end_on", gettext("Chấp nhận rút ngắn thì phải có ngày hết thử thách mới."))
        return data


class AbsenceForm(RecordForm):
    """Leave from the place of residence: application, decision and return (Luật THAHS 2019 Điều 67)."""

    class Meta:
        model = Absence
        fields = (
            "applied_on", "from_on", "until_on", "destination", "reason", "is_treatment", "is_granted", "decided_on",
            "decision_number", "returned_on",
        )  # fmt: skip

    def clean(self):
        """Require the decision together with its day."""
        data = super().clean()
        if data.get("is_granted") is not None and not data.get("decided_on") and "decided_on" not in self.errors:
            self.add_error("decided_on", gettext("Đã quyết định thì phải có ngày quyết định."))
        if data.get("is_granted") is None and data.get("decided_on"):
            self.add_error("is_granted", gettext("Đã có ngày quyết định thì chọn đồng ý hay không."))
        return data


class BreachForm(RecordForm):
    """A breach and the steps that the commune took about it (Luật THAHS 2019 Điều 66, 69)."""

    class Meta:
        model = Breach
        fields = (
            "kind", "on", "is_intentional", "description", "record_number", "record_on", "meeting_on", "reported_on",
            "requested_on",
        )  # fmt: skip


class MoveForm(RecordForm):
    """An application to move residence or work, and its decision (Luật THAHS 2019 Điều 68)."""

    class Meta:
        model = MoveRequest
        fields = ("applied_on", "to_text", "reason", "is_granted", "decided_on", "decision_number")

    def clean(self):
        """Require the decision together with its day."""
        data = super().clean()
        if (data.get("is_granted") is None) != (not data.get("decided_on")) and "decided_on" not in self.errors:
            self.add_error("decided_on", gettext("Quyết định phải có cả kết quả và ngày."))
        return data


class ShorteningForm(RecordForm):
    """A proposal to shorten the probation; the court's decision has a page of its own."""

    class Meta:
        model = Shortening
        fields = ("proposed_on", "reason", "is_exception")
