"""Kept numbers are never those of before a write, nor those of another question."""

import csv
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from areas.models import Unit
from audit import events as audit_events
from cases.facts.clock import settled_time
from cases.tests.factories import receive
from core.dates import Period
from dashboard import kept
from dashboard.content import Dashboard
from dashboard.kept import LOOKS, data_version
from reports.measures.dashboard.question import Question
from reports.measures.definition import Definition
from reports.tests.sample_cases import H1

PAGE = "/dashboard/?unit=527&start=2023-12-15&end=2024-06-14"
D = date(2024, 6, 14)


def managed(client) -> int:
    answer = client.get(f"{PAGE}&format=json")
    assert answer.status_code == 200
    return answer.json()["headline"]["managed"]


def ask(unit, **given) -> Question:
    return Question(unit, H1, settled_time(), D, version="v", **given)


def verbs() -> list[dict[str, str]]:
    with Path(settings.BASE_DIR, "reintegration/tests/verbs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_page_counts_once_until_something_is_written(world, client_for):
    receive(world, "HS-1", "Người một", on=date(2024, 1, 10))
    leader = client_for(world.leader)
    with CaptureQueriesContext(connection) as first:
        assert managed(leader) == 1
    with CaptureQueriesContext(connection) as second:
        assert managed(leader) == 1
    assert not any("cases_stay" in query["sql"] for query in second)
    assert any("cases_stay" in query["sql"] for query in first)
    receive(world, "HS-2", "Người hai", on=date(2024, 1, 11))
    assert managed(leader) == 2


def test_each_verb_that_writes_gives_the_data_another_version():
    """At least one of its actions is no look; `*` stands for a word of the verb's own."""
    writing = {row["verb"]: row["records"].split() for row in verbs() if row["records"]}
    assert len(writing) > 80
    assert {verb for verb, actions in writing.items() if LOOKS.issuperset(actions)} == set()


def test_the_version_moves_with_a_write_and_not_with_a_look(world):
    before = data_version()
    audit_events.record(by=world.leader, action="case.view", unit=world.son_tinh)
    assert data_version() == before
    audit_events.record(by=world.leader, action="nobody.thought_of_it")
    after = data_version()
    assert after != before
    Unit.objects.filter(pk=world.tinh_bac.pk).update(name="Tịnh Bắc mới")
    assert data_version() not in (before, after)


def test_each_part_of_a_question_has_numbers_of_its_own(world):
    question = ask(world.son_tinh)
    other = {
        "unit": world.tu_nghia,
        "period": Period(H1.start, H1.end - timedelta(days=1)),
        "today": D + timedelta(days=1),
        "category": "amnesty",
        "definition": Definition("conviction", "end"),
        "version": "w",
        "map_on": D,
    }
    assert {field.name for field in fields(Question)} - {"known_at"} == set(other)
    keys = {kept._key(question, "rates"), kept._key(question, "numbers")}
    keys |= {kept._key(replace(question, **{name: value}), "rates") for name, value in other.items()}
    assert len(keys) == 2 + len(other)


def test_a_question_about_an_earlier_instant_is_counted_each_time(world):
    receive(world, "HS-1", "Người một", on=date(2024, 1, 10))
    question = replace(ask(world.son_tinh), version="")
    assert Dashboard(question).rates.headline.managed == 1
    assert not caches["dashboard"]._cache
    receive(world, "HS-2", "Người hai", on=date(2024, 1, 11))
    later = replace(question, known_at=settled_time())
    assert Dashboard(later).rates.headline.managed == 2


def test_no_name_of_a_person_is_kept(world, client_for):
    case = receive(world, "HS-1", "Nguyễn Không Giữ", on=date(2024, 1, 10))
    managed(client_for(world.leader))
    stored = b"".join(caches["dashboard"]._cache.values())
    assert "Không Giữ".encode() not in stored
    assert case.code.encode() not in stored
    # Read as it was written: the names of the units are there.
    assert world.tinh_bac.name.encode() in stored


def test_the_leader_of_another_district_gets_none_of_the_kept_numbers(world, client_for):
    receive(world, "HS-1", "Người một", on=date(2024, 1, 10))
    assert managed(client_for(world.leader)) == 1
    assert client_for(world.leader_other).get(f"{PAGE}&format=json").status_code == 404
    assert client_for(world.bank).get(f"{PAGE}&format=json").status_code == 403
