"""What every verb of the services locks and records, read from the source.

`python -m reintegration.testing.verbs` prints the table that reintegration/tests/test_verbs.py compares with the code: review
what changed in it, then write it to reintegration/tests/verbs.csv.
"""

import ast
import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "areas", "audit", "cases", "community", "feed", "jobs", "law", "loans", "register", "reports")
# Folders without verbs. The measures only count; columns in their SQL look like actions.
READING = {"tests", "migrations", "management", "measures"}
LOCK = "select_for_update"
RECORDS = "audit.events"
# An action of the audit: "case.receive"; "*" stands for what is computed. Permissions and rules begin with an app ("cases.").
ACTION = re.compile(r"(?!(?:cases|loans|reports|jobs|community)\.)(?:[a-z_]+|\*)\.(?:[a-z_]+|\*)")
# Calls whose arguments look like actions and are permissions, names of relations or columns.
NOT_RECORDING = ("visible_", "may", "get_model", "unit_keys", "select_related", "second_person", "_unit_keys", "stays")


@dataclass(slots=True)
class Function:
    """One function: what it locks and records itself, and the functions it calls as (module, name)."""

    locks: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    calls: set[tuple[str, str]] = field(default_factory=set)
    takes_by: bool = False
    gives_why: bool = False


def table() -> list[tuple[str, str, str, str]]:
    """(verb, models it locks, actions it records, "why" or "") for every public function of a services module that takes `by`.

    "why": an event is given what was typed.
    """
    functions = dict(_functions())
    rows = []
    for (module, name), function in sorted(functions.items()):
        if module.endswith("services") and function.takes_by and not name.startswith("_"):
            reached = _reached(functions, (module, name))
            locks, actions = (
                {one for key in reached for one in getattr(functions[key], what)} for what in ("locks", "actions")
            )
            why = "why" if any(functions[key].gives_why for key in reached) else ""
            rows.append((f"{module}.{name}", " ".join(sorted(locks)), " ".join(sorted(actions)), why))
    return rows


def _reached(functions: dict, start: tuple[str, str]) -> set[tuple[str, str]]:
    reached, waiting = set(), [start]
    while waiting:
        key = waiting.pop()
        if key in functions and key not in reached:
            reached.add(key)
            waiting += functions[key].calls
    return reached


def _functions() -> Iterator[tuple[tuple[str, str], Function]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not READING & set(path.parts):
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                tree = ast.parse(path.read_text(encoding="utf-8"))
                names = _imported(tree)
                for node in tree.body:
                    if isinstance(node, ast.FunctionDef):
                        yield (module, node.name), _read(node, module, names)


def _imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Name → (module, name in it); for an imported module the second is empty."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                is_module = (ROOT / node.module.replace(".", "/") / f"{one.name}.py").exists()
                target = (f"{node.module}.{one.name}", "") if is_module else (node.module, one.name)
                found[one.asname or one.name] = target
    return found


def _read(node: ast.FunctionDef, module: str, names: dict[str, tuple[str, str]]) -> Function:
    found = Function(takes_by="by" in {one.arg for one in (*node.args.args, *node.args.kwonlyargs)})
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        if isinstance(call.func, ast.Attribute):
            owner = names.get(call.func.value.id, ("", "?")) if isinstance(call.func.value, ast.Name) else ("", "?")
            if call.func.attr == LOCK:
                found.locks.add(_model(call.func.value))
            if not owner[1]:
                found.calls.add((owner[0], call.func.attr))
            name = call.func.attr
        elif isinstance(call.func, ast.Name):
            found.calls.add(names.get(call.func.id, (module, call.func.id)))
            name = call.func.id
        else:
            continue
        found.gives_why |= name == "record" and any(one.arg == "why" for one in call.keywords)
        if not name.startswith(NOT_RECORDING):
            found.actions |= _actions([*call.args, *(one.value for one in call.keywords)])
    for events in (one for one in ast.walk(node) if isinstance(one, ast.Dict)):
        keyed = list(zip(events.keys, events.values, strict=True))
        found.gives_why |= module != RECORDS and {"action", "why"} <= {
            getattr(key, "value", "") for key, _value in keyed
        }
        found.actions |= _actions([value for key, value in keyed if getattr(key, "value", "") == "action"])
    return found


def _model(node: ast.expr) -> str:
    """The model of a queryset expression: "Case" of `Case.objects.filter(…)`, "record" of `type(record).objects`."""
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            node = node.args[0]
        else:
            node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else "?"


def _actions(values: list[ast.expr]) -> set[str]:
    """The names of actions among the values."""
    found = set()
    for one in values:
        for part in ast.walk(one):
            if isinstance(part, ast.JoinedStr):
                found.add("".join(str(x.value) if isinstance(x, ast.Constant) else "*" for x in part.values))
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.add(part.value)
    return {one for one in found if ACTION.fullmatch(one)}


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows([("verb", "locks", "records", "reason"), *table()])
