"""The registry of official forms of cases, breaches and notices, and the functions that collect their values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from cases.models import Breach, Case, Notice
from cases.papers.official import probation, reception
from cases.papers.official.value_types import BreachValues, Office, Subject
from cases.papers.official.values import (
    breaches_of,
    month_of,
    office_of,
    presentation_of,
    proposal_of,
    subject_of,
    wrong_address_of,
)
from core.documents.model import Content
from core.errors import Refused
from law.choices import Category
from law.provider import law
from law.timeline import Law


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """Options of a form: its date, the first day of its month, whether ID numbers are printed in full, the footer mark."""

    on: date
    month: date
    in_full: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """One official form. `build(record, options)` returns the document of a case or breach; it may raise Refused."""

    slug: str
    label: Promise
    build: Callable[[Any, PrintOptions], Content]
    # The kind of record: "case" or "breach". `is_conditional`: only for people on conditional release.
    about: str = "case"
    is_conditional: bool = False
    has_month: bool = False


def forms_of(case: Case, about: str = "case") -> list[OfficialForm]:
    """Return the forms available for a case (annotated by with_latest)."""
    is_conditional = case.category == Category.CONDITIONAL
    return [one for one in FORMS.values() if one.about == about and (is_conditional or not one.is_conditional)]


def _subject_office_law(case: Case, options: PrintOptions) -> tuple[Subject, Office, Law]:
    rules = law(options.on)
    office = office_of(Unit.objects.select_related("parent__parent").get(pk=case.unit_id), rules, options.on)
    return subject_of(case, office.unit, options.in_full), office, rules


def _plain(describe: Callable[..., Content]) -> Callable[[Case, PrintOptions], Content]:
    """Return a build function for a form that needs only the person."""

    def build(case: Case, options: PrintOptions) -> Content:
        subject, office, rules = _subject_office_law(case, options)
        return describe(subject, office, rules, options.on, options.mark)

    return build


def _of_breach(describe: Callable[..., Content], *, of_penalties: bool) -> Callable[[Breach, PrintOptions], Content]:
    def build(breach: Breach, options: PrintOptions) -> Content:
        if breach.kind == Breach.Kind.ADMINISTRATIVE and not of_penalties:
            raise Refused(gettext("Bị xử phạt hành chính thì đã có quyết định xử phạt; không lập biên bản vi phạm."))
        subject, office, rules = _subject_office_law(breach.case, options)
        return describe(subject, breaches_of(breach.case)[breach.pk], office, rules, options.on, options.mark)

    return build


def _presentation(case: Case, options: PrintOptions) -> Content:
    subject, office, rules = _subject_office_law(case, options)
    return probation.presentation(subject, presentation_of(case), office, rules, options.on, options.mark)


def _assessment(case: Case, options: PrintOptions) -> Content:
    subject, office, rules = _subject_office_law(case, options)
    return probation.assessment(subject, month_of(case, options.month), office, rules, options.on, options.mark)


def _shortening(case: Case, options: PrintOptions) -> Content:
    subject, office, rules = _subject_office_law(case, options)
    return probation.shortening(subject, proposal_of(case, rules), office, rules, options.on, options.mark)


def _revocation(case: Case, options: PrintOptions) -> Content:
    subject, office, rules = _subject_office_law(case, options)
    counted = [one for one in breaches_of(case).values() if one.counts]
    if not _is_ground(counted, rules.number("revocation_ground")):
        values = {"count": rules.number("revocation_ground"), "article": rules.article("revocation_ground").text}
        raise Refused(
            gettext("Chưa đủ căn cứ: phải cố ý vi phạm hoặc bị xử phạt từ %(count)d lần (%(article)s).") % values
        )
    return probation.revocation(subject, tuple(counted), office, rules, options.on, options.mark)


def _is_ground(found: list[BreachValues], enough: int) -> bool:
    penalties = sum(one.is_penalty for one in found)
    return penalties >= enough or len(found) - penalties >= enough


def wrong_address(notice: Notice, options: PrintOptions) -> Content:
    """Return HCD-03 for a notice. Raises Refused for a date before the commune existed."""
    rules = law(options.on)
    return reception.wrong_address(
        wrong_address_of(notice), office_of(notice.unit, rules, options.on), rules, options.on, options.mark
    )


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
