"""All figures of the dashboard by name. Page, list, report, workbook and JSON take number and definition from here."""

from dataclasses import dataclass

from areas.models import Unit
from reports.measures.dashboard import cohorts, duties, flow, lending, needs, open_cases, people, trust
from reports.measures.dashboard.figure import Counts, Figure, Member, Source
from reports.measures.dashboard.question import Question, row_name
from reports.measures.rows import OWN

FIGURES: dict[str, Figure] = {
    **people.FIGURES,
    **flow.FIGURES,
    **open_cases.FIGURES,
    **needs.FIGURES,
    **duties.FIGURES,
    **lending.FIGURES,
    **trust.FIGURES,
    **cohorts.FIGURES,
}


def figure_of(name: str) -> Figure | None:
    """The figure of this name, also one of the people at risk at a time after release; None if there is none."""
    return FIGURES.get(name) or cohorts.at_risk_figure(name)


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers by name of the figure, of the unit itself and of each unit directly below it.

    A number is None if it is not known (`duties.is_known`). The units below have no numbers of data quality and of cohorts.
    """

    own: dict[str, int | float | None]
    below: list[tuple[Unit, dict[str, int | float | None]]]


def count_all(question: Question, names: tuple[str, ...] = tuple(FIGURES)) -> Counted:
    """Count the named figures, each source once: a fixed number of statements for any number of people and units."""
    by_source: dict[int, tuple[Source, dict[str, str]]] = {}
    for name in names:
        figure = FIGURES[name]
        by_source.setdefault(id(figure.source), (figure.source, {}))[1][name] = figure.condition
    found: list[Counts] = [source.count(question, conditions) for source, conditions in by_source.values()]
    own: dict[str, int | float | None] = {}
    below = []
    for row, unit in row_name(question).items():
        numbers = {name: _number(question, name, row, found) for name in names}
        if row[0] == OWN:
            own = numbers
        else:
            below.append((unit, numbers))
    return Counted(own, below)


def members(question: Question, name: str) -> list[Member]:
    """What the figure of this name counts in the question's own unit: exactly as many as `count_all` says.

    With the average denominator "managed" is half of them. Raises LookupError if there is no such figure.
    """
    figure = figure_of(name)
    if figure is None:
        raise LookupError(name)
    return figure.members(question)


def is_known(question: Question, name: str) -> bool:
    """Whether the figure can be counted for this question: duties are not kept, so there are only those of today."""
    return name not in duties.FIGURES or duties.is_known(question)


def _number(question: Question, name: str, row: tuple[int, int], found: list[Counts]) -> int | float | None:
    if not is_known(question, name):
        return None
    counted = sum(counts.get(row, {}).get(name, 0) for counts in found)
    return people.managed_people(question.definition, counted) if name == people.MANAGED else counted
