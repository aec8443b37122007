"""Parts of a Word document that python-docx does not support: fonts of all scripts, rules, fields, fast tables."""

import zipfile
from io import BytesIO

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from core.documents.model import Kind, Table

FONT = "Times New Roman"  # NĐ 30/2020, I.4; on systems without it Liberation Serif has the same widths
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TWIPS = 1440 / 25.4  # per millimetre
SIDES = {Kind.TEXT: "left", Kind.LABEL: "center", Kind.DATE: "center"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def element(tag: str, parent=None, **attributes):
    """<w:tag w:name="value" …>, appended to `parent`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    if parent is not None:
        parent.append(made)
    return made


def set_fonts(properties) -> None:
    """Sets all four fonts of a w:rPr, so that no character falls back to the theme font."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def style(
    document: DocumentType, name: str, size: float, *, bold: bool = False, italic: bool = False
) -> ParagraphStyle:
    """The named style of the default template, reset to our font, black, no spacing, no base style."""
    found = document.styles[name]
    properties = found.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    set_fonts(properties)
    found.font.size, found.font.bold, found.font.italic = Pt(size), bold, italic
    for child in list(found.element.get_or_add_pPr()):
        found.element.pPr.remove(child)
    found.paragraph_format.space_before = found.paragraph_format.space_after = Pt(0)
    return found


def run(paragraph: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False):
    """Adds text of one size (in points) and style to the paragraph; returns the run."""
    made = paragraph.add_run(text)
    made.font.size, made.bold, made.italic = Pt(size), bold, italic
    return made


def centred(paragraph: Paragraph, text: str, size: float, **look) -> Paragraph:
    """Centres the paragraph and adds text of one size (in points) to it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run(paragraph, text, size, **look)
    return paragraph


def thin(paragraph: Paragraph, points: float = 2) -> Paragraph:
    """A minimal paragraph that only carries a border or a section break."""
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
    layout.space_before = layout.space_after = Pt(0)
    return paragraph


def rule(paragraph: Paragraph, length: float, width: float) -> None:
    """A centred horizontal rule of `length` within `width` (mm)."""
    layout = thin(paragraph, 3).paragraph_format
    layout.space_before, layout.space_after = Pt(3), Pt(4)  # below the dots under letters
    indent(paragraph, (width - length) / 2)
    borders = element("pBdr")
    element("top", borders, val="single", sz=6, space=0, color="000000")
    _place(paragraph, borders)


def boxed(paragraph: Paragraph, text: str, size: float, width: float, length: float) -> None:
    """Text in a centred frame of `length` within `width` (mm)."""
    centred(paragraph, text, size, bold=True)
    indent(paragraph, (width - length) / 2)
    borders = element("pBdr")
    for side in ("top", "left", "bottom", "right"):
        element(side, borders, val="single", sz=6, space=2, color="000000")
    _place(paragraph, borders)


def indent(paragraph: Paragraph, millimetres: float) -> None:
    """Indents the paragraph on both sides; negative values count as 0."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(max(0, millimetres))


def _place(paragraph: Paragraph, borders) -> None:
    """Inserts borders before spacing, indents and alignment, as the schema of w:pPr demands."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:rPr",
    )


def page_number(paragraph: Paragraph, size: float) -> None:
    """Word's own PAGE field."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, " PAGE "), ("separate", None), ("text", "2"), ("end", None)):
        made = run(paragraph, "", size)._r
        if kind == "text":
            element("t", made).text = text
        elif kind:
            element("fldChar", made, fldCharType=kind)
        else:
            element("instrText", made).text = text
            made[-1].set(SPACE, "preserve")


def add_picture(paragraph: Paragraph, image: bytes, width: float, alt: str) -> None:
    """Adds an image `width` mm wide, centred, with a text for whoever does not see it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.add_run().add_picture(BytesIO(image), width=Mm(width))
    shape._inline.docPr.set("descr", alt)


def add_table(document: DocumentType, table: Table, width: float, size: float) -> None:
    """Adds a table `width` mm wide. Header rows repeat, rows do not break across pages, the last row keeps with the notes.

    Built from XML elements, because python-docx scans the whole table for every cell.
    """
    shares = sum(column.width for column in table.columns)
    widths = [round(width * TWIPS * column.width / shares) for column in table.columns]
    made = element("tbl")
    _table_properties(made, widths)
    for head in _head_rows(table):
        _row(made, widths, head, size, head=True)
    keep = len(table.rows) < 20  # keep a short table on one page
    for row in table.rows:
        cells = [(cell.text, 1, "", SIDES.get(cell.kind, "right")) for cell in row.cells]
        _row(made, widths, cells, size, bold=row.strong, keep=keep or row is table.rows[-1])
    document.element.body.insert_element_before(made, "w:sectPr")


def _table_properties(made, widths: list[int]) -> None:
    properties = element("tblPr", made)
    element("tblStyle", properties, val="TableGrid")
    element("tblW", properties, w=sum(widths), type="dxa")
    element("jc", properties, val="center")
    element("tblLayout", properties, type="fixed")
    margins = element("tblCellMar", properties)
    for side in ("left", "right"):
        element(side, margins, w=50, type="dxa")
    grid = element("tblGrid", made)
    for width in widths:
        element("gridCol", grid, w=width)


def _head_rows(table: Table) -> list[list[tuple[str, int, str, str]]]:
    """(text, columns it spans, "restart"/"continue"/"" down, side) of one or two rows."""
    labels = [column.label for column in table.columns]
    if not table.grouped:
        return [[(label, 1, "", "center") for label in labels]]
    upper, lower = [], []
    for group, first, count in table.header_groups():
        if group:
            upper.append((group, count, "", "center"))
            lower += [(label, 1, "", "center") for label in labels[first : first + count]]
        else:
            upper.append((labels[first], 1, "restart", "center"))
            lower.append(("", 1, "continue", "center"))
    return [upper, lower]


def _row(made, widths, cells, size: float, *, bold: bool = False, head: bool = False, keep: bool = True) -> None:
    row = element("tr", made)
    properties = element("trPr", row)
    element("cantSplit", properties)
    if head:
        element("tblHeader", properties)
    place = 0
    for text, span, down, side in cells:
        cell = element("tc", row)
        look = element("tcPr", cell)
        element("tcW", look, w=sum(widths[place : place + span]), type="dxa")
        if span > 1:
            element("gridSpan", look, val=span)
        if down:
            element("vMerge", look, val=down)
        element("vAlign", look, val="center")
        _cell_text(cell, text, size, side, bold=bold or head, keep=keep)
        place += span


def _cell_text(cell, text: str, size: float, side: str, *, bold: bool, keep: bool) -> None:
    paragraph = element("p", cell)
    layout = element("pPr", paragraph)
    if keep:
        element("keepNext", layout)
    element("spacing", layout, before=20, after=20)
    element("jc", layout, val=side)
    made = element("r", paragraph)
    look = element("rPr", made)
    if bold:
        element("b", look)
    element("sz", look, val=round(size * 2))
    element("szCs", look, val=round(size * 2))
    element("t", made).text = text
    made[-1].set(SPACE, "preserve")


def repeatable(document: bytes) -> bytes:
    """The same zip file with fixed timestamps, so that the same content gives the same bytes."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as read, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as written:
        for item in read.infolist():
            part = zipfile.ZipInfo(item.filename, _EPOCH)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            written.writestr(part, read.read(item))
    return result.getvalue()
