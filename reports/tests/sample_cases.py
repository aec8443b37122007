"""Sample cases as plain lists: notation, storing them in the database, and comparing its figures with the reference count."""

from datetime import date
from fractions import Fraction

from areas.models import Kind, Level, Unit
from cases.choices import EndReason
from cases.facts.stay_chain import History, StayValue
from cases.facts.store import ReoffenceData
from cases.reception.services import NewCase, PersonData, receive_many
from core.dates import Period
from reports.measures.management import figures, unconfirmed_by_cell
from reports.measures.tests.reference_count import (
    PlainCase,
    PlainReoffence,
    PlainStay,
    count,
    not_attributed,
    unconfirmed,
)

DISTRICT, OTHER_DISTRICT, PROVINCE = "901", "902", "90"
# Three communes of the district, one of another district.
X, Y, Z, OUTSIDE = "90101", "90102", "90103", "90201"
CATEGORIES = ("completed", "amnesty", "conditional", "total")
LONG_AGO = date(2000, 1, 1)


def make_units() -> dict[str, Unit]:
    """Create a small province: two districts, one with three communes and one with one. Returns code -> Unit."""
    province = _unit(PROVINCE, "Mẫu", Kind.PROVINCE, Level.PROVINCE, None)
    district = _unit(DISTRICT, "Mẫu Đông", Kind.DISTRICT, Level.DISTRICT, province)
    other = _unit(OTHER_DISTRICT, "Mẫu Tây", Kind.DISTRICT, Level.DISTRICT, province)
    communes = [_unit(code, f"Mẫu {code[-1]}", Kind.COMMUNE, Level.COMMUNE, district) for code in (X, Y, Z)]
    communes.append(_unit(OUTSIDE, "Mẫu Ngoài", Kind.COMMUNE, Level.COMMUNE, other))
    return {unit.code: unit for unit in (province, district, other, *communes)}


def _unit(code, name, kind, level, parent) -> Unit:
    return Unit.objects.create(code=code, name=name, kind=kind, level=level, parent=parent, valid_from=LONG_AGO)


def day(text: str) -> date:
    """Read a date written dd/mm/yyyy."""
    return date(*(int(part) for part in reversed(text.split("/"))))


def stay(text: str) -> PlainStay:
    """Read "X completed 05/06/2023 20/04/2024 reimprisoned": unit, category, start, [end (excluded), [reason for closing]]."""
    unit, category, start, *rest = text.split()
    names = {"X": X, "Y": Y, "Z": Z, "OUT": OUTSIDE}
    end = day(rest[0]) if rest else None
    return PlainStay(names[unit], category, day(start), end, rest[1] if len(rest) > 1 else "")


def case(code: str, person: str, *stays: str, origin="prison", reoffences=()) -> PlainCase:
    """One case, with stays as `stay` reads them. `reoffences`: "dd/mm/yyyy" (pending) or (prosecuted, convicted, outcome)."""
    crimes = [(item, None, "pending") if isinstance(item, str) else item for item in reoffences]
    return PlainCase(
        code,
        person,
        origin,
        [stay(text) for text in stays],
        [PlainReoffence(day(start), convicted and day(convicted), outcome) for start, convicted, outcome in crimes],
    )


H1 = Period(day("15/12/2023"), day("14/06/2024"))
# The example of docs/measures.md §6.
WORKED_EXAMPLE = [
    case("1", "A", "X completed 01/10/2022"),
    case("2", "B", "X conditional 10/01/2024 10/05/2024", "X completed 10/05/2024"),
    case("3", "C", "Y amnesty 01/10/2023 01/03/2024", "X amnesty 01/03/2024"),
    case("4", "D", "X completed 01/02/2022 15/12/2023 expunged"),
    case("5", "E", "X completed 05/06/2023 20/04/2024 reimprisoned", reoffences=["20/04/2024"]),
    case("6", "F", "X completed 14/06/2024"),
]


def as_history(plain: PlainCase, units: dict[str, Unit]) -> History:
    """The stays of a case as the services take them."""
    last = len(plain.stays) - 1
    return tuple(
        StayValue(
            unit_id=units[item.unit].pk,
            category=item.category,
            start_on=item.start,
            end_on=item.end,
            origin=plain.origin if position == 0 else "",
            end_reason=item.reason if position == last else EndReason.MOVED.value,
        )
        for position, item in enumerate(plain.stays)
    )


def as_reoffence_data(plain: PlainReoffence) -> ReoffenceData:
    return ReoffenceData(prosecuted_on=plain.prosecuted, convicted_on=plain.convicted, outcome=plain.outcome)


def store(plain_cases: list[PlainCase], units: dict[str, Unit]) -> dict:
    """Receive all cases with their complete histories. Returns code -> Case."""
    people = {plain.person: PersonData(full_name=f"Người {plain.person}") for plain in plain_cases}
    cases = receive_many(
        by=None,
        cases=[
            NewCase(
                code=plain.code,
                person=people[plain.person],
                history=as_history(plain, units),
                details={"release_on": plain.stays[0].start},
                reoffences=tuple(as_reoffence_data(item) for item in plain.reoffences),
            )
            for plain in plain_cases
        ],
    )
    return {item.code: item for item in cases}


def cells(report: dict) -> dict[tuple[str, str], dict]:
    """(unit code, category) -> the row of the report without these two keys, with its unconfirmed reoffences."""
    waiting = unconfirmed_by_cell(report)
    found = {}
    for line in report["management"]:
        cell = line["unit"], line["category"]
        values = {key: value for key, value in line.items() if key not in ("unit", "category")}
        found[cell] = {**values, "unconfirmed": waiting.get(cell, 0)}
    return found


def row_units(code: str) -> set[str]:
    """The codes of the communes that count in the row of a unit of `make_units`."""
    return {commune for commune in (X, Y, Z, OUTSIDE) if commune.startswith(code)}


def expected_cells(plain_cases: list[PlainCase], codes: list[str], period: Period, **choices) -> dict:
    """The value that `cells` must have, by the reference count."""
    return {
        (code, category): count(plain_cases, row_units(code), category, period.start, period.end, **choices)
        for code in codes
        for category in CATEGORIES
    }


def assert_same_figures(
    unit: Unit, plain_cases: list[PlainCase], period: Period, below: list[str], known_at=None, **given
):
    """Assert that the figures of `unit` equal the reference count of the cases in every cell. Returns the figures."""
    report = figures(unit, period, known_at, **given)
    definition = given.get("definition")
    choices = {}
    if definition:
        choices = {"counted_date": definition.counted_date, "denominator": definition.denominator}
    actual, expected = cells(report), expected_cells(plain_cases, [*below, unit.code], period, **choices)
    assert actual.keys() == expected.keys()
    for key, line in expected.items():
        assert {name: _exact(value) for name, value in actual[key].items()} == line, key
    choices.pop("denominator", None)
    for name, expected_list in (("not_attributed", not_attributed), ("unconfirmed", unconfirmed)):
        listed = [(item["case"], date.fromisoformat(item["counted_on"])) for item in report[name]]
        assert sorted(listed) == expected_list(
            plain_cases, row_units(unit.code), period.start, period.end, **choices
        ), name
    return report


def _exact(value):
    return Fraction(str(value)) if isinstance(value, float) else value
