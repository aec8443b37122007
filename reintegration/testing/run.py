"""`bin/test`: the suite twice, on PostgreSQL with a Redis-compatible broker and on SQLite; always cleans up."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager

from reintegration.testing.servers import Servers

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    notes = (
        []
        if find_browser() or _install_browser()
        else ["trình duyệt Chromium: các kiểm thử trên trình duyệt bị bỏ qua"]
    )
    try:
        codes = [_on_servers(arguments), _on_sqlite(arguments)]
    except KeyboardInterrupt:
        print("Đã ngắt; mọi máy chủ tạm đã dừng.", file=sys.stderr)
        return 130
    for note in notes:
        print(f"!!! KHÔNG KHỞI ĐỘNG ĐƯỢC {note}", file=sys.stderr)
    # 5 is "nothing collected": right when only pure tests were asked for, on the SQLite run.
    worst = [code for code in codes if code not in (0, 5)]
    return worst[0] if worst else (0 if 0 in codes else 5)


def find_browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _on_servers(arguments: list[str]) -> int:
    servers = Servers()
    try:
        given = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        return _pytest(
            arguments,
            DATABASE_URL=given[0] or servers.postgres(),
            REDIS_URL=given[1] or servers.valkey(),
            EXPECT_DB_VENDOR="" if given[0] else "postgresql",
        )
    finally:
        servers.stop()


def _on_sqlite(arguments: list[str]) -> int:
    return _pytest([*arguments, "--only-database"], DATABASE_URL=None, REDIS_URL=None, EXPECT_DB_VENDOR="sqlite")


def _pytest(arguments: list[str], **environment: str | None) -> int:
    env = {**os.environ, **{name: value for name, value in environment.items() if value is not None}}
    for name, value in environment.items():
        if value is None:
            env.pop(name, None)
    with _data_folder() as folder:
        env["DATA_DIR"] = folder
        print(f"\n=== {env['EXPECT_DB_VENDOR'] or env['DATABASE_URL'].split(':')[0]} ===", flush=True)
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "pytest",
                "-n",
                "2",
                "--dist",
                "loadgroup",
                "-q",
                "-rs",
                "--durations",
                "5",
                *arguments,
            ],
            env=env,
        )
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait(30)
            raise


@contextmanager
def _data_folder():
    folder = tempfile.mkdtemp(prefix="reintegration-data-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _install_browser() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Đang cài Chromium…", file=sys.stderr)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=env, stdout=subprocess.DEVNULL, check=False)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    done = subprocess.run(install, env=env, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0 and find_browser() is not None


def _interrupt(signum, frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
