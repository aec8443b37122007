"""Settings that gunicorn reads when it is started in this folder.

Its access log, if `--access-logfile` asks for one, has no query strings: they can contain a name that was searched for.
"""

import importlib
import os
import threading
from pathlib import Path

# Four requests of a process work at the same time (WEB_CONCURRENT in the settings); the other threads hold those that wait, and
# answer /healthz.
worker_class = "gthread"
threads = 32

# Address, time, method, path, status, bytes, seconds; neither the query nor the page one came from.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(L)s'

# As MAX_BODY in reintegration/settings.py.
MAX_BODY = 6 * 1024 * 1024

# By default gunicorn puts the header SCRIPT_NAME of a request before every address of the answer. To serve the site below a
# path, set SCRIPT_NAME in the environment.
forwarder_headers = ""


def on_starting(server):
    """Remove the counts that the processes of an earlier start left for /metrics."""
    folder = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or Path(os.environ.get("DATA_DIR", "var")) / "metrics")
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)


def post_worker_init(worker):
    """Load what the first dashboard of a process would wait two seconds for; requests are answered meanwhile."""
    threading.Thread(target=importlib.import_module, args=("scipy.stats",), daemon=True).start()


def pre_request(worker, req):
    """Close the connection after a request with a large body or one of unknown length, so that its unread rest is not read."""
    headers = dict(req.headers)
    if "TRANSFER-ENCODING" in headers or int(headers.get("CONTENT-LENGTH") or 0) > MAX_BODY:
        req.force_close()
