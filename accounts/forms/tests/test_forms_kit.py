"""From a form to a verb: once, with refusals on the form, conflicts shown, and nothing typed lost."""

import re
import threading
import uuid
from typing import Any

import pytest
from django import forms
from django.db import connection, transaction
from django.test import RequestFactory

from accounts.forms import drafts, idempotency
from accounts.forms.models import SubmittedForm
from accounts.forms.submission import bind, form_status, submit
from accounts.models import User
from core.errors import EditConflict, Refused


class NameForm(forms.Form):
    full_name = forms.CharField(label="Họ và tên")


def request_of(user, data=None, path="/somewhere/"):
    request: Any = RequestFactory().post(path, data) if data is not None else RequestFactory().get(path)
    request.user, request.session, request.htmx = user, {}, False
    request._messages = []
    request._messages = type("Kept", (list,), {"add": lambda self, *args: self.append(args)})()
    return request


def test_a_key_is_done_once(world):
    key, done = str(uuid.uuid4()), []

    def act():
        done.append(1)
        return "/there/"

    answers = [idempotency.run_once(user=world.officer, key=key, path="/x/", act=act) for _time in range(3)]
    assert answers == [("/there/", True), ("/there/", False), ("/there/", False)]
    assert len(done) == 1


def test_a_failed_act_leaves_no_key(world):
    key = str(uuid.uuid4())

    def fail():
        raise Refused("không")

    with pytest.raises(Refused):
        idempotency.run_once(user=world.officer, key=key, path="/x/", act=fail)
    assert not SubmittedForm.objects.exists()
    assert idempotency.run_once(user=world.officer, key=key, path="/x/", act=lambda: "/y/") == ("/y/", True)


@pytest.mark.parametrize("key", ["", "x", "1' or '1'='1"])
def test_a_form_without_a_key_is_refused(world, key):
    with pytest.raises(Refused):
        idempotency.run_once(user=world.officer, key=key, path="/x/", act=lambda: "/y/")


def test_a_key_of_another_user_or_page_leads_nowhere(world):
    key = str(uuid.uuid4())
    idempotency.run_once(user=world.officer, key=key, path="/x/", act=lambda: "/secret/")
    for user, path in [(world.officer_ha, "/x/"), (world.officer, "/other/")]:
        with pytest.raises(Refused):
            idempotency.run_once(user=user, key=key, path=path, act=lambda: "/y/")


