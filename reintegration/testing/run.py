"""`bin/test`: all tests on PostgreSQL with a Redis-compatible broker, then those that touch the database on SQLite."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import environ

from reintegration.testing import browser
from reintegration.testing.processes import end, end_with_parent
from reintegration.testing.servers import CannotStart, Servers

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NOTHING_COLLECTED = 5
# The path of a socket is limited to 107 bytes.
LONGEST_FOLDER = 40
# Three workers keep two cores busy: the one with the servers that are killed mostly waits.
PYTEST = ("-m", "pytest", "-n", "3", "--dist", "loadgroup", "-q", "-ra", "--durations", "5")
COVERAGE = "--coverage"
# Branches are measured and the floor is kept by pyproject.toml.
MEASURED = ("--cov", "--cov-report=term")


@dataclass(frozen=True)
class Run:
    """One pytest run: its name, its database and its broker ("" is the embedded default)."""

    vendor: str
    database_url: str = ""
    redis_url: str = ""
    options: tuple[str, ...] = field(default=())


def main(arguments: list[str]) -> int:
    """Run all tests. `--coverage` measures the first run, which has every test; all other options are pytest's."""
    for signum in SIGNALS:
        signal.signal(signum, _interrupt)
    try:
        with _folder() as folder:
            missing, codes = _all(folder, arguments)
    except KeyboardInterrupt:
        _say("Đã ngắt; mọi máy chủ tạm đã dừng.")
        return 130
    for what in missing:
        _say(f"!!! BỎ QUA, KHÔNG KHỞI ĐỘNG ĐƯỢC: {what}")
    if missing and "--fail-on-skip" in arguments:
        return 1
    return worst(list(codes.values()))


def _all(folder: Path, arguments: list[str]) -> tuple[list[str], dict[str, int]]:
    """Run everything. Returns what could not be started, and pytest's exit code by the name of the run."""
    servers = Servers(folder / "servers")
    try:
        runs, missing = plan(servers)
        if COVERAGE in arguments:
            arguments = [one for one in arguments if one != COVERAGE]
            runs[0] = replace(runs[0], options=(*runs[0].options, *MEASURED))
        if not browser.find() and not browser.install():
            missing.append("Chromium; các kiểm thử trên trình duyệt không chạy")
        codes = {run.vendor: _pytest(run, folder, arguments) for run in runs}
    finally:
        servers.stop()
    _say("\n" + "\n".join(f"{name}: {'đạt' if code in (0, 5) else 'KHÔNG ĐẠT'}" for name, code in codes.items()))
    return missing, codes


def plan(servers) -> tuple[list[Run], list[str]]:
    """The runs, and the servers that could not be started. Servers given by the environment are used."""
    missing: list[str] = []

    def url(name: str, start) -> str:
        try:
            return os.environ.get(name) or start()
        except CannotStart as error:
            missing.append(str(error))
            return ""

    database_url, redis_url = url("DATABASE_URL", servers.postgres), url("REDIS_URL", servers.valkey)
    first = Run(vendor_of(database_url), database_url, redis_url)
    second = Run("sqlite", options=("--only-database",))
    return ([first] if first.vendor == second.vendor else [first, second]), missing


def vendor_of(database_url: str) -> str:
    """Django's `connection.vendor` for a database URL; sqlite without one."""
    if not database_url:
        return "sqlite"
    return environ.Env.db_url_config(database_url)["ENGINE"].rpartition(".")[2].removesuffix("3")


def worst(codes: list[int]) -> int:
    """The exit code of all runs together.

    5 (nothing collected) is accepted on the SQLite run if only tests without a database were selected.
    """
    bad = [code for code in codes if code not in (0, NOTHING_COLLECTED)]
    if bad:
        return max(bad)
    return 0 if 0 in codes else NOTHING_COLLECTED


def _pytest(run: Run, folder: Path, arguments: list[str]) -> int:
    given = {"DATABASE_URL": run.database_url, "REDIS_URL": run.redis_url}
    env = {name: value for name, value in os.environ.items() if name not in given}
    env |= {name: value for name, value in given.items() if value}
    # A test compares this with the connection, to detect settings that were read too early.
    env |= {"EXPECT_DB_VENDOR": run.vendor, "TMPDIR": str(folder / "tmp")}
    _say(f"\n=== {run.vendor} ===")
    process = subprocess.Popen(
        [sys.executable, *PYTEST, *run.options, *arguments],
        env=env,
        start_new_session=True,
        preexec_fn=end_with_parent(signal.SIGINT),
    )
    try:
        return abs(process.wait())
    finally:
        end(process, signal.SIGINT, seconds=30)


@contextmanager
def _folder() -> Iterator[Path]:
    """One temporary folder for the whole run: servers, sockets, files of tests and browsers."""
    place = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="reintegration-", dir=place if len(place) <= LONGEST_FOLDER else "/tmp"))
    try:
        # Traversable for the servers' user, which owns its own subfolder.
        folder.chmod(0o711)
        for name in ("servers", "tmp"):
            (folder / name).mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _interrupt(signum, frame):
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
