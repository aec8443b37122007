"""The untidy sample register gives the figures of the people in it, by the reference count."""

from dataclasses import replace

from cases.models import Person
from demo.people.district import inhabitants
from demo.tests.reference_people import compare, plain_cases
from demo.workbook import CODE_PREFIX, FIRST_SERIAL, sample_register
from register.services import apply_register
from reports.measures.tests.reference_count import PlainCase, PlainReoffence


def test_the_untidy_register_gives_the_figures_of_the_people_in_it(world):
    data = sample_register(seed=1, cases=160, messy=True)

    result = apply_register("so.xlsx", data, by=None)

    assert (result.errors, result.applied) == ([], True)
    assert result.sheets["Danh sách"]["created"] == 160
    people = inhabitants(1, 160, CODE_PREFIX, FIRST_SERIAL)
    compare(world.son_tinh, without_dropped(plain_cases(people)))
    assert Person.objects.count() == len(people)
    again = apply_register("so.xlsx", data, by=None)
    assert again.sheets["Danh sách"]["unchanged"] == 160


def without_dropped(cases: list[PlainCase]) -> list[PlainCase]:
    """A register contains no convictions and no dropped reoffences."""
    return [
        replace(
            case, reoffences=[PlainReoffence(one.prosecuted) for one in case.reoffences if one.outcome != "dropped"]
        )
        for case in cases
    ]
