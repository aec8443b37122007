"""Random populations with records and loans: every list and number of the dashboard against the reference count."""

from collections import Counter
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from accounts.tests.factories import MembershipFactory
from cases.facts.clock import fact_time, settled_time
from cases.models import Assignment, Case, Classification, Contact, Employment, Need
from core.dates import Period
from law.statutes.reintegration import CONTACT_DAYS
from loans.models import Loan, LoanFact
from reports.measures.dashboard import cohorts, flow, needs, open_cases, people, registry
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.tests import reference_dashboard as reference
from reports.measures.dashboard.tests.reference_dashboard import PlainDistrict, PlainRecords, months_later
from reports.measures.definition import Definition
from reports.measures.management import MANAGEMENT_FIELDS, management_rows
from reports.measures.tests import reference_count
from reports.measures.tests.test_random_cases import CaseRecorder, change, populations
from reports.tests.sample_cases import DISTRICT, PROVINCE, X, row_units

FIRST = date(2024, 1, 1)
EVERY = {category: {group: int(days) for group, days in by.items()} for category, by in CONTACT_DAYS.items()}
DAYS = st.integers(-100, 40).map(lambda number: FIRST + timedelta(days=number))
DEFINITIONS = [Definition(), Definition("conviction", "end"), Definition("conviction", "average")]


@st.composite
def spans(draw):
    start = draw(DAYS)
    return start, draw(st.none() | st.integers(1, 60).map(lambda days: start + timedelta(days=days)))


@st.composite
def records(draw):
    def some(strategy, most=2):
        return draw(st.lists(strategy, max_size=most))

    kinds = st.sampled_from(["job", "legal_papers", "credit"])
    groups = dict(some(st.tuples(DAYS, st.sampled_from("ABCD"))))
    return PlainRecords(
        contacts=some(DAYS, 3),
        reports=sorted({day.replace(day=1) for day in some(DAYS)}),
        groups=sorted(groups.items()),
        jobs=sorted(dict(some(spans())).items()),
        needs=[(kind, *span) for kind, span in some(st.tuples(kinds, spans()))],
        officers=some(spans(), 1),
        helpers=some(spans(), 1),
        payments=sorted(set(some(st.integers(0, 40).map(lambda number: FIRST + timedelta(days=number)), 1))),
    )


def store(case: Case, plain: PlainRecords, unit) -> None:
    """Write the records as they are; what the forms refuse is none of the figures' business."""
    of = {"case": case}
    Contact.objects.bulk_create(Contact(**of, kind="visit", on=day, outcome="x") for day in plain.contacts)
    Contact.objects.bulk_create(
        Contact(**of, kind="monthly_report", on=day, for_month=day, outcome="x") for day in plain.reports
    )
    Classification.objects.bulk_create(
        Classification(**of, group=group, on=day, reasons="x") for day, group in plain.groups
    )
    Employment.objects.bulk_create(
        Employment(**of, employer="x", work="x", contract="self", start_on=start, end_on=end)
        for start, end in plain.jobs
    )
    Need.objects.bulk_create(
        Need(**of, kind=kind, description="x", raised_on=raised, closed_on=closed, state="met" if closed else "open")
        for kind, raised, closed in plain.needs
    )
    for role, found in (("officer", plain.officers), ("helper", plain.helpers)):
        Assignment.objects.bulk_create(
            Assignment(**of, role=role, full_name="x", start_on=start, end_on=end) for start, end in found
        )
    for day in plain.payments:
        loan = Loan.objects.create(case=case, unit=unit, named_borrower="x")
        facts = {"loan": loan, "known_from": fact_time(), "amount": 50}
        LoanFact.objects.create(**facts, kind="request", on=FIRST, purpose="production")
        LoanFact.objects.create(**facts, kind="disbursement", on=day)


def strike_contacts(case: Case) -> None:
    Contact.objects.filter(case=case).update(removed_at=timezone.now())


# --- comparing ------------------------------------------------------------------------------------------------------------


def names_of(question: Question, name: str) -> list[str]:
    """The codes of the cases that a figure lists."""
    keys = [member.case for member in registry.members(question, name)]
    codes = dict(Case.objects.filter(pk__in=keys).values_list("pk", "code"))
    return sorted(codes[key] for key in keys)


def assert_same_rates(question: Question, cases) -> None:
    row, definition = row_units(question.unit.code), question.definition
    given_date, choices = {"counted_date": definition.counted_date}, {"denominator": definition.denominator}

    def expected(period: Period, category=question.category, units=row, **choices):
        figures = reference_count.count(cases, units, category, period.start, period.end, **given_date, **choices)
        return period, figures["managed"], figures["reoffended"]

    def values(rate: people.Rate):
        # A decimal number of PostgreSQL would be text in JSON.
        assert type(rate.managed) in (int, float)
        return rate.period, rate.managed, rate.reoffended

    got = people.rates(question)
    end, after = question.period.end, question.period.end + timedelta(days=1)
    assert values(got.headline) == expected(question.period, **choices)
    assert values(got.year_before) == expected(question.period.year_before(), **choices)
    for category, rate in got.by_category.items():
        assert values(rate) == expected(question.period, category, **choices)
    assert len(got.trend) == 8
    for rate in got.trend:
        assert values(rate) == expected(rate.period, **choices)
    assert got.trend[-1].period.end == end
    assert (got.whole.period.end, months_later(got.whole.period.start, 36)) == (end, after)
    assert values(got.whole) == expected(got.whole.period)
    for unit, rate in got.funnel:
        assert values(rate) == expected(got.whole.period, units=row_units(unit.code))
    managed = registry.members(question, "managed")
    assert len(managed) == got.headline.managed * (2 if definition.denominator == "average" else 1)
    assert len(registry.members(question, "reoffended")) == got.headline.reoffended


