"""How long the dashboard of a province takes: counted anew, and with the numbers that are kept.

    python bench/dashboard_page.py [--people 3100 100000]   (a Python that has the requirements of requirements-dev.txt)

For each number of people, on a PostgreSQL of the bench's own: the page of the whole province for a past half-year and for the
current one (with the duties of today, up to DUTIES_UP_TO people), from the question to its HTML; the median of five. Beside each
time stands its ratio to a floor measured in the same run: one pass over all stays that counts the people in them. Milliseconds
differ between machines and with what else they do, the ratio less.
"""

import argparse

from generated_people import measured, verdict

# Milliseconds wanted for up to so many people (a third of whom have an open case), on two processors that nobody else uses.
WANTED = {3_100: 300, 100_000: 1_000}
DUTIES_UP_TO = 10_000
MEASURE = """
import json, sys, time
import django; django.setup()
from datetime import date
from statistics import median
from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from accounts.models import User
from areas.models import Unit
from cases.models import Stay
from core.dates import today
from dashboard.content import Dashboard
from dashboard.kept import data_version
from dashboard.page import Page
from dashboard.question_form import DashboardForm
from demo.population import PROVINCE
from law.provider import law
from law.rules.periods import DEFAULT_PRESET, presets
from reports.measures.dashboard.people import half_years
from reports.measures.dashboard.question import Question

with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
past = half_years(date(2024, 12, 31))[-1]
now = presets(law(today()))[DEFAULT_PRESET].half_years(today()).current

def page(period):
    version = data_version()
    asked = Question.now(Unit.objects.find(PROVINCE, period.end), period, today(), version=version)
    shown = Page(Dashboard(asked), is_now=True)
    return render_to_string("dashboard/page.html", {"page": shown, "form": DashboardForm({}, user=User())})

def floor():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM (SELECT person_id, MIN(start_on) FROM cases_stay GROUP BY person_id) AS people")

def milliseconds(do, before=lambda: None):
    times = []
    for _number in range(5):
        before()
        start = time.perf_counter()
        do()
        times.append(1000 * (time.perf_counter() - start))
    return median(times)

page(past)  # what is imported and compiled once
found = {"open": Stay.objects.open().count(), "floor": milliseconds(floor)}
for name, period in {"past": past, **({"now": now} if sys.argv[1] == "now" else {})}.items():
    found[f"{name} counted"] = milliseconds(lambda: page(period), caches["dashboard"].clear)
    found[f"{name} kept"] = milliseconds(lambda: page(period))
print(json.dumps(found))
"""


def main() -> None:
    """Measure each number of people and print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[*WANTED])
    for people in parser.parse_args().people:
        found = measured(people, MEASURE, "now" if people <= DUTIES_UP_TO else "past")
        floor = found.pop("floor")
        wanted = next((limit for most, limit in WANTED.items() if people <= most), None)
        print(f"{people} people, {found.pop('open')} open cases; floor {floor:.0f} ms; wanted {wanted} ms", flush=True)
        for name, time in found.items():
            print(f"  {name:12} {time:7.0f} ms  {time / floor:6.1f} x floor{verdict(time, wanted)}")


if __name__ == "__main__":
    main()
