"""What the database holds that bears on one workbook, read at once: the number of queries does not grow with its rows."""

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
from cases.models import Case, IdentityNumber, Person, Reoffence
from cases.people.id_encryption import blind_index
from core.text import fold
from register.parse import ParsedRegister, code_key


@dataclass(frozen=True, slots=True)
class Scope:
    """Units (ids) a user may import for, and those where a recorded history may be corrected; None: everywhere."""

    units: frozenset[int] | None
    correctable: frozenset[int] | None

    @classmethod
    def of(cls, user: User | None) -> "Scope":
        if user is None:
            return cls(None, None)
        return cls(*(frozenset(unit_keys_for(user, name)) for name in _ACTIONS))

    def holds(self, unit_id: int) -> bool:
        return self.units is None or unit_id in self.units

    def manages(self, history: History) -> bool:
        """Whether the case is among the user's people today. A sealed case is nobody's, but the command line sees all."""
        if self.units is None:
            return True
        return bool(history) and not is_sealed(history) and history[-1].unit_id in self.units

    def knew(self, history: History) -> bool:
        """Whether the case was ever among the user's people, so that their register may name it."""
        return self.units is None or any(stay.unit_id in self.units for stay in history)

    def may_correct(self, before: History, after: History) -> bool:
        """Whether all stays that would be told otherwise lie where the user may correct."""
        changed = set(counted_stays(before)) ^ set(counted_stays(after))
        return self.correctable is None or all(stay.unit_id in self.correctable for stay in changed)


Claim = IdentityNumber.Claim
_ACTIONS = ("cases.import", "cases.correct")


@dataclass(slots=True)
class Stored:
    """`cases` by code key; `histories` and `reoffences` (by date) by case id; the rest by person id or index of a number."""

    scope: Scope
    cases: dict[str, Case] = field(default_factory=dict)
    histories: dict[int, History] = field(default_factory=dict)
    reoffences: dict[int, dict[date, Reoffence]] = field(default_factory=dict)
    cases_of: dict[int, list[Case]] = field(default_factory=lambda: defaultdict(list))
    # index of an ID number -> whose it is, of the user's people; person -> {index: kind}; the same of numbers struck out
    owners: dict[str, Person] = field(default_factory=dict)
    numbers: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    struck: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    namesakes: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    officers: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    unit_names: dict[int, str] = field(default_factory=dict)

    def history(self, case: Case) -> History:
        return self.histories.get(case.pk, ())

    def sees(self, person: Person) -> bool:
        """Whether somebody is among the user's people today."""
        everywhere = self.scope.units is None
        return everywhere or any(self.scope.manages(self.history(case)) for case in self.cases_of[person.pk])

    def officer(self, text: str) -> User | None:
        """The one active user of that name (rank before it or not) or sign-in name."""
        found = self.officers.get(fold(text), [])
        return found[0] if len(found) == 1 else None


def is_sealed(history: History) -> bool:
    return bool(history) and history[-1].end_reason == EndReason.EXPUNGED


def load(parsed: ParsedRegister, scope: Scope, *, lock: bool = False) -> Stored:
    """`lock`: hold the cases named in the workbook until the transaction ends."""
    stored = Stored(scope)
    others = [row for rows in parsed.parts.values() for row in rows if row.code]
    _load_cases(stored, [row.code for row in (*parsed.cases, *parsed.changes, *others)], lock)
    _load_namesakes(stored, parsed)
    having = _having(parsed)
    _load_lives(stored, {number.person_id for number in having})
    # A person whom the user may not see does not count as the owner: the answer must be the same as for a number that nobody
    # has (docs/security.md §3).
    for number in having:
        if stored.sees(number.person):
            stored.owners.setdefault(number.number_index, number.person)
    if any(row.officer_text for row in parsed.cases):
        _load_officers(stored)
    stored.unit_names = dict(Unit.objects.values_list("pk", "name"))
    return stored


def _load_cases(stored: Stored, codes: Iterable[str], lock: bool) -> None:
    # SQLite's LOWER leaves letters outside ASCII as they are.
    keys = sorted({key for code in codes for key in (code_key(code), _ascii_lower(code.replace(" ", "")))})
    cases = Case.objects.annotate(key=Lower(Replace("code", Value(" "), Value("")))).select_related("person", "officer")
    if lock:
        cases = cases.select_for_update(of=("self",))
    for part in batches(keys):
        for case in cases.filter(key__in=part).order_by("pk"):
            stored.cases[code_key(case.code)] = case


def _load_namesakes(stored: Stored, parsed: ParsedRegister) -> None:
    names = sorted({fold(row.full_name) for row in parsed.cases if code_key(row.code) not in stored.cases})
    for part in batches(names):
        for person in Person.objects.filter(name_folded__in=part).order_by("pk"):
            stored.namesakes[person.name_folded].append(person)


def _having(parsed: ParsedRegister) -> list[IdentityNumber]:
    """The written numbers that somebody has, anywhere; first who owns one, then whose waits for the district."""
    indexes = sorted({blind_index(row.id_number.number) for row in parsed.cases if row.id_number})
    return [
        number
        for claim in (Claim.OWN, Claim.WAITING)
        for part in batches(indexes)
        for number in IdentityNumber.objects.filter(number_index__in=part, claim=claim).select_related("person")
    ]


def _load_lives(stored: Stored, people: set[int]) -> None:
    """All cases of everybody concerned, their stays and reoffences, and everybody's numbers."""
    people |= {case.person_id for case in stored.cases.values()}
    people |= {person.pk for found in stored.namesakes.values() for person in found}
    keys = sorted(people)
    for part in batches(keys):
        for case in Case.objects.filter(person__in=part).order_by("pk"):
            stored.cases_of[case.person_id].append(case)
        numbers = IdentityNumber.everything.filter(person__in=part)
        for person_id, index, kind, claim in numbers.values_list("person", "number_index", "kind", "claim"):
            if claim == Claim.STRUCK:
                stored.struck[person_id].add(index)
            else:
                stored.numbers[person_id][index] = kind
    cases = [case for found in stored.cases_of.values() for case in found]
    stored.histories = current_histories(cases)
    stored.reoffences = {case.pk: {} for case in cases}
    for part in batches(list(stored.reoffences)):
        for reoffence in Reoffence.objects.current().filter(case__in=part).select_related("case"):
            stored.reoffences[reoffence.case_id][reoffence.prosecuted_on] = reoffence


def _load_officers(stored: Stored) -> None:
    for user in User.objects.filter(is_active=True):
        for name in {fold(user.full_name), fold(user.get_full_name()), fold(user.username)}:
            stored.officers[name].append(user)


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
