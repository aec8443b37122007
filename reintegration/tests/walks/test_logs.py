"""Nothing personal in any log: canaries go through forms, files, jobs and errors, and no log knows them afterwards."""

import logging
from logging.config import dictConfig
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core import checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, connection

from cases.models import Case
from cases.people.id_encryption import blind_index
from cases.reception import services as reception_services
from cases.tests.factories import receive
from cases.tests.form_data import HOME, LETTER
from core import sandbox
from jobs import queue as jobs_queue
from jobs.models import Job
from register.tests import workbooks
from reintegration import server_logs
from reintegration.testing.servers import CannotStart
from reintegration.testing.site import HttpClient, wait_until

# A name, an address, a note, a document and two ID numbers that occur nowhere else.
NAME, ADDRESS, NOTE, DOCUMENT = "Qzcanary Văn Tên", "qzcanary thôn Sáu", "qzcanary ghi chú", "qzcanary/HSST"
NUMBER, TAKEN = "051085777001", "051085777002"
CANARIES = ("qzcanary", NUMBER, TAKEN)
# A register that is refused: one code for two people of a canary's name.
TWICE = workbooks.book([workbooks.case("X", full_name=NAME)] * 2)
LOGGERS = ("axes", "django", "celery", "csp")


def ledger(text: str) -> list[str]:
    """Lines that hold a canary, however it is written."""
    wanted = [*CANARIES, blind_index(NUMBER), blind_index(TAKEN), "qzcanary%20", b"Qzcanary".hex()]
    return [line[:300] for line in text.splitlines() if any(word.casefold() in line.casefold() for word in wanted)]


@pytest.fixture
def log(tmp_path):
    """All that the site would log in production with every logger at DEBUG."""
    path = tmp_path / "site.log"
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    to_file = {"class": "logging.FileHandler", "filename": str(path)}
    console = {**settings.LOGGING["handlers"]["console"], **to_file}
    loggers = {name: {"level": "DEBUG", "handlers": [], "propagate": True} for name in LOGGERS}
    debug = {"root": {"handlers": ["console"], "level": "DEBUG"}, "loggers": loggers}
    dictConfig({**settings.LOGGING, "handlers": {"console": console}, **debug})
    yield path
    dictConfig(settings.LOGGING)
    root.handlers[:], root.level = kept, level


@pytest.fixture
def officer(world, client_for):
    return client_for(world.officer, raise_request_exception=False)


@pytest.fixture
def asked(officer, post_form):
    return lambda address, data, **kwargs: post_form(officer, address, data, **kwargs)


def type_canaries(world, officer, asked):
    """Forms that save, forms that refuse, searches, a conflict of two ID numbers and of two codes, files with errors."""
    home = {**HOME, "unit": world.tinh_bac.pk, "full_name": NAME, "address": ADDRESS, "wishes": NOTE, "number": NUMBER}
    assert asked("/cases/receive/", home).status_code == 302
    case = Case.objects.get()
    at = case.get_absolute_url()
    asked("/cases/receive/", {**home, "birth": NAME, "number": f"{NUMBER}x"})
    asked("/cases/receive/", {**home, "full_name": f"{NAME} Hai", "code": case.code})
    asked("/cases/receive/likeness/", home)
    asked("/cases/search/", {"q": NAME}, follow=True)
    asked("/cases/search/", {"q": NUMBER}, follow=True)
    officer.get("/cases/", {"q": NAME, "unit": NAME, "page": NAME, "n": NAME})
    officer.get(f"/cases/{NAME}/")
    officer.get(f"/admin/{NUMBER}/")
    officer.post(f"/{NAME}", {"q": NAME}, content_type="text/plain")
    receive(world, "B", f"{NAME} Khác", unit=world.tinh_ha, numbers=(("cccd", TAKEN),))
    asked(f"{at}numbers/new/", {"number": TAKEN})
    asked(f"{at}records/contacts/new/", {"kind": "visit", "on": "01/06/2024", "outcome": NOTE})
    asked(f"{at}records/judgments/new/", {"number": DOCUMENT, "court": ADDRESS, "on": NOTE})
    asked(f"{at}details/", {"address": ADDRESS, "release_on": "01/05/2024", "version": "99"})
    lines = f"{NAME}; 01/02/1990; {TAKEN}; {ADDRESS}; {NOTE}\n{NAME};x;{NUMBER};;"
    asked("/cases/notices/list/", {**LETTER, "unit": world.tinh_bac.pk, "list_name": NOTE, "lines": lines})
    asked("/cases/export/", {"what": "register", "unit": NAME, "reason": NOTE, "password": NAME})
    paper = SimpleUploadedFile(f"{NAME}.pdf", f"%PDF-1.4 {NOTE}".encode())
    asked(f"{at}documents/new/", {"kind": "other", "title": NOTE, "file": paper})
    officer.post("/account/login/", {"username": NAME, "password": NOTE})
    return case


