"""What a reader of the sheet does not see as the program does: hidden rows and columns, comments, text that is struck out."""

from django.utils.translation import gettext as _

from core.spreadsheets.reader import Sheet
from register.issues import Findings
from register.reading.layout.headers import Headers
from register.reading.lines import Line, Table

# The most ranges of rows that one warning names.
MOST_RANGES = 20


def warn_of_hidden(sheet: Sheet, headers: Headers, table: Table, findings: Findings) -> None:
    """Names a hidden sheet, and the hidden rows and columns, with one warning each: they are read like any other."""
    if sheet.is_hidden:
        message = _("Trang tính này đang ẩn trong tệp; %d dòng của trang vẫn được đọc.") % len(table.lines)
        findings.warn(sheet.name, None, None, None, message)
    rows = sorted({int(getattr(line.row, "number", line.row)) for line in table.lines} & set(sheet.hidden_rows))
    if rows:
        message = _("%(count)d dòng đang ẩn trong tệp vẫn được đọc: %(rows)s.")
        findings.warn(sheet.name, rows[0], None, None, message % {"count": len(rows), "rows": _ranges(rows)})
    labels = headers.labels()
    columns = [index for index in sheet.hidden_columns if index in labels]
    if columns:
        shown = ", ".join(f"{letter(index)} «{labels[index]}»" for index in columns)
        findings.warn(
            sheet.name, None, None, None, _("Các cột đang ẩn trong tệp vẫn được xem như cột khác: %s.") % shown
        )


def warn_of_comments(sheet: Sheet, findings: Findings) -> None:
    """Says with one warning that the comments in cells are not stored, with the first of them."""
    if sheet.comments:
        number, column, text = min(sheet.comments)
        message = _("Trang có %(count)d ghi chú gắn vào ô (chú thích), không được ghi; ghi chú đầu tiên ở ô %(place)s.")
        place = f"{letter(column)}{number}"
        findings.warn(sheet.name, number, None, text, message % {"count": len(sheet.comments), "place": place})


def ask_about_struck(sheet: Sheet, number: int, headers: Headers, line: Line) -> None:
    """Makes cells with struck out text problems of the line: nobody can tell whether they still count."""
    struck = [
        name
        for name, sources in headers.sources.items()
        if name in line.cells and any((number, source.index) in sheet.struck for source in sources)
    ]
    if not struck:
        return
    if len(struck) == len(line.cells):
        name = "full_name" if "full_name" in struck else struck[0]
        line.problems[name] = _(
            "Cả dòng bị gạch ngang. Nếu dòng này đã bỏ thì hãy xóa dòng; nếu còn giá trị thì hãy bỏ gạch ngang."
        )
        return
    for name in struck:
        line.problems[name] = _(
            "Ô có chữ bị gạch ngang. Chữ nào đã bỏ thì hãy xóa khỏi ô; chữ nào còn giá trị thì hãy bỏ gạch ngang."
        )


def is_struck_row(sheet: Sheet, number: int) -> bool:
    """Whether a row has struck out text."""
    return any(row == number for row, _column in sheet.struck)


def letter(index: int) -> str:
    """The name of a column in a spreadsheet program."""
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def _ranges(rows: list[int]) -> str:
    """ "5–7, 9" for 5, 6, 7, 9."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in found[:MOST_RANGES]]
    return ", ".join(shown) + (", …" if len(found) > MOST_RANGES else "")
