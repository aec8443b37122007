"""Saves the generated activity, in a few statements for each kind of record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db import transaction

from accounts.models import User
from cases.facts.store import BATCH_SIZE
from cases.models import Case, IdentityNumber, TransferRequest
from cases.records.models import Record
from demo.activity import arrivals, community, court, household, outcomes, probation, supervision, support
from demo.activity.plan import Subject
from demo.district import Inhabitant


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
    _save(rows)
    _set_card_dates(district)
    return len(rows) + _notices(district) + _transfers(district)


def _of_cases(district: LoadedDistrict) -> Iterator[Record]:
    for subject in district.subjects.values():
        case, officer = district.cases[subject.code], district.officers[subject.commune]
        parts = (
            supervision.rows(subject, case, district.officers),
            *(part.rows(subject, case) for part in (household, court, probation, support, outcomes)),
        )
        for row in chain.from_iterable(parts):
            row.created_by = officer
            yield row


def _of_model(district: LoadedDistrict) -> Iterator[Record]:
    unit, officer = district.units[community.COMMUNE], district.officers[community.COMMUNE]
    found = community.rows(district.seed, district.on, unit, district.people, district.cases, district.subjects)
    for row in found:
        row.created_by = officer
        yield row


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
