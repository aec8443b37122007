"""One number everywhere: fifty random questions, each figure on the page, in its list, the report, the workbook and the JSON."""

import html
import io
import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from openpyxl import load_workbook

from cases.facts import clock as facts_clock
from cases.facts.store import ReoffenceData
from cases.models import Contact, Employment, Need
from cases.reoffences import services as reoffences_services
from core.dates import VIETNAM, Period, add_months
from dashboard.question_form import DashboardForm
from law.choices import Category
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.registry import FIGURES, figure_of, members
from reports.measures.management import MANAGEMENT_FIELDS, TOTAL, figures
from reports.tests.sample_cases import X, Y, case, store

QUESTIONS = 50
LISTS = 15
UNITS = ("527", "21205", "21220")
KNOWN = ("", "2023-09-01", "2024-01-15T08:30:00+07:00", "2024-05-01")
# A door on the page: the address of a list and the number in it ("5", "+5", "3/17", "Label: 5").
DOOR = re.compile(
    r'<a href="(/dashboard/list/([a-z0-9_]+)/\?[^"]*)"[^>]*>(?:[^<:]*: )?[+−]?([\d.]+)(?![\d.,])[^<]*</a>'
)
NO_NUMBER = {"overdue_duties", "expungement_due"}


@pytest.fixture
def clock(monkeypatch) -> Callable[[date], None]:
    def set_to(day: date) -> None:
        at = datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)
        monkeypatch.setattr(facts_clock.timezone, "now", lambda: at)

    yield set_to
    monkeypatch.undo()


def some_cases(draw: random.Random, first: int, number: int, until: date) -> list:
    """Cases of two communes before a day: open, closed, moved from one to the other, some with a reoffence."""
    found = []
    for n in range(first, first + number):
        start = until - timedelta(days=draw.randint(20, 1500))
        commune, category = draw.choice("XY"), draw.choice(Category.values)
        middle = start + timedelta(days=draw.randint(1, (until - start).days))
        stays = [f"{commune} {category} {start:%d/%m/%Y}"]
        fate = draw.random()
        if fate < 0.25:
            stays = [f"{stays[0]} {middle:%d/%m/%Y} {draw.choice(['expunged', 'died', 'moved_away', 'reimprisoned'])}"]
        elif fate < 0.5:
            stays = [f"{stays[0]} {middle:%d/%m/%Y}", f"{'Y' if commune == 'X' else 'X'} {category} {middle:%d/%m/%Y}"]
        crimes = [f"{draw.choice([start, middle]):%d/%m/%Y}"] if draw.random() < 0.3 else []
        found.append(case(str(n), f"P{n}", *stays, origin=draw.choice(["prison", "elsewhere"]), reoffences=crimes))
    return found


def populate(world, clock, draw: random.Random) -> None:
    """Forty cases entered at three times, some records, and a reoffence that is entered late."""
    units = {X: world.tinh_bac, Y: world.tinh_ha}
    stored: dict = {}
    for first, until in ((0, date(2023, 8, 1)), (15, date(2023, 12, 20)), (30, date(2024, 4, 1))):
        clock(until)
        stored |= store(some_cases(draw, first, 10 + 5 * (first < 30), until), units)
    for one in draw.sample(list(stored.values()), 20):
        on = date(2023, 6, 1) + timedelta(days=draw.randint(0, 400))
        Contact.objects.create(case=one, kind="visit", on=on, outcome="x")
        Need.objects.create(case=one, kind=draw.choice(["job", "legal_papers"]), description="x", raised_on=on)
        Employment.objects.create(case=one, employer="x", work="x", contract="self", start_on=on)
    clock(date(2024, 5, 20))
    for one in draw.sample([one for one in stored.values() if one.stays.filter(end_on=None).exists()], 3):
        reoffences_services.record_reoffence(by=world.officer, case=one, data=ReoffenceData(date(2024, 4, 20)))


