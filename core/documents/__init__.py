"""Official documents in the layout of Nghị định 30/2020/NĐ-CP: one content model (model.py), rendered as DOCX or PDF.

The rendering libraries are imported on first use, since most processes never render a file.
"""


def to_docx(content) -> bytes:
    """Content -> Word document."""
    from core.documents.docx import to_docx

    return to_docx(content)


def to_pdf(content) -> bytes:
    """Content -> PDF."""
    from core.documents.pdf import to_pdf

    return to_pdf(content)
