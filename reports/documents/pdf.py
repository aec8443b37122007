"""The report as PDF: report.typ lays out one JSON object, which typst reads as data and never as markup."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import typst

from reports.documents.model import Heading, Kind, Paragraph, ReportContent, Table

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).with_name("fonts")
# For archives and for screen readers; both, so that the copy that is kept is the copy that can be read aloud.
STANDARDS = ["ua-1", "a-2a"]

ZERO_WIDTH_SPACE = "\u200b"
# Longer than any Vietnamese word: may break anywhere, else it would run out of its cell.
_ENDLESS = re.compile(r"\S{24}(?=\S)")


def to_pdf(content: ReportContent) -> bytes:
    """PDF/A-2a and PDF/UA-1, or, if a letter is in none of the fonts, a plain PDF that shows a box in its place."""
    try:
        return _compile(content, STANDARDS)
    except typst.TypstError:
        return _compile(content, [])


def _compile(content: ReportContent, standards: list[str]) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(payload(content), ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=int(content.properties.moment.timestamp()),
    )


def payload(content: ReportContent) -> dict:
    """What the template reads: the content with every value as it is printed."""
    names = ("nation", "motto", "number", "place_and_date", "draft_mark", "title", "abstract", "period")
    names += ("addressed_to", "recipients_label", "recipients", "footer")
    data = {name: getattr(content, name) for name in names}
    data["letterhead"] = asdict(content.letterhead)
    data["blocks"] = [_block(block) for block in content.blocks]
    data["appendices"] = [
        {"label": item.label, "title": item.title, "reference": item.reference, "table": _table(item.table)}
        for item in content.appendices
    ]
    properties = {name: getattr(content.properties, name) for name in ("title", "author", "keywords", "comments")}
    return {**_breakable(data), "properties": properties}


def _block(block: Heading | Paragraph | Table) -> dict:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    return {"kind": "table", **_table(block)}


def _table(table: Table) -> dict:
    return {
        "caption": table.caption,
        "unit_note": table.unit_note,
        "notes": table.notes,
        "widths": [column.width for column in table.columns],
        "groups": table.header_groups() if table.grouped else [],
        "labels": [column.label for column in table.columns],
        "rows": [
            {"strong": row.strong, "cells": [{"text": cell.text, "align": _side(cell.kind)} for cell in row.cells]}
            for row in table.rows
        ],
    }


def _side(kind: Kind) -> str:
    return {Kind.TEXT: "left", Kind.LABEL: "center", Kind.DATE: "center"}.get(kind, "right")


def _breakable(value):
    """The same data; words without end get places to break at."""
    if isinstance(value, str):
        return _ENDLESS.sub(lambda found: found[0] + ZERO_WIDTH_SPACE, value)
    if isinstance(value, dict):
        return {key: _breakable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(item) for item in value]
    return value
