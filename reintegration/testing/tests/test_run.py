"""bin/test's own decisions: what it runs where, and what it says when something could not be started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reintegration.testing.processes import end
from reintegration.testing.run import Run, plan, vendor_of, worst
from reintegration.testing.servers import CannotStart

URLS = {"DATABASE_URL": "postgres://test@/postgres?host=/run", "REDIS_URL": "redis://127.0.0.1:1/0"}


class Stub:
    """Servers that start, unless named in `broken`."""

    def __init__(self, *broken: str):
        self.broken = broken

    def postgres(self) -> str:
        return self._start("DATABASE_URL")

    def valkey(self) -> str:
        return self._start("REDIS_URL")

    def _start(self, name: str) -> str:
        if name in self.broken:
            raise CannotStart(f"no {name}")
        return URLS[name]


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch):
    for name in URLS:
        monkeypatch.delenv(name, raising=False)


def test_everything_runs_on_postgresql_and_what_touches_the_database_on_sqlite_too():
    runs, missing = plan(Stub())
    assert runs == [Run("postgresql", *URLS.values()), Run("sqlite", options=("--only-database",))]
    assert missing == []


def test_without_postgresql_everything_runs_on_sqlite_and_it_is_said():
    runs, missing = plan(Stub("DATABASE_URL"))
    assert runs == [Run("sqlite", redis_url=URLS["REDIS_URL"])]
    assert missing == ["no DATABASE_URL"]


def test_given_servers_are_used_and_none_is_started(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me@db.example/x")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6379/3")
    runs, missing = plan(Stub(*URLS))
    assert runs[0] == Run("postgresql", "postgres://me@db.example/x", "redis://cache.example:6379/3")
    assert missing == []


def test_the_vendor_is_read_from_the_address():
    addresses = ("", "sqlite:////tmp/x", "postgres://u@h/d", "postgresql://u:p@h:5432/d", "psql://u@/d?host=/run")
    assert [vendor_of(one) for one in addresses] == ["sqlite", "sqlite", "postgresql", "postgresql", "postgresql"]


@pytest.mark.parametrize(
    ("codes", "expected"), [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([0, 5], 0), ([5, 5], 5), ([9, 5], 9), ([2, 1], 2)]
)
def test_the_worst_run_decides(codes, expected):
    assert worst(codes) == expected


def test_a_process_that_will_not_finish_is_killed_with_its_children():
    script = "import signal, subprocess, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    script += "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
    script += "time.sleep(60)\n"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    child = int(process.stdout.readline())
    process.stdout.close()
    end(process, signal.SIGTERM, seconds=0.5)
    assert process.returncode == -signal.SIGKILL
    assert gone(child)


def test_a_process_ends_with_a_parent_that_was_killed():
    script = "import subprocess, sys, time\nfrom reintegration.testing.processes import *\n"
    script += "sleep = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
    script += "print(subprocess.Popen(sleep, preexec_fn=end_with_parent(15)).pid, flush=True)\ntime.sleep(60)\n"
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root)
    child = int(process.stdout.readline())
    process.stdout.close()
    process.kill()
    process.wait()
    assert gone(child)


def gone(pid: int, seconds: float = 5) -> bool:
    """Whether the process has ended (a zombie has), waiting for it a little."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False
