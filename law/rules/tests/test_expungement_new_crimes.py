"""What a new crime does to the expungement of an earlier conviction."""

import pytest

from law.rules.convictions import NewCrime
from law.rules.expungement import Status, expungement
from law.rules.tests.expungement_cases import AUTO, LAW, conviction, day, paid


@pytest.mark.parametrize("act", ["16/03/2022", "15/03/2024"])
def test_a_new_crime_up_to_the_last_day_restarts_the_period(act):
    crime = NewCrime(day(act), day("01/12/2025"))

    assert expungement(conviction("15/03/2022", 24, new_crimes=(crime,)), LAW).period_end == day("01/12/2027")


def test_a_new_crime_after_the_period_leaves_the_old_record_gone():
    crime = NewCrime(day("16/03/2024"), day("01/12/2025"))
    answer = expungement(conviction("15/03/2022", 24, new_crimes=(crime,)), LAW)

    assert (answer.status, answer.cleared_from) == (AUTO, day("16/03/2024"))
    assert any(reason.code == "new_crime_after" for reason in answer.reasons)


def test_a_new_crime_long_after_restarts_what_only_the_court_expunges():
    crime = NewCrime(day("16/03/2030"), day("01/12/2031"))
    answer = expungement(conviction("15/03/2022", 24, needs_court=True, new_crimes=(crime,)), LAW)

    assert (answer.status, answer.period_end) == (Status.COURT_PETITION, day("01/12/2034"))


def test_a_new_crime_restarts_a_record_that_was_still_open_for_unpaid_compensation():
    crime = NewCrime(day("01/06/2024"), day("01/12/2025"))
    late = conviction("15/03/2022", 24, obligations=paid("20/09/2024"), new_crimes=(crime,))

    answer = expungement(late, LAW)
    assert (answer.status, answer.period_end) == (AUTO, day("01/12/2027"))


def test_what_was_never_done_keeps_the_record_open_for_a_crime_long_after():
    crime = NewCrime(day("01/06/2024"), day("01/12/2025"))
    answer = expungement(conviction("15/03/2022", 24, obligations=paid(None), new_crimes=(crime,)), LAW)

    assert (answer.status, answer.period_end) == (Status.NOT_EXPUNGED, day("01/12/2027"))


def test_a_new_crime_after_late_payment_stays_with_the_confirmation():
    crime = NewCrime(day("01/12/2024"), day("01/12/2025"))
    answer = expungement(conviction("15/03/2022", 24, obligations=paid("20/09/2024"), new_crimes=(crime,)), LAW)

    assert answer.status == Status.NEEDS_CONFIRMATION
    assert "tính lại" in answer.reasons[-1].text


@pytest.mark.parametrize(
    "crime", [NewCrime(day("01/12/2023")), NewCrime(day("01/12/2023"), is_convicted=False)], ids=["serving", "pending"]
)
def test_a_new_crime_not_dealt_with_blocks(crime):
    answer = expungement(conviction("15/03/2022", 24, new_crimes=(crime,)), LAW, day("01/01/2024"))

    assert (answer.status, answer.cleared_from) == (Status.NOT_EXPUNGED, None)
    assert "01/12/2023" in answer.blockers[0].text


def test_two_new_crimes_restart_twice():
    crimes = (NewCrime(day("01/01/2027"), day("01/01/2028")), NewCrime(day("01/12/2023"), day("01/12/2025")))

    assert expungement(conviction("15/03/2022", 24, new_crimes=crimes), LAW).period_end == day("01/01/2030")
