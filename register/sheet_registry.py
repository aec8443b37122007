"""Sheets of the register that a later app reads and writes. It registers them here, as cases may know nothing of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from register.fields import HEADERS, LONGEST, Column


@dataclass(frozen=True, slots=True)
class Part:
    """`read`: (reader of cells, line) → a row with `row` and `code`; what is wrong goes to the reader.

    `plan`: (plan, rows, user) → what becomes of each row by its number, and what writes it once the cases are written.
    `lines`: (exports, unit, user) → dicts by field for the export.
    """

    name: str
    columns: tuple[Column, ...]
    longest: dict[str, int]
    read: Callable
    plan: Callable
    lines: Callable[..., Iterable[dict]]


PARTS: dict[str, Part] = {}


def register(part: Part) -> Part:
    if part.name in PARTS:
        raise ValueError(f"two sheets {part.name}")
    PARTS[part.name] = part
    for column in part.columns:
        HEADERS.setdefault(column.field, column.header)
    LONGEST.update(part.longest)
    return part
