"""Which duties a case has, and by when, for each fact that is missing."""

from datetime import date, timedelta

import pytest

from law.duties.agenda import Job, Move, NoticeFacts, Review, TransferFacts, Wish, notice_duties, transfer_duties
from law.duties.tests.agenda_cases import CALENDAR, DAY, TIMELINE, duties_by_key, facts, on_probation
from law.duties.tests.duty_facts import (
    EARLY,
    HOME_LATELY,
    LATE,
    LONG,
    MOSTLY_AWAY,
    SUSPENDED_UNPAID,
    TOO_MUCH,
    TWICE,
    TWO_YEARS,
    breach,
    conviction,
    ending,
    leave,
)
from law.rules.convictions import Conviction, NewCrime, Obligation, Penalty

# The built-in row `expunge_urge_days`.
URGE = timedelta(days=90)


@pytest.mark.parametrize("done", [facts(), on_probation()])
def test_where_all_is_done_nothing_is_asked(done):
    assert duties_by_key(done) == {}


# What is missing → which duty, by when.
MISSING = [
    ("present", {"presented_on": None, "present_by_on": date(2024, 5, 20)}, date(2024, 5, 20)),
    ("information", {"information_on": None}, date(2024, 5, 9)),
    ("commitment", {"commitment_on": None}, date(2024, 5, 9)),
    ("commitment", {"commitment_on": None, "present_by_on": date(2024, 5, 20)}, date(2024, 5, 20)),
    ("commitment", {"commitment_on": None, "entered_on": date(2024, 6, 1)}, date(2024, 6, 8)),
    ("officer", {"has_officer": False}, date(2024, 5, 2)),
    ("officer", {"has_officer": False, "entered_on": date(2024, 6, 1)}, date(2024, 6, 1)),
    ("commitment", {"commitment_on": None, "managed_from": date(2024, 5, 1)}, date(2024, 5, 8)),
    ("helper", {"has_helper": False}, date(2024, 5, 8)),
    ("contact", {"last_contact_on": None, "group": "C"}, date(2024, 6, 1)),
    ("contact", {"last_contact_on": None, "group": "C", "entered_on": DAY}, date(2024, 6, 10)),
    ("contact", {"last_contact_on": date(2024, 5, 5), "group": "C"}, date(2024, 6, 4)),
    ("contact", {"agreed_on": date(2024, 6, 1)}, date(2024, 6, 1)),
    ("group", {"classified_on": None, "managed_from": date(2024, 2, 1)}, date(2024, 5, 1)),
    ("group", {"classified_on": date(2024, 3, 10)}, date(2024, 6, 10)),
    ("sentence", {"conviction": None}, date(2024, 6, 1)),
    ("certificate", {"has_certificate": False}, date(2024, 6, 1)),
    ("papers", {"has_number": False}, date(2024, 6, 1)),
    ("papers", {"papers_until": date(2024, 6, 30)}, date(2024, 6, 30)),
    ("residence", {"residence_until": date(2024, 6, 20)}, date(2024, 6, 20)),
    ("need:n", {"wishes": (Wish("n", "việc làm", date(2024, 6, 10)),)}, date(2024, 6, 10)),
    ("work:j:3", {"jobs": (Job("j", "HTX", date(2024, 3, 1), (3, 6)),)}, date(2024, 6, 1)),
    ("transfer", {"transfer_asked_on": date(2024, 5, 30)}, date(2024, 6, 6)),
    ("expungement", {"conviction": conviction()}, date(2024, 3, 16)),
    ("expungement", {"conviction": conviction(), "entered_on": date(2024, 5, 30)}, date(2024, 6, 6)),
    ("expungement", {"conviction": conviction(date(2022, 6, 20))}, date(2024, 6, 21)),
    ("expungement", {"conviction": conviction(needs_court=True, start=date(2021, 5, 1))}, date(2024, 5, 2)),
    ("expungement", {"conviction": conviction(obligations=(Obligation(date(2024, 5, 1)),))}, None),
    ("obligations", {"conviction": conviction(obligations=(Obligation(),))}, None),
    ("obligations", {"conviction": conviction(date(2022, 8, 1), obligations=(Obligation(),))}, date(2024, 8, 1)),
    ("obligations", {"conviction": conviction(date(2022, 6, 3), obligations=(Obligation(),))}, DAY),
    ("obligations", {"conviction": conviction(DAY + URGE - TWO_YEARS, obligations=(Obligation(),))}, DAY + URGE),
    ("expungement", {"conviction": Conviction(date(2023, 5, 1), Penalty.SUSPENDED, 18)}, date(2024, 5, 2)),
    ("expungement", {"conviction": conviction(date(2023, 10, 1), has_merit=True)}, date(2024, 6, 2)),
    ("expungement", {"conviction": conviction(date(2024, 1, 1), is_minor=True)}, None),
    ("new-crime", {"conviction": conviction(new_crimes=(NewCrime(date(2023, 1, 1), is_convicted=False),))}, None),
    ("review", {"conviction": conviction(), "review": Review(date(2024, 3, 1))}, date(2024, 5, 30)),
    ("petition", {"conviction": conviction(), "review": Review(DAY, needs_petition=True)}, date(2024, 7, 3)),
    ("review", {"conviction": conviction(), "review": Review(EARLY, True, date(2024, 3, 15))}, date(2024, 6, 13)),
]  # fmt: skip
ON_PROBATION = [
    ("present", {"presented_on": None}, date(2024, 1, 15)),
    ("not-presented", {"presented_on": None}, date(2024, 1, 15)),
    ("presentation-report", {"presentation_reported_on": None}, date(2024, 1, 19)),
    ("presentation-report", {"presentation_reported_on": None, "presented_on": None}, date(2024, 1, 22)),
    ("presentation-report", {"presentation_reported_on": None, "entered_on": DAY}, date(2024, 6, 10)),
    ("presentation-report", {"presentation_reported_on": None, "probation_end_on": None}, date(2024, 1, 19)),
    ("information", {"information_on": None}, date(2024, 1, 15)),
    ("commitment", {"commitment_on": None}, date(2024, 1, 15)),
    ("clock", {"probation_end_on": None}, date(2024, 1, 10)),
    ("report:2024-05", {"reports": {date(2024, m, 1): DAY for m in (1, 2, 3, 4, 6)}}, date(2024, 5, 31)),
    ("report:2024-06", {"reports": {date(2024, m, 1): DAY for m in (1, 2, 3, 4, 5)}}, date(2024, 6, 30)),
    ("report:2024-03:2024-05:2", {"reports": {date(2024, m, 1): DAY for m in (1, 2, 4, 6)}}, date(2024, 3, 31)),
    ("assessment:2024-05", {"assessments": {date(2024, m, 1): DAY for m in (1, 2, 3, 4)}}, date(2024, 6, 5)),
    ("leave:20240610", {"leaves": (leave("06-10", "06-20", is_granted=None),)}, date(2024, 6, 10)),
    ("back:20240501", {"leaves": (leave("05-01", "05-20"),)}, date(2024, 5, 21)),
    ("overstay:20240501", {"leaves": (LATE,)}, date(2024, 5, 28)),
    ("overstay:20240201", {"leaves": (leave("02-01", "04-20", "04-20"),)}, date(2024, 4, 8)),
    ("overstay:20240520", {"leaves": (leave("05-20", "06-02", "06-03"),)}, date(2024, 6, 10)),
    ("absences-near", {"leaves": MOSTLY_AWAY}, None),
    ("absences-near", {"leaves": (*MOSTLY_AWAY[:2], leave("06-10", "07-28"))}, None),
    ("absences", ending(2024, 8, 10, leaves=(TOO_MUCH[0], leave("05-22", "06-03", "06-03"))), DAY),
    ("clock", {"probation_end_on": date(2024, 1, 10)}, date(2024, 1, 10)),
    ("absences", ending(2024, 8, 10, leaves=TOO_MUCH), date(2024, 4, 22)),
    ("absences", ending(2024, 9, 5, leaves=TOO_MUCH), date(2024, 4, 30)),
    ("move:m", {"moves": (Move("m", date(2024, 5, 25)),)}, date(2024, 6, 9)),
    ("breach:b:minutes", {"breaches": breach(date(2024, 6, 1))}, date(2024, 6, 8)),
    ("breach:b:meeting", {"breaches": breach(date(2024, 6, 1))}, date(2024, 6, 8)),
    ("breach:b:report", {"breaches": (*breach(date(2024, 5, 1), key="a"), *breach(DAY))}, date(2024, 6, 10)),
    ("breach:b:request", {"breaches": TWICE}, date(2024, 6, 6)),
    ("hand-over", ending(2024, 7, 1), date(2024, 6, 16)),
    ("completion", ending(2024, 7, 1), date(2024, 7, 1)),
    ("shorten", ending(2024, 12, 10, shortening_asked=False, **LONG), None),
    (
        "shorten",
        {**LONG, "shortening_asked": False, "probation_end_on": DAY + (DAY - EARLY), "original_end_on": None},
        None,
    ),
]
ROWS = [(facts, *row) for row in MISSING] + [(on_probation, *row) for row in ON_PROBATION]


