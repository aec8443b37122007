"""How far the figures can be trusted: late, corrected and withdrawn facts, reoffences outside every stay, delay of entry,
silent units (docs/measures.md §3 and §7).

Except for the silent units these are about the facts of the unit in the period, in every category.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from django.apps import apps
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from cases.choices import CLOSURES
from cases.facts.models import Fact
from cases.records.models import Record
from reports.measures.dashboard.figure import Counts, Figure, Member, Of, SqlSource
from reports.measures.dashboard.open_cases import open_cte
from reports.measures.dashboard.question import (
    IN_CATEGORY,
    Question,
    days_between,
    fetch,
    known_fact,
    local_day,
    own_units_sql,
    row_name,
    scope_cte,
)
from reports.measures.management import facts_cte, own_units
from reports.measures.quality import QualityPart, quality_conditions, quality_parts
from reports.measures.rows import BELOW, OWN

# --- data quality and unattributed reoffences, as in the six-month report -----------------------------------------------


class QualitySource:
    """The facts of data quality, of the own unit alone; the condition of a figure is its name in `NAMES`."""

    def count(self, question: Question, conditions: Mapping[str, str]) -> Counts:
        """Three queries."""
        found = dict.fromkeys(conditions, 0)
        wanted = quality_conditions(question.known_at)
        for part in self._parts(question):
            counts = part.rows.aggregate(**{name: Count("pk", filter=wanted[name]) for name in part.names})
            for key, name in conditions.items():
                found[key] += counts.get(name, 0)
        return {(OWN, question.unit.pk): found}

    def members(self, question: Question, condition: str) -> list[Member]:
        """The versions; one that was begun late and ended late stands twice."""
        wanted = quality_conditions(question.known_at)[condition]
        return [
            Member(key, case, part.of)
            for part in self._parts(question)
            if condition in part.names
            for key, case in part.rows.filter(wanted).order_by("pk").values_list("pk", "case")
        ]

    def _parts(self, question: Question) -> list[QualityPart]:
        return quality_parts(question.unit, own_units(question.rows), question.period, question.known_at, question.law)


def _outside(question: Question) -> str:
    return f"""
        {facts_cte(question.figures_query, question.rows)},
        counted AS (
            SELECT DISTINCT scope.level, scope.row_id, attributed.id AS key, attributed.case_id FROM attributed
            JOIN stays ON stays.case_id = attributed.case_id JOIN scope ON scope.unit_id = stays.unit_id
            WHERE attributed.stay_id IS NULL
        )"""


def _attributed(question: Question) -> str:
    """The counted reoffences of the period, and whether a second person had confirmed that version by then."""
    return f"""
        {facts_cte(question.figures_query, question.rows)},
        counted AS (
            SELECT scope.level, scope.row_id, attributed.id AS key, attributed.case_id, attributed.is_confirmed
            FROM attributed JOIN stays ON stays.id = attributed.stay_id JOIN scope ON scope.unit_id = stays.unit_id
            WHERE {IN_CATEGORY}
        )"""


# --- delay of entry -------------------------------------------------------------------------------------------------------


def _entered(question: Question) -> str:
    """Facts first known in the period: a stay's begin and a closure are two. A reoffence is of the unit of its stay."""
    closures = ", ".join(f"'{reason.value}'" for reason in CLOSURES)
    units = own_units_sql(question)
    here, of_here = (
        f"fact.unit_id IN ({units})",
        f"case_id IN (SELECT case_id FROM cases_stay WHERE unit_id IN ({units}))",
    )

    def facts(what: str, table: str, day: str, unit: str, condition: str, cases: str = "1 = 1") -> str:
        # When a fact was first known is found for all cases at once, and before the facts: few were first known in the period.
        return f"""
            SELECT '{what}' AS what, fact.id AS key, fact.case_id, {unit} AS unit_id, fact.{day} AS day, earliest.known_from
            FROM {table} AS fact JOIN (
                SELECT case_id, {day}, MIN(known_from) AS known_from FROM {table}
                WHERE known_from < %(closed)s AND {cases}
                GROUP BY case_id, {day} HAVING MIN(known_from) >= %(opened)s
            ) AS earliest ON earliest.case_id = fact.case_id AND earliest.{day} = fact.{day}
            WHERE {known_fact("fact")} AND {condition}"""

    attributed = f"""(
        SELECT stay.unit_id FROM cases_stay AS stay
        WHERE {known_fact("stay")} AND stay.person_id = fact.person_id AND stay.start_on <= fact.prosecuted_on
          AND (stay.end_on IS NULL OR stay.end_on >= fact.prosecuted_on)
        ORDER BY stay.start_on DESC LIMIT 1
    )"""
    known_on = local_day("facts.known_from")
    return f"""
        {scope_cte(question)},
        facts AS (
            {facts("stay", "cases_stay", "start_on", "fact.unit_id", here, of_here)} UNION ALL
            {facts("closure", "cases_stay", "end_on", "fact.unit_id", f"{here} AND fact.end_reason IN ({closures})", of_here)}
            UNION ALL {facts("reoffence", "cases_reoffence", "prosecuted_on", attributed, "1 = 1")}
        ),
        counted AS (
            SELECT scope.level, scope.row_id, facts.what, facts.key, facts.case_id, {days_between("facts.day", known_on)} AS delay
            FROM facts JOIN scope ON scope.unit_id = facts.unit_id
        )"""


@dataclass(frozen=True, slots=True)
class Delay:
    """The median of days from a fact's own day to the day on which it became known, and of how many facts; None: of none."""

    unit: Unit
    days: float | None
    facts: int


