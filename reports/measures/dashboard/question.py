"""What a dashboard asks about, and the parts that all its statements share (docs/measures.md §7)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.db import connection

from areas.models import Unit
from cases.facts.clock import settled_time
from core.dates import DAY_ONE, VIETNAM, Period
from law.provider import law_timeline
from law.timeline import LawTimeline
from reports.measures.definition import Definition
from reports.measures.loans import DECISION_DATE
from reports.measures.management import DEFAULT, TOTAL, FiguresQuery
from reports.measures.rows import OWN, UnitRow, unit_rows

# The first days at home, and the days after which a unit in which nobody enters anything is called silent.
FIRST_DAYS = timedelta(days=90)


@dataclass(frozen=True)
class Question:
    """Which figures are asked for.

    unit: any level; its figures are given for itself and for each unit directly below.
    period: both days included.
    known_at: the instant whose facts are counted.
    today: the day on which the question is asked; it decides `day`.
    category: one of the three, or "total".
    map_on: the day whose map of units is used; None: the last day of the period, as in reports.
    version: of the data, if all is counted that is known under it (dashboard/kept.py); "" for an earlier instant.
    """

    unit: Unit
    period: Period
    known_at: datetime
    today: date
    category: str = TOTAL
    definition: Definition = DEFAULT
    version: str = ""
    map_on: date | None = None

    @classmethod
    def now(cls, unit: Unit, period: Period, today: date, **given: Any) -> Self:
        """The question about everything that is known now."""
        return cls(unit, period, settled_time(), today, **given)

    @property
    def day(self) -> date:
        """D of docs/measures.md §7: the last day of the period, or today if that is earlier."""
        return min(self.period.end, self.today)

    @cached_property
    def rows(self) -> list[UnitRow]:
        """The units directly below in order of code, then the unit itself; three queries."""
        return unit_rows(self.unit, self.map_on or self.period.end)

    @cached_property
    def law(self) -> LawTimeline:
        """The law of all days; one query."""
        return law_timeline()

    @property
    def figures_query(self) -> FiguresQuery:
        """The same question as the six-month report asks it."""
        return FiguresQuery(self.unit, self.period, self.known_at, self.definition)

    def about(self, **changes: Any) -> "Question":
        """The same question about another unit, period, category or instant."""
        other = replace(self, **changes)
        if "rows" in vars(self) and not {"unit", "period"} & changes.keys():
            vars(other)["rows"] = self.rows
        if "law" in vars(self):
            vars(other)["law"] = self.law
        return other


def row_name(question: Question) -> dict[tuple[int, int], Unit]:
    """The units of the rows by level and id."""
    return {(row.level, row.unit.pk): row.unit for row in question.rows}


def fetch(sql: str, question: Question, **more: date | datetime | str) -> list[tuple[Any, ...]]:
    """The rows of a statement with the question's values as parameters."""
    values: dict[str, date | datetime | str] = {
        "start": question.period.start,
        "end": question.period.end,
        "day": question.day,
        "first_days": question.day - FIRST_DAYS,
        "opened": midnight_after(question.period.start - DAY_ONE),
        "closed": midnight_after(question.period.end),
        "silent_from": midnight_after(question.day - FIRST_DAYS),
        "silent_until": midnight_after(question.day),
        # The statement of the loans counts since that day too.
        "since": DECISION_DATE,
        "known_at": question.known_at,
        "category": question.category,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, {name: _adapted(value) for name, value in values.items()})
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _adapted(value: date | datetime | str) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


# --- SQL ----------------------------------------------------------------------------------------------------------------
# The text of a statement contains only constants of these modules and integers; days, instants and the category are parameters.

IN_CATEGORY = "(%(category)s = 'total' OR category = %(category)s)"


def known_fact(of: str = "") -> str:
    """The condition that a version of a fact was current at `known_at`."""
    dot = of and f"{of}."
    return f"{dot}known_from <= %(known_at)s AND ({dot}known_until IS NULL OR {dot}known_until > %(known_at)s)"


def known_record(of: str) -> str:
    """The condition that a record was entered by `known_at` and not struck out by then.

    A record is no version: what was changed in it since counts as it says today.
    """
    return f"{of}.created_at <= %(known_at)s AND ({of}.removed_at IS NULL OR {of}.removed_at > %(known_at)s)"


def scope_cte(question: Question) -> str:
    """The common table expression `scope`: each unit with the rows in which its stays count."""
    pairs = ", ".join(
        f"({unit_id}, {row.level}, {row.unit.pk})" for row in question.rows for unit_id in sorted(row.unit_ids)
    )
    return f"scope (unit_id, level, row_id) AS (VALUES {pairs})"


def own_units_sql(question: Question) -> str:
    """The ids of all units whose stays count, as a list for IN."""
    own = next(row.unit_ids for row in question.rows if row.level == OWN)
    return ", ".join(str(key) for key in sorted(own))


def local_day(instant: str) -> str:
    """The day in Vietnam of an instant."""
    if connection.vendor == "postgresql":
        return f"CAST({instant} AT TIME ZONE '{VIETNAM.key}' AS date)"
    # SQLite keeps instants in UTC.
    return f"date({instant}, '+7 hours')"


def days_between(earlier: str, later: str) -> str:
    """The number of days from one day to another."""
    if connection.vendor == "postgresql":
        return f"({later} - {earlier})"
    return f"CAST(julianday({later}) - julianday({earlier}) AS integer)"


def months_after(day: str, months: int) -> str:
    """The same day so many months later; a missing day becomes the last day of that month, as in `add_months`."""
    if connection.vendor == "postgresql":
        return f"CAST({day} + INTERVAL '{months} months' AS date)"
    # SQLite counts a missing day on into the next month.
    return f"MIN(date({day}, '+{months} months'), date({day}, 'start of month', '+{months + 1} months', '-1 day'))"


def midnight_after(day: date) -> datetime:
    """The instant at which a day ends in Vietnam."""
    return datetime.combine(day + DAY_ONE, datetime.min.time(), VIETNAM)


def plain_day(value: date | str) -> date:
    """A day of a raw statement; SQLite returns text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
