"""What a figure of the dashboard is: one source of rows and one condition, from which both its number and its list are made."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise

from reports.measures.dashboard.question import Question, fetch
from reports.measures.rows import OWN

# (level, id of the row's unit) -> name of the figure -> how many. A row without anything has no entry.
Counts = dict[tuple[int, int], dict[str, int]]


class Of(StrEnum):
    """What a figure counts, and so what `Member.key` is the primary key of."""

    PERSON = "person"
    CASE = "case"
    STAY = "stay"
    REOFFENCE = "reoffence"
    NEED = "need"
    LOAN = "loan"
    # A duty has no key of its own: the key of its case, which may stand several times.
    DUTY = "duty"
    # A stay or a reoffence, as data quality counts them (`Member.of`).
    FACT = "fact"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the things that a figure counts, and the case to open for it; a loan of an establishment has no case."""

    key: int
    case: int | None
    # Of a duty or a fact: which one.
    of: str = ""


class Source(Protocol):
    """Rows that several figures are counted over at once."""

    def count(self, question: Question, conditions: Mapping[str, str]) -> Counts:
        """How many rows meet each condition, in each row of the question."""

    def members(self, question: Question, condition: str) -> list[Member]:
        """The rows of the question's own unit that meet the condition; as many as `count` says."""


@dataclass(frozen=True, slots=True)
class SqlSource:
    """Rows of one statement.

    ctes: its common table expressions, of which `counted` has the columns level, row_id, key and case_id, and those that the
    conditions name.
    repeats: a key may stand in several rows of one unit and counts once.
    of: the column with `Member.of`.
    """

    ctes: Callable[[Question], str]
    repeats: bool = False
    of: str = "''"

    def count(self, question: Question, conditions: Mapping[str, str]) -> Counts:
        """One statement for all conditions and all units."""
        names = [f"n_{place}" for place in range(len(conditions))]
        columns = ", ".join(
            f"COUNT(CASE WHEN {condition} THEN key END) AS {name}"
            for name, condition in zip(names, conditions.values(), strict=True)
        )
        ctes, counted = self.ctes(question), "counted"
        if self.repeats:
            # Each key once: a COUNT(DISTINCT …) for each condition would sort all rows once for each.
            flags = ", ".join(
                f"MAX(CASE WHEN {condition} THEN 1 END) AS {name}"
                for name, condition in zip(names, conditions.values(), strict=True)
            )
            ctes += f", once AS (SELECT level, row_id, {flags} FROM counted GROUP BY level, row_id, key)"
            columns, counted = ", ".join(f"COUNT({name})" for name in names), "once"
        sql = f"WITH {ctes} SELECT level, row_id, {columns} FROM {counted} GROUP BY level, row_id"
        return {
            (level, row_id): dict(zip(conditions, values, strict=True))
            for level, row_id, *values in fetch(sql, question)
        }

    def members(self, question: Question, condition: str) -> list[Member]:
        """The keys behind a number, in order, each with its last case."""
        columns, group = ("MAX(case_id)", "GROUP BY key") if self.repeats else (f"case_id, {self.of}", "")
        sql = f"""
            WITH {self.ctes(question)}
            SELECT key, {columns} FROM counted WHERE level = {OWN} AND {condition} {group} ORDER BY key"""
        return [Member(*row) for row in fetch(sql, question)]


@dataclass(frozen=True, slots=True)
class Found:
    """A row that no statement can find: where it counts, under which name, and what it is."""

    level: int
    row_id: int
    name: str
    member: Member


@dataclass(frozen=True, slots=True)
class ListSource:
    """Rows found in Python; the condition of a figure is the name under which they were found."""

    find: Callable[[Question], Iterable[Found]]

    def count(self, question: Question, conditions: Mapping[str, str]) -> Counts:
        """Finds all rows once."""
        counts: Counts = defaultdict(lambda: dict.fromkeys(conditions, 0))
        names = {condition: name for name, condition in conditions.items()}
        for found in self.find(question):
            if found.name in names:
                counts[found.level, found.row_id][names[found.name]] += 1
        return dict(counts)

    def members(self, question: Question, condition: str) -> list[Member]:
        """The rows found under one name."""
        return [one.member for one in self.find(question) if one.level == OWN and one.name == condition]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the dashboard: its name and definition as printed, what it counts, where and under which condition."""

    label: str | Promise
    definition: str | Promise
    of: Of
    source: Source
    condition: str

    def members(self, question: Question) -> list[Member]:
        """What the figure counts in the question's own unit."""
        return self.source.members(question, self.condition)
