"""Forms of loan requests: for a released person, and for an establishment that employs released people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import communes_for
from areas.models import Unit
from cases.models import Case, HouseholdMember, Need
from cases.support.models import SupportKind
from core.dates import today
from core.forms.fields import offer_rows
from core.forms.typed_fields import DateField, MoneyField
from law.choices import Purpose
from law.provider import law
from loans.choices import USUAL_LOAN, BusinessKind, EntrustedBody, FactKind
from loans.fact_rules import FactValue
from loans.forms import FactForm, yes_no_field

_ORDER = (
    "unit", "business_name", "business_kind", "workers", "released_workers", "is_lawful", "household_member", "named_borrower",
    "need", "purpose", "amount", "on", "term_months", "course_months", "document_number", "is_confirmed", "has_other_debt",
    "savings_group", "group_head", "entrusted_body", "note", "confirmed", "confirmed_why",
)  # fmt: skip


def _months(label, **kwargs) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=600, **kwargs)


class LoanRequestForm(FactForm):
    """The fields of both request forms."""

    kind = FactKind.REQUEST.value
    on = DateField(years_back=5, label=_("Ngày đề nghị"))
    amount = MoneyField(label=_("Số tiền đề nghị (đồng)"), min_value=1, usual=USUAL_LOAN)
    term_months = _months(_("Thời hạn vay (tháng)"))
    has_other_debt = yes_no_field(
        _("Còn dư nợ chương trình khác của NHCSXH cùng mục đích"),
        help_text=_("Ngân hàng trả lời; chưa hỏi thì để trống."),
    )
    confirmed = forms.BooleanField(
        label=_("Vẫn đề nghị vay khi còn điều kiện chưa rõ"),
        required=False,
        help_text=_("Chỉ đánh dấu sau khi hệ thống nêu điều kiện cần xác nhận; phải ghi căn cứ ở ô dưới."),
    )
    confirmed_why = forms.CharField(label=_("Căn cứ xác nhận"), max_length=1000, required=False, widget=forms.Textarea)
    field_order = _ORDER
    fact_fields = ("on", "amount", "purpose", "document_number", "note", "confirmed", "unit")

    def value(self) -> FactValue:
        """The request as a plain value; without a field for the purpose it is production."""
        values = {name: self.cleaned_data[name] for name in ("on", "amount", "document_number", "note")}
        return FactValue(kind=self.kind, purpose=self.cleaned_data.get("purpose") or Purpose.PRODUCTION.value, **values)

    def details(self) -> dict:
        """The fields of the Loan. A reason without the ticked confirmation is dropped."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in self.fact_fields}
        return {**values, "confirmed_why": values["confirmed_why"] if self.cleaned_data["confirmed"] else ""}


class PersonLoanForm(LoanRequestForm):
    """A loan for a released person, signed by a member of the household where there is one (Điều 4)."""

    household_member = forms.ModelChoiceField(
        label=_("Người đại diện hộ đứng tên vay"),
        queryset=HouseholdMember.objects.none(),
        required=False,
        empty_label=_("Không có người đại diện được; vay trực tiếp"),
    )
    named_borrower = forms.CharField(
        label=_("Tên người đứng tên vay"),
        max_length=120,
        required=False,
        help_text=_("Để trống: người đại diện hộ đã chọn, không thì chính người được vay."),
    )
    need = forms.ModelChoiceField(
        label=_("Theo nhu cầu đã ghi"), queryset=Need.objects.none(), required=False, empty_label=_("—")
    )
    purpose = forms.ChoiceField(label=_("Mục đích vay"), choices=Purpose.choices, initial=Purpose.PRODUCTION)
    course_months = _months(_("Thời gian học (tháng)"), help_text=_("Chỉ ghi khi vay đào tạo nghề."))
    is_confirmed = yes_no_field(_("Có tên trong danh sách Mẫu số 01 được UBND cấp xã xác nhận"))
    savings_group = forms.CharField(label=_("Tổ TK&VV"), max_length=120, required=False)
    group_head = forms.CharField(label=_("Tổ trưởng"), max_length=120, required=False)
    entrusted_body = forms.ChoiceField(
        label=_("Tổ chức ủy thác"), required=False, choices=[("", "—"), *EntrustedBody.choices]
    )

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["document_number"].label = _("Số danh sách Mẫu số 01")
        text = _("Người trong gia đình được ghi là có thể đại diện hộ (%s).")
        self.fields["household_member"].help_text = text % law(today()).article("loan_household")
        offer_rows(self, "household_member", case.household.active().filter(can_represent=True))
        offer_rows(self, "need", case.needs.active().filter(kind=SupportKind.CREDIT))

    def clean(self):
        """Fill in the signer: the chosen member of the household, else the person."""
        data = super().clean()
        if not data.get("named_borrower"):
            member = data.get("household_member")
            data["named_borrower"] = member.full_name if member else self.case.person.full_name
        return data


class BusinessLoanForm(LoanRequestForm):
    """A loan for an establishment that employs released people (Điều 3)."""

    unit = forms.ModelChoiceField(label=_("Xã nơi thực hiện phương án"), queryset=Unit.objects.none(), empty_label=None)
    business_name = forms.CharField(label=_("Tên cơ sở"), max_length=200)
    business_kind = forms.ChoiceField(label=_("Loại cơ sở"), choices=BusinessKind.choices)
    workers = forms.IntegerField(label=_("Tổng số lao động"), min_value=1, max_value=100_000)
    released_workers = forms.IntegerField(
        label=_("Lao động chấp hành xong án phạt tù"),
        min_value=0,
        max_value=100_000,
    )
    is_lawful = yes_no_field(_("Được thành lập, hoạt động hợp pháp"))
    named_borrower = forms.CharField(label=_("Người đại diện đứng tên vay"), max_length=120)
    is_confirmed = yes_no_field(_("Phương án được UBND cấp xã xác nhận (Mẫu số 02)"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", communes_for(user, "loans.request"))
        self.fields["document_number"].label = _("Số văn bản xác nhận phương án")
        text = _("Có hợp đồng lao động và đủ điều kiện như người vay (%s).")
        self.fields["released_workers"].help_text = text % law(today()).article("loan_business_share")

    def clean(self):
        """Refuse more released people than the establishment has workers."""
        data = super().clean()
        if data.get("workers") and (data.get("released_workers") or 0) > data["workers"]:
            self.add_error("released_workers", _("Không thể lớn hơn tổng số lao động."))
        return data
