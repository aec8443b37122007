"""The duties as rules: there while a fact is missing, by its day; gone once it is entered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.duties.agenda import (
    AHEAD,
    CaseFacts,
    Job,
    Kind,
    Move,
    NoticeFacts,
    Review,
    TransferFacts,
    Wish,
    duties,
    notice_duties,
    transfer_duties,
)
from law.duties.agenda_expungement import URGE, is_far
from law.duties.tests.agenda_cases import BOOK, CALENDAR, DAY, facts, on_probation, told
from law.rules.absences import Leave
from law.rules.breaches import Breach
from law.rules.convictions import Additional, Conviction, NewCrime, Obligation, Penalty
from law.rules.expungement import Status, expungement

EARLY = date(2022, 3, 15)
TWO_YEARS = timedelta(days=731)
HOME_LATELY = {
    "probation_start_on": date(2024, 5, 29),
    "release_on": date(2024, 5, 29),
    "managed_from": date(2024, 5, 29),
}
LONG = {"probation_start_on": EARLY, "release_on": EARLY, "managed_from": EARLY}


def conviction(start=EARLY, **kwargs) -> Conviction:
    return Conviction(start, months=18, **kwargs)


@pytest.mark.parametrize("done", [facts(), on_probation()])
def test_where_all_is_done_nothing_is_asked(done):
    assert told(done) == {}


def leave(first: str, last: str, back: str = "", **kwargs) -> Leave:
    """Days of 2024 as MM-DD."""
    return Leave(*(date.fromisoformat(f"2024-{day}") if day else None for day in (first, last, back)), **kwargs)


def ending(year: int, month: int, day: int, **kwargs) -> dict:
    return {"probation_end_on": date(year, month, day), "original_end_on": None, **kwargs}


def breach(on: date, **kwargs) -> tuple[Breach, ...]:
    return (Breach(on, **{"key": "b", **kwargs}),)


MOSTLY_AWAY = (leave("02-01", "03-30", "03-30"), leave("04-05", "06-02", "06-02"), leave("06-10", "07-31"))
TOO_MUCH = (leave("02-01", "03-30", "03-30"), leave("04-10", "04-30", "04-30"))
LATE = leave("05-01", "05-20", "05-25")
TWICE = (*breach(date(2024, 5, 1), key="a"), *breach(date(2024, 6, 1), reported_on=DAY))

SUSPENDED_UNPAID = Conviction(date(2023, 9, 3), Penalty.SUSPENDED, 18, obligations=(Obligation(),))

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
    ("helper", {"has_helper": False}, date(2024, 6, 1)),
    ("contact", {"last_contact_on": None, "group": "C"}, date(2024, 6, 1)),
    ("contact", {"last_contact_on": None, "group": "C", "entered_on": DAY}, date(2024, 6, 10)),
    ("contact", {"last_contact_on": date(2024, 5, 5), "group": "C"}, date(2024, 6, 4)),
    ("contact", {"agreed_on": date(2024, 6, 1)}, date(2024, 6, 1)),
    ("group", {"classified_on": None, "managed_from": date(2023, 11, 1)}, date(2024, 5, 1)),
    ("group", {"classified_on": date(2023, 12, 10)}, date(2024, 6, 10)),
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
    ("present-told", {"presentation_told_on": None}, date(2024, 1, 19)),
    ("present-told", {"presentation_told_on": None, "presented_on": None}, date(2024, 1, 22)),
    ("present-told", {"presentation_told_on": None, "entered_on": DAY}, date(2024, 6, 10)),
    ("present-told", {"presentation_told_on": None, "probation_end_on": None}, date(2024, 1, 19)),
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
    found = told(make(**missing))
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
    (on_probation, "present-told", {**HOME_LATELY, "presented_on": None, "presentation_told_on": None}, False),
    (facts, "present-told", {}, False),
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
    found = told(make(**changes))
    assert (key in found and not found[key].is_overdue(DAY)) if soon else key not in found


def test_a_report_put_off_by_a_leave_is_asked_for_when_it_comes_near():
    away = on_probation(reports={date(2024, m, 1): DAY for m in (1, 2, 3, 4, 5)}, leaves=(leave("06-05", "08-01"),))
    assert "report:2024-06" not in told(away)
    assert told(away, date(2024, 7, 2))["report:2024-06"].by_on == date(2024, 8, 1)


def test_one_missing_month_is_told_once():
    found = told(on_probation(reports={date(2024, m, 1): DAY for m in (1, 2, 3, 4, 6)}))
    assert [key for key in found if key.startswith("report")] == ["report:2024-05"]


def test_the_article_of_a_duty_is_that_of_its_population():
    assert "Điều 9" in str(told(facts(commitment_on=None))["commitment"].article)
    assert "Điều 59" in str(told(on_probation(commitment_on=None))["commitment"].article)


def test_a_duty_rests_on_the_law_of_the_day_it_was_due():
    """Luật Thi hành án hình sự 2025 replaces that of 2019 on 1/7/2026; what fell due before stays under the old one."""
    late = told(on_probation(presented_on=None, reports={}), date(2026, 11, 24))
    for key in ("present", "not-presented", "report:2024-01:2025-07:19", "hand-over", "completion"):
        assert "2019" in str(late[key].article), key
    ahead = told(on_probation(probation_end_on=date(2026, 12, 1), original_end_on=None), date(2026, 11, 24))
    assert "2025" in str(ahead["completion"].article)


def test_a_planned_month_that_has_no_field_is_never_asked_for():
    """The plan's months are settings; only where the answer can be entered may a duty stand."""
    job = Job("j", "HTX", date(2023, 1, 1), (3, 6, 12))
    assert set(told(facts(jobs=(job,)))) == {"work:j:3", "work:j:6", "work:j:12"}


