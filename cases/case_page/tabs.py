"""The parts of a case's page. Each subject (cases/kinds/) registers its tab and what it adds to the timeline."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils.functional import Promise

from cases.filled import parts_of
from cases.models import Case

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
# Each with the model whose rows it reads: without any it is not asked.
TIMELINE: list[tuple[type[Model], Callable[[Case], Iterable[Entry]]]] = []


def tab(**kwargs) -> Callable[[Context], Context]:
    """Decorator: register the function that makes a tab's context."""

    def register(function: Context) -> Context:
        made = Tab(context=function, **kwargs)
        if made.slug in TABS:
            raise ValueError(f"two tabs {made.slug}")
        TABS[made.slug] = made
        return function

    return register


def timeline(model: type[Model]):
    """Decorator: register what the rows of `model`, which point at a case, add to the timeline."""

    def register(function: Callable[[Case], Iterable[Entry]]):
        TIMELINE.append((model, function))
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


def timeline_of(case: Case) -> list[Entry]:
    """Everything that happened, newest first; what happened on one day in the order it was registered."""
    filled = parts_of(case)
    found = [entry for model, function in TIMELINE if model in filled for entry in function(case)]
    return sorted(found, key=lambda entry: entry.on, reverse=True)
