"""generate_population: the generated rows are as valid as rows written by the services."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from areas.models import Unit
from audit.models import AuditEvent
from cases.facts import stay_chain
from cases.facts import store as facts_store
from cases.models import Case, IdentityNumber, Person, Reoffence, Stay
from cases.people.id_numbers import check_id_number, disagreements
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from demo import population
from demo.bulk import CopyWriter, bulk_writer
from demo.population import generate
from demo.users import DemoRefused

PEOPLE = 300


@pytest.fixture
def small(world, monkeypatch):
    """Units, and small pools for speed."""
    monkeypatch.setattr(population, "LIFE_POOL", (200, 200))
    monkeypatch.setattr(population, "NAME_POOL", (50, 50))
    return world


def schema() -> set[str]:
    """Names of all indexes and constraints of the tables that are filled."""
    found = set()
    with connection.cursor() as cursor:
        for model in (Person, IdentityNumber, Case, Stay, Reoffence):
            found |= set(connection.introspection.get_constraints(cursor, model._meta.db_table))
    return found


def test_everybody_has_a_valid_history_and_identity_number(small):
    made = generate(people=PEOPLE, seed=1)

    cases = list(Case.objects.all())
    histories = facts_store.current_histories(cases)
    assert (made.people, made.cases) == (Person.objects.count(), len(cases)) == (PEOPLE, made.cases)
    assert made.stays == Stay.objects.count() > made.cases >= PEOPLE
    assert made.reoffences == Reoffence.objects.count() > 0
    for case in cases:
        stay_chain.check_history(histories[case.pk])
        assert case.release_on <= histories[case.pk][0].start_on
    for person in Person.objects.prefetch_related("identity_numbers"):
        [kept] = person.identity_numbers.all()
        assert disagreements(check_id_number(kept.number), person.birth_year, person.sex) == []
        assert person.public_id.version == 4


def test_derived_columns_are_what_saving_would_have_written(small):
    generate(people=PEOPLE, seed=1)

    for person in Person.objects.all()[:50]:
        folded, key = person.name_folded, bytes(person.name_key)
        person.set_name(person.full_name)
        assert (folded, key) == (person.name_folded, person.name_key)


def test_people_live_in_all_twelve_districts_that_have_communes(small):
    generate(people=PEOPLE, seed=1)

    districts = set(Stay.objects.values_list("unit__parent__code", flat=True))
    assert districts == {"522", "524", "525", "527", "528", "529", "530", "531", "532", "533", "534", "535"}


def test_nobody_moves_out_of_their_district(small):
    generate(people=PEOPLE, seed=1)

    moved = Stay.objects.values_list("person", "unit__parent").distinct()
    assert len({person for person, _district in moved}) == len(moved)


def test_two_runs_do_not_collide(small):
    generate(people=PEOPLE, seed=1)
    generate(people=PEOPLE // 2, seed=1)

    assert Person.objects.count() == PEOPLE + PEOPLE // 2
    assert IdentityNumber.objects.values("number_index").distinct().count() == PEOPLE + PEOPLE // 2


def test_one_audit_event_is_recorded(small):
    generate(people=PEOPLE, seed=7)

    [event] = AuditEvent.objects.all()
    assert (event.action, event.detail) == ("population.generate", {"people": PEOPLE, "seed": 7})


def test_all_indexes_and_constraints_are_restored(small):
    before = schema()

    generate(people=PEOPLE, seed=1)

    assert schema() == before
    first = Stay.objects.current().filter(end_on=None).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.create(
            case=first.case, person=first.person, unit=first.unit, category="completed", start_on=date(2024, 12, 30),
            known_from=first.known_from,
        )  # fmt: skip


def test_a_real_case_can_be_received_afterwards(small):
    generate(people=PEOPLE, seed=1)

    begun = stay_chain.start_history(
        unit_id=small.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison"
    )
    made = reception_services.receive(
        by=None, case=NewCase("HS-1", PersonData("Trần Văn Sau"), begun, {"release_on": date(2024, 1, 5)})
    )
    assert made.person.full_name == "Trần Văn Sau"


def test_rows_that_violate_a_constraint_are_rolled_back(small):
    generate(people=PEOPLE, seed=1)
    before = schema()
    twice = Stay.objects.filter(end_on=None).first()

    with pytest.raises(IntegrityError):
        write_again(twice)

    assert Stay.objects.filter(person=twice.person, end_on=None).count() == 1
    assert schema() == before


@transaction.atomic
def write_again(stay: Stay) -> None:
    """A second open stay of a person, which the services would refuse."""
    with bulk_writer(connection, (Stay,), 10**6) as writer:
        values: tuple = (stay.category, stay.start_on, None, "", "", "", "", "", "", stay.known_from, "")
        row = writer.row_encoder(3)(stay.case_id, stay.person_id, stay.unit_id, writer.encode_tail(values))
        writer.write(Stay, population.STAY.split(), [row])


def test_production_is_refused(small, settings):
    settings.PRODUCTION = True

    with pytest.raises(DemoRefused):
        generate(people=1, seed=1)
    with pytest.raises(CommandError):
        call_command("generate_population", people=1)
    assert not Person.objects.exists()


@pytest.mark.parametrize("people", [0, -5])
def test_an_invalid_number_of_people_is_refused(db, people):
    with pytest.raises(CommandError):
        call_command("generate_population", people=people)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "\t\\N\n"),
        (True, "\tt\n"),
        ("a\tb\\c\nd", "\ta\\tb\\\\c\\nd\n"),
        (b"\x00\xff", "\t\\\\x00ff\n"),
        (0, "\t0\n"),
    ],
)
def test_values_are_escaped_for_copy(value, written):
    assert CopyWriter.encode_tail([value]) == written


def test_the_district_left_out_had_no_communes(small):
    assert Unit.objects.on(date(2024, 12, 31)).filter(parent__code="536").count() == 0
