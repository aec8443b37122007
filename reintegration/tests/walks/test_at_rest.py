"""Data at rest: after each workflow no table or file holds an ID number, and no side table a name (docs/security.md §4)."""

import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cases.closing import services as closing_services
from cases.models import Case, SecondPersonRequest
from cases.second_person import calls
from cases.tests.factories import receive
from jobs import exports
from jobs.models import StoredFile
from jobs.queue import enqueue
from register.tests import workbooks
from reports.jobs import MAKE_REPORT

NAME, OTHER, NOTE = "Qzcanary Văn Tên", "Qzcanary Thị Khác", "qzcanary ghi chú"
NUMBERS = ("051085777001", "051085777002")
# The tables of people and their cases hold names; every other table is a side table.
OF_PEOPLE = ("cases_", "loans_", "community_")
SIDE_OF_CASES = {"cases_secondpersonrequest"}


def written() -> dict[str, str]:
    """Every text and every byte column of every table, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = "\n".join(_text(value) for row in cursor.fetchall() for value in row)
    return found


def _text(value) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def leaks(since: float) -> list[tuple[str, str]]:
    """(where, what) of every canary that stands in clear where none may."""
    words = (*NUMBERS, "qzcanary", b"Qzcanary".hex(), NAME.encode("unicode_escape").decode())
    found = []
    for table, text in written().items():
        is_side = not table.startswith(OF_PEOPLE) or table in SIDE_OF_CASES
        for word in words if is_side else NUMBERS:
            if word.casefold() in text.casefold():
                found.append((table, word))
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file() and path.stat().st_mtime >= since:
            data = path.read_bytes().lower()
            found += [(str(path), word) for word in words if word.lower().encode() in data]
    return found


@pytest.fixture
def officer(world, client_for):
    return client_for(world.officer)


@pytest.fixture
def upload(officer, post_form, run_jobs):
    def check(*rows) -> str:
        file = SimpleUploadedFile(f"{NAME}.xlsx", workbooks.book(list(rows)))
        address = post_form(officer, "/cases/import/", {"file": file}).url
        run_jobs()
        assert "Qzcanary" in officer.get(address).content.decode()
        return address

    return check


GOOD = workbooks.case("HS-1", full_name=NAME, id_number=NUMBERS[0], birth="1985")
BAD = workbooks.case("HS-2", full_name=OTHER, id_number=NUMBERS[1], birth=NOTE)


def import_with_errors(world, officer, upload, run_jobs):
    upload(GOOD, BAD)
    assert StoredFile.objects.count() == 2


def import_applied(world, officer, upload, run_jobs):
    officer.post(f"{upload(GOOD, BAD)}apply/", {"good_rows": "on"})
    run_jobs()
    assert Case.objects.count() == 1


def import_discarded(world, officer, upload, run_jobs):
    officer.post(f"{upload(GOOD)}discard/")


def export(world, officer, upload, run_jobs):
    receive(world, "HS-1", NAME, numbers=(("cccd", NUMBERS[0]),))
    for kind, filters in (("cases", {"query": "q=Qzcanary"}), ("register", {"unit": world.tinh_bac.pk})):
        made = exports.ask(by=world.officer, kind=kind, reason="Rà soát", filters=filters)
        run_jobs()
        assert officer.post(f"/exports/{made.pk}/file/").status_code == 200


def report(world, officer, upload, run_jobs):
    receive(world, "HS-1", NAME, numbers=(("cccd", NUMBERS[0]),))
    params = {"unit": "21205@2024-06-14", "start": "2023-12-15", "end": "2024-06-14", "texts": {}}
    enqueue(by=world.officer, kind=MAKE_REPORT, params=params)
    run_jobs()


def second_person_request(world, officer, upload, run_jobs):
    case = receive(world, "HS-1", NAME, numbers=(("cccd", NUMBERS[0]),))
    arguments = {"case": case, "note": NOTE, "reason": "other", "on": date(2024, 3, 1)}
    SecondPersonRequest.objects.create(
        case=case,
        kind="case.close",
        arguments={name: calls.encode(value) for name, value in arguments.items()},
        deciding_unit=world.son_tinh,
    )
    assert SecondPersonRequest.objects.get().arguments["note"] == NOTE
    closing_services.close(by=None, case=case, on=date(2024, 3, 1), reason="other")


WORKFLOWS = [import_with_errors, import_applied, import_discarded, export, report, second_person_request]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda one: one.__name__)
def test_nothing_about_people_stands_in_clear(workflow, world, officer, upload, run_jobs):
    since = time.time() - 1
    workflow(world, officer, upload, run_jobs)
    assert leaks(since) == []


def test_the_walk_can_fail(world):
    StoredFile.objects.create(name=NAME, content_type=NAME, size=1, sha256="", data=b"x", by=world.officer)
    receive(world, "HS-1", NAME, numbers=(("cccd", NUMBERS[0]),))
    (found,) = leaks(time.time())
    assert found == ("jobs_storedfile", "qzcanary")
    Case.objects.update(wishes=NUMBERS[0])
    assert ("cases_case", NUMBERS[0]) in leaks(time.time())
