"""pytest for this project: a folder for every process, a run of the database's tests only, no skips.

Loaded by pytest.ini (`-p`), so before pytest-django reads the settings.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.test import TransactionTestCase

# A test that asks for one of these, itself or through another fixture, touches the database. (Not django_db_blocker:
# pytest-django gives it to every test.)
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
# The fixture (conftest.py) whose rows are made once for a module: on two workers they would be made twice.
SHARED_ROWS = "shared_rows"
OWN_FOLDER = pytest.StashKey[Path]()


def pytest_addoption(parser):
    """Add the options of this project."""
    parser.addoption("--only-database", action="store_true", help="only tests that touch the database")
    parser.addoption("--fail-on-skip", action="store_true", help="a skipped test makes the run fail")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """Give the process a folder and a queue of its own, so that tests touch no data of a trial.

    A wrapper runs before pytest-django's own hook, which reads the settings.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    folder = Path(tempfile.mkdtemp(prefix=f"reintegration-{worker or 'data'}-"))
    early_config.stash[OWN_FOLDER] = folder
    os.environ["DATA_DIR"] = str(folder)
    if worker and os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = redis_of(os.environ["REDIS_URL"], int(worker.removeprefix("gw")))
    return (yield)


def pytest_unconfigure(config):
    """Remove the folder of this process."""
    shutil.rmtree(config.stash.get(OWN_FOLDER, ""), ignore_errors=True)


def redis_of(url: str, number: int) -> str:
    """The address of the Redis database for worker `number`: redis://h:1/0 becomes redis://h:1/1 for the second.

    Servers have 16.
    """
    base, slash, database = url.rpartition("/")
    return f"{base}{slash}{(int(database) + number) % 16}" if database.isdecimal() else url


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark the tests that drive a browser, and give the tests that share rows one worker. Keep what was asked for.

    First, so that `-m "not browser"` and pytest-xdist see the marks.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if SHARED_ROWS in fixtures:
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
    items[:] = kept


def pytest_collection_finish(session):
    """Collect garbage rarely, and never among Django and the collected tests, which are never freed.

    Each of the two saves a tenth of the time. Every request of a test makes thousands of objects, so at the default
    threshold (700) Python looks for cycles many times a request, and finds few.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def touches_database(item) -> bool:
    """Whether the test uses the database, also through a server process (`servers`) or one of Django's test classes.

    Tests marked `once` or `browser` do not count: they would be the same on the second database (docs/testing.md §1).
    """
    if any(item.get_closest_marker(name) for name in ("once", "browser")):
        return False
    return (
        any(item.get_closest_marker(name) for name in ("django_db", "servers"))
        or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    )


def pytest_sessionfinish(session, exitstatus):
    """With --fail-on-skip, make a run with skipped tests fail."""
    if exitstatus == pytest.ExitCode.OK and skips_refused(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    """Say why a run with skipped tests failed."""
    if refused := skips_refused(config):
        terminalreporter.write_line(f"--fail-on-skip: {refused} skipped, which is not allowed here", red=True)


def skips_refused(config) -> int:
    """The number of skipped tests or files if skips are refused, else 0. Workers of pytest-xdist have no summary: 0."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not config.getoption("--fail-on-skip"):
        return 0
    return len(reporter.stats.get("skipped", []))
