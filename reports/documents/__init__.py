"""The documents of the six-month report: content.py gives DOCX and PDF (core/documents) and a workbook (xlsx.py).

xlsxwriter is imported on first use, because most processes never write a workbook.
"""


def to_xlsx(content) -> bytes:
    """Content -> Excel workbook."""
    from reports.documents.xlsx import to_xlsx

    return to_xlsx(content)
