"""What the units did in a period and how the open cases stood at its end (docs/measures.md §4a): the sections of the report.

Events are records with a day in the period: contacts, needs, jobs, breaches, absences, shortenings, procedures of expungement,
entries of the communes' models. States are the figures of open cases of the dashboard, on the period's last day. There are four
statements for any number of people, and those of the loans for each unit.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from areas.models import Unit
from cases.models import Contact
from cases.support.models import Employment, SupportKind
from core.dates import Period
from reports.measures.dashboard import needs
from reports.measures.dashboard.question import (
    Question,
    fetch,
    known_fact,
    known_record,
    months_after,
    scope_cte,
)
from reports.measures.dashboard.registry import count_all
from reports.measures.definition import Definition
from reports.measures.loans import loan_figures
from reports.measures.management import DEFAULT, facts_cte
from reports.measures.rows import OWN

# Months after the case began; a reoffence later than the last counts as "later".
TIMES = (12, 24, 36)
STATES = (
    *("open_cases", "group_a", "group_b", "group_c", "group_d", "group_none"),
    *("work_with", "work_without", "work_unknown", "contacts_expected", "contacts_covered", "no_officer"),
    *needs.FIGURES,
)


@dataclass(frozen=True, slots=True)
class Event:
    """Records of one kind with a day in the period.

    table: its name, or a subquery with the columns of a record. amount: what is summed up, beside counting records and cases.
    """

    table: str
    day: str
    condition: str = "TRUE"
    amount: str = "0"


_ACTIONS = f"""(
    SELECT action.*, need.case_id FROM cases_supportaction AS action
    JOIN cases_need AS need ON need.id = action.need_id AND {known_record("need")}
)"""
# Which breach of its case each one is, the earliest first.
_BREACHES = f"""(
    SELECT breach.*, ROW_NUMBER() OVER (PARTITION BY case_id ORDER BY "on", id) AS place
    FROM cases_breach AS breach WHERE {known_record("breach")}
)"""
# A case is never struck out; one that was withdrawn has no stay.
_CASES = "(SELECT cases_case.*, id AS case_id, NULLIF(created_at, created_at) AS removed_at FROM cases_case)"
_MODELS = "(SELECT model.*, model.id AS model_id FROM community_communemodel AS model)"
_HELPS = f"""(
    SELECT help.*, member.model_id FROM community_help AS help
    JOIN community_modelmember AS member ON member.id = help.member_id AND {known_record("member")}
)"""

CASE_EVENTS: dict[str, Event] = {
    "presented": Event(_CASES, "presented_on"),
    **{f"contact_{kind}": Event("cases_contact", "on", f"record.kind = '{kind}'") for kind in Contact.Kind.values},
    **{
        f"need_raised_{kind}": Event("cases_need", "raised_on", f"record.kind = '{kind}'")
        for kind in SupportKind.values
    },
    **{
        f"need_met_{kind}": Event("cases_need", "closed_on", f"record.kind = '{kind}' AND record.state = 'met'")
        for kind in SupportKind.values
    },
    "support": Event(_ACTIONS, "on", amount="record.cost"),
    **{
        f"job_{contract}": Event("cases_employment", "start_on", f"record.contract = '{contract}'")
        for contract in Employment.Contract.values
    },
    "job_ended": Event("cases_employment", "end_on"),
    "breach_first": Event(_BREACHES, "on", "record.place = 1"),
    "breach_again": Event(_BREACHES, "on", "record.place > 1"),
    "revocation_asked": Event("cases_breach", "requested_on"),
    "absence_asked": Event("cases_absence", "applied_on"),
    "absence_granted": Event("cases_absence", "decided_on", "record.is_granted"),
    "absence_refused": Event("cases_absence", "decided_on", "NOT record.is_granted"),
    "shortening_asked": Event("cases_shortening", "proposed_on"),
    "shortening_granted": Event("cases_shortening", "decided_on", "record.is_granted", "COALESCE(record.months, 0)"),
    "shortening_refused": Event("cases_shortening", "decided_on", "NOT record.is_granted"),
    "review_guided": Event("cases_expungementreview", "guided_on"),
    "review_petition": Event("cases_expungementreview", "petition_on"),
    "review_proved": Event("cases_expungementreview", "proof_on", "record.result = 'proved'"),
    "help_begun": Event("community_help", "start_on"),
}
# Of a commune's model, in the commune where it is.
MODEL_EVENTS: dict[str, Event] = {
    "model_launched": Event(_MODELS, "launched_on"),
    "activity": Event("community_activity", "on", amount="record.cost"),
    "attendance": Event("community_activity", "on", amount="record.attendance"),
    "fund_in": Event("community_fundentry", "on", "record.direction = 'in'", "record.amount"),
    "fund_out": Event("community_fundentry", "on", "record.direction = 'out'", "record.amount"),
    "gift": Event("community_gift", "on", amount="COALESCE(record.value, 0)"),
}
# What stood on the last day: records begun by then and not ended, and what is summed up.
_GOING_ON = "(record.end_on IS NULL OR record.end_on > %(end)s)"
MODEL_STATES: dict[str, Event] = {
    "models": Event(_MODELS, "launched_on", "(record.ended_on IS NULL OR record.ended_on > %(end)s)"),
    "members": Event("community_modelmember", "start_on", _GOING_ON),
    "helped": Event(_HELPS, "start_on", _GOING_ON),
    "enterprises": Event("community_enterprise", "promised_on", amount="record.jobs"),
    "jobs_given": Event("community_enterprise", "promised_on", amount="record.jobs_given"),
    "fund": Event(
        "community_fundentry",
        "on",
        amount="CASE WHEN record.direction = 'in' THEN record.amount ELSE -record.amount END",
    ),
}

# (level, id of the row's unit) -> name -> [records, cases, amount]
_Counts = dict[tuple[int, int], dict[str, list[int]]]


def activity_figures(
    unit: Unit, period: Period, known_at: datetime, definition: Definition = DEFAULT
) -> list[dict[str, Any]]:
    """Count for the units directly below and, last, for the unit itself.

    Returns: for each unit {"unit": code, "events": {name: [records, cases, amount]}, "states": {name: number},
    "reoffences": {name: number}, "loans": as of `loan_figures`}. What is 0 is left out; `loans` is that of the commune
    where the loan was asked for.
    """
    question = Question(unit, period, known_at, period.end, definition=definition)
    events = _merged(_case_events(question), _model_events(question))
    reoffences = _reoffences(question)
    states = count_all(question, STATES)
    by_unit = {below.pk: numbers for below, numbers in states.below}
    found = []
    for row in question.rows:
        key = row.level, row.unit.pk
        numbers = states.own if row.level == OWN else by_unit[row.unit.pk]
        found.append(
            {
                "unit": row.unit.code,
                "events": events.get(key, {}),
                "states": {name: number for name, number in numbers.items() if number},
                "reoffences": reoffences.get(key, {}),
                "loans": loan_figures(row.unit_ids, period, known_at),
            }
        )
    return found


def _merged(*parts: _Counts) -> _Counts:
    found: _Counts = defaultdict(dict)
    for part in parts:
        for key, counts in part.items():
            found[key].update(counts)
    return found


def _case_events(question: Question) -> _Counts:
    """The records of cases, each counted in the commune where the case was managed on the day of the record.

    It is the case's stay with the latest start that had begun by that day and had not ended before it; without one the record
    counts nowhere, as with reoffences.
    """
    parts = " UNION ALL ".join(
        f"""SELECT '{name}' AS name, record.case_id, record."{event.day}" AS day, {event.amount} AS amount
            FROM {event.table} AS record
            WHERE {known_record("record")} AND record."{event.day}" BETWEEN %(start)s AND %(end)s AND {event.condition}"""
        for name, event in CASE_EVENTS.items()
    )
    sql = f"""
        WITH {scope_cte(question)},
        events AS ({parts}),
        placed AS (
            SELECT events.*, (
                SELECT stay.unit_id FROM cases_stay AS stay
                WHERE {known_fact("stay")} AND stay.case_id = events.case_id AND stay.start_on <= events.day
                  AND (stay.end_on IS NULL OR stay.end_on >= events.day)
                ORDER BY stay.start_on DESC LIMIT 1
            ) AS unit_id
            FROM events
        )
        SELECT level, row_id, name, COUNT(*), COUNT(DISTINCT case_id), SUM(amount)
        FROM placed JOIN scope ON scope.unit_id = placed.unit_id GROUP BY level, row_id, name"""
    return _by_row(fetch(sql, question))


def _model_events(question: Question) -> _Counts:
    def part(name: str, event: Event, first: str) -> str:
        return f"""
            SELECT '{name}' AS name, model.unit_id, record.id, {event.amount} AS amount
            FROM {event.table} AS record
            JOIN community_communemodel AS model ON model.id = record.model_id AND {known_record("model")}
            WHERE {known_record("record")} AND record."{event.day}" <= %(end)s {first} AND {event.condition}"""

    since = {name: f'AND record."{event.day}" >= %(start)s' for name, event in MODEL_EVENTS.items()}
    parts = " UNION ALL ".join(
        part(name, event, since.get(name, "")) for name, event in {**MODEL_EVENTS, **MODEL_STATES}.items()
    )
    sql = f"""
        WITH {scope_cte(question)}, events AS ({parts})
        SELECT level, row_id, name, COUNT(*), 0, SUM(amount)
        FROM events JOIN scope ON scope.unit_id = events.unit_id GROUP BY level, row_id, name"""
    return _by_row(fetch(sql, question))


def _reoffences(question: Question) -> dict[tuple[int, int], dict[str, int]]:
    """The features of the counted reoffences: time since the case began, class of the crime, intent. A count of reoffences."""
    began = "(SELECT MIN(start_on) FROM stays WHERE stays.case_id = placed.case_id)"
    sooner = " ".join(f"WHEN counted_on < {months_after(began, months)} THEN 'within_{months}'" for months in TIMES)
    features = {
        "time": f"CASE {sooner} ELSE 'later' END",
        "class": "CASE crime_class WHEN '' THEN 'class_unknown' ELSE 'class_' || crime_class END",
        "intent": """
            CASE WHEN is_intentional IS NULL THEN 'intent_unknown' WHEN is_intentional THEN 'intentional' ELSE 'careless' END""",
    }
    named = " UNION ALL ".join(f"SELECT level, row_id, {sql} AS name FROM placed" for sql in features.values())
    sql = f"""
        WITH {facts_cte(question.figures_query, question.rows)},
        placed AS (
            SELECT scope.level, scope.row_id, stay.case_id, attributed.counted_on, fact.crime_class, fact.is_intentional
            FROM attributed JOIN cases_stay AS stay ON stay.id = attributed.stay_id
            JOIN scope ON scope.unit_id = stay.unit_id JOIN cases_reoffence AS fact ON fact.id = attributed.id
        ),
        named AS ({named})
        SELECT level, row_id, name, COUNT(*) FROM named GROUP BY level, row_id, name"""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for level, row_id, name, count in fetch(sql, question):
        found[level, row_id][name] = count
    return found


def _by_row(rows: list[tuple[Any, ...]]) -> _Counts:
    found: _Counts = defaultdict(dict)
    for level, row_id, name, records, cases, amount in rows:
        found[level, row_id][name] = [records, cases, int(amount)]
    return found
