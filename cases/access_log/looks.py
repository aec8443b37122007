"""What counts as looking at a person beside the pages of a case: pages that a later app registers (docs/architecture.md §5)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from audit.models import AuditEvent
from cases.models import Case

VIEW_ACTIONS = ("case.view", "case.form", "person.unmask")
CASE = Case._meta.label_lower


@dataclass(frozen=True, slots=True)
class Look:
    """Audit actions about rows of one model that belong to cases.

    `cases_of`: from keys of rows to the keys of their cases, without rows that belong to none. `rows_of`: from a case to the keys
    of its rows.
    """

    actions: tuple[str, ...]
    target_type: str
    cases_of: Callable[[Iterable[int]], dict[int, int]]
    rows_of: Callable[[Case], list[int]]


_looks: list[Look] = []
# A case, or a row that belongs to none: (type, key).
Seen = tuple[str, int]


def look(one: Look) -> Look:
    """Register pages that show a person outside the case."""
    _looks.append(one)
    return one


def is_look() -> Q:
    """The condition of an event that is a look at a person."""
    found = Q(action__in=VIEW_ACTIONS, target_type=CASE)
    for one in _looks:
        found |= Q(action__in=one.actions, target_type=one.target_type)
    return found


def events_about(case: Case) -> Q:
    """The condition of an event about a case or a row of it."""
    found = Q(target_type=CASE, target_id=str(case.pk))
    for one in _looks:
        if keys := one.rows_of(case):
            found |= Q(target_type=one.target_type, target_id__in=[str(key) for key in keys])
    return found


def seen_by_target(targets: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Seen]:
    """From targets of looks to the case that was looked at; a row of no case stands for itself."""
    keys: dict[str, set[int]] = defaultdict(set)
    for target_type, text in targets:
        keys[target_type].add(int(text))
    found: dict[tuple[str, str], Seen] = {}
    for target_type, wanted in keys.items():
        cases = next((one.cases_of(wanted) for one in _looks if one.target_type == target_type), {})
        for key in wanted:
            own = CASE if target_type == CASE or key in cases else target_type
            found[target_type, str(key)] = own, cases.get(key, key)
    return found


def people_seen(events: QuerySet[AuditEvent]) -> int:
    """The number of people at whom a queryset of looks looked. A row of no case is nobody."""
    targets = set(events.order_by().values_list("target_type", "target_id"))
    cases = {key for kind, key in seen_by_target(targets).values() if kind == CASE}
    return Case.objects.filter(pk__in=cases).values("person").distinct().count()
