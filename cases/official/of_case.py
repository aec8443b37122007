"""From what is entered about a case or a notice to the values of its forms, and the forms that it has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from areas.dates import add_months, vn_date
from areas.documents.model import Content
from areas.models import Level, Unit
from cases.lawbook import law
from cases.models import Breach, Case, Contact, Notice
from cases.official import probation, reception
from cases.official.facts import Month, Office, Subject, Told, Wrong
from cases.rules.law import Law
from cases.terms import Category

REPORTS = (Contact.Kind.MONTHLY_REPORT, Contact.Kind.ASSESSMENT)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a form: its date, the month it is about (its first day), whether ID numbers stand in full."""

    on: date
    month: date
    in_full: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """`build(record, wish)`: the document; `record` is the case, or the breach it is about."""

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


def _information(case: Case, wish: Wish) -> Content:
    return reception.information(subject_of(case, wish.in_full), *_setting(case, wish))


def _commitment(case: Case, wish: Wish) -> Content:
    return reception.commitment(subject_of(case, wish.in_full), *_setting(case, wish))


def _assessment(case: Case, wish: Wish) -> Content:
    return probation.assessment(subject_of(case, wish.in_full), month_of(case, wish.month), *_setting(case, wish))


def _hand_back(case: Case, wish: Wish) -> Content:
    return probation.hand_back(subject_of(case, wish.in_full), *_setting(case, wish))


def _breach_record(breach: Breach, wish: Wish) -> Content:
    return probation.breach_record(
        subject_of(breach.case, wish.in_full), wrong_of(breach), *_setting(breach.case, wish)
    )


def _review_meeting(breach: Breach, wish: Wish) -> Content:
    return probation.review_meeting(
        subject_of(breach.case, wish.in_full), wrong_of(breach), *_setting(breach.case, wish)
    )


def wrong_address(notice: Notice, wish: Wish) -> Content:
    told = Told(
        full_name=notice.full_name,
        birth=str(notice.birth or ""),
        category=notice.get_category_display(),
        prison=notice.prison_name,
        notice=_now("Thông báo số %s") % notice.notice_number,
        address=notice.address,
        received_on=notice.received_on,
        verified_on=notice.verified_on,
        found=notice.verification_note,
    )
    rules = law(wish.on)
    return reception.wrong_address(told, office_of(notice.unit, rules, wish.on), rules, wish.on, wish.mark)


FORMS = {
    one.slug: one
    for one in (
        OfficialForm("hcd-02", _("Phiếu thông tin (HCD-02)"), _information),
        OfficialForm("hcd-05", _("Biên bản tiếp nhận, cam kết (HCD-05)"), _commitment),
        OfficialForm(
            "assessment", _("Nhận xét hằng tháng"), _assessment, is_conditional=True, has_month=True
        ),
        OfficialForm("hand-back", _("Biên bản bàn giao hồ sơ"), _hand_back, is_conditional=True),
        OfficialForm("breach", _("Biên bản vi phạm"), _breach_record, "breach"),
        OfficialForm("review", _("Biên bản họp kiểm điểm"), _review_meeting, "breach"),
    )
}  # fmt: skip


def _setting(case: Case, wish: Wish) -> tuple[Office, Law, date, str]:
    rules = law(wish.on)
    unit = Unit.objects.select_related("parent__parent").get(pk=case.unit_id)
    return office_of(unit, rules, wish.on), rules, wish.on, wish.mark


def office_of(unit: Unit, rules: Law, on: date) -> Office:
    """The commune, and who stands over it on that day: the district's police until 2025, then the province's."""
    unit = _on(unit, on)
    wanted = Level.DISTRICT if "huyện" in rules.text("body_district_police") else Level.PROVINCE
    police = _above(unit, wanted)
    return Office(
        unit=unit.full_name,
        kind=unit.kind,
        place=unit.name,
        above_police=_now("Công an %s") % police.full_name,
        above_committee=_now("Ủy ban nhân dân %s") % unit.parent.full_name if unit.parent else "",
    )


def _on(unit: Unit, on: date) -> Unit:
    """What the unit had become by that day."""
    while unit.valid_to is not None and unit.valid_to <= on:
        link = unit.successor_links.filter(is_main=True).select_related("successor__parent__parent").first()
        if link is None:
            break
        unit = link.successor
    return unit


def _above(unit: Unit, level: Level) -> Unit:
    """The first unit above of that level, or the highest there is."""
    found = unit.parent or unit
    while found.level != level and found.parent is not None:
        found = found.parent
    return found


