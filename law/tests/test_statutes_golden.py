"""Every built-in row compared with a pinned table: code, value, article, dates, confidence.

After a deliberate change of law/statutes/ write the table anew in `manage.py shell` and read its difference:
`from law.tests.test_statutes_golden import TABLE, table; TABLE.write_text(table(), encoding="utf-8")`.
"""

from pathlib import Path

from law.statutes import DEFAULTS

TABLE = Path(__file__).parent / "data" / "statutes.tsv"


def table() -> str:
    """One line a row, in the order of the statutes."""
    rows = [
        (row.code, row.value, str(row.article), f"{row.valid_from}", f"{row.valid_to or ''}", row.confidence.value)
        for row in DEFAULTS
    ]
    return "".join("\t".join(cells) + "\n" for cells in rows)


def test_every_built_in_row_is_as_pinned():
    assert table().splitlines() == TABLE.read_text(encoding="utf-8").splitlines()
