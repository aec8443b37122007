"""As the application's own role: the work goes on, tampering is refused by privilege (PostgreSQL only)."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.facts.store import ReoffenceData
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services

ROLE = "reintegration_app_test"


@pytest.fixture
def case(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison")
    return reception_services.receive(
        by=None, case=NewCase("HS-1", PersonData("Ân"), history, {"release_on": date(2024, 1, 5)})
    )


@contextmanager
def as_app():
    """Within the test's transaction, as the application's role; on SQLite there is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant_app_role", ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        try:
            yield cursor
        finally:
            cursor.execute("RESET ROLE")


TAMPERING = [
    "UPDATE audit_auditevent SET action = 'x'",
    "DELETE FROM audit_auditevent",
    "UPDATE audit_eventreason SET content = content",
    "UPDATE jobs_storedfile SET sha256 = 'x'",
    "TRUNCATE audit_auditevent",
    "UPDATE cases_stay SET start_on = '2020-01-01'",
    "DELETE FROM cases_stay",
    "UPDATE cases_reoffence SET outcome = 'dropped'",
    "DELETE FROM cases_reoffence",
    "DELETE FROM reports_report",
    "DELETE FROM cases_person",
    "ALTER TABLE cases_stay DISABLE TRIGGER ALL",
    "DROP TABLE cases_stay",
    "CREATE TABLE mine (x int)",
]


def test_tampering_is_refused_by_privilege(case):
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError):
            call_command("grant_app_role", ROLE)
        return
    with as_app() as cursor:
        for sql in TAMPERING:
            with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
                cursor.execute(sql)


def test_the_day_s_work_goes_on(case, world, client_for):
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"
        return
    client = client_for(world.officer)
    with as_app():
        assert client.get(case.get_absolute_url()).status_code == 200
        assert client.get("/cases/").status_code == 200
        crime = reoffences_services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(date(2024, 3, 1)))
        reoffences_services.correct_reoffence(
            by=None, reoffence=crime, data=ReoffenceData(date(2024, 3, 2)), why="Sai ngày"
        )
        closing_services.close(by=None, case=case, on=date(2024, 6, 1), reason="expunged")
        assert client.post("/account/logout/").status_code == 302