def subject_of(case: Case, in_full: bool) -> Subject:
    """Seven queries, however much is entered. `in_full`: ID numbers as they are, else masked."""
    person = case.person
    homes = list(case.residences.standing().filter(left_on=None).exclude(kind="staying"))
    start = case.probation_start_on or case.release_on
    return Subject(
        code=case.code,
        full_name=person.full_name,
        is_conditional=case.category == Category.CONDITIONAL,
        category=case.category_label,
        release_on=case.release_on,
        birth=str(person.birth or ""),
        sex=person.get_sex_display(),
        ethnicity=person.ethnicity,
        other_names=tuple(name.full_name for name in person.other_names.standing()),
        numbers=tuple(_number(one, in_full) for one in person.identity_numbers.order_by("created_at")),
        registered="; ".join(f"{home.get_kind_display().lower()}: {home.address}" for home in homes),
        address=", ".join(filter(None, [case.address or case.hamlet, case.unit_name])),
        phone=case.phone,
        offence=", ".join(filter(None, [case.offence, case.article])),
        sentence=case.sentence_text,
        judgments=tuple(_judgment(one) for one in case.judgments.standing()),
        penalties=tuple(_penalty(one) for one in case.additional_penalties.standing()),
        obligations=tuple(_obligation(one) for one in case.obligations.standing()),
        prison=case.origin_text,
        certificate=_certificate(case),
        probation=(start, case.probation_end_on) if case.probation_end_on else None,
        household=tuple(_member(one) for one in case.household.standing()),
        job=case.job_text,
        wishes=case.wishes,
        officer=case.officer.get_full_name() if case.officer else case.officer_text,
        helper=case.helper_text,
    )


def _number(one, in_full: bool) -> str:
    issued = _now(", cấp ngày %s") % vn_date(one.issued_on) if one.issued_on else ""
    by = f", {one.issued_by}" if one.issued_by else ""
    return f"{one.get_kind_display()} {one.number if in_full else one.masked}{issued}{by}"


def _judgment(one) -> str:
    told = {
        "number": one.number,
        "court": one.court,
        "on": vn_date(one.on),
        "penalty": one.get_main_penalty_display().lower(),
    }
    months = _now(", %d tháng") % one.months if one.months else ""
    return _now("Bản án số %(number)s ngày %(on)s của %(court)s: %(penalty)s") % told + months


def _penalty(one) -> str:
    until = _now(", đến hết ngày %s") % vn_date(one.end_on) if one.end_on else ""
    done = _now(", chấp hành xong ngày %s") % vn_date(one.done_on) if one.done_on else ""
    return f"{one.get_kind_display()}{until}{done}"


def _obligation(one) -> str:
    amount = " " + _now("%s đồng") % f"{one.amount:,}".replace(",", ".") if one.amount else ""
    done = _now("đã xong ngày %s") % vn_date(one.done_on) if one.done_on else _now("chưa thực hiện xong")
    return f"{one.get_kind_display()}{amount}: {done}"


def _certificate(case: Case) -> str:
    on = _now(" ngày %s") % vn_date(case.certificate_on) if case.certificate_on else ""
    return _now("số %s") % case.certificate_number + on if case.certificate_number else ""


def _member(one) -> str:
    return ", ".join(filter(None, [one.full_name, one.relation.lower(), str(one.birth_year or ""), one.phone]))


def wrong_of(breach: Breach) -> Wrong:
    order = [one.pk for one in breach.case.breaches.standing().order_by("on", "pk")]
    told = {"number": breach.record_number, "on": vn_date(breach.record_on) if breach.record_on else ""}
    return Wrong(
        kind=breach.get_kind_display(),
        on=breach.on,
        description=breach.description,
        place=order.index(breach.pk) + 1,
        is_intentional=breach.is_intentional,
        record=_now("số %(number)s ngày %(on)s") % told if breach.record_on else "",
    )


def month_of(case: Case, first: date) -> Month:
    """Four queries: reports and contacts, leaves, breaches of the month."""
    after = add_months(first, 1)
    of_month = list(case.contacts.standing().filter(for_month=first))
    reported = next((one.on for one in of_month if one.kind == Contact.Kind.MONTHLY_REPORT), None)
    contacts = case.contacts.standing().filter(on__gte=first, on__lt=after, for_month=None)
    leaves = case.absences.standing().filter(from_on__lt=after, until_on__gte=first, is_granted=True)
    breaches = case.breaches.standing().filter(on__gte=first, on__lt=after)
    return Month(
        first=first,
        reported_on=reported,
        contacts=tuple(f"{vn_date(one.on)}: {one.get_kind_display().lower()}. {one.outcome}" for one in contacts),
        absences=tuple(_leave(one) for one in leaves),
        breaches=tuple(f"{vn_date(one.on)}: {one.get_kind_display()}" for one in breaches),
        assessment=_first(one.outcome for one in of_month if one.kind == Contact.Kind.ASSESSMENT),
    )


def _leave(one) -> str:
    told = {"start": vn_date(one.from_on), "end": vn_date(one.returned_on or one.until_on), "to": one.destination}
    return _now("%(start)s – %(end)s, đến %(to)s") % told


def _first(texts: Iterable[str]) -> str:
    return next(iter(texts), "")
