"""The worked examples of docs/law.md on expungement (BLHS, Điều 69-73)."""

import pytest

from law.rules.convictions import NewCrime, Penalty
from law.rules.expungement import Status, expungement
from law.rules.tests.expungement_cases import AUTO, LAW, conviction, day, paid, surveillance

# number, conviction, years, period_end, cleared_from, not_before, status
EXAMPLES = [
    (1, conviction("15/03/2022", 18), 2, "15/03/2024", "16/03/2024", None, AUTO),
    (2, conviction("31/08/2021", 60), 2, "31/08/2023", "01/09/2023", None, AUTO),
    (3, conviction("31/08/2021", 61), 3, "31/08/2024", "01/09/2024", None, AUTO),
    (4, conviction("30/04/2020", 180), 3, "30/04/2023", "01/05/2023", None, AUTO),
    (5, conviction("30/04/2020", 192), 5, "30/04/2025", "01/05/2025", None, AUTO),
    (6, conviction("01/10/2024", 96), 3, "01/10/2027", "02/10/2027", None, AUTO),
    (7, conviction("10/11/2024", 72), 3, "10/11/2027", "11/11/2027", None, AUTO),
    (8, conviction("10/08/2024", 72), 3, "10/08/2027", "11/08/2027", None, AUTO),
    (9, conviction("01/06/2021", 48, additional=surveillance("01/06/2024")), 2, "01/06/2024", "02/06/2024", None, AUTO),
    (
        10,
        conviction("01/06/2021", 48, additional=surveillance("01/06/2022")),
        2,
        "01/06/2023",
        "02/06/2023",
        None,
        AUTO,
    ),
    (
        11,
        conviction("01/06/2021", 192, additional=surveillance("01/06/2024")),
        5,
        "01/06/2026",
        "02/06/2026",
        None,
        AUTO,
    ),
    (
        12,
        conviction("15/03/2022", 24, obligations=paid("20/09/2024")),
        2,
        "15/03/2024",
        None,
        "20/09/2024",
        Status.NEEDS_CONFIRMATION,
    ),
    (13, conviction("15/03/2022", 24, obligations=paid(None)), 2, "15/03/2024", None, None, Status.NOT_EXPUNGED),
    (
        14,
        conviction("15/03/2022", 36, new_crimes=(NewCrime(day("01/12/2023"), day("01/12/2025")),)),
        2,
        "01/12/2027",
        "02/12/2027",
        None,
        AUTO,
    ),
    (
        15,
        conviction("20/07/2019", 84, needs_court=True),
        5,
        "20/07/2024",
        None,
        "21/07/2024",
        Status.COURT_PETITION,
    ),
    (
        16,
        conviction("20/07/2021", 36, needs_court=True),
        3,
        "20/07/2024",
        None,
        "21/07/2024",
        Status.COURT_PETITION,
    ),
    (17, conviction("20/02/2023", 24, penalty=Penalty.SUSPENDED), 1, "20/02/2024", "21/02/2024", None, AUTO),
    (18, conviction("15/03/2022", 24, leaves_no_record=True), None, None, None, None, Status.NO_RECORD),
    (19, conviction("29/02/2024", 12), 2, "28/02/2026", "01/03/2026", None, AUTO),
    (20, conviction("02/09/2019", penalty=Penalty.LIFE), 5, "02/09/2024", "03/09/2024", None, AUTO),
    (
        21,
        conviction("31/08/2021", 61, has_merit=True),
        3,
        "31/08/2022",
        None,
        "01/09/2022",
        Status.COURT_MAY_DECIDE,
    ),
]


@pytest.mark.parametrize(
    ("one", "years", "period_end", "cleared_from", "not_before", "status"),
    [example[1:] for example in EXAMPLES],
    ids=[f"example-{example[0]}" for example in EXAMPLES],
)
def test_the_worked_examples_come_out(one, years, period_end, cleared_from, not_before, status):
    answer = expungement(one, LAW)

    assert answer.status == status
    assert answer.years == years
    assert answer.period_end == (day(period_end) if period_end else None)
    assert answer.cleared_from == (day(cleared_from) if cleared_from else None)
    assert answer.not_before == (day(not_before) if not_before else None)


@pytest.mark.parametrize("one", [example[1] for example in EXAMPLES], ids=[str(example[0]) for example in EXAMPLES])
def test_every_answer_has_an_article_and_says_why(one):
    answer = expungement(one, LAW)

    assert "Điều" in str(answer.article)
    assert answer.reasons
    assert all(str(reason.article) and reason.text for reason in (*answer.reasons, *answer.blockers))


def test_the_second_conviction_of_example_14_ends_on_the_same_day():
    assert expungement(conviction("01/12/2025", 24), LAW).cleared_from == day("02/12/2027")
