"""The options of reintegration/testing/plugin.py, each in a pytest run of its own on small files."""

from pathlib import Path

import pytest

from reintegration.testing.plugin import redis_of

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[3]
SKIPPED = """
import pytest
def test_that_runs(): pass
@pytest.mark.skip(reason="no server here")
def test_that_does_not(): pass
"""
MIXED = """
import pytest
from django.test import TestCase
@pytest.fixture
def world(db): pass
def test_of_rules(): pass
def test_of_rows(db): pass
def test_of_rows_through_a_fixture(world): pass
@pytest.mark.django_db
def test_marked(): pass
@pytest.mark.servers
def test_of_processes(): pass
@pytest.mark.once
def test_of_own_servers(db): pass
class TestOfDjango(TestCase):
    def test_row(self): pass
@pytest.fixture
def browser(): pass
@pytest.fixture
def page(browser): pass
def test_of_pages(db, page): pass
"""

SHARED = """
import os, pathlib, pytest
@pytest.fixture(scope="module")
def shared_rows():
    pathlib.Path("made").open("a").write(os.environ["PYTEST_XDIST_WORKER"] + " ")
@pytest.mark.parametrize("number", range(6))
def test_of_the_rows(shared_rows, number): pass
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """run(source, *options): pytest on one file with our plugin and xdist alone, or Django's too."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)

    def start(source: str, *options: str, django: bool = False):
        pytester.makepyfile(source)
        if django:
            options = ("-p", "pytest_django.plugin", "--ds", "reintegration.settings", *options)
        ours = ("-p", "reintegration.testing.plugin", "-p", "xdist", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*ours, *options, timeout=60)

    return start


def test_a_skip_is_allowed_unless_refused(run):
    result = run(SKIPPED)
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=1, skipped=1)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_refused_skip_fails_the_run_and_is_named_before_the_last_line(run, workers):
    result = run(SKIPPED, "--fail-on-skip", "-n", workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*--fail-on-skip: 1 skipped*", "*1 passed, 1 skipped*"])


def test_a_file_that_skips_itself_is_refused_too(run):
    result = run(
        "import pytest\npytest.importorskip('no_such_module')\n", "--fail-on-skip", "--continue-on-collection-errors"
    )
    assert result.ret != pytest.ExitCode.OK


def test_refusing_skips_lets_a_run_without_any_pass(run):
    assert run("def test_that_runs(): pass", "--fail-on-skip").ret == pytest.ExitCode.OK


def test_only_database_keeps_what_touches_the_database_and_nothing_else(run):
    result = run(MIXED, "--only-database", "--collect-only", "-q", django=True)
    kept = {line.rpartition("::")[2] for line in result.outlines if "::" in line}
    assert kept == {"test_of_rows", "test_of_rows_through_a_fixture", "test_marked", "test_of_processes", "test_row"}


def test_tests_that_drive_a_browser_are_marked(run):
    result = run(MIXED, "-m", "browser", "--collect-only", "-q", django=True)
    assert [line.rpartition("::")[2] for line in result.outlines if "::" in line] == ["test_of_pages"]


def test_each_process_writes_into_a_folder_of_its_own_and_removes_it(run, pytester):
    source = """
    import os, pathlib, pytest
    @pytest.mark.parametrize("i", range(4))
    def test_folder(i, request):
        folder = pathlib.Path(os.environ["DATA_DIR"])
        assert folder.is_dir()
        pathlib.Path(request.config.rootpath, "seen").open("a").write(f"{folder}\\n")
    """
    assert run(source, "-n", "2").ret == pytest.ExitCode.OK
    folders = {Path(line) for line in (pytester.path / "seen").read_text().split()}
    assert len(folders) == 2
    assert not any(folder.exists() for folder in folders)


def test_each_worker_has_a_database_of_redis():
    assert redis_of("redis://127.0.0.1:6379/0", 0) == "redis://127.0.0.1:6379/0"
    assert redis_of("redis://:secret@cache:6379/15", 1) == "redis://:secret@cache:6379/0"
    assert redis_of("redis://cache:6379", 1) == "redis://cache:6379"


def test_rows_shared_by_a_module_are_made_once_by_one_worker(run, pytester):
    result = run(SHARED, "-n", "2", "--dist", "loadgroup")
    result.assert_outcomes(passed=6)
    assert len((pytester.path / "made").read_text().split()) == 1
