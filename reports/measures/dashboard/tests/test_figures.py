"""The figures of the dashboard by hand: each boundary a day before, on the day, and a day after."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import MembershipFactory
from cases.facts import clock as facts_clock
from cases.facts.clock import fact_time, settled_time
from cases.facts.store import ReoffenceData
from cases.models import Assignment, Case, Classification, Contact, Employment, Judgment, Need, Offence, Stay
from cases.reoffences import services as reoffences_services
from cases.tests.factories import receive
from cases.worklist.lists import worklist_lines
from core.dates import VIETNAM, Period, add_months, today
from loans.models import Loan, LoanFact
from reports.measures.dashboard import cohorts, people, registry, trust
from reports.measures.dashboard.question import Question, fetch, months_after, plain_day
from reports.measures.definition import Definition
from reports.measures.loans import loan_figures
from reports.measures.management import figures, own_units
from reports.tests.sample_cases import H1, PROVINCE, WORKED_EXAMPLE, X, case, store

D = date(2024, 6, 14)


def days(number: int, after: date = D) -> date:
    return after + timedelta(days=number)


def ask(unit, period: Period = H1, on: date = D, **given) -> Question:
    return Question(unit, period, settled_time(), on, **given)


def count(question: Question, *names: str) -> tuple:
    own = registry.count_all(question, names).own
    return tuple(own[name] for name in names)


def test_the_half_years_of_a_preset_meet_without_a_gap():
    for end, first in ((date(2024, 6, 14), date(2020, 6, 15)), (date(2024, 6, 30), date(2020, 7, 1))):
        found = people.half_years(end)
        assert (len(found), found[0].start, found[-1].end) == (8, first, end)
        assert all(one.end + timedelta(days=1) == after.start for one, after in zip(found, found[1:], strict=False))
    assert people.half_years(D)[-1] == H1
    assert people.window(D) == Period(date(2021, 6, 15), D)
    assert people.window(date(2024, 2, 28), 1) == Period(date(2023, 2, 28), date(2024, 2, 28))


def test_every_figure_says_what_it_is_and_lists_exactly_what_it_counts(units):
    stored = store(
        [*WORKED_EXAMPLE, case("7", "G", "X completed 01/02/2024 01/03/2024 other", reoffences=["05/03/2024"])], units
    )
    loan = Loan.objects.create(case=stored["1"], unit=units[X], named_borrower="x")
    for kind, day, more in (
        ("request", 1, {"purpose": "production"}),
        ("decision", 2, {"is_approved": True}),
        ("disbursement", 3, {}),
        ("balance", 4, {"overdue": 5}),
    ):
        LoanFact.objects.create(loan=loan, kind=kind, on=date(2024, 1, day), amount=50, known_from=fact_time(), **more)
    for definition in (Definition(), Definition("prosecution", "average")):
        for unit in (units[X], units[PROVINCE]):
            question = ask(unit, definition=definition)
            counted = registry.count_all(question).own
            for name, figure in registry.FIGURES.items():
                assert "" not in (str(figure.label), str(figure.definition))
                listed = len(registry.members(question, name))
                halves = 2 if name == "managed" and definition.denominator == "average" else 1
                assert counted[name] == (None if name in ("overdue_duties", "expungement_due") else listed / halves), (
                    name
                )
            report = figures(unit, H1, question.known_at, definition)
            quality = report["data_quality"]
            for name in ("late", "after_report", "corrected", "withdrawn"):
                assert counted[name] == quality["stays"][name] + quality["reoffences"][name]
            assert counted["unattributed"] == len(report["not_attributed"]) == 1
            assert counted["unconfirmed"] == len(report["unconfirmed"]) == 1
            lent = loan_figures(own_units(question.rows), H1, question.known_at)
            assert counted["loans_approved"] == lent["requests"]["approved"] == 1
            assert counted["loans_disbursed"] == lent["period"]["loans"] == 1
            assert counted["loans_overdue"] == 1
    assert count(ask(units[X]), "late", "managed", "reoffended") == (8 + 1 + 1, 7, 1)


def test_the_number_of_statements_does_not_grow_with_people_and_units(units):
    def statements(unit) -> int:
        with CaptureQueriesContext(connection) as context:
            question = ask(unit)
            people.rates(question)
            registry.count_all(question)
            trust.entry_delays(question)
        return len(context)

    empty = statements(units[X])
    store(WORKED_EXAMPLE, units)
    assert statements(units[PROVINCE]) == statements(units[X]) == empty


def test_contacts_needs_work_and_the_first_days_turn_on_their_day(world):
    one = receive(world, on=days(-90))
    unit, names = world.tinh_bac, ("contacts_covered", "contacts_expected", "first_90_days", "first_90_days_no_contact")
    contact = Contact.objects.create(case=one, kind="visit", on=days(-90), outcome="x")
    assert count(ask(unit), *names) == (1, 1, 0, 0)  # without a group every 90 days
    assert count(ask(unit, on=days(-1)), *names) == (1, 1, 1, 0)
    Contact.objects.create(case=one, kind="monthly_report", on=D, for_month=date(2024, 6, 1), outcome="x")
    after = Period(days(1), days(9))
    assert count(ask(unit, after, days(1)), *names) == (0, 1, 0, 0)
    Classification.objects.create(case=one, group="A", on=days(1), reasons="x")
    assert count(ask(unit, after, days(1)), "contacts_covered", "group_a", "group_none") == (1, 1, 0)
    Classification.objects.create(case=one, group="D", on=days(2), reasons="x")
    assert count(ask(unit, after, days(2)), *names[:2]) == (0, 0)  # nobody expects a contact
    before = settled_time()
    Contact.objects.filter(pk=contact.pk).update(removed_at=timezone.now())
    assert count(ask(unit), "contacts_covered") == (0,)
    assert count(Question(unit, H1, before, D), "contacts_covered") == (1,)

    need = Need.objects.create(case=one, kind="legal_papers", description="x", raised_on=days(-30))
    ages = [f"need_legal_papers_{age}" for age in ("0_30", "31_90", "over_90")]
    assert count(ask(unit), *ages) == (1, 0, 0)
    for raised, expected in ((31, (0, 1, 0)), (90, (0, 1, 0)), (91, (0, 0, 1)), (-1, (0, 0, 0))):
        Need.objects.filter(pk=need.pk).update(raised_on=days(-raised))
        assert count(ask(unit), *ages) == expected
    Need.objects.filter(pk=need.pk).update(raised_on=days(-31), state="met", closed_on=days(1))
    assert count(ask(unit), *ages) == (0, 1, 0)
    Need.objects.filter(pk=need.pk).update(closed_on=D)
    assert count(ask(unit), *ages) == (0, 0, 0)

    work = ("work_with", "work_without", "work_unknown")
    assert count(ask(unit), *work) == (0, 0, 1)
    Need.objects.create(case=one, kind="job", description="x", raised_on=D)
    assert count(ask(unit), *work) == (0, 1, 0)
    job = Employment.objects.create(case=one, employer="x", work="x", contract="self", start_on=D)
    assert count(ask(unit), *work) == (1, 0, 0)
    Employment.objects.filter(pk=job.pk).update(start_on=days(-5), end_on=D)
    assert count(ask(unit), *work) == (0, 1, 0)

    assert count(ask(unit), "no_officer") == (1,)
    Assignment.objects.create(case=one, role="officer", user=world.officer, start_on=D)
    assert count(ask(unit, on=days(-1)), "no_officer") == (1,)
    assert count(ask(unit), "no_officer") == (0,)


def test_duties_are_those_of_the_worklist_and_only_of_today(world):
    for number in range(3):
        receive(world, f"HS-{number}", f"Người {number}", on=days(-400, today()))
    Case.objects.update(created_at=timezone.now() - timedelta(days=300))
    period = Period(days(-30, today()), days(30, today()))
    overdue = [(line.case_id, line.duty.key) for line in worklist_lines(world.officer) if line.is_overdue]
    question = ask(world.son_tinh, period, today())
    listed = registry.members(question, "overdue_duties")
    ids = dict(Case.objects.values_list("pk", "public_id"))
    assert sorted((ids[member.case], member.of) for member in listed) == sorted(overdue)
    assert count(question, "overdue_duties") == (len(overdue),)
    assert len(overdue) > 3
    assert registry.count_all(question, ("overdue_duties",)).below[0][1] is not None
    assert count(question.about(category="amnesty"), "overdue_duties") == (0,)
    for earlier in (
        ask(world.son_tinh, H1, today()),
        Question(world.son_tinh, period, timezone.now() - timedelta(days=2), today()),
    ):
        assert count(earlier, "overdue_duties") == (None,)
        assert registry.members(earlier, "overdue_duties") == []


def test_expungements_that_are_due_are_those_of_the_worklist(world):
    home = days(-365 * 5, today())
    for number, is_known in enumerate((True, True, False)):
        received = receive(world, f"HS-{number}", f"Người {number}", on=home)
        judgment = Judgment.objects.create(
            case=received, court="x", number="1", on=days(-700, home), months=24, has_no_obligations=is_known
        )
        Offence.objects.create(
            judgment=judgment,
            name="x",
            article="173",
            is_intentional=True,
            crime_class="serious",
            act_on=days(-900, home),
        )
    Case.objects.update(created_at=timezone.now() - timedelta(days=300))
    due = [line.case_id for line in worklist_lines(world.officer) if line.duty.key == "expungement" and line.is_overdue]
    question = ask(world.son_tinh, Period(days(-30, today()), days(30, today())), today())
    ids = dict(Case.objects.values_list("pk", "public_id"))
    assert {ids[member.case] for member in registry.members(question, "expungement_due")} == set(due)
    assert count(question, "expungement_due") == (len(due),) == (2,)


@pytest.fixture
def clock(monkeypatch):
    def set_to(text: str):
        moment = date.fromisoformat(text[:10])
        at = timezone.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
        monkeypatch.setattr(facts_clock.timezone, "now", lambda: at)
        return moment

    return set_to


def test_the_delay_of_entry_is_the_median_of_facts_first_known_in_the_period(world, clock):
    clock("2024-06-14 23:59")
    cases = [receive(world, f"HS-{number}", f"Người {number}", on=days(-number)) for number in (1, 2, 9)]
    clock("2024-06-15 00:01")
    receive(world, "HS-4", "Người sau", on=days(-30))
    question = ask(world.son_tinh)
    delays = {delay.unit: (delay.days, delay.facts) for delay in trust.entry_delays(question)}
    assert delays[world.son_tinh] == delays[world.tinh_bac] == (2.0, 3)
    assert delays[world.tinh_ha] == (None, 0)
    assert [member.case for member in registry.members(question, "entered")] == [one.pk for one in cases]
    clock("2024-06-16 09:00")
    reoffences_services.record_reoffence(by=None, case=cases[0], data=ReoffenceData(days(-1)))
    clock("2024-06-17 09:00")
    crime = cases[0].reoffences.get()
    reoffences_services.correct_reoffence(
        by=None, reoffence=crime, data=ReoffenceData(days(-1), document_number="5"), why="Thiếu số"
    )
    later = trust.entry_delays(ask(world.tinh_bac, Period(days(1), days(9)), days(9)))
    # 31 days of the case, and 3 of the reoffence, whose correction is no new fact.
    assert [(delay.days, delay.facts) for delay in later] == [(17.0, 2)]


def test_a_unit_is_silent_until_somebody_of_it_enters_something(world):
    receive(world, on=days(-300))
    note = Contact.objects.create(case=Case.objects.get(), kind="visit", on=days(-200), outcome="x")

    def silent(entered: date | None, by=world.officer, unit=world.son_tinh, on=D) -> list[int]:
        at = timezone.datetime(entered.year, entered.month, entered.day, 0, 30, tzinfo=VIETNAM) if entered else None
        Contact.objects.filter(pk=note.pk).update(created_by=by, **({"created_at": at} if at else {}))
        return [member.key for member in registry.members(ask(unit, on=on), "silent_units")]

    bac = [world.tinh_bac.pk]
    MembershipFactory(
        user=world.officer_ha, unit=world.tinh_bac, role="commune_officer", start_on=date(2020, 1, 1), end_on=days(-50)
    )
    assert silent(days(-90)) == bac
    assert silent(days(-89)) == []
    assert silent(D) == []
    assert silent(days(1)) == bac
    assert silent(D, unit=world.tinh_bac) == []
    assert silent(D, by=world.leader) == bac  # the district is not the commune
    assert silent(D, by=None, unit=world.tinh_bac) == bac
    assert silent(days(-51), by=world.officer_ha) == []
    assert silent(days(-50), by=world.officer_ha) == bac  # was of the unit until then
    assert silent(D, by=world.officer, unit=world.tu_nghia) == []  # nobody is managed there
    registry_of_below = registry.count_all(ask(world.son_tinh), ("silent_units",)).below
    assert {unit: numbers["silent_units"] for unit, numbers in registry_of_below}[world.tinh_bac] == 0
    # A fact is an entry too.
    Stay.objects.bulk_create(
        Stay(
            case=one,
            person=one.person,
            unit=world.tinh_bac,
            category="completed",
            start_on=days(-300),
            known_from=at,
            known_until=at + timedelta(days=1),
            recorded_by=world.officer,
        )
        for one, at in [(note.case, timezone.datetime(2024, 6, 1, tzinfo=VIETNAM))]
    )
    assert silent(D, by=None) == []


@pytest.mark.parametrize("day", [date(2020, 2, 29), date(2021, 8, 31), date(2022, 12, 1)], ids=str)
def test_a_statement_adds_months_as_the_calendar_does(world, day):
    for months in (1, 6, 12, 24, 36):
        sql = f"SELECT {months_after('given.day', months)} FROM (SELECT CAST(%(start)s AS date) AS day) AS given"
        if connection.vendor == "sqlite":
            sql = sql.replace("CAST(%(start)s AS date)", "%(start)s")
        [[found]] = fetch(sql, ask(world.tinh_bac, Period(day, day)))
        assert plain_day(found) == add_months(day, months)


def cohort_of(unit, until: date, window: Period, **given) -> list[cohorts.Released]:
    return cohorts.released(ask(unit, Period(until, until), until, **given), window)


def share_of_cohort(unit, until: date, window: Period, months: int = 12) -> tuple[int, int]:
    found = cohorts.followed(ask(unit, Period(until, until), until), window)
    [share] = [one for one in found.shares if one.months == months]
    return share.complete, share.reoffended


def test_a_cohort_is_followed_to_the_reoffence_or_to_the_end_of_what_is_known(units):
    store(
        [
            case("1", "A", "X completed 29/02/2020", reoffences=["28/02/2021"]),
            case("2", "B", "X completed 01/03/2020", reoffences=["02/03/2021"]),
            case("3", "C", "X amnesty 01/03/2020 01/03/2021 died"),
            case("4", "D", "X completed 01/03/2020 28/02/2021 moved_away"),
            case("5", "D", "X completed 01/06/2021", origin="elsewhere", reoffences=["01/07/2021"]),
            case("6", "E", "X conditional 01/03/2020 01/09/2020 reimprisoned"),
            case("7", "F", "OUT completed 01/03/2020"),
            case("8", "G", "X completed 02/03/2020", reoffences=[("01/05/2020", None, "dropped")]),
        ],
        units,
    )
    window = Period(date(2020, 2, 29), date(2020, 3, 1))
    found = {one.case: one for one in cohort_of(units["901"], date(2021, 3, 1), window)}
    assert [one.followed_until for one in sorted(found.values(), key=lambda one: one.case)] == [
        date(2021, 2, 28), date(2021, 3, 1), date(2021, 3, 1), date(2021, 2, 28), date(2021, 3, 1),
    ]  # fmt: skip
    # A within (29/02 has its anniversary on 28/02); B a day later; C to the last day; D was lost the day before; E is followed.
    assert share_of_cohort(units["901"], date(2021, 3, 1), window) == (4, 1)
    assert share_of_cohort(units["901"], date(2021, 2, 28), window) == (1, 1)
    assert share_of_cohort(units["901"], date(2021, 3, 2), window) == (4, 1)
    assert [one.is_event for one in cohort_of(units["901"], date(2021, 3, 2), window)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_what_is_the_event_of_a_person_and_what_ends_the_follow_up(units):
    plain = [
        case("1", "A", "X completed 01/03/2018 01/03/2020 expunged"),
        case("2", "A", "X completed 01/03/2020"),  # an older case's end is not this one's
        case("3", "B", "X completed 01/03/2020", reoffences=["01/03/2020"]),
        case("4", "C", "X completed 01/03/2020", reoffences=[("01/06/2020", None, "dropped")]),
        case("5", "D", "X completed 01/03/2020", reoffences=[("01/06/2020", None, "acquitted"), "01/07/2020"]),
        case("6", "E", "X completed 01/03/2020 01/05/2020 other"),
        case("7", "E", "X completed 01/06/2020 01/09/2020 died", reoffences=["01/09/2020"]),
        case("8", "F", "X completed 01/03/2020 01/05/2020 died", reoffences=["02/05/2020"]),  # outside every stay
        case("9", "G", "X completed 01/03/2020 01/05/2020 other", reoffences=["02/05/2020"]),
    ]
    cases = store(plain, units)
    until = date(2021, 3, 1)
    found = cohort_of(units[X], until, Period(date(2020, 3, 1), date(2020, 12, 31)))
    code = {stored.pk: name for name, stored in cases.items()}
    assert {code[one.case]: (one.event_on, one.followed_until) for one in found} == {
        "2": (None, until),
        "3": (date(2020, 3, 1), date(2020, 3, 1)),
        "4": (None, until),
        "5": (date(2020, 7, 1), date(2020, 7, 1)),
        "6": (date(2020, 9, 1), date(2020, 9, 1)),  # once, by the first release, followed into the next case
        "8": (None, date(2020, 5, 1)),
        "9": (None, until),
    }
    year = Period(date(2020, 1, 1), date(2020, 12, 31))
    assert people.rates(ask(units[X], year, until)).headline.reoffended == 3
    assert people.rates(ask(units[X], year, until, category="amnesty")).headline == people.Rate(year, 0, 0)


def test_help_counts_until_the_end_of_month_twelve_and_groups_are_compared_a_year_later(units):
    stored = store(
        [
            case("1", "A", "X completed 01/03/2020", reoffences=["02/03/2021"]),
            case("2", "B", "X amnesty 01/03/2020"),
            case("3", "C", "X conditional 01/03/2020"),
            case("4", "D", "X completed 01/03/2020", reoffences=["01/03/2021"]),
        ],
        units,
    )
    for code, paid in (("1", date(2021, 3, 1)), ("2", date(2021, 3, 2)), ("4", date(2020, 4, 1))):
        loan = Loan.objects.create(case=stored[code], unit=units[X], named_borrower="x")
        LoanFact.objects.create(loan=loan, kind="disbursement", on=paid, amount=5, known_from=fact_time())
    Employment.objects.create(case=stored["3"], employer="x", work="x", contract="self", start_on=date(2019, 1, 1))
    Assignment.objects.create(case=stored["2"], role="helper", full_name="x", start_on=date(2021, 3, 1))
    window = Period(date(2020, 3, 1), date(2020, 3, 1))

    def compared(until: date) -> dict[str, tuple]:
        found = cohorts.followed(ask(units[X], Period(until, until), until), window).compared
        return {name: tuple((one.complete, one.reoffended) for one in shares) for name, shares in found.items()}

    # Of the second year nothing is known until it is over.
    nothing = ((0, 0), (0, 0))
    assert compared(date(2021, 3, 11)) == compared(date(2022, 2, 28)) == dict.fromkeys(cohorts.HELPS, nothing)
    # D reoffended within the year and is in no group; C may not borrow; B borrowed a day too late, and had a helper in time.
    assert compared(date(2022, 3, 1)) == {
        "loan": ((1, 1), (1, 0)),
        "work": ((1, 0), (2, 1)),
        "helper": ((1, 0), (2, 1)),
    }
    found = cohort_of(units[X], date(2021, 3, 11), window)
    [work_on] = [one.work_on for one in found if one.case == stored["3"].pk]
    assert work_on == date(2020, 3, 1)
