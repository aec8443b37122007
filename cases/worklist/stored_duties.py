"""Computes the duties of open cases and stores them, so that they are computed once a day and after each change.

An answer holds for one day, one version of the person's facts and one state of the law (models.DutyAnswer). Whoever reads a list
first has what does not hold any more computed anew; a job does it for everybody after midnight.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit import events as audit_events
from cases.models import Case, Person, Stay
from cases.records.models import CaseQuerySet
from cases.worklist.loader import WorklistCase, load_worklist_cases
from cases.worklist.models import DutyAnswer, StoredDuty
from core.dates import today
from core.table_union import Selection
from law.duties.agenda import Duty, Kind, duties
from law.provider import law_and_calendar, law_calendar_and
from law.rules.workdays import Calendar
from law.timeline import Article, LawTimeline

# People answered for in one transaction.
BATCH = 500
# The packages whose code decides what the duties are.
_RULES = ("law", "cases/judgments", "cases/worklist")


@cache
def _program() -> str:
    """A fingerprint of the code that decides what the duties are."""
    root = Path(__file__).resolve().parents[2]
    sources = (path.read_bytes() for package in _RULES for path in sorted((root / package).rglob("*.py")))
    return hashlib.sha256(b"".join(sources)).hexdigest()


@dataclass(frozen=True)
class Rules:
    """The day for which duties are computed, with the law and the working days."""

    day: date
    law: LawTimeline
    calendar: Calendar

    @classmethod
    def now(cls) -> "Rules":
        """The rules of today, by one query."""
        return cls(today(), *law_and_calendar())

    @classmethod
    def now_and(cls, *more: Selection) -> tuple["Rules", dict[str, list[Any]]]:
        """The same with all rows of other tables, by the names of their selections, in that one query."""
        law, calendar, rows = law_calendar_and(*more)
        return cls(today(), law, calendar), rows

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the rows of the law, the holidays, and the program's own rules in a new release."""
        parts = (self.law.fingerprint, self.calendar.fingerprint, _program())
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def duties_of(self, case: WorklistCase) -> list[Duty]:
        """The duties of one case on this day."""
        return duties(case.facts, self.law, self.calendar, self.day)


def refresh(cases: CaseQuerySet, rules: Rules) -> int:
    """Compute and store the duties of the people of these open cases, as far as their answers hold no more.

    `cases`: with the scope of the user already applied. Returns for how many people something was computed.
    """
    people = cases.with_latest().filter(latest__end_on=None).order_by().values("person")
    # Triggers make the row of an answer with the person. Where they did not, nobody's duties may be missing.
    missing = Person.objects.filter(pk__in=people, duty_answer=None).values_list("pk", flat=True)
    DutyAnswer.objects.bulk_create([DutyAnswer(person_id=key) for key in missing], ignore_conflicts=True)
    outdated = DutyAnswer.objects.filter(person__in=people).exclude(DutyAnswer.holds("", rules.day, rules.fingerprint))
    keys = sorted(outdated.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        passed_over = set(part) - _answer(part, rules, wait=False)
        # Somebody is writing about these people just now. Waited for one by one: whoever holds one lock alone waits for nobody
        # who waits for it.
        for person in passed_over:
            _answer([person], rules, wait=True)
    return len(keys)


def forget_ended() -> int:
    """Delete the duties of cases that ended since they were stored; no list shows them. Returns how many."""
    deleted, _by_model = StoredDuty.objects.exclude(case__in=Stay.objects.open().values("case")).delete()
    return deleted


@transaction.atomic
def compare(*, by: User | None, rules: Rules) -> int:
    """Compute the duties of every answer that holds again, and compare them with what is stored.

    An answer that differs is computed anew by the next reader. Returns of how many people; writes one event.
    """
    holding = DutyAnswer.objects.filter(DutyAnswer.holds("", rules.day, rules.fingerprint))
    people = list(holding.order_by("pk").values_list("pk", flat=True))
    different: set[int] = set()
    for start in range(0, len(people), BATCH):
        different |= _different(people[start : start + BATCH], rules)
    DutyAnswer.objects.filter(pk__in=different).update(facts_version=F("facts_version") + 1)
    detail = {"people": len(people), "different": len(different)}
    audit_events.record(by=by, action="duties.compare", detail=detail)
    return len(different)


def _different(people: list[int], rules: Rules) -> set[int]:
    """The people among these whose stored duties are not those that are computed now."""
    cases = Case.objects.filter(person__in=people)
    computed = Counter(
        _values(_row(case, duty, rules.day)) for case in load_worklist_cases(cases) for duty in rules.duties_of(case)
    )
    stored = Counter(map(_values, StoredDuty.objects.filter(case__in=cases)))
    differing = {values[0] for values in (computed - stored) | (stored - computed)}
    return set(Case.objects.filter(pk__in=differing).values_list("person", flat=True))


def _values(row: StoredDuty) -> tuple:
    """All columns but the primary key, the case first."""
    return tuple(getattr(row, field.attname) for field in StoredDuty._meta.concrete_fields if not field.primary_key)


@transaction.atomic
def _answer(people: Iterable[int], rules: Rules, *, wait: bool) -> set[int]:
    """Store the duties of these people. Returns for whom; without `wait`, not for those whose facts are just being written.

    The rows are locked before the facts are read: a write that commits later raises the version after this answer.
    """
    answers = DutyAnswer.objects.filter(pk__in=people).select_for_update(skip_locked=not wait)
    locked = set(answers.order_by("pk").values_list("pk", flat=True))
    rows = list(_rows(Case.objects.filter(person__in=locked), rules))
    StoredDuty.objects.filter(case__person__in=locked).delete()
    StoredDuty.objects.bulk_create(rows)
    DutyAnswer.objects.filter(pk__in=locked).update(
        answered_version=F("facts_version"), day=rules.day, rules=rules.fingerprint
    )
    return locked


def _rows(cases: CaseQuerySet, rules: Rules) -> Iterator[StoredDuty]:
    """The duties of these cases as they are computed now, not stored."""
    for case in load_worklist_cases(cases):
        for duty in rules.duties_of(case):
            yield _row(case, duty, rules.day)


def _row(case: WorklistCase, duty: Duty, day: date) -> StoredDuty:
    snoozed = case.snoozed.get(duty.key)
    is_snoozed = snoozed is not None and snoozed.until_on > day
    return StoredDuty(
        case_id=case.pk,
        unit_id=case.unit_id,
        category=case.facts.category,
        key=duty.key,
        kind=duty.kind.value,
        what=str(duty.what),
        article=duty.article.text,
        printed_as=duty.article.printed_as,
        by_on=duty.by_on,
        missing=str(duty.missing),
        tab=duty.tab,
        snoozed_until=snoozed.until_on if snoozed and is_snoozed else None,
        snoozed_why=snoozed.why if snoozed and is_snoozed else "",
    )


def duty_of(row: StoredDuty) -> Duty:
    """The duty that was stored in this row."""
    return Duty(
        row.key, Kind(row.kind), row.what, Article(row.article, row.printed_as), row.by_on, row.missing, row.tab
    )
