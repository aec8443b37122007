"""Imports between our apps go one way; a need to go back means that the code is in the wrong app."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = [
    "core",
    "areas",
    "audit",
    "accounts",
    "jobs",
    "law",
    "cases",
    "community",
    "loans",
    "register",
    "reports",
    "feed",
    "dashboard",
    "demo",
]


def imported_apps(source: str) -> set[str]:
    """Our apps that a file imports, anywhere in it, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} & set(ORDER)


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_those_before_it(app):
    later = set(ORDER[ORDER.index(app) + 1 :])
    turned = {
        str(file.relative_to(ROOT)): sorted(found)
        for file in (ROOT / app).rglob("*.py")
        if (found := imported_apps(file.read_text(encoding="utf-8")) & later)
    }
    assert turned == {}


@pytest.mark.parametrize("app", ORDER)
def test_no_app_imports_the_project_that_joins_them(app):
    turned = [
        str(file.relative_to(ROOT))
        for file in (ROOT / app).rglob("*.py")
        if "tests" not in file.parts and "from reintegration" in file.read_text(encoding="utf-8")
    ]
    assert turned == []


def test_a_hidden_import_is_found():
    assert imported_apps("def f():\n    from cases.models import Case\n") == {"cases"}
    assert imported_apps("import reports.measures as m") == {"reports"}
    assert imported_apps("from .models import Case") == set()
