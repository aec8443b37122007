"""Forms of recorded loans: the bank's facts, corrections, editable fields, and the filters of the list."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from core.forms.date_rules import add_date_errors
from core.forms.fields import StyledMixin, offer_rows
from core.forms.typed_fields import DateField, MoneyField, RateField
from law.choices import Purpose
from loans import queries
from loans.choices import USUAL_DEBT, USUAL_LOAN, FactKind, State
from loans.fact_rules import FactValue
from loans.models import Loan
from loans.services import EDITABLE

YES_NO = [("yes", _("Có")), ("no", _("Không"))]


def yes_no_field(label, *, required: bool = False, help_text="") -> forms.TypedChoiceField:
    """A choice of yes and no with the values True and False. If not required, also "no answer yet" with the value None."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO if required else [("", _("Chưa có trả lời")), *YES_NO],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=required,
        help_text=help_text,
    )


class FactForm(StyledMixin, forms.Form):
    """The fields of every kind of fact: day, document and note. Subclasses add their own."""

    kind = ""
    on = DateField(years_back=5, label=_("Ngày"))
    document_number = forms.CharField(label=_("Số văn bản"), max_length=200, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=1000, required=False, widget=forms.Textarea)
    field_order: tuple[str, ...] = (
        "is_approved", "purpose", "amount", "overdue", "on", "document_number", "is_confirmed", "has_other_debt", "note",
    )  # fmt: skip

    def clean(self):
        """Refuse a day in the future."""
        data = super().clean()
        add_date_errors(self, "loans.fact")
        return data

    def value(self) -> FactValue:
        """The fact that the valid form describes."""
        names = FactValue.__dataclass_fields__
        values = {name: value for name, value in self.cleaned_data.items() if name in names}
        return FactValue(kind=self.kind, **values)


class RequestFactForm(FactForm):
    """The correction of a request: purpose, and amount in đồng."""

    kind = FactKind.REQUEST.value
    purpose = forms.ChoiceField(label=_("Mục đích vay"), choices=Purpose.choices)
    amount = MoneyField(label=_("Số tiền đề nghị (đồng)"), min_value=1, usual=USUAL_LOAN)


class DecisionFactForm(FactForm):
    """The bank's decision: approved or not, and the amount in đồng."""

    kind = FactKind.DECISION.value
    is_approved = yes_no_field(_("Duyệt cho vay"), required=True)
    amount = MoneyField(label=_("Số tiền phê duyệt (đồng)"), required=False, usual=USUAL_LOAN)

    def clean(self):
        """Require an amount with an approval, and a reason without an amount with a refusal."""
        data = super().clean()
        if data.get("is_approved") and not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Duyệt thì phải ghi số tiền phê duyệt."))
        if data.get("is_approved") is False:
            if data.get("amount"):
                self.add_error("amount", _("Không duyệt thì để trống số tiền."))
            if not data.get("note"):
                self.add_error("note", _("Không duyệt thì phải nêu lý do."))
        data["amount"] = data.get("amount") or 0
        return data


class DecisionForm(DecisionFactForm):
    """The first decision, with the two answers that only the bank can give (Điều 3)."""

    is_confirmed = yes_no_field(
        _("UBND cấp xã đã xác nhận danh sách (Mẫu số 01) hoặc phương án (Mẫu số 02)"),
        help_text=_("Bắt buộc là Có khi duyệt."),
    )
    has_other_debt = yes_no_field(
        _("Còn dư nợ chương trình khác của NHCSXH cùng mục đích"), help_text=_("Bắt buộc là Không khi duyệt.")
    )


class DisbursementForm(FactForm):
    """An amount that the bank paid out, in đồng."""

    kind = FactKind.DISBURSEMENT.value
    amount = MoneyField(label=_("Số tiền giải ngân (đồng)"), min_value=1, usual=USUAL_LOAN)


class BalanceForm(FactForm):
    """The principal owed at the end of a day, and the overdue part of it, in đồng."""

    kind = FactKind.BALANCE.value
    amount = MoneyField(label=_("Dư nợ gốc cuối ngày (đồng)"), usual=USUAL_DEBT)
    overdue = MoneyField(label=_("Trong đó nợ quá hạn (đồng)"), required=False, initial=0, usual=USUAL_DEBT)

    def clean_overdue(self):
        """Take an empty field for 0."""
        return self.cleaned_data["overdue"] or 0


class ReasonMixin(forms.Form):
    """The reason and document for which a recorded fact is corrected or withdrawn."""

    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)
    basis_number = forms.CharField(
        label=_("Số văn bản làm căn cứ"), max_length=200, help_text=_("Bản đã ghi vẫn được giữ lại cùng lý do này.")
    )


FACT_FORMS = {form.kind: form for form in (RequestFactForm, DecisionFactForm, DisbursementForm, BalanceForm)}
CORRECTIONS = {
    kind: type(
        f"Correct{form.__name__}", (form, ReasonMixin), {"field_order": (*form.field_order, "why", "basis_number")}
    )
    for kind, form in FACT_FORMS.items()
}


class WithdrawalForm(StyledMixin, ReasonMixin):
    """The reason and document for which a recorded fact is withdrawn."""


class EditForm(StyledMixin, forms.ModelForm):
    """The fields of a loan that no measure counts, such as the rate in percent a year."""

    annual_rate = RateField(label=_("Lãi suất (%/năm)"), required=False)

    class Meta:
        model = Loan
        fields: tuple[str, ...] = EDITABLE

    def _post_clean(self):
        """Skip the model's validation: services.edit validates under a lock."""


class ExpungedEditForm(EditForm):
    """The fields of a loan of an expunged person: its number is not shown, and stays if none is typed."""

    class Meta(EditForm.Meta):
        help_texts: ClassVar = {"code": _("Mã đã ghi không hiện ra; để trống thì giữ nguyên.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["code"] = ""

    def clean(self):
        """Leave the recorded number where none is typed."""
        data = super().clean()
        if not data.get("code"):
            data.pop("code", None)
        return data


class UnnamedEditForm(ExpungedEditForm):
    """The same where the released person signed."""

    class Meta(ExpungedEditForm.Meta):
        fields = tuple(name for name in EDITABLE if name != "named_borrower")


class LoanFilterForm(StyledMixin, forms.Form):
    """Filters of the list, from the query string. All of them apply together."""

    asks = False

    stage = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=[("", _("Tất cả")), *State.choices])
    purpose = forms.ChoiceField(label=_("Mục đích"), required=False, choices=[("", _("Tất cả")), *Purpose.choices])
    unit = forms.ModelChoiceField(label=_("Xã"), required=False, queryset=Unit.objects.none(), empty_label=_("Tất cả"))
    since = DateField(label=_("Từ ngày"), required=False)
    until = DateField(label=_("Đến ngày"), required=False)
    code = forms.CharField(
        label=_("Mã món vay"), required=False, max_length=20, help_text=_("Ghi đủ mã, như trên khế ước.")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", queries.filter_units(user))

    def apply(self, loans):
        """Filter a queryset from queries.for_list. Invalid filters give no loans."""
        if not self.is_valid():
            return loans.none()
        lookups = {
            "stage": "state",
            "purpose": "purpose",
            "unit": "unit__in",
            "since": "moved_on__gte",
            "until": "moved_on__lte",
            "code": "code",
        }
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if "unit" in chosen:
            chosen["unit"] = Unit.objects.within(chosen["unit"])  # with the communes that merged into it
        return loans.filter(**{lookups[name]: value for name, value in chosen.items()})
