"""The database refuses overlapping stays of one person; the service says so in words."""

from datetime import date

import pytest

from cases.facts.stay_chain import Change, Contradiction, apply_day, start_history
from cases.reception import services as reception_services
from cases.reception.services import NewCase
from cases.tests.factories import receive


def receive_again(world, person, on: date, closed_on: date | None = None):
    history = start_history(unit_id=world.tinh_ha.pk, category="completed", on=on, origin="prison")
    if closed_on:
        history = apply_day(history, closed_on, [Change(closed="died")])
    return reception_services.receive(by=None, case=NewCase("HS-2", person, history, {"release_on": on}))


@pytest.mark.parametrize(
    ("on", "closed_on"),
    [
        pytest.param(date(2025, 1, 1), None, id="both open"),
        pytest.param(date(2025, 1, 1), date(2025, 2, 1), id="within an open stay"),
    ],
)
def test_overlapping_stays_of_two_cases_are_refused_in_words(world, on, closed_on):
    case = receive(world)
    with pytest.raises(Contradiction, match="Trùng thời gian") as refusal:
        receive_again(world, case.person, on, closed_on)
    assert refusal.value.code == "other_case"
