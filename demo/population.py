"""Very many invented people at once, for load tests: no verbs, one audit event, straight into the tables.

Lives and names come from pools drawn by the seed, so nothing is in them that a verb would refuse; who lives which life
where is drawn per person. How the rows get in fast is the matter of bulk.py.
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
from core.text import fold, name_key
from demo import names
from demo.bulk import bulk_writer
from demo.district import HAMLETS, MIX
from demo.lives import PLACES, CaseLife, Frame, Life, live
from demo.users import DemoRefused

PROVINCE = "51"
FRAME = Frame(first=date(2015, 1, 1), last=date(2024, 12, 31))
CODE_PREFIX = "DS"
# How many different lives and names are drawn, at least and at most; in between one life for fifty people.
LIVES, NAMES = (400, 2_000), (800, 4_000)
# Serial numbers of ID numbers below those of the demo; when they are used up, the next province of birth.
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
class Generated:
    people: int
    cases: int
    stays: int
    reoffences: int
    seconds: float

    @property
    def per_second(self) -> int:
        return int(self.people / self.seconds)


@dataclass(frozen=True, slots=True)
class _Life:
    """One life of the pool, its rows written out but for ids and places. `stays`: (case, place, rest of the row)."""

    birth_year: int
    cases: list
    stays: list[tuple[int, int, object]]
    reoffences: list[tuple[int, object]]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The first ones that are free."""

    person: int
    case: int
    number: int


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Who lives what where: one entry per person in each list, the places as keys of three units."""

    first_number: int
    first_person: int
    lives: list[_Life]
    names: list[tuple[str, object]]
    places: list[tuple[int, ...]]
    first_cases: array

    def each(self) -> Iterator:
        """(person's key, key of the first case, life, places)"""
        people = range(self.first_person, self.first_person + len(self.lives))
        return zip(people, self.first_cases, self.lives, self.places, strict=True)


def generate(*, people: int, seed: int) -> Generated:
    """So many people with their whole histories in all districts of the province. Raises DemoRefused in production."""
    if settings.PRODUCTION:
        raise DemoRefused(_("Hệ thống đang chạy thật: không tạo người giả định."))
    started = perf_counter()
    models = (Stay, Reoffence, Case, Person, IdentityNumber)
    with transaction.atomic():
        random = Random(f"reintegration population {seed}")
        known_from, now = fact_time(), timezone.now()
        places, keys = _places(), _Keys(_next_key(Person), _next_key(Case), _next_number())
        with bulk_writer(connection, models, people) as writer:
            pool = [_written(random, life, writer, known_from, now) for life in _pool(random, people)]
            crowd = _crowd(random, people, pool, _names(random, people, writer), places, keys)
            # The stays first: building their indexes takes the database longest.
            stays = writer.write(Stay, STAY.split(), _stays(crowd, writer))
            reoffences = writer.write(Reoffence, REOFFENCE.split(), _reoffences(crowd, writer))
            cases = writer.write(Case, CASE.split(), _cases(crowd, writer))
            writer.write(Person, PERSON.split(), _people(random, crowd, writer))
            writer.write(IdentityNumber, NUMBER.split(), _numbers(crowd, writer))
        _set_sequences(models)
        audit_events.record(by=None, action="population.generate", detail={"people": people, "seed": seed})
    return Generated(people, cases, stays, reoffences, perf_counter() - started)


# --- the pools --------------------------------------------------------------------------------------------------


def _between(bounds: tuple[int, int], wanted: int) -> int:
    return min(max(bounds[0], wanted), bounds[1])


def _pool(random: Random, people: int) -> list[Life]:
    count = _between(LIVES, people // 50)
    categories = random.choices([category.value for category in MIX], list(MIX.values()), k=count)
    return [live(random, FRAME, category) for category in categories]


def _written(random: Random, life: Life, writer, known_from, now) -> _Life:
    told = list(enumerate(life.cases))
    return _Life(
        # A year earlier than drawn: the day is drawn anew for each person and must not make anybody a minor.
        birth_year=life.born_on.year - 1,
        cases=[writer.rest(_case_values(random, case, now)) for case in life.cases],
        stays=[
            (place, stay.unit_id, writer.rest(_stay_values(stay, known_from)))
            for place, case in told
            for stay in case.history
        ],
        reoffences=[
            (
                place,
                writer.rest(
                    (crime.prosecuted_on, crime.document_number, "", crime.convicted_on, crime.outcome, known_from, "")
                ),
            )
            for place, case in told
            for crime in case.crimes
        ],
    )


def _case_values(random: Random, case: CaseLife, now) -> tuple:
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
    """(sex, rest of the person's row)"""
    now = timezone.now()
    drawn = [names.someone(random, FRAME.first) for _ in range(_between(NAMES, people // 25))]
    return [
        (
            who.sex,
            writer.rest((who.full_name, fold(who.full_name), name_key(who.full_name), who.sex, who.ethnicity, now)),
        )
        for who in drawn
    ]


# --- the crowd ----------------------------------------------------------------------------------------------------


def _crowd(random: Random, people: int, pool: list[_Life], known_names: list, places: list, keys: _Keys) -> _Crowd:
    lives = random.choices(pool, k=people)
    first_cases, next_case = array("q"), keys.case
    for life in lives:
        first_cases.append(next_case)
        next_case += len(life.cases)
    return _Crowd(
        first_number=keys.number,
        first_person=keys.person,
        lives=lives,
        names=random.choices(known_names, k=people),
        places=random.choices(places, k=people),
        first_cases=first_cases,
    )


def _places() -> list[tuple[int, ...]]:
    """For each commune its key and those of the next communes of its district, in a circle.

    Lý Sơn had no communes in 2024, so nobody lives there.
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
    """People are numbered through all runs: their codes and ID numbers never meet."""
    last = Case.objects.filter(code__startswith=f"{CODE_PREFIX}-").aggregate(last=Max("code"))["last"]
    return int(last.split("-")[1]) + 1 if last else 0


def _set_sequences(models) -> None:
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


# --- the rows -------------------------------------------------------------------------------------------------------


def _uuids(count: int) -> Iterator[str]:
    """Random UUIDs (version 4) as 32 hexadecimal digits, which every database takes."""
    block = 4096
    for start in range(0, count, block):
        digits = os.urandom(16 * min(block, count - start)).hex()
        for at in range(0, len(digits), 32):
            yield f"{digits[at : at + 12]}4{digits[at + 13 : at + 16]}a{digits[at + 17 : at + 32]}"


def _people(random: Random, crowd: _Crowd, writer) -> Iterable:
    row = writer.rows_of(5)
    days = random.choices([(month, day) for month in range(1, 13) for day in range(1, 29)], k=len(crowd.lives))
    keys = range(crowd.first_person, crowd.first_person + len(crowd.lives))
    for key, public_id, life, (month, day), (_sex, rest) in zip(
        keys, _uuids(len(crowd.lives)), crowd.lives, days, crowd.names, strict=True
    ):
        yield row(key, public_id, life.birth_year, month, day, rest)


def _numbers(crowd: _Crowd, writer) -> Iterable:
    row, binary, kind = writer.rows_of(4), writer.binary, writer.rest((IdKind.CCCD.value, "", timezone.now()))
    for at, (key, life, (sex, _rest)) in enumerate(
        zip(_uuids(len(crowd.lives)), crowd.lives, crowd.names, strict=True)
    ):
        province, serial = divmod(crowd.first_number + at, SERIALS)
        number = names.cccd(sex, life.birth_year, serial, _BIRTH_PROVINCES[province])
        sealed = id_encryption.encrypt(number, UUID(key))
        yield row(key, crowd.first_person + at, binary(sealed), id_encryption.blind_index(number), kind)


def _cases(crowd: _Crowd, writer) -> Iterable:
    row = writer.rows_of(4)
    public_ids = _uuids(sum(len(life.cases) for life in crowd.lives))
    for number, (person, first_case, life, _places) in enumerate(crowd.each(), crowd.first_number):
        code = f"{CODE_PREFIX}-{number:08}"
        for at, rest in enumerate(life.cases):
            yield row(first_case + at, next(public_ids), f"{code}-{at + 1}" if at else code, person, rest)


def _stays(crowd: _Crowd, writer) -> Iterable:
    row = writer.rows_of(3)
    for person, first_case, life, places in crowd.each():
        for at, place, rest in life.stays:
            yield row(first_case + at, person, places[place], rest)


def _reoffences(crowd: _Crowd, writer) -> Iterable:
    row = writer.rows_of(2)
    for person, first_case, life, _places in crowd.each():
        for at, rest in life.reoffences:
            yield row(first_case + at, person, rest)
