"""Forms of supervision: officers and helpers, contacts and classification."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.models import Assignment, Case, Classification, Contact
from cases.records.forms import RecordForm
from cases.supervision.services import officers_of
from core.dates import today
from core.forms.fields import StyledMixin, offer_rows
from core.forms.typed_fields import DateField, MonthField


class OfficerChoice(forms.ModelChoiceField):
    """Officers with the number of their open cases, the least loaded first."""

    def label_from_instance(self, user):
        """Show the officer's name and number of open cases."""
        return _("%(name)s (đang phụ trách %(load)d)") % {"name": user.get_full_name(), "load": user.load}


LEAST_FIRST = gettext_lazy("Người đang phụ trách ít hồ sơ nhất đứng đầu.")


def _officer_field(unit_ids, label, but: User | None = None):
    officers = [one for one in officers_of(unit_ids) if one != but]
    field = OfficerChoice(label=label, queryset=User.objects.filter(pk__in=[one.pk for one in officers]))
    field.choices = [("", "---------"), *((one.pk, field.label_from_instance(one)) for one in officers)]
    return field, officers


class AssignOfficerForm(StyledMixin, forms.Form):
    """The officer of a case from a day on."""

    on = DateField(years_back=10, label=gettext_lazy("Từ ngày"))
    why = forms.CharField(label=gettext_lazy("Lý do thay người trước"), required=False, max_length=200)

    def __init__(self, *args, unit_id, **kwargs):
        super().__init__(*args, **kwargs)
        field, officers = _officer_field([unit_id], _("Cán bộ phụ trách"))
        field.widget.attrs["class"] = "form-select"
        field.help_text = LEAST_FIRST
        if officers:
            field.initial = officers[0].pk
        self.fields = {"user": field, **self.fields}
        self.fields["on"].initial = today


class AssignHelperForm(StyledMixin, forms.Form):
    """The helper of a case, who is no user, from a day on."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên người giúp đỡ"), max_length=120)
    organisation = forms.ChoiceField(label=gettext_lazy("Tổ chức"), choices=Assignment.Organisation.choices[1:])
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), required=False, max_length=30)
    on = DateField(years_back=10, label=gettext_lazy("Từ ngày"), initial=today)
    why = forms.CharField(label=gettext_lazy("Lý do thay người trước"), required=False, max_length=200)


class HandOverForm(StyledMixin, forms.Form):
    """The new officer, the reason, and the cases that one officer hands over."""

    on = DateField(years_back=10, label=gettext_lazy("Từ ngày"), initial=today)
    why = forms.CharField(label=gettext_lazy("Lý do bàn giao"), max_length=200)
    cases = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Hồ sơ bàn giao"), queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, leaving, cases, **kwargs):
        super().__init__(*args, **kwargs)
        # Only officers of the communes that manage these people may take them over.
        field, officers = _officer_field({case.unit_id for case in cases}, _("Giao cho"), but=leaving)
        field.widget.attrs["class"] = "form-select"
        if not officers:
            field.help_text = _("Xã chưa có cán bộ khác; đề nghị quản trị hệ thống cấp tài khoản rồi bàn giao.")
        else:
            field.help_text = LEAST_FIRST
            field.initial = officers[0].pk
        self.fields = {"to": field, **self.fields}

        def label(case: Case) -> str:
            return f"{case.person.full_name} ({case.code}, {case.unit_name})"

        offer_rows(self, "cases", cases, label=label)
        self.fields["cases"].initial = [case.pk for case in cases]


REPORTS = (Contact.Kind.MONTHLY_REPORT, Contact.Kind.ASSESSMENT)


class ContactForm(RecordForm):
    """A contact with the person, or a monthly report or assessment."""

    month = MonthField(
        label=gettext_lazy("Của tháng"),
        required=False,
        help_text=gettext_lazy("Chỉ ghi với bản nhận xét hằng tháng, như 05/2024."),
    )

    class Meta:
        model = Contact
        fields = ("kind", "on", "outcome", "next_on")

    field_order = ("kind", "on", "month", "outcome", "next_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.for_month:
            self.initial["month"] = self.instance.for_month

    def clean(self):
        """Require the month of a report or assessment."""
        data = super().clean()
        is_report = data.get("kind") in REPORTS
        month = data.pop("month", None)
        if is_report and month is None and "month" not in self.errors:
            self.add_error("month", _("Bản nhận xét phải ghi rõ của tháng nào."))
        if month and month > today():
            self.add_error("month", _("Tháng này chưa đến."))
        data["for_month"] = month if is_report else None
        return data


class ClassificationForm(RecordForm):
    """The group A–D given to the person, with the reasons."""

    class Meta:
        model = Classification
        fields = ("group", "on", "reasons")
        widgets = {"group": forms.RadioSelect}
