"""scipy costs a second and 70 MB: only the statistics import it, and only when they are asked."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {"scipy", "numpy"}
LEFT_OUT = {"var", "node_modules"}


def imported(source: str) -> tuple[bool, bool]:
    """Whether a file imports one of HEAVY at all, and whether on loading it."""
    tree = ast.parse(source)
    late = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    found = [
        id(node)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and HEAVY & {name.name.partition(".")[0] for name in node.names})
        or (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in HEAVY)
    ]
    return bool(found), any(node not in late for node in found)


def test_only_functions_of_the_statistics_import_scipy():
    users, early = set(), set()
    for file in ROOT.rglob("*.py"):
        path = file.relative_to(ROOT)
        if path.parts[0].startswith(".") or LEFT_OUT & set(path.parts):
            continue
        source = file.read_text(encoding="utf-8")
        if not any(name in source for name in HEAVY):
            continue
        at_all, on_loading = imported(source)
        users |= {path.as_posix()} if at_all else set()
        early |= {path.as_posix()} if on_loading else set()
    assert early == set()
    assert users == {f"reports/statistics/{name}.py" for name in ("funnel", "proportions", "survival")}


def test_an_early_import_is_found():
    assert imported("from scipy.stats import binom\n") == (True, True)
    assert imported("def f():\n    import numpy as np\n") == (True, False)
    assert imported("import math\n") == (False, False)