def import_canaries(asked, run_jobs):
    row = {"full_name": NAME, "id_number": TAKEN, "hamlet": ADDRESS}
    rows = [workbooks.case("HS-9", **row), workbooks.case("HS-9", **row), workbooks.case("B", **row, birth=NOTE)]
    for name, data in (
        (f"{NAME}.xlsx", workbooks.book(rows)),
        (f"{NAME}.csv", f"Họ và tên;Xã\n{NAME};{ADDRESS}\n".encode()),
    ):
        asked("/cases/import/", {"file": SimpleUploadedFile(name, data)})
    run_jobs()


def break_things(world, officer, asked, run_jobs, monkeypatch):
    """Errors whose text holds what was typed: in a view, in a verb, in the database, in a job, in a parser."""
    home = {**HOME, "unit": world.tinh_bac.pk, "full_name": f"{NAME} Ba", "address": ADDRESS}
    for error in (RuntimeError, KeyError, DataError, IntegrityError, ValueError, UnicodeError):
        with monkeypatch.context() as patch:

            def fails(error=error, **given):
                raise error(f"{given['data'].full_name} {ADDRESS}")

            patch.setattr(reception_services, "receive_home", fails)
            assert asked("/cases/receive/", home).status_code == 500, error

    def job_fails(job, progress):
        raise ValueError(f"{NAME} {job.params}")

    with monkeypatch.context() as patch:
        patch.setitem(jobs_queue._handlers, "canary", job_fails)
        jobs_queue.enqueue(by=world.officer, kind="canary", params={"name": NAME})
        run_jobs()
    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "run", lambda *args, **kwargs: (_ for _ in ()).throw(RuntimeError(f"exit 1: {NAME}")))
        asked(
            "/cases/import/",
            {"file": SimpleUploadedFile("so.xlsx", workbooks.book([workbooks.case("X", full_name=NAME)]))},
        )
        run_jobs()


def test_the_sites_own_logs_know_nobody(world, officer, asked, run_jobs, log, monkeypatch):
    type_canaries(world, officer, asked)
    import_canaries(asked, run_jobs)
    break_things(world, officer, asked, run_jobs, monkeypatch)
    written = log.read_text(encoding="utf-8")
    assert ledger(written) == []
    # What is needed to mend it stands there.
    for word in ("RuntimeError", "DataError", "job_fails", "Internal Server Error"):
        assert word in written
    assert "qzcanary" not in " ".join(Job.objects.values_list("error", flat=True)).casefold()


def test_the_ledger_can_fail(log):
    logging.getLogger("cases.anything").debug("looked at %s", NAME)
    assert len(ledger(log.read_text(encoding="utf-8"))) == 1


