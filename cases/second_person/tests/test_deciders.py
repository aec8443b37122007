"""Whose account may be the second person: not one that an administrator has just made, reset or unlocked."""

from datetime import date

import pytest

from accounts.tests.factories import MembershipFactory
from accounts.users import services as accounts_services
from accounts.users.tests.test_confirmation import fresh, new_account
from audit.models import AuditEvent
from cases.facts.store import ReoffenceData
from cases.models import Reoffence
from cases.reoffences import services as reoffences_services
from cases.second_person import services
from cases.second_person.tests.test_second_person import BASIS, DAY, asked, come_home
from cases.worklist.digest import other_work_of
from core.dates import today
from core.errors import Refused


@pytest.fixture
def crime(world):
    return reoffences_services.record_reoffence(by=None, case=come_home(world), data=ReoffenceData(DAY, "5/QĐ"))


def withdrawal(user, crime):
    return asked(lambda: reoffences_services.withdraw_reoffence(by=fresh(user), reoffence=crime, **BASIS))


def test_a_leader_made_by_an_administrator_decides_only_once_confirmed(world, crime, client_for, post_form):
    made = new_account(world, world.admin)
    request = withdrawal(world.leader, crime)
    assert request.deciding_unit == world.son_tinh
    for verb in (services.approve, services.refuse):
        with pytest.raises(Refused, match="xác nhận"):
            verb(by=made, request=request, why="Đúng")
    client = client_for(made)
    page = client.get(request.get_absolute_url())
    assert page.context["form"] is None
    assert "phải có người thứ ba xác nhận" in page.content.decode()
    assert post_form(client, request.get_absolute_url(), {"decision": "approve"}).status_code == 422
    assert Reoffence.objects.current().exists()
    assert "Tài khoản người duyệt chờ xác nhận" in {one.label for one in other_work_of(world.leader) if one.count}

    accounts_services.confirm_account(user=made, by=world.province, why="Đã gặp")
    assert post_form(client, request.get_absolute_url(), {"decision": "approve"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.decider_since) == ("approved", today())
    assert AuditEvent.objects.get(action="second_person.approved").detail["decider_since"] == today().isoformat()
    assert "Người duyệt giữ vai trò từ" in client.get(request.get_absolute_url()).content.decode()
    new = [one for one in other_work_of(world.leader) if "chưa đến 90 ngày" in one.label]
    assert [one.count for one in new] == [1]


def test_a_leader_whose_password_an_administrator_reset_does_not_decide_as_before(world, crime):
    accounts_services.issue_password_link(user=world.leader, by=world.admin)
    user = fresh(world.leader)
    accounts_services.set_checked_password(user, "bốn con mèo xanh lơ")
    user.save()
    with pytest.raises(Refused, match="xác nhận"):
        services.approve(by=user, request=withdrawal(world.officer, crime))


def test_a_leader_who_is_also_administrator_does_not_decide_for_an_account_of_his_own_making(world, crime):
    MembershipFactory(user=world.admin, unit=world.son_tinh, role="district_leader")
    made = new_account(world, world.admin, role="commune_officer", unit=world.tinh_bac)
    request = withdrawal(made, crime)
    with pytest.raises(Refused, match="người đề nghị"):
        services.approve(by=fresh(world.admin), request=request)
    services.approve(by=world.leader, request=request)
    request.refresh_from_db()
    assert request.decider_since == date(2023, 1, 1)


def test_without_another_leader_than_the_maker_of_the_account_the_level_above_decides(world, crime):
    world.leader.memberships.update(end_on=today())
    MembershipFactory(user=world.admin, unit=world.son_tinh, role="district_leader")
    made = new_account(world, world.admin, role="commune_officer", unit=world.tinh_bac)
    assert withdrawal(made, crime).deciding_unit == world.quang_ngai
