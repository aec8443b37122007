"""A body above the limit is refused before it is parsed, on every page, with and without a declared length."""

import http.client
import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser

from reintegration.testing.site import HttpClient

TOO_MUCH = settings.MAX_BODY + 1
PAGES = ["/account/login/", "/cases/", "/cases/import/", "/khong-co/", "/admin/"]


@pytest.fixture
def never_parsed(monkeypatch):
    def fails(self):
        raise AssertionError("parsed")

    monkeypatch.setattr(MultiPartParser, "parse", fails)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_large_file_is_refused_before_it_is_parsed(world, client_for, client, never_parsed, page, signed_in):
    who = client_for(world.officer) if signed_in else client
    response = who.post(page, {"file": SimpleUploadedFile("a.xlsx", b"x" * TOO_MUCH)})
    text = response.content.decode()
    assert response.status_code == 413
    assert "không quá 6 MB" in text
    assert response["X-Request-ID"] in text


def chunked(client, body):
    given = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "", "wsgi.input": body}
    return client.generic("POST", "/account/login/", HTTP_TRANSFER_ENCODING="chunked", **given)


class Endless:
    """A body that never ends."""

    def __init__(self):
        self.given = 0

    def read(self, size=-1):
        assert size >= 0
        self.given += size
        return b"x" * size

    readline = read


def test_a_body_without_a_length_is_read_up_to_the_limit_and_no_further(client, db):
    body = Endless()
    assert chunked(client, body).status_code == 413
    assert body.given == TOO_MUCH


def test_a_small_body_without_a_length_is_a_form_like_any_other(client, db):
    response = chunked(client, io.BytesIO(b"username=qzcanary&password=x"))
    assert response.status_code == 200
    assert 'value="qzcanary"' in response.content.decode()


@pytest.mark.parametrize("length", ["-1", "x", "9" * 30, "１"])
def test_a_length_that_is_no_number_is_refused(client, db, length):
    assert client.post("/account/login/", {"a": "b"}, CONTENT_LENGTH=length).status_code == 413


def test_a_body_at_the_limit_passes(client, db):
    body = b"a=" + b"x" * (settings.MAX_BODY - 2)
    response = client.generic("POST", "/account/login/", body, "text/plain")
    assert response.status_code == 200


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_gunicorn_answers_at_once_and_closes_the_connection(site):
    address = site.web()
    for headers in ({"Content-Length": str(10**12)}, {"Transfer-Encoding": "chunked"}):
        line = http.client.HTTPConnection(address, timeout=10)
        line.putrequest("POST", "/account/login/")
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders()
        if "Transfer-Encoding" in headers:
            for _ in range(7):
                line.send(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
        answer = line.getresponse()
        assert answer.status == 413
        assert answer.headers["Connection"] == "close"
        assert "6 MB" in answer.read().decode()
        line.close()
    assert HttpClient(address).get("/account/login/").status == 200
