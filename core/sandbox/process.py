"""The process in which core/sandbox/ runs parsers, with limits of memory and time.

Runs as a script, without Django and without our environment. Reads one request from standard input and writes the
answer to standard output. Exit codes: 0 with the result, REFUSED with a word for the reason, BROKEN if the parser
failed. Death by a signal also means that the file is at fault. Any other exit code is an error of our own.
"""

import importlib
import json
import resource
import sys

REFUSED, BROKEN = 3, 4
MAX_FILE = 200 << 20  # openpyxl writes sheets to temporary files
# Each task is a function of this name in this module. Modules import their parsers inside the function that needs them.
TASKS = {
    "cells": "core.spreadsheets.sandbox_tasks",
    "fonts": "core.spreadsheets.sandbox_tasks",
    "mark": "core.spreadsheets.sandbox_tasks",
    "old_container": "core.spreadsheets.old_container",
    "clean_scan": "core.scans.tasks",
}


class Refused(Exception):
    """`args`: a word for the reason that the caller knows, and more where the reason needs it (the name of a sheet)."""


def main() -> int:
    """Run the requested task and write its result. Returns the exit code."""
    request = json.loads(sys.stdin.buffer.readline())
    megabytes, seconds = request["megabytes"], request["seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    data = sys.stdin.buffer.read()
    task = getattr(importlib.import_module(TASKS[request["task"]]), request["task"])
    try:
        result = task(data, **request["options"])
    except Refused as refused:
        sys.stdout.buffer.write(json.dumps(refused.args).encode())
        return REFUSED
    except ImportError:
        raise
    except BaseException:  # a panic of a parser is not an Exception
        return BROKEN
    sys.stdout.buffer.write(result)
    return 0


if __name__ == "__main__":
    # Not this script's own `main`: the tasks raise the Refused of the imported module, which is another class.
    from core.sandbox import process

    sys.exit(process.main())
