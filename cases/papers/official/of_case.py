"""The forms that a case, a breach or a notice has, each with its description and the values it is filled in from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from cases.models import Breach, Case, Notice
from cases.papers.official import probation, reception
from cases.papers.official.facts import Office, Subject, Wrong
from cases.papers.official.values import (
    month_of,
    office_of,
    presentation_of,
    proposal_of,
    subject_of,
    told_of,
    wrongs_of,
)
from core.documents.model import Content
from core.errors import Refused
from law.choices import Category
from law.provider import law
from law.timeline import Law


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a form: its date, the month it is about (its first day), whether ID numbers stand in full."""

    on: date
    month: date
    in_full: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """`build(record, wish)`: the document; `record` is the case, or the breach it is about. It may raise Refused."""

    slug: str
    label: Promise
    build: Callable[[object, Wish], Content]
    # "case" or "breach"; with "conditional" only while on conditional release.
    about: str = "case"
    is_conditional: bool = False
    has_month: bool = False


def forms_of(case: Case, about: str = "case") -> list[OfficialForm]:
    """The forms this case (annotated by with_latest) may need."""
    is_conditional = case.category == Category.CONDITIONAL
    return [one for one in FORMS.values() if one.about == about and (is_conditional or not one.is_conditional)]


def _setting(case: Case, wish: Wish) -> tuple[Subject, Office, Law]:
    rules = law(wish.on)
    office = office_of(Unit.objects.select_related("parent__parent").get(pk=case.unit_id), rules, wish.on)
    return subject_of(case, office.unit, wish.in_full), office, rules


def _plain(describe: Callable[..., Content]) -> Callable[[Case, Wish], Content]:
    """A form about the person alone."""

    def build(case: Case, wish: Wish) -> Content:
        subject, office, rules = _setting(case, wish)
        return describe(subject, office, rules, wish.on, wish.mark)

    return build


def _of_breach(describe: Callable[..., Content], *, of_penalties: bool) -> Callable[[Breach, Wish], Content]:
    def build(breach: Breach, wish: Wish) -> Content:
        if breach.kind == Breach.Kind.ADMINISTRATIVE and not of_penalties:
            raise Refused(gettext("Bị xử phạt hành chính thì đã có quyết định xử phạt; không lập biên bản vi phạm."))
        subject, office, rules = _setting(breach.case, wish)
        return describe(subject, wrongs_of(breach.case)[breach.pk], office, rules, wish.on, wish.mark)

    return build


def _presentation(case: Case, wish: Wish) -> Content:
    subject, office, rules = _setting(case, wish)
    return probation.presentation(subject, presentation_of(case), office, rules, wish.on, wish.mark)


def _assessment(case: Case, wish: Wish) -> Content:
    subject, office, rules = _setting(case, wish)
    return probation.assessment(subject, month_of(case, wish.month), office, rules, wish.on, wish.mark)


def _shortening(case: Case, wish: Wish) -> Content:
    subject, office, rules = _setting(case, wish)
    return probation.shortening(subject, proposal_of(case, rules), office, rules, wish.on, wish.mark)


def _revocation(case: Case, wish: Wish) -> Content:
    subject, office, rules = _setting(case, wish)
    counted = [one for one in wrongs_of(case).values() if one.counts]
    if not _is_ground(counted, rules.number("revocation_ground")):
        told = {"count": rules.number("revocation_ground"), "article": rules.article("revocation_ground").text}
        raise Refused(
            gettext("Chưa đủ căn cứ: phải cố ý vi phạm hoặc bị xử phạt từ %(count)d lần (%(article)s).") % told
        )
    return probation.revocation(subject, tuple(counted), office, rules, wish.on, wish.mark)


def _is_ground(found: list[Wrong], enough: int) -> bool:
    penalties = sum(one.is_penalty for one in found)
    return penalties >= enough or len(found) - penalties >= enough


def wrong_address(notice: Notice, wish: Wish) -> Content:
    rules = law(wish.on)
    return reception.wrong_address(told_of(notice), office_of(notice.unit, rules, wish.on), rules, wish.on, wish.mark)


FORMS = {
    one.slug: one
    for one in (
        OfficialForm("hcd-02", _("Phiếu thông tin (HCD-02)"), _plain(reception.information)),
        OfficialForm("hcd-05", _("Biên bản tiếp nhận, cam kết (HCD-05)"), _plain(reception.commitment)),
        OfficialForm("presentation", _("Báo cáo kết quả trình diện"), _presentation, is_conditional=True),
        OfficialForm("assessment", _("Nhận xét hằng tháng"), _assessment, is_conditional=True, has_month=True),
        OfficialForm("shortening", _("Đề nghị rút ngắn thời gian thử thách"), _shortening, is_conditional=True),
        OfficialForm("revocation", _("Đề nghị hủy quyết định tha tù"), _revocation, is_conditional=True),
        OfficialForm("hand-back", _("Biên bản bàn giao hồ sơ"), _plain(probation.hand_back), is_conditional=True),
        OfficialForm(
            "completion", _("Dự thảo giấy chứng nhận chấp hành xong"), _plain(probation.completion), is_conditional=True
        ),
        OfficialForm("breach", _("Biên bản vi phạm"), _of_breach(probation.breach_record, of_penalties=False), "breach"),
        OfficialForm("review", _("Biên bản họp kiểm điểm"), _of_breach(probation.review_meeting, of_penalties=True), "breach"),
    )
}  # fmt: skip
