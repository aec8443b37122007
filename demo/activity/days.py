"""Days for the demo: drawn, on working days, never outside what they belong to."""

from datetime import date, timedelta
from random import Random

from core.dates import DAY_ONE


def workday(day: date, not_before: date = date.min) -> date:
    """The day, or the Friday before a weekend; or `not_before`, should that be later."""
    while day.weekday() > 4:
        day -= DAY_ONE
    return max(day, not_before)


def ago(random: Random, on: date, least: int, most: int) -> date:
    """A working day so many days before `on`."""
    return workday(on - timedelta(days=random.randint(least, most)))


def ahead(random: Random, on: date, least: int, most: int) -> date:
    return on + timedelta(days=random.randint(least, most))


def between(random: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both included; `first` where they are the wrong way round."""
    return workday(first + timedelta(days=random.randint(0, max((last - first).days, 0))), first)


def phone(random: Random) -> str:
    """A number that nobody has: 0900 0xx xxx."""
    return f"0900 0{random.randrange(100):02} {random.randrange(1000):03}"
