"""What fault tests stand on: the site's processes on the test's own database, or on a PostgreSQL that may be killed."""

import logging
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection

from reintegration.testing.servers import CannotStart, Servers
from reintegration.testing.site import Site, keys_of
from reintegration.testing.walk import Walk
from reintegration.tests.marked_people import make_marked_people
from reports import snapshot
from reports.models import FORMATS

# Seconds after which a silent worker's job is given to another; as short as busy machines allow.
SILENCE = 6
CAST = (
    "officer", "officer_ha", "committee", "leader", "leader_other", "province", "bank", "admin", "stranger", "nobody",
)  # fmt: skip


@pytest.fixture
def servers():
    """Servers of this test's own, which it may freeze and kill."""
    with own_servers() as found:
        yield found


@contextmanager
def own_servers():
    # Not in pytest's own folder, which every other pytest on the machine closes to the servers' user.
    folder = Path(tempfile.mkdtemp(prefix="servers-"))
    for place in folder.parents:
        if not place.stat().st_mode & 0o001:
            place.chmod(place.stat().st_mode | 0o011)
    found = Servers(folder)
    try:
        yield found
    finally:
        found.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def site(transactional_db, settings, tmp_path, request):
    """The site's processes on this test's database: a Redis on PostgreSQL's run, the folder on SQLite's."""
    redis_url = ""
    if connection.vendor == "postgresql":
        try:
            redis_url = request.getfixturevalue("servers").valkey()
        except CannotStart as error:
            pytest.skip(str(error))
    found = Site(tmp_path / "site", database_url(), redis_url, JOB_SILENCE=str(SILENCE), **keys_of(settings))
    yield found
    found.stop()


def database_url() -> str:
    """The address of the database that this test is connected to."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()


@pytest.fixture
def cookie(client_for):
    """cookie(user): the key of a session in which that user is signed in and has seen a form."""

    def begin(user) -> str:
        client = client_for(user)
        client.get(
            "/account/password/"
        )  # as at the real sign-in, the session holds the token of its forms from then on
        return client.session.session_key

    return begin


@pytest.fixture
def quiet():
    """Thousands of refusals are meant; the log of them says nothing new."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def marked(world, plain_documents):
    """People with marks in all communes (marked_people.py)."""
    return make_marked_people(world)


@pytest.fixture(scope="module")
def plain_documents():
    """Documents of reports are drawn as a line of text."""

    def render(taken, details, *, progress=snapshot.no_progress):
        return {name: f"{name} {details.texts}".encode() for name in FORMATS}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "render_documents", render)
        yield


@pytest.fixture
def walks(world, marked, client_for):
    """A Walk for each of the cast, and for nobody."""
    made = {}
    for name in CAST:
        user = getattr(world, name, None)
        client = client_for(user, raise_request_exception=False)
        made[name] = Walk(name, user, client, marked)
    return made
