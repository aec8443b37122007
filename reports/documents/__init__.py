"""The six-month report on paper: one content (content.py), laid out three ways (docx.py, pdf.py, xlsx.py).

The libraries behind them load when used: most processes read the words and tables and never draw a file.
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
