"""Reads the labels of a page and the values beside them: the cells of tables under their heads, and the terms of lists."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Cell:
    """A cell of a table."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    # The label beside the value on a narrow screen.
    label: str = ""


@dataclass
class Grid:
    """A table: its head and its body, as rows of cells."""

    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """The label of each column, with the label that it shares with its neighbours before it: "Tăng trong kỳ / Cộng"."""
        return paths([[(cell.text, cell.columns, cell.rows) for cell in row] for row in self.head])

    @property
    def rows(self) -> list[dict[str, str]]:
        """The texts of each row by the label of their column."""
        return [
            dict(zip(self.columns, (cell.text for cell in row), strict=True))
            for row in self.body
            if len(row) == len(self.columns)
        ]


def paths(head: list[list[tuple[str, int, int]]]) -> list[str]:
    """The labels of columns from rows of (text, columns spanned, rows spanned)."""
    width = sum(columns for _text, columns, _rows in head[0])
    found: list[list[str]] = [[] for _column in range(width)]
    free_from = [0] * width
    for place, row in enumerate(head):
        open_columns = [column for column in range(width) if free_from[column] <= place]
        for text, columns, rows in row:
            for column in open_columns[:columns]:
                found[column] += [text] if text else []
                free_from[column] = place + rows
            open_columns = open_columns[columns:]
    return [" / ".join(labels) for labels in found]


class Page(HTMLParser):
    """The tables of a page, and its terms with what is said of each."""

    def __init__(self, html: str):
        super().__init__()
        self.tables: list[Grid] = []
        self.terms: list[tuple[str, str]] = []
        self._texts: list[list[str]] = []
        self._open: list[Grid] = []
        self._in_head = False
        self._term = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Open a table, a row, a cell or a term."""
        given = dict(attrs)
        if tag == "table":
            self.tables.append(Grid())
            self._open.append(self.tables[-1])
        elif tag in ("thead", "tbody"):
            self._in_head = tag == "thead"
        elif tag == "tr":
            self._rows().append([])
        elif tag in ("td", "th", "dt", "dd"):
            self._texts.append([])
            if tag in ("td", "th"):
                columns, rows = (int(given.get(name) or 1) for name in ("colspan", "rowspan"))
                self._rows()[-1].append(Cell("", columns, rows, given.get("data-label") or ""))
        elif tag == "br" and self._texts:
            self._texts[-1].append(" ")

    def handle_data(self, data):
        """Keep the text of an open cell or term."""
        if self._texts:
            self._texts[-1].append(data)

    def handle_endtag(self, tag):
        """Close a cell or term with the text read since."""
        if tag in ("td", "th", "dt", "dd"):
            text = re.sub(r"\s+", " ", "".join(self._texts.pop()).replace("\u00a0", " ")).strip()
            if tag == "dt":
                self._term = text
            elif tag == "dd":
                self.terms.append((self._term, text))
            else:
                self._rows()[-1][-1].text = text
        elif tag == "thead":
            self._in_head = False
        elif tag == "table":
            self._open.pop()

    def _rows(self) -> list[list[Cell]]:
        return self._open[-1].head if self._in_head else self._open[-1].body
