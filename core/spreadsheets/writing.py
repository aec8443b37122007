"""Exported workbooks: marked, and without any cell that a spreadsheet program would take for a formula."""

import io

import xlsxwriter

from core.spreadsheets.export_marks import Mark, print_mark, properties

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATE_FORMAT = "dd/mm/yyyy"


def workbook(title: str, headers, widths, lines, mark: Mark) -> bytes:
    """One sheet with the mark in its first row, header, footer and properties. Text is text, never a formula."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(properties(title, mark))
    sheet = book.add_worksheet(title[:31])
    # quotePrefix: a text that begins like a formula stays text also after somebody edits the cell.
    text = book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True})
    day = book.add_format({"num_format": DATE_FORMAT, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    sheet.write_string(0, 0, str(mark), book.add_format({"italic": True}))
    for column, (header, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, str(header), head)
    for row, line in enumerate(lines, 2):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            elif value is None or isinstance(value, str):
                sheet.write_string(row, column, value or "", text)
            else:
                sheet.write_datetime(row, column, value, day)
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    print_mark(sheet, mark)
    book.close()
    return stream.getvalue()
