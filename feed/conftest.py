"""Reports of an invented province and its readers, for the tests of the feed."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from feed.clients.models import Client
from feed.clients.services import issue_token
from reports import snapshot
from reports.life.services import accept_report
from reports.models import FORMATS
from reports.services import make_report
from reports.tests.life import submit
from reports.tests.sample_cases import DISTRICT, H1, PROVINCE, case, make_units, store

# B reoffends in the period; what E did falls into no stay.
PEOPLE = [
    case("HS-1", "A", "X completed 01/10/2022"),
    case("HS-2", "B", "Y amnesty 01/10/2023", reoffences=["20/04/2024"]),
    case("HS-5", "E", "X conditional 01/02/2024", reoffences=["05/01/2024"]),
]


@pytest.fixture(autouse=True)
def fast_documents(monkeypatch):
    """No document is rendered: no test of the feed is about one."""
    files = {name: name.encode() for name in FORMATS}
    monkeypatch.setattr(snapshot, "render_documents", lambda taken, details, **_progress: files)


@pytest.fixture
def province(db) -> dict:
    """The units by code, with people in the eastern district."""
    units = make_units()
    store(PEOPLE, units)
    return units


@pytest.fixture
def submitted(province):
    """The eastern district's report, which waits for the province's decision."""
    return submit(make_report(by=None, unit=province[DISTRICT], period=H1, texts={"plan": "Ghi riêng của đơn vị."}))


@pytest.fixture
def accepted(submitted):
    """The same, accepted."""
    return accept_report(by=None, report=submitted)


@pytest.fixture
def client_of(province) -> Callable:
    """client_of(unit code, **columns): a client that reads the figures of that unit."""

    def make(code: str = PROVINCE, **columns) -> Client:
        return Client.objects.create(name=f"Cổng số liệu {code}", unit=province[code], **columns)

    return make


@pytest.fixture
def reader(client_of) -> Callable:
    """reader(client): a program with a fresh token of that client; without one, of the whole province's."""

    def make(client: Client | None = None) -> Browser:
        _token, secret = issue_token(by=None, client=client or client_of())
        return bearer(secret)

    return make


def bearer(secret: str) -> Browser:
    """A program that sends this secret."""
    return Browser(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)
