"""Scans that belong to a case. They come by their own page (paper_views.py); here only struck out."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, tab, timeline
from cases.filled import of_case
from cases.models import Case, CaseDocument
from cases.papers.forms import TitleForm
from cases.papers.official.of_case import forms_of
from cases.records.registry import RecordKind, register

register(RecordKind("documents", CaseDocument, TitleForm, _("Tài liệu"), "documents", is_added=False))


_SCANS = of_case(lambda: CaseDocument.objects.active().select_related("file", "created_by").defer("file__data"))
_ATTACHED = of_case(lambda: CaseDocument.objects.active().exclude(on=None))


@tab(slug="documents", label=_("Tài liệu"), template="cases/tabs/documents.html", order=90)
def documents(request, case: Case) -> dict:
    return {"documents": _SCANS(case), "forms": forms_of(case), "may_edit": may(request.user, "cases.edit")}


@timeline(CaseDocument)
def attached(case: Case) -> Iterable[Entry]:
    for row in _ATTACHED(case):
        yield Entry(row.on, gettext("Tài liệu: %s") % row.title, row.number)