# --- the processes ------------------------------------------------------------------------------------------------------


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("faults")
def test_web_worker_and_access_log_know_nobody(world, site, cookie):
    """gunicorn with its access log, and Celery: a search by name, a page not found, a job with a row that is refused."""
    site.web("--log-level", "debug", LOG_LEVEL="DEBUG")
    site.worker("--loglevel", "DEBUG", "--concurrency", "1", "--pool", "threads", LOG_LEVEL="DEBUG")
    site.beat()
    http_client = HttpClient(site.address, session=cookie(world.officer))
    assert http_client.fill_in("/cases/search/", {"q": NAME}, at="/cases/").status == 302
    assert http_client.get(f"/cases/?q=Qzcanary&state=all&n={blind_index(NUMBER)}").status == 200
    home = {**HOME, "unit": world.tinh_bac.pk, "full_name": NAME, "address": ADDRESS, "number": NUMBER}
    assert http_client.fill_in("/cases/receive/", home).status == 302
    stored = jobs_queue.store_file(
        by=world.officer,
        name=f"{NAME}.xlsx",
        data=workbooks.book([workbooks.case("X", full_name=NAME)] * 2),
        content_type="",
    )
    job = jobs_queue.enqueue(by=world.officer, kind="register.check", params={"file": str(stored.pk)})
    wait_until(lambda: Job.objects.get(pk=job.pk).is_finished, 120, "the check of the register")
    assert Job.objects.get(pk=job.pk).result["errors"]
    written = site.logs()
    assert "/cases/receive/" in written
    assert str(job.pk) in written
    assert ledger(written) == []


# --- PostgreSQL -----------------------------------------------------------------------------------------------------------


def hurt(line) -> None:
    """A unique conflict and a value too long, as Django sends them: with the values in the statement."""
    line.execute("CREATE TABLE people (name varchar(40) UNIQUE)")
    for name in (NAME, NAME, NAME * 9):
        try:
            line.execute(f"INSERT INTO people VALUES ('{name}')")
        except psycopg.Error:
            line.rollback() if not line.autocommit else None
    line.execute("DROP TABLE people")


@pytest.mark.once
@pytest.mark.servers
def test_postgresqls_log_knows_nobody_as_we_ask_it_to_be_set_and_much_as_it_is_by_itself(servers):
    try:
        address = servers.postgres()
    except CannotStart as error:
        pytest.skip(str(error))
    path = Path(servers.folder) / "postgres.log"
    with psycopg.connect(address, autocommit=True) as line:
        hurt(line)
        assert "duplicate key" in path.read_text()
        assert ledger(path.read_text()) == []
        for name in server_logs.RECOMMENDED:
            line.execute(
                f"SET {name} TO DEFAULT" if name != "log_error_verbosity" else "SET log_error_verbosity = 'default'"
            )
        line.execute("SET log_min_error_statement = 'error'")
        hurt(line)
    found = " ".join(ledger(path.read_text()))
    assert "STATEMENT" in found
    assert "DETAIL" in found


def warned() -> list[str]:
    return [
        one.id for one in checks.run_checks(include_deployment_checks=True) if (one.id or "").startswith("accounts.")
    ]


@pytest.mark.django_db
def test_a_server_that_would_log_data_is_told_before_it_is_used():
    if connection.vendor != "postgresql":
        assert server_logs.settings_that_log_data() == {}
        return
    assert warned() == []
    for name, value in (
        ("log_error_verbosity", "default"),
        ("log_min_error_statement", "error"),
        ("log_statement", "mod"),
        ("log_min_duration_statement", "250"),
        ("log_parameter_max_length_on_error", "-1"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL {name} = '{value}'")
            assert warned() == ["accounts.W001"], name
            cursor.execute(f"SET LOCAL {name} = '{server_logs.RECOMMENDED[name]}'")


@pytest.mark.django_db
def test_the_log_of_the_database_under_the_pages_knows_nobody(world, officer, asked, run_jobs, monkeypatch):
    """On the private server of a test run, whose log can be read."""
    path = Path(str(connection.settings_dict.get("HOST") or "-")) / "postgres.log"
    if connection.vendor != "postgresql" or not path.exists():
        return
    before = len(path.read_text(errors="replace"))
    type_canaries(world, officer, asked)
    import_canaries(asked, run_jobs)
    break_things(world, officer, asked, run_jobs, monkeypatch)
    written = path.read_text(errors="replace")[before:]
    assert "duplicate key" in written
    assert ledger(written) == []


def test_the_documents_say_how_the_server_is_set():
    page = (Path(__file__).resolve().parents[3] / "docs/deployment.md").read_text(encoding="utf-8")
    for name, value in server_logs.RECOMMENDED.items():
        assert f"{name} = {value}" in page
