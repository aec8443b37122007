"""Collects the values of official forms from a case or a notice. Each function has a fixed number of queries."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from areas.models import SYMBOLS, Kind, Level, Unit
from cases.models import Breach, Case, Contact, Notice
from cases.papers.official.value_types import BreachValues, Month, Office, Presentation, Proposal, Subject, WrongAddress
from core.dates import add_months, today, vn_date
from core.errors import Refused
from core.money import grouped
from law.choices import Category
from law.provider import law
from law.rules.probation import part_served_on, present_by
from law.timeline import Law


def office_of(unit: Unit, rules: Law, on: date) -> Office:
    """Return the commune and the bodies above it on day `on`: the district's police until 2025, then the province's.

    Raises Refused for a day before the commune existed.
    """
    unit = _on(unit, on)
    is_district = "huyện" in rules.text("body_district_police")
    police = _above(unit, Level.DISTRICT if is_district else Level.PROVINCE)
    top = police.parent and _("Công an %s") % police.parent.full_name
    return Office(
        unit=unit.full_name,
        letters=SYMBOLS[Kind(unit.kind)],
        place=unit.name,
        above_police=_("Công an %s") % police.full_name,
        above_committee=_("Ủy ban nhân dân %s") % unit.parent.full_name if unit.parent else "",
        execution=_named(rules.text("body_execution"), police),
        above_place=police.name,
        top_police=top or _("Bộ Công an"),
    )


def _on(unit: Unit, on: date) -> Unit:
    """Return the successor of the unit on that day. Raises Refused for a day before the unit existed."""
    if on < unit.valid_from:
        values = {"unit": unit.full_name, "day": vn_date(unit.valid_from)}
        raise Refused(_("Đơn vị %(unit)s có từ ngày %(day)s; ngày của văn bản phải từ ngày đó.") % values)
    while unit.valid_to is not None and unit.valid_to <= on:
        link = unit.successor_links.filter(is_main=True).select_related("successor__parent__parent").first()
        if link is None:
            break
        unit = link.successor
    return unit


def _above(unit: Unit, level: Level) -> Unit:
    """Return the first unit above of this level, or the highest one."""
    found = unit.parent or unit
    while found.level != level and found.parent is not None:
        found = found.parent
    return found


def _named(body: str, police: Unit) -> str:
    """Replace "Công an cấp huyện" by the name of that police, e.g. "Công an huyện Sơn Tịnh"."""
    names: dict[str, str] = {Level.DISTRICT: "Công an cấp huyện", Level.PROVINCE: "Công an cấp tỉnh"}
    return body.replace(names.get(police.level, body), _("Công an %s") % police.full_name)


def subject_of(case: Case, unit: str, in_full: bool) -> Subject:
    """Return the person of a form. `unit`: "xã Tịnh Bắc"; `in_full`: ID numbers in full, else masked. Seven queries."""
    person = case.person
    homes = list(case.residences.active().filter(left_on=None).exclude(kind="staying"))
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
        other_names=tuple(name.full_name for name in person.other_names.active()),
        numbers=tuple(_number(one, in_full) for one in person.identity_numbers.order_by("created_at")),
        registered="; ".join(f"{home.get_kind_display().lower()}: {home.address}" for home in homes),
        address=_address(case, unit),
        phone=case.phone,
        offence=", ".join(filter(None, [case.offence, case.article])),
        sentence=case.sentence_text,
        judgments=tuple(_judgment(one) for one in case.judgments.active()),
        penalties=tuple(_penalty(one) for one in case.additional_penalties.active()),
        obligations=tuple(_obligation(one) for one in case.obligations.active()),
        prison=case.origin_text,
        certificate=_certificate(case),
        probation=(start, case.probation_end_on) if case.probation_end_on else None,
        household=tuple(_member(one) for one in case.household.active()),
        job=case.job_text,
        wishes=case.wishes,
        officer=case.officer.get_full_name() if case.officer else case.officer_text,
        helper=case.helper_text,
    )


def _address(case: Case, unit: str) -> str:
    """Return the address with the commune appended, unless it already names it; "" without an address."""
    typed = case.address or case.hamlet
    return typed if not typed or case.unit_name.lower() in typed.lower() else f"{typed}, {unit}"


def _number(one, in_full: bool) -> str:
    issued = _(", cấp ngày %s") % vn_date(one.issued_on) if one.issued_on else ""
    by = f", {one.issued_by}" if one.issued_by else ""
    return f"{one.get_kind_display()} {one.number if in_full else one.masked}{issued}{by}"


def _judgment(one) -> str:
    values = {
        "number": one.number,
        "court": one.court,
        "on": vn_date(one.on),
        "penalty": one.get_main_penalty_display().lower(),
    }
    months = _(", %d tháng") % one.months if one.months else ""
    days = _(" %d ngày") % one.days if one.days else ""
    return _("Bản án số %(number)s ngày %(on)s của %(court)s: %(penalty)s") % values + months + days


def _penalty(one) -> str:
    until = _(", đến hết ngày %s") % vn_date(one.end_on) if one.end_on else ""
    done = _(", chấp hành xong ngày %s") % vn_date(one.done_on) if one.done_on else ""
    return f"{one.get_kind_display()}{until}{done}"


def _obligation(one) -> str:
    amount = " " + _("%s đồng") % grouped(one.amount) if one.amount else ""
    done = _("đã xong ngày %s") % vn_date(one.done_on) if one.done_on else _("chưa thực hiện xong")
    return f"{one.get_kind_display()}{amount}: {done}"


def _certificate(case: Case) -> str:
    on = _(" ngày %s") % vn_date(case.certificate_on) if case.certificate_on else ""
    return _("số %s") % case.certificate_number + on if case.certificate_number else ""


def _member(one) -> str:
    return ", ".join(filter(None, [one.full_name, one.relation.lower(), str(one.birth_year or ""), one.phone]))


def breaches_of(case: Case) -> dict[int, BreachValues]:
    """All breaches by their key, the oldest first, by one query: breaches and penalties are counted apart (BLHS Điều 66.4)."""
    found, counts = {}, {"intentional": 0, "penalty": 0}
    for row in case.breaches.active().order_by("on", "pk"):
        is_penalty = row.kind == Breach.Kind.ADMINISTRATIVE
        which = _("không cố ý")
        if is_penalty or row.is_intentional:
            ground = "penalty" if is_penalty else "intentional"
            counts[ground] += 1
            which = (_("bị xử phạt lần thứ %d") if is_penalty else _("cố ý vi phạm lần thứ %d")) % counts[ground]
        found[row.pk] = _breach_values(row, which)
    return found


def _minutes(row: Breach) -> str:
    if not (row.record_number and row.record_on):
        return row.record_number
    return _("số %(number)s ngày %(on)s") % {"number": row.record_number, "on": vn_date(row.record_on)}


def _breach_values(row: Breach, which: str) -> BreachValues:
    is_penalty = row.kind == Breach.Kind.ADMINISTRATIVE
    return BreachValues(
        kind=row.get_kind_display(),
        on=row.on,
        description=row.description,
        which=which,
        record=_minutes(row),
        number="" if is_penalty else row.record_number,
        is_penalty=is_penalty,
        counts=is_penalty or row.is_intentional,
    )


def presentation_of(case: Case) -> Presentation:
    """Return how the person presented. The deadline follows the law on the day of release."""
    breaches = case.breaches.active().filter(kind=Breach.Kind.NOT_PRESENTED).order_by("on")
    return Presentation(
        by_on=present_by(case.release_on, law(min(case.release_on, today()))),
        presented_on=case.presented_on,
        promised_on=case.commitment_on,
        breaches=tuple(_minutes(row) or vn_date(row.on) for row in breaches),
    )


def proposal_of(case: Case, rules: Law) -> Proposal:
    """Return the proposed shortening that is not decided yet, with dates and breaches. Two queries."""
    rows = list(case.shortenings.active().order_by("decided_on"))
    start, end = case.probation_start_on or case.release_on, _first(row.old_end_on for row in rows if row.is_granted)
    end = end or case.probation_end_on
    asked = next((row for row in rows if row.is_granted is None), None)
    parts = [rules.share("shorten_min_share"), rules.share("shorten_served_share")]
    half_on, enough_on = (part_served_on(start, end, part) if end and end > start else None for part in parts)
    return Proposal(
        reason=asked.reason if asked else "",
        is_exception=bool(asked and asked.is_exception),
        half_on=half_on,
        enough_on=enough_on,
        breaches=tuple(f"{vn_date(one.on)}: {one.kind} ({one.which})" for one in breaches_of(case).values()),
    )


def wrong_address_of(notice: Notice) -> WrongAddress:
    """Return the values of HCD-03 from a notice."""
    return WrongAddress(
        full_name=notice.full_name,
        birth=str(notice.birth or ""),
        category=notice.get_category_display(),
        prison=notice.prison_name,
        notice=notice.notice_number,
        notice_on=notice.notice_on,
        address=notice.address,
        received_on=notice.received_on,
        verified_on=notice.verified_on,
        found=notice.verification_note,
        number=notice.answer_number,
    )


def month_of(case: Case, first: date) -> Month:
    """Return reports, contacts, absences and breaches of the month that begins on `first`. Four queries."""
    after = add_months(first, 1)
    of_month = list(case.contacts.active().filter(for_month=first))
    reported = next((one.on for one in of_month if one.kind == Contact.Kind.MONTHLY_REPORT), None)
    contacts = case.contacts.active().filter(on__gte=first, on__lt=after, for_month=None)
    leaves = case.absences.active().filter(from_on__lt=after, until_on__gte=first, is_granted=True)
    breaches = case.breaches.active().filter(on__gte=first, on__lt=after)
    return Month(
        first=first,
        reported_on=reported,
        contacts=tuple(f"{vn_date(one.on)}: {one.get_kind_display().lower()}. {one.outcome}" for one in contacts),
        absences=tuple(_leave(one) for one in leaves),
        breaches=tuple(f"{vn_date(one.on)}: {one.get_kind_display()}" for one in breaches),
        assessment=_first(one.outcome for one in of_month if one.kind == Contact.Kind.ASSESSMENT) or "",
    )


def _leave(one) -> str:
    values = {"start": vn_date(one.from_on), "end": vn_date(one.returned_on or one.until_on), "to": one.destination}
    return _("%(start)s – %(end)s, đến %(to)s") % values


def _first(values: Iterable):
    return next(iter(values), None)
