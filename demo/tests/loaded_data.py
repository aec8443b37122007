"""What is in the database after the demo district was loaded, to compare two loads."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps

from areas.models import Unit
from cases.facts import store as facts_store
from cases.models import Case, Contact, IdentityNumber, Need, Reoffence, Stay
from cases.records import services as records_services
from cases.records.models import Record
from community.models import CommuneModel, FundEntry

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
# Fields that differ between databases.
OWN = {"id", "public_id", "created_at", "asked_at", "number_id", "number_encrypted", "number_index"}


@dataclass(frozen=True)
class Loaded:
    """What a load wrote."""

    people_and_cases: list
    activity: dict[str, list]
    facts: tuple
    last_contact_on: date
    open_needs: int
    fund: list[int]
    activities_on: list[date]


def look() -> Loaded:
    activity = {model.__name__: rows_of(model) for model in RECORDS}
    activity["numbers"] = sorted(
        repr(row) for row in IdentityNumber.objects.values_list("person__name_folded", "issued_on", "valid_until")
    )
    stays = Stay.objects.order_by("case__code", "start_on", "known_from")
    return Loaded(
        people_and_cases(),
        activity,
        (
            list(stays.values_list("case__code", "unit", "category", "start_on", "end_on", "known_from")),
            sorted(Reoffence.objects.values_list("case__code", "prosecuted_on", "outcome")),
        ),
        Contact.objects.filter(for_month=None).latest("on").on,
        Need.objects.filter(state="open").count(),
        [
            entry.amount if entry.direction == "in" else -entry.amount
            for entry in FundEntry.objects.order_by("on", "pk")
        ],
        list(CommuneModel.objects.get().activities.values_list("on", flat=True)),
    )


def people_and_cases() -> list:
    """The data of people and cases without keys and times of this database."""
    cases = Case.objects.select_related("person", "officer").order_by("code")
    histories = facts_store.current_histories(cases)
    units = dict(Unit.objects.values_list("pk", "code"))
    return [
        (
            case.code,
            (case.person.full_name, str(case.person.birth), case.person.sex, case.person.ethnicity),
            sorted(number.number for number in case.person.identity_numbers.all()),
            [getattr(case, name) for name in records_services.DETAILS if name != "officer"],
            case.officer.username,
            [(units[stay.unit_id], stay.category, stay.start_on, stay.end_on, stay.end_reason) for stay in histories[case.pk]],
            sorted(case.reoffences.current().values_list("prosecuted_on", "convicted_on", "outcome")),
        )
        for case in cases
    ]  # fmt: skip


def rows_of(model: type[Record]) -> list:
    """All rows without keys and times of this database; cases by their code."""
    fields = [field for field in model._meta.fields if field.name not in OWN]
    relations = [field.name for field in fields if field.is_relation]
    return sorted(repr([_plain(row, field) for field in fields]) for row in model.objects.select_related(*relations))


def _plain(row, field):
    value = getattr(row, field.name)
    return str(value) if field.is_relation and value is not None else value
