"""Taking a reoffence out of the figures, or moving it, takes two people, a reason and a document."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from cases.corrections import services as corrections_services
from cases.facts.stay_chain import Contradiction, start_history
from cases.facts.store import ReoffenceData
from cases.models import Reoffence, ReoffenceChange
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from core.dates import today
from core.errors import Refused

DAY = date(2024, 3, 1)


@pytest.fixture
def case(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2023, 5, 1), origin="prison")
    new = NewCase("HS-1", PersonData("Nguyễn Văn Ân"), history, {"release_on": date(2023, 5, 1)})
    return reception_services.receive(by=world.officer, case=new)


@pytest.fixture
def crime(world, case):
    return reoffences_services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(DAY, "5/QĐ"))


@pytest.fixture
def deputy(world):
    world.stranger.memberships.create(unit=world.son_tinh, role="district_leader", start_on=date(2023, 1, 1))
    return type(world.stranger).objects.get(pk=world.stranger.pk)


def ask(by, crime, **changes):
    told = {"kind": "withdraw", "why": "Nhầm người", "document_number": "9/KL", **changes}
    return reoffences_services.ask_change(by=by, reoffence=crime, **told)


def test_nothing_changes_until_a_second_person_agrees(world, crime):
    change = ask(world.officer, crime)
    assert Reoffence.objects.current().get() == crime
    reoffences_services.approve_change(by=world.leader, change=change)
    assert not Reoffence.objects.current().exists()
    kept = Reoffence.objects.get()
    assert kept.known_until is not None
    events = AuditEvent.objects.filter(action__startswith="reoffence.").values_list("action", "by__username")
    assert [event for event in events if "change" in event[0]] == [
        ("reoffence.ask_change", "officer"),
        ("reoffence.change_approved", "leader"),
    ]


@pytest.mark.parametrize(("why", "number"), [("", "9/KL"), ("  ", "9/KL"), ("Nhầm", ""), ("Nhầm", "  ")])
def test_a_reason_and_a_document_are_needed(world, crime, why, number):
    with pytest.raises(Refused):
        ask(world.officer, crime, why=why, document_number=number)


def test_nobody_decides_on_the_own_request(world, crime):
    change = ask(world.leader, crime)
    with pytest.raises(Refused, match="không được tự duyệt"):
        reoffences_services.approve_change(by=world.leader, change=change)
    assert Reoffence.objects.current().exists()


def test_a_second_leader_decides_on_a_leaders_request(world, crime, deputy):
    reoffences_services.approve_change(by=deputy, change=ask(world.leader, crime))
    assert not Reoffence.objects.current().exists()


@pytest.mark.parametrize("who", ["officer_ha", "committee", "leader_other", "admin", "province"])
def test_only_the_level_above_decides(world, crime, who):
    change = ask(world.officer, crime)
    with pytest.raises(Refused, match="lãnh đạo cấp trên"):
        reoffences_services.approve_change(by=getattr(world, who), change=change)


def test_a_correction_writes_a_new_version(world, crime):
    data = ReoffenceData(DAY, "5/QĐ", outcome="dropped")
    change = ask(world.officer, crime, kind="correct", data=data)
    reoffences_services.approve_change(by=world.leader, change=change, why="Đúng")
    now = Reoffence.objects.current().get()
    assert (now.outcome, now.recorded_by) == ("dropped", world.leader)
    assert "9/KL" in now.why


def test_a_refusal_needs_a_reason_and_leaves_all_as_it_was(world, crime):
    change = ask(world.officer, crime)
    with pytest.raises(Contradiction):
        reoffences_services.refuse_change(by=world.leader, change=change, why=" ")
    reoffences_services.refuse_change(by=world.leader, change=change, why="Không có căn cứ")
    assert Reoffence.objects.current().exists()
    with pytest.raises(Refused, match="đã được giải quyết"):
        reoffences_services.approve_change(by=world.leader, change=change)


def test_one_request_at_a_time(world, crime):
    ask(world.officer, crime)
    with pytest.raises(Refused, match="chờ duyệt"):
        ask(world.leader, crime)


def test_a_future_day_is_refused(world, crime):
    data = ReoffenceData(today() + timedelta(days=1), "5/QĐ")
    with pytest.raises(Contradiction, match="tương lai"):
        ask(world.officer, crime, kind="correct", data=data)


def test_a_case_with_a_reoffence_is_not_withdrawn_by_one_person(world, case, crime):
    with pytest.raises(Contradiction, match="tái phạm"):
        corrections_services.withdraw_case(by=world.leader, case=case, why="Nhập nhầm")
    assert Reoffence.objects.current().exists()


# --- pages ---------------------------------------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(world, case, client_for, post_form):
    officer, leader = client_for(world.officer), client_for(world.leader)
    at = case.get_absolute_url()
    typed = {"prosecuted_on": "01/03/2024", "document_number": "5/QĐ", "outcome": "pending"}
    assert post_form(officer, f"{at}reoffences/new/", typed).url == at
    crime = Reoffence.objects.get()
    page = officer.get(at).content.decode()
    assert "ghi muộn" in page
    asked = post_form(officer, f"{at}reoffences/{crime.pk}/withdraw/", {"why": "Nhầm người", "basis_number": "9/KL"})
    assert asked.url == at
    change = ReoffenceChange.objects.get()
    assert "Nhầm người" in leader.get("/cases/changes/").content.decode()
    decided = post_form(leader, f"/cases/changes/{change.public_id}/", {"decision": "approve"})
    assert decided.url == "/cases/changes/"
    assert not Reoffence.objects.current().exists()
    after = officer.get(at).content.decode()
    assert 'class="void"' in after
    assert "9/KL" in after


def test_a_wrong_form_keeps_what_was_typed(world, case, client_for, post_form):
    typed = {"prosecuted_on": "01/03/2999", "document_number": "5/QĐ", "outcome": "convicted"}
    answer = post_form(client_for(world.officer), f"{case.get_absolute_url()}reoffences/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "5/QĐ" in page
    assert "Ngày ở tương lai." in page
    assert "phải có ngày kết án" in page


def test_what_the_server_knows_is_not_posted(world, case, client_for, post_form):
    typed = {"prosecuted_on": "01/03/2024", "document_number": "5", "outcome": "pending", "known_from": "2020-01-01"}
    post_form(client_for(world.officer), f"{case.get_absolute_url()}reoffences/new/", typed | {"recorded_by": "1"})
    crime = Reoffence.objects.get()
    assert crime.known_from.year >= 2026
    assert crime.recorded_by == world.officer


def test_others_do_not_see_requests(world, crime, client_for):
    change = ask(world.officer, crime)
    at = f"/cases/changes/{change.public_id}/"
    assert client_for(world.leader_other).get(at).status_code == 404
    assert client_for(world.officer).get(at).status_code == 403
    assert "Nhầm người" not in client_for(world.officer_ha).get("/cases/changes/").content.decode()


@pytest.mark.parametrize("suffix", ["reoffences/new/", "reoffences/{pk}/correct/", "reoffences/{pk}/withdraw/"])
def test_other_communes_and_roles_get_nowhere(world, case, crime, client_for, suffix):
    at = case.get_absolute_url() + suffix.format(pk=crime.pk)
    assert client_for(world.officer_ha).get(at).status_code == 404
    assert client_for(world.committee).get(at).status_code == 403
