"""The documents name what exists: paths, commands, addresses, settings, dependencies. References in the code lead to them."""

import os
import re
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class

from accounts.permissions.routes import routes

ROOT = Path(__file__).resolve().parents[2]
PROMISED = "Promised, not built yet"
# Written by a command or by the running system, so not in the repository.
MADE = ("var/", ".venv", "DATA_DIR/", "postgresql.conf", "bao-cao.docx")
# Not ours: what a folder or file of this name holds is not part of the project.
OTHERS = ("vendor", "fonts")
CODE_SUFFIXES = {".py", ".html", ".typ", ".css", ".js", ".toml", ".ini", ".in", ".sh", ""}
OWN = Path(__file__).resolve().relative_to(ROOT).as_posix()
PICTURE_BYTES = 200_000

SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:bin/manage|manage\.py) ([a-z_]+)")
HEADING = re.compile(r"^#{2,4} (\d+(?:\.\d+)?)\.? ", re.MULTILINE)
# A document and the sections named after it: "docs/law.md §4.3", "[law.md](law.md) §1 and §4".
SECTION = r"(?:[\s,;)]*(?:and |to )?§+ ?\d+(?:\.\d+)?(?:[–-]\d+(?:\.\d+)?)?)*"
REFERENCE = re.compile(rf"([\w./-]*\w\.md)\b(?:\]\([^)]*\))?({SECTION})")
FOLDERS_LEFT_OUT = {"var", "node_modules", "test-results", "__pycache__"}


@cache
def files() -> list[str]:
    """Every file of the project, as a path from the root, in order."""
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in FOLDERS_LEFT_OUT and (name == ".ci" or name[0] != ".")]
        found += [(Path(folder) / name).relative_to(ROOT).as_posix() for name in names]
    return sorted(found)


@cache
def suffixes() -> set[str]:
    """Every path and every end of one, of files and of folders: "a/b/c.py", "b/c.py", "c.py", "a/b", "b"…"""
    found = set()
    for path in files():
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            found |= {"/".join(parts[start:end]) for start in range(end)}
    return found


def pages() -> list[str]:
    return [path for path in files() if path.endswith(".md") and (path.startswith("docs/") or "/" not in path)]


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def what_is(page: str) -> str:
    """A page without the section about what is only promised."""
    return re.sub(rf"^## (?:\d+\. )?{PROMISED}$.*?(?=^## |\Z)", "", text(page), flags=re.MULTILINE | re.DOTALL)


def section(page: str, title: str) -> str:
    return text(page).partition(f"{title}\n")[2].partition("\n## ")[0]


def code_files() -> list[str]:
    kept = [path for path in files() if Path(path).suffix in CODE_SUFFIXES and path != "LICENSE"]
    return [path for path in kept if not set(OTHERS) & set(path.split("/")) and path != OWN]


# --- paths --------------------------------------------------------------------------------------------------------------


def paths_in(page: str) -> list[str]:
    """What a page writes as a path: with a slash and a folder of ours in front, or a name with the suffix of a file of ours."""
    top = {path.partition("/")[0] for path in files()}
    found = []
    for token in " ".join(SPAN.findall(what_is(page))).split():
        name = token.strip(",.;:()").rstrip("/")
        is_ours = "/" in token and name.partition("/")[0] in top
        has_suffix = re.fullmatch(r"[\w./-]+\.(?:py|md|html|csv|xlsx|ini|toml|typ|txt|in|ttf|conf)", name) is not None
        if (is_ours or has_suffix) and not name.startswith(("/", "http", *MADE)) and not re.search(r"[<>…*{}]", name):
            found.append(name)
    return found


def exists(name: str) -> bool:
    """A path from the root where its first part is one of the root's folders; else the end of one."""
    if "/" in name and (ROOT / name.partition("/")[0]).is_dir():
        return (ROOT / name).exists()
    return name in suffixes()


@pytest.mark.parametrize("document", pages())
def test_every_path_exists(document):
    assert [name for name in paths_in(document) if not exists(name)] == []


@pytest.mark.parametrize("document", pages())
def test_every_link_leads_somewhere(document):
    targets = [target for target in LINK.findall(text(document)) if not target.startswith("http")]

    assert [target for target in targets if not ((ROOT / document).parent / target).exists()] == []


def test_paths_are_looked_for():
    assert "bin/demo" in paths_in("README.md")
    assert "cases/facts/stay_chain.py" in paths_in("docs/architecture.md")
    assert exists("stay_chain.py")
    assert not exists("cases/history.py")
    assert not exists("reports/measures/no_such.py")