# --- every duty: why, what, and how it goes ----------------------------------------------------------------------------------

DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))
MAYBE = st.none() | DAYS


def _conviction(start, months, needs_court, done_on, end_on) -> Conviction:
    return Conviction(
        start,
        Penalty.PRISON,
        months,
        needs_court=needs_court,
        obligations=(Obligation(done_on, "án phí"),),
        additional=(Additional("surveillance", end_on),),
    )


CONVICTIONS = st.builds(_conviction, MAYBE, st.integers(1, 300), st.booleans(), MAYBE, MAYBE)


@st.composite
def lives(draw) -> CaseFacts:
    """Any open case, sensible or not."""
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(1, 900)))
    begins = draw(st.lists(st.integers(0, 400), max_size=3, unique=True))
    return CaseFacts(
        category=draw(st.sampled_from(["completed", "amnesty", "conditional"])),
        managed_from=start,
        release_on=start,
        entered_on=draw(st.none() | st.just(start + timedelta(days=draw(st.integers(0, 200))))),
        probation_start_on=start,
        probation_end_on=draw(st.sampled_from([end, None])),
        present_by_on=draw(MAYBE),
        presented_on=draw(MAYBE),
        information_on=draw(MAYBE),
        commitment_on=draw(MAYBE),
        presentation_told_on=draw(MAYBE),
        handed_back_on=draw(MAYBE),
        has_officer=draw(st.booleans()),
        has_helper=draw(st.booleans()),
        has_certificate=draw(st.booleans()),
        has_number=draw(st.booleans()),
        papers_until=draw(MAYBE),
        residence_until=draw(MAYBE),
        group=draw(st.sampled_from(["", "A", "B", "C", "D"])),
        classified_on=draw(MAYBE),
        last_contact_on=draw(MAYBE),
        agreed_on=draw(MAYBE),
        reports={start.replace(day=1): start} if draw(st.booleans()) else {},
        leaves=tuple(_leave(draw, start + timedelta(days=n)) for n in begins),
        breaches=tuple(
            Breach(start + timedelta(days=n), draw(st.booleans()), draw(st.booleans()), key=f"b{n}") for n in begins
        ),
        moves=(Move("m", draw(DAYS)),) if draw(st.booleans()) else (),
        wishes=(Wish("w", "việc làm", draw(DAYS)),) if draw(st.booleans()) else (),
        jobs=(Job("j", "HTX", draw(DAYS), (3, 6, 12)),) if draw(st.booleans()) else (),
        conviction=draw(st.none() | CONVICTIONS),
        review=draw(st.none() | st.builds(Review, DAYS, st.booleans(), MAYBE)),
        transfer_asked_on=draw(MAYBE),
    )


def _leave(draw, start: date) -> Leave:
    until = start + timedelta(days=draw(st.integers(0, 90)))
    back = draw(st.none() | st.just(start + timedelta(days=draw(st.integers(0, 120)))))
    return Leave(start, until, back, draw(st.booleans()), draw(st.sampled_from([True, False, None])))


# Asked for only when they are near; what somebody applied for or did stands from that day on.
PLANNED = {Kind.RECEPTION, Kind.ASSIGNMENT, Kind.CONTACT, Kind.GROUP, Kind.SUPPORT, Kind.REGISTER, Kind.MONTHLY}


def _on(life: CaseFacts, later: int) -> date:
    return (life.entered_on or life.managed_from) + timedelta(days=later)


