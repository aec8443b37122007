"""Brings the day's work into the database, in a few statements for each kind of record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db import transaction

from accounts.models import User
from cases.facts.store import BATCH_SIZE
from cases.models import Case, IdentityNumber, TransferRequest
from cases.records.models import Record
from demo.activity import arrivals, community, court, household, probation, supervision, support
from demo.activity.plan import Subject
from demo.district import Inhabitant


def details(subject: Subject) -> dict:
    """What the case itself says beside the register's columns; sentence and probation as they must be today."""
    told = subject.life.judgment
    known = household.details(subject) | {"helper_text": supervision.helper_name(subject)}
    if subject.is_conditional:
        known |= {
            "sentence_months": told.months,
            "sentence_text": told.written,
            "article": told.article,
            "probation_start_on": subject.life.release_on,
            "probation_end_on": subject.life.probation_end_on,
        }
    return known


@dataclass(frozen=True, slots=True)
class District:
    """What was loaded: the facts' part of the demo. `units` and `officers` by the code of the commune, `cases` by code."""

    seed: int
    on: date
    people: Sequence[Inhabitant]
    subjects: Mapping[str, Subject]
    cases: Mapping[str, Case]
    units: Mapping[str, int]
    officers: Mapping[str, User]


@transaction.atomic
def bring_to_life(district: District) -> int:
    """Everything around the facts, entered as by the officer of each commune. How many records were made."""
    rows = [*_of_cases(district), *_of_model(district)]
    _save(rows)
    _date_papers(district)
    return len(rows) + _notices(district) + _transfers(district)


def _of_cases(district: District) -> Iterator[Record]:
    for subject in district.subjects.values():
        case, officer = district.cases[subject.code], district.officers[subject.commune]
        parts = (
            supervision.rows(subject, case, district.officers),
            *(part.rows(subject, case) for part in (household, court, probation, support)),
        )
        for row in chain.from_iterable(parts):
            row.created_by = officer
            yield row


def _of_model(district: District) -> Iterator[Record]:
    unit, officer = district.units[community.COMMUNE], district.officers[community.COMMUNE]
    found = community.rows(district.seed, district.on, unit, district.people, district.cases, district.subjects)
    for row in found:
        row.created_by = officer
        yield row


def _save(rows: Iterable[Record]) -> None:
    """All rows of a kind at once. A kind that others hang on is met first, so it is saved first and has its keys."""
    kinds: dict[type[Record], list[Record]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for kind, found in kinds.items():
        kind.objects.bulk_create(found, batch_size=BATCH_SIZE)


def _date_papers(district: District) -> None:
    """The ID numbers of who is followed; of two open cases of one person the later one tells."""
    owners = {district.cases[one.code].person_id: one for one in district.subjects.values()}
    numbers = IdentityNumber.objects.filter(person__in=owners).order_by("pk")
    dated = [household.date_paper(owners[number.person_id], number) for number in numbers]
    IdentityNumber.objects.bulk_update(dated, ["issued_on", "issued_by", "valid_until"], batch_size=BATCH_SIZE)


def _notices(district: District) -> int:
    """One by one: a notice works its name out when it is saved."""
    officers = {unit: district.officers[code] for code, unit in district.units.items() if code in district.officers}
    found = [
        *arrivals.notices(district.seed, district.on, district.units),
        *arrivals.letters(district.subjects, district.cases, district.units),
    ]
    for notice in found:
        notice.created_by = officers[notice.unit_id]
        notice.save()
    return len(found)


def _transfers(district: District) -> int:
    """The instant of asking is the database's own; told afterwards, as nobody asks today."""
    asked = arrivals.transfers(district.on, district.subjects, district.cases, district.units, district.officers)
    found = list(asked)
    for request, at in found:
        request.save()
        TransferRequest.objects.filter(pk=request.pk).update(asked_at=at)
    return len(found)
