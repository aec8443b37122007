"""The parts of a case's page. Each subject (cases/kinds/) registers its tab and what it adds to the timeline."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise

from cases.models import Case
from core.table_union import Selection, read_tables

# From (request, case) to the context of the tab's template; the case is in the user's scope and annotated (with_latest).
Context = Callable[[object, Case], dict]


@dataclass(frozen=True, slots=True)
class Tab:
    slug: str
    label: Promise
    template: str
    context: Context
    # Place in the row of tabs.
    order: int
    # Whether this case has the tab at all (probation: only while and after a conditional release).
    shown: Callable[[Case], bool] = lambda case: True


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's timeline: something that happened on a day."""

    on: date
    title: str
    text: str = ""
    # Who entered it, as shown; empty where nobody is known.
    by: str = ""
    url: str = ""
    # Told long after its day; told after a report was counted that covers the day (told_late.py).
    is_late: bool = False
    is_after_report: bool = False
    # Struck out, withdrawn or superseded: shown through.
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One line at the head of a case's page: the next duty, open obligations, earliest expungement."""

    label: str
    text: str
    url: str = ""
    is_urgent: bool = False


TABS: dict[str, Tab] = {}
HEADER: list[Callable[[Case], Iterable[Fact]]] = []
# Each with the selections of rows that it is called with.
TIMELINE: list[tuple[tuple[Selection, ...], Callable[..., Iterable[Entry]]]] = []


def tab(**kwargs) -> Callable[[Context], Context]:
    """Decorator: register the function that makes a tab's context."""

    def register(function: Context) -> Context:
        made = Tab(context=function, **kwargs)
        if made.slug in TABS:
            raise ValueError(f"two tabs {made.slug}")
        TABS[made.slug] = made
        return function

    return register


def timeline(*selections: Selection):
    """Decorator: register what rows of a case add to its timeline; the function takes a list of rows for each selection."""

    def register(function: Callable[..., Iterable[Entry]]):
        TIMELINE.append((selections, function))
        return function

    return register


def header(function: Callable[[Case], Iterable[Fact]]):
    """Decorator: register lines for the head of the page, in the order in which subjects are imported."""
    HEADER.append(function)
    return function


def header_of(case: Case) -> list[Fact]:
    return [fact for function in HEADER for fact in function(case)]


def tabs_of(case: Case) -> list[Tab]:
    return sorted((one for one in TABS.values() if one.shown(case)), key=lambda one: one.order)


def records(
    name: str, build: Callable[[], QuerySet], *, related: Iterable[str] = ("created_by",), **kwargs
) -> Selection:
    """A selection of instances for the timeline, with the names of the users and units in the foreign keys `related`."""
    names = {key: _NAME_FIELDS.get(key, ("rank", "full_name")) for key in related}
    return Selection(name, build, related=names, **kwargs)


# Of a unit; any other foreign key that is named is a user's.
_NAME_FIELDS = {"unit": ("kind", "name"), "to_unit": ("kind", "name")}


def timeline_rows(case: Case) -> dict[str, list]:
    """All rows that the timeline is made of, by the names of their selections. One query."""
    selections = {one.name: one for group, _function in TIMELINE for one in group}
    return read_tables((one, [case.pk]) for one in selections.values())


def timeline_of(rows: dict[str, list]) -> list[Entry]:
    """Everything that happened, newest first; what happened on one day in the order it was registered."""
    found = [entry for group, function in TIMELINE for entry in function(*(rows[one.name] for one in group))]
    return sorted(found, key=lambda entry: entry.on, reverse=True)
