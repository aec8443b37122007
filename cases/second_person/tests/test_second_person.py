"""No action of one user alone lowers the number of counted reoffenders, wherever it is entered."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.facts import store as facts_store
from cases.facts.clock import fact_time
from cases.facts.stay_chain import Contradiction, StayValue, start_history
from cases.facts.store import ReoffenceData
from cases.models import Reoffence, SecondPersonRequest, Stay
from cases.people import services as people_services
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.second_person import services
from cases.second_person.calls import CALLS, NeedsSecondPerson, decode, encode
from cases.transfers import services as transfers_services
from core.dates import Period, today
from core.errors import Refused

DAY = date(2024, 3, 1)
H1 = Period(date(2023, 12, 15), date(2024, 6, 14))
BASIS = {"why": "Nhầm người", "document_number": "9/KL"}


def come_home(world, code="HS-1", name="Nguyễn Văn Ân", on=date(2023, 5, 1)):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=on, origin="prison")
    new = NewCase(code, PersonData(name), history, {"release_on": on})
    return reception_services.receive(by=world.officer, case=new)


@pytest.fixture
def case(world):
    return come_home(world)


@pytest.fixture
def crime(world, case):
    return reoffences_services.record_reoffence(by=world.officer, case=case, data=ReoffenceData(DAY, "5/QĐ"))


@pytest.fixture
def deputy(world):
    world.stranger.memberships.create(unit=world.son_tinh, role="district_leader", start_on=date(2023, 1, 1))
    return User.objects.get(pk=world.stranger.pk)


def asked(act) -> SecondPersonRequest:
    """Return the request that the call became."""
    with pytest.raises(NeedsSecondPerson) as needed:
        act()
    return services.ask(needed.value, **BASIS)


def withdrawal(user, crime) -> SecondPersonRequest:
    return asked(lambda: reoffences_services.withdraw_reoffence(by=user, reoffence=crime, **BASIS))


# --- every door -----------------------------------------------------------------------------------------------------------


def _correct_stay(world, case, crime, user, **changes):
    [stay] = facts_store.current_history(case)
    values = {name: getattr(stay, name) for name in StayValue.__dataclass_fields__}
    history = (StayValue(**{**values, **changes}),)
    corrections_services.correct(by=user, case=case, history=history, **BASIS)


def _close_before_the_crime(world, case, crime):
    closing_services.close(by=world.officer, case=case, on=DAY - timedelta(days=1), reason="died", document_number="1")


def _start_after_the_crime(world, case, crime):
    _correct_stay(world, case, crime, world.leader, start_on=DAY + timedelta(days=1))


def _end_before_the_crime(world, case, crime):
    _correct_stay(world, case, crime, world.leader, end_on=DAY - timedelta(days=1), end_reason="other")


def _other_category(world, case, crime):
    _correct_stay(world, case, crime, world.leader, category="amnesty")


def _other_commune(world, case, crime):
    _correct_stay(world, case, crime, world.leader, unit_id=world.tinh_ha.pk)


def _withdraw_the_case(world, case, crime):
    corrections_services.withdraw(by=world.leader, case=case, **BASIS)


def _withdraw_the_reoffence(world, case, crime):
    reoffences_services.withdraw_reoffence(by=world.officer, reoffence=crime, **BASIS)


def _another_day(world, case, crime):
    data = ReoffenceData(date(2024, 6, 20), "5/QĐ")
    reoffences_services.correct_reoffence(by=world.officer, reoffence=crime, data=data, **BASIS)


def _dropped(world, case, crime):
    data = ReoffenceData(DAY, "5/QĐ", outcome="dropped")
    reoffences_services.correct_reoffence(by=world.leader, reoffence=crime, data=data, **BASIS)


def _transfer_before_the_crime(world, case, crime):
    request = transfers_services.ask(
        by=world.officer,
        case=case,
        to_unit=world.tinh_ha,
        moved_on=DAY - timedelta(days=5),
        address="Thôn 1",
        why="Cưới",
    )
    transfers_services.accept(by=world.officer_ha, request=request, on=DAY - timedelta(days=5))


def _merge_with_another_reoffender(world, case, crime):
    closing_services.close(by=None, case=case, on=date(2024, 4, 1), reason="reimprisoned")
    other = come_home(world, "HS-2", "Nguyễn Văn An", on=date(2024, 5, 1))
    reoffences_services.record_reoffence(by=world.officer, case=other, data=ReoffenceData(date(2024, 6, 1), "6/QĐ"))
    people_services.merge_people(by=world.leader, kept=case.person, merged=other.person, why="Một người")


DOORS = [
    _close_before_the_crime,
    _start_after_the_crime,
    _end_before_the_crime,
    _other_category,
    _other_commune,
    _withdraw_the_case,
    _withdraw_the_reoffence,
    _another_day,
    _dropped,
    _transfer_before_the_crime,
    _merge_with_another_reoffender,
]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__.strip("_"))
def test_no_door_lets_one_person_lower_a_figure(world, case, crime, door):
    with pytest.raises(NeedsSecondPerson) as needed:
        door(world, case, crime)
    assert needed.value.falls
    assert Reoffence.objects.current().filter(pk=crime.pk).exists()
    assert not Stay.objects.filter(case=case, known_until__isnull=False).exclude(end_reason="").exists()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__.strip("_"))
def test_a_second_person_may_let_each_of_them_pass(world, case, crime, deputy, door):
    request = asked(lambda: door(world, case, crime))
    services.approve(by=deputy, request=request)
    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("approved", deputy)
    event = AuditEvent.objects.get(action="second_person.approved")
    assert (event.by, event.detail["falls"]) == (deputy, request.falls)


# --- what one person may do --------------------------------------------------------------------------------------------------


def test_an_ordinary_closure_and_transfer_after_the_crime_need_nobody(world, case, crime):
    request = transfers_services.ask(
        by=world.officer, case=case, to_unit=world.tinh_ha, moved_on=DAY + timedelta(days=1), address="T", why="Cưới"
    )
    transfers_services.accept(by=world.officer_ha, request=request, on=DAY + timedelta(days=1))
    on = DAY + timedelta(days=9)
    closing_services.close(by=world.officer_ha, case=case, on=on, reason="reimprisoned", document_number="7")
    assert not SecondPersonRequest.objects.exists()


def test_a_verdict_and_a_better_note_need_nobody(world, crime):
    data = ReoffenceData(DAY, "5/QĐ-CSĐT", outcome="convicted", convicted_on=date(2024, 6, 1))
    made = reoffences_services.correct_reoffence(by=world.officer, reoffence=crime, data=data, **BASIS)
    assert (made.outcome, made.recorded_by) == ("convicted", world.officer)


def test_a_case_without_reoffence_is_closed_withdrawn_and_corrected_by_one_person(world):
    first, second = come_home(world), come_home(world, "HS-2", "Lê Ba")
    closing_services.close(by=world.officer, case=first, on=DAY, reason="died", document_number="1")
    corrections_services.withdraw(by=world.leader, case=second, **BASIS)


def test_a_merge_where_only_one_reoffended_needs_nobody(world, case, crime):
    closing_services.close(by=None, case=case, on=date(2024, 4, 1), reason="reimprisoned")
    other = come_home(world, "HS-2", "Nguyễn Văn An", on=date(2024, 5, 1))
    people_services.merge_people(by=world.leader, kept=other.person, merged=case.person, why="Một người")


def test_a_crime_entered_under_the_old_closed_case_counts_in_the_stay_of_its_day(world):
    old = come_home(world, on=date(2022, 1, 1))
    closing_services.close(by=None, case=old, on=date(2023, 1, 1), reason="reimprisoned")
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2023, 12, 20), origin="prison")
    reception_services.receive(by=None, case=NewCase("HS-9", old.person, history, {"release_on": date(2023, 12, 20)}))
    crime = reoffences_services.record_reoffence(by=world.officer, case=old, data=ReoffenceData(DAY, "5/QĐ"))
    assert withdrawal(world.leader, crime).falls[0]["unit_id"] == world.tinh_bac.pk


# --- who decides --------------------------------------------------------------------------------------------------------------


def test_a_leader_of_the_district_decides_on_an_officers_act(world, crime):
    request = withdrawal(world.officer, crime)
    assert request.deciding_unit == world.son_tinh
    assert services.may_decide(world.leader, request)
    services.approve(by=world.leader, request=request)
    assert not Reoffence.objects.current().exists()


def test_another_leader_of_the_same_office_decides_on_a_leaders_act(world, crime, deputy):
    request = withdrawal(world.leader, crime)
    assert request.deciding_unit == world.son_tinh
    with pytest.raises(Refused, match="không được tự duyệt"):
        services.approve(by=world.leader, request=request)
    services.approve(by=deputy, request=request)


def test_without_another_leader_the_level_above_decides_and_sees_nobody(world, crime, client_for, post_form):
    request = withdrawal(world.leader, crime)
    assert request.deciding_unit == world.quang_ngai
    client = client_for(world.province)
    at = f"/cases/second-person/{request.public_id}/"
    pages = client.get("/cases/second-person/").content.decode() + client.get(at).content.decode()
    assert "9/KL" in pages
    assert "Nguyễn Văn Ân" not in pages
    assert "HS-1" not in pages
    assert post_form(client, at, {"decision": "approve"}).url == "/cases/second-person/"
    assert not Reoffence.objects.current().exists()


def test_the_level_above_sees_no_request_that_the_district_decides(world, crime, client_for):
    request = withdrawal(world.officer, crime)
    assert client_for(world.province).get(f"/cases/second-person/{request.public_id}/").status_code == 404


@pytest.mark.parametrize("who", ["officer_ha", "committee", "leader_other", "admin", "province", "officer"])
def test_nobody_else_decides(world, crime, who):
    request = withdrawal(world.officer, crime)
    with pytest.raises(Refused):
        services.approve(by=getattr(world, who), request=request)
    assert Reoffence.objects.current().exists()


def test_a_refusal_needs_a_reason_and_changes_nothing(world, crime):
    request = withdrawal(world.officer, crime)
    with pytest.raises(Contradiction):
        services.refuse(by=world.leader, request=request, why=" ")
    services.refuse(by=world.leader, request=request, why="Không có căn cứ")
    with pytest.raises(Refused, match="đã được giải quyết"):
        services.approve(by=world.leader, request=request)
    assert Reoffence.objects.current().exists()


def test_the_same_is_not_asked_twice(world, crime):
    withdrawal(world.officer, crime)
    with pytest.raises(Refused, match="đang chờ"):
        withdrawal(world.officer, crime)


def test_what_became_impossible_meanwhile_is_refused(world, case, crime, deputy):
    first, second = withdrawal(world.officer, crime), asked(lambda: _dropped(world, case, crime))
    services.approve(by=deputy, request=first)
    with pytest.raises(Refused):
        services.approve(by=deputy, request=second)
    second.refresh_from_db()
    assert second.state == "waiting"


# --- pages ------------------------------------------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(world, case, crime, client_for, post_form):
    officer, leader = client_for(world.officer), client_for(world.leader)
    at = case.get_absolute_url()
    answer = post_form(officer, f"{at}reoffences/{crime.pk}/withdraw/", {"why": "Nhầm người", "basis_number": "9/KL"})
    draft = SecondPersonRequest.objects.get()
    assert (answer.url, draft.state) == (draft.get_absolute_url(), "draft")
    assert leader.get(answer.url).status_code == 404  # a draft is its author's
    page = officer.get(answer.url).content.decode()
    assert "Nhầm người" in page
    assert "Số liệu sẽ giảm" in page
    assert post_form(officer, answer.url, BASIS).status_code == 302
    assert "Nhầm người" in leader.get("/cases/second-person/").content.decode()
    assert post_form(leader, answer.url, {"decision": "approve"}).url == "/cases/second-person/"
    assert not Reoffence.objects.current().exists()
    after = officer.get(at).content.decode()
    assert 'class="void"' in after
    assert "9/KL" in after


def test_closing_before_the_crime_leads_to_the_request_with_what_was_typed(world, case, crime, client_for, post_form):
    typed = {"reason": "died", "on": "01/02/2024", "document_number": "12/KT"}
    answer = post_form(client_for(world.officer), f"{case.get_absolute_url()}close/", typed)
    draft = SecondPersonRequest.objects.get()
    assert answer.url == draft.get_absolute_url()
    assert (draft.kind, draft.document_number) == ("case.close", "12/KT")
    case.refresh_from_db()
    assert facts_store.current_history(case)[-1].end_on is None


def test_a_crime_that_belongs_to_no_stay_is_told_at_once(world, case, client_for, post_form):
    closing_services.close(by=None, case=case, on=date(2024, 2, 1), reason="moved_away")
    typed = {"prosecuted_on": "01/03/2024", "document_number": "5/QĐ", "outcome": "pending"}
    client = client_for(world.officer)
    assert post_form(client, f"{case.get_absolute_url()}reoffences/new/", typed).status_code == 302
    assert "không nằm trong thời gian quản lý nào" in client.get(case.get_absolute_url()).content.decode()


def test_a_wrong_form_keeps_what_was_typed(world, case, client_for, post_form):
    typed = {"prosecuted_on": "01/03/2999", "document_number": "5/QĐ", "outcome": "convicted"}
    answer = post_form(client_for(world.officer), f"{case.get_absolute_url()}reoffences/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "5/QĐ" in page
    assert "Ngày khởi tố bị can không được sau hôm nay" in page
    assert "phải có ngày kết án" in page


def test_what_the_server_knows_is_not_posted(world, case, client_for, post_form):
    typed = {"prosecuted_on": "01/03/2024", "document_number": "5", "outcome": "pending", "known_from": "2020-01-01"}
    post_form(client_for(world.officer), f"{case.get_absolute_url()}reoffences/new/", typed | {"recorded_by": "1"})
    crime = Reoffence.objects.get()
    assert crime.known_from.year >= today().year
    assert crime.recorded_by == world.officer


@pytest.mark.parametrize("suffix", ["reoffences/new/", "reoffences/{pk}/correct/", "reoffences/{pk}/withdraw/"])
def test_other_communes_and_roles_get_nowhere(world, case, crime, client_for, suffix):
    at = case.get_absolute_url() + suffix.format(pk=crime.pk)
    assert client_for(world.officer_ha).get(at).status_code == 404
    assert client_for(world.committee).get(at).status_code == 403


# --- the mechanism ------------------------------------------------------------------------------------------------------------


def test_a_users_change_of_facts_outside_a_guard_is_an_error_of_ours(world, case):
    with pytest.raises(RuntimeError, match="guard"):
        facts_store.end_versions(Stay.objects.filter(case=case), by=world.officer, at=fact_time())


def test_arguments_come_back_as_they_were(world, case, crime):
    history = facts_store.current_history(case)
    given = {"case": case, "history": history, "on": DAY, "data": ReoffenceData(DAY), "why": "x", "n": None, "b": True}
    assert {name: decode(encode(value)) for name, value in given.items()} == given
    with pytest.raises(TypeError):
        encode(object())


def test_every_function_that_ends_versions_is_a_guarded_call():
    assert set(CALLS) == {
        "case.close", "case.correct", "case.withdraw", "case.transfer", "transfer.accept", "probation.complete",
        "probation.revoke", "expungement.decide", "person.merge", "person.unmerge", "reoffence.correct",
        "reoffence.withdraw", "register.case",
    }  # fmt: skip


# --- combined doors -----------------------------------------------------------------------------------------------------------


def test_a_new_case_of_the_day_of_the_crime_does_not_take_it_over(world, case, crime):
    """A crime on the day on which one stay ends and the next begins belongs to the next."""
    closing_services.close(by=world.officer, case=case, on=DAY, reason="reimprisoned", document_number="7")
    history = start_history(unit_id=world.tinh_bac.pk, category="amnesty", on=DAY, origin="prison")
    with pytest.raises(Contradiction, match="sau ngày đó"):
        reception_services.receive(by=world.officer, case=NewCase("HS-2", case.person, history, {"release_on": DAY}))
    later = start_history(unit_id=world.tinh_bac.pk, category="amnesty", on=DAY + timedelta(days=1), origin="prison")
    reception_services.receive(by=world.officer, case=NewCase("HS-2", case.person, later, {"release_on": DAY}))


def test_a_decision_takes_away_no_more_than_the_second_person_was_shown(world, case, crime):
    request = asked(lambda: _close_before_the_crime(world, case, crime))
    another = ReoffenceData(date(2024, 5, 1), "8/QĐ")
    reoffences_services.record_reoffence(by=world.officer, case=case, data=another)
    with pytest.raises(Refused, match="số liệu đã thay đổi"):
        services.approve(by=world.leader, request=request)
    request.refresh_from_db()
    assert request.state == "waiting"
    assert facts_store.current_history(case)[-1].end_on is None
    again = asked(lambda: closing_services.close(
        by=world.officer, case=case, on=DAY - timedelta(days=1), reason="died", document_number="2"
    ))  # fmt: skip
    services.approve(by=world.leader, request=again)
