"""The reference count of the dashboard: docs/measures.md §7 in plain loops, without SQL and ORM.

It is written from that document alone and shares no code with reports/measures/dashboard/; where the two differ, one of them is
wrong. It names what it counts, so that lists are compared and not only numbers. Rates are counted by reference_count.py.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from reports.measures.tests.reference_count import PlainCase, attributed_stay, counted_day

Span = tuple[date, date | None]


@dataclass
class PlainRecords:
    """What is recorded in one case beside its stays. A span is [start, end)."""

    contacts: list[date] = field(default_factory=list)
    # Monthly reports, which are no contacts.
    reports: list[date] = field(default_factory=list)
    groups: list[tuple[date, str]] = field(default_factory=list)
    jobs: list[Span] = field(default_factory=list)
    # (kind, raised, closed)
    needs: list[tuple[str, date, date | None]] = field(default_factory=list)
    officers: list[Span] = field(default_factory=list)
    helpers: list[Span] = field(default_factory=list)
    # Days of disbursements of a loan.
    payments: list[date] = field(default_factory=list)


@dataclass
class PlainDistrict:
    """Cases with their records, by the code of the case."""

    cases: list[PlainCase]
    records: dict[str, PlainRecords]

    def of(self, case: PlainCase) -> PlainRecords:
        return self.records.get(case.code) or PlainRecords()


def open_cases(district: PlainDistrict, row: set[str], category: str, day: date) -> list[tuple[PlainCase, str]]:
    """The cases managed in the row at the close of the day, with their category then."""
    found = []
    for case in district.cases:
        for stay in case.stays:
            if stay.unit in row and category in ("total", stay.category) and _holds(day, (stay.start, stay.end)):
                found.append((case, stay.category))
    return found


def case_figures(
    district: PlainDistrict, row: set[str], category: str, day: date, every: dict[str, dict[str, int]]
) -> dict[str, list[str]]:
    """The codes of the cases behind each figure of open cases. `every`: the days between contacts by category and group."""
    found: dict[str, list[str]] = {}
    for case, its_category in open_cases(district, row, category, day):
        for name in _names(case, district.of(case), day, every[its_category]):
            found.setdefault(name, []).append(case.code)
    return {name: sorted(codes) for name, codes in found.items()}


def _names(case: PlainCase, records: PlainRecords, day: date, every: dict[str, int]) -> list[str]:
    names = ["open_cases"]
    group = ""
    for on, value in sorted(records.groups):
        if on <= day:
            group = value
    names.append(f"group_{group.lower() or 'none'}")
    contacts = [on for on in records.contacts if on <= day]
    if every[group] > 0:
        names.append("contacts_expected")
        if contacts and (day - max(contacts)).days <= every[group]:
            names.append("contacts_covered")
    begun = [job for job in records.jobs if job[0] <= day]
    needed = {kind for kind, raised, closed in records.needs if _holds(day, (raised, closed))}
    if any(_holds(day, job) for job in begun):
        names.append("work_with")
    elif begun or "job" in needed:
        names.append("work_without")
    else:
        names.append("work_unknown")
    if not any(_holds(day, officer) for officer in records.officers):
        names.append("no_officer")
    if day - timedelta(days=90) < case.stays[0].start <= day:
        names.append("first_90_days")
        names += ["first_90_days_no_contact"] * (not contacts)
        names += ["first_90_days_no_work"] * (not begun)
        names += ["first_90_days_papers"] * ("legal_papers" in needed)
    return names


def need_figures(district: PlainDistrict, row: set[str], category: str, day: date) -> dict[str, list[tuple[str, date]]]:
    """(code of the case, day raised) of the open needs by kind and age."""
    found: dict[str, list[tuple[str, date]]] = {}
    for case, _category in open_cases(district, row, category, day):
        for kind, raised, closed in district.of(case).needs:
            if _holds(day, (raised, closed)):
                days = (day - raised).days
                age = "0_30" if days <= 30 else "31_90" if days <= 90 else "over_90"
                found.setdefault(f"need_{kind}_{age}", []).append((case.code, raised))
    return {name: sorted(items) for name, items in found.items()}


@dataclass(frozen=True)
class PlainReleased:
    person: str
    case: str
    category: str
    released: date
    event: date | None
    until: date
    work: date | None
    loan: date | None
    helper: date | None


def cohort(
    district: PlainDistrict, row: set[str], category: str, window: tuple[date, date], day: date, counted_date: str
) -> list[PlainReleased]:
    """The people who came home from prison in the window, each by the first release in it, followed to `day`."""
    first: dict[str, PlainCase] = {}
    for case in sorted((case for case in district.cases if case.stays), key=lambda case: case.stays[0].start):
        came = case.stays[0]
        is_here = case.origin == "prison" and came.unit in row and category in ("total", came.category)
        if is_here and window[0] <= came.start <= window[1]:
            first.setdefault(case.person, case)
    return sorted(
        (_released(district, case, day, counted_date) for case in first.values()),
        key=lambda one: (one.released, one.person),
    )


def _released(district: PlainDistrict, case: PlainCase, day: date, counted_date: str) -> PlainReleased:
    start = case.stays[0].start
    events, ends = [], [day]
    own = [other for other in district.cases if other.person == case.person and other.stays]
    for other in own:
        last = other.stays[-1]
        if last.start >= start and last.end and last.reason in ("died", "moved_away", "expunged"):
            ends.append(last.end)
    until = min(ends)
    for other in own:
        for crime in other.reoffences:
            on = counted_day(crime, counted_date)
            if on and start <= on <= until and attributed_stay(district.cases, case.person, on):
                events.append(on)
    event = min(events, default=None)
    records = district.of(case)
    work = [max(begin, start) for begin, end in records.jobs if begin <= day and (end is None or end > start)]
    helper = [max(begin, start) for begin, _end in records.helpers if begin <= day]
    loan = [on for on in records.payments if on <= day]
    days = [min(found, default=None) for found in (work, loan, helper)]
    return PlainReleased(case.person, case.code, case.stays[0].category, start, event, event or until, *days)


def share(people: list[PlainReleased], months: int, day: date) -> tuple[int, int]:
    """(followed for all these months, of whom reoffended within them)."""
    complete = reoffended = 0
    for one in people:
        end = months_later(one.released, months)
        within = one.event is not None and one.event <= end
        if end <= day and (within or one.until >= end):
            complete += 1
            reoffended += within
    return complete, reoffended


def compared(people: list[PlainReleased], name: str, day: date) -> list[tuple[int, int]]:
    """The shares in the second year: people with a help within a year of release, and people without it."""
    groups: tuple[list[PlainReleased], list[PlainReleased]] = ([], [])
    for one in people:
        year = months_later(one.released, 12)
        if one.until > year and (name != "loan" or one.category in ("completed", "amnesty")):
            help_on = getattr(one, name)
            groups[help_on is None or help_on > year].append(one)
    return [share(group, 24, day) for group in groups]


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = day.year, day.month
    for _number in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _holds(day: date, span: Span) -> bool:
    return span[0] <= day and (span[1] is None or span[1] > day)