# --- commands and addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", pages())
def test_every_command_exists(document):
    named = set(COMMAND.findall(what_is(document)))

    assert named <= set(get_commands())
    assert [
        name for name in re.findall(r"(?<![\w/])(\.ci/\w+|bin/\w+)", what_is(document)) if not (ROOT / name).exists()
    ] == []


def contract_commands() -> dict[str, str]:
    rows = re.findall(
        r"^\| `([a-z_]+)([^`]*)` \|", section("docs/operations-contract.md", "`manage.py` commands"), re.MULTILINE
    )
    return dict(rows)


def test_every_command_of_the_contract_exists_with_its_options():
    assert {"import_register", "district_report", "verify_audit"} <= set(contract_commands())
    for name, written in contract_commands().items():
        app = get_commands().get(name)
        assert app is not None, name
        parser = load_command_class(app, name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"--[a-z-]+", written)) <= known, name


@pytest.mark.parametrize("document", pages())
def test_every_address_exists(document):
    """An address in code marks begins and ends with a slash, `<id>` stands for what differs."""
    known = {re.sub(r"<[^>]+>", "<>", f"/{route.pattern}") for route in routes()}
    written = [
        re.sub(r"<[^>]+>", "<>", token)
        for token in SPAN.findall(what_is(document))
        if re.fullmatch(r"/[\w<>:/-]*/", token)
    ]

    assert [address for address in written if address not in known] == []


# --- settings and dependencies ----------------------------------------------------------------------------------------------


def names_in(path: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, text(path), re.MULTILINE))


def test_the_table_of_settings_is_what_settings_read():
    listed = set(re.findall(r"^\| `([A-Z_]+)`", section("docs/deployment.md", "## 1. Settings"), re.MULTILINE))

    assert listed == names_in("reintegration/settings.py", r"(?:env\.\w+|_secrets\.(?:get|optional))\(\s*\"([A-Z_]+)\"")


@pytest.mark.parametrize("path", ["requirements.in", "requirements-dev.in"])
def test_every_direct_dependency_has_a_decision(path):
    decided = "\n".join(text(page) for page in pages() if page.startswith("docs/decisions/")).lower()
    wanted = names_in(path, r"^([A-Za-z0-9_.-]+?)[\[=]")

    assert wanted
    assert [name for name in sorted(wanted) if f"**{name.lower()}**" not in decided] == []


def test_every_decision_is_in_the_index():
    records = {path.rpartition("/")[2] for path in pages() if re.match(r"docs/decisions/\d", path)}

    assert records == set(LINK.findall(text("docs/decisions/README.md")))


# --- references -----------------------------------------------------------------------------------------------------------


def sections_of(page: str) -> set[str]:
    return set(HEADING.findall(text(page)))


def missing_references(path: str, *, from_root: bool) -> list[str]:
    """References to documents, or to sections of them, that are not there."""
    wrong = []
    for target, after in REFERENCE.findall(text(path)):
        page = target.removeprefix("/")
        if not from_root and not (ROOT / page).exists():
            page = os.path.normpath(f"{os.path.dirname(path)}/{target}")
        if not (ROOT / page).exists():
            wrong.append(target)
        elif absent := set(re.findall(r"\d+(?:\.\d+)?", after)) - sections_of(page):
            wrong += [f"{target} §{number}" for number in sorted(absent)]
    return wrong


@pytest.mark.parametrize("document", pages())
def test_documents_refer_to_sections_that_exist(document):
    assert missing_references(document, from_root=False) == []


def test_code_refers_to_documents_in_the_repository():
    """As a path from the root, with the section where one is meant: docs/law.md §4.3."""
    wrong = {path: found for path in code_files() if (found := missing_references(path, from_root=True))}

    assert wrong == {}


def test_references_are_found():
    assert REFERENCE.findall("(docs/law.md §4.3)") == [("docs/law.md", " §4.3")]
    assert REFERENCE.findall("docs/law.md §1.4–1.7, §2") == [("docs/law.md", " §1.4–1.7, §2")]
    assert REFERENCE.findall("[law.md](law.md) §4") == [("law.md", " §4")]
    assert "4.3" in sections_of("docs/law.md")
    assert sum("docs/law.md" in text(path) for path in code_files()) > 10


# --- generated pages ------------------------------------------------------------------------------------------------------


def test_the_page_of_built_in_law_is_what_the_code_says():
    out = StringIO()
    call_command("show_law", markdown=True, stdout=out)

    assert text("docs/law-values.md") == out.getvalue()


def test_pictures_are_small():
    pictures = [path for path in files() if path.startswith("docs/images/")]

    assert pictures
    assert [path for path in pictures if (ROOT / path).stat().st_size > PICTURE_BYTES] == []
