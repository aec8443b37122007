"""The cast of every test, and what tests of the whole site need: clients, a worker in place, a browser."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.cache import caches
from django.core.management import call_command
from django.db import transaction
from django.db.backends.sqlite3.base import DatabaseOperations
from django.db.models.signals import post_migrate
from django.test import Client, override_settings
from hypothesis import settings as hypothesis_settings

from accounts.models import Membership, User
from accounts.tests.factories import MembershipFactory, UserFactory
from areas.decrees.models import Decree
from areas.models import Level, Unit, UnitSuccession
from areas.tests.old_map import forget_the_new_map
from reintegration.testing import browser as chromium

# How long one example takes says more about the other processes of the machine than about the code.
hypothesis_settings.register_profile("without_deadline", deadline=None)
hypothesis_settings.load_profile("without_deadline")

PASSWORD = "suối chảy qua đồi 27"
JOBS_AT_MOST = 100


@dataclass
class World:
    """Units as of June 2024 and one user per role; the outsiders (`*_ha`, `*_other`) own other units, not nothing."""

    tinh_bac: object
    tinh_ha: object
    son_tinh: object
    tu_nghia: object
    quang_ngai: object
    officer: object = None
    officer_ha: object = None
    committee: object = None
    leader: object = None
    leader_other: object = None
    province: object = None
    bank: object = None
    admin: object = None
    stranger: object = None
    password: str = PASSWORD


UNITS = {"tinh_bac": "21205", "tinh_ha": "21220", "son_tinh": "527", "tu_nghia": "528", "quang_ngai": "51"}
CAST = {
    "officer": ("Võ Văn Bắc", "Thiếu tá", "commune_officer", "tinh_bac"),
    "officer_ha": ("Đặng Thị Hà", "Đại úy", "commune_officer", "tinh_ha"),
    "committee": ("Bùi Quốc Ủy", "", "commune_committee", "tinh_bac"),
    "leader": ("Nguyễn Sơn", "Trung tá", "district_leader", "son_tinh"),
    "leader_other": ("Phạm Tư", "Trung tá", "district_leader", "tu_nghia"),
    "province": ("Lê Quảng", "Thượng tá", "province_viewer", "quang_ngai"),
    "bank": ("Trần Thị Ngân", "", "bank_liaison", "son_tinh"),
    "admin": ("Hồ Quản Trị", "", "administrator", "quang_ngai"),
    "stranger": ("Lý Không Vai", "", None, None),
}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite tests run on a file, as the site does: threads of the live server get connections of their own."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        database["TEST"] = {**database.get("TEST", {}), "NAME": name}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Loads the units of the data files once per session, before the first test.

    A test that commits is followed by a flush, which empties every table. Django sends post_migrate after it, so the
    same rows are then inserted again, with the same keys.
    """
    with django_db_blocker.unblock():
        call_command("load_units", stdout=StringIO(), stderr=StringIO())
        # Parents before their children.
        units = sorted(Unit.objects.all(), key=lambda unit: list(Level).index(unit.level))
        decrees, successions = list(Decree.objects.all()), list(UnitSuccession.objects.all())

    def insert_again(**kwargs):
        if not Unit.objects.exists():
            Unit.objects.bulk_create(units)
            Decree.objects.bulk_create(decrees)
            UnitSuccession.objects.bulk_create(successions)

    post_migrate.connect(insert_again, sender=apps.get_app_config("areas"), weak=False)
    yield
    post_migrate.disconnect(insert_again, sender=apps.get_app_config("areas"))


