"""One union query returns the same rows as the separate queries (core/table_union.py)."""

from datetime import date

import pytest

from cases.facts.stay_chain import start_history
from cases.models import Case, Classification, Contact, IdentityNumber, Judgment, Offence, Stay
from cases.reception.services import NewCase, PersonData, receive
from core.table_union import Selection, read_tables

HOME = date(2024, 1, 10)
MODELS = (Stay, Contact, Classification, Judgment)


@pytest.fixture
def case(world) -> Case:
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=HOME, origin="prison")
    made = receive(by=world.officer, case=NewCase("HS-1", PersonData("Lê Văn Hai"), history, {"release_on": HOME}))
    for day in (3, 1, 2):
        Contact.objects.create(
            case=made,
            kind="visit",
            on=date(2024, 2, day),
            outcome="Ổn định % 'và' \\ \"thế\"",
            created_by=world.officer,
        )
    Classification.objects.create(case=made, group="A", on=HOME, reasons="x")
    judgment = Judgment.objects.create(case=made, court="TAND", number="1", on=HOME, months=12)
    Offence.objects.create(judgment=judgment, name="Trộm cắp", article="173", needs_court=True)
    return made


def test_instances_have_the_values_of_every_field(case, django_assert_num_queries):
    selections = [Selection(model.__name__, model.objects.all) for model in MODELS]
    with django_assert_num_queries(1):
        found = read_tables((one, [case.pk]) for one in selections)
    for model in MODELS:
        expected = list(model.objects.filter(case=case).order_by("pk"))
        assert expected
        assert found[model.__name__] == expected
        for row, same in zip(found[model.__name__], expected, strict=True):
            for field in model._meta.concrete_fields:
                value, wanted = getattr(row, field.attname), getattr(same, field.attname)
                assert (value, type(value)) == (wanted, type(wanted)), field


def test_rows_of_other_cases_stay_out_and_a_table_without_any_is_empty(case, world):
    found = read_tables([(Selection("contacts", Contact.objects.all), [case.pk + 1])])
    assert found == {"contacts": []}


def test_tuples_have_the_key_and_are_sorted(case):
    selections = [
        Selection("contacts", Contact.objects.all, ("on", "created_at"), order_by="on"),
        Selection("offences", Offence.objects.all, ("needs_court",), path="judgment__case"),
    ]
    found = read_tables((one, Case.objects.filter(pk=case.pk).values("pk")) for one in selections)
    assert [(row.key, row.on.day) for row in found["contacts"]] == [(case.pk, 1), (case.pk, 2), (case.pk, 3)]
    assert found["contacts"][0].created_at == Contact.objects.get(on=date(2024, 2, 1)).created_at
    assert [row.needs_court for row in found["offences"]] == [True]


def test_what_is_read_along_costs_no_query(case, world, django_assert_num_queries):
    selection = Selection(
        "contacts", Contact.objects.all, related={"created_by": ("rank", "full_name"), "removed_by": ("full_name",)}
    )
    with django_assert_num_queries(1):
        [row, *_others] = read_tables([(selection, [case.pk])])["contacts"]
        assert (row.created_by.pk, str(row.created_by)) == (world.officer.pk, "Thiếu tá Võ Văn Bắc")
        assert row.removed_by is None


def test_a_binary_column_is_fetched_when_it_is_read(case, django_assert_num_queries):
    number = IdentityNumber.of(case.person, "cccd", "051085000001")
    number.save()
    selection = Selection("numbers", IdentityNumber.objects.all, path="person")
    [row] = read_tables([(selection, [case.person_id])])["numbers"]
    with django_assert_num_queries(1):
        assert row.number == "051085000001"


def test_a_column_that_json_cannot_hold_is_refused(case):
    with pytest.raises(KeyError, match="BinaryField"):
        read_tables([(Selection("numbers", IdentityNumber.objects.all, ("number_encrypted",), path="person"), None)])
