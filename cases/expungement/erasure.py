"""Takes the typed texts of expunged cases out of the tables: names, notes, numbers of documents, reasons, names of files.

A text is replaced by ERASED and kept encrypted in SealedText, from which the page of an opened sealed case reads it; reasons of
audit events are deleted (docs/security.md §4). Dates, amounts, units and choices stay, so that no figure changes.

Which rows are about a case follows from the foreign keys, so that a new model is included without further code.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import CharField, F, Field, Model, Q, TextField, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from audit import reasons
from audit.models import AuditEvent, EventReason
from cases.facts.stay_chain import Contradiction
from cases.models import (
    Case,
    CaseDocument,
    IdentityNumber,
    Notice,
    OtherName,
    Person,
    PersonMerge,
    SealedText,
    Stay,
    StoredDuty,
)
from core.database_guards import ERASED
from core.text import fold, name_key
from jobs import cleanup
from jobs.models import Job, StoredFile

# Codes, not texts: by these a sealed case is opened, a number is found, a request executed and a bank's loan named.
KEPT = {
    "cases.case": {"code"},
    "cases.identitynumber": {"number_index"},
    "cases.notice": {"number_index"},
    "cases.secondpersonrequest": {"kind"},
    "cases.snooze": {"duty"},
    "cases.sealedtext": {"table", "key"},
    "loans.loan": {"code"},
}
# Columns computed from a name.
DERIVED: dict[str, Callable[[str], Any]] = {"name_folded": fold, "name_key": name_key}
WORD = re.compile(r"\w+")
Texts = dict[str, str]
# (row, its texts, folded names of its person) → the texts that are kept because somebody else needs them.
KeptTexts = Callable[[Any, Texts, set[str]], Iterable[str]]
_exceptions: dict[str, KeptTexts] = {}


def kept_texts(label: str) -> Callable[[KeptTexts], KeptTexts]:
    """Decorator: the columns of rows of this model whose texts stay after an expungement."""

    def register(function: KeptTexts) -> KeptTexts:
        _exceptions[label] = function
        return function

    return register


def erase_sealed(*, by: User | None) -> int:
    """Erase the texts of every sealed case that still has them, each in a transaction. Returns how many they were."""
    waiting = _sealed_with_texts()
    for case in Case.objects.filter(pk__in=waiting).order_by("pk"):
        erase(by=by, case=case)
    return len(waiting)


def erase_on_commit(by: User | None) -> None:
    """Erase when the present transaction is committed, for verbs whose audit events are written at their end."""
    transaction.on_commit(lambda: erase_sealed(by=by), robust=True)


def erase_if_sealed(by: User | None, case: Case | None) -> None:
    """Erase what a verb wrote about a case that may be sealed. The caller has locked the case before it wrote."""
    if case is not None and Stay.objects.sealed().filter(case=case.pk).exists():
        erase(by=by, case=case)


def _sealed_with_texts() -> set[int]:
    done = SealedText.objects.filter(table=Case._meta.label_lower).values_list("key", flat=True)
    sealed = set(Stay.objects.sealed().values_list("case", flat=True))
    return sealed - {int(key) for key in done} if sealed else sealed


@transaction.atomic
def erase(*, by: User | None, case: Case) -> None:
    """Erase the texts of a sealed case and, if all cases of its person are sealed or withdrawn, of the person."""
    people = lock_people(case)
    names = _names_of(people)
    # Computed texts, which are made again for the cases that stay open.
    StoredDuty.objects.filter(case__person__in=people).delete()
    seen = Stay.objects.latest().filter(case__person__in=people).exclude(pk__in=Stay.objects.sealed().values("pk"))
    is_whole = not seen.exists()
    cases = {case.pk}
    if is_whole:
        cases |= set(Case.objects.filter(person__in=people).values_list("pk", flat=True))
    rows = list(_rows_of(Case, cases))
    if is_whole:
        indexes = IdentityNumber.all_objects.filter(person__in=people).values("number_index")
        rows += _rows_of(Person, people)
        rows += Notice.objects.filter(case=None, number_index__in=indexes).exclude(number_index="")
        _erase_previews(names)
    # Before the texts go: some are compared with the names.
    changes = [(row, texts) for row in rows if (texts := _texts_of(row, names))]
    # Reasons of events that are still to be stored in this transaction go as well.
    audit_events.after_events(partial(_erase_reasons, by, case, rows, names if is_whole else set()))
    for row, texts in changes:
        _erase_row(row, texts)
    files = CaseDocument.objects.filter(case__in=cases).values("file")
    StoredFile.objects.filter(pk__in=files).update(name=ERASED)
    for key in cases:
        SealedText.objects.get_or_create(table=Case._meta.label_lower, key=str(key), defaults={"texts": {}})


def show(rows: Iterable[Model]) -> None:
    """Put the sealed texts into instances that are shown and not saved."""
    for row in rows:
        sealed = SealedText.objects.filter(table=row._meta.label_lower, key=str(row.pk)).first()
        for name, text in (sealed.texts if sealed else {}).items():
            setattr(row, name, text)


@transaction.atomic
def restore_person(person: Person) -> None:
    """Give a person of sealed cases the name again, because a new case begins. The sealed cases stay as they are."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.full_name == ERASED:
        show([locked])
        locked.save()
        person.refresh_from_db()


