"""The link with which somebody chooses a password: once, within a day, and nobody else learns it."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.signin import link_notice
from accounts.users import services
from audit.models import AuditEvent

NEW = "bốn con mèo xanh lơ"


@pytest.fixture
def link(world):
    return services.issue_password_link(user=world.officer, by=world.admin)


def choose(client, link, password=NEW, again=None):
    """Open the link and send the form of the page it leads to."""
    page = client.get(link, follow=True)
    if not page.context.get("validlink"):
        return page
    return client.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": again or password})


def test_a_link_leads_to_a_password_and_to_the_sign_in_page(world, client, link):
    response = choose(client, link)
    assert response.url == "/account/login/"
    assert "Đã đặt mật khẩu" in client.get(response.url).content.decode()
    assert client.post(response.url, {"username": "officer", "password": NEW}).status_code == 302
    event = AuditEvent.objects.get(action="account.password_chosen")
    assert (event.by, event.target_id) == (world.officer, str(world.officer.pk))


def test_the_address_of_the_form_does_not_hold_the_secret(client, link):
    page = client.get(link, follow=True)
    assert page.context["validlink"]
    assert link.split("/")[-2] not in page.request["PATH_INFO"]


def test_the_old_password_ends_with_the_link_being_made(world, client, link):
    assert client.post("/account/login/", {"username": "officer", "password": world.password}).status_code == 200


def test_a_link_works_once(client, link):
    choose(client, link)
    assert "hết hạn" in client.get(link).content.decode()


def test_a_newer_link_ends_the_older(world, client, link):
    services.issue_password_link(user=world.officer, by=world.admin)
    assert "hết hạn" in client.get(link).content.decode()


def test_a_link_ends_after_a_day(client, link, monkeypatch):
    later = datetime.now() + timedelta(hours=24, minutes=1)  # noqa: DTZ005  as the token generator counts
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert "hết hạn" in client.get(link).content.decode()


def test_a_link_of_another_user_or_a_made_up_one_opens_nothing(world, client, link):
    token = link.split("/")[-2]
    for who in (world.leader.public_id, "x", "00000000-0000-0000-0000-000000000000"):
        assert "hết hạn" in client.get(f"/account/set-password/{who}/{token}/").content.decode()


def test_a_link_does_not_open_a_locked_account(world, client, link):
    services.deactivate_user(user=world.officer, by=world.admin)
    assert "hết hạn" in client.get(link).content.decode()
    with pytest.raises(ValidationError):
        services.issue_password_link(user=User.objects.get(pk=world.officer.pk), by=world.admin)


@pytest.mark.parametrize(("password", "again"), [("ngắn", None), (NEW, NEW + "!"), ("Tịnh Bắc Tịnh Bắc", None)])
def test_the_rules_hold_behind_a_link_too(world, client, link, password, again):
    response = choose(client, link, password, again)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not User.objects.get(pk=world.officer.pk).has_usable_password()


def test_the_user_is_told_at_sign_in_who_made_the_link_and_where_it_was_used(world, client, link):
    choose(client, link)
    for _time in range(2):  # one sign-in with a password that somebody else chose does not use the notice up
        page = client.post("/account/login/", {"username": "officer", "password": NEW}, follow=True).content.decode()
        assert "do Hồ Quản Trị cấp lúc" in page
        assert "địa chỉ 127.0.0.1" in page
        client.post("/account/logout/")


def test_the_notice_ends_after_a_week_and_nobody_else_gets_it(world, client, link, monkeypatch):
    choose(client, link)
    signed_in = client.post("/account/login/", {"username": "leader", "password": world.password}, follow=True)
    assert "cấp lúc" not in signed_in.content.decode()
    assert link_notice.link_notice(world.officer)
    monkeypatch.setattr(link_notice, "NOTICE_DAYS", 0)
    assert link_notice.link_notice(world.officer) == ""


def test_a_link_without_its_use_is_no_news(world, link):
    assert link_notice.link_notice(world.officer) == ""


def test_whoever_made_the_link_cannot_open_it_while_signed_in(world, client_for, link):
    answer = client_for(world.admin).get(link, follow=True)
    assert answer.status_code == 403
    assert "cấp cho người khác" in answer.content.decode()
    event = AuditEvent.objects.get(action="user.password_link_refused")
    assert (event.by, event.target_id) == (world.admin, str(world.officer.pk))
    posted = client_for(world.admin).post(link, {"new_password1": NEW, "new_password2": NEW})
    assert posted.status_code == 403


def test_the_page_of_a_link_says_whose_it_is(client, link):
    page = client.get(link, follow=True).content.decode()
    assert "Thiếu tá Võ Văn Bắc" in page
    assert "officer" in page


def test_the_administrator_is_shown_the_link_and_no_password_field(world, client_for, client):
    admin = client_for(world.admin)
    page = admin.get(f"/admin/accounts/user/{world.officer.pk}/change/").content.decode()
    assert "Cấp liên kết đặt mật khẩu" in page
    assert 'type="password"' not in page
    shown = admin.post(f"/admin/accounts/user/{world.officer.pk}/password-link/")
    link = shown.context["link"].removeprefix("http://testserver")
    assert choose(client, link).url == "/account/login/"
    assert AuditEvent.objects.get(action="user.password_link").by == world.admin


def test_a_link_is_made_by_a_post_of_an_administrator_only(world, client_for):
    address = f"/admin/accounts/user/{world.officer.pk}/password-link/"
    assert client_for(world.admin).get(address).status_code == 405
    assert client_for(world.leader).post(address).status_code == 403
    assert User.objects.get(pk=world.officer.pk).has_usable_password()


def test_the_first_administrator_comes_from_the_command_line(world, client):
    out = StringIO()
    call_command("create_administrator", "nguoi.dau", full_name="Lê Đầu", unit="51", stdout=out, stderr=StringIO())
    assert User.objects.get(username="nguoi.dau").roles == {"administrator"}
    assert choose(client, out.getvalue().strip()).url == "/account/login/"


@pytest.mark.parametrize(("username", "unit"), [("officer", "51"), ("nguoi.dau", "999999")])
def test_a_command_that_cannot_leaves_nothing(world, username, unit):
    before = User.objects.count()
    with pytest.raises(CommandError):
        call_command("create_administrator", username, full_name="Lê Đầu", unit=unit, stdout=StringIO())
    assert User.objects.count() == before