def assert_same_lists(question: Question, district: PlainDistrict, listed: list[str]) -> None:
    """The numbers of all figures of open cases and of the flow, and the lists of some."""
    row, category, day = row_units(question.unit.code), question.category, question.day
    counted = registry.count_all(question)
    expected = reference.case_figures(district, row, category, day, EVERY)
    wanted = reference.need_figures(district, row, category, day)
    for name in (*open_cases.FIGURES, *needs.FIGURES):
        assert counted.own[name] == len({**expected, **wanted}.get(name, [])), name
    for name in listed:
        if name in open_cases.FIGURES:
            assert names_of(question, name) == expected.get(name, []), name
        else:
            keys = [member.key for member in registry.members(question, name)]
            got = Need.objects.filter(pk__in=keys).values_list("case__code", "raised_on")
            assert sorted(got) == wanted.get(name, []), name
    lines = management_rows(question.figures_query, question.rows)
    line = next(line for line in lines if (line["unit"], line["category"]) == (question.unit.code, category))
    assert {name: counted.own[name] for name in flow.FIGURES} == {name: line[name] for name in MANAGEMENT_FIELDS}
    for unit, numbers in counted.below:
        below = reference.case_figures(district, row_units(unit.code), category, day, EVERY)
        assert {name: numbers[name] for name in open_cases.FIGURES} == {
            name: len(below.get(name, [])) for name in open_cases.FIGURES
        }


def assert_same_cohort(question: Question, district: PlainDistrict, window: Period) -> None:
    row, days = row_units(question.unit.code), (window.start, window.end)
    expected = reference.cohort(district, row, question.category, days, question.day, question.definition.counted_date)
    got = cohorts.released(question, window)
    codes = dict(Case.objects.values_list("pk", "code"))
    # The names of expunged people are erased; the code of a case begins with its person.
    names = {person: code.partition("-")[0] for person, code in Case.objects.values_list("person", "code")}
    plain = [
        reference.PlainReleased(
            names[one.person], codes[one.case], one.category, one.released_on, one.event_on, one.followed_until,
            one.work_on, one.loan_on, one.helper_on,
        )
        for one in got
    ]  # fmt: skip
    assert sorted(plain, key=lambda one: (one.released, one.person)) == expected
    numbers = cohorts.followed(question, window)
    assert numbers.times == Counter(((one.until - one.released).days, one.event is not None) for one in expected)
    for one in numbers.shares:
        assert (one.complete, one.reoffended) == reference.share(expected, one.months, question.day)
    for name, shares in numbers.compared.items():
        assert [(one.complete, one.reoffended) for one in shares] == reference.compared(expected, name, question.day)


@pytest.mark.django_db(transaction=True)  # PostgreSQL slows down under what one transaction rolls back
def test_random_populations_are_counted_and_listed_as_by_the_reference_count(units):
    leader = MembershipFactory(role="district_leader", unit=units[PROVINCE]).user

    @seed(14)
    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data):
        with transaction.atomic():
            try:
                check_population(data.draw, units, leader)
            finally:
                transaction.set_rollback(True)

    check()


def check_population(draw, units, leader):
    population, recorder = draw(populations()), CaseRecorder(units, leader)
    recorder.enter(population)
    plain = {code: draw(records()) for code in recorder.cases}
    for code, found in plain.items():
        store(recorder.cases[code], found, units[recorder.current[code].stays[0].unit])
    snapshots = [(settled_time(), PlainDistrict(deepcopy([*recorder.current.values()]), deepcopy(plain)))]
    if without_loan := [planned for planned in population if not plain[planned.code].payments]:
        change(draw, recorder, draw(st.sampled_from(without_loan)))
    struck = draw(st.sampled_from(sorted(plain)))
    strike_contacts(recorder.cases[struck])
    plain[struck].contacts = []
    snapshots.append((settled_time(), PlainDistrict([*recorder.current.values()], plain)))
    at, district = draw(st.sampled_from(snapshots))
    # The half-years and years that end with E meet among the events in some of the draws.
    end = months_later(FIRST + timedelta(days=draw(st.integers(8, 26))), draw(st.sampled_from([0, 0, 6, 12, 36])))
    period = Period(end - timedelta(days=draw(st.integers(0, 12))), end)
    question = Question(
        units[draw(st.sampled_from([DISTRICT, DISTRICT, X, PROVINCE]))],
        period,
        at,
        today=end - timedelta(days=draw(st.sampled_from([0, 0, 3]))),
        category=draw(st.sampled_from(["total", "completed", "conditional", "amnesty"])),
        definition=draw(st.sampled_from(DEFINITIONS)),
    )
    assert_same_rates(question, district.cases)
    names = st.lists(st.sampled_from([*open_cases.FIGURES, *needs.FIGURES]), min_size=5, max_size=5)
    assert_same_lists(question, district, draw(names))
    assert_same_cohort(question, district, Period(FIRST + timedelta(days=draw(st.integers(0, 9))), date(2024, 1, 25)))
