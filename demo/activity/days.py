"""Random days for the demo, on working days and within given limits."""

from datetime import date, timedelta
from random import Random

from core.dates import DAY_ONE


def workday(day: date, not_before: date = date.min) -> date:
    """The day, or the Friday before it if it is on a weekend; `not_before` if that is later."""
    while day.weekday() > 4:
        day -= DAY_ONE
    return max(day, not_before)


def ago(random: Random, on: date, least: int, most: int) -> date:
    """A random working day between `most` and `least` days before `on`."""
    return workday(on - timedelta(days=random.randint(least, most)))


def ahead(random: Random, on: date, least: int, most: int) -> date:
    """A random day between `least` and `most` days after `on`; it may be on a weekend."""
    return on + timedelta(days=random.randint(least, most))


def between(random: Random, first: date, last: date) -> date:
    """A random working day from `first` to `last`, both included; `first` if `last` is earlier."""
    return workday(first + timedelta(days=random.randint(0, max((last - first).days, 0))), first)


def phone(random: Random) -> str:
    """A phone number that is not assigned: 0900 0xx xxx."""
    return f"0900 0{random.randrange(100):02} {random.randrange(1000):03}"
