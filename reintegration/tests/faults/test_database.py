"""A database or a web server killed under load: what was acknowledged is there, once, and the site recovers by itself.

FAULT_SECONDS in the environment sets how long clients work between two faults (1).
"""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial

import psycopg
import pytest
from django.db import connection

from cases.facts.stay_chain import start_history
from cases.models import Need
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from reintegration.testing.acknowledged_writes import AcknowledgedWrites, Client
from reintegration.testing.processes import children_of
from reintegration.testing.servers import CannotStart
from reintegration.testing.site import HttpClient, wait_until
from reintegration.tests.conftest import database_url

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]

FORM = {"kind": "job", "raised_on": "01/03/2024", "state": "open"}
LOAD = float(os.environ.get("FAULT_SECONDS", "1"))
# Within which clients must get on again after a fault.
RECOVERY = 20
# As every PostgreSQL is set up that nobody told otherwise.
SYNCHRONOUS = ("synchronous_commit=on",)


@pytest.fixture
def case(world):
    home = date(2024, 1, 5)
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=home, origin="prison")
    return reception_services.receive(
        by=None, case=NewCase("HS-1", PersonData("Võ Văn Ân"), history, {"release_on": home})
    )


@pytest.fixture
def sessions(world, cookie) -> list[str]:
    """Two windows of the officer and two of the leader."""
    return [cookie(world.officer), cookie(world.leader)] * 2


def clients(site, case, sessions) -> list[Client]:
    """All write to one case."""
    path, address = f"/cases/{case.public_id}/records/needs/new/", site.web()
    return [
        Client(f"c{number}", HttpClient(address, session=session, timeout=10), path, "description", FORM)
        for number, session in enumerate(sessions)
    ]


def go_on(ledger: AcknowledgedWrites) -> None:
    """Everybody's next write is acknowledged again."""
    before = [len(client.acknowledged) for client in ledger.clients]
    for client, count in zip(ledger.clients, before, strict=True):
        wait_until(lambda c=client, n=count: len(c.acknowledged) > n, RECOVERY, f"{client.name} to write again")
    time.sleep(LOAD)


def check(ledger: AcknowledgedWrites, kept: list[str]) -> None:
    assert ledger.missing(kept) == []
    assert len(kept) == len(set(kept))
    assert ledger.statuses <= {503}
    assert len(kept) - len(ledger.acknowledged) <= len(ledger.clients)  # at most the last of each was under way


def test_web_servers_that_are_killed_lose_nothing_and_write_nothing_twice(site, case, sessions):
    with AcknowledgedWrites(clients(site, case, sessions)) as ledger:
        go_on(ledger)
        for _ in range(3):
            for pid in children_of(site.processes[0].pid):
                os.kill(pid, signal.SIGKILL)
            go_on(ledger)
    check(ledger, list(Need.objects.values_list("description", flat=True)))
    assert ledger.unanswered  # they were really hit


@pytest.fixture
def own_database(servers, site, case, sessions):
    """A PostgreSQL of this test's own with all that is in the test's database; the site's processes use it."""
    try:
        servers.postgres(*SYNCHRONOUS)
        site.env["DATABASE_URL"] = servers.copy_of(database_url())
    except CannotStart as error:
        pytest.skip(str(error))
    return servers


def power_cut(servers) -> None:
    servers.kill()
    time.sleep(0.5)
    servers.postgres_again(*SYNCHRONOUS)


def crash_of_one(servers) -> None:
    """One of the server's processes dies; PostgreSQL then ends all others and recovers by itself."""
    os.kill(children_of(servers.processes[-1].pid)[-1], signal.SIGKILL)


def immediate_stop(servers) -> None:
    process = servers.processes.pop()
    process.send_signal(signal.SIGQUIT)
    process.wait()
    servers.postgres_again(*SYNCHRONOUS)


@pytest.mark.once
def test_a_database_that_crashes_under_load_loses_nothing_that_was_acknowledged(case, sessions, request):
    if connection.vendor == "sqlite":
        return  # it has no server that could crash; a killed web server is its crash
    site, servers = request.getfixturevalue("site"), request.getfixturevalue("own_database")
    with AcknowledgedWrites(clients(site, case, sessions)) as ledger:
        go_on(ledger)
        for fault in (power_cut, crash_of_one, immediate_stop):
            fault(servers)
            go_on(ledger)
    with psycopg.connect(site.env["DATABASE_URL"].replace("postgres://", "postgresql://")) as line:
        kept = [text for (text,) in line.execute("SELECT description FROM cases_need")]
        stored = line.execute("SELECT count(*) FROM audit_auditevent WHERE action = 'need.add'").fetchone()[0]
    check(ledger, kept)
    assert stored == len(kept)
    assert 503 in ledger.statuses  # they were really hit, and told so
    assert "broken_at None" in site.manage("verify_audit")


@contextmanager
def frozen(servers):
    """PostgreSQL and all its processes stand still; their sockets stay open and nothing is refused."""
    main = servers.processes[-1].pid
    stopped = [main, *children_of(main)]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(stopped):
            os.kill(pid, signal.SIGCONT)


@pytest.mark.once
def test_a_frozen_database_does_not_keep_healthz_from_answering(case, sessions, request):
    if connection.vendor == "sqlite":
        return  # it has no server that could freeze
    site, servers = request.getfixturevalue("site"), request.getfixturevalue("own_database")
    address = site.web("--workers", "1")
    ask = partial(HttpClient, address, session=sessions[0])
    for _ in range(4):
        assert ask().get("/cases/").status == 200
    with frozen(servers), ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(ask(timeout=15).get, "/cases/") for _ in range(20)]
        time.sleep(1)
        answers = [HttpClient(address, timeout=5).get("/healthz") for _ in range(10)]
        assert {answer.status for answer in answers} == {200}
        assert max(answer.seconds for answer in answers) < 2
        # Most of the others are told to try again instead of waiting for ever.
        told = [one.result().status for one in waiting if one.exception() is None]
        assert told.count(503) >= 16
    wait_until(lambda: ask().get("/cases/").status == 200, RECOVERY, "the site to work again")
