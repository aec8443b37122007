"""Renders a document as PDF. document.typ lays out one JSON object, which Typst reads as data and never as markup."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import typst

from core.documents import images
from core.documents.model import Content, Heading, Kind, Paragraph, Picture, PictureAppendix, Table

TEMPLATE = Path(__file__).with_name("document.typ")
FONTS = Path(__file__).with_name("fonts")
# PDF/A for archives and PDF/UA for screen readers.
STANDARDS: "list[typst.PDFStandard]" = ["ua-1", "a-2a"]

ZERO_WIDTH_SPACE = "\u200b"
# Longer than any Vietnamese word or document number; such text may break anywhere, to stay within its line or cell.
_ENDLESS, _ENDLESS_IN_CELL = re.compile(r"\S{24}(?=\S)"), re.compile(r"\S{12}(?=\S)")
# Characters that the fonts contain: Latin with all Vietnamese letters, combining tone marks, punctuation. Others become a box.
_FOREIGN = re.compile("[^ -~\u00a0-\u024f\u0300\u0301\u0303\u0309\u0323\u1e00-\u1eff\u200b–—‘’“”…•₫−]")
BOX = "□"


def to_pdf(content: Content) -> bytes:
    """PDF/A-2a and PDF/UA-1; the same content gives the same bytes.

    The standards forbid characters that no font contains (Chinese, emoji); a box is printed instead.
    """
    data = payload(content)
    try:
        return _compile(content, data)
    except typst.TypstError:
        return _compile(content, _changed(data, lambda text: _FOREIGN.sub(BOX, text)))


def _compile(content: Content, data: dict) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(content.properties.moment.timestamp()),
    )


def payload(content: Content) -> dict:
    """The input of the template: the content with all values formatted."""
    names = (
        *("nation", "motto", "number", "place_and_date", "draft_mark", "title", "abstract", "period"),
        *("addressed_to", "recipients_label", "recipients", "footer"),
    )
    data = {name: getattr(content, name) for name in names}
    data["signs_left"] = content.signs_left or ()
    data["letterhead"] = asdict(content.letterhead)
    data["blocks"] = [_block(block) for block in content.blocks]
    data["appendices"] = [
        {"label": item.label, "title": item.title, "reference": item.reference, "table": _table(item.table)}
        for item in content.appendices
    ]
    data["picture_appendix"] = _picture_appendix(content.picture_appendix)
    properties = {name: getattr(content.properties, name) for name in ("title", "author", "keywords", "comments")}
    return {**_changed(data, _breakable), "properties": properties}


def _block(block: Heading | Paragraph | Table) -> dict:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text, "dots": block.dots}
    return {"kind": "table", **_table(block)}


def _picture_appendix(appendix: PictureAppendix | None) -> dict:
    """Empty without one."""
    if appendix is None:
        return {}
    return {
        **{name: getattr(appendix, name) for name in ("label", "title", "reference", "notes")},
        "pictures": [_picture(picture) for picture in appendix.pictures],
    }


def _picture(picture: Picture) -> dict:
    return {
        **{name: getattr(picture, name) for name in ("title", "finding", "alt", "source")},
        "drawing": images.payload(picture),
        "table": _table(picture.table) if picture.table else {},
    }


def _table(table: Table) -> dict:
    return {
        "caption": table.caption,
        "unit_note": table.unit_note,
        "notes": table.notes,
        "widths": [column.width for column in table.columns],
        "groups": table.header_groups() if table.grouped else [],
        "labels": [column.label for column in table.columns],
        "rows": [
            {
                "strong": row.strong,
                "cells": [
                    {"text": _breakable(cell.text, _ENDLESS_IN_CELL), "align": _side(cell.kind)} for cell in row.cells
                ],
            }
            for row in table.rows
        ],
    }


def _side(kind: Kind) -> str:
    return {Kind.TEXT: "left", Kind.LABEL: "center", Kind.DATE: "center"}.get(kind, "right")


def _breakable(text: str, endless: re.Pattern = _ENDLESS) -> str:
    """Adds break opportunities to very long words."""
    return endless.sub(lambda found: found[0] + ZERO_WIDTH_SPACE, text)


def _changed(value, change: Callable[[str], str]):
    """The same data with `change` applied to every text."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _changed(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_changed(item, change) for item in value]
    return value
