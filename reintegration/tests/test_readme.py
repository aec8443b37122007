"""The README names what there is: every setting, every dependency, every command it tells to run."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def names_in(path: str, pattern: str) -> list[str]:
    return sorted(set(re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)))


@pytest.mark.parametrize("name", names_in("reintegration/settings.py", r"(?:env\.\w+|_secrets\.get)\(\"([A-Z_]+)\""))
def test_every_setting_from_the_environment_is_in_the_table(name):
    assert f"| `{name}`" in section("Settings")


@pytest.mark.parametrize("name", names_in("requirements.in", r"^([A-Za-z0-9-]+)[\[=]"))
def test_every_direct_dependency_has_its_reason(name):
    assert re.search(rf"\*\*{name}\*\*", section("Decisions"), re.IGNORECASE)


def test_commands_that_are_told_exist():
    told = set(re.findall(r"(?:bin/manage|manage\.py) ([a-z_]+)", README))

    assert {"import_register", "district_report"} <= told
    assert told <= set(get_commands())


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
