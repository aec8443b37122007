"""People released in a window, followed to a reoffence or to the end of what is known (docs/measures.md §3 and §7).

Rows and counts only: estimates and their intervals are made elsewhere from these rows.
"""

import re
from collections.abc import Iterable, Iterator
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
    fetch,
    known_fact,
    known_record,
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

    def had(self, help_on: date | None) -> bool:
        """Whether a help came within 12 months of release, the last day included."""
        return help_on is not None and help_on <= self.month(HELP_MONTHS)


@dataclass(frozen=True, slots=True)
class Share:
    """Of `complete` people followed for so many months, `reoffended` did so."""

    months: int
    complete: int
    reoffended: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """People with a help within 12 months of release and those without; none reoffended or was lost to view by then."""

    having: list[Released]
    others: list[Released]

    def shares(self, data_on: date) -> tuple[Share, Share]:
        """Of both groups: how many reoffended in their second year, of those whose second year is completely known."""
        [having], [others] = (shares(group, data_on, (COMPARED_MONTHS,)) for group in (self.having, self.others))
        return having, others


def release_window(question: Question, years: int = COHORT_YEARS) -> Period:
    """The years up to D in which the people of a cohort were released."""
    return Period(add_years(question.day + DAY_ONE, -years), question.day)


def released(question: Question, window: Period | None = None) -> list[Released]:
    """The people released in the window into the question's unit and category, by one statement.

    Arguments: `window`, both days included (default: the five years up to D). They are followed to D.
    """
    window = window or release_window(question)
    found = fetch(_released_sql(question), question, released_from=window.start, released_until=window.end)
    return [_person(row, question.day) for row in found]


def shares(people: Iterable[Released], data_on: date, months: Iterable[int] = MONTHS) -> list[Share]:
    """How many reoffended within 12, 24 and 36 months, of those whose follow-up is complete."""
    everybody = list(people)
    result = []
    for number in months:
        complete = [one for one in everybody if one.is_complete(number, data_on)]
        result.append(Share(number, len(complete), sum(one.reoffended_within(number) for one in complete)))
    return result


def compare_borrowers(people: Iterable[Released]) -> Comparison:
    """Borrowers (a first disbursement within 12 months) beside others who may borrow by their category."""
    return _compare([one for one in people if one.category in MAY_BORROW], "loan_on")


def compare_workers(people: Iterable[Released]) -> Comparison:
    """People with a job recorded within 12 months beside those without one."""
    return _compare(people, "work_on")


def compare_helped(people: Iterable[Released]) -> Comparison:
    """People with a helper assigned within 12 months beside those without one."""
    return _compare(people, "helper_on")


def _compare(people: Iterable[Released], name: str) -> Comparison:
    comparison = Comparison([], [])
    for one in people:
        # Whoever reoffended or was lost to view by then is in neither group.
        if one.followed_until > one.month(HELP_MONTHS):
            group = comparison.having if one.had(getattr(one, name)) else comparison.others
            group.append(one)
    return comparison


def _person(row: tuple[Any, ...], data_on: date) -> Released:
    person, case, unit_id, category, came, *days = row
    event_on, lost_on, work_on, loan_on, helper_on = (plain_day(day) if day else None for day in days)
    end = min(data_on, lost_on or data_on)
    event_on = event_on if event_on and event_on <= end else None
    return Released(
        person, case, unit_id, category, plain_day(came), event_on, event_on or end, work_on, loan_on, helper_on
    )


def _released_sql(question: Question) -> str:
    counted_on = "convicted_on" if question.definition.counted_date == CountedDate.CONVICTION else "prosecuted_on"
    dropped = ", ".join(f"'{outcome.value}'" for outcome in NOT_COUNTED)
    lost = ", ".join(f"'{reason.value}'" for reason in CENSORING)
    return f"""
        WITH came AS (
            SELECT stay.person_id, stay.case_id, stay.unit_id, stay.category, stay.start_on,
                ROW_NUMBER() OVER (PARTITION BY stay.person_id ORDER BY stay.start_on, stay.id) AS place
            FROM cases_stay AS stay
            WHERE {known_fact("stay")} AND stay.origin = '{Origin.PRISON.value}' AND {IN_CATEGORY}
              AND stay.unit_id IN ({own_units_sql(question)})
              AND stay.start_on BETWEEN %(released_from)s AND %(released_until)s
        )
        SELECT came.person_id, came.case_id, came.unit_id, came.category, came.start_on,
            (
                SELECT MIN(crime.{counted_on}) FROM cases_reoffence AS crime
                WHERE {known_fact("crime")} AND crime.person_id = came.person_id AND crime.outcome NOT IN ({dropped})
                  AND crime.{counted_on} >= came.start_on AND EXISTS (
                    SELECT 1 FROM cases_stay AS stay
                    WHERE {known_fact("stay")} AND stay.person_id = came.person_id AND stay.start_on <= crime.{counted_on}
                      AND (stay.end_on IS NULL OR stay.end_on >= crime.{counted_on})
                )
            ),
            (
                SELECT MIN(stay.end_on) FROM cases_stay AS stay
                WHERE {known_fact("stay")} AND stay.person_id = came.person_id AND stay.start_on >= came.start_on
                  AND stay.end_reason IN ({lost})
            ),
            (
                SELECT MIN(CASE WHEN job.start_on > came.start_on THEN job.start_on ELSE came.start_on END)
                FROM cases_employment AS job
                WHERE {known_record("job")} AND job.case_id = came.case_id AND job.start_on <= %(day)s
                  AND (job.end_on IS NULL OR job.end_on > came.start_on)
            ),
            (
                SELECT MIN(fact."on") FROM loans_loanfact AS fact JOIN loans_loan AS loan ON loan.id = fact.loan_id
                WHERE {known_fact("fact")} AND loan.case_id = came.case_id AND fact.kind = '{FactKind.DISBURSEMENT.value}'
                  AND fact."on" <= %(day)s
            ),
            (
                SELECT MIN(CASE WHEN helper.start_on > came.start_on THEN helper.start_on ELSE came.start_on END)
                FROM cases_assignment AS helper
                WHERE {known_record("helper")} AND helper.case_id = came.case_id
                  AND helper.role = '{Assignment.Role.HELPER.value}' AND helper.start_on <= %(day)s
            )
        FROM came WHERE came.place = 1 ORDER BY came.start_on, came.person_id"""


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
