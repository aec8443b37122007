"""People released in a window, followed to a reoffence or to the end of what is known (docs/measures.md §3 and §7).

Rows and counts only: estimates and their intervals are made elsewhere from these rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.choices import NOT_COUNTED, EndReason, Origin
from cases.models import Assignment
from core.dates import DAY_ONE, Period, add_months, add_years
from law.choices import Category
from loans.choices import FactKind
from reports.measures.dashboard.figure import Figure, Found, ListSource, Member, Of
from reports.measures.dashboard.question import (
    IN_CATEGORY,
    Question,
    days_between,
    fetch,
    known_fact,
    known_record,
    months_after,
    own_units_sql,
    plain_day,
)
from reports.measures.definition import CountedDate
from reports.measures.rows import OWN

# Months after release for which the share of people who reoffended is given.
MONTHS = (12, 24, 36)
# Help counts if it came within so many months of release.
HELP_MONTHS = 12
# Months after release at the end of which people with a help and people without it are compared.
COMPARED_MONTHS = 24
# A help and the column with its first day after release.
HELPS = {"work": "work_on", "loan": "loan_on", "helper": "helper_on"}
# The sums of `followed`: complete and reoffended, for each of MONTHS and for both groups of each help.
_SUMS = 2 * len(MONTHS) + 4 * len(HELPS)
COHORT_YEARS = 5
# Ends of management after which a person is no longer followed.
CENSORING = (EndReason.DIED, EndReason.MOVED_AWAY, EndReason.EXPUNGED)
# Decision 22/2023/QĐ-TTg, Điều 3: whoever is on conditional release may borrow only after it.
MAY_BORROW = (Category.COMPLETED, Category.AMNESTY)


@dataclass(frozen=True, slots=True)
class Released:
    """One person of a cohort, by the first release in the window.

    unit_id, category: where and as what the person came home.
    event_on: the first counted reoffence within the follow-up; None: none.
    followed_until: the day of the event, of death, moving away or expungement, or of the data.
    work_on, loan_on, helper_on: the first day of each help after release; None: none.
    """

    person: int
    case: int
    unit_id: int
    category: str
    released_on: date
    event_on: date | None
    followed_until: date
    work_on: date | None
    loan_on: date | None
    helper_on: date | None

    @property
    def member(self) -> Member:
        """The person, as a figure's list names them."""
        return Member(self.person, self.case)

    @property
    def is_event(self) -> bool:
        """Whether the follow-up ended with a reoffence."""
        return self.event_on is not None

    @property
    def days(self) -> int:
        """Days under observation; 0 if the follow-up ended on the day of release."""
        return (self.followed_until - self.released_on).days

    def month(self, months: int) -> date:
        """The day so many months after release."""
        return add_months(self.released_on, months)

    def reoffended_within(self, months: int) -> bool:
        """Whether the event came by the day so many months after release, that day included."""
        return self.event_on is not None and self.event_on <= self.month(months)

    def is_complete(self, months: int, data_on: date) -> bool:
        """Whether all is known about the first months: they are over, and the person reoffended or was followed to their end."""
        end = self.month(months)
        return end <= data_on and (self.reoffended_within(months) or self.followed_until >= end)


@dataclass(frozen=True, slots=True)
class Share:
    """Of `complete` people followed for so many months, `reoffended` did so."""

    months: int
    complete: int
    reoffended: int


@dataclass(frozen=True, slots=True)
class Followed:
    """A cohort in numbers.

    times: (days under observation, whether they ended with a reoffence) -> how many people.
    shares: how many reoffended within 12, 24 and 36 months, of those whose follow-up is complete.
    compared: for each of HELPS how many reoffended in their second year, of the people with that help within 12 months of release
        and of those without it. Nobody is in either group who reoffended or was lost to view by then, or whose second year is
        not completely known.
    """

    times: dict[tuple[int, bool], int]
    shares: list[Share]
    compared: dict[str, tuple[Share, Share]]


def release_window(question: Question, years: int = COHORT_YEARS) -> Period:
    """The years up to D in which the people of a cohort were released."""
    return Period(add_years(question.day + DAY_ONE, -years), question.day)


def released(question: Question, window: Period | None = None) -> list[Released]:
    """The people released in the window into the question's unit and category, by one statement.

    Arguments: `window`, both days included (default: the five years up to D). They are followed to D.
    """
    window = window or release_window(question)
    sql = f"WITH {_released_ctes(question)} SELECT * FROM released ORDER BY released_on, person_id"
    found = fetch(sql, question, released_from=window.start, released_until=window.end)
    return [_person(row, question.day) for row in found]