def lock_person(person: Person) -> Person:
    """Lock a person for update and return it, for verbs that write a text about a person.

    Raises Contradiction if the person's conviction was expunged: the page that was submitted may be older.
    """
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.full_name == ERASED:
        raise Contradiction(
            "sealed", _("Án tích của người này đã được xóa, hồ sơ đã được niêm phong; không ghi thêm được.")
        )
    return locked


def lock_people(case: Case) -> set[int]:
    """Lock the person of the case and the earlier records that were merged into it; return their keys.

    The lock comes before anything is read, because what a verb writes behind it would be missed (`lock_person`).
    """
    while True:
        found = _people_of(case)
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk").values_list("pk"))
        case.refresh_from_db(fields=["person"])
        if _people_of(case) <= found:
            return found


def _people_of(case: Case) -> set[int]:
    """The person and the earlier records that were merged into it."""
    found, waiting = set(), {case.person_id}
    while waiting:
        found |= waiting
        merged = PersonMerge.objects.filter(kept__in=waiting, undone_at=None).values_list("merged", flat=True)
        waiting = set(merged) - found
    return found


def _names_of(people: set[int]) -> set[str]:
    """The folded names of these people, also those that were erased before."""
    own = Person.objects.filter(pk__in=people).values_list("pk", "full_name")
    others = OtherName.objects.filter(person__in=people).values_list("pk", "full_name")
    names = {fold(name) for rows in (own, others) for _key, name in rows if name != ERASED}
    for model, rows in ((Person, own), (OtherName, others)):
        keys = [str(key) for key, _name in rows]
        for sealed in SealedText.objects.filter(table=model._meta.label_lower, key__in=keys):
            names.add(fold(sealed.texts.get("full_name", "")))
    return names - {""}


def _texts_of(row: Model, names: set[str]) -> Texts:
    label = row._meta.label_lower
    values = {field.attname: getattr(row, field.attname) for field in text_columns(type(row))}
    texts = {name: value for name, value in values.items() if value and value not in _erased(row)}
    if label in _exceptions:
        for name in list(_exceptions[label](row, texts, names)):
            texts.pop(name, None)
    return texts


def _erased(row: Model) -> tuple[str, str]:
    """What stands in place of an erased text; the second where no two rows may have the same."""
    return ERASED, f"{ERASED}{row.pk}"


