"""Forms to record a new crime, and to correct or withdraw what was recorded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import Outcome
from cases.facts.store import ReoffenceData
from core.forms.date_rules import add_date_errors
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField


class ReoffenceForm(StyledMixin, forms.Form):
    """A prosecution for a new crime and its outcome."""

    prosecuted_on = DateField(years_back=10, label=_("Ngày khởi tố bị can"))
    act_on = DateField(
        years_back=10,
        label=_("Ngày phạm tội mới"),
        required=False,
        help_text=_("Ngày thực hiện hành vi. Để trống nếu chưa rõ; hệ thống sẽ hỏi khi tính xóa án tích."),
    )
    document_number = forms.CharField(label=_("Số quyết định khởi tố"), max_length=200)
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=Outcome.choices, initial=Outcome.PENDING)
    convicted_on = DateField(years_back=10, label=_("Ngày kết án"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea)

    def clean(self):
        """Refuse days in the future, and require the day of a conviction on or after the prosecution."""
        data = super().clean()
        add_date_errors(self, "cases.reoffences.reoffence")
        if (
            data.get("outcome") == Outcome.CONVICTED
            and not data.get("convicted_on")
            and "convicted_on" not in self.errors
        ):
            self.add_error("convicted_on", _("Đã bị kết án thì phải có ngày kết án."))
        return data

    @staticmethod
    def as_data(cleaned: dict) -> ReoffenceData:
        """Return the cleaned values as the plain value that the services take."""
        names = ("prosecuted_on", "act_on", "document_number", "outcome", "convicted_on", "note")
        return ReoffenceData(**{name: cleaned[name] for name in names})


class _ReasonMixin(forms.Form):
    why = forms.CharField(label=_("Lý do đề nghị"), max_length=1000, widget=forms.Textarea)
    basis_number = forms.CharField(
        label=_("Số văn bản làm căn cứ"),
        max_length=200,
        help_text=_("Bản án, quyết định đình chỉ, kết luận… cho thấy thông tin đã ghi là sai."),
    )


class CorrectionForm(ReoffenceForm, _ReasonMixin):
    """The corrected values of a reoffence, with reason and document."""


class WithdrawalForm(StyledMixin, _ReasonMixin):
    """The reason and document for which a recorded reoffence is withdrawn."""
