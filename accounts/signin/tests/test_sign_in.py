"""Signing in, out, and the page head."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent

LOGIN = "/account/login/"


@pytest.fixture
def attempt(client):
    def post(username, password, **extra):
        return client.post(LOGIN, {"username": username, "password": password}, **extra)

    return post


def test_the_right_password_leads_to_the_first_page(world, attempt):
    response = attempt(" Officer ", world.password)
    assert response.status_code == 302
    assert response.url == reverse("home")


def test_a_password_typed_in_pieces_is_the_same_password(world, attempt):
    import unicodedata

    assert attempt("officer", unicodedata.normalize("NFD", world.password)).status_code == 302


def test_known_and_unknown_names_get_the_same_answer(world, attempt):
    known, unknown = attempt("officer", "sai mật khẩu"), attempt("khong.co", "sai mật khẩu")
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_signing_out_needs_a_post_and_ends_the_session(world, client_for):
    client = client_for(world.officer)
    assert client.get("/account/logout/").status_code == 405
    response = client.post("/account/logout/")
    assert response.url == LOGIN
    assert {'"cache"', '"storage"'} <= set(response["Clear-Site-Data"].split(", "))
    assert client.get("/").status_code == 302


def test_the_head_shows_who_i_am_and_the_way_out(world, client_for):
    page = client_for(world.officer).get("/").content.decode()
    assert "Thiếu tá Võ Văn Bắc" in page
    assert "xã Tịnh Bắc" in page
    assert "Thoát" in page


def test_navigation_offers_only_what_the_role_may(world, client_for):
    officer = client_for(world.officer).get("/").content.decode()
    province = client_for(world.province).get("/", follow=True).content.decode()
    assert reverse("cases:list") in officer
    assert f'href="{reverse("cases:list")}"' not in province


def test_changing_the_password_needs_the_old_one_and_is_told(world, client_for):
    client = client_for(world.officer)
    wrong = {"old_password": "x", "new_password1": "đồi xanh suối mát 9", "new_password2": "đồi xanh suối mát 9"}
    assert client.post("/account/password/", wrong).status_code == 200
    response = client.post("/account/password/", {**wrong, "old_password": world.password})
    assert response.status_code == 302
    world.officer.refresh_from_db()
    assert world.officer.check_password("đồi xanh suối mát 9")
    assert AuditEvent.objects.filter(action="account.password", by=world.officer).count() == 1
