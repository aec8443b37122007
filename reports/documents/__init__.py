"""The six-month report on paper: one content (content.py), laid out three ways (docx.py, pdf.py, xlsx.py).

The libraries behind them take a quarter of a second and 100 MB to load, and most processes never draw: they load when used.
"""


def to_docx(content) -> bytes:
    """ReportContent -> Word document."""
    from reports.documents.docx import to_docx

    return to_docx(content)


def to_pdf(content) -> bytes:
    """ReportContent -> PDF."""
    from reports.documents.pdf import to_pdf

    return to_pdf(content)


def to_xlsx(content) -> bytes:
    """ReportContent -> Excel workbook."""
    from reports.documents.xlsx import to_xlsx

    return to_xlsx(content)
