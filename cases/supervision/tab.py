"""The supervision tab: officers and helpers, contacts, classification."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, records, tab, timeline
from cases.models import Assignment, Case, Classification, Contact
from cases.records.registry import RecordKind, register
from cases.supervision.forms import ClassificationForm, ContactForm
from core.errors import Refused


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
    """Collect what the tab shows."""
    return {
        "assignments": case.assignments.active().select_related("user").order_by("role", "-start_on"),
        "contacts": case.contacts.active().select_related("created_by").order_by("-on", "-pk"),
        "classifications": case.classifications.active().order_by("-on"),
        "violations": case.administrative_penalties.active().order_by("-on"),
        "may_edit": may(request.user, "cases.edit"),
        "may_assign": may(request.user, "cases.edit"),
    }


@timeline(records("contacts", lambda: Contact.objects.active()))
def contacts(rows: list[Contact]) -> Iterable[Entry]:
    """Yield a timeline entry for each contact, report and assessment."""
    for row in rows:
        title = row.get_kind_display()
        if row.for_month:
            title = _("%(kind)s, tháng %(month)s") % {"kind": title, "month": f"{row.for_month:%m/%Y}"}
        yield Entry(row.on, title, row.outcome, str(row.created_by or ""))


@timeline(records("classifications", lambda: Classification.objects.active()))
def classified(rows: list[Classification]) -> Iterable[Entry]:
    """Yield a timeline entry for each classification."""
    for row in rows:
        yield Entry(row.on, _("Xếp nhóm %s") % row.group, row.reasons, str(row.created_by or ""))


@timeline(
    records("assignments", lambda: Assignment.objects.active(), related=("user", "created_by"), order_by="start_on")
)
def assigned(rows: list[Assignment]) -> Iterable[Entry]:
    """Yield timeline entries for the beginning and the end of each assignment."""
    for row in rows:
        values = {"role": row.get_role_display(), "name": row.name}
        yield Entry(row.start_on, _("%(role)s: %(name)s") % values, "", str(row.created_by or ""))
        if row.end_on:
            yield Entry(row.end_on, _("%(role)s %(name)s thôi phụ trách") % values, row.why_ended)
