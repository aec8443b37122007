"""Parsers of workbooks run outside our process (docs/security.md §8).

A file of 5 kB with one cell in the far corner makes the parser ask for 500 GB, and the process that asked is aborted, not
told. So the one that asks is not ours: it has its own memory and time, knows no secret, and when it dies the file is refused.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from core.spreadsheets.sandbox_process import BROKEN, REFUSED

_SCRIPT = Path(__file__).with_name("sandbox_process.py")
# Measured: 600,000 cells in 7 MB took 0.8 s and 112 MB.
CPU_SECONDS = 5
MEGABYTES = 256
# openpyxl builds an object per cell (250,000 cells: 6 s, 146 MB), and is only run on what has been read before.
SLOW_CPU_SECONDS = 30
SLOW_MEGABYTES = 400
_WALL_FACTOR = 6  # a machine busy with other work is no reason to refuse a file


class Crashed(Exception):
    """The parser could not cope with the file: it raised, ran out of memory or time, or died."""


class Turned(Exception):
    """The file was read and found unusable; args: a word for why, and the sheet."""


def run(task: str, data: bytes, *, slow: bool = False, **options) -> bytes:
    """The result of a function of sandbox_process.py on `data`. Raises Crashed or Turned; RuntimeError if it cannot start."""
    seconds = SLOW_CPU_SECONDS if slow else CPU_SECONDS
    request = {
        "task": task,
        "options": options,
        "seconds": seconds,
        "megabytes": SLOW_MEGABYTES if slow else MEGABYTES,
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
        raise Crashed from error
    if done.returncode == REFUSED:
        raise Turned(*json.loads(done.stdout))
    if done.returncode == BROKEN or done.returncode < 0:
        raise Crashed
    if done.returncode != 0:
        raise RuntimeError(f"sandbox: exit {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}")
    return done.stdout


def _environment() -> dict[str, str]:
    """What a Python needs to find its modules and libraries, and nothing of ours."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