@pytest.mark.django_db(transaction=True)
def test_six_at_the_same_moment_are_one(world):
    key, done, answers = str(uuid.uuid4()), [], []
    start = threading.Barrier(6)

    def post():
        start.wait()

        def act():
            done.append(1)
            return "/there/"

        try:
            answers.append(idempotency.run_once(user=world.officer, key=key, path="/x/", act=act)[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["/there/"] * 6
    assert len(done) == 1


def test_what_a_verb_refuses_stands_on_the_form(world):
    request = request_of(world.officer, {"full_name": "An", "idempotency_key": str(uuid.uuid4())})
    form = bind(request, NameForm)

    def act(cleaned):
        raise Refused("Ngày ở tương lai.")

    assert submit(request, form, act) is None
    assert form.non_field_errors() == ["Ngày ở tương lai."]
    assert form["full_name"].value() == "An"
    assert form_status(form) == 422


def test_a_named_constraint_speaks_on_the_form(world):
    request = request_of(world.officer, {"full_name": "An", "idempotency_key": str(uuid.uuid4())})
    form = bind(request, NameForm)

    def act(cleaned):
        with transaction.atomic():
            User.objects.create(username=world.officer.username, full_name="An")

    assert submit(request, form, act) is None
    assert form.non_field_errors() == ["Tên đăng nhập này đã có người dùng."]


def test_a_conflict_shows_both_texts_and_the_version_to_save_over(world):
    request = request_of(world.officer, {"full_name": "Bản của tôi", "idempotency_key": str(uuid.uuid4())})
    form = bind(request, NameForm)
    current = User(full_name="Bản đang lưu")
    current.version = 7

    def act(cleaned):
        raise EditConflict(current)

    answer = submit(request, form, act)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của tôi" in page
    assert "Bản đang lưu" in page
    assert 'name="version" value="7"' in page


# --- what was typed when the session was over ---------------------------------------------------------------------------


def expire(client) -> None:
    session = client.session
    session["seen"] = session["began"] = 1
    session.save()


def signed_in(client_for, user):
    client = client_for(user)
    client.get("/")
    return client


def sealed_in(page: bytes) -> str:
    found = re.search(r'name="draft" value="([^"]+)"', page.decode())
    return found[1] if found else ""


def test_typed_text_comes_back_after_signing_in(world, client_for):
    client = signed_in(client_for, world.leader)
    expire(client)
    answer = client.post("/reports/new/", {"idempotency_key": "x", "number": "123/BC", "password": "bí mật"})
    assert answer.status_code == 401
    draft = sealed_in(answer.content)
    assert draft
    assert "123/BC" not in answer.content.decode()
    data = {"username": world.leader.username, "password": world.password, "draft": draft}
    again = client.post("/account/login/", data)
    assert again.url == "/reports/new/"
    request = request_of(world.leader, path="/reports/new/")
    request.session = client.session
    kept = drafts.take(request)
    assert kept == {"number": ["123/BC"]}
    assert drafts.take(request) is None


def test_nobody_else_gets_it(world, client_for):
    client = signed_in(client_for, world.leader)
    expire(client)
    draft = sealed_in(client.post("/reports/new/", {"number": "123/BC"}).content)
    data = {"username": world.officer.username, "password": world.password, "draft": draft}
    assert client.post("/account/login/", data).url == "/"
    assert "draft" not in client.session


def test_a_forged_draft_is_nothing(world, client_for):
    client = client_for()
    data = {"username": world.officer.username, "password": world.password, "draft": "AAAA" * 30}
    assert client.post("/account/login/", data).url == "/"


def test_a_session_that_is_gone_keeps_it_too(world, client_for):
    """The token goes with the session, so it is the CSRF wall that meets the post."""
    client = client_for(world.leader, enforce_csrf_checks=True)
    client.get("/")
    world.leader.sessions.all().delete()
    other = client_for(world.leader)  # the same user elsewhere
    other.get("/")
    answer = client.post("/reports/new/", {"number": "9"})
    assert answer.status_code == 403  # nobody knows whose it was: nothing is kept
    # A form of ours says whose it is.
    answer = client.post("/reports/new/", {"number": "9", "idempotency_key": idempotency.new_key(world.leader)})
    assert answer.status_code == 401
    data = {"username": world.leader.username, "password": world.password, "draft": sealed_in(answer.content)}
    assert client_for().post("/account/login/", data).url == "/reports/new/"


def test_a_form_without_any_cookie_keeps_what_was_typed_for_its_owner_only(world, client_for):
    nobody = client_for(enforce_csrf_checks=True)
    draft = sealed_in(
        nobody.post("/reports/new/", {"number": "9", "idempotency_key": idempotency.new_key(world.leader)}).content
    )
    data = {"username": world.officer.username, "password": world.password, "draft": draft}
    assert client_for().post("/account/login/", data).url == "/"
    forged = idempotency.new_key(world.leader).replace(f".{world.leader.pk}.", f".{world.officer.pk}.")
    for key in (forged, "x", f"{uuid.uuid4()}.{world.officer.pk}.é", f"{uuid.uuid4()}.{'9' * 40}.a", str(uuid.uuid4())):
        assert nobody.post("/reports/new/", {"number": "9", "idempotency_key": key}).status_code == 403


def test_a_form_of_the_session_before_is_filled_in_again(world, client_for):
    """Two pages open, the session over, signed in again on one of them: the other's token is not that of the new session."""
    client = client_for(world.leader, enforce_csrf_checks=True)
    answer = client.post("/reports/new/?unit=1", {"number": "9", "idempotency_key": idempotency.new_key(world.leader)})
    assert (answer.status_code, answer.url) == (302, "/reports/new/?unit=1")
    request = request_of(world.leader, path="/reports/new/")
    request.session = client.session
    assert drafts.take(request) == {"number": ["9"]}
    for foreign in ({"number": "9"}, {"number": "9", "idempotency_key": idempotency.new_key(world.officer)}):
        assert client.post("/reports/new/", foreign).status_code == 403


def test_what_asks_while_somebody_types_loses_nothing(world, client_for):
    from accounts.signin.sessions import ELSEWHERE, end_sessions

    client = client_for(world.officer, enforce_csrf_checks=True)
    client.get("/")
    end_sessions(world.officer, reason=ELSEWHERE)
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/receive/?notice=7"}
    asked = client.post("/cases/receive/likeness/", {"full_name": "An"}, headers=htmx)
    assert asked.status_code == 401
    data = {"username": world.officer.username, "password": world.password, "draft": sealed_in(asked.content)}
    assert client_for().post("/account/login/", data).url == "/cases/receive/?notice=7"
    # And the form itself, which is sent after it with the cookie of a new session.
    answer = client.post("/cases/receive/", {"full_name": "An", "idempotency_key": idempotency.new_key(world.officer)})
    assert answer.status_code == 401
    assert sealed_in(answer.content)
    foreign = {**htmx, "HX-Current-URL": "https://elsewhere.example/x"}
    assert client.post("/cases/receive/likeness/", {"full_name": "An"}, headers=foreign).status_code in (401, 403)


def test_a_session_ended_elsewhere_keeps_it(world, client_for):
    from accounts.signin.sessions import ELSEWHERE, end_sessions

    client = client_for(world.leader, enforce_csrf_checks=True)
    client.get("/")
    end_sessions(world.leader, reason=ELSEWHERE)
    answer = client.post("/reports/new/", {"number": "9"})
    assert answer.status_code == 401
    assert sealed_in(answer.content)


def test_too_much_is_not_carried(world, client_for):
    client = signed_in(client_for, world.leader)
    expire(client)
    assert client.post("/reports/new/", {"number": "9" * 300_000}).status_code == 302
