"""Dates, convictions and absences that the tests of duties share."""

from datetime import date, timedelta

from law.duties.tests.agenda_cases import DAY
from law.rules.absences import Leave
from law.rules.breaches import Breach
from law.rules.convictions import Conviction, Obligation, Penalty

EARLY = date(2022, 3, 15)
TWO_YEARS = timedelta(days=731)
HOME_LATELY = {
    "probation_start_on": date(2024, 5, 29),
    "release_on": date(2024, 5, 29),
    "managed_from": date(2024, 5, 29),
}
LONG = {"probation_start_on": EARLY, "release_on": EARLY, "managed_from": EARLY}


def conviction(start=EARLY, **kwargs) -> Conviction:
    return Conviction(start, months=18, **kwargs)


def leave(first: str, last: str, back: str = "", **kwargs) -> Leave:
    """Days of 2024 as MM-DD."""
    return Leave(*(date.fromisoformat(f"2024-{day}") if day else None for day in (first, last, back)), **kwargs)


def ending(year: int, month: int, day: int, **kwargs) -> dict:
    return {"probation_end_on": date(year, month, day), "original_end_on": None, **kwargs}


def breach(on: date, **kwargs) -> tuple[Breach, ...]:
    return (Breach(on, **{"key": "b", **kwargs}),)


MOSTLY_AWAY = (leave("02-01", "03-30", "03-30"), leave("04-05", "06-02", "06-02"), leave("06-10", "07-31"))
TOO_MUCH = (leave("02-01", "03-30", "03-30"), leave("04-10", "04-30", "04-30"))
LATE = leave("05-01", "05-20", "05-25")
TWICE = (*breach(date(2024, 5, 1), key="a"), *breach(date(2024, 6, 1), reported_on=DAY))
SUSPENDED_UNPAID = Conviction(date(2023, 9, 3), Penalty.SUSPENDED, 18, obligations=(Obligation(),))
