"""The six-month report on paper: content.py laid out as DOCX and PDF (areas/documents) and as a workbook (xlsx.py).

The library behind it loads when used: most processes read the words and tables and never draw a file.
"""


def to_xlsx(content) -> bytes:
    """Content -> Excel workbook."""
    from reports.documents.xlsx import to_xlsx

    return to_xlsx(content)
