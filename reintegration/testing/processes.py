"""Child processes that end with their parent, and free ports."""

import ctypes
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def end_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal to the child when its parent ends (Linux)."""

    def ask_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)

    return ask_kernel


def end(process: subprocess.Popen, signum: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Signal the process to end, then kill it and its remaining session."""
    if process.poll() is None:
        process.send_signal(signum)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        kill_group(process)


def kill_group(process: subprocess.Popen) -> None:
    """Kill the remaining processes of a session (`start_new_session=True`)."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    """Whether a server listens on this port of the loopback interface."""
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True


def children_of(pid: int) -> list[int]:
    """The child processes of `pid`."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(place.name))
    return found
