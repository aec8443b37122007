"""Sections of the body of a report: their numbers and paragraphs."""

from collections.abc import Iterable

from core.documents.model import Block, Heading, Paragraph


def numbered(parts: Iterable[tuple[str, list[str]] | list[Block] | None]) -> Iterable[Block]:
    """Number the sections that have paragraphs (1, 2, 3…) and skip empty ones. Lists of blocks are inserted as they are."""
    place = 0
    for part in parts:
        if isinstance(part, list):
            yield from part
        elif part and part[1]:
            place += 1
            yield Heading(f"{place}. {part[0]}", 2)
            yield from as_paragraphs(part[1])


def as_paragraphs(texts: Iterable[str]) -> Iterable[Paragraph]:
    """Each text as a paragraph."""
    return (Paragraph(text) for text in texts)
