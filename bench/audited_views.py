"""How many case pages a second the site answers, and what the line in the audit adds to a page.

    python bench/audited_views.py [--seconds 10] [--rounds 3]     (a Python that has the requirements of requirements-dev.txt)

On a PostgreSQL of the bench's own, which keeps what it commits (fsync on) and holds the demo's district, eight clients open whole
pages of cases, one after the other, from a site of two processes with four threads each. The same pages are then asked of a site
that writes no audit lines (bench/without_audit.py); the two take turns, and the medians of the rounds are compared. For each kind
of page also: queries, and milliseconds of processor time that one answer takes the site, the database and the client together,
which says more than the rate where others use the machine too. Afterwards the lines are counted against the answers and the
chain is verified.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from multiprocessing import Process, Queue
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reintegration.testing.processes import children_of  # noqa: E402
from reintegration.testing.servers import Servers  # noqa: E402
from reintegration.testing.site import HttpClient, Site, json_output  # noqa: E402

CLIENTS = 8
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on", "autovacuum=on")
# On two processors that nobody else uses.
WANTED_PAGES, WANTED_RATIO = 40, 1.3
LEADER = "district_leader"
# Whom the leader may look at, and how many looks the audit holds.
ASK = """
import django; django.setup()
import json, sys
from accounts.models import User
from audit.models import AuditEvent
from cases.models import Case
seen = Case.objects.visible_to(User.objects.get(username=sys.argv[1])).order_by("code")
looks = AuditEvent.objects.filter(action="case.view").count()
print(json.dumps({"paths": [case.get_absolute_url() for case in seen], "looks": looks}))
"""
# How many queries pages take. Signing in ends all other sessions of the user, so this is asked first.
COUNT = """
import django; django.setup()
import json, sys
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from accounts.models import User
from cases.models import Case
user = User.objects.get(username=sys.argv[1])
client, counts = Client(SERVER_NAME="localhost"), {}
client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
case = Case.objects.visible_to(user).order_by("code").first().get_absolute_url()
for name, path in {"case page": case, "case list": "/cases/", "worklist": "/cases/worklist/"}.items():
    client.get(path)
    with CaptureQueriesContext(connection) as made:
        assert client.get(path).status_code == 200
    counts[name] = sum(not one["sql"].startswith(("BEGIN", "COMMIT")) for one in made)
print(json.dumps(counts))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10, help="of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        (place / "servers").mkdir()
        servers = Servers(place / "servers")
        site = Site(place / "site", servers.postgres(*DURABLE), servers.valkey())
        try:
            print(json.dumps(measure(site, chosen.seconds, chosen.rounds), indent=1))
        finally:
            site.stop()
            servers.stop()
    return 0


def measure(site: Site, seconds: float, rounds: int) -> dict:
    """Rates and ratios; AssertionError when an answer has no line in the audit."""
    site.manage("migrate", "-v0")
    site.manage("load_demo")
    user = json_output(site.manage("seed_demo", "--roles", "--json"))[LEADER]
    queries = run(site, COUNT, user["login"])
    quiet = ("--access-logfile", "/dev/null")
    addresses = {
        "audited": site.web(*quiet, LOG_LEVEL="WARNING"),
        "without": site.web(*quiet, "--config", str(ROOT / "bench/without_audit.py"), LOG_LEVEL="WARNING"),
    }
    session = sign_in(addresses["audited"], user)
    paths = run(site, ASK, user["login"])["paths"]
    clients = {name: partial(visit, address, session, paths) for name, address in addresses.items()}
    for client in clients.values():
        rate(client, 1)  # warm
    at_start = run(site, ASK, user["login"])["looks"]
    rates: dict[str, list[float]] = {name: [] for name in clients}
    spent: dict[str, list[float]] = {name: [] for name in clients}
    answers = 0
    for _round in range(rounds):
        for name, client in clients.items():
            began = processor_seconds()
            each, count = rate(client, seconds)
            rates[name].append(each)
            spent[name].append((processor_seconds() - began) * 1000 / count)
            answers += count * (name == "audited")
    lines = run(site, ASK, user["login"])["looks"] - at_start
    assert lines == answers, (lines, answers)
    verified = site.manage("verify_audit").strip().splitlines()[-1]
    ratio = median(cost / other for cost, other in zip(rates["without"], rates["audited"], strict=True))
    return {
        "case_pages_a_second": round(median(rates["audited"]), 1),
        "wanted_a_second": WANTED_PAGES,
        "time_to_same_page_without_its_line": round(ratio, 2),
        "wanted_at_most": WANTED_RATIO,
        "processor_ms": {name: round(median(each), 1) for name, each in spent.items()},
        "queries": queries,
        "lines": lines,
        "verify_audit": verified,
        "load_average": os.getloadavg()[0],
    }


def sign_in(address: str, user: dict) -> str:
    http_client = HttpClient(address)
    http_client.sign_in(user["login"], user["password"])
    return http_client.cookies["sessionid"]


def run(site: Site, program: str, username: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", program, username], cwd=ROOT, env=site.env, capture_output=True, text=True, check=True
    )
    return json_output(done.stdout)


def processor_seconds() -> float:
    """Of all that this program started, and of itself."""
    own = os.times()
    pids, found = [os.getpid()], 0.0
    while pids:
        pids += (children := children_of(pids.pop()))
        for pid in children:
            with suppress(OSError):
                ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
                found += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return found + own.children_user + own.children_system


def rate(client, seconds: float) -> tuple[float, int]:
    """How many answers a second all clients together were given, and how many in all."""
    counts: Queue = Queue()
    clients = [Process(target=client, args=(number, seconds, counts), daemon=True) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    found = [counts.get(timeout=seconds + 60) for _client in clients]
    for one in clients:
        one.join()
    return sum(count / took for count, took in found), sum(count for count, _took in found)


def visit(address: str, session: str, paths: list[str], number: int, seconds: float, counts: Queue) -> None:
    """A client that opens pages for so many seconds over one connection; puts how many were answered, in what time.

    It reads no more of an answer than its status and its length: the two processors are also the site's.
    """
    host, _colon, port = address.rpartition(":")
    line, count = socket.create_connection((host, int(port)), timeout=60), 0
    first, began = number * (len(paths) // CLIENTS), time.monotonic()
    while time.monotonic() - began < seconds:
        path = paths[(first + count) % len(paths)]
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: sessionid={session}\r\n\r\n".encode())
        answer = b""
        while not (end := answer.find(b"\r\n\r\n") + 4) > 3:
            answer += line.recv(65536) or sys.exit("the connection was closed")
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(answer.decode(errors="replace")[:500])
        length = LENGTH.search(answer, 0, end)
        if length is None:
            raise SystemExit("the answer has no length")
        left = int(length[1]) + end - len(answer)
        while left > 0:
            left -= len(line.recv(65536) or sys.exit("the connection was closed"))
        count += 1
    counts.put((count, time.monotonic() - began))


if __name__ == "__main__":
    sys.exit(main())
