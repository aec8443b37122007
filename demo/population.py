"""Generates very many invented people for load tests, directly into the tables and with one audit event.

Life histories and names come from pools that the seed determines; each person gets a random history, name and place. The services
are not called, but they would accept every history. bulk.py writes the rows.
"""

import os
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from time import perf_counter
from uuid import UUID

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.models import Unit
from audit import events as audit_events
from cases.choices import IdKind
from cases.facts.clock import fact_time
from cases.models import Case, IdentityNumber, Person, Reoffence, Stay
from cases.people import id_encryption
from cases.people.id_numbers import PROVINCES
from cases.worklist import fact_versions
from core.text import fold, name_key
from demo.bulk import bulk_writer
from demo.people import names
from demo.people.district import HAMLETS, MIX
from demo.people.life_histories import PLACES, CaseHistory, LifeHistory, TimeFrame, generate_life
from demo.users import DemoRefused

PROVINCE = "51"
FRAME = TimeFrame(first=date(2015, 1, 1), last=date(2024, 12, 31))
CODE_PREFIX = "DS"
# Minimum and maximum size of the pools; in between, one life history for 50 people and one name for 25.
LIFE_POOL, NAME_POOL = (400, 2_000), (800, 4_000)
# Number of serials per province of birth, below those of the demo. Later people get the next province.
SERIALS = 800_000
_BIRTH_PROVINCES = [names.PROVINCE, *sorted(PROVINCES - {names.PROVINCE})]

PERSON = "id public_id birth_year birth_month birth_day full_name name_folded name_key sex ethnicity created_at"
NUMBER = "id person_id number_encrypted number_index kind issued_by created_at"
CASE = (
    "id public_id code person_id hamlet offence article sentence_months sentence_life sentence_text release_on"
    " certificate_number certificate_on probation_end_on origin_text officer_text helper_text job_text wishes"
    " address phone version created_at"
)
STAY = (
    "case_id person_id unit_id category start_on end_on origin end_reason document_number note end_document_number"
    " end_note known_from why"
)
REOFFENCE = "case_id person_id prosecuted_on document_number note convicted_on outcome known_from why"


@dataclass(frozen=True, slots=True)
class GenerationResult:
    """The number of generated rows, and how long it took."""

    people: int
    cases: int
    stays: int
    reoffences: int
    seconds: float

    @property
    def per_second(self) -> int:
        """Generated people per second."""
        return int(self.people / self.seconds)


