"""The days of a probation: presentation, half, three quarters, hand-over, end, and what is due each month.

Luật Thi hành án hình sự 2019 Điều 59–64 (docs/law.md §2.4). Absences, breaches and shortening have modules of their
own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _

from core.dates import DAY_ONE, add_months
from law.timeline import Article, Law


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of a probation [start_on, end_on].

    Half and three quarters are counted on the probation as first decided.
    """

    start_on: date
    end_on: date
    # Length in days, as the difference of the two dates.
    days: int
    half_on: date
    three_quarters_on: date
    absence_max_days: int
    present_by: date
    handover_by: date
    # The completion certificate is given on the last day (Điều 59.4).
    certificate_on: date

    def served(self, on: date) -> int:
        """Days of the probation that have passed on `on`, from 0 to all."""
        return min(max((on - self.start_on).days, 0), self.days)

    def left(self, on: date) -> int:
        """Days of the probation that remain on `on`, from all to 0."""
        return self.days - self.served(on)


def clock(
    start_on: date,
    end_on: date,
    law: Law,
    *,
    released_on: date | None = None,
    original_end_on: date | None = None,
) -> Clock:
    """The days of a probation (Luật THAHS 2019 Điều 59, 60, 64, 67; docs/law.md §2.4).

    `start_on`: the day on which the decision takes effect (Điều 59.1). `end_on`: the last day. `released_on`: the day
    of leaving prison, if it is another. `original_end_on`: the end before any shortening; half and three quarters are
    counted on that.

    Raises ValueError if `end_on` is not after `start_on`.
    """
    if end_on <= start_on:
        raise ValueError(_("Ngày hết thử thách phải sau ngày bắt đầu thử thách."))
    whole = original_end_on or end_on
    days = (end_on - start_on).days
    return Clock(
        start_on=start_on,
        end_on=end_on,
        days=days,
        half_on=part_served_on(start_on, whole, law.share("shorten_min_share")),
        three_quarters_on=part_served_on(start_on, whole, law.share("shorten_served_share")),
        absence_max_days=floor(days * law.share("absence_share")),
        present_by=present_by(released_on or start_on, law),
        handover_by=end_on - timedelta(days=law.number("handover_days")),
        certificate_on=end_on,
    )


def part_served_on(start_on: date, end_on: date, share: Fraction) -> date:
    """The first day on which `share` of the days from `start_on` to `end_on` are served."""
    return start_on + timedelta(days=ceil((end_on - start_on).days * share))


def present_by(released_on: date, law: Law) -> date:
    """The last day to present oneself and commit: 5 days from release, unless force majeure (Điều 59.2)."""
    return released_on + timedelta(days=law.number("present_days"))


def move_decision_by(applied_on: date, law: Law) -> date:
    """The last day to decide an application to move residence or work: 15 days (Điều 68.1)."""
    return applied_on + timedelta(days=law.number("move_decision_days"))


class MonthState(StrEnum):
    """Where the duty of one month stands on the day that was asked about."""

    DONE = "done"
    # Done, but after the day it was due.
    LATE = "late"
    DUE = "due"
    MISSING = "missing"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class MonthDuty:
    """What is due about one month."""

    # Its first day.
    month: date
    # From the first day on which it can be done to the last day on which it is in time.
    opens_on: date
    due_on: date
    done_on: date | None
    state: MonthState
    article: Article


def self_reports(
    clock: Clock, done: Mapping[date, date], law: Law, on: date, *, away: Iterable[tuple[date, date]] = ()
) -> list[MonthDuty]:
    """The person's written report about each month, due by the last day of the month or of the probation (Điều 62.6).

    `done`: first day of the month → the day it came. `away`: (first, last day) of permitted absences, after which a
    report may come. `on`: the day to answer for.
    """
    article, absences = law.article("monthly_report_day"), sorted(away)
    found = []
    for month in _months(clock, law):
        due = _back_home(min(_day_of(month, law.number("monthly_report_day")), clock.end_on), absences)
        found.append(_duty(month, max(month, clock.start_on), min(due, clock.end_on), done, article, on))
    return found


def assessments(clock: Clock, done: Mapping[date, date], law: Law, on: date) -> list[MonthDuty]:
    """The commune's assessment of each month, due in the first five days of the next (TT 65/2019/TT-BCA Điều 10).

    `done`: first day of the month → the day it was made. The month in which the probation ends has none, because the
    file was handed over before.
    """
    article = law.article("assessment_first_days")
    found = []
    for month in _months(clock, law):
        opens = add_months(month, 1)
        if opens <= clock.end_on:
            due = _day_of(opens, law.number("assessment_first_days"))
            found.append(_duty(month, opens, due, done, article, on))
    return found


def missing(duties: Iterable[MonthDuty]) -> list[MonthDuty]:
    """The months whose last day passed without the duty being done."""
    return [duty for duty in duties if duty.state == MonthState.MISSING]


def _months(clock: Clock, law: Law) -> Iterator[date]:
    """The first days of the months of probation, without a month that was over before the person had to present."""
    month = clock.start_on.replace(day=1)
    while month <= clock.end_on:
        if min(_day_of(month, law.number("monthly_report_day")), clock.end_on) >= min(clock.present_by, clock.end_on):
            yield month
        month = add_months(month, 1)


def _day_of(month: date, number: int) -> date:
    """Day `number` of the month, or its last day if the month is shorter."""
    last = add_months(month, 1) - DAY_ONE
    return last if number > last.day else month.replace(day=max(number, 1))


def _back_home(due: date, absences: list[tuple[date, date]]) -> date:
    for start, end in absences:
        if start <= due <= end:
            due = end
    return due


def _duty(month: date, opens: date, due: date, done: Mapping[date, date], article: Article, on: date) -> MonthDuty:
    done_on = done.get(month)
    if done_on is not None:
        state = MonthState.DONE if done_on <= due else MonthState.LATE
    elif on > due:
        state = MonthState.MISSING
    else:
        state = MonthState.DUE if on >= opens else MonthState.FUTURE
    return MonthDuty(month, opens, due, done_on, state, article)
