"""The expungement tab: the earliest day, what blocks it, and the procedures."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import HeaderLine, header, tab
from cases.expungement.forms import ReviewForm
from cases.expungement.rules import STATUSES, answer_of, record_of
from cases.models import Case, CivilObligation, ExpungementReview
from cases.records.registry import RecordKind, register
from cases.worklist.worklist import law_for, worklist_case_of
from core.dates import today, vn_date
from core.text import clause
from law.rules.person_record import PersonRecord

register(RecordKind("reviews", ExpungementReview, ReviewForm, _("Thủ tục xóa án tích"), "expungement"))


@tab(slug="expungement", label=_("Xóa án tích"), template="cases/tabs/expungement.html", order=80)
def tab_expungement(request, case: Case) -> dict:
    """Collect the answers of the law on each conviction, the one that decides, and the procedures."""
    record, rules = record_of(case), law_for(case)[0].on(today())
    answer = record.answer if record else None
    return {
        "answer": answer,
        "answers": _answers(record),
        "deciding": record.deciding.label if record else "",
        "status": STATUSES[answer.status] if answer else "",
        "proof_article": rules.article("expungement_review"),
        "slip_body": rules.text("body_judicial_slip"),
        "reviews": case.expungement_reviews.active(),
        "may_edit": may(request.user, "cases.edit"),
    }


def _answers(record: PersonRecord | None) -> list[dict]:
    """Return the answers on all convictions of a person who has several, for the list below the deciding one."""
    if record is None or len(record.answers) == 1:
        return []
    return [
        {"label": one.label, "status": STATUSES[one.answer.status], "earliest": one.answer.earliest}
        for one in record.answers
    ]


@header
def earliest(case: Case) -> Iterable[HeaderLine]:
    """Return the earliest day of expungement and the first obstacle."""
    if case.ended_on:
        return
    url = reverse("cases:tab", args=[case.public_id, "expungement"])
    answer = answer_of(case)
    if answer is None:
        yield HeaderLine(gettext("Xóa án tích"), gettext("chưa nhập mức án"), url)
        return
    text = (
        str(STATUSES[answer.status]) if answer.earliest is None else gettext("sớm nhất %s") % vn_date(answer.earliest)
    )
    if answer.blockers or answer.questions:
        text = f"{text}; {clause((*answer.blockers, *answer.questions)[0].text, is_lower=True)}"
    yield HeaderLine(gettext("Xóa án tích"), text, url)


@header
def obligations(case: Case) -> Iterable[HeaderLine]:
    """Yield the obligations of the judgments that are not fulfilled, for the head of the case page."""
    kinds = _open_obligations(case)
    if kinds:
        still = [CivilObligation.Kind(kind).label for kind in kinds]
        url = reverse("cases:tab", args=[case.public_id, "judgment"])
        yield HeaderLine(gettext("Nghĩa vụ chưa xong"), ", ".join(map(str, still)), url, is_urgent=True)


def _open_obligations(case: Case) -> Sequence[str]:
    """Return the kinds of the civil obligations that are not fulfilled."""
    if one := worklist_case_of(case):
        return one.open_obligations
    return list(case.obligations.active().filter(done_on=None).values_list("kind", flat=True))
