"""Saves the generated activity, in a few statements for each kind of record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from cases.facts.store import BATCH_SIZE
from cases.models import Case, IdentityNumber, TransferRequest
from cases.records.models import Record
from demo import recording
from demo.activity import arrivals, community, court, household, outcomes, past, probation, supervision, support
from demo.activity.plan import Subject
from demo.people.district import Inhabitant

# The fields with the day that a record tells; the earliest counts.
FIRST_DAYS = ("on", "raised_on", "start_on", "noted_on", "applied_on", "received_on", "from_on", "guided_on")


def details(subject: Subject) -> dict:
    """Fields of the case in addition to the register's columns, with a sentence and probation that fit the day of loading."""
    judgment = subject.case_history.judgment
    known = household.details(subject) | {"helper_text": supervision.helper_name(subject)}
    if subject.is_conditional:
        known |= {
            "sentence_months": judgment.months,
            "sentence_text": judgment.written,
            "article": judgment.article,
            "probation_start_on": subject.case_history.release_on,
            "probation_end_on": subject.case_history.probation_end_on,
        }
    return known


@dataclass(frozen=True, slots=True)
class LoadedDistrict:
    """The loaded cases of the demo. `units` and `officers` by code of the commune, `cases` and `subjects` by code of the case."""

    seed: int
    on: date
    people: Sequence[Inhabitant]
    subjects: Mapping[str, Subject]
    cases: Mapping[str, Case]
    units: Mapping[str, int]
    officers: Mapping[str, User]


@transaction.atomic
def record_activity(district: LoadedDistrict) -> int:
    """Create the activity records as the officer of each commune. Returns the number of records."""
    rows = [*_of_cases(district), *_of_model(district)]
    _save(row for row, _entered_at in rows)
    _set_entered(rows)
    _set_card_dates(district)
    return len(rows) + _notices(district) + _transfers(district)


def _of_cases(district: LoadedDistrict) -> Iterator[tuple[Record, datetime]]:
    for subject in district.subjects.values():
        case, officer = district.cases[subject.code], district.officers[subject.commune]
        parts = (
            supervision.rows(subject, case, district.officers),
            *(part.rows(subject, case) for part in (household, court, probation, support, outcomes)),
        )
        for row in chain.from_iterable(parts):
            row.created_by = officer
            yield row, _entered_at(row, subject.commune, subject.since)
    yield from _of_closed_cases(district)


def _of_closed_cases(district: LoadedDistrict) -> Iterator[tuple[Record, datetime]]:
    for person in district.people:
        for code, history in person.cases:
            if code in district.subjects:
                continue
            commune = person.places[history.history[-1].unit_id]
            for row in past.rows(person, code, history, district.cases[code], district.officers):
                row.created_by = district.officers[commune]
                yield row, _entered_at(row, commune, history.arrival_on)


def _of_model(district: LoadedDistrict) -> Iterator[tuple[Record, datetime]]:
    unit, officer = district.units[community.COMMUNE], district.officers[community.COMMUNE]
    found = community.rows(district.seed, district.on, unit, district.people, district.cases, district.subjects)
    for row in found:
        row.created_by = officer
        yield row, _entered_at(row, community.COMMUNE, community.LAUNCHED_ON)


def _entered_at(row: Record, commune: str, since: date) -> datetime:
    """When the officer entered the record: some days after what it tells, which is not before `since`, and never in future."""
    days = [day for name in FIRST_DAYS if (day := getattr(row, name, None))]
    happened_on = max(min(days, default=since), since)
    return min(recording.at(recording.entered_on(commune, happened_on, type(row).__name__)), timezone.now())


def _set_entered(rows: Iterable[tuple[Record, datetime]]) -> None:
    """Set when the records were entered: afterwards, because the field is filled automatically."""
    kinds: dict[type[Record], list[Record]] = {}
    for row, entered_at in rows:
        row.created_at = entered_at
        kinds.setdefault(type(row), []).append(row)
    for kind, found in kinds.items():
        _update_each(kind, [(row.created_at, row.pk) for row in found])


def _update_each(kind: type[Record], rows: Iterable[tuple[datetime, int]]) -> None:
    """Update `created_at` row by row in one go; `bulk_update` would take a fifth of the time of the whole demo."""
    field, quote = kind._meta.get_field("created_at"), connection.ops.quote_name
    statement = f"UPDATE {quote(kind._meta.db_table)} SET {quote('created_at')} = %s WHERE {quote('id')} = %s"
    values = [(field.get_db_prep_value(at, connection), pk) for at, pk in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _save(rows: Iterable[Record]) -> None:
    """Save all rows of a model at once. Parents come before children in `rows`, so they are saved first."""
    kinds: dict[type[Record], list[Record]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for kind, found in kinds.items():
        kind.objects.bulk_create(found, batch_size=BATCH_SIZE)


def _set_card_dates(district: LoadedDistrict) -> None:
    """Set the card dates of the identity numbers of all subjects. With two open cases of a person the later one counts."""
    owners = {district.cases[one.code].person_id: one for one in district.subjects.values()}
    numbers = IdentityNumber.objects.filter(person__in=owners).order_by("pk")
    dated = [household.set_card_dates(owners[number.person_id], number) for number in numbers]
    IdentityNumber.objects.bulk_update(dated, ["issued_on", "issued_by", "valid_until"], batch_size=BATCH_SIZE)


def _notices(district: LoadedDistrict) -> int:
    """Save the notices one by one, because save() derives the search name."""
    officers = {unit: district.officers[code] for code, unit in district.units.items() if code in district.officers}
    found = [
        *arrivals.notices(district.seed, district.on, district.units),
        *arrivals.arrived_notices(district.subjects, district.cases, district.units),
    ]
    for notice in found:
        notice.created_by = officers[notice.unit_id]
        notice.save()
    return len(found)


def _transfers(district: LoadedDistrict) -> int:
    """Save the transfer requests and set their time afterwards, because the field is filled automatically."""
    asked = arrivals.transfers(district.on, district.subjects, district.cases, district.units, district.officers)
    found = list(asked)
    for request, at in found:
        request.save()
        TransferRequest.objects.filter(pk=request.pk).update(asked_at=at)
    return len(found)
