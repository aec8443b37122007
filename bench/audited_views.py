"""How many looks at people a second the site answers, each with its line in the audit on the disk before the answer.

    python bench/audited_views.py [--seconds 10]        (a Python that has the requirements of requirements-dev.txt)

On a PostgreSQL of the bench's own, which keeps what it commits (fsync on) and holds the demo's district, eight clients do,
one after the other: `floor`: a page that shows nobody and writes no line; `looks`: what the trail itself allows, finding a
case in scope and writing its line, without a page; `tabs`: one tab of a case, as HTMX asks for it; `first`: the whole page of
cases that nobody has looked at since the site was started, each once; `pages`: the whole pages of 200 cases, over and over,
most of them kept by then (cases/shown.py). Beside each stands its ratio to the floor of the same run, and the processor time
that an answer takes the site, the database and the client, which says more than the rate where others use the machine, too.
Afterwards the lines are counted against the answers and the chain is walked.
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import Process, Queue
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reintegration.testing.processes import children_of  # noqa: E402
from reintegration.testing.servers import Servers  # noqa: E402
from reintegration.testing.site import Site, Visitor, told  # noqa: E402

CLIENTS = 8
PROCESSES, THREADS = 2, 4
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on", "autovacuum=on")
WANTED = 250  # views a second, on two processors
LEADER = "district_leader"
# Whom the leader may look at, and how many looks the audit holds.
ASK = """
import django; django.setup()
import json, sys
from accounts.models import AuditEvent, User
from cases.models import Case
seen = Case.objects.visible_to(User.objects.get(username=sys.argv[1])).order_by("code")[:200]
looks = AuditEvent.objects.filter(action="case.view").count()
print(json.dumps({"paths": [case.get_absolute_url() for case in seen], "looks": looks}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        (place / "servers").mkdir()
        servers = Servers(place / "servers")
        site = Site(place / "site", servers.postgres(*DURABLE), servers.valkey())
        try:
            print(json.dumps(measured(site, seconds), indent=1))
        finally:
            site.stop()
            servers.stop()
    return 0


def measured(site: Site, seconds: float) -> dict:
    """{what: {answers a second, ratio to the floor}}; AssertionError when an answer has no line in the audit."""
    site.manage("migrate", "-v0")
    site.manage("load_demo")
    user = told(site.manage("seed_demo", "--roles", "--json"))[LEADER]
    visitor = Visitor(site.web("--access-logfile", "/dev/null", LOG_LEVEL="WARNING"))
    visitor.sign_in(user["login"], user["password"])
    paths = asked(site, user["login"])["paths"]
    look = partial(visits, visitor.address, visitor.cookies["sessionid"])
    tabs = [f"{path}tab/documents/" for path in paths]
    clients = {
        "floor": partial(look, {}, ["/account/password/"], None),
        "looks": partial(bare_looks, site, user["login"]),
        "tabs": partial(look, {"HX-Request": "true"}, tabs, None),
        "first": partial(look, {}, paths, len(paths) // CLIENTS),
        "pages": partial(look, {}, paths, None),
    }
    rate(clients["tabs"], 1)  # warm
    told_of = asked(site, user["login"])["looks"]
    rates, taken, answers = {}, {}, 0
    for name, client in clients.items():
        before = processor_seconds()
        rates[name], count = rate(client, seconds)
        taken[name] = (processor_seconds() - before) * 1000 / count
        answers += count * (name != "floor")
    assert asked(site, user["login"])["looks"] - told_of == answers
    verified = site.manage("verify_audit").strip().splitlines()[-1]
    floor = rates["floor"]
    return {
        **{
            name: {
                "a_second": round(each, 1),
                "to_floor": round(each / floor, 3),
                "processor_ms": round(taken[name], 2),
            }
            for name, each in rates.items()
        },
        "wanted_a_second": WANTED,
        "lines": answers,
        "verify_audit": verified,
    }


def asked(site: Site, username: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", ASK, username], cwd=ROOT, env=site.env, capture_output=True, text=True, check=True
    )
    return told(done.stdout)


def processor_seconds() -> float:
    """What site, database and clients have used so far: all that this program started, and what has ended of it."""
    mine = os.times()
    pids, found = [os.getpid()], 0.0
    while pids:
        pids += (children := children_of(pids.pop()))
        for pid in children:
            with suppress(OSError):
                ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
                found += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return found + mine.children_user + mine.children_system


def rate(client, seconds: float) -> tuple[float, int]:
    """How many answers a second all clients together were given, and how many in all."""
    counts: Queue = Queue()
    clients = [Process(target=client, args=(number, seconds, counts), daemon=True) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    told = [counts.get(timeout=seconds + 60) for _ in clients]
    for one in clients:
        one.join()
    return sum(count / took for count, took in told), sum(count for count, _took in told)


def visits(
    address: str, session: str, headers: dict, paths: list[str], most: int | None, number, seconds, counts
) -> None:
    """A client that opens pages for so many seconds over one connection; puts how many were answered, in what time.

    It reads no more of an answer than its status and its length: the two processors are also the site's.
    """
    told = {"Host": address, "Cookie": f"sessionid={session}", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    asked = [f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode() for path in paths]
    host, _colon, port = address.rpartition(":")
    line, count = socket.create_connection((host, int(port)), timeout=60), 0
    began = time.monotonic()
    while time.monotonic() - began < seconds and count != most:
        line.sendall(asked[(number * (len(asked) // CLIENTS) + count) % len(asked)])
        answer = b""
        while not (end := answer.find(b"\r\n\r\n") + 4) > 3:
            answer += line.recv(65536) or sys.exit("the connection was closed")
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(answer.decode(errors="replace")[:500])
        left = int(LENGTH.search(answer, 0, end)[1]) + end - len(answer)
        while left > 0:
            left -= len(line.recv(65536) or sys.exit("the connection was closed"))
        count += 1
    counts.put((count, time.monotonic() - began))


def bare_looks(site: Site, username: str, number: int, seconds: float, counts) -> None:
    """Finds cases in scope and writes the line of each, as the page does before it answers.

    As many at once as there are clients, in as many processes as the site has: the other clients do nothing.
    """
    if number >= PROCESSES:
        counts.put((0, seconds))
        return
    os.environ.update(site.env)
    import django

    django.setup()
    from accounts.models import User
    from accounts.permissions.scope import for_user
    from audit import events as audit_events
    from cases.case_page.views import SEEN
    from cases.models import Case

    user = User.objects.get(username=username)
    keys = list(Case.objects.visible_to(user).values_list("public_id", flat=True))
    began = time.monotonic()

    def look(thread: int) -> int:
        count = 0
        while time.monotonic() - began < seconds:
            key = keys[((number * THREADS + thread) * 25 + count) % len(keys)]
            case = SEEN.first(public_id=key, **for_user(user))
            audit_events.record(by=user, action="case.view", target=case, unit=case.unit_id, detail={"tab": "overview"})
            count += 1
        return count

    with ThreadPoolExecutor(THREADS) as pool:
        count = sum(pool.map(look, range(THREADS)))
    counts.put((count, time.monotonic() - began))


if __name__ == "__main__":
    sys.exit(main())