def some_filters(draw: random.Random) -> dict[str, str]:
    if draw.random() < 0.5:
        half = draw.randint(0, 6)
        period = Period(add_months(date(2021, 6, 15), 6 * half), add_months(date(2021, 12, 14), 6 * half))
    else:
        start = date(2021, 6, 1) + timedelta(days=draw.randint(0, 1000))
        period = Period(start, start + timedelta(days=draw.randint(0, 400)))
    chosen = {
        "unit": draw.choice(UNITS),
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "category": draw.choice([TOTAL, TOTAL, *Category.values]),
    }
    known_at = draw.choice(KNOWN)
    return {**chosen, "known_at": known_at} if known_at else chosen


def ask(user, filters: dict[str, str]) -> Question:
    form = DashboardForm(filters, user=user)
    assert form.is_valid(), form.errors
    return form.question()


def on_page(client, query: str, question: Question) -> dict[str, int]:
    """The numbers of the page behind which stands a list of this very question."""
    found: dict[str, int] = {}
    for address, name, text in DOOR.findall(client.get(f"/dashboard/?{query}").content.decode()):
        asked = dict(parse_qsl(urlsplit(html.unescape(address)).query))
        same = {"start": question.period.start.isoformat(), "end": question.period.end.isoformat()}
        same |= {"unit": question.unit.code, "category": question.category}
        if {key: asked[key] for key in same} == same:
            value = int(text.replace(".", ""))
            assert found.setdefault(name, value) == value, name
    return found


def in_workbook(client, query: str) -> dict[str, int | None]:
    book = load_workbook(io.BytesIO(client.get(f"/dashboard/figures.xlsx?{query}").content))
    return {row[0]: row[1] for row in book.worksheets[0].iter_rows(min_row=5, values_only=True)}


def in_report(question: Question) -> dict[str, int]:
    report = figures(question.unit, question.period, question.known_at, question.definition)
    own = next(
        row
        for row in report["management"]
        if row["unit"] == question.unit.code and row["category"] == question.category
    )
    names = {*MANAGEMENT_FIELDS, "managed", "reoffended"}
    if question.category == TOTAL:
        names -= {"category_in", "category_out"}  # none of either in a total row
    found = {name: own[name] for name in names}
    quality = report["data_quality"].values()
    found |= {name: sum(part[name] for part in quality) for name in ("late", "after_report", "corrected", "withdrawn")}
    return {**found, "unattributed": len(report["not_attributed"])}


# On SQLite test_random_dashboards.py compares the same statements with a second count.
@pytest.mark.once
def test_fifty_random_questions_have_one_answer_each(world, client_for, clock, monkeypatch):
    draw = random.Random(14)
    populate(world, clock, draw)
    monkeypatch.undo()
    leader = client_for(world.leader)
    seen: dict[str, int] = {}
    for number in range(QUESTIONS):
        filters = some_filters(draw)
        query, question = urlencode(filters), ask(world.leader, filters)
        told = leader.get(f"/dashboard/?{query}&format=json").json()
        in_json = told["figures"]
        assert (told["headline"]["managed"], told["headline"]["reoffended"]) == (
            in_json["managed"],
            in_json["reoffended"],
        )
        page, sheet = on_page(leader, query, question), in_workbook(leader, query)
        assert {"managed", "reoffended", "opening", "closing", "work_with"} <= set(page), filters
        for name, value in page.items():
            if name in in_json:
                assert value == in_json[name], (number, filters, name)
            else:  # cohorts and people at risk, which the JSON does not name
                assert value == len(figure_of(name).members(question)), (number, filters, name)
        for name, value in in_report(question).items():
            assert value == in_json[name], (number, filters, name)
        for name, value in in_json.items():
            assert sheet[str(FIGURES[name].label)] == value, (number, filters, name)
            seen[name] = max(seen.get(name, 0), value or 0)
        for name in ("managed", "reoffended", *draw.sample(sorted(in_json), LISTS)):
            assert len(members(question, name)) == (in_json[name] or 0), (number, filters, name)
        name = draw.choice(sorted(set(in_json) - NO_NUMBER))
        listed = leader.get(f"/dashboard/list/{name}/?{query}").content.decode()
        assert f"<h1>{FIGURES[name].label}: {in_json[name]} " in listed, (number, filters, name)
    # The questions are not about nothing.
    assert sum(1 for value in seen.values() if value > 0) >= 30
    assert seen["reoffended"] > 3
