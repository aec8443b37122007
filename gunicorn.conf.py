"""Settings that gunicorn reads when it is started in this folder.

Its access log, if `--access-logfile` asks for one, has no query strings: they can contain a name that was searched for.
"""

import os
from pathlib import Path

# Address, time, method, path, status, bytes, seconds; neither the query nor the page one came from.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(L)s'

# By default gunicorn puts the header SCRIPT_NAME of a request before every address of the answer. To serve the site below a
# path, set SCRIPT_NAME in the environment.
forwarder_headers = ""


def on_starting(server):
    """Remove the counts that the processes of an earlier start left for /metrics."""
    folder = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or Path(os.environ.get("DATA_DIR", "var")) / "metrics")
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)
