"""When the record is expunged, what blocks it, and the way there."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Fact, header, tab
from cases.filled import of_case, parts_of
from cases.judgments.convictions import conviction_of
from cases.models import Case, CivilObligation, ExpungementReview
from cases.records.forms import RecordForm, day_order
from cases.records.views import RecordKind, register
from cases.worklist.worklist import followed
from core.dates import today, vn_date
from law.provider import law
from law.rules.expungement import Answer, Status, expungement

STATUSES = {
    Status.EXPUNGED_AUTO: _("Đủ điều kiện đương nhiên được xóa án tích"),
    Status.WAITING: _("Chưa hết thời hạn"),
    Status.NOT_EXPUNGED: _("Chưa được xóa: còn việc phải làm"),
    Status.NEEDS_CONFIRMATION: _("Cần xác nhận: quy định chưa rõ cho trường hợp này"),
    Status.COURT_PETITION: _("Đủ điều kiện xin Tòa án xóa án tích"),
    Status.COURT_MAY_DECIDE: _("Có thể xin Tòa án xóa án tích trước hạn (Điều 72)"),
    Status.NO_RECORD: _("Không có án tích"),
}


class ReviewForm(RecordForm):
    past = ("guided_on", "petition_on")

    class Meta:
        model = ExpungementReview
        fields = ("path", "guided_on", "petition_on", "has_merit", "note")

    def clean(self):
        data = super().clean()
        day_order(self, "guided_on", "petition_on", _now("Ngày nộp đơn không thể trước ngày hướng dẫn."))
        return data


register(RecordKind("reviews", ExpungementReview, ReviewForm, _("Thủ tục xóa án tích"), "expungement"))


def answer_of(case: Case) -> Answer | None:
    """What the law says of this case today; None where the sentence is not entered."""
    one = None if case.ended_on else followed(case)
    conviction = one.facts.conviction if one else conviction_of(case)
    return expungement(conviction, law(today()), today()) if conviction else None


@tab(slug="expungement", label=_("Xóa án tích"), template="cases/tabs/expungement.html", order=80)
def tab_expungement(request, case: Case) -> dict:
    answer = answer_of(case)
    return {
        "answer": answer,
        "status": STATUSES[answer.status] if answer else "",
        "proof_article": law(today()).article("expungement_review"),
        "reviews": case.expungement_reviews.standing(),
        "may_edit": may(request.user, "cases.edit"),
    }


@header
def earliest(case: Case) -> Iterable[Fact]:
    """The earliest day, with what blocks it."""
    if case.ended_on:
        return
    url = reverse("cases:tab", args=[case.public_id, "expungement"])
    answer = answer_of(case)
    if answer is None:
        yield Fact(_now("Xóa án tích"), _now("chưa nhập mức án"), url)
        return
    text = str(STATUSES[answer.status]) if answer.earliest is None else _now("sớm nhất %s") % vn_date(answer.earliest)
    if answer.blockers:
        text = f"{text}; {answer.blockers[0].text}"
    yield Fact(_now("Xóa án tích"), text, url)


_OPEN = of_case(lambda: CivilObligation.objects.standing().filter(done_on=None))


@header
def obligations(case: Case) -> Iterable[Fact]:
    if CivilObligation not in parts_of(case):
        return
    still = [row.get_kind_display() for row in _OPEN(case)]
    if still:
        url = reverse("cases:tab", args=[case.public_id, "judgment"])
        yield Fact(_now("Nghĩa vụ chưa xong"), ", ".join(map(str, still)), url, is_urgent=True)
