"""Reads the tables and texts of a drawn file back, by other libraries than those that wrote it."""

import json

import typst

from core.documents import pdf

HOSTILE = "=1+1 <b>&amp;</b> #panic() $x$ {=2*2} @SUM(A1) +84 -cmd|' /C calc'!A0 _x0041_ ]]> \"; \\ &C&P https://evil.example/"
ENDLESS = "Ấ" * 300
CONTROL = "a\x00b\x07c\x1bd\u202ee\ufffef"


def all_tables(content) -> list:
    return [*content.tables, *(appendix.table for appendix in content.appendices)]


def printed(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def word_tables(document) -> list[list[list[str]]]:
    """Cells of the tables with borders: those of the head and of the signature have none."""
    tables = [table for table in document.tables if table.style.name == "Table Grid"]
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def laid_out(content, selector: str) -> list[dict]:
    """Elements of the document as typst laid it out."""
    found = typst.query(
        str(pdf.TEMPLATE),
        selector,
        root=str(pdf.TEMPLATE.parent),
        font_paths=[str(pdf.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(pdf.payload(content))},
    )
    return json.loads(found)


def texts_in(node) -> list[str]:
    """Every text of an element, without the places to break at."""
    if isinstance(node, dict):
        own = [node["text"].replace(pdf.ZERO_WIDTH_SPACE, "")] if node.get("func") == "text" else []
        return own + [text for value in node.values() for text in texts_in(value)]
    if isinstance(node, list):
        return [text for item in node for text in texts_in(item)]
    return []
