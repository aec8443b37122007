"""The judgment tab: judgments, offences, additional penalties, civil obligations, sentences for new crimes."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import tab
from cases.judgments.forms import JudgmentForm, NewSentenceForm, ObligationForm, OffenceForm, PenaltyForm
from cases.models import AdditionalPenalty, Case, CivilObligation, Judgment, NewSentence, Offence
from cases.records.registry import RecordKind, register
from core.table_union import Selection, read_tables


def _of_case(request, case: Case) -> dict:
    return {"case": case}


register(RecordKind("judgments", Judgment, JudgmentForm, _("Bản án"), "judgment"))
register(RecordKind("offences", Offence, OffenceForm, _("Tội danh"), "judgment", form_kwargs=_of_case))
register(RecordKind("penalties", AdditionalPenalty, PenaltyForm, _("Hình phạt bổ sung"), "judgment"))
register(RecordKind("obligations", CivilObligation, ObligationForm, _("Nghĩa vụ dân sự"), "judgment"))
register(
    RecordKind("new-sentences", NewSentence, NewSentenceForm, _("Bản án về tội mới"), "judgment", form_kwargs=_of_case)
)


_RECORDS = (
    Selection("judgments", lambda: Judgment.objects.active(), order_by="on"),
    Selection("offences", lambda: Offence.objects.active(), path="judgment__case", related={"judgment": ("number",)}),
    Selection("penalties", lambda: AdditionalPenalty.objects.active()),
    Selection("obligations", lambda: CivilObligation.objects.active()),
    Selection("new_sentences", lambda: NewSentence.objects.active(), order_by="prosecuted_on"),
)


@tab(slug="judgment", label=_("Bản án, nghĩa vụ"), template="cases/tabs/judgment.html", order=30)
def judgment(request, case: Case) -> dict:
    """Collect what the tab shows, all tables in one query."""
    return read_tables((one, [case.pk]) for one in _RECORDS) | {"may_edit": may(request.user, "cases.edit")}
