"""The content of an export for each case.

An expunged case is exported without anything that identifies the person (BLHS Điều 69): code, commune, category and
dates only, so that every figure can be recomputed. «Mã người» tells two people apart without their names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from areas.models import Unit
from cases.choices import IdKind
from cases.facts.stay_chain import History, reopen
from cases.facts.store import batches, current_histories
from cases.models import Case, IdentityNumber, OtherName, Reoffence, Stay
from register.planning.existing_records import is_expunged
from register.reading.vocabulary import ELSEWHERE_NAME, SEALED_NAME


@dataclass(slots=True)
class CaseExport:
    """One case in an export. `name`: the text in place of the person's name; empty where the name may be exported."""

    case: Case
    history: History
    reoffences: list[Reoffence]
    number: str
    name: str = ""
    # (kind, name) of the person's other names
    other_names: tuple[tuple[str, str], ...] = ()


def cases_of_register(unit: Unit) -> QuerySet[Case]:
    """All cases that have ever been managed in the unit."""
    here = Stay.objects.current().filter(unit__in=Unit.objects.within(unit)).values("case")
    return Case.objects.filter(pk__in=here)


def case_exports(unit: Unit, units: set[int] | None) -> Iterator[CaseExport]:
    """These cases with their histories, restricted to what the user may see. `units`: ids the user may export; None: all."""
    cases = list(cases_of_register(unit).select_related("person", "officer").order_by("code"))
    histories = current_histories(cases)
    reoffences = _reoffences(cases, histories)
    people = {case.person_id for case in cases}
    numbers, names = _numbers(people), _other_names(people)
    for case in cases:
        export = CaseExport(case, histories[case.pk], reoffences[case.pk], numbers.get(case.person_id, ""))
        export.other_names = tuple(names.get(case.person_id, ()))
        yield _restricted(export, units)


def _reoffences(cases: list[Case], histories: dict[int, History]) -> dict[int, list[Reoffence]]:
    """The reoffences of each case by its key, in order of their day.

    A reoffence belongs to the person's stay on its day: one that was entered under a case outside of this register is
    written under the case of that stay, so that the unit's figures can be counted from its register.
    """
    found: dict[int, list[Reoffence]] = {case.pk: [] for case in cases}
    cases_of_person: dict[int, list[int]] = {}
    for case in cases:
        cases_of_person.setdefault(case.person_id, []).append(case.pk)
    for part in batches(list(cases_of_person)):
        for reoffence in Reoffence.objects.current().filter(person__in=part).order_by("prosecuted_on"):
            key: int | None = reoffence.case_id
            if key not in found:
                key = _case_on(
                    reoffence.prosecuted_on, {pk: histories[pk] for pk in cases_of_person[reoffence.person_id]}
                )
            if key is not None:
                found[key].append(reoffence)
    return found


def _case_on(day: date, histories: dict[int, History]) -> int | None:
    """The key of the case with the latest stay that begins on or before `day` and does not end before it."""
    stays = [
        (stay.start_on, key)
        for key, history in histories.items()
        for stay in history
        if stay.start_on <= day and (stay.end_on is None or stay.end_on >= day)
    ]
    return max(stays, default=(None, None))[1]


def _restricted(export: CaseExport, units: set[int] | None) -> CaseExport:
    """Removes the name if the case is expunged or managed by another unit, and everything that happened there."""
    history = export.history
    # A case that ended before is sealed with the one that was expunged.
    if is_expunged(history) or export.case.sealed_on is not None:
        export.name = SEALED_NAME
    if units is None or history[-1].unit_id in units:
        return export
    export.name = export.name or ELSEWHERE_NAME
    last = max(place for place, stay in enumerate(history) if stay.unit_id in units)
    export.history = reopen(history[: last + 2])
    left_on = history[last].end_on
    export.reoffences = [found for found in export.reoffences if left_on is None or found.prosecuted_on < left_on]
    return export


def _numbers(people: set[int]) -> dict[int, str]:
    """One ID number per person, the newer kind where there are two."""
    found: dict[int, str] = {}
    for part in batches(sorted(people)):
        for number in IdentityNumber.objects.filter(person__in=part).order_by("created_at", "pk"):
            if number.kind == IdKind.CCCD or number.person_id not in found:
                found[number.person_id] = number.number
    return found


def _other_names(people: set[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for part in batches(sorted(people)):
        for name in OtherName.objects.active().filter(person__in=part).order_by("pk"):
            found.setdefault(name.person_id, []).append((name.kind, name.full_name))
    return found