@pytest.mark.parametrize(("make", "key", "missing", "by_on"), ROWS, ids=[f"{n}-{r[1]}" for n, r in enumerate(ROWS)])
def test_what_is_missing_is_asked_for_by_its_day(make, key, missing, by_on):
    found = duties_by_key(make(**missing))
    assert key in found, sorted(found)
    assert found[key].by_on == by_on


NOT_ASKED = [
    # What no law sets a day for is not late on the day on which an old register is brought in.
    (facts, "contact", {"managed_from": EARLY, "last_contact_on": None, "entered_on": DAY - timedelta(days=1)}, True),
    (facts, "commitment", {"managed_from": date(2024, 4, 30), "commitment_on": None}, False),
    (facts, "present", {"presented_on": None}, False),
    (facts, "contact", {"group": "D", "last_contact_on": None}, False),
    (facts, "papers", {"papers_until": date(2024, 7, 4)}, False),
    (facts, "residence", {"residence_until": date(2024, 7, 4)}, False),
    (facts, "work:j:6", {"jobs": (Job("j", "HTX", date(2024, 3, 1), (3, 6)),)}, False),
    (facts, "expungement", {"conviction": conviction(date(2022, 7, 4))}, False),
    (facts, "obligations", {"conviction": conviction(date(2022, 9, 3), obligations=(Obligation(),))}, False),
    (facts, "obligations", {"conviction": SUSPENDED_UNPAID}, False),
    (facts, "expungement", {"conviction": conviction(), "review": Review(DAY)}, False),
    (facts, "new-crime", {"conviction": conviction(new_crimes=(NewCrime(date(2023, 1, 1)),))}, False),
    (on_probation, "group", {"classified_on": None}, False),
    (on_probation, "shorten", {"shortening_asked": False}, False),
    (on_probation, "not-presented", {"presented_on": None, "has_not_presented_breach": True}, False),
    (on_probation, "overstay:20240501", {"leaves": (LATE,), "breaches": breach(date(2024, 5, 21))}, False),
    (on_probation, "overstay:20240201", {"leaves": (leave("02-01", "04-20", "04-20", is_treatment=True),)}, False),
    (on_probation, "not-presented", {**HOME_LATELY, "presented_on": None}, False),
    (on_probation, "presentation-report", {**HOME_LATELY, "presented_on": None, "presentation_reported_on": None}, False),
    (facts, "presentation-report", {}, False),
    (on_probation, "back:20240520", {"leaves": (leave("05-20", "06-03"),)}, False),
    (on_probation, "overstay:20240201", {"leaves": (leave("02-01", "03-31", "03-31"),)}, False),
    (on_probation, "absences-near", {"leaves": MOSTLY_AWAY[:2]}, False),
    (on_probation, "absences", ending(2024, 8, 10, leaves=TOO_MUCH, breaches=breach(date(2024, 4, 22))), False),
    (on_probation, "absences", ending(2024, 9, 6, leaves=TOO_MUCH), False),
    (on_probation, "hand-over", ending(2024, 7, 19), False),
    (on_probation, "completion", ending(2024, 7, 4), False),
    (on_probation, "shorten", ending(2024, 12, 10, shortening_asked=False, breaches=breach(EARLY), **LONG), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "key", "changes", "soon"), NOT_ASKED, ids=[f"{n}-{r[1]}" for n, r in enumerate(NOT_ASKED)]
)
def test_what_is_not_due_is_not_asked(make, key, changes, soon):
    found = duties_by_key(make(**changes))
    assert (key in found and not found[key].is_overdue(DAY)) if soon else key not in found


