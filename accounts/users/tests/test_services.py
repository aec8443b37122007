"""The verbs on accounts and the administrators' site that calls them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.models import Membership, User
from accounts.permissions.roles import LEVELS_OF_ROLE, Role
from accounts.users import services
from audit.models import AuditEvent
from core.dates import today

GOOD = "bốn con mèo xanh lơ"


def actions() -> list[str]:
    return list(AuditEvent.objects.exclude(action__startswith="signin").values_list("action", flat=True))


def test_a_new_user_may_sign_in_and_do_nothing(world, client):
    user = services.create_user(username=" Moi.Den ", full_name="Lê  Thị Mới", password=GOOD, by=world.admin)
    assert (user.username, user.full_name, user.roles) == ("moi.den", "Lê Thị Mới", set())
    assert client.post("/account/login/", {"username": "moi.den", "password": GOOD}).status_code == 302
    page = client.get("/")
    assert page.status_code == 403
    assert "chưa có vai trò" in page.content.decode()
    assert "Thoát" in page.content.decode()


def test_a_name_in_use_is_refused(world):
    with pytest.raises(ValidationError) as error:
        services.create_user(username="OFFICER", full_name="X", password=GOOD, by=world.admin)
    assert "username" in error.value.message_dict
    assert actions() == []


@pytest.mark.parametrize(
    "password",
    [
        "congansontinh",
        "Công An Sơn Tịnh 2024",
        "matkhau123456789",
        "Mật khẩu Quảng Ngãi",
        "nguyenvansuoi99",
        "Tịnh Bắc Tịnh Bắc",
        "Nghĩa Hành Trà Bồng Bình Sơn",  # other places of the province
        "CA-51-0427 ca510427 1989",  # one's own badge number, and a year
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012345",
        "ngắn quá",
    ],
)
def test_an_easy_password_is_refused(world, password):
    user = User(username="nguyen.van.suoi", full_name="Nguyễn Văn Suối", badge_number="CA-51-0427")
    user.save()
    user.memberships.create(unit=world.tinh_bac, role="commune_officer", start_on=today())
    with pytest.raises(ValidationError):
        services.set_checked_password(user, password)


@pytest.mark.parametrize("password", [GOOD, "suối chảy qua đồi 27", "correct horse battery staple", "x9$Kq!vT2mZpLw"])
def test_a_password_of_unrelated_words_is_good(world, password):
    services.set_checked_password(world.officer, password)
    assert world.officer.check_password(password)


def test_a_role_given_by_mistake_ends_the_same_day(world):
    membership = services.grant_membership(
        user=world.stranger, unit=world.son_tinh, role="district_leader", start_on=today(), by=world.admin
    )
    services.end_membership(membership=membership, end_on=today(), by=world.admin)
    assert User.objects.get(pk=world.stranger.pk).roles == set()


def test_nobody_gives_oneself_a_role(world):
    with pytest.raises(ValidationError):
        services.grant_membership(
            user=world.admin, unit=world.son_tinh, role="district_leader", start_on=today(), by=world.admin
        )
    assert User.objects.get(pk=world.admin.pk).roles == {"administrator"}


def test_granting_twice_is_refused_and_ending_leaves_the_row(world):
    with pytest.raises(ValidationError):
        services.grant_membership(
            user=world.officer, unit=world.tinh_bac, role="commune_officer", start_on=today(), by=world.admin
        )
    membership = world.officer.memberships.get()
    services.end_membership(membership=membership, end_on=today(), by=world.admin)
    assert Membership.objects.get(pk=membership.pk).end_on == today()
    assert actions() == ["membership.end"]


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        ("commune_officer", "son_tinh"),
        ("commune_officer", "quang_ngai"),
        ("commune_committee", "son_tinh"),
        ("district_leader", "tinh_bac"),
        ("province_viewer", "son_tinh"),
        ("province_viewer", "tinh_bac"),
        ("bank_liaison", "quang_ngai"),
        ("administrator", "tinh_bac"),
    ],
)
def test_a_role_stands_at_a_unit_of_its_level_only(world, admin_client, role, unit):
    given = {"user": world.stranger, "unit": getattr(world, unit), "role": role, "start_on": today()}
    with pytest.raises(ValidationError) as refusal:
        services.grant_membership(by=world.admin, **given)
    assert list(refusal.value.message_dict) == ["unit"]
    form = grant_by_form(admin_client, **given).context["adminform"].form
    assert list(form.errors) == ["unit"]
    with pytest.raises(DatabaseError, match="membership_level"), transaction.atomic():
        Membership.objects.create(**given)
    kept = Membership.objects.create(user=world.stranger, unit=unit_of(world, role), role=role, start_on=today())
    with pytest.raises(DatabaseError, match="membership_level"), transaction.atomic():
        Membership.objects.filter(pk=kept.pk).update(unit=given["unit"])


def unit_of(world, role):
    return next(one.unit for one in Membership.objects.filter(role=role))


def test_the_levels_of_the_database_are_those_of_the_verb():
    guards = import_module("accounts.migrations.0002_database_guards")
    assert {role: set(levels) for role, levels in guards.LEVELS.items()} == {
        role.value: {level.value for level in levels} for role, levels in LEVELS_OF_ROLE.items()
    }
    assert set(LEVELS_OF_ROLE) == set(Role)


def grant_by_form(client, *, user, unit, role, start_on):
    data = {"user": user.pk, "unit": unit.pk, "role": role, "start_on": start_on.strftime("%d/%m/%Y")}
    return client.post("/admin/accounts/membership/add/", data)


@pytest.mark.parametrize("who", ["officer", "admin"])
def test_the_form_says_why_a_role_is_not_given(world, admin_client, who):
    """Given twice, or to oneself."""
    held = getattr(world, who).memberships.get()
    answer = grant_by_form(admin_client, user=held.user, unit=held.unit, role=held.role, start_on=today())
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["role" if who == "officer" else "user"]
    assert actions() == []


def test_a_role_that_ends_tomorrow_is_not_given_again_from_today(world):
    membership = world.officer.memberships.get()
    services.end_membership(membership=membership, end_on=today() + timedelta(days=1), by=world.admin)
    again = {"user": world.officer, "unit": membership.unit, "role": membership.role, "by": world.admin}
    with pytest.raises(ValidationError):
        services.grant_membership(start_on=today(), **again)
    services.grant_membership(start_on=today() + timedelta(days=1), **again)


@pytest.mark.parametrize("days", [-1, -400])
def test_a_role_is_not_ended_in_the_past(world, days):
    with pytest.raises(ValidationError):
        services.end_membership(
            membership=world.officer.memberships.get(), end_on=today() + timedelta(days=days), by=world.admin
        )


def test_what_has_ended_stays_as_it_is(world):
    membership = services.end_membership(membership=world.officer.memberships.get(), end_on=today(), by=world.admin)
    with pytest.raises(ValidationError):
        services.end_membership(membership=membership, end_on=today() + timedelta(days=9), by=world.admin)


def test_nobody_locks_oneself_out(world):
    with pytest.raises(ValidationError):
        services.deactivate_user(user=world.admin, by=world.admin)


# /admin/


@pytest.fixture
def admin_client(world, client_for):
    return client_for(world.admin)


def test_the_site_makes_a_user_through_the_verb(admin_client):
    data = {"username": "moi", "full_name": "Lê Mới", "rank": "", "badge_number": "", "password": GOOD}
    assert admin_client.post("/admin/accounts/user/add/", data).status_code == 302
    assert not User.objects.get(username="moi").has_usable_password()
    assert actions() == ["user.create"]


@pytest.mark.parametrize("change", [{"username": ""}, {"full_name": ""}, {"username": "officer"}])
def test_the_site_says_what_is_wrong_with_a_new_user(admin_client, change):
    data = {"username": "moi", "full_name": "Lê Mới", "rank": "", "badge_number": ""}
    response = admin_client.post("/admin/accounts/user/add/", {**data, **change})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert actions() == []


def test_the_site_changes_a_user_and_keeps_before_and_after(world, admin_client):
    address = f"/admin/accounts/user/{world.officer.pk}/change/"
    data = {"full_name": "Võ Văn Bắc", "rank": "Trung tá", "badge_number": "", "is_active": "on"}
    data["version"] = admin_client.get(address).context["version"]
    assert admin_client.post(address, data).status_code == 302
    event = AuditEvent.objects.get(action="user.change")
    assert "before.rank: Thiếu tá\n" in event.why
    assert "after.rank: Trung tá" in event.why
    data["version"] = admin_client.get(address).context["version"]
    assert admin_client.post(address, {**data, "is_active": ""}).status_code == 302
    world.officer.refresh_from_db()
    assert not world.officer.is_active
    assert actions() == ["user.change", "user.deactivate"]


def test_the_site_grants_and_ends_roles_through_the_verbs(world, admin_client, post_form):
    data = {
        "user": world.stranger.pk,
        "unit": world.tinh_ha.pk,
        "role": "commune_officer",
        "start_on": today().strftime("%d/%m/%Y"),
    }
    assert admin_client.post("/admin/accounts/membership/add/", data).status_code == 302
    membership = world.stranger.memberships.get()
    address = f"/admin/accounts/membership/{membership.pk}/change/"
    assert admin_client.get(address).status_code == 200
    past = (today() - timedelta(days=1)).strftime("%d/%m/%Y")
    assert post_form(admin_client, address, {"end_on": past}).status_code == 200
    end = (today() + timedelta(days=1)).strftime("%d/%m/%Y")
    assert post_form(admin_client, address, {"end_on": end, "role": "administrator"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.role, membership.end_on) == ("commune_officer", today() + timedelta(days=1))
    assert post_form(admin_client, address, {"end_on": ""}).status_code == 403
    assert [name for name in actions() if name.startswith("membership")] == ["membership.grant", "membership.end"]


def test_the_site_deletes_nobody(world, admin_client):
    assert admin_client.post(f"/admin/accounts/user/{world.stranger.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=world.stranger.pk).exists()


def test_the_site_shows_no_page_of_a_library(admin_client):
    page = admin_client.get("/admin/").content.decode()
    assert "accounts/user" in page
    assert "otp" not in page
    assert "axes" not in page
