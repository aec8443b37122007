"""Service functions for people: identity, ID numbers, other names, merging and undoing a merge."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.roles import may
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from audit.models import AuditEvent
from cases.expungement import erasure
from cases.facts import rate_guard
from cases.facts import store as facts_store
from cases.facts.clock import fact_time
from cases.facts.store import BATCH_SIZE, StayRevision
from cases.models import Case, DistinctPeople, IdentityNumber, OtherName, Person, PersonMerge, Reoffence, Stay
from cases.people.birth_dates import BirthDate
from cases.people.id_encryption import blind_index
from cases.people.id_numbers import IdNumber
from cases.people.matching import owned_indexes, owner_of
from cases.second_person.calls import second_person
from core import date_rules
from core.database_guards import ERASED
from core.dates import today
from core.errors import Refused
from core.text import nfc

# For users who see which numbers somebody else has. An import is not counted here but in the access log.
MAX_NUMBERS_A_DAY = 20
NUMBER_TAKEN = gettext_lazy("Số giấy tờ này đã có trong hệ thống; đề nghị cấp huyện kiểm tra.")

OUT_OF_SCOPE = gettext_lazy(
    "Chưa gộp hoặc tách được ở cấp của anh/chị; đề nghị lãnh đạo cấp trên, người phụ trách mọi đơn vị có liên quan, xem xét."
)


def first_day(birth: BirthDate | None) -> date | None:
    """Return the first day that a birth date may mean; None if it is not known."""
    return birth.first_day if birth else None


@transaction.atomic
def update_person(*, by: User | None, person: Person, **data) -> Person:
    """Change name, birth date, sex or ethnicity of a person. Keyword arguments: the fields of Person to set.

    Raises Contradiction if the person's conviction was expunged meanwhile.
    """
    person = erasure.lock_person(person)
    for name, value in data.items():
        setattr(person, name, value)
    first = min(person.cases.values_list("release_on", flat=True), default=None)
    date_rules.require("cases.people.update_person", today(), birth=first_day(person.birth), first_release_on=first)
    person.save()
    audit_events.record(by=by, action="person.update", target=person, detail={"fields": sorted(data)})
    return person


@transaction.atomic
def add_number(
    *,
    by: User | None,
    person: Person,
    number: IdNumber,
    issued_on: date | None = None,
    issued_by: str = "",
    valid_until: date | None = None,
) -> IdentityNumber:
    """Add an ID number to a person. Raises Refused if the person, or somebody whom `by` may see, already has it.

    If a person whom `by` may not see has it, the number is stored with a waiting claim, which the district decides. The
    answer is the same as for a free number. A leader sees the waiting claims, so a leader may enter only so many
    numbers a day, free or not, and cannot try numbers out.
    """
    _check_daily_limit(by)
    person = erasure.lock_person(person)
    made = IdentityNumber.of(person, number.kind, number.number, claim_for(by, number, person))
    made.issued_on, made.issued_by, made.valid_until = issued_on, nfc(issued_by), valid_until
    days = {"issued_on": issued_on, "valid_until": valid_until, "birth": first_day(person.birth)}
    date_rules.require("cases.people.add_number", today(), **days)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        audit_events.record(by=by, action="person.number_taken", target=person)
        raise Refused(str(NUMBER_TAKEN)) from error
    audit_events.record(by=by, action="person.add_number", target=person, detail={"kind": number.kind})
    if made.claim == IdentityNumber.Claim.WAITING:
        audit_events.record(by=by, action="person.number_elsewhere", target=person, detail={"number": str(made.pk)})
    return made


def _check_daily_limit(by: User | None) -> None:
    """Raise Refused if a user who sees waiting claims has entered MAX_NUMBERS_A_DAY numbers today."""
    if by is None or not may(by, "people.merge"):
        return
    # Two requests of one user count one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    midnight = make_aware(datetime.combine(today(), time()))
    added = AuditEvent.objects.filter(by=by, action="person.add_number", at__gte=midnight).count()
    if added >= MAX_NUMBERS_A_DAY:
        text = _(
            "Hôm nay anh/chị đã ghi %d số giấy tờ, mức cao nhất trong ngày. Mai hãy ghi tiếp, hoặc để cán bộ xã ghi."
        )
        raise Refused(text % MAX_NUMBERS_A_DAY)


def claim_for(by: User | None, number: IdNumber, person: Person | None) -> str:
    """Return the claim with which a number is stored for a person (None: a new person). Raises Refused as `add_number` does."""
    has_it = person and person.identity_numbers.filter(number_index=blind_index(number.number)).exists()
    owner = owner_of(number)
    if has_it or (owner and (by is None or Case.objects.visible_to(by).filter(person=owner).exists())):
        raise Refused(str(NUMBER_TAKEN))
    return IdentityNumber.Claim.WAITING if owner else IdentityNumber.Claim.OWN


def insert_numbers(by: User | None, made: Sequence[IdentityNumber]) -> None:
    """Insert many new ID numbers of stored people, with claims as in `add_number`.

    The caller has checked that no visible person has one of the numbers. Raises IntegrityError if `by` is None and a number
    has an owner.
    """
    taken = owned_indexes(number.number_index for number in made) if by is not None else set()
    for number in made:
        if number.number_index in taken:
            number.claim = IdentityNumber.Claim.WAITING
    IdentityNumber.objects.bulk_create(made, batch_size=BATCH_SIZE)
    waiting = [number for number in made if number.claim == IdentityNumber.Claim.WAITING]
    events = [
        {"action": "person.number_elsewhere", "target": number.person, "detail": {"number": str(number.pk)}}
        for number in waiting
    ]
    audit_events.record_many(by=by, events=events)


@transaction.atomic
def add_name(*, by: User | None, person: Person, kind: str, full_name: str, until_on=None, note: str = "") -> OtherName:
    """Add a former or other name. `until_on`: last day of use. Raises ValidationError, e.g. for a name entered twice,
    Contradiction if the person's conviction was expunged meanwhile.
    """
    person = erasure.lock_person(person)
    date_rules.require("cases.people.add_name", today(), until_on=until_on, birth=first_day(person.birth))
    made = OtherName(person=person, kind=kind, full_name=full_name, until_on=until_on, note=nfc(note), created_by=by)
    made.full_clean(exclude=["public_id", "name_folded"])
    made.save()
    audit_events.record(by=by, action="person.add_name", target=person, detail={"kind": kind})
    return made


def _case_of_merge(arguments: dict) -> Case:
    """Return the case whose page shows the request to merge."""
    return arguments["merged"].cases.first() or arguments["kept"].cases.first()


def _case_of_unmerge(arguments: dict) -> Case:
    return arguments["merge"].kept.cases.first()


@second_person("person.merge", gettext_lazy("Gộp hai bản ghi của một người"), case_of=_case_of_merge)
@transaction.atomic
def merge_people(*, by: User | None, kept: Person, merged: Person, why: str) -> PersonMerge:
    """Merge two records of one person: cases, numbers and names of `merged` move to `kept`.

    Raises Refused without a reason, if their stays overlap, or if one of their cases is outside the units of `by`.
    """
    facts_store.require_reason(why)
    kept, merged = _locked(kept, merged)
    if kept.full_name == ERASED != merged.full_name:
        raise Refused(_("Án tích của người được giữ lại đã được xóa; hãy mở lại trang để xem."))
    _require_scope(by, Case.objects.filter(person__in=[kept, merged]))
    cases = list(Case.objects.select_for_update().filter(person=merged).order_by("pk"))
    numbers = list(merged.identity_numbers.values_list("pk", flat=True))
    names = list(merged.other_names.values_list("pk", flat=True))
    _move_cases(by, cases, kept, _("Gộp hai bản ghi của một người: %s") % nfc(why))
    IdentityNumber.objects.filter(pk__in=numbers).update(person=kept)
    OtherName.objects.filter(pk__in=names).update(person=kept)
    moved = {"cases": [case.pk for case in cases], "numbers": [str(pk) for pk in numbers], "names": names}
    made = PersonMerge.objects.create(kept=kept, merged=merged, why=nfc(why), moved=moved, by=by)
    audit_events.record(by=by, action="person.merge", target=kept, detail={"merged": merged.pk}, why=made.why)
    _erase_sealed_of(by, cases)
    return made


@second_person("person.unmerge", gettext_lazy("Tách hai người đã gộp nhầm"), case_of=_case_of_unmerge)
@transaction.atomic
def undo_merge(*, by: User | None, merge: PersonMerge, why: str) -> PersonMerge:
    """Undo a merge: everything returns to the person it came from. Raises Refused if it is undone already or out of scope."""
    facts_store.require_reason(why)
    merge = PersonMerge.objects.select_for_update(of=("self",)).select_related("kept", "merged").get(pk=merge.pk)
    if merge.undone_at is not None:
        raise Refused(_("Lần gộp này đã được tách ra."))
    _locked(merge.kept, merge.merged)
    cases = list(Case.objects.select_for_update().filter(pk__in=merge.moved["cases"], person=merge.kept).order_by("pk"))
    _require_scope(by, Case.objects.filter(pk__in=[case.pk for case in cases]))
    _move_cases(by, cases, merge.merged, _("Tách hai người đã gộp nhầm: %s") % nfc(why))
    IdentityNumber.objects.filter(pk__in=merge.moved["numbers"]).update(person=merge.merged)
    OtherName.objects.filter(pk__in=merge.moved["names"]).update(person=merge.merged)
    merge.undone_at, merge.undone_by, merge.undone_why = timezone.now(), by, nfc(why)
    merge.save(update_fields=["undone_at", "undone_by", "undone_why"])
    audit_events.record(
        by=by, action="person.unmerge", target=merge.kept, detail={"merged": merge.merged_id}, why=nfc(why)
    )
    _erase_sealed_of(by, cases)
    return merge


@transaction.atomic
def mark_as_distinct(*, by: User | None, one: Person, other: Person, why: str) -> DistinctPeople:
    """Mark two similar people as distinct, so that they are not suggested again. Raises Contradiction without a reason."""
    facts_store.require_reason(why)
    first, second = (erasure.lock_person(person) for person in sorted((one, other), key=lambda person: person.pk))
    made, _new = DistinctPeople.objects.get_or_create(first=first, second=second, defaults={"why": nfc(why), "by": by})
    audit_events.record(by=by, action="person.two", target=first, detail={"other": second.pk}, why=nfc(why))
    return made


def _erase_sealed_of(by: User | None, cases: list[Case]) -> None:
    """Take the reason out of the new versions of sealed cases."""
    for stay in Stay.objects.sealed().filter(case__in=cases).select_related("case"):
        erasure.erase(by=by, case=stay.case)


def _locked(kept: Person, merged: Person) -> tuple[Person, Person]:
    if kept.pk == merged.pk:
        raise Refused(_("Đây là cùng một bản ghi."))
    rows = {
        row.pk: row
        for row in Person.objects.select_for_update(no_key=True).filter(pk__in=[kept.pk, merged.pk]).order_by("pk")
    }
    return rows[kept.pk], rows[merged.pk]


def _require_scope(by: User | None, cases: QuerySet[Case]) -> None:
    """Raise Refused if a case is outside the user's units. The message does not reveal which case or where.

    Sealed cases in the user's units are moved too, without being shown.
    """
    if by is None:
        return
    own = unit_keys_for(by, "people.merge")
    if Stay.objects.latest().filter(case__in=cases).exclude(unit__in=own).exists():
        raise Refused(str(OUT_OF_SCOPE))


def _move_cases(by, cases: list[Case], to: Person, why: str) -> None:
    """Move cases to another person by new versions of their facts, so that past figures do not change."""
    before = facts_store.current_histories(cases)
    reoffences = list(Reoffence.objects.current().filter(case__in=cases))
    at = facts_store.later_than(
        fact_time(),
        *(row.known_from for row in Stay.objects.current().filter(case__in=cases)),
        *(row.known_from for row in reoffences),
    )
    rate_guard.watch(by, [to.pk, *(case.person_id for case in cases)])
    facts_store.end_versions(Stay.objects.filter(case__in=cases), by=by, at=at)
    facts_store.end_versions(Reoffence.objects.filter(pk__in=[row.pk for row in reoffences]), by=by, at=at)
    for case in cases:
        case.person = to
        case.version += 1
        case.save(update_fields=["person", "version"])
    by_case = {case.pk: case for case in cases}
    facts_store.insert_stays([(case, value, why) for case in cases for value in before[case.pk]], by, at)
    pairs = [(by_case[row.case_id], facts_store.reoffence_data(row)) for row in reoffences]
    facts_store.insert_reoffences(pairs, by, at, why=why)
    rewrites = [
        StayRevision(case, before[case.pk], before[case.pk], "case.merge", why) for case in cases if before[case.pk]
    ]
    facts_store.audit_revisions(by, rewrites)
