"""A leader confirms what another person entered; a correction has to be confirmed again; nothing of it changes a figure."""

from datetime import date

import pytest

from accounts.tests.factories import MembershipFactory
from audit.models import AuditEvent
from cases.facts.store import ReoffenceData
from cases.models import Reoffence, ReoffenceConfirmation
from cases.reoffences import services
from cases.tests.form_data import at
from core.errors import Refused

DAY = date(2024, 3, 1)
LIST = "/cases/reoffences/unconfirmed/"


def record(by, case, **given) -> Reoffence:
    return services.record_reoffence(by=by, case=case, data=ReoffenceData(DAY, "5/QĐ", **given))


def test_a_leader_confirms_once_and_a_correction_has_to_be_confirmed_again(world, case):
    made = record(world.officer, case)
    assert list(services.unconfirmed_for(world.leader)) == [made]
    confirmation = services.confirm_reoffence(by=world.leader, reoffence=made)
    assert (confirmation.confirmed_by, confirmation.known_from > made.known_from) == (world.leader, True)
    assert not services.unconfirmed_for(world.leader).exists()
    assert AuditEvent.objects.get(action="reoffence.confirm").detail["reoffence"] == made.pk
    with pytest.raises(Refused, match="đã được xác nhận"):
        services.confirm_reoffence(by=world.leader, reoffence=made)
    data = ReoffenceData(DAY, "6/QĐ")
    new = services.correct_reoffence(by=world.officer, reoffence=made, data=data, why="Sai số", document_number="7/CV")
    assert list(services.unconfirmed_for(world.leader)) == [new]
    assert ReoffenceConfirmation.objects.get().reoffence == made
    with pytest.raises(Refused, match="đã được sửa hoặc rút"):
        services.confirm_reoffence(by=world.leader, reoffence=made)
    services.confirm_reoffence(by=world.leader, reoffence=new)


def test_nobody_confirms_what_they_entered_even_in_an_earlier_version(world, case):
    made = record(world.leader, case)
    with pytest.raises(Refused, match="không được tự xác nhận"):
        services.confirm_reoffence(by=world.leader, reoffence=made)
    data = ReoffenceData(DAY, "6/QĐ")
    new = services.correct_reoffence(by=world.officer, reoffence=made, data=data, why="Sai số", document_number="7/CV")
    with pytest.raises(Refused, match="không được tự xác nhận"):
        services.confirm_reoffence(by=world.leader, reoffence=new)
    with pytest.raises(Refused, match="Chỉ lãnh đạo"):
        services.confirm_reoffence(by=world.officer_ha, reoffence=new)
    other = MembershipFactory(role="district_leader", unit=world.son_tinh).user
    assert services.confirm_reoffence(by=other, reoffence=new).confirmed_by_id == other.pk


def test_what_is_not_counted_needs_no_confirmation(world, case):
    made = record(world.officer, case, outcome="dropped", ended_on=date(2024, 4, 1))
    assert not services.unconfirmed_for(world.leader).exists()
    with pytest.raises(Refused, match="không cần xác nhận"):
        services.confirm_reoffence(by=world.leader, reoffence=made)


def test_the_pages_for_both_sides(world, case, client_for, post_form, officer):
    made = record(world.officer, case)
    page, leader = at(case, f"reoffences/{made.pk}/"), client_for(world.leader)
    seen = officer.get(page).content.decode()
    assert "chờ xác nhận" in seen
    assert "Còn thiếu" in seen
    assert "/confirm/" not in seen
    assert "chờ xác nhận" in officer.get(at(case)).content.decode()
    assert officer.get(LIST).status_code == officer.get(f"{page}confirm/").status_code == 403
    assert "1 vụ đã tính, chờ người thứ hai xác nhận" in leader.get("/dashboard/").content.decode()
    assert f"{page}confirm/" in leader.get(LIST).content.decode()
    outsider = client_for(world.leader_other)
    assert case.code not in outsider.get(LIST).content.decode()
    assert outsider.get(f"{page}confirm/").status_code == 404
    answer = post_form(leader, f"{page}confirm/", {})
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    assert "Không có vụ nào chờ xác nhận" in leader.get(LIST).content.decode()
    assert "chờ người thứ hai xác nhận" not in leader.get("/dashboard/").content.decode()
    assert (
        f"xác nhận {ReoffenceConfirmation.objects.get().known_from:%d/%m/%Y}"[:9] in officer.get(page).content.decode()
    )


def test_a_correction_in_between_is_shown_instead_of_confirming_what_was_not_seen(world, case, client_for, post_form):
    made = record(world.officer, case)
    leader, page = client_for(world.leader), at(case, f"reoffences/{made.pk}/confirm/")
    seen = leader.get(page).context["form"].version
    data = ReoffenceData(DAY, "6/QĐ", articles="Điều 173")
    services.correct_reoffence(by=world.officer, reoffence=made, data=data, why="Sai số", document_number="7/CV")
    answer = post_form(leader, page, {"version": seen})
    assert answer.status_code == 409
    assert "Điều 173" in answer.content.decode()
    assert not ReoffenceConfirmation.objects.exists()
