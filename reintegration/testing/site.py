"""The site as real processes (gunicorn, Celery worker, beat) on a given database and broker, and an HTTP client for it."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from reintegration.testing.processes import end_with_parent, free_port, kill_group, listens

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
KEYS = ("SECRET_KEY", "ID_ENCRYPTION_KEY", "ID_INDEX_KEY")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PATIENCE = 30
_Found = TypeVar("_Found")


class Site:
    """Starts processes; `stop` ends them. Their output is in `folder`/*.log."""

    def __init__(self, folder: Path, database_url: str, redis_url: str = "", **env: str):
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        folder.mkdir(parents=True, exist_ok=True)
        given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "DATA_DIR": str(folder / "data"), **env}
        self.env = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.env |= {name: value for name, value in given.items() if value}
        self.env |= {"DJANGO_SETTINGS_MODULE": "reintegration.settings", "PYTHONPATH": str(ROOT)}
        self.address = ""

    def web(self, *options: str, **env: str) -> str:
        """Start gunicorn; returns host:port."""
        port = free_port()
        given = ("--workers", "2", "--graceful-timeout", "2", *options)
        command = ("gunicorn", "reintegration.wsgi", "--bind", f"127.0.0.1:{port}", "--access-logfile", "-", *given)
        process = self._start("web", command, APP_ROLE="web", **env)
        wait_until(lambda: listens(port) or process.poll() is not None, SECONDS_TO_START, "web")
        self.address = f"127.0.0.1:{port}"
        return self.address

    def worker(self, *options: str, **env: str) -> subprocess.Popen:
        """Start a Celery worker as in docs/deployment.md §6 and bin/demo: processes with Redis, threads with a folder."""
        options = options or ("--concurrency", "2", *(() if self.env.get("REDIS_URL") else ("--pool", "threads")))
        command = ("celery", "-A", "reintegration", "worker", "--loglevel", "INFO", *options)
        return self._start("worker", command, APP_ROLE="worker", **env)

    def beat(self) -> subprocess.Popen:
        """Start Celery beat."""
        # Without a lock file, since two beats at once are one of the tested faults.
        return self._start("beat", ("celery", "-A", "reintegration", "beat", "--pidfile=", "--loglevel", "INFO"))

    def manage(self, *arguments: str, given: str = "", **env: str) -> str:
        """The output of a management command. Raises RuntimeError with its messages if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.env, **env},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr[-2000:]}")
        return done.stdout

    def logs(self) -> str:
        """The output of all processes so far."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def kill(self, process: subprocess.Popen) -> None:
        """Send SIGKILL to the process and all its children."""
        self.processes.remove(process)
        kill_group(process)
        process.wait()

    def stop(self) -> None:
        """End all processes at once."""
        for process in list(self.processes):
            self.kill(process)

    def _start(self, name: str, command: tuple[str, ...], **env: str) -> subprocess.Popen:
        with (self.folder / f"{name}-{len(list(self.folder.glob('*.log')))}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", *command],
                cwd=ROOT,
                env={**self.env, **env},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGKILL),
            )
        self.processes.append(process)
        return process


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, and how many seconds it took."""

    status: int
    headers: http.client.HTTPMessage
    text: str
    seconds: float

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms; the last one if a name occurs several times."""
        return dict(HIDDEN.findall(self.text))

    @property
    def location(self) -> str:
        """The target of a redirect, or ""."""
        return self.headers.get("Location", "")


class HttpClient:
    """A simple HTTP client: keeps cookies, does not follow redirects, accepts every status.

    `keep`: one connection for all requests, which the server may close when idle. Raises OSError or
    http.client.HTTPException without a response.
    """

    def __init__(self, address: str, *, session: str = "", keep: bool = False, timeout: float = PATIENCE, headers=()):
        self.address, self.keep, self.timeout = address, keep, timeout
        self.headers = dict(headers)
        self.cookies = {"sessionid": session} if session else {}
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Request a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, data: dict) -> Answer:
        """Send form data; a list sends its key once for each value."""
        return self._ask("POST", path, urlencode(data, doseq=True))

    def fill_in(self, path: str, data: dict, *, at: str = "") -> Answer:
        """Get the page of a form (`at`, or the URL it is posted to) and post it with its hidden fields."""
        return self.post(path, {**self.get(at or path).hidden, **data})

    def sign_in(self, username: str, password: str) -> None:
        """Sign in. Fails the test if the site does not accept the password."""
        answer = self.fill_in("/account/login/", {"username": username, "password": password})
        assert answer.status == 302, f"{username}: {answer.status} {answer.text[:500]}"

    def close(self) -> None:
        """Close the connection, if one is open."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = self.headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            response, text = self._sent(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, response.headers, text, time.monotonic() - began)

    def _sent(self, method, path, body, headers):
        if self._line is None:
            self._line = http.client.HTTPConnection(self.address, timeout=self.timeout)
        self._line.request(method, path, body, headers)
        response = self._line.getresponse()
        text = response.read().decode(errors="replace")
        if response.will_close or not self.keep:
            self.close()
        return response, text


def wait_until(condition: Callable[[], _Found], seconds: float = PATIENCE, what: str = "") -> _Found:
    """The first true value of `condition`. Raises AssertionError after the timeout."""
    until = time.monotonic() + seconds
    while not (met := condition()):
        assert time.monotonic() < until, f"still waiting after {seconds} s: {what}"
        time.sleep(0.02)
    return met


def keys_of(settings) -> dict[str, str]:
    """Environment variables with the keys of this process, for another process."""
    return {name: getattr(settings, name) for name in KEYS}


def json_output(text: str) -> dict:
    """The JSON object at the end of a command's output."""
    return json.loads(text[text.index("{") :])
