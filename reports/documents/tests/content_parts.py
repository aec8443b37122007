"""Reads parts of a report's content, and changes its figures, for tests of the six-month report."""

from core.documents.model import Heading, Paragraph
from reports.documents import tables
from reports.measures.management import TOTAL

NO_BREAK = "\u00a0"


def words(content) -> str:
    return "\n".join(block.text for block in content.blocks if isinstance(block, Paragraph | Heading))


def headings(content, level: int) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Heading) and block.level == level]


def with_own(figures: dict, **counts) -> dict:
    """The figures with other counts in the district's total."""
    rows = [row | counts if (row["unit"], row["category"]) == ("527", TOTAL) else row for row in figures["management"]]
    return figures | {"management": rows}


def only_the_district(figures: dict, **counts) -> dict:
    return figures | {"management": [row | counts for row in figures["management"] if row["unit"] == "527"]}


EMPTY = dict.fromkeys((*tables.FIELD_LABELS, "managed", "reoffended"), 0) | {"rate": None}