def followed(question: Question, window: Period | None = None) -> Followed:
    """Count what `released` lists, by one statement. Arguments as there."""
    window = window or release_window(question)
    rows = fetch(_followed_sql(question), question, released_from=window.start, released_until=window.end)
    sums = [sum(numbers) for numbers in zip(*(row[3:] for row in rows), strict=True)] or [0] * _SUMS
    pairs = list(zip(sums[::2], sums[1::2], strict=True))
    groups = [Share(COMPARED_MONTHS, *pair) for pair in pairs[len(MONTHS) :]]
    return Followed(
        times={(days, bool(is_event)): number for days, is_event, number, *_sums in rows},
        shares=[Share(months, *pair) for months, pair in zip(MONTHS, pairs, strict=False)],
        compared=dict(zip(HELPS, zip(groups[::2], groups[1::2], strict=True), strict=True)),
    )


def _person(row: tuple[Any, ...], data_on: date) -> Released:
    person, case, unit_id, category, came, *days = row
    event_on, lost_on, work_on, loan_on, helper_on = (plain_day(day) if day else None for day in days)
    end = min(data_on, lost_on or data_on)
    event_on = event_on if event_on and event_on <= end else None
    return Released(
        person, case, unit_id, category, plain_day(came), event_on, event_on or end, work_on, loan_on, helper_on
    )


# --- SQL ----------------------------------------------------------------------------------------------------------------


def _released_ctes(question: Question) -> str:
    """Up to `released`: each person by the first release in the window."""
    counted_on = "convicted_on" if question.definition.counted_date == CountedDate.CONVICTION else "prosecuted_on"
    dropped = ", ".join(f"'{outcome.value}'" for outcome in NOT_COUNTED)
    lost = ", ".join(f"'{reason.value}'" for reason in CENSORING)
    return f"""
        came AS (
            SELECT stay.person_id, stay.case_id, stay.unit_id, stay.category, stay.start_on,
                ROW_NUMBER() OVER (PARTITION BY stay.person_id ORDER BY stay.start_on, stay.id) AS place
            FROM cases_stay AS stay
            WHERE {known_fact("stay")} AND stay.origin = '{Origin.PRISON.value}' AND {IN_CATEGORY}
              AND stay.unit_id IN ({own_units_sql(question)})
              AND stay.start_on BETWEEN %(released_from)s AND %(released_until)s
        ),
        first_crimes AS MATERIALIZED (
            SELECT came.person_id, MIN(crime.{counted_on}) AS event_on
            FROM came JOIN cases_reoffence AS crime ON crime.person_id = came.person_id AND crime.{counted_on} >= came.start_on
            WHERE came.place = 1 AND {known_fact("crime")} AND crime.outcome NOT IN ({dropped}) AND EXISTS (
                SELECT 1 FROM cases_stay AS stay
                WHERE {known_fact("stay")} AND stay.person_id = came.person_id AND stay.start_on <= crime.{counted_on}
                  AND (stay.end_on IS NULL OR stay.end_on >= crime.{counted_on})
            )
            GROUP BY came.person_id
        ),
        released AS MATERIALIZED (
            SELECT came.person_id, came.case_id, came.unit_id, came.category, came.start_on AS released_on,
                first_crimes.event_on,
                (
                    SELECT MIN(stay.end_on) FROM cases_stay AS stay
                    WHERE {known_fact("stay")} AND stay.person_id = came.person_id AND stay.start_on >= came.start_on
                      AND stay.end_reason IN ({lost})
                ) AS lost_on,
                (
                    SELECT MIN(CASE WHEN job.start_on > came.start_on THEN job.start_on ELSE came.start_on END)
                    FROM cases_employment AS job
                    WHERE {known_record("job")} AND job.case_id = came.case_id AND job.start_on <= %(day)s
                      AND (job.end_on IS NULL OR job.end_on > came.start_on)
                ) AS work_on,
                (
                    SELECT MIN(fact."on") FROM loans_loanfact AS fact JOIN loans_loan AS loan ON loan.id = fact.loan_id
                    WHERE {known_fact("fact")} AND loan.case_id = came.case_id AND fact.kind = '{FactKind.DISBURSEMENT.value}'
                      AND fact."on" <= %(day)s
                ) AS loan_on,
                (
                    SELECT MIN(CASE WHEN helper.start_on > came.start_on THEN helper.start_on ELSE came.start_on END)
                    FROM cases_assignment AS helper
                    WHERE {known_record("helper")} AND helper.case_id = came.case_id
                      AND helper.role = '{Assignment.Role.HELPER.value}' AND helper.start_on <= %(day)s
                ) AS helper_on
            FROM came LEFT JOIN first_crimes ON first_crimes.person_id = came.person_id WHERE came.place = 1
        )"""


