"""What each form about a case stands on (core/forms/edit_conflicts.py): how it stood when somebody opened the form."""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import (
    Case,
    IdentityNumber,
    Notice,
    Person,
    PersonMerge,
    Reoffence,
    ReoffenceChange,
    Stay,
    TransferRequest,
    TwoPeople,
)
from cases.records.models import Record
from core.dates import today, vn_date
from core.forms.edit_conflicts import Stand, fields_of, text_of

Told = Iterable[tuple[str, str]]


def of_fields(row: Model, *names: str) -> Stand:
    """The row as it is stored; no fields named: all that somebody types."""
    return Stand(row, lambda: fields_of(_stored(row), *names))


def of_record(record: Record) -> Stand:
    """A plain record with all its fields, and whether it was struck out."""

    def told() -> Told:
        row = _stored(record)
        yield from fields_of(row)
        if row.removed_at is not None:
            yield _("Đã gạch bỏ"), row.removed_why

    return Stand(record, told)


def of_history(case: Case) -> Stand:
    """Where and in which category the person was and is managed."""
    return Stand(case, lambda: _stays(case))


def of_person(person: Person) -> Stand:
    def told() -> Told:
        row = _stored(person)
        yield from fields_of(row, "full_name")
        yield _("Ngày sinh"), text_of(row.birth)
        yield from fields_of(row, "sex", "ethnicity")

    return Stand(person, told)


def of_notice(notice: Notice) -> Stand:
    return of_fields(
        notice,
        *("state", "state_on", "state_why", "verified_on", "address_right", "family_informed"),
        *("verification_note", "answer_number"),
    )


def of_transfer(request: TransferRequest) -> Stand:
    names = ("state", "to_unit", "moved_on", "decided_by", "decision_number", "decision_why", "accepted_on")
    return of_fields(request, *names)


def of_change(change: ReoffenceChange) -> Stand:
    return of_fields(change, "state", "decided_by", "decision_why")


def of_assignment(case: Case, role: str) -> Stand:
    """Who is the case's officer or helper now."""

    def told() -> Told:
        for row in case.assignments.standing().filter(role=role, end_on=None).select_related("user"):
            yield row.get_role_display(), f"{row.name}, {_('từ ngày')} {vn_date(row.start_on)}"

    return Stand(case, told)


def of_list(leaving: User, cases: QuerySet[Case]) -> Stand:
    """Which cases an officer follows."""

    def told() -> Told:
        yield from cases.order_by("pk").values_list("code", "person__full_name")

    return Stand(leaving, told, rows=Case.objects.filter(pk__in=cases.order_by().values("pk")))


def of_snoozes(case: Case, duty: str) -> Stand:
    def told() -> Told:
        for row in case.snoozes.standing().filter(duty=duty, until_on__gt=today()).order_by("pk"):
            yield _("Đã hoãn đến ngày %s") % vn_date(row.until_on), row.why

    return Stand(case, told)


def of_reoffence(reoffence: Reoffence) -> Stand:
    """What is recorded, and what was asked for and decided about it."""

    def told() -> Told:
        row = _stored(reoffence)
        names = ("prosecuted_on", "document_number", "outcome", "convicted_on", "note")
        yield from fields_of(row, *names)
        if row.known_until is not None:
            yield _("Tình trạng"), _("Đã được sửa hoặc rút")
        for change in row.changes.order_by("pk"):
            yield f"{change.get_kind_display()}, {change.get_state_display().lower()}", change.why

    return Stand(reoffence.case, told)


def of_claim(number: IdentityNumber) -> Stand:
    def told() -> Told:
        row = IdentityNumber.everything.get(pk=number.pk)
        yield _("Số giấy tờ"), f"{row.masked}, {row.get_claim_display()}"

    return Stand(number, told, rows=IdentityNumber.everything.filter(pk=number.pk))


def of_likeness(case: Case) -> Stand:
    """What was said so far about who this person is and is not."""

    def told() -> Told:
        person = Case.objects.select_related("person").get(pk=case.pk).person
        for row in PersonMerge.objects.filter(kept=person).select_related("merged").order_by("pk"):
            yield _("Đã tách") if row.undone_at else _("Đã gộp"), f"{row.merged.full_name}: {row.undone_why or row.why}"
        for row in TwoPeople.objects.filter(Q(first=person) | Q(second=person)).order_by("pk"):
            yield _("Hai người khác nhau"), row.why

    return Stand(case, told)


def of_merge(merge: PersonMerge) -> Stand:
    return of_fields(merge, "why", "undone_by", "undone_why")


def _stored(row: Model) -> Model:
    """As it is now; the forms write into the one they were given."""
    return type(row)._base_manager.get(pk=row.pk)


def _stays(case: Case) -> Told:
    for place, row in enumerate(
        Stay.objects.current().filter(case=case).select_related("unit").order_by("start_on"), 1
    ):
        days = f"{vn_date(row.start_on)} – {text_of(row.end_on) or _('nay')}"
        words = [row.unit.full_name, row.get_category_display(), row.get_origin_display(), days]
        if row.is_closure:
            words += [row.get_end_reason_display(), row.end_document_number, row.end_note]
        words += [row.document_number, row.why]
        yield _("Giai đoạn %d") % place, ", ".join(filter(None, map(str, words)))
