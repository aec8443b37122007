"""What holds of every duty of a random case: it has a ground, and it ends when its fact is entered."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from law.duties.agenda import CaseFacts, Job, Kind, Move, Review, Wish, duties
from law.duties.agenda_expungement import is_far
from law.duties.tests.agenda_cases import CALENDAR, TIMELINE
from law.rules.absences import Leave
from law.rules.breaches import Breach
from law.rules.convictions import Additional, Conviction, Obligation, Penalty
from law.rules.expungement import Status, expungement

# The built-in rows `remind_ahead_days` and `expunge_urge_days`.
AHEAD, URGE = timedelta(days=30), timedelta(days=90)
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
        presentation_reported_on=draw(MAYBE),
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


# Shown only when they are near; what somebody applied for or did is shown from that day on.
PLANNED = {Kind.RECEPTION, Kind.ASSIGNMENT, Kind.CONTACT, Kind.GROUP, Kind.SUPPORT, Kind.REGISTER, Kind.MONTHLY}


def _on(life: CaseFacts, later: int) -> date:
    return (life.entered_on or life.managed_from) + timedelta(days=later)


@given(lives(), st.integers(0, 1200))
def test_every_duty_has_a_ground_a_place_and_is_due_soon(life, later):
    day = _on(life, later)
    found = duties(life, TIMELINE, CALENDAR, day)
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
        "presentation-report": {"presentation_reported_on": day},
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
    for duty in duties(life, TIMELINE, CALENDAR, day):
        after = _entered(life, duty.key, day)
        if after is None:
            assert duty.key in NOT_BY_A_FACT
        else:
            assert duty.key not in {one.key for one in duties(after, TIMELINE, CALENDAR, day)}


@given(lives(), st.integers(0, 1200))
def test_a_duty_does_not_become_due_later_by_waiting(life, later):
    """What is asked today by some day is asked tomorrow by the same day, unless it is told anew (another month missing)."""
    day = _on(life, later)
    tomorrow = {duty.key: duty.by_on for duty in duties(life, TIMELINE, CALENDAR, day + timedelta(days=1))}
    for duty in duties(life, TIMELINE, CALENDAR, day):
        if duty.kind not in {Kind.MONTHLY, Kind.EXPUNGEMENT, Kind.ABSENCE} and duty.key != "shorten":
            assert tomorrow.get(duty.key, "gone") == duty.by_on


@given(CONVICTIONS, DAYS)
@example(
    _conviction(date(2020, 2, 29), 60, needs_court=False, done_on=date(2020, 2, 29), end_on=None), date(2022, 2, 28)
)
@example(
    _conviction(date(2020, 2, 29), 60, needs_court=False, done_on=date(2020, 2, 29), end_on=None), date(2022, 3, 1)
)
@example(_conviction(None, 60, needs_court=True, done_on=None, end_on=None), date(2024, 2, 29))
def test_who_is_called_far_from_expungement_has_nothing_to_do_yet(given_conviction, day):
    law = TIMELINE.on(day)
    if is_far(given_conviction, law, day):
        answer = expungement(given_conviction, law, day)
        assert answer.status == Status.WAITING
        assert answer.period_end is None or answer.period_end > day + URGE
