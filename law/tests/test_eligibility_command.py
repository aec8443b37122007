"""`manage.py eligibility`: the rules from plain values, as JSON and in words."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def ask(*args) -> dict:
    out = StringIO()
    call_command("eligibility", *args, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_a_person_within_five_years_is_told_every_condition():
    result = ask(
        "--completed", "2020-02-29", "--on", "2025-02-28", "--need", "yes", "--listed", "yes", "--other-debt", "no"
    )

    assert (result["status"], result["eligible_until"]) == ("ELIGIBLE", "2025-02-28")
    assert result["ceiling"]["most"] == 100_000_000
    assert result["longest_months"]["most"] == 120
    assert (result["rate"], result["overdue_rate"]) == ("6.6", "8.58")


@pytest.mark.django_db
def test_the_course_of_the_example_ends_where_the_law_says():
    result = ask(
        *("--purpose", "training", "--course-start", "2024-03-01", "--course-end", "2024-08-31", "--on", "2024-03-01"),
        *("--completed", "2023-01-01", "--amount", "24000001", "--days", "365"),
    )

    assert (result["status"], result["latest_end"], result["longest_months"]["most"]) == (
        "NEEDS_ANSWER",
        "2025-08-31",
        18,
    )
    assert (result["ceiling"]["most"], result["within_ceiling"], result["security"]) == (24_000_000, False, None)
    assert (result["interest"], result["overdue_interest"]) == (1_584_000, 2_059_200)


@pytest.mark.django_db
def test_an_establishment_is_asked_about_by_its_workers():
    result = ask("--establishment", "--workers", "40", "--released-workers", "3", "--amount", "150000000")

    assert result["status"] == "NOT_ELIGIBLE"
    assert (result["ceiling"]["most"], result["within_ceiling"]) == (2_000_000_000, True)
    assert "Điều 10" in result["security"]["article"]


@pytest.mark.django_db
def test_in_words_it_says_the_same():
    out = StringIO()
    call_command("eligibility", "--category", "conditional", "--on", "01/03/2024", stdout=out)

    assert "NOT_ELIGIBLE" in out.getvalue()
    assert "[không đạt] Đang trong thời gian thử thách" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "args",
    [
        ("--establishment", "--purpose", "training"),
        ("--establishment", "--workers", "2", "--released-workers", "3"),
        ("--amount", "-1"),
        ("--completed", "2024-02-30"),
        ("--course-start", "2024-03-02", "--course-end", "2024-03-01"),
    ],
)
def test_what_cannot_be_is_refused_in_words(args):
    with pytest.raises(CommandError, match=r"\w"):
        call_command("eligibility", *args, stdout=StringIO(), stderr=StringIO())
