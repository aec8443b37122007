"""How long a leader of the province waits for the worklist and for the first page.

    python bench/worklist.py [--people 15000 60000]   (a Python that has the requirements of requirements-dev.txt)

For each number of people (a third of them have an open case), on a PostgreSQL of the bench's own: the whole request, the median
of five, with the duties stored; beside it how long computing them all takes, and the floor of the same run: one
statement that counts the open stays. Milliseconds differ between machines and with what else they do, the ratio less.
"""

import argparse

from generated_people import measured, verdict

# Milliseconds wanted for up to so many people, on two processors that nobody else uses.
WANTED = {15_000: 300, 60_000: 500}
MEASURE = """
import json, time
import django; django.setup()
from statistics import median
from django.conf import settings
from django.db import connection
from django.test import Client
from accounts.models import Membership, User
from areas.models import Unit
from cases.models import Case, Stay, StoredDuty
from cases.worklist.stored_duties import Rules, refresh
from core.dates import today
from demo.population import PROVINCE

settings.ALLOWED_HOSTS = ["testserver"]
settings.SECURE_SSL_REDIRECT = False
day = today()
leader = User.objects.create(username="bench", full_name="Lãnh Đạo Đo", password="!")
Membership.objects.create(user=leader, unit=Unit.objects.find(PROVINCE, day), role="district_leader", start_on=day)
client = Client()
client.force_login(leader, backend="django.contrib.auth.backends.ModelBackend")

def get(path):
    start = time.perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return 1000 * (time.perf_counter() - start)

def floor():
    start = time.perf_counter()
    Stay.objects.open().count()
    return 1000 * (time.perf_counter() - start)

start = time.perf_counter()
refresh(Case.objects.all(), Rules.now())
found = {"open": Stay.objects.open().count(), "computing all": 1000 * (time.perf_counter() - start)}
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
found["duties"] = StoredDuty.objects.count()
found["floor"] = median(floor() for _number in range(5))
pages = {"first page": "/cases/worklist/", "last page": "/cases/worklist/?page=9999", "digest": "/cases/worklist/digest/"}
for name, path in pages.items():
    get(path)
    found[name] = median(get(path) for _number in range(5))
print(json.dumps(found))
"""


def main() -> None:
    """Measure each number of people and print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[*WANTED])
    for people in parser.parse_args().people:
        found = measured(people, MEASURE)
        floor, opened, computing = (found.pop(name) for name in ("floor", "open", "computing all"))
        wanted = next((limit for most, limit in WANTED.items() if people <= most), None)
        print(
            f"{people} people, {opened} open cases, {found.pop('duties')} duties; floor {floor:.1f} ms; wanted {wanted} ms"
        )
        print(f"  computing all {computing:.0f} ms, {computing / opened:.2f} ms a case", flush=True)
        for name, time in found.items():
            print(f"  {name:12} {time:7.0f} ms  {time / floor:6.1f} x floor{verdict(time, wanted)}")


if __name__ == "__main__":
    main()
