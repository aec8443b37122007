"""One case with every kind of record, in which no two texts, days or numbers are equal.

A value that stands beside another's label is then a wrong value. Texts name their field ("Need owner_text"). Days and numbers
count on from field to field: a new day or number in a model moves those of the models after it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models

from areas.models import Unit
from cases.facts.stay_chain import start_history
from cases.models import Case, IdentityNumber, Person
from cases.people.birth_dates import BirthDate
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.records.models import Record
from cases.transfers.models import TransferRequest
from jobs.models import StoredFile
from reintegration.tests.marked_people import FIRST, MarkedPerson, fill

# What constraints or the pages ask of a kind of record, beyond a value in each field.
GIVEN: dict[str, dict[str, Any]] = {
    "Absence": {"is_granted": True},
    "Activity": {"helped": 5},
    "AdministrativePenalty": {"form": "fine"},
    "CommuneModel": {"ended_on": date(2025, 11, 7)},
    "Contact": {"kind": "monthly_report", "for_month": date(2024, 5, 1)},
    "MoveRequest": {"is_granted": True},
    "Need": {"kind": "credit", "state": "met"},
    "NewSentence": {"act_on": date(2019, 3, 5)},
    "Notice": {"address_right": True, "birth_year": 1948, "birth_month": 4, "birth_day": 23},
    "Residence": {"kind": "temporary"},
    "Shortening": {"is_granted": True, "new_end_on": date(2027, 2, 3), "old_end_on": date(2027, 8, 9)},
    "SupportAction": {"source": "donation"},
    "TransferRequest": {"accepted_on": None},
    "WorkCheck": {"has_work": True, "months": 6},
}
# Of no use on a page: keys, and what is computed or encrypted.
LEFT_OUT = {"name_folded", "name_key", "number_encrypted", "number_index", "number_kind", "number_id", "duty"}


def make_distinct_case(unit, elsewhere) -> MarkedPerson:
    """A conditional release in `unit` with one record of each kind."""
    days, numbers = _days(), iter(range(13, 999, 7))
    history = start_history(unit_id=unit.pk, category="conditional", on=date(2024, 1, 3), origin="prison")
    person = PersonData(
        "Người Riêng Biệt", BirthDate(1971, 2, 28), "female", numbers=(("cccd", "051071000991"),), ethnicity="Hrê"
    )
    given = {"probation_end_on": date(2027, 8, 9), "code": "HS-RIENG", "release_on": date(2024, 1, 2)}
    details = _values(Case, days, numbers, given)
    new = NewCase(details.pop("code"), person, history, details)
    case = reception_services.receive(by=None, case=new)
    made = MarkedPerson("riêng", unit, "051071000991", case)
    made.rows = {Unit: unit, Person: case.person, Case: case, IdentityNumber: case.person.identity_numbers.get()}
    stored = StoredFile.of(name="rieng.pdf", data=b"%PDF-1.4\n%%EOF\n", content_type="application/pdf", by=None)
    stored.save(force_insert=True)
    made.rows[StoredFile] = stored
    kinds = [model for model in apps.get_models() if issubclass(model, Record)]
    for model in [*FIRST, *(one for one in kinds if one not in FIRST)]:
        given = dict(GIVEN.get(model.__name__, {}))
        if model is TransferRequest:
            given |= {"from_unit": unit, "to_unit": elsewhere}
        made.rows[model] = fill(model, made, elsewhere, **given | _values(model, days, numbers, given))
    return made


def _days() -> Iterator[date]:
    """Days in order, so that what follows in a record is later."""
    day = date(2024, 2, 5)
    while True:
        yield day
        day += timedelta(days=2)


def _values(model, days: Iterator[date], numbers: Iterator[int], given: dict) -> dict[str, Any]:
    """Another value in each text, day and number of the model."""
    found = {}
    for one in model._meta.concrete_fields:
        if not one.editable or one.primary_key or one.is_relation or one.name in LEFT_OUT:
            continue
        value = given.get(one.name, _value(one, model, days, numbers))
        if value is not None:
            found[one.name] = value
    return found


def _value(one: models.Field, model, days: Iterator[date], numbers: Iterator[int]):
    if isinstance(one, models.DateTimeField) or one.choices:
        return None
    if isinstance(one, models.DateField):
        return next(days)
    if isinstance(one, models.CharField | models.TextField):
        return f"{model.__name__} {one.name}"[: one.max_length]
    if isinstance(one, models.BigIntegerField):
        return 1_000_000 + next(numbers)
    if isinstance(one, models.IntegerField):
        return (1900 if one.name == "birth_year" else 0) + next(numbers)
    return None
