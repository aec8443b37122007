"""No room on the disk, or the audit held by somebody else: no page about people without its line, and 503, never 500."""

from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.test import Client

from audit.models import AuditEvent
from reintegration.testing.site import HttpClient, wait_until

pytestmark = [pytest.mark.django_db(transaction=True)]

FULL = """
CREATE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION pg_temp.full_disk();
"""


@contextmanager
def full_disk():
    """No row more: SQLite may not grow by a page, PostgreSQL answers as it does when a file cannot grow."""
    tables = ("audit_auditevent", "cases_case", "cases_person")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")  # pages that earlier tests left empty would be room
            [most] = cursor.execute("PRAGMA max_page_count").fetchone()
            cursor.execute("PRAGMA max_page_count = 1")  # taken as: what it has now
        else:
            for table in tables:
                cursor.execute(FULL.format(table=table).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA max_page_count = {most}")
            else:
                for table in tables:
                    cursor.execute(f"DROP TRIGGER full_disk ON {table}")


@pytest.fixture
def client(world) -> Client:
    found = Client(raise_request_exception=False)
    found.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert found.get("/cases/").status_code == 200
    return found


def until_it_is_full(client) -> int:
    """The status of the first page that found no room; what is left of the last page of the file takes a few lines."""
    return wait_until(lambda: next((s for s in [client.get("/cases/").status_code] if s != 200), 0), what="a full disk")


def test_on_a_full_disk_pages_about_people_say_503_and_come_back_by_themselves(client):
    with full_disk():
        assert until_it_is_full(client) == 503
        answer = client.get("/cases/")
        assert answer["Retry-After"] == "10"
        lines = AuditEvent.objects.filter(action="case.list").count()
        assert client.get("/cases/").status_code == 503
        assert AuditEvent.objects.filter(action="case.list").count() == lines
    assert client.get("/cases/").status_code == 200
    assert AuditEvent.objects.filter(action="case.list").count() == lines + 1


@contextmanager
def audit_held_elsewhere():
    """Another connection has the audit for itself, as an open transaction of somebody's console would."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("BEGIN EXCLUSIVE")
            else:
                cursor.execute("BEGIN")
                cursor.execute("LOCK TABLE audit_auditevent IN ACCESS EXCLUSIVE MODE")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


@pytest.mark.servers
@pytest.mark.xdist_group("faults")
def test_while_the_audit_is_held_nobody_sees_a_person(site, world, cookie):
    if connection.vendor == "sqlite":
        site.env["DATABASE_URL"] += f"?{urlencode({'timeout': 1})}"  # a lock is waited for 20 s, else
    http_client = HttpClient(site.web(), session=cookie(world.officer))
    assert http_client.get("/cases/").status == 200
    lines = AuditEvent.objects.count()
    with audit_held_elsewhere():
        assert http_client.get("/cases/").status == 503
        assert http_client.get("/healthz").status == 200
    assert http_client.get("/cases/").status == 200
    assert AuditEvent.objects.count() == lines + 1
