"""Finds or installs Chromium for the tests; nothing is downloaded except by apt."""

import functools
import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-liberation")


@functools.cache
def find() -> str | None:
    """The path of a browser that runs, or None.

    A package that only points to another one does not count (Ubuntu's without its snap).
    """
    return next((path for path in map(shutil.which, NAMES) if path and _runs(path)), None)


def install() -> bool:
    """Install Chromium by apt, which only root may do. Returns whether there is a browser now."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Đang cài Chromium bằng apt…", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *command], env=env, stdout=subprocess.DEVNULL, check=False)
    find.cache_clear()
    return find() is not None


def _runs(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
