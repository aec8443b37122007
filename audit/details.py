"""What the detail of an audit event may hold: ids, numbers, dates and codes. No typed text: the chain is kept for ever.

`check` refuses every other string. A reason goes to `record(why=…)`, which stores it apart (audit/reasons.py); `without_texts`
does that with the values of a record before and after a change.
"""

import re
from datetime import date
from typing import Any

# Key of the detail under which `record` itself puts the digest of the reason.
WHY = "why"
LONGEST = 80
# Codes and names of fields: lower-case ASCII words, or one letter (the groups of classification). A Vietnamese name has
# capitals, spaces or accents.
CODE = r"[A-Z]|[a-z][a-z0-9]*(?:[_.:/-]+[a-z0-9]+)*"
HEX = r"[0-9a-f]{16,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Not as long as a phone or ID number. With a letter: the number of a document ("12a").
NUMBER = r"-?\d{1,8}(?:\.\d{1,8}|[a-zđ])?"
DAY = r"\d{4}-\d\d(?:-\d\d)?(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?"
TOKEN = re.compile(rf"|{CODE}|{HEX}|{NUMBER}|{DAY}")


class FreeText(TypeError):
    """A text that is no code was given as a detail of an audit event: a mistake of the programmer."""


def is_token(text: str) -> bool:
    """Whether a text is empty or an id, a number, a date or a code."""
    return len(text) <= LONGEST and TOKEN.fullmatch(text) is not None


def check(detail: object, path: str = "detail") -> None:
    """Raise FreeText if a value or a key in the detail is not a number, a boolean, None or a token; the text is not repeated."""
    match detail:
        case None | bool() | int() | float():
            return
        case str():
            if not is_token(detail):
                raise FreeText(f"free text in {path}: give it as why=")
        case dict():
            for key, value in detail.items():
                check(key, path)
                check(value, f"{path}/{key}")
        case list() | tuple():
            for value in detail:
                check(value, path)
        case _:
            raise FreeText(f"{type(detail).__name__} in {path}")


def without_texts(values: dict[str, Any], before: str = "") -> tuple[dict[str, Any], str]:
    """The values as a detail, and the texts that may not stand in it, a line each ("after.name: …"), for `why`.

    In the detail {"chars": length} stands for a text. Dates become ISO texts, keys of records texts.
    """
    detail: dict[str, Any] = {}
    lines: list[str] = []
    for name, value in values.items():
        if isinstance(value, dict):
            detail[name], found = without_texts(value, f"{before}{name}.")
            lines += [found] if found else []
            continue
        plain = _plain(value)
        if isinstance(plain, str) and not is_token(plain):
            lines.append(f"{before}{name}: {plain}")
            plain = {"chars": len(plain)}
        detail[name] = plain
    return detail, "\n".join(lines)


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float | list | tuple):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