def _erase_row(row: Model, texts: Texts) -> None:
    table, key = row._meta.label_lower, str(row.pk)
    sealed = SealedText.objects.select_for_update().filter(table=table, key=key).first()
    kept = sealed.texts if sealed else {}
    SealedText.objects.update_or_create(table=table, key=key, defaults={"texts": {**kept, **texts}})
    # Two rows of a unique column stay different.
    unique = _unique_columns(type(row))
    erased: dict[str, Any] = {name: _erased(row)[name in unique] for name in texts}
    if "full_name" in erased:
        columns = {field.attname for field in row._meta.concrete_fields}
        erased |= {name: make(erased["full_name"]) for name, make in DERIVED.items() if name in columns}
    if any(field.name == "version" for field in row._meta.local_concrete_fields):
        # A form that was opened before does not write its texts back.
        erased["version"] = F("version") + 1
    type(row)._base_manager.filter(pk=row.pk).update(**erased)


def _erase_reasons(by: User | None, case: Case, rows: list[Model], names: set[str]) -> None:
    """Delete the reasons of events about these rows, and of events about nobody's case (an export) that name the person."""
    about: dict[str, list[str]] = {}
    for row in rows:
        about.setdefault(row._meta.label_lower, []).append(str(row.pk))
    found = Q()
    for label, keys in about.items():
        found |= Q(target_type=label, target_id__in=keys)
    numbers = list(AuditEvent.objects.filter(found, reason__isnull=False).values_list("number", flat=True))
    if names:
        of_people = {model._meta.label_lower for start in (Case, Person) for model in _paths(start)}
        others = EventReason.objects.exclude(event__target_type__in=of_people)
        numbers += [reason.pk for reason in others.iterator() if _name(names, reason.text)]
    reasons.erase(by=by, numbers=numbers, target=case)


def _erase_previews(names: set[str]) -> None:
    """Forget results and errors of jobs that name the person. Older ones are forgotten anyway (jobs/cleanup.py)."""
    for job in Job.objects.filter(created_at__gte=timezone.now() - 2 * cleanup.KEPT):
        if job.result and not job.result.get("removed") and _name(names, str(job.result)):
            cleanup.forget_result(job)
        if _name(names, job.error):
            Job.objects.filter(pk=job.pk).update(error=ERASED)


def _name(names: set[str], text: str) -> bool:
    """Whether the text has one of the folded names; a single word is no name."""
    folded = f" {' '.join(WORD.findall(fold(text)))} "
    return any(f" {name} " in folded for name in names if " " in name)


def _rows_of(about: type[Model], keys: set[int]) -> Iterator[Model]:
    for model, paths in _paths(about).items():
        found = Q()
        for path in paths:
            found |= Q(**{f"{path}__in": keys})
        yield from model._base_manager.filter(found)


@cache
def _paths(about: type[Model]) -> dict[type[Model], list[str]]:
    """The models whose rows are about a case or person, and the lookups that lead there. A model about a case is not in the
    table of persons.
    """
    found: dict[type[Model], list[str]] = {about: ["pk"]}
    others = set(_paths(Case)) if about is Person else {Person}
    new = {about}
    while new:
        previous, new = new, set()
        for model in apps.get_models():
            if model in found or model in others:
                continue
            paths = [
                field.name if path == "pk" else f"{field.name}__{path}"
                for field in model._meta.local_fields
                if field.related_model in previous
                for path in found[field.related_model]
            ]
            if paths:
                found[model] = paths
                new.add(model)
    return found


@cache
def text_columns(model: type[Model]) -> tuple[Field, ...]:
    """The columns into which somebody types."""
    kept = KEPT.get(model._meta.label_lower, set()) | set(DERIVED)
    return tuple(
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField | TextField) and not (field.choices or field.primary_key or field.name in kept)
    )


@cache
def _unique_columns(model: type[Model]) -> set[str]:
    found = {field.name for field in model._meta.local_concrete_fields if field.unique}
    for one in model._meta.constraints:
        if isinstance(one, UniqueConstraint):
            found |= set(one.fields)
    return found
