"""The invented people as input of the reference count, and its comparison with the report's figures."""

from datetime import date, timedelta
from random import Random

from areas.models import Unit
from core.dates import Period
from demo.people.district import COMMUNES, DISTRICT, FRAME, PERIOD, Inhabitant
from reports.measures.management import figures, unconfirmed_by_cell
from reports.measures.tests.reference_count import (
    PlainCase,
    PlainReoffence,
    PlainStay,
    count,
    not_attributed,
    unconfirmed,
)


def periods() -> list[Period]:
    """The report's, the one a year before, and twelve drawn anywhere in the history."""
    random = Random(2024)
    drawn = []
    for _period in range(12):
        start = FRAME.first + timedelta(days=random.randrange((FRAME.last - FRAME.first).days))
        drawn.append(Period(start, start + timedelta(days=random.randrange(1, 400))))
    return [PERIOD, PERIOD.year_before(), *drawn]


def plain_cases(people: list[Inhabitant]) -> list[PlainCase]:
    """The invented people as plain cases for the reference count, not read from the database."""
    return [
        PlainCase(
            code=code,
            person=one.codes[0],
            origin=case.history[0].origin,
            stays=[
                PlainStay(
                    one.places[stay.unit_id],
                    stay.category,
                    stay.start_on,
                    stay.end_on,
                    "" if stay.end_reason == "moved" else stay.end_reason,
                )
                for stay in case.history
            ],
            reoffences=[
                PlainReoffence(reoffence.prosecuted_on, reoffence.convicted_on, reoffence.outcome)
                for reoffence in case.reoffences
            ],
        )
        for one in people
        for code, case in one.cases
    ]


def compare(unit: Unit, cases: list[PlainCase]) -> None:
    for period in periods():
        report = figures(unit, period)  # raises Unbalanced if a cell does not balance
        for row in report["management"]:
            units = set(COMMUNES) if row["unit"] == DISTRICT else {row["unit"]}
            slow = count(cases, units, row["category"], period.start, period.end)
            found = {**row, "unconfirmed": unconfirmed_by_cell(report).get((row["unit"], row["category"]), 0)}
            assert {name: found[name] for name in slow} == slow, (period, row["unit"], row["category"])
        listed = [(one["case"], date.fromisoformat(one["counted_on"])) for one in report["not_attributed"]]
        waiting = [(one["case"], date.fromisoformat(one["counted_on"])) for one in report["unconfirmed"]]
        assert sorted(waiting) == unconfirmed(cases, set(COMMUNES), period.start, period.end)
        assert sorted(listed) == not_attributed(cases, set(COMMUNES), period.start, period.end)