@pytest.fixture(scope="session", autouse=True)
def flush_append_only_tables():
    """Tests that commit are followed by a flush, which SQLite's append-only triggers would refuse.

    They are taken down for the flush alone. PostgreSQL truncates, and no row trigger fires.
    """
    flush = DatabaseOperations.execute_sql_flush

    def flush_without_triggers(self, sql_list):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, sql_list)
            for _name, sql in triggers:
                cursor.execute(sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_static_files():
    """WhiteNoise looks up a file when it is asked for, and does not list all of them for every test client."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """The site's hasher is slow on purpose."""
    with override_settings(PASSWORD_HASHERS=["reintegration.testing.hashers.QuickArgon2PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def password_hash(quick_passwords) -> str:
    """PASSWORD, hashed."""
    return make_password(PASSWORD)


@pytest.fixture(autouse=True)
def no_kept_numbers():
    """What one test counted is nothing to the next one, whose database may have the same version."""
    caches["dashboard"].clear()


def make_world(password_hash: str) -> World:
    """The units of UNITS and the users of CAST, everybody with PASSWORD and, where CAST says so, with a role."""
    units = {name: Unit.objects.find(code, date(2024, 6, 1)) for name, code in UNITS.items()}
    users = {
        name: UserFactory.build(username=name.replace("_", "."), full_name=full_name, rank=rank, password=password_hash)
        for name, (full_name, rank, _role, _unit) in CAST.items()
    }
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(
        MembershipFactory.build(user=users[name], unit=units[unit], role=role)
        for name, (_full_name, _rank, role, unit) in CAST.items()
        if role
    )
    return World(**units, **users)


@pytest.fixture
def world(db, password_hash) -> World:
    """The cast, made for this test."""
    return make_world(password_hash)


@pytest.fixture
def old_world(world) -> World:
    """The cast while nobody knew of 1/7/2025: the old units go on."""
    forget_the_new_map()
    for unit in (world.tinh_bac, world.tinh_ha, world.son_tinh, world.tu_nghia, world.quang_ngai):
        unit.refresh_from_db()
    return world


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker) -> Callable:
    """`with shared_rows(load) as result`: in a fixture of a module, what `load` writes is there for all its tests.

    The transaction of each test is nested in that of the module, as a savepoint: what the test changes is undone
    after it. The tests of such a module are marked `django_db`, or there is no test database. They all run on one worker
    (reintegration/testing/plugin.py).
    """

    @contextmanager
    def share(load: Callable) -> Iterator:
        with django_db_blocker.unblock(), transaction.atomic():
            result = load()
            with django_db_blocker.block():
                yield result
            transaction.set_rollback(True)

    return share


@pytest.fixture
def client_for(db) -> Callable:
    """client_for(user): a client signed in as that user; client_for(None): nobody."""

    def make(user=None, **kwargs) -> Client:
        client = Client(**kwargs)
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def post_form() -> Callable:
    """post_form(client, address, data): post a form as a browser does that has just opened its page.

    `idempotency_key` and `version` are filled in as the page would have them, unless they are given.
    """

    def post(client, address: str, data: dict, **kwargs):
        answer = client.post(address, {"idempotency_key": str(uuid.uuid4()), **data}, **kwargs)
        if answer.status_code != 409 or "version" in data:
            return answer
        seen = {"idempotency_key": str(uuid.uuid4()), "version": answer.context["version"]}
        return client.post(address, {**seen, **data}, **kwargs)

    return post


@pytest.fixture
def run_jobs(db) -> Callable[[], int]:
    """run_jobs(): do all waiting work in place, as relay and worker would; returns how many jobs were run."""
    from jobs import queue as jobs_queue

    def run() -> int:
        done = 0
        while done < JOBS_AT_MOST:
            waiting: list[str] = []
            if not jobs_queue.relay(waiting.append):
                break
            for job_id in waiting:
                jobs_queue.run(job_id)
            done += len(waiting)
        return done

    return run


@pytest.fixture(scope="session")
def base_url():
    """In place of pytest-base-url's own, which pytest 9 deprecates; the address is the live server's."""
    return


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium; nothing is downloaded for tests."""
    path = chromium.find()
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(chromium.NAMES)} is installed and runs")
    # Playwright's loop stays on this thread for the rest of the session; Django would take every query for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": path}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """The browser of a user in Việt Nam: language and time zone."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def sign_in(live_server, page, world) -> Callable:
    """sign_in(user): the browser's page after that user signed in through the form."""

    def enter(user):
        page.goto(f"{live_server.url}/account/login/")
        page.fill("#id_username", user.username)
        page.fill("#id_password", world.password)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/account/login/" not in url)
        return page

    return enter
