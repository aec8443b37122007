"""Transfer requests: made by one commune, accepted or refused by the other."""

from datetime import date

import pytest

from cases.models import Stay, TransferRequest
from cases.tests.factories import receive
from cases.tests.form_data import at


def ask_transfer(world, case, post):
    data = {"to_unit": world.tinh_ha.pk, "moved_on": "01/05/2026", "address": "Thôn Ngân Giang", "why": "Theo vợ"}
    answer = post(at(case, "transfer/"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return TransferRequest.objects.get()


@pytest.fixture
def merged(world):
    """The successors of Tịnh Bắc and Tịnh Hà since 1/7/2025."""
    from areas.models import Unit

    def now(unit):
        return Unit.objects.filter(predecessor_links__predecessor=unit, predecessor_links__is_main=True).get()

    for name, unit in (("officer", world.tinh_bac), ("officer_ha", world.tinh_ha)):
        getattr(world, name).memberships.update(unit=now(unit))
    world.tinh_bac, world.tinh_ha = now(world.tinh_bac), now(world.tinh_ha)
    return world


def test_a_case_moves_when_the_other_side_accepts(merged, client_for, post_form):
    world, officer, other = merged, client_for(merged.officer), client_for(merged.officer_ha)
    case = receive(world, on=date(2026, 1, 10))
    request = ask_transfer(world, case, lambda address, data: post_form(officer, address, data))
    assert officer.get(case.get_absolute_url()).status_code == 200
    assert other.get(case.get_absolute_url()).status_code == 404
    page = other.get(request.get_absolute_url())
    assert page.status_code == 200
    assert case.person.full_name in page.content.decode()
    assert post_form(officer, request.get_absolute_url(), {"decision": "accept", "on": "02/05/2026"}).status_code == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"  # the asking side can only take it back
    request = ask_again(world, case, officer, post_form)
    accepted = post_form(other, request.get_absolute_url(), {"decision": "accept", "on": "02/05/2026"})
    assert accepted.status_code == 302
    assert other.get(case.get_absolute_url()).status_code == 200
    assert officer.get(case.get_absolute_url()).status_code == 404
    limited = officer.get(request.get_absolute_url())
    assert limited.status_code == 200
    assert [stay.unit_id for stay in Stay.objects.current().order_by("start_on")] == [
        world.tinh_bac.pk,
        world.tinh_ha.pk,
    ]


def ask_again(world, case, client, post_form):
    data = {"to_unit": world.tinh_ha.pk, "moved_on": "01/05/2026", "address": "Thôn", "why": "Theo vợ"}
    post_form(client, at(case, "transfer/"), data)
    return TransferRequest.objects.get(state="waiting")


def test_a_refusal_needs_a_reason(merged, client_for, post_form):
    world, officer, other = merged, client_for(merged.officer), client_for(merged.officer_ha)
    case = receive(world, on=date(2026, 1, 10))
    request = ask_again(world, case, officer, post_form)
    assert post_form(other, request.get_absolute_url(), {"decision": "refuse"}).status_code == 422
    assert post_form(other, request.get_absolute_url(), {"decision": "refuse", "why": "Chưa về"}).status_code == 302
    assert officer.get(case.get_absolute_url()).status_code == 200
    assert client_for(world.leader_other).get(request.get_absolute_url()).status_code == 404