def _followed_sql(question: Question) -> str:
    """One row for each time of observation, with the sums that `followed` adds up."""
    ends = ", ".join(f"{months_after('released_on', months)} AS month_{months}" for months in MONTHS)
    with_help = f"until > month_{HELP_MONTHS} AND complete_{COMPARED_MONTHS}"
    groups = []
    for name, column in HELPS.items():
        of_category = f" AND category IN ({', '.join(repr(one.value) for one in MAY_BORROW)})" if name == "loan" else ""
        had = f"COALESCE({column} <= month_{HELP_MONTHS}, 1 = 0)"
        groups += [f"{with_help}{of_category} AND {had}", f"{with_help}{of_category} AND NOT {had}"]
    conditions = [(f"complete_{months}", f"within_{months}") for months in MONTHS]
    conditions += [(group, f"within_{COMPARED_MONTHS}") for group in groups]
    sums = ", ".join(
        f"COUNT(CASE WHEN {complete} THEN 1 END), COUNT(CASE WHEN {complete} AND {within} THEN 1 END)"
        for complete, within in conditions
    )
    within = ", ".join(f"COALESCE(event_on <= month_{months}, 1 = 0) AS within_{months}" for months in MONTHS)
    complete = ", ".join(
        f"month_{months} <= %(day)s AND (within_{months} OR until >= month_{months}) AS complete_{months}"
        for months in MONTHS
    )
    return f"""
        WITH {_released_ctes(question)},
        ended AS (SELECT released.*, CASE WHEN lost_on < %(day)s THEN lost_on ELSE %(day)s END AS last_on, {ends} FROM released),
        observed AS (
            SELECT category, released_on, work_on, loan_on, helper_on, {", ".join(f"month_{months}" for months in MONTHS)},
                CASE WHEN event_on <= last_on THEN event_on END AS event_on,
                CASE WHEN event_on <= last_on THEN event_on ELSE last_on END AS until
            FROM ended
        ),
        early AS (SELECT observed.*, {within} FROM observed),
        judged AS MATERIALIZED (SELECT early.*, {days_between("released_on", "until")} AS days, {complete} FROM early)
        SELECT days, event_on IS NOT NULL, COUNT(*), {sums} FROM judged GROUP BY 1, 2"""


def _find(question: Question) -> Iterator[Found]:
    for one in released(question):
        names = ["cohort"]
        for months in MONTHS:
            if one.is_complete(months, question.day):
                names.append(f"cohort_{months}")
                names += [f"cohort_{months}_reoffended"] * one.reoffended_within(months)
        yield from (Found(OWN, question.unit.pk, name, one.member) for name in names)


SOURCE = ListSource(_find)
FIGURES = {
    "cohort": Figure(
        _("Người ra trại theo dõi"),
        _(
            "Người ra trại về đơn vị trong 5 năm đến ngày tính, mỗi người tính từ lần ra trại đầu tiên trong thời gian đó."
        ),
        Of.PERSON,
        SOURCE,
        "cohort",
    )
}
for _months in MONTHS:
    FIGURES[f"cohort_{_months}"] = Figure(
        format_lazy(_("Theo dõi đủ {months} tháng"), months=_months),
        _(
            "Người ra trại đã qua đủ số tháng đó đến ngày tính và đã tái phạm hoặc không bị mất theo dõi (chết, chuyển đi, xóa án"
            " tích) trước khi đủ."
        ),
        Of.PERSON,
        SOURCE,
        f"cohort_{_months}",
    )
    FIGURES[f"cohort_{_months}_reoffended"] = Figure(
        format_lazy(_("Tái phạm trong {months} tháng đầu"), months=_months),
        _("Trong số người theo dõi đủ số tháng đó: có vụ tái phạm được tính, kể cả vụ đúng ngày cuối."),
        Of.PERSON,
        SOURCE,
        f"cohort_{_months}_reoffended",
    )


def at_risk(days: int) -> str:
    """The name of the figure of the people who were followed for so many days, as a survival estimate counts them."""
    return f"at_risk_{days}"


def at_risk_figure(name: str) -> Figure | None:
    """The figure of a name that `at_risk` gives; None for another name. There is one for each number of days."""
    found = re.fullmatch(r"at_risk_([0-9]{1,5})", name)
    if found is None:
        return None
    days = int(found[1])
    return Figure(
        format_lazy(_("Đang theo dõi {days} ngày sau khi về"), days=days),
        _(
            "Người ra trại theo dõi mà đến trước ngày đó chưa tái phạm và chưa mất theo dõi (chết, chuyển đi, xóa án tích);"
            " gồm cả người tái phạm đúng ngày đó."
        ),
        Of.PERSON,
        ListSource(partial(_find_at_risk, days)),
        name,
    )


def _find_at_risk(days: int, question: Question) -> Iterator[Found]:
    for one in released(question):
        if one.days >= days:
            yield Found(OWN, question.unit.pk, at_risk(days), one.member)
