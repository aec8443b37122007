"""Forms to record a new crime, and to correct or withdraw what was recorded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import NOT_COUNTED, CrimeClass, Outcome
from cases.facts.store import ReoffenceData
from cases.models import Reoffence
from core.forms.date_rules import add_date_errors
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField

# The values of a reoffence, in the order of the form.
FIELDS = (
    "prosecuted_on", "document_number", "prosecuted_by", "act_on", "articles", "is_intentional", "crime_class", "outcome",
    "convicted_on", "ended_on", "outcome_number", "outcome_body", "note",
)  # fmt: skip
# As text, because that is what the form posts and what `initial` must be.
GUILT = {"intent": True, "negligence": False}
GUILT_TEXT: dict[bool | None, str] = {None: "", True: "intent", False: "negligence"}


def guilt_of(text: str) -> bool:
    """Whether the posted text says that the crime was intentional. Raises ValueError for what the form does not offer."""
    if text not in GUILT:
        raise ValueError(text)
    return GUILT[text]


class ReoffenceForm(StyledMixin, forms.Form):
    """A prosecution for a new crime and its outcome. What is not known yet stays empty; nothing is assumed."""

    prosecuted_on = DateField(years_back=10, label=_("Ngày khởi tố bị can"))
    document_number = forms.CharField(label=_("Số quyết định khởi tố"), max_length=200)
    prosecuted_by = forms.CharField(
        label=_("Cơ quan khởi tố"),
        max_length=200,
        required=False,
        help_text=_("Cơ quan điều tra đã ra quyết định."),
    )
    act_on = DateField(
        years_back=10,
        label=_("Ngày phạm tội mới"),
        required=False,
        help_text=_("Ngày thực hiện hành vi. Để trống nếu chưa rõ; hệ thống sẽ hỏi khi tính xóa án tích."),
    )
    articles = forms.CharField(
        label=_("Điều, khoản của BLHS"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: khoản 1 Điều 173; nhiều điều thì cách nhau bằng dấu chấm phẩy."),
    )
    is_intentional = forms.TypedChoiceField(
        label=_("Lỗi"),
        choices=[("", _("Chưa rõ")), ("intent", _("Cố ý")), ("negligence", _("Vô ý"))],
        coerce=guilt_of,
        empty_value=None,
        required=False,
    )
    crime_class = forms.ChoiceField(
        label=_("Loại tội phạm"),
        choices=[("", _("Chưa rõ")), *CrimeClass.choices],
        required=False,
        help_text=_("Theo mức cao nhất của khung hình phạt, không theo mức án được tuyên."),
    )
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=Outcome.choices, initial=Outcome.PENDING)
    convicted_on = DateField(years_back=10, label=_("Ngày kết án"), required=False)
    ended_on = DateField(years_back=10, label=_("Ngày đình chỉ hoặc tuyên không phạm tội"), required=False)
    outcome_number = forms.CharField(
        label=_("Số bản án, quyết định đình chỉ"),
        max_length=200,
        required=False,
        help_text=_("Văn bản cho biết kết quả ở trên."),
    )
    outcome_body = forms.CharField(label=_("Tòa án, cơ quan ra văn bản đó"), max_length=200, required=False)
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
        if data.get("ended_on") and data.get("outcome") not in NOT_COUNTED:
            self.add_error("ended_on", _("Chỉ vụ được đình chỉ hoặc tuyên không phạm tội mới có ngày này."))
        if data.get("outcome") == Outcome.PENDING:
            for name in ("outcome_number", "outcome_body"):
                if data.get(name):
                    self.add_error(name, _("Chưa xét xử thì chưa có văn bản này; hãy chọn kết quả."))
        return data

    @staticmethod
    def as_data(cleaned: dict) -> ReoffenceData:
        """Return the cleaned values as the plain value that the services take."""
        return ReoffenceData(**{name: cleaned[name] for name in FIELDS})

    @staticmethod
    def initial_of(reoffence: Reoffence) -> dict:
        """Return the stored values as the form shows them."""
        values = {name: getattr(reoffence, name) for name in FIELDS}
        return values | {"is_intentional": GUILT_TEXT[reoffence.is_intentional]}


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


class ConfirmForm(StyledMixin, forms.Form):
    """The confirmation of a reoffence: a button, without fields."""
