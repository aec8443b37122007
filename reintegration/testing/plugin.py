"""pytest options of this project: run only what touches the database, and take a skip for a failure."""

import pytest

# A test that asks for one of these, itself or through another fixture, touches the database.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}


def pytest_addoption(parser):
    parser.addoption("--only-database", action="store_true", help="only tests that touch the database")
    parser.addoption("--fail-on-skip", action="store_true", help="a skipped test makes the run fail")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def touches_database(item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & set(item.fixturenames))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("--fail-on-skip"):
        return
    if reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("skipped tests are not allowed here (--fail-on-skip)", red=True)
