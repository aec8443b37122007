"""Runs the parsers of uploaded files in a process of their own (docs/security.md).

A file of 5 kB with one cell in the last row and column makes the parser allocate 500 GB, and the process is aborted. The parsing
process has limits of memory and time and no secrets in its environment. When it dies, the file is refused.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from core.sandbox.process import BROKEN, REFUSED

_ROOT = Path(__file__).parents[2]
_SCRIPT = Path(__file__).with_name("process.py")
# Measured: 600,000 cells in 7 MB took 0.8 s and 112 MB.
CPU_SECONDS = 15
MEGABYTES = 256
# openpyxl builds an object per cell (250,000 cells: 6 s, 146 MB). It runs only on files that have been read before.
SLOW_CPU_SECONDS = 30
SLOW_MEGABYTES = 400
_WALL_FACTOR = 6  # the machine may be busy with other work


class ParserFailed(Exception):
    """The parser raised an exception, exceeded its memory or time, or was killed."""


class FileUnusable(Exception):
    """The file was read but cannot be used. args: a word for the reason, and the name of the sheet."""


def run(task: str, data: bytes, *, slow: bool = False, megabytes: int | None = None, **options) -> bytes:
    """The result of a task of process.py applied to `data`.

    `slow`: use the larger limits; `megabytes`: another limit of memory. Raises ParserFailed, FileUnusable, or RuntimeError if
    the process cannot start.
    """
    seconds = SLOW_CPU_SECONDS if slow else CPU_SECONDS
    request = {
        "task": task,
        "options": options,
        "seconds": seconds,
        "megabytes": megabytes or (SLOW_MEGABYTES if slow else MEGABYTES),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_SCRIPT)],
            input=json.dumps(request).encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds * _WALL_FACTOR,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise ParserFailed from error
    if done.returncode == REFUSED:
        raise FileUnusable(*json.loads(done.stdout))
    if done.returncode == BROKEN or done.returncode < 0:
        raise ParserFailed
    if done.returncode != 0:
        raise RuntimeError(f"sandbox: exit {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}")
    return done.stdout


def _environment() -> dict[str, str]:
    """The variables that Python needs to find its modules and libraries. No setting of ours is passed on."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    path = [str(_ROOT), *filter(None, sys.path)]
    return kept | {"PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"}