@given(lives(), st.integers(0, 1200))
def test_every_duty_has_a_ground_a_place_and_is_due_soon(life, later):
    day = _on(life, later)
    found = duties(life, BOOK, CALENDAR, day)
    assert len({duty.key for duty in found}) == len(found)
    for duty in found:
        assert str(duty.article).strip()
        assert duty.what
        assert duty.missing
        assert duty.tab
        assert duty.kind in Kind
        assert len(duty.key) <= 80
        if duty.kind in PLANNED:
            assert duty.by_on <= day + AHEAD
    assert [duty.by_on or date.max for duty in found] == sorted(duty.by_on or date.max for duty in found)


def _entered(life: CaseFacts, key: str, day: date) -> CaseFacts | None:
    """The life after what the duty asks for was entered on `day`; None: that closes or moves the case."""
    name, _colon, rest = key.partition(":")
    months = {date(y, m, 1): day for y in range(2022, 2030) for m in range(1, 13)}
    done = Conviction(day, months=120)
    changes = {
        "present": {"presented_on": day},
        "information": {"information_on": day},
        "commitment": {"commitment_on": day},
        "present-told": {"presentation_told_on": day},
        "officer": {"has_officer": True},
        "helper": {"has_helper": True},
        "contact": {"last_contact_on": day, "agreed_on": None},
        "group": {"classified_on": day},
        "sentence": {"conviction": done},
        "certificate": {"has_certificate": True},
        "papers": {"has_number": True, "papers_until": None},
        "residence": {"residence_until": None},
        "need": {"wishes": ()},
        "work": {"jobs": tuple(replace(job, unasked=()) for job in life.jobs)},
        "expungement": {"review": Review(day)},
        "obligations": {"conviction": done},
        "petition": {"review": Review(day, True, day)},
        "review": {"review": Review(day)},
        "not-presented": {"has_not_presented_breach": True},
        "clock": {"probation_end_on": life.release_on + timedelta(days=400)},
        "report": {"reports": months},
        "assessment": {"assessments": months},
        "leave": {"leaves": tuple(replace(leave, is_granted=False) for leave in life.leaves)},
        "back": {"leaves": tuple(replace(leave, returned_on=leave.until_on) for leave in life.leaves)},
        "overstay": {"breaches": (Breach(day, key="new"),)},
        "absences": {"breaches": (Breach(day, key="new"),)},
        "move": {"moves": ()},
        "breach": {"breaches": tuple(_dealt_with(breach, day) for breach in life.breaches)},
        "hand-over": {"handed_back_on": day},
        "shorten": {"shortening_asked": True},
        "transfer": {"transfer_asked_on": None},
    }
    return replace(life, **changes[name]) if name in changes else None


def _dealt_with(breach: Breach, day: date) -> Breach:
    return replace(breach, record_on=day, meeting_on=day, reported_on=day, requested_on=day)


# The case goes on as another, the limit stays what it is, a court has to decide.
NOT_BY_A_FACT = {"completion", "absences-near", "new-crime"}


@given(lives(), st.integers(0, 1200))
def test_a_duty_goes_when_its_fact_is_entered(life, later):
    day = _on(life, later)
    for duty in duties(life, BOOK, CALENDAR, day):
        after = _entered(life, duty.key, day)
        if after is None:
            assert duty.key in NOT_BY_A_FACT
        else:
            assert duty.key not in {one.key for one in duties(after, BOOK, CALENDAR, day)}


@given(lives(), st.integers(0, 1200))
def test_a_duty_does_not_become_due_later_by_waiting(life, later):
    """What is asked today by some day is asked tomorrow by the same day, unless it is told anew (another month missing)."""
    day = _on(life, later)
    tomorrow = {duty.key: duty.by_on for duty in duties(life, BOOK, CALENDAR, day + timedelta(days=1))}
    for duty in duties(life, BOOK, CALENDAR, day):
        if duty.kind not in {Kind.MONTHLY, Kind.EXPUNGEMENT, Kind.ABSENCE} and duty.key != "shorten":
            assert tomorrow.get(duty.key, "gone") == duty.by_on


@given(CONVICTIONS, DAYS)
def test_who_is_called_far_from_expungement_has_nothing_to_do_yet(given_conviction, day):
    law = BOOK.on(day)
    if is_far(given_conviction, law, day):
        answer = expungement(given_conviction, law, day)
        assert answer.status == Status.WAITING
        assert answer.period_end is None or answer.period_end > day + URGE


# --- who is not home yet, who is to come to us --------------------------------------------------------------------------------

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
    assert {duty.key: duty.by_on for duty in notice_duties(notice, BOOK, CALENDAR, DAY)} == expected


def test_a_request_to_us_waits_for_our_answer():
    [duty] = transfer_duties(TransferFacts("t", date(2024, 5, 30)), BOOK, DAY)
    assert (duty.key, duty.by_on) == ("answer:t", date(2024, 6, 6))
    assert "4" in duty.what
