"""Stored duties are those that the rules give: on every day, after every write, and with the law as it is entered."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from cases import tasks
from cases.closing import services as closing_services
from cases.models import Case, Contact, DutyAnswer, Person, StoredDuty
from cases.people import services as people_services
from cases.tests.factories import receive
from cases.worklist import stored_duties
from cases.worklist.fact_versions import PEOPLE, TABLES, VERSIONS
from cases.worklist.jobs import COMPARE, STORE
from cases.worklist.lists import worklist_lines
from cases.worklist.loader import load_worklist_cases
from cases.worklist.stored_duties import Rules, compare, duty_of, refresh
from core.dates import today
from jobs.models import Job
from jobs.queue import enqueue
from law.duties.agenda import Duty
from law.models import Holiday, LawSetting

HOME = date(2026, 3, 10)
# Read for what lists show, or for when an answer was given; none of it decides a duty.
SHOWN_ONLY = {PEOPLE, VERSIONS, "cases_storedduty"}


def everything() -> set[tuple]:
    return {(row.case_id, row.unit_id, _plain(duty_of(row))) for row in StoredDuty.objects.all()}


def computed(rules: Rules) -> set[tuple]:
    return {
        (case.pk, case.unit_id, _plain(duty))
        for case in load_worklist_cases(Case.objects.all())
        for duty in rules.duties_of(case)
    }


def _plain(duty: Duty) -> Duty:
    return replace(duty, what=str(duty.what), missing=str(duty.missing))


def is_answered(case: Case) -> bool:
    rules = Rules.now()
    return DutyAnswer.objects.filter(DutyAnswer.holds("", rules.day, rules.fingerprint), person=case.person_id).exists()


@pytest.fixture
def case(world) -> Case:
    return receive(world, "HS-1", category="conditional", on=HOME, probation_end_on=date(2027, 3, 10))


def test_every_table_that_duties_are_computed_from_has_its_triggers(world, case):
    """What the loader reads of people is in the list of tables, and the database has a trigger for each kind of write."""
    for many in (1, 30):
        for number in range(many):
            receive(world, f"HS-{many}-{number}", f"Người {many} {number}", on=HOME)
        with CaptureQueriesContext(connection) as made:
            load_worklist_cases(Case.objects.all())
        read = {name for query in made for name in re.findall(r'"(cases_\w+)"\.', query["sql"])}
        assert "cases_stay" in read
        assert read - SHOWN_ONLY <= set(TABLES)
    catalogue = (
        "SELECT tgname FROM pg_trigger" if connection.vendor == "postgresql" else "SELECT name FROM sqlite_master"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        found = {name for (name,) in cursor.fetchall()}
    wanted = {f"{table}_facts_{event}" for table in TABLES for event in ("insert", "update", "delete")}
    assert wanted | {f"{PEOPLE}_facts_insert"} <= found


def test_a_list_is_computed_once_and_again_after_a_write(world, case, monkeypatch):
    lines = worklist_lines(world.officer)
    assert [line.case_id for line in lines] == [case.public_id] * len(lines)
    assert everything() == computed(Rules.now())
    monkeypatch.setattr(stored_duties, "load_worklist_cases", None)  # whoever computes now fails
    assert worklist_lines(world.officer) == lines
    monkeypatch.undo()
    assert "contact" in {line.duty.key for line in lines}
    Contact.objects.create(case=case, kind="visit", on=today(), outcome="gặp")
    assert not is_answered(case)
    assert "contact" not in {line.duty.key for line in worklist_lines(world.officer)}
    assert everything() == computed(Rules.now())


def test_a_fact_of_one_case_counts_for_the_other_cases_of_the_person(world):
    old = receive(world, "HS-1", on=HOME)
    closing_services.close(by=None, case=old, on=HOME + timedelta(days=9), reason="moved_away")
    new = receive(world, "HS-2", "Lê Văn Hai", on=HOME + timedelta(days=20))
    worklist_lines(world.officer)
    assert is_answered(new)
    people_services.merge_people(by=world.leader, kept=old.person, merged=new.person, why="cùng một người")
    new.refresh_from_db()
    assert not is_answered(new)
    worklist_lines(world.officer)
    assert is_answered(new)
    Case.objects.filter(pk=old.pk).update(sentence_months=60)
    assert not is_answered(new)
    # A case that leaves the person is a change for those that stay.
    worklist_lines(world.officer)
    Case.objects.filter(pk=old.pk).update(person=Person.objects.exclude(pk=new.person_id).first())
    assert not is_answered(new)


def test_a_rule_of_the_law_or_a_holiday_makes_every_answer_old(case, world):
    row = {"article": "Điều 1", "valid_from": date(2020, 1, 1), "source_note": "thử", "confidence": "medium"}
    for change in (
        lambda: LawSetting.objects.create(code="remind_ahead_days", value="400", **row),
        lambda: Holiday.objects.create(day=today() + timedelta(days=3), is_working=False, source_note="thử"),
        lambda: LawSetting.objects.filter(code="remind_ahead_days").update(value="200"),
        lambda: LawSetting.objects.filter(code="remind_ahead_days").update(valid_from=date(2020, 1, 2)),
        lambda: LawSetting.objects.filter(code="remind_ahead_days").update(article="Điều 2"),
    ):
        before = len(worklist_lines(world.officer))
        assert is_answered(case)
        change()
        assert not is_answered(case)
        worklist_lines(world.officer)
        assert everything() == computed(Rules.now())
    assert before


def test_an_answer_holds_for_its_day_alone(world, case, monkeypatch):
    refresh(Case.objects.all(), Rules.now())
    for days in (1, 2, 45, 400, 1, 0):
        day = today() + timedelta(days=days)
        monkeypatch.setattr(stored_duties, "today", lambda day=day: day)
        assert refresh(Case.objects.all(), Rules.now()) == 1
        assert everything() == computed(Rules.now())
        monkeypatch.undo()
    assert refresh(Case.objects.all(), Rules.now()) == 0


def test_a_case_that_ended_has_no_duties_and_leaves_no_text(world, case):
    worklist_lines(world.officer)
    assert StoredDuty.objects.filter(case=case).exists()
    closing_services.close(by=None, case=case, on=today(), reason="expunged")
    assert not StoredDuty.objects.filter(case=case).exists()
    assert worklist_lines(world.officer) == []


def test_a_case_that_left_is_on_no_list_and_forgotten_at_night(world, case, run_jobs):
    worklist_lines(world.officer)
    closing_services.close(by=None, case=case, on=today(), reason="moved_away")
    # Its answer is old, and nobody computes it again.
    assert worklist_lines(world.officer) == []
    assert not StoredDuty.objects.visible_to(world.officer).exists()
    tasks.store_duties()
    run_jobs()
    assert not StoredDuty.objects.filter(case=case).exists()


def test_a_stored_duty_is_seen_where_its_case_is(world, case):
    worklist_lines(world.officer)
    assert StoredDuty.objects.visible_to(world.leader).exists()
    for other in (world.officer_ha, world.leader_other, world.bank, world.admin, world.stranger):
        assert not StoredDuty.objects.visible_to(other).exists()


def test_the_night_computes_and_the_evening_compares(world, case, run_jobs):
    enqueue(by=None, kind=STORE, params={}, key="store")
    run_jobs()
    assert Job.objects.get(kind=STORE).result == {"people": 1, "forgotten": 0}
    assert is_answered(case)
    assert compare(by=None, rules=Rules.now()) == 0
    StoredDuty.objects.filter(key="contact").update(by_on=HOME)
    enqueue(by=None, kind=COMPARE, params={}, key="compare")
    run_jobs()
    assert Job.objects.get(kind=COMPARE).state == "failed"
    assert AuditEvent.objects.filter(action="duties.compare").last().detail == {"people": 1, "different": 1}
    assert not is_answered(case)
    worklist_lines(world.officer)
    assert everything() == computed(Rules.now())


def test_the_schedule_computes_each_day_once_and_catches_up(world, case, run_jobs, monkeypatch):
    for days in (0, 0, 1, 1, 3):
        monkeypatch.setattr(tasks, "today", lambda days=days: HOME + timedelta(days=days))
        tasks.store_duties()
        run_jobs()
    assert Job.objects.filter(kind=STORE, state="done").count() == 3


def test_people_without_an_answer_get_one(world, case):
    """As after a restore: backups hold no stored duties."""
    DutyAnswer.objects.all().delete()
    assert worklist_lines(world.officer)
    assert is_answered(case)


def refresh_alone(rules: Rules) -> int:
    try:
        return refresh(Case.objects.all(), rules)
    finally:
        connection.close()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1"
        )
        return cursor.fetchone() is not None


def wait_until(condition) -> None:
    for _turn in range(100):
        if condition():
            return
        sleep(0.1)


@pytest.mark.once  # SQLite has one writer at a time
@pytest.mark.django_db(transaction=True)
def test_a_write_that_commits_after_the_answer_makes_it_old(world):
    case = receive(world, "HS-1", on=HOME)
    written, answered = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            Contact.objects.create(case=case, kind="visit", on=today(), outcome="gặp")
            written.set()
            assert answered.wait(20)
        connection.close()

    rules = Rules.now()
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write)
        assert written.wait(20)
        # Whose facts are being written is passed over, not answered by the facts of before.
        assert stored_duties._answer([case.person_id], rules, wait=False) == set()
        refreshing = pool.submit(refresh_alone, rules)
        wait_until(lambda: somebody_waits() or refreshing.done())
        answered.set()
        writing.result()
        assert refreshing.result() == 1
    # Who waited has seen what was written.
    assert is_answered(case)
    assert "contact" not in StoredDuty.objects.values_list("key", flat=True)
    assert Person.objects.count() == DutyAnswer.objects.count() == 1
