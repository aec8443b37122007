"""Applying a workbook: all of it or nothing, once however often, through the verbs, and in the background."""

import io
import zipfile

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from cases.models import Case, IdentityNumber, Person, Reoffence, Stay
from cases.reoffences import services as reoffences_services
from jobs.models import Job, StoredFile
from jobs.queue import enqueue, store_file
from register.services import apply_register, check_register
from register.tests.workbooks import DATA, FIRST, book, case, change, issues_with

pytestmark = pytest.mark.django_db

CASES, CHANGES = "Danh sách", "Biến động"
NUMBER = "051082000011"


def everything() -> list[int]:
    return [model.objects.count() for model in (Person, IdentityNumber, Case, Stay, Reoffence, AuditEvent)]


def test_a_register_is_received_through_the_verbs(world):
    rows = [case(id_number=NUMBER, sentence="3 năm", job="Làm nông", origin="Từ tỉnh khác chuyển đến")]
    changes = [change("HS-1", "Tái phạm", "01/04/2024", document_number="5/QĐ", act_on="30/03/2024")]
    result = apply_register("so.xlsx", book(rows, changes), by=world.officer)
    assert result.as_json() == {
        "accepted": True,
        "applied": True,
        "sheets": {
            CASES: {"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0},
            CHANGES: {"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0},
        },
        "errors": [],
        "warnings": [],
    }
    made = Case.objects.get(code="HS-1")
    assert (made.person.full_name, made.sentence_months, made.job_text) == ("Nguyễn Văn An", 36, "Làm nông")
    assert made.person.identity_numbers.get().number == NUMBER
    assert Stay.objects.get().origin == "elsewhere"
    assert Stay.objects.get().recorded_by == world.officer
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["case.receive", "register.apply"]


def test_checking_writes_nothing(world):
    before = everything()
    assert check_register("so.xlsx", book([case()], []), by=None).accepted
    assert everything() == before


def test_applying_twice_changes_nothing_the_second_time(world):
    data = (DATA / "register-a.xlsx").read_bytes()
    assert apply_register("a.xlsx", data, by=world.leader).applied
    before, facts = everything(), set(Stay.objects.values_list("pk", "known_until"))
    again = apply_register("a.xlsx", data, by=world.leader)
    assert again.applied
    for rows in again.sheets.values():
        assert rows["rows"] == rows["unchanged"]
    assert set(Stay.objects.values_list("pk", "known_until")) == facts
    assert everything() == [*before[:-1], before[-1] + 1]  # that it was applied again is told in the audit


def test_one_wrong_row_and_nothing_is_written(world):
    before = everything()
    result = apply_register("so.xlsx", book([case(), case("HS-2", unit="Không Có")], []), by=None)
    assert (result.accepted, result.applied, result.can_apply_good_rows) == (False, False, True)
    assert everything() == before


def test_good_rows_are_whole_cases_without_an_error(world):
    rows = [case("HS-1"), case("HS-2", birth="1970"), case("HS-3", unit="Không Có")]
    changes = [
        change("HS-1", "Chuyển đến", "01/04/2024", "Tịnh Hà"),
        change("HS-2", "Chuyển đến", "01/04/2024", "Tịnh Hà"),
        change("HS-2", "Chết", "31/02/2024"),
        change("HS-3", "Chết", "01/05/2024"),
    ]
    result = apply_register("so.xlsx", book(rows, changes), by=None, good_rows=True)
    assert (result.accepted, result.applied) == (False, True)
    assert result.sheets == {
        CASES: {"rows": 3, "created": 1, "updated": 0, "unchanged": 0, "rejected": 2},
        CHANGES: {"rows": 4, "created": 1, "updated": 0, "unchanged": 0, "rejected": 3},
    }
    assert [found.code for found in Case.objects.all()] == ["HS-1"]


@pytest.mark.parametrize("good_rows", [False, True])
def test_with_a_sheet_that_cannot_be_read_nothing_of_the_other_is_written(world, good_rows):
    before = everything()
    data = _renamed(book([case()], [change("HS-1", "Chết", "01/05/2024")]), "Loại biến động", "Cột gì đây")
    result = apply_register("so.xlsx", data, by=None, good_rows=good_rows)
    assert issues_with(result.errors, "thiếu cột bắt buộc") == [(CHANGES, 1, None)]
    assert (result.applied, result.can_apply_good_rows, everything()) == (False, False, before)


def test_a_sheet_is_not_judged_by_half_of_the_workbook(world):
    data = _renamed(book([case()], [change("HS-1", "Chết", "01/05/2024")]), "Ngày ra trại", "Cột gì đây")
    result = check_register("so.xlsx", data, by=None)
    assert [(issue.sheet, issue.row) for issue in result.errors] == [(CASES, 1)]
    assert result.sheets == {CHANGES: {"rows": 1, "created": 0, "updated": 0, "unchanged": 0, "rejected": 1}}


def _renamed(data: bytes, old: str, new: str) -> bytes:
    """The workbook with one text replaced wherever it stands."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old.encode(), new.encode()))
    return file.getvalue()


def _zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 << 20))
    return file.getvalue()


BROKEN = {
    "empty": (lambda: b"", "0 byte"),
    "text": (lambda: b"Danh sach nguoi", "không phải là bảng tính"),
    "cut off": (lambda: book([case()])[:900], "hỏng"),
    "bomb": (_zip_bomb, "lớn"),
    "no header": (lambda: _renamed(book([case()]), "Họ và tên", "Gì đó"), "thiếu cột bắt buộc"),
    "wrong date": (lambda: book([case(release_on="31/02/2024")]), "không có ngày 31"),
    "unknown commune": (lambda: book([case(unit="Tịnh Không")]), "không có xã"),
    "one code twice": (lambda: book([case(), case()]), "trùng với dòng"),
    "overlap": (lambda: book([case(id_number=NUMBER), case("HS-2", id_number=NUMBER)]), "chồng lên"),
    "too early": (lambda: book([case()], [change("HS-1", "Chết", "01/01/2024")]), "trước ngày về địa phương"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_workbook_is_told_and_leaves_the_database_untouched(world, kind):
    make, words = BROKEN[kind]
    before = everything()
    for by in (None, world.leader):
        result = apply_register("so.xlsx", make(), by=by)
        assert not result.accepted
        assert not result.applied
        assert issues_with(result.errors, words), result.errors
    assert everything() == before


def test_a_race_is_told_and_nothing_is_written(world, monkeypatch):
    def lost(**_given):
        raise IntegrityError("stay_one_open_per_person")

    before = everything()
    monkeypatch.setattr(reoffences_services, "record_reoffences", lost)
    result = apply_register("so.xlsx", book([case()], []), by=None)
    assert [issue.sheet for issue in result.errors] == [None]
    assert issues_with(result.errors, "vừa được người khác thay đổi")
    assert everything() == before


def test_the_cases_of_a_workbook_are_held_while_it_is_applied(world):
    data = book([case()], [])
    apply_register("so.xlsx", data, by=None)
    with CaptureQueriesContext(connection) as queries:
        apply_register("so.xlsx", data, by=None)
    held = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"] and '"cases_case"' in query["sql"]]
    # SQLite's write transaction holds everything.
    assert bool(held) == connection.features.has_select_for_update


def test_the_plan_is_made_again_when_it_is_applied(world):
    data = book([case(id_number=NUMBER)], [])
    assert check_register("so.xlsx", data, by=None).accepted
    apply_register("khac.xlsx", book([case("KHAC", id_number=NUMBER)], []), by=None)
    assert issues_with(apply_register("so.xlsx", data, by=None).errors, "chồng lên hồ sơ KHAC")


def test_what_looks_like_a_formula_stays_text(world):
    apply_register("so.xlsx", book([case(hamlet="=1+1", job="@SUM(A1)", officer="+84")], []), by=None)
    made = Case.objects.get()
    assert (made.hamlet, made.job_text, made.officer_text) == ("=1+1", "@SUM(A1)", "+84")


# --- in the background -----------------------------------------------------------------------------------------------------


def _job(kind, user, data, name="so.xlsx", **params) -> Job:
    stored = store_file(by=user, name=name, data=data, content_type="")
    return enqueue(by=user, kind=kind, params={"file": str(stored.pk), **params})


def test_a_check_and_its_application_as_jobs(world, run_jobs):
    data = book([case()], [change("HS-1", "Chết", "01/05/2024")])
    checked = _job("register.check", world.officer, data)
    applied = _job("register.apply", world.officer, data)
    run_jobs()
    checked.refresh_from_db()
    applied.refresh_from_db()
    assert (checked.state, applied.state) == ("done", "done")
    assert (checked.result["accepted"], checked.result["applied"]) == (True, False)
    assert applied.result["applied"]
    assert Case.objects.get().code == "HS-1"


def test_a_check_with_errors_keeps_the_marked_workbook_for_its_owner(world, run_jobs, client_for):
    job = _job("register.check", world.officer, book([case(unit="Không Có")]), name="Sổ 2024.xlsx")
    run_jobs()
    job.refresh_from_db()
    assert job.result["can_apply_good_rows"] is False
    url = job.result["marked_file_url"]
    response = client_for(world.officer).get(url)
    assert response.status_code == 200
    [marked] = [one for one in StoredFile.objects.all() if one.name == "Sổ 2024 - có đánh dấu lỗi.xlsx"]
    assert marked.data[:2] == b"PK"
    assert client_for(world.officer_ha).get(url).status_code == 404


def test_a_job_applies_the_good_rows_only_when_asked(world, run_jobs):
    data = book([case(), case("HS-2", unit="Không Có")])
    jobs = [_job("register.apply", world.officer, data, good_rows=good_rows) for good_rows in (False, True)]
    run_jobs()
    assert [Job.objects.get(pk=job.pk).result["applied"] for job in jobs] == [False, True]
    assert Case.objects.count() == 1


def test_a_refused_file_fails_the_job_in_words(world, run_jobs):
    job = _job("register.check", world.officer, b"")
    run_jobs()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "0 byte" in job.error


def test_a_job_reads_only_its_owners_file_and_only_while_they_may(world, run_jobs):
    stored = store_file(by=world.officer, name="so.xlsx", data=book([case()]), content_type="")
    jobs = [
        enqueue(by=user, kind="register.apply", params={"file": str(stored.pk)}) for user in (world.officer_ha, None)
    ]
    jobs.append(_job("register.apply", world.committee, book([case()])))
    run_jobs()
    # A file of somebody else is one that does not exist.
    for job, words in zip(jobs, ["không còn", "không có quyền", "không có quyền"], strict=True):
        job.refresh_from_db()
        assert job.state == "failed"
        assert words in job.error
    assert Case.objects.count() == 0


def test_first_row_number_is_the_one_excel_shows(world):
    assert issues_with(check_register("so.xlsx", book([case(category="gì")]), by=None).errors, "diện phải là") == [
        (CASES, FIRST, "Diện")
    ]
