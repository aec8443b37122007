"""Writes for many people and cases in a few statements, as an import needs them.

The rules of cases/services.py apply: each function is atomic, takes `by` (None: the command line), locks what it changes and
writes one audit event per case or person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.choices import EndReason
from cases.expungement import erasure, sealing
from cases.facts import stay_chain
from cases.facts import store as facts_store
from cases.facts.clock import fact_time
from cases.facts.stay_chain import Contradiction, History
from cases.facts.store import ReoffenceData, StayRevision, batches, current_histories
from cases.models import Case, IdentityNumber, Person, Reoffence
from cases.people.services import insert_numbers
from cases.records.services import CaseChanged, known_details


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """The new history of a case. `why` may be empty only if the new history continues the recorded one."""

    case: Case
    after: History
    why: str = ""


@transaction.atomic
def change_histories(*, by: User | None, changes: Sequence[HistoryChange]) -> int:
    """Continues the histories of many cases ("case.extend"), or corrects them where a reason is given ("case.correct").

    All old versions are superseded before a new one is written, so that one case of a person may end and another begin.
    Returns the number of changed histories. Raises Contradiction.
    """
    wanted = {change.case.pk: change for change in changes}
    for change in changes:
        stay_chain.check_history(change.after)
        facts_store.refuse_future(change.after, ())
    cases = _locked(list(wanted))
    before = current_histories(cases)
    items = [
        _rewrite(case, before[case.pk], wanted[case.pk]) for case in cases if before[case.pk] != wanted[case.pk].after
    ]
    facts_store.write_revisions(by=by, items=items)
    _seal(by, items)
    return len(items)


@transaction.atomic
def correct_reoffences(*, by: User | None, items: Sequence[tuple[Reoffence, ReoffenceData]], why: str) -> None:
    """Writes new versions of recorded reoffences: verdicts, dropped charges, document numbers. Raises Contradiction."""
    facts_store.require_reason(why)
    for _old, data in items:
        facts_store.refuse_future((), (data,))
    keys = [old.pk for old, _data in items]
    at = facts_store.later_than(fact_time(), *(old.known_from for old, _data in items))
    superseded = sum(
        facts_store.end_versions(Reoffence.objects.filter(pk__in=part), by=by, at=at) for part in batches(keys)
    )
    if superseded != len(keys):
        raise Contradiction("superseded", _("Thông tin này đã được sửa hoặc rút; mở lại hồ sơ để xem bản mới."))
    made = facts_store.insert_reoffences([(old.case, data) for old, data in items], by, at, why=why)
    facts_store.audit_reoffences(by, "reoffence.correct", made, why=why)


@transaction.atomic
def update_details_many(*, by: User | None, items: Sequence[tuple[Case, dict]]) -> None:
    """Changes descriptive fields of many cases. Raises CaseChanged if one was changed since it was read."""
    for case, details in items:
        mine = Case.objects.filter(pk=case.pk, version=case.version)
        if not mine.update(**known_details(details), version=case.version + 1):
            raise CaseChanged(Case.objects.get(pk=case.pk))
    audit_events.record_many(
        by=by,
        events=[
            {"action": "case.update", "target": case, "detail": {"fields": sorted(details)}} for case, details in items
        ],
    )


@transaction.atomic
def update_people(*, by: User | None, items: Sequence[tuple[Person, dict]]) -> None:
    """Changes name, birth date, sex and ethnicity of people. Raises Contradiction if one was expunged meanwhile."""
    for person, data in items:
        person = erasure.lock_person(person)
        for name, value in data.items():
            setattr(person, name, value)
        person.save()
    audit_events.record_many(
        by=by,
        events=[
            {"action": "person.update", "target": person, "detail": {"fields": sorted(data)}} for person, data in items
        ],
    )


@transaction.atomic
def add_numbers(*, by: User | None, items: Sequence[tuple[Person, str, str]]) -> None:
    """Adds ID numbers (person, kind, digits); see cases.people.services.insert_numbers."""
    for key in sorted({person.pk for person, _kind, _digits in items}):
        erasure.lock_person(Person(pk=key))
    insert_numbers(by, [IdentityNumber.of(person, kind, number) for person, kind, number in items])
    audit_events.record_many(
        by=by,
        events=[
            {"action": "person.add_number", "target": person, "detail": {"kind": kind}}
            for person, kind, _number in items
        ],
    )


def _locked(keys: list[int]) -> list[Case]:
    return [
        case
        for part in batches(sorted(keys))
        for case in Case.objects.select_for_update().filter(pk__in=part).order_by("pk")
    ]


def _seal(by: User | None, items: list[StayRevision]) -> None:
    """Do for cases that are expunged now what a case's page does: hide the ended ones with them, end waiting transfers."""
    for item in items:
        last = item.after[-1]
        if last.end_on is not None and last.end_reason == EndReason.EXPUNGED != item.before[-1].end_reason:
            sealing.seal(by, item.case, last.end_on)
            erasure.erase_on_commit(by)


def _rewrite(case: Case, before: History, change: HistoryChange) -> StayRevision:
    if change.why:
        return StayRevision(case, before, change.after, "case.correct", change.why)
    if not stay_chain.is_extension(before, change.after):
        facts_store.require_reason(change.why)
    return StayRevision(case, before, change.after, "case.extend")
