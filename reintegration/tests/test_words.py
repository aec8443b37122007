"""What an officer reads is what stands in the code: no text of ours means something else in Django's own dictionary."""

import ast
from pathlib import Path

from django.utils.translation import gettext

ROOT = Path(__file__).resolve().parents[2]
APPS = ("areas", "accounts", "cases", "feed", "loans", "reports")


def texts_of(source: str) -> set[str]:
    """The texts that a file hands to gettext under any name it has there; those with a context are nobody else's."""
    tree, names = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name for alias in node.names if "pgettext" not in alias.name}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names)
    return {str(call.args[0].value) for call in calls if call.args and isinstance(call.args[0], ast.Constant)} - {""}


def test_no_text_of_ours_is_translated_into_another():
    """ "Thu", money that comes in, was shown as "Thứ 5": Django's short English Thursday."""
    files = [file for app in APPS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]
    texts = {text for file in files for text in texts_of(file.read_text(encoding="utf-8"))}
    assert len(texts) > 1000
    assert {text: gettext(text) for text in texts if gettext(text) != text} == {}


def test_a_text_under_another_name_is_found():
    source = "from django.utils.translation import gettext_lazy as _, pgettext_lazy as p\n_('Thu')\np('fund', 'Mon')"
    assert texts_of(source) == {"Thu"}