def test_a_report_put_off_by_a_leave_is_asked_for_when_it_comes_near():
    away = on_probation(reports={date(2024, m, 1): DAY for m in (1, 2, 3, 4, 5)}, leaves=(leave("06-05", "08-01"),))
    assert "report:2024-06" not in duties_by_key(away)
    assert duties_by_key(away, date(2024, 7, 2))["report:2024-06"].by_on == date(2024, 8, 1)


def test_one_missing_month_is_told_once():
    found = duties_by_key(on_probation(reports={date(2024, m, 1): DAY for m in (1, 2, 3, 4, 6)}))
    assert [key for key in found if key.startswith("report")] == ["report:2024-05"]


def test_the_article_of_a_duty_is_that_of_its_population():
    assert "Điều 9" in str(duties_by_key(facts(commitment_on=None))["commitment"].article)
    assert "Điều 59" in str(duties_by_key(on_probation(commitment_on=None))["commitment"].article)


def test_a_duty_rests_on_the_law_of_the_day_it_was_due():
    """Luật Thi hành án hình sự 2025 replaces that of 2019 on 1/7/2026; what fell due before stays under the old one."""
    late = duties_by_key(on_probation(presented_on=None, reports={}), date(2026, 11, 24))
    for key in ("present", "not-presented", "report:2024-01:2025-07:19", "hand-over", "completion"):
        assert "2019" in str(late[key].article), key
    ahead = duties_by_key(on_probation(probation_end_on=date(2026, 12, 1), original_end_on=None), date(2026, 11, 24))
    assert "2025" in str(ahead["completion"].article)


