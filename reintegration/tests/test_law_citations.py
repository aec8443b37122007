"""Articles that a user reads come from the dated rows of law/statutes/, not from texts elsewhere; acts may be named."""

import ast
import re

import pytest

from reintegration.tests.test_imports import ROOT

CITED = re.compile(r"Điều \d")
PACKAGES = ("accounts", "cases", "community", "loans", "register")
# Examples of what to type.
ALLOWED = {
    "cases/reception/judgment_forms.py": "Như “Điều 173 khoản 1”",
    "cases/reoffences/forms.py": "Ví dụ: khoản 1 Điều 173",
}


def cited(path) -> list[str]:
    """The texts in gettext calls that name an article."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    texts = [
        arg.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "gettext", "gettext_lazy", "_now", "_l")
        for arg in call.args
        if isinstance(arg, ast.Constant)
    ]
    return [text for text in texts if isinstance(text, str) and CITED.search(text)]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_text_names_an_article(package):
    files = [file for file in (ROOT / package).rglob("*.py") if not {"tests", "migrations"} & set(file.parts)]
    found = {str(file.relative_to(ROOT)): cited(file) for file in files if cited(file)}
    found = {name: texts for name, texts in found.items() if not all(ALLOWED.get(name, "\0") in text for text in texts)}
    assert not found


def test_no_template_names_an_article():
    assert not [str(file) for file in (ROOT / "templates").rglob("*.html") if CITED.search(file.read_text())]
