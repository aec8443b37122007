"""A new PostgreSQL with so many generated people, on which a bench runs its measuring script."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reintegration.testing.servers import Servers  # noqa: E402
from reintegration.testing.site import json_output  # noqa: E402


def measured(people: int, script: str, *arguments: str) -> dict[str, float]:
    """What `script` prints as JSON, run with the settings of a site that has so many people.

    The script's errors and those of the commands before it go to standard error.
    """
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        try:
            env = {**os.environ, "DATABASE_URL": servers.postgres(), "DATA_DIR": f"{folder}/site"}
            env |= {"DJANGO_SETTINGS_MODULE": "reintegration.settings", "LOG_LEVEL": "WARNING"}

            def python(*command: str) -> str:
                done = subprocess.run(
                    [sys.executable, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
                )
                return done.stdout

            python("manage.py", "migrate", "--verbosity", "0")
            python("manage.py", "generate_population", "--people", str(people))
            return json_output(python("-c", script, *arguments))
        finally:
            servers.stop()


def verdict(milliseconds: float, wanted: int | None) -> str:
    """Whether a time is within what is wanted; "" if nothing is."""
    if wanted is None:
        return ""
    return "  within" if milliseconds <= wanted else "  OVER"