def test_a_planned_month_that_has_no_field_is_never_asked_for():
    """The plan's months are settings; only where the answer can be entered may a duty stand."""
    job = Job("j", "HTX", date(2023, 1, 1), (3, 6, 12))
    assert set(duties_by_key(facts(jobs=(job,)))) == {"work:j:3", "work:j:6", "work:j:12"}


NOTICES = [
    # Friday 26/04/2024, before the holidays of 29/4–1/5: the third working day is 06/05 at the latest.
    (NoticeFacts(date(2024, 4, 26), date(2024, 7, 1)), {"verify": CALENDAR.after(date(2024, 4, 26), 3)}),
    (NoticeFacts(date(2024, 5, 27), date(2024, 7, 1)), {"verify": date(2024, 5, 30)}),
    (NoticeFacts(date(2024, 5, 31), date(2024, 7, 1)), {"verify": date(2024, 6, 5)}),
    (NoticeFacts(date(2024, 5, 27), date(2024, 7, 1), DAY, True), {}),
    (NoticeFacts(date(2024, 5, 27), date(2024, 7, 1), DAY, False), {"answer": date(2024, 5, 30)}),
    (NoticeFacts(date(2024, 5, 27), date(2024, 7, 1), DAY, False, True), {}),
    (NoticeFacts(date(2024, 3, 1), DAY, DAY, True), {}),
    (NoticeFacts(date(2024, 3, 1), date(2024, 6, 2), DAY, True), {"come": date(2024, 6, 2)}),
]


@pytest.mark.parametrize(("notice", "expected"), NOTICES)
def test_a_notice_asks_for_the_address_and_then_for_the_person(notice, expected):
    assert {duty.key: duty.by_on for duty in notice_duties(notice, TIMELINE, CALENDAR, DAY)} == expected


def test_a_request_to_us_waits_for_our_answer():
    [duty] = transfer_duties(TransferFacts("t", date(2024, 5, 30)), TIMELINE, DAY)
    assert (duty.key, duty.by_on) == ("answer:t", date(2024, 6, 6))
    assert "4" in duty.what
