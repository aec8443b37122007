"""People managed and people who reoffended: headline, year before, trend and funnel (docs/measures.md §3 and §7).

A statement counts all periods. `reports/measures/management.py` counts the same for one period of a report; a test
compares the two.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from cases.choices import NOT_COUNTED
from core.dates import DAY_ONE, Period, add_months, add_years
from law.choices import Category
from reports.measures.dashboard.figure import Figure, Of, SqlSource
from reports.measures.dashboard.question import (
    IN_CATEGORY,
    Question,
    fetch,
    known_fact,
    own_units_sql,
    row_name,
    scope_cte,
)
from reports.measures.definition import CountedDate, Definition, Denominator
from reports.measures.management import CELLS, TOTAL, half
from reports.measures.rows import BELOW, OWN

HALF_YEARS = 8
WINDOW_YEARS = 3
MANAGED, REOFFENDED = "managed", "reoffended"


@dataclass(frozen=True, slots=True)
class Rate:
    """Both counts of one rate. With the average denominator `managed` is a number of cases and may end in .5."""

    period: Period
    managed: int | float
    reoffended: int


@dataclass(frozen=True, slots=True)
class Rates:
    """All rates of a question.

    by_category: the three categories and "total", for the period. headline: that of the question's category.
    trend: eight half-years in order of time; the last ends with the period.
    funnel: the units directly below, over the window; whole: the unit itself over the window.
    """

    headline: Rate
    year_before: Rate
    by_category: dict[str, Rate]
    trend: list[Rate]
    whole: Rate
    funnel: list[tuple[Unit, Rate]]


def half_years(end: date, number: int = HALF_YEARS) -> list[Period]:
    """The half-years that end with the day `end`, in order of time."""
    after = end + DAY_ONE
    firsts = [add_months(after, -6 * back) for back in range(number, -1, -1)]
    return [Period(first, following - DAY_ONE) for first, following in zip(firsts, firsts[1:], strict=False)]


def window(end: date, years: int = WINDOW_YEARS) -> Period:
    """The last `years` years up to the day `end`."""
    return Period(add_years(end + DAY_ONE, -years), end)


def rates(question: Question, years: int = WINDOW_YEARS) -> Rates:
    """Count the rates of a question with two statements (and the three that find its units).

    Arguments: `years`, the length of the funnel's window. The funnel counts the people managed during its window under every
    definition; the other rates have the denominator of the definition.
    """
    trend, over = half_years(question.period.end), window(question.period.end, years)
    own = [question.period, question.period.year_before(), *trend]
    numbered = [over, *own]
    managed, reoffended = _managed_counts(question, numbered), _reoffended_counts(question, numbered)

    def rate(number: int, period: Period, cell: str, row: tuple[int, int] = (OWN, question.unit.pk)) -> Rate:
        counted = managed.get((number, cell, row), 0)
        return Rate(
            period,
            counted if number == WINDOW else managed_people(question.definition, counted),
            reoffended.get((number, *row), {}).get(cell, 0),
        )

    cell = question.category
    return Rates(
        headline=rate(PERIOD, own[0], cell),
        year_before=rate(PERIOD + 1, own[1], cell),
        by_category={name: rate(PERIOD, own[0], name) for name in CELLS},
        trend=[rate(number, period, cell) for number, period in enumerate(trend, start=PERIOD + 2)],
        whole=rate(WINDOW, over, cell),
        funnel=[(unit, rate(WINDOW, over, cell, row)) for row, unit in row_name(question).items() if row[0] == BELOW],
    )


def managed_people(definition: Definition, counted: int) -> int | float:
    """The number managed. For the average, `counted` are the cases at the beginning and those at the end."""
    return half(counted) if definition.denominator == Denominator.AVERAGE else counted


# --- SQL ----------------------------------------------------------------------------------------------------------------

# The periods of the statements by number: the funnel's window, the period asked for, and then the others.
WINDOW, PERIOD = 0, 1
# The states of a stay in a period; its two days are filled in.
DURING = "stay.start_on <= {end} AND (stay.end_on IS NULL OR stay.end_on >= {start})"
OPENING = "stay.start_on < {start} AND (stay.end_on IS NULL OR stay.end_on >= {start})"
CLOSING = "stay.start_on <= {end} AND (stay.end_on IS NULL OR stay.end_on > {end})"


def _managed_counts(question: Question, periods: list[Period]) -> dict[tuple[int, str, tuple[int, int]], int]:
    """(number of the period, cell, row) -> how many were managed, as far as `rates` asks for it.

    The unit itself in all periods: one pass over the stays that groups them by person once. The units below in the window alone.
    """
    # The window comes first: it is the only column of the units below.
    wanted = [(number, question.category) for number in range(len(periods))]
    wanted += [(PERIOD, cell) for cell in CELLS if cell != question.category]
    columns = [_managed_column(question.definition, number, cell) for number, cell in wanted]
    values = {
        **_numbered_days(periods),
        "first": min(one.start for one in periods),
        "last": max(one.end for one in periods),
    }
    # PostgreSQL gives the sum of sums as a decimal number.
    sums = ", ".join(f"CAST(COALESCE(SUM(of_{place}), 0) AS bigint)" for place in range(len(columns)))
    sql = f"""
        WITH {scope_cte(question)},
        own AS (
            SELECT {", ".join(f"{column} AS of_{place}" for place, column in enumerate(columns))} FROM cases_stay AS stay
            WHERE {known_fact("stay")} AND stay.unit_id IN ({own_units_sql(question)})
              AND {DURING.format(start="%(first)s", end="%(last)s")} GROUP BY stay.person_id
        ),
        below AS (
            SELECT DISTINCT scope.row_id, stay.person_id FROM cases_stay AS stay JOIN scope ON scope.unit_id = stay.unit_id
            WHERE scope.level = {BELOW} AND {known_fact("stay")} AND {IN_CATEGORY}
              AND {DURING.format(start=f"%(start{WINDOW})s", end=f"%(end{WINDOW})s")}
        )
        SELECT {OWN}, {question.unit.pk}, {sums} FROM own
        UNION ALL SELECT {BELOW}, row_id, COUNT(*){", 0" * (len(columns) - 1)} FROM below GROUP BY row_id"""
    return {
        (number, cell, (level, row_id)): counted
        for level, row_id, *numbers in fetch(sql, question, **values)
        for (number, cell), counted in zip(wanted, numbers, strict=True)
    }


def _managed_column(definition: Definition, number: int, cell: str) -> str:
    """What one person adds to the number managed in a period: 0 or 1; for the average, their stays at its beginning and end."""
    names = {"start": f"%(start{number})s", "end": f"%(end{number})s"}
    category = "" if cell == TOTAL else f" AND stay.category = '{cell}'"

    def one(state: str) -> str:
        return f"CASE WHEN {state.format(**names)}{category} THEN 1 ELSE 0 END"

    if number == WINDOW or definition.denominator == Denominator.DURING:
        return f"MAX({one(DURING)})"
    if definition.denominator == Denominator.AT_END:
        return f"MAX({one(CLOSING)})"
    return f"SUM({one(OPENING)} + {one(CLOSING)})"


def _numbered_days(periods: list[Period]) -> dict[str, date]:
    starts = {f"start{number}": period.start for number, period in enumerate(periods)}
    return starts | {f"end{number}": period.end for number, period in enumerate(periods)}


def _reoffended_counts(question: Question, periods: list[Period]) -> dict[tuple[int, int, int], dict[str, int]]:
    """(number of the period, level, unit) -> cell -> how many reoffended."""
    numbered = [
        f"({number}, {level}, %(start{number})s, %(end{number})s)"
        for number in range(len(periods))
        for level in ((OWN, BELOW) if number == WINDOW else (OWN,))
    ]
    # Each person once with the categories they were in: several COUNT(DISTINCT …) would sort all rows once for each of them.
    flags = ", ".join(f"MAX(CASE WHEN category = '{cell}' THEN 1 ELSE 0 END) AS in_{cell}" for cell in Category.values)
    sums = ", ".join(f"SUM(in_{cell})" for cell in Category.values)
    sql = f"""
        WITH {_crimes_ctes(question, numbered)},
        once AS (
            SELECT number, level, row_id, key, {flags} FROM ({REOFFENDED_SQL}) AS everybody GROUP BY number, level, row_id, key
        )
        SELECT number, level, row_id, {sums}, COUNT(*) FROM once GROUP BY number, level, row_id"""
    return {
        (number, level, row_id): dict(zip(CELLS, values, strict=True))
        for number, level, row_id, *values in fetch(sql, question, **_numbered_days(periods))
    }


REOFFENDED_SQL = f"""
            SELECT '{REOFFENDED}' AS what, periods.number, scope.level, scope.row_id, stay.category, crimes.person_id AS key,
                stay.case_id
            FROM crimes JOIN cases_stay AS stay ON stay.id = crimes.stay_id JOIN scope ON scope.unit_id = stay.unit_id
            JOIN periods ON periods.level = scope.level AND crimes.counted_on BETWEEN periods.start_on AND periods.end_on"""


def _crimes_ctes(question: Question, periods: list[str]) -> str:
    """Up to `crimes`: the counted reoffences, each with its stay; the periods are `(number, level, start, end)`."""
    counted_on = "convicted_on" if question.definition.counted_date == CountedDate.CONVICTION else "prosecuted_on"
    dropped = ", ".join(f"'{outcome.value}'" for outcome in NOT_COUNTED)
    return f"""
        {scope_cte(question)},
        periods (number, level, start_on, end_on) AS (VALUES {", ".join(periods)}),
        crimes AS (
            SELECT crime.person_id, crime.{counted_on} AS counted_on, (
                SELECT stay.id FROM cases_stay AS stay
                WHERE {known_fact("stay")} AND stay.person_id = crime.person_id AND stay.start_on <= crime.{counted_on}
                  AND (stay.end_on IS NULL OR stay.end_on >= crime.{counted_on})
                ORDER BY stay.start_on DESC LIMIT 1
            ) AS stay_id
            FROM cases_reoffence AS crime
            WHERE {known_fact("crime")} AND crime.outcome NOT IN ({dropped}) AND crime.{counted_on}
                BETWEEN (SELECT MIN(start_on) FROM periods) AND (SELECT MAX(end_on) FROM periods)
        )"""


def _managed_sql(definition: Definition) -> str:
    def stays(key: str, state: str) -> str:
        return f"""
            SELECT '{MANAGED}' AS what, periods.number, scope.level, scope.row_id, stay.category, {key} AS key, stay.case_id
            FROM cases_stay AS stay JOIN scope ON scope.unit_id = stay.unit_id
            JOIN periods ON periods.level = scope.level AND {state.format(start="periods.start_on", end="periods.end_on")}
            WHERE {known_fact("stay")}"""

    if definition.denominator == Denominator.AT_END:
        return stays("stay.person_id", CLOSING)
    if definition.denominator == Denominator.AVERAGE:
        # Cases and no people: a stay at the beginning and one at the end are two.
        return f"{stays('stay.id * 2', OPENING)} UNION ALL {stays('stay.id * 2 + 1', CLOSING)}"
    return stays("stay.person_id", DURING)


def _of_period(question: Question) -> str:
    periods = [f"({PERIOD}, {level}, %(start)s, %(end)s)" for level in (OWN, BELOW)]
    return f"""
        {_crimes_ctes(question, periods)},
        everybody AS ({_managed_sql(question.definition)} UNION ALL {REOFFENDED_SQL}),
        counted AS (SELECT * FROM everybody WHERE {IN_CATEGORY})"""


SOURCE = SqlSource(_of_period, repeats=True)
FIGURES = {
    MANAGED: Figure(
        _("Người được quản lý"),
        _(
            "Số người khác nhau có giai đoạn quản lý trong kỳ. Nếu quy định tính cuối kỳ thì là người đang được quản lý ở ngày"
            " cuối kỳ; nếu quy định tính trung bình thì là nửa tổng số hồ sơ đầu kỳ và cuối kỳ, danh sách gồm cả hai."
        ),
        Of.PERSON,
        SOURCE,
        f"what = '{MANAGED}'",
    ),
    REOFFENDED: Figure(
        _("Người tái phạm tội"),
        _(
            "Số người khác nhau có ngày khởi tố (hoặc ngày kết án, theo quy định đang áp dụng) trong kỳ, tính cho đơn vị và diện"
            " quản lý người đó vào ngày ấy. Vụ án đã đình chỉ hoặc tuyên không phạm tội không tính."
        ),
        Of.PERSON,
        SOURCE,
        f"what = '{REOFFENDED}'",
    ),
}
