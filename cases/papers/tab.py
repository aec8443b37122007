"""The documents tab: scans and official forms. Scans are attached on a page of their own (views.py)."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, records, tab, timeline
from cases.models import Case, CaseDocument
from cases.papers.forms import DocumentTitleForm
from cases.papers.official.registry import forms_of
from cases.records.registry import RecordKind, register

register(RecordKind("documents", CaseDocument, DocumentTitleForm, _("Tài liệu"), "documents", is_added=False))


@tab(slug="documents", label=_("Tài liệu"), template="cases/tabs/documents.html", order=90)
def documents(request, case: Case) -> dict:
    """Collect the scans, without their content, and the official forms for this case."""
    scans = CaseDocument.objects.active().filter(case=case).select_related("file", "created_by").defer("file__data")
    return {"documents": scans, "forms": forms_of(case), "may_edit": may(request.user, "cases.edit")}


@timeline(records("documents", lambda: CaseDocument.objects.active().exclude(on=None), related=()))
def attached(documents: list[CaseDocument]) -> Iterable[Entry]:
    """Yield a timeline entry for each scan with a day."""
    for row in documents:
        if row.on is not None:
            yield Entry(row.on, gettext("Tài liệu: %s") % row.title, row.number)
