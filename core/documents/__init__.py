"""Official documents in the layout of Nghị định 30/2020/NĐ-CP: one content (model.py), laid out as DOCX or PDF.

The libraries behind them load when used: most processes read words and tables and never draw a file.
"""


def to_docx(content) -> bytes:
    """Content -> Word document."""
    from core.documents.docx import to_docx

    return to_docx(content)


def to_pdf(content) -> bytes:
    """Content -> PDF."""
    from core.documents.pdf import to_pdf

    return to_pdf(content)
