"""Who follows a person, what was done, and how they are classified."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, tab, timeline
from cases.filled import of_case
from cases.models import Assignment, Case, Classification, Contact
from cases.records.forms import RecordForm
from cases.records.views import RecordKind, register
from core.dates import today
from core.errors import Refused

REPORTS = (Contact.Kind.MONTHLY_REPORT, Contact.Kind.ASSESSMENT)


class ContactForm(RecordForm):
    past = ("on",)
    month = forms.CharField(
        label=gettext_lazy("Của tháng"),
        required=False,
        max_length=7,
        help_text=gettext_lazy("Chỉ ghi với bản nhận xét hằng tháng, như 05/2024."),
    )

    class Meta:
        model = Contact
        fields = ("kind", "on", "outcome", "next_on")

    field_order = ("kind", "on", "month", "outcome", "next_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.for_month:
            self.initial["month"] = f"{self.instance.for_month:%m/%Y}"

    def clean_month(self):
        text = self.cleaned_data["month"].strip()
        if not text:
            return None
        month, _slash, year = text.partition("/")
        try:
            return today().replace(year=int(year), month=int(month), day=1)
        except ValueError:
            raise forms.ValidationError(_("Tháng phải ghi như 05/2024.")) from None

    def clean(self):
        data = super().clean()
        is_report = data.get("kind") in REPORTS
        month = data.pop("month", None)
        if is_report and month is None and "month" not in self.errors:
            self.add_error("month", _("Bản nhận xét phải ghi rõ của tháng nào."))
        if month and month > today():
            self.add_error("month", _("Tháng này chưa đến."))
        data["for_month"] = month if is_report else None
        if data.get("next_on") and data.get("on") and data["next_on"] <= data["on"]:
            self.add_error("next_on", _("Lần sau phải sau ngày tiếp xúc này."))
        return data


class ClassificationForm(RecordForm):
    past = ("on",)

    class Meta:
        model = Classification
        fields = ("group", "on", "reasons")
        widgets = {"group": forms.RadioSelect}


def _not_before_arrival(record) -> None:
    first = record.case.stays.current().order_by("start_on").first()
    if first and record.on < first.start_on:
        raise Refused(_("Ngày này trước ngày về địa phương."))


register(
    RecordKind("contacts", Contact, ContactForm, gettext_lazy("Lần tiếp xúc"), "supervision", check=_not_before_arrival)
)
register(
    RecordKind(
        "classifications",
        Classification,
        ClassificationForm,
        gettext_lazy("Phân nhóm"),
        "supervision",
        check=_not_before_arrival,
    )
)


@tab(slug="supervision", label=gettext_lazy("Quản lý"), template="cases/tabs/supervision.html", order=10)
def supervision(request, case: Case) -> dict:
    return {
        "assignments": case.assignments.standing().select_related("user").order_by("role", "-start_on"),
        "contacts": case.contacts.standing().select_related("created_by").order_by("-on", "-pk"),
        "classifications": case.classifications.standing().order_by("-on"),
        "may_edit": may(request.user, "cases.edit"),
        "may_assign": may(request.user, "cases.edit"),
    }


_CONTACTS = of_case(lambda: Contact.objects.standing().select_related("created_by"))
_CLASSIFICATIONS = of_case(lambda: Classification.objects.standing().select_related("created_by"))
_ASSIGNMENTS = of_case(lambda: Assignment.objects.standing().select_related("user", "created_by"))


@timeline(Contact)
def contacts(case: Case) -> Iterable[Entry]:
    for row in _CONTACTS(case):
        title = row.get_kind_display()
        if row.for_month:
            title = _("%(kind)s, tháng %(month)s") % {"kind": title, "month": f"{row.for_month:%m/%Y}"}
        yield Entry(row.on, title, row.outcome, str(row.created_by or ""))


@timeline(Classification)
def classified(case: Case) -> Iterable[Entry]:
    for row in _CLASSIFICATIONS(case):
        yield Entry(row.on, _("Xếp nhóm %s") % row.group, row.reasons, str(row.created_by or ""))


@timeline(Assignment)
def assigned(case: Case) -> Iterable[Entry]:
    for row in _ASSIGNMENTS(case):
        told = {"role": row.get_role_display(), "name": row.name}
        yield Entry(row.start_on, _("%(role)s: %(name)s") % told, "", str(row.created_by or ""))
        if row.end_on:
            yield Entry(row.end_on, _("%(role)s %(name)s thôi phụ trách") % told, row.why_ended)
