"""Nobody who made or reset the account of a second person decides with it, in whatever combination."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from accounts.signin import second_factor
from accounts.tests.factories import MembershipFactory, UserFactory
from accounts.users import confirmation, services
from audit.models import AuditEvent
from core.dates import today
from core.errors import Refused


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def new_account(world, by, *, role="district_leader", unit=None, name="nguoi.moi"):
    """An account made by an administrator, who opens the link as well."""
    user = services.create_user(username=name, full_name="Ai Đó", by=by)
    services.grant_membership(user=user, unit=unit or world.son_tinh, role=role, start_on=today(), by=by)
    services.issue_password_link(user=user, by=by)
    services.set_checked_password(user, "bốn con mèo xanh lơ")
    user.save()
    return fresh(user)


@pytest.fixture
def second_admin(world):
    user = UserFactory(username="quan.tri.2")
    MembershipFactory(user=user, unit=world.quang_ngai, role="administrator")
    return user


def test_an_account_decides_only_after_somebody_who_did_not_make_it_has_confirmed_it(world, second_admin):
    made = new_account(world, world.admin)
    assert "xác nhận" in confirmation.decider_error(made, world.officer)
    for by in (world.admin, made, world.officer, world.leader_other, world.bank):
        with pytest.raises(Refused):
            services.confirm_account(user=made, by=fresh(by), why="Đã gặp")
    with pytest.raises(Refused, match="kiểm tra"):
        services.confirm_account(user=made, by=world.leader, why=" ")
    services.confirm_account(user=made, by=world.leader, why="Đã gặp")
    assert confirmation.decider_error(made, world.officer) == ""
    event = AuditEvent.objects.get(action="user.confirm")
    assert (event.by, event.target_id) == (world.leader, str(made.pk))
    with pytest.raises(Refused, match="không chờ"):
        services.confirm_account(user=made, by=second_admin, why="Đã gặp")


@pytest.mark.parametrize("act", ["link", "factor", "unlock", "role"])
def test_whatever_lets_somebody_else_in_asks_for_a_new_confirmation(world, act):
    acts = {
        "link": lambda: services.issue_password_link(user=world.leader, by=world.admin),
        "factor": lambda: second_factor.remove(user=world.leader, by=world.admin),
        "unlock": lambda: services.reactivate_user(user=world.leader, by=world.admin),
        "role": lambda: services.grant_membership(
            user=world.leader, unit=world.tu_nghia, role="district_leader", start_on=today(), by=world.admin
        ),
    }
    assert confirmation.is_confirmed(world.leader)
    acts[act]()
    assert not confirmation.is_confirmed(world.leader)
    assert [one.by for one in confirmation.acts_on(world.leader)] == [world.admin]
    # What the owner did, and a role that decides nothing, ask for none.
    second_factor.remove(user=world.leader_other, by=world.leader_other)
    services.grant_membership(
        user=world.leader_other, unit=world.tinh_ha, role="commune_officer", start_on=today(), by=world.admin
    )
    assert confirmation.is_confirmed(world.leader_other)


def test_a_link_that_nobody_has_used_yet_cannot_be_confirmed(world):
    services.issue_password_link(user=world.leader, by=world.admin)
    with pytest.raises(Refused, match="chưa đặt mật khẩu"):
        services.confirm_account(user=world.leader, by=world.province, why="Đã gặp")


def test_an_administrator_cannot_confirm_through_a_second_administrators_account(world):
    MembershipFactory(user=world.admin, unit=world.son_tinh, role="district_leader")
    puppet = new_account(world, world.admin, role="administrator", unit=world.quang_ngai, name="con.roi")
    leader = new_account(world, puppet, name="lanh.dao.gia")
    for by in (world.admin, puppet):
        with pytest.raises(Refused):
            services.confirm_account(user=leader, by=fresh(by), why="Đã gặp")
    assert confirmation.controllers(leader) == {puppet.pk, world.admin.pk}
    officer = new_account(world, puppet, role="commune_officer", unit=world.tinh_bac, name="can.bo.gia")
    assert "người đề nghị" in confirmation.decider_error(fresh(world.admin), officer)
    # Confirmed by a third person, the second administrator is nobody's tool any more.
    services.confirm_account(user=puppet, by=world.province, why="Đã gặp")
    assert confirmation.controllers(leader) == {puppet.pk}


def test_the_page_lists_what_happened_and_confirms(world, client_for, post_form):
    made = new_account(world, world.admin)
    address = reverse("accounts:confirmations")
    page = client_for(world.leader).get(address).content.decode()
    assert "Ai Đó" in page
    assert "cấp liên kết đặt mật khẩu: Hồ Quản Trị" in page
    assert address in client_for(world.leader).get("/dashboard/").content.decode()
    for by in (world.admin, world.leader_other):
        answer = post_form(client_for(by), address, {"user": made.pk, "why": "Đã gặp"})
        assert answer.status_code == 422
    assert "đang chờ người khác xác nhận" in client_for(made).get(address).content.decode()
    assert post_form(client_for(world.leader), address, {"user": made.pk, "why": "Đã gặp"}).status_code == 302
    assert confirmation.is_confirmed(made)
    assert client_for(world.officer).get(address).status_code == 403


def test_the_command_line_confirms_the_first_account_of_an_installation(world, capsys):
    made = new_account(world, world.admin)
    call_command("confirm_account", made.username, "--why", "Đã gặp")
    assert confirmation.is_confirmed(made)
    for arguments in (["khong.co", "--why", "x"], [made.username, "--why", " "]):
        with pytest.raises(CommandError):
            call_command("confirm_account", *arguments)


def test_a_role_given_with_an_earlier_day_counts_from_the_day_on_which_it_was_given(world):
    user = services.create_user(username="moi", full_name="Mới", by=world.admin)
    start_on = today() - timedelta(days=900)
    services.grant_membership(user=user, unit=world.son_tinh, role="district_leader", start_on=start_on, by=world.admin)
    assert confirmation.role_since(user, [world.son_tinh.pk], {"district_leader"}) == today()
    assert confirmation.role_since(world.leader, [world.son_tinh.pk], {"district_leader"}) == date(2023, 1, 1)
    assert confirmation.role_since(world.leader, [world.tu_nghia.pk], {"district_leader"}) is None
