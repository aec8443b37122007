"""The command for checking by hand gives the answers of the rules, as JSON and in words."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

pytestmark = pytest.mark.django_db


def run(*args: str) -> dict:
    out = StringIO()
    call_command("expungement", *args, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("args", "status", "period_end", "cleared_from", "not_before"),
    [
        ("--pronounced-months 18 --start 2022-03-15", "EXPUNGED_AUTO", "2024-03-15", "2024-03-16", None),
        ("--life --start 02/09/2019", "EXPUNGED_AUTO", "2024-09-02", "2024-09-03", None),
        ("--suspended --pronounced-months 24 --start 2023-02-20", "EXPUNGED_AUTO", "2024-02-20", "2024-02-21", None),
        ("--penalty fine --start 2023-02-20", "EXPUNGED_AUTO", "2024-02-20", "2024-02-21", None),
        ("--court --pronounced-months 84 --start 2019-07-20", "COURT_PETITION", "2024-07-20", None, "2024-07-21"),
        (
            "--pronounced-months 48 --start 2021-06-01 --additional-end 2024-06-01",
            "EXPUNGED_AUTO",
            "2024-06-01",
            "2024-06-02",
            None,
        ),
        (
            "--pronounced-months 48 --start 2021-06-01 --additional-kind fine --additional-end 2022-06-01",
            "EXPUNGED_AUTO",
            "2023-06-01",
            "2023-06-02",
            None,
        ),
        (
            "--pronounced-months 24 --start 2022-03-15 --obligations-done 2024-09-20",
            "NEEDS_CONFIRMATION",
            "2024-03-15",
            None,
            "2024-09-20",
        ),
        ("--pronounced-months 24 --start 2022-03-15 --obligations-open", "NOT_EXPUNGED", "2024-03-15", None, None),
        ("--pronounced-months 24 --negligent-less-serious", "NO_RECORD", None, None, None),
        ("--pronounced-months 24 --start 2022-03-15 --minor", "NEEDS_CONFIRMATION", None, None, None),
        (
            "--pronounced-months 61 --start 2021-08-31 --article-72",
            "COURT_MAY_DECIDE",
            "2022-08-31",
            None,
            "2022-09-01",
        ),
        (
            "--mixed --pronounced-months 36 --start 2021-07-20 --refused 2024-09-01",
            "COURT_PETITION",
            "2024-07-20",
            None,
            "2025-09-02",
        ),
        ("--pronounced-months 18 --start 2022-03-15 --on 2024-03-15", "WAITING", "2024-03-15", "2024-03-16", None),
        ("--pronounced-months 18", "WAITING", None, None, None),
    ],
)
def test_plain_values_give_the_answer_of_the_rules(args, status, period_end, cleared_from, not_before):
    answer = run(*args.split())

    assert answer["status"] == status
    assert (answer["period_end"], answer["cleared_from"], answer["not_before"]) == (
        period_end,
        cleared_from,
        not_before,
    )
    assert "Điều" in answer["article"]
    assert answer["reasons"] or answer["blockers"]


def test_a_new_crime_gives_both_records():
    answer = run(
        *["--pronounced-months", "36", "--start", "2022-03-15", "--new-crime", "2023-12-01"],
        *["--new-completed", "2025-12-01", "--new-months", "24"],
    )

    assert (answer["period_end"], answer["cleared_from"]) == ("2027-12-01", "2027-12-02")
    assert answer["new_record"]["cleared_from"] == "2027-12-02"


def test_a_new_crime_still_being_served_blocks():
    answer = run(
        *["--pronounced-months", "36", "--start", "2022-03-15", "--new-crime", "2023-12-01", "--new-months", "24"]
    )

    assert answer["status"] == "NOT_EXPUNGED"
    assert answer["new_record"]["status"] == "WAITING"


def test_in_words_it_says_the_day_the_article_and_why():
    out = StringIO()
    call_command("expungement", "--pronounced-months", "18", "--start", "15/03/2022", stdout=out)

    assert "từ ngày 16/03/2024" in out.getvalue()
    assert "Điều 70 khoản 2 điểm b" in out.getvalue()


@pytest.mark.parametrize(
    "args",
    [
        "--start 2022-03-15",
        "--pronounced-months 0 --start 2022-03-15",
        "--pronounced-months 18 --start 31/02/2022",
        "--pronounced-months 18 --start 2022",
        "--pronounced-months 18 --start 2022-03-15 --new-months 5",
        "--pronounced-months 18 --start 2022-03-15 --new-crime 2023-01-02 --new-completed 2023-01-01",
        "--pronounced-months 18 --start 2022-03-15 --obligations-open --obligations-done 2022-04-01",
        "--pronounced-months 18 --start 9999-12-31",
    ],
)
def test_values_that_cannot_be_are_refused_with_a_reason(args):
    with pytest.raises(CommandError) as refused:
        run(*args.split())

    assert str(refused.value)


def test_before_the_first_migration_the_built_in_values_serve(monkeypatch):
    def broken():
        raise OperationalError("no such table")

    monkeypatch.setattr("law.management.commands.expungement.law_timeline", broken)

    assert run("--pronounced-months", "18", "--start", "2022-03-15")["cleared_from"] == "2024-03-16"