@dataclass(frozen=True, slots=True)
class _EncodedLife:
    """The encoded rows of a life history without ids and units. `stays`: (index of the case, place, encoded tail)."""

    birth_year: int
    cases: list
    stays: list[tuple[int, int, object]]
    reoffences: list[tuple[int, object]]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The first free keys."""

    person: int
    case: int
    number: int


@dataclass(frozen=True, slots=True)
class _Population:
    """The generated people: one entry per person in each list. `places`: primary keys of three units."""

    first_number: int
    first_person: int
    life_histories: list[_EncodedLife]
    names: list[tuple[str, object]]
    places: list[tuple[int, ...]]
    first_cases: array

    def each(self) -> Iterator:
        """(primary key of the person, primary key of the first case, life history, places)"""
        people = range(self.first_person, self.first_person + len(self.life_histories))
        return zip(people, self.first_cases, self.life_histories, self.places, strict=True)


def generate(*, people: int, seed: int) -> GenerationResult:
    """Generate `people` people with complete histories in all districts of the province. Raises DemoRefused in production."""
    if settings.PRODUCTION:
        raise DemoRefused(_("Hệ thống đang chạy thật: không tạo người giả định."))
    started = perf_counter()
    models = (Stay, Reoffence, Case, Person, IdentityNumber)
    with transaction.atomic():
        random = Random(f"reintegration population {seed}")
        known_from, now = fact_time(), timezone.now()
        places, keys = _places(), _Keys(_next_key(Person), _next_key(Case), _next_number())
        # Nobody's duties were computed yet, so no version has to be raised row by row.
        fact_versions.drop(connection)
        with bulk_writer(connection, models, people) as writer:
            pool = [_encode_life(random, life, writer, known_from, now) for life in _pool(random, people)]
            population = _assign_people(random, people, pool, _names(random, people, writer), places, keys)
            # The stays first, because building their indexes takes longest.
            stays = writer.write(Stay, STAY.split(), _stays(population, writer))
            reoffences = writer.write(Reoffence, REOFFENCE.split(), _reoffences(population, writer))
            cases = writer.write(Case, CASE.split(), _cases(population, writer))
            writer.write(Person, PERSON.split(), _people(random, population, writer))
            writer.write(IdentityNumber, NUMBER.split(), _numbers(population, writer))
        fact_versions.create(connection)
        _set_sequences(models)
        audit_events.record(by=None, action="population.generate", detail={"people": people, "seed": seed})
    return GenerationResult(people, cases, stays, reoffences, perf_counter() - started)


# --- the pools --------------------------------------------------------------------------------------------------


def _between(bounds: tuple[int, int], wanted: int) -> int:
    return min(max(bounds[0], wanted), bounds[1])


def _pool(random: Random, people: int) -> list[LifeHistory]:
    count = _between(LIFE_POOL, people // 50)
    categories = random.choices([category.value for category in MIX], list(MIX.values()), k=count)
    return [generate_life(random, FRAME, category) for category in categories]


def _encode_life(random: Random, life: LifeHistory, writer, known_from, now) -> _EncodedLife:
    numbered_cases = list(enumerate(life.cases))
    return _EncodedLife(
        # A year earlier than drawn: each person gets another birthday, which must not make the person a minor.
        birth_year=life.born_on.year - 1,
        cases=[writer.encode_tail(_case_values(random, case, now)) for case in life.cases],
        stays=[
            (place, stay.unit_id, writer.encode_tail(_stay_values(stay, known_from)))
            for place, case in numbered_cases
            for stay in case.history
        ],
        reoffences=[
            (
                place,
                writer.encode_tail(
                    (
                        reoffence.prosecuted_on,
                        reoffence.document_number,
                        "",
                        reoffence.convicted_on,
                        reoffence.outcome,
                        known_from,
                        "",
                    )
                ),
            )
            for place, case in numbered_cases
            for reoffence in case.reoffences
        ],
    )


def _case_values(random: Random, case: CaseHistory, now) -> tuple:
    judgment = case.judgment
    return (
        *(random.choice(HAMLETS), judgment.offence, judgment.article, judgment.months, judgment.months is None),
        *(judgment.written, case.release_on, case.certificate_number, case.release_on, case.probation_end_on),
        *(case.origin_text, "", "", case.job, "", "", "", 1, now),
    )


def _stay_values(stay, known_from) -> tuple:
    return (
        *(stay.category, stay.start_on, stay.end_on, stay.origin, stay.end_reason, stay.document_number, stay.note),
        *(stay.end_document_number, stay.end_note, known_from, ""),
    )


def _names(random: Random, people: int, writer) -> list[tuple[str, object]]:
    """(sex, encoded tail of the person's row)"""
    now = timezone.now()
    drawn = [names.invent_person(random, FRAME.first) for _ in range(_between(NAME_POOL, people // 25))]
    return [
        (
            who.sex,
            writer.encode_tail(
                (who.full_name, fold(who.full_name), name_key(who.full_name), who.sex, who.ethnicity, now)
            ),
        )
        for who in drawn
    ]


# --- the people ---------------------------------------------------------------------------------------------------


def _assign_people(
    random: Random, people: int, pool: list[_EncodedLife], known_names: list, places: list, keys: _Keys
) -> _Population:
    life_histories = random.choices(pool, k=people)
    first_cases, next_case = array("q"), keys.case
    for life in life_histories:
        first_cases.append(next_case)
        next_case += len(life.cases)
    return _Population(
        first_number=keys.number,
        first_person=keys.person,
        life_histories=life_histories,
        names=random.choices(known_names, k=people),
        places=random.choices(places, k=people),
        first_cases=first_cases,
    )


def _places() -> list[tuple[int, ...]]:
    """For each commune its primary key and those of the next communes of its district, in a circle.

    Lý Sơn district had no communes in 2024 and gets no people.
    """
    on = Unit.objects.on(FRAME.last)
    province = Unit.objects.find(PROVINCE, on=FRAME.last)
    found = []
    for district in on.filter(parent=province).order_by("code"):
        communes = list(on.filter(parent=district).order_by("code").values_list("pk", flat=True))
        found += [tuple(communes[(at + n) % len(communes)] for n in range(PLACES)) for at in range(len(communes))]
    return found


def _next_key(model) -> int:
    return (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


def _next_number() -> int:
    """The next number of a person. Numbers continue over all runs, so that codes and identity numbers are unique."""
    last = Case.objects.filter(code__startswith=f"{CODE_PREFIX}-").aggregate(last=Max("code"))["last"]
    return int(last.split("-")[1]) + 1 if last else 0


def _set_sequences(models) -> None:
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


# --- the rows -------------------------------------------------------------------------------------------------------


def _uuids(count: int) -> Iterator[str]:
    """Random UUIDs (version 4) as 32 hexadecimal digits, a form that every database accepts."""
    block = 4096
    for start in range(0, count, block):
        digits = os.urandom(16 * min(block, count - start)).hex()
        for at in range(0, len(digits), 32):
            yield f"{digits[at : at + 12]}4{digits[at + 13 : at + 16]}a{digits[at + 17 : at + 32]}"


def _people(random: Random, population: _Population, writer) -> Iterable:
    row = writer.row_encoder(5)
    days = random.choices(
        [(month, day) for month in range(1, 13) for day in range(1, 29)], k=len(population.life_histories)
    )
    keys = range(population.first_person, population.first_person + len(population.life_histories))
    for key, public_id, life, (month, day), (_sex, rest) in zip(
        keys, _uuids(len(population.life_histories)), population.life_histories, days, population.names, strict=True
    ):
        yield row(key, public_id, life.birth_year, month, day, rest)


def _numbers(population: _Population, writer) -> Iterable:
    row, binary, kind = (
        writer.row_encoder(4),
        writer.binary,
        writer.encode_tail((IdKind.CCCD.value, "", timezone.now())),
    )
    for at, (key, life, (sex, _rest)) in enumerate(
        zip(_uuids(len(population.life_histories)), population.life_histories, population.names, strict=True)
    ):
        province, serial = divmod(population.first_number + at, SERIALS)
        number = names.cccd(sex, life.birth_year, serial, _BIRTH_PROVINCES[province])
        sealed = id_encryption.encrypt(number, UUID(key))
        yield row(key, population.first_person + at, binary(sealed), id_encryption.blind_index(number), kind)


def _cases(population: _Population, writer) -> Iterable:
    row = writer.row_encoder(4)
    public_ids = _uuids(sum(len(life.cases) for life in population.life_histories))
    for number, (person, first_case, life, _places) in enumerate(population.each(), population.first_number):
        code = f"{CODE_PREFIX}-{number:08}"
        for at, rest in enumerate(life.cases):
            yield row(first_case + at, next(public_ids), f"{code}-{at + 1}" if at else code, person, rest)


def _stays(population: _Population, writer) -> Iterable:
    row = writer.row_encoder(3)
    for person, first_case, life, places in population.each():
        for at, place, rest in life.stays:
            yield row(first_case + at, person, places[place], rest)


def _reoffences(population: _Population, writer) -> Iterable:
    row = writer.row_encoder(2)
    for person, first_case, life, _places in population.each():
        for at, rest in life.reoffences:
            yield row(first_case + at, person, rest)
