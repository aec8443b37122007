"""The recorded cases, people and users that a workbook concerns. The number of queries does not grow with its rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Value
from django.db.models.functions import Lower, Replace

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.models import Unit
from cases.choices import EndReason
from cases.facts.stay_chain import History, counted_stays
from cases.facts.store import batches, current_histories
from cases.models import Case, IdentityNumber, OtherName, Person, Reoffence
from cases.people.id_encryption import blind_index
from core.text import fold
from register.reading.rows import ParsedRegister, code_key


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of the units a user may import for, and of those where the user may correct recorded histories; None: all units."""

    units: frozenset[int] | None
    correctable: frozenset[int] | None

    @classmethod
    def of(cls, user: User | None) -> "Scope":
        """The scope of a user; None: the command line."""
        if user is None:
            return cls(None, None)
        return cls(*(frozenset(unit_keys_for(user, name)) for name in _ACTIONS))

    def may_import_for(self, unit_id: int) -> bool:
        """Whether the user may import for the unit."""
        return self.units is None or unit_id in self.units

    def manages(self, history: History) -> bool:
        """Whether the case is in the user's units today. No user manages an expunged case; the command line manages all."""
        if self.units is None:
            return True
        return bool(history) and not is_expunged(history) and history[-1].unit_id in self.units

    def ever_managed(self, history: History) -> bool:
        """Whether the case was ever in the user's units, so that their register may contain it."""
        return self.units is None or any(stay.unit_id in self.units for stay in history)

    def may_correct(self, before: History, after: History) -> bool:
        """Whether the user may correct all stays that differ between the two histories."""
        changed = set(counted_stays(before)) ^ set(counted_stays(after))
        return self.correctable is None or all(stay.unit_id in self.correctable for stay in changed)


Claim = IdentityNumber.Claim
_ACTIONS = ("cases.import", "cases.correct")


@dataclass(slots=True)
class ExistingRecords:
    """`cases` by code key; `histories` and `reoffences` (by date) by case id; the rest by person id or index of an ID number."""

    scope: Scope
    cases: dict[str, Case] = field(default_factory=dict)
    histories: dict[int, History] = field(default_factory=dict)
    reoffences: dict[int, dict[date, Reoffence]] = field(default_factory=dict)
    cases_of: dict[int, list[Case]] = field(default_factory=lambda: defaultdict(list))
    # index of an ID number → its owner among the user's people; person → {index: kind}; person → withdrawn numbers
    owners: dict[str, Person] = field(default_factory=dict)
    numbers: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    struck: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    # person → other names, also those that were struck out, without case
    other_names: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    namesakes: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    officers: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    unit_names: dict[int, str] = field(default_factory=dict)

    def history(self, case: Case) -> History:
        """The current history of a case; empty if it has none."""
        return self.histories.get(case.pk, ())

    def manages_person(self, person: Person) -> bool:
        """Whether the person is in the user's units today."""
        everywhere = self.scope.units is None
        return everywhere or any(
            case.sealed_on is None and self.scope.manages(self.history(case)) for case in self.cases_of[person.pk]
        )

    def officer(self, text: str) -> User | None:
        """The only active user with that name (with or without rank) or sign-in name; else None."""
        found = self.officers.get(fold(text), [])
        return found[0] if len(found) == 1 else None


def is_expunged(history: History) -> bool:
    """Whether the history ends with an expungement."""
    return bool(history) and history[-1].end_reason == EndReason.EXPUNGED


def load(parsed: ParsedRegister, scope: Scope, *, lock: bool = False) -> ExistingRecords:
    """Everything recorded that concerns the workbook. `lock`: lock the named cases until the transaction ends."""
    existing = ExistingRecords(scope)
    loans = [row for row in parsed.loans if row.code]
    codes = [row.code for row in parsed.cases] + [row.code for row in parsed.changes] + [row.code for row in loans]
    _load_cases(existing, codes, lock)
    _load_namesakes(existing, parsed)
    numbers = _recorded_numbers(parsed)
    _load_histories(existing, {number.person_id for number in numbers})
    # A person whom the user may not see is not used: the result must be as if nobody had the number (docs/security.md).
    for number in numbers:
        if existing.manages_person(number.person):
            existing.owners.setdefault(number.number_index, number.person)
    if any(row.officer_text for row in parsed.cases):
        _load_officers(existing)
    if any(row.other_names for row in parsed.cases):
        _load_other_names(existing)
    existing.unit_names = dict(Unit.objects.values_list("pk", "name"))
    return existing


def _load_cases(existing: ExistingRecords, codes: Iterable[str], lock: bool) -> None:
    # SQLite's LOWER leaves letters outside ASCII as they are.
    keys = sorted({key for code in codes for key in (code_key(code), _ascii_lower(code.replace(" ", "")))})
    cases = Case.objects.annotate(key=Lower(Replace("code", Value(" "), Value("")))).select_related("person", "officer")
    if lock:
        cases = cases.select_for_update(of=("self",))
    for part in batches(keys):
        for case in cases.filter(key__in=part).order_by("pk"):
            existing.cases[code_key(case.code)] = case


def _load_namesakes(existing: ExistingRecords, parsed: ParsedRegister) -> None:
    names = sorted({fold(row.full_name) for row in parsed.cases if code_key(row.code) not in existing.cases})
    for part in batches(names):
        for person in Person.objects.filter(name_folded__in=part).order_by("pk"):
            existing.namesakes[person.name_folded].append(person)


def _recorded_numbers(parsed: ParsedRegister) -> list[IdentityNumber]:
    """Recorded numbers equal to those of the workbook, in all units: owned ones first, then claimed ones."""
    indexes = sorted({blind_index(row.id_number.number) for row in parsed.cases if row.id_number})
    return [
        number
        for claim in (Claim.OWN, Claim.WAITING)
        for part in batches(indexes)
        for number in IdentityNumber.objects.filter(number_index__in=part, claim=claim).select_related("person")
    ]


def _load_histories(existing: ExistingRecords, people: set[int]) -> None:
    """Loads all cases of the people concerned with their stays, reoffences and ID numbers."""
    people |= {case.person_id for case in existing.cases.values()}
    people |= {person.pk for found in existing.namesakes.values() for person in found}
    keys = sorted(people)
    for part in batches(keys):
        for case in Case.objects.filter(person__in=part).order_by("pk"):
            existing.cases_of[case.person_id].append(case)
        numbers = IdentityNumber.all_objects.filter(person__in=part)
        for person_id, index, kind, claim in numbers.values_list("person", "number_index", "kind", "claim"):
            if claim == Claim.STRUCK:
                existing.struck[person_id].add(index)
            else:
                existing.numbers[person_id][index] = kind
    cases = [case for found in existing.cases_of.values() for case in found]
    existing.histories = current_histories(cases)
    existing.reoffences = {case.pk: {} for case in cases}
    for part in batches(list(existing.reoffences)):
        for reoffence in Reoffence.objects.current().filter(case__in=part).select_related("case"):
            existing.reoffences[reoffence.case_id][reoffence.prosecuted_on] = reoffence


def _load_other_names(existing: ExistingRecords) -> None:
    for part in batches(sorted(existing.cases_of)):
        for person, name in OtherName.objects.filter(person__in=part).values_list("person", "full_name"):
            existing.other_names[person].add(name.casefold())


def _load_officers(existing: ExistingRecords) -> None:
    for user in User.objects.filter(is_active=True):
        for name in {fold(user.full_name), fold(user.get_full_name()), fold(user.username)}:
            existing.officers[name].append(user)


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
