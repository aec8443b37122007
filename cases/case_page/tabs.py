"""The frame of a case page: registries for tabs, header lines and timeline entries, which each subject fills in its tab.py."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise

from cases.models import Case
from core.table_union import Selection, read_tables
from law.provider import SETTINGS

# From (request, case) to the context of the tab's template; the case is in the user's scope and annotated (with_latest).
Context = Callable[[object, Case], dict]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a case page."""

    slug: str
    label: Promise
    template: str
    context: Context
    # Position in the row of tabs.
    order: int
    # Whether this case has the tab (probation: only during and after a conditional release).
    is_visible: Callable[[Case], bool] = lambda case: True


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline of a case: an event of a day."""

    on: date
    title: str
    text: str = ""
    # Name of the user who entered it, "" if unknown.
    by: str = ""
    url: str = ""
    # Entered long after its day; entered after a report that covers the day was counted (facts/late_entries.py).
    is_late: bool = False
    is_after_report: bool = False
    # Struck out, withdrawn or superseded: displayed with a line through it.
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One line at the head of a case page, e.g. the next duty, open obligations, the earliest expungement."""

    label: str
    text: str
    url: str = ""
    is_urgent: bool = False


TABS: dict[str, Tab] = {}
HEADER: list[Callable[[Case], Iterable[HeaderLine]]] = []
# Timeline functions, each with the selections whose rows are its arguments.
TIMELINE: list[tuple[tuple[Selection, ...], Callable[..., Iterable[Entry]]]] = []


def tab(**kwargs) -> Callable[[Context], Context]:
    """Decorator: register the function that returns the context of a tab. Keyword arguments: the fields of Tab.

    Raises ValueError if the slug is already registered.
    """

    def register(function: Context) -> Context:
        made = Tab(context=function, **kwargs)
        if made.slug in TABS:
            raise ValueError(f"two tabs {made.slug}")
        TABS[made.slug] = made
        return function

    return register


def timeline(*selections: Selection):
    """Decorator: register a function that returns timeline entries; its arguments are the rows of each selection."""

    def register(function: Callable[..., Iterable[Entry]]):
        TIMELINE.append((selections, function))
        return function

    return register


def header(function: Callable[[Case], Iterable[HeaderLine]]):
    """Decorator: register a function that returns header lines. They are displayed in the order of import (cases/apps.py)."""
    HEADER.append(function)
    return function


def header_of(case: Case) -> list[HeaderLine]:
    """Return the header lines of a case."""
    return [fact for function in HEADER for fact in function(case)]


def tabs_of(case: Case) -> list[Tab]:
    """Return the tabs of a case in their order."""
    return sorted((one for one in TABS.values() if one.is_visible(case)), key=lambda one: one.order)


def records(
    name: str, build: Callable[[], QuerySet], *, related: Iterable[str] = ("created_by",), **kwargs
) -> Selection:
    """Return a selection of instances for the timeline, with the names of users and units in the foreign keys `related`."""
    names = {key: _NAME_FIELDS.get(key, ("rank", "full_name")) for key in related}
    return Selection(name, build, related=names, **kwargs)


# Fields of a unit's name. Any other foreign key points at a user.
_NAME_FIELDS = {"unit": ("kind", "name"), "to_unit": ("kind", "name")}


def timeline_rows(case: Case) -> dict[str, list]:
    """Return the rows of all timeline selections by name: those of the case, and the settings of the law. One query."""
    selections = {one.name: one for group, _function in TIMELINE for one in group}
    return read_tables((one, None if one is SETTINGS else [case.pk]) for one in selections.values())


def timeline_of(rows: dict[str, list]) -> list[Entry]:
    """Return the entries of all functions, newest first; entries of one day in the order of registration."""
    found = [entry for group, function in TIMELINE for entry in function(*(rows[one.name] for one in group))]
    return sorted(found, key=lambda entry: entry.on, reverse=True)
