"""The absence absence_balance: both limits, treatment apart, and the same counted day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from law.rules.absences import Leave, absence_balance, check
from law.timeline import law_on

LAW = law_on([], date(2024, 6, 1))
START, END = date(2024, 1, 10), date(2025, 7, 10)


def leave(first: str, last: str, **kwargs) -> Leave:
    return Leave(date.fromisoformat(first), date.fromisoformat(last), **kwargs)


def kept(*leaves: Leave):
    return absence_balance(leaves, START, END, LAW)


def codes(answer) -> set[str]:
    return {reason.code for reason in answer.reasons}


def test_nobody_away_has_everything_left():
    found = kept()

    assert (found.used_days, found.max_days, found.left_days, found.next_max_days) == (0, 182, 182, 60)
    assert found.reasons == ()


def test_first_and_last_day_both_count():
    assert kept(leave("2024-03-01", "2024-03-10")).used_days == 10


@pytest.mark.parametrize(("last", "is_over"), [("2024-04-29", False), ("2024-04-30", True)])
def test_one_leave_lasts_sixty_days_at_most(last, is_over):
    found = kept(leave("2024-03-01", last))

    assert ("each" in codes(found)) == is_over


def test_the_total_is_exceeded_on_the_183rd_day():
    leaves = [leave(f"2024-{month:02}-01", f"2024-{month:02}-28") for month in range(2, 9)]  # 7 × 28 = 196
    found = kept(*leaves)

    assert found.is_exceeded
    assert (found.used_days, found.left_days, found.next_max_days) == (196, 0, 0)
    assert found.exceeded_on == date(2024, 8, 15)
    assert "total" in codes(found)


def test_exactly_a_third_is_allowed():
    leaves = [leave(f"2024-{month:02}-01", f"2024-{month:02}-28") for month in range(2, 8)]  # 168
    found = kept(*leaves, leave("2024-08-01", "2024-08-14"))

    assert (found.used_days, found.is_exceeded, found.exceeded_on) == (182, False, None)


def test_the_next_leave_is_limited_by_what_is_left():
    leaves = [leave(f"2024-{month:02}-01", f"2024-{month:02}-28") for month in range(2, 7)]  # 140

    assert kept(*leaves).next_max_days == 42


def test_treatment_counts_for_neither_limit():
    found = kept(leave("2024-03-01", "2024-06-30", is_treatment=True), leave("2024-08-01", "2024-08-05"))

    assert (found.used_days, found.treatment_days) == (5, 122)
    assert found.reasons == ()


def test_refused_and_undecided_leaves_are_not_used_up():
    found = kept(
        leave("2024-03-01", "2024-03-10", is_granted=False), leave("2024-04-01", "2024-04-03", is_granted=None)
    )

    assert (found.used_days, found.pending_days) == (0, 3)


def test_coming_back_early_gives_days_back():
    assert kept(leave("2024-03-01", "2024-03-10", returned_on=date(2024, 3, 4))).used_days == 4


def test_coming_back_late_counts_and_is_told():
    found = kept(leave("2024-03-01", "2024-03-10", returned_on=date(2024, 3, 14)))

    assert found.used_days == 14
    assert codes(found) == {"overstayed"}


def test_leaves_without_a_day_at_home_between_are_pointed_out():
    found = kept(leave("2024-03-01", "2024-04-15"), leave("2024-04-16", "2024-05-20"))

    assert codes(found) == {"joined"}
    apart = kept(leave("2024-03-01", "2024-04-15"), leave("2024-04-17", "2024-05-20"))
    assert codes(apart) == set()


def test_several_short_leaves_in_a_row_are_pointed_out_as_one_long_one():
    found = kept(
        leave("2024-03-01", "2024-03-25"), leave("2024-03-26", "2024-04-20"), leave("2024-04-21", "2024-05-10")
    )

    assert codes(found) == {"joined"}


def test_treatment_is_still_granted_when_the_total_is_used_up():
    before = [leave(f"2024-{month:02}-01", f"2024-{month:02}-28") for month in range(2, 9)]  # 196 of 182

    assert check(leave("2024-09-01", "2024-12-10", is_treatment=True), before, START, END, LAW).is_allowed


def test_a_day_in_two_leaves_counts_once():
    assert kept(leave("2024-03-01", "2024-03-10"), leave("2024-03-08", "2024-03-12")).used_days == 12


def test_days_outside_the_probation_do_not_count():
    assert kept(leave("2024-01-01", "2024-01-12")).used_days == 3


def test_leaves_may_come_from_a_generator():
    found = absence_balance(iter([leave("2024-04-01", "2024-04-03", is_granted=None)]), START, END, LAW)

    assert found.pending_days == 3


@pytest.mark.parametrize(
    ("wanted", "allowed", "why"),
    [
        (leave("2024-09-01", "2024-09-14"), True, set()),
        (leave("2024-09-01", "2024-09-15"), False, {"total"}),
        (leave("2024-10-01", "2024-12-15"), False, {"each", "total"}),
        (leave("2024-10-01", "2024-12-15", is_treatment=True), True, set()),
        (leave("2024-03-05", "2024-03-06"), False, {"overlap"}),
        (leave("2025-07-05", "2025-07-12"), False, {"outside"}),
        (leave("2024-01-09", "2024-01-12"), False, {"outside"}),
    ],
)
def test_a_leave_asked_for_is_checked_against_both_limits(wanted, allowed, why):
    before = [leave(f"2024-{month:02}-01", f"2024-{month:02}-28") for month in range(2, 8)]  # 168 of 182
    answer = check(wanted, before, START, END, LAW)

    assert answer.is_allowed == allowed
    assert codes(answer) == why
    assert all("Điều 67" in str(reason.article) for reason in answer.reasons)


def test_a_verdict_says_what_would_be_left():
    assert check(leave("2024-09-01", "2024-09-10"), [], START, END, LAW).left_after == 172


def test_a_leave_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="trước ngày đầu"):
        leave("2024-03-10", "2024-03-01")


@st.composite
def leaves(draw):
    first = START + timedelta(draw(st.integers(-20, 560)))
    last = first + timedelta(draw(st.integers(0, 70)))
    back = draw(st.one_of(st.none(), st.integers(0, 90)))
    return Leave(
        first,
        last,
        first + timedelta(back) if back is not None else None,
        draw(st.booleans()),
        draw(st.sampled_from([True, True, None, False])),
    )


def leave_of(first: int, last: int, *, is_treatment: bool = False) -> Leave:
    """A granted leave by days since the start of probation, both included."""
    return Leave(START + timedelta(first), START + timedelta(last), None, is_treatment, True)


@given(found=st.lists(leaves(), max_size=6))
@example(found=[leave_of(0, 0), leave_of(0, 0)])  # the same day twice
@example(found=[leave_of(10, 12), leave_of(12, 14)])
@example(found=[leave_of(10, 12), leave_of(13, 14)])
@example(found=[leave_of(10, 12), leave_of(14, 14)])  # a gap of one day
@example(found=[leave_of(49, 50), leave_of(50, 51, is_treatment=True)])  # 28 February to 1 March
@example(found=[leave_of(0, 60), leave_of(100, 160), leave_of(200, 260)])  # one day too many
@example(found=[leave_of((END - START).days, (END - START).days + 5)])
def test_walking_through_the_probation_counts_the_same(found):
    used, exceeded_on = 0, None
    for n in range((END - START).days + 1):
        day = START + timedelta(n)
        here = [one for one in found if one.is_granted and one.from_on <= day <= (one.returned_on or one.until_on)]
        if here and not any(one.is_treatment for one in here):
            used += 1
            if used == 183:
                exceeded_on = day
    answer = kept(*found)

    assert (answer.used_days, answer.exceeded_on) == (used, exceeded_on)
    assert answer.left_days == max(182 - used, 0)


@given(found=st.lists(leaves(), max_size=4), leave=leaves())
@example(found=[leave_of(0, 59)], leave=leave_of(59, 59))
@example(found=[], leave=leave_of(0, 59))
@example(found=[], leave=leave_of(0, 60))
@example(found=[leave_of(0, 59), leave_of(100, 159)], leave=leave_of(200, 261))
def test_what_is_allowed_never_breaks_a_limit(found, leave):
    granted = [one for one in found if one.is_granted]
    before = kept(*granted)
    if check(leave, granted, START, END, LAW).is_allowed:
        after = kept(*granted, leave)
        assert leave.is_treatment or leave.days <= 60
        assert after.used_days <= max(182, before.used_days)
