"""How many looks at people a second the site answers, each with its line in the audit on the disk before the answer.

    python bench/audited_views.py [--seconds 10]        (a Python that has the requirements of requirements-dev.txt)

On a PostgreSQL of the bench's own, which keeps what it commits (fsync on) and holds the demo's district, eight clients do,
one after the other: `floor`: a page that shows nobody and writes no line; `looks`: what the trail itself allows, finding a
case in scope and writing its line, without a page; `tabs`: one tab of a case, as HTMX asks for it; `pages`: the whole page of
a case. Beside each stands its ratio to the floor of the same run. Afterwards the lines are counted against the
answers and the chain is walked.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from multiprocessing import Process, Queue
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reintegration.testing.servers import Servers  # noqa: E402
from reintegration.testing.site import Site, Visitor, told  # noqa: E402

CLIENTS = 8
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
    clients = {
        "floor": partial(look, ["/account/password/"]),
        "looks": partial(bare_looks, site, user["login"]),
        "tabs": partial(look, [f"{path}tab/documents/" for path in paths], {"HX-Request": "true"}),
        "pages": partial(look, paths),
    }
    rate(clients["pages"], 1)  # warm
    told_of = asked(site, user["login"])["looks"]
    rates, answers = {}, 0
    for name, client in clients.items():
        count = rate(client, seconds)
        rates[name], answers = count / seconds, answers + count * (name != "floor")
    assert asked(site, user["login"])["looks"] - told_of == answers
    verified = site.manage("verify_audit").strip().splitlines()[-1]
    floor = rates["floor"]
    return {
        **{name: {"a_second": round(each, 1), "to_floor": round(each / floor, 3)} for name, each in rates.items()},
        "wanted_a_second": WANTED,
        "lines": answers,
        "verify_audit": verified,
    }


def asked(site: Site, username: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", ASK, username], cwd=ROOT, env=site.env, capture_output=True, text=True, check=True
    )
    return told(done.stdout)


def rate(client, seconds: float) -> int:
    """How many answers all clients together were given."""
    counts: Queue = Queue()
    clients = [Process(target=client, args=(number, seconds, counts), daemon=True) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    total = sum(counts.get(timeout=seconds + 60) for _ in clients)
    for one in clients:
        one.join()
    return total


def visits(address: str, session: str, paths: list[str], *given) -> None:
    """A client that opens pages for so many seconds over one connection; puts how many were answered."""
    *headers, number, seconds, counts = given
    visitor, count = Visitor(address, session=session, keep=True, headers=dict(*headers)), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = visitor.get(paths[(number * 25 + count) % len(paths)])
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {answer.text[:500]}")
        count += 1
    counts.put(count)


def bare_looks(site: Site, username: str, number: int, seconds: float, counts) -> None:
    """A process that finds cases in scope and writes the line of each, as the page does before it answers."""
    os.environ.update(site.env)
    import django

    django.setup()
    from accounts import audit
    from accounts.models import User
    from cases.models import Case

    user, count = User.objects.get(username=username), 0
    keys = list(Case.objects.visible_to(user).values_list("public_id", flat=True))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        case = Case.objects.visible_to(user).with_latest().get(public_id=keys[(number * 25 + count) % len(keys)])
        audit.record(by=user, action="case.view", target=case, unit=case.unit_id, detail={"tab": "overview"})
        count += 1
    counts.put(count)


if __name__ == "__main__":
    sys.exit(main())