def entry_delays(question: Question) -> list[Delay]:
    """The delay of entry of each row of the question, by one statement; the unit itself is the last."""
    delays: dict[tuple[int, int], list[int]] = defaultdict(list)
    sql = f"WITH {_entered(question)} SELECT level, row_id, delay, COUNT(*) FROM counted GROUP BY level, row_id, delay"
    for level, row_id, delay, number in fetch(sql, question):
        delays[level, row_id] += [delay] * number
    return [
        Delay(unit, float(median(delays[row])) if delays[row] else None, len(delays[row]))
        for row, unit in row_name(question).items()
    ]


# --- silent units ---------------------------------------------------------------------------------------------------------


def _silent(question: Question) -> str:
    """The rows with an open case of any category in which nobody entered a fact or a record in (D - 90, D]."""
    entries = " UNION ALL ".join(
        f"""
            SELECT {author} AS by_id, {instant} AS at FROM {table}
            WHERE {instant} >= %(silent_from)s AND {instant} < %(silent_until)s AND {instant} <= %(known_at)s
              AND {author} IN (SELECT user_id FROM members)"""
        for table, author, instant in _tables()
    )
    day = local_day("entries.at")
    # A unit that has units below it is silent in them; a commune has none and is itself.
    own = BELOW if any(row.level == BELOW for row in question.rows) else OWN
    return f"""
        {open_cte(question, "1 = 1")},
        members AS (
            SELECT scope.level, scope.row_id, role.user_id, role.start_on, role.end_on
            FROM accounts_membership AS role JOIN scope ON scope.unit_id = role.unit_id
        ),
        entries AS ({entries}),
        heard AS (
            SELECT DISTINCT members.level, members.row_id FROM members JOIN entries ON entries.by_id = members.user_id
            AND {day} >= members.start_on AND (members.end_on IS NULL OR {day} < members.end_on)
        ),
        silent AS (
            SELECT DISTINCT scope.level, scope.row_id FROM open_cases JOIN scope ON scope.unit_id = open_cases.unit_id
            LEFT JOIN heard ON heard.level = scope.level AND heard.row_id = scope.row_id WHERE heard.row_id IS NULL
        ),
        counted AS (
            SELECT {OWN} AS level, {question.unit.pk} AS row_id, silent.row_id AS key, CAST(NULL AS bigint) AS case_id
            FROM silent WHERE silent.level = {own}
            UNION ALL SELECT silent.level, silent.row_id, silent.row_id, NULL FROM silent WHERE silent.level = {BELOW}
        )"""


def _tables() -> list[tuple[str, str, str]]:
    """(table, column of the author, column of the instant) of all facts and records."""
    columns = {Fact: ("recorded_by_id", "known_from"), Record: ("created_by_id", "created_at")}
    return [
        (model._meta.db_table, *names)
        for model in apps.get_models()
        for base, names in columns.items()
        if issubclass(model, base)
    ]


ENTERED = "entered"
QUALITY = QualitySource()
OUTSIDE = SqlSource(_outside)
ATTRIBUTED = SqlSource(_attributed)
ENTRIES = SqlSource(_entered, of="what")
SILENT = SqlSource(_silent)
_ALL = _("Đếm sự việc (bắt đầu quản lý, kết thúc, tái phạm) của đơn vị có ngày trong kỳ, mọi diện.")
_LATE = _(
    "Sự việc như trên, ghi sau ngày xảy ra quá số ngày ở trang “Quy định” (mã late_entry_days) có hiệu lực ngày đó."
)
FIGURES = {
    "late": Figure(_("Ghi muộn"), _LATE, Of.FACT, QUALITY, "late"),
    "after_report": Figure(_("Ghi sau báo cáo đã ký"), _ALL, Of.FACT, QUALITY, "after_report"),
    "corrected": Figure(_("Đã sửa"), _ALL, Of.FACT, QUALITY, "corrected"),
    "withdrawn": Figure(_("Đã rút"), _ALL, Of.FACT, QUALITY, "withdrawn"),
    "unconfirmed": Figure(
        _("Vụ tái phạm chờ xác nhận"),
        _("Vụ tái phạm đã tính trong kỳ mà chưa có người thứ hai của cấp huyện xác nhận; vẫn tính vào tỷ lệ."),
        Of.REOFFENCE,
        ATTRIBUTED,
        "NOT is_confirmed",
    ),
    "unattributed": Figure(
        _("Tái phạm chưa tính cho đơn vị nào"),
        _("Vụ tái phạm trong kỳ, của hồ sơ từng thuộc đơn vị, không rơi vào giai đoạn quản lý nào của người đó."),
        Of.REOFFENCE,
        OUTSIDE,
        "1 = 1",
    ),
    ENTERED: Figure(
        _("Sự việc ghi trong kỳ"),
        _(
            "Sự việc (bắt đầu quản lý, kết thúc, tái phạm) được ghi lần đầu trong kỳ, mọi diện; độ trễ là số ngày từ ngày xảy ra"
            " đến ngày ghi lần đầu, lấy trung vị."
        ),
        Of.FACT,
        ENTRIES,
        "1 = 1",
    ),
    "silent_units": Figure(
        _("Đơn vị không ghi gì trong 90 ngày"),
        _(
            "Đơn vị có hồ sơ đang mở mà 90 ngày đến ngày tính không ai của đơn vị ghi một sự việc hay mục nào vào hồ sơ."
        ),
        Of.UNIT,
        SILENT,
        "1 = 1",
    ),
}
