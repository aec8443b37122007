"""Renders a document as an editable Word file with styles, page numbers and the letterhead of NĐ 30/2020."""

from datetime import UTC
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from core.documents import images, word
from core.documents.model import Appendix, Content, Heading, Picture, PictureAppendix, Table
from core.documents.model import Paragraph as Words

# Millimetres. NĐ 30/2020 Phụ lục I, I.1–3.
PAGE, MARGIN = (210, 297), {"top": 20, "bottom": 20, "left": 30, "right": 15}
LEFT, RIGHT = 67, 98  # the two halves of the head; the national title is 87.7 wide at 12 pt, the motto 56 at 13 pt
MOTTO = 56.2
TEXT = LEFT + RIGHT
LANDSCAPE = PAGE[1] - MARGIN["left"] - MARGIN["right"]
CAPITAL = 2.62  # mean width of a bold capital at 12 pt, for rules under names


def to_docx(content: Content) -> bytes:
    """The .docx file; the same content gives the same bytes."""
    document = Document()
    _prepare(document, content)
    _head(document, content)
    _title(document, content)
    for block in content.blocks:
        if isinstance(block, Heading):
            document.add_paragraph(block.text, f"Heading {block.level}")
        elif isinstance(block, Words):
            _paragraph(document, block)
        else:
            _table(document, block, TEXT, 10.5)
    _signature(document, content)
    for appendix in content.appendices:
        _appendix(document, appendix)
    if content.picture_appendix:
        _picture_appendix(document, content.picture_appendix)
    saved = BytesIO()
    document.save(saved)
    return word.repeatable(saved.getvalue())


# --- styles, page, properties -----------------------------------------------------------------------------------------


def _prepare(document: DocumentType, content: Content) -> None:
    _styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in PAGE)
    for side, width in MARGIN.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    word.page_number(section.header.paragraphs[0], 13)
    for footer in (section.footer, section.first_page_footer):
        word.centred(footer.paragraphs[0], content.footer, 8)
    _properties(document, content)


def _styles(document: DocumentType) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    word.set_fonts(defaults)
    language = defaults.find(qn("w:lang"))
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), "vi-VN")
    word.style(document, "Normal", 14)
    body = word.style(document, "Body Text", 14).paragraph_format
    body.alignment, body.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Mm(10)
    body.space_after, body.line_spacing = Pt(6), 1.05
    for level in (1, 2):
        heading = word.style(document, f"Heading {level}", 14, bold=True).paragraph_format
        heading.first_line_indent, heading.keep_with_next = Mm(10), True
        heading.space_before = heading.space_after = Pt(6)
    caption = word.style(document, "Caption", 13, bold=True).paragraph_format
    caption.alignment, caption.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    caption.space_before, caption.space_after = Pt(6), Pt(4)
    notes = word.style(document, "Quote", 9.5, italic=True).paragraph_format
    notes.alignment, notes.space_before = WD_ALIGN_PARAGRAPH.JUSTIFY, Pt(2)
    for name in ("Header", "Footer"):
        word.style(document, name, 13)


def _properties(document: DocumentType, content: Content) -> None:
    """Document properties; removes the dates and the thumbnail of the library's template."""
    found, core = content.properties, document.core_properties
    core.title, core.author, core.subject = found.title[:255], found.author[:255], found.subject[:255]
    core.keywords, core.comments, core.language = found.keywords[:255], found.comments[:255], "vi-VN"
    core.last_modified_by, core.revision, core.category = found.author[:255], 1, ""
    core.created = core.modified = found.moment.astimezone(UTC).replace(tzinfo=None)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


# --- the first page ---------------------------------------------------------------------------------------------------


def _two_columns(document: DocumentType, left: float, right: float) -> tuple[_Cell, _Cell]:
    """A borderless two-column table that does not break across pages; widths in mm.

    Sets the grid as well: with cell widths alone Word makes equal columns, and the national title wraps.
    """
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = word.element("tblCellMar")
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    for side in ("left", "right"):
        word.element(side, margins, w=0, type="dxa")
    word.element("cantSplit", table.rows[0]._tr.get_or_add_trPr())
    for column, cell, width in zip(table.columns, table.rows[0].cells, (left, right), strict=True):
        column.width = cell.width = Mm(width)
    return table.rows[0].cells


def _lines(cell: _Cell):
    """The paragraphs of a cell, starting with the existing one."""
    yield cell.paragraphs[0]
    while True:
        yield cell.add_paragraph()


def _head(document: DocumentType, content: Content) -> None:
    left, right = _two_columns(document, LEFT, RIGHT)
    head, lines = content.letterhead, _lines(left)
    word.centred(next(lines), head.parent_agency, 12)
    word.centred(next(lines), head.agency, 12, bold=True)
    word.rule(next(lines), min(0.42 * CAPITAL * len(head.agency), 26), LEFT)
    word.centred(next(lines), content.number, 13)
    if content.draft_mark:
        word.thin(next(lines), 6)
        word.boxed(next(lines), content.draft_mark, 13, LEFT, 30)
    lines = _lines(right)
    word.centred(next(lines), content.nation, 12, bold=True)
    word.centred(next(lines), content.motto, 13, bold=True)
    word.rule(next(lines), MOTTO, RIGHT)
    word.centred(next(lines), content.place_and_date, 13, italic=True)


def _title(document: DocumentType, content: Content) -> None:
    title = word.centred(document.add_paragraph(), content.title, 14, bold=True)
    title.paragraph_format.space_before = Pt(14)
    for line in content.abstract:
        word.centred(document.add_paragraph(), line, 14, bold=True)
    if content.period:
        word.centred(document.add_paragraph(), content.period, 14).paragraph_format.space_after = Pt(2)
    word.rule(document.add_paragraph(), 56, TEXT)
    _addressees(document, content)
    word.thin(document.add_paragraph(), 8)


def _addressees(document: DocumentType, content: Content) -> None:
    """NĐ 30/2020 Phụ lục I, II.9.d: one on the same line, several each on its own."""
    names = content.letterhead.addressees
    if not names:
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(10)
    if len(names) == 1:
        word.centred(paragraph, f"{content.addressed_to} {names[0]}", 14)
        return
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(60), Mm(-22)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(60))
    ended = [f"- {name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, start=1)]
    word.run(paragraph, f"{content.addressed_to}\t" + "\n".join(ended), 14)


def _signature(document: DocumentType, content: Content) -> None:
    """Keeps the signature block together with the last paragraph, so that it is never alone on a page."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    word.thin(document.add_paragraph(), 8).paragraph_format.keep_with_next = True
    left, right = _two_columns(document, TEXT / 2, TEXT / 2)
    lines = _lines(left)
    if content.signs_left:
        title, name = content.signs_left
        word.centred(next(lines), title, 14, bold=True)
        word.thin(next(lines), 74)
        word.centred(next(lines), name, 14, bold=True)
    elif content.recipients:
        word.run(next(lines), content.recipients_label, 12, bold=True, italic=True)
        for line in content.recipients:
            word.run(next(lines), line, 11)
    head, lines = content.letterhead, _lines(right)
    for line in filter(None, (head.signer_authority, head.signer_title)):
        word.centred(next(lines), line, 14, bold=True)
    word.thin(next(lines), 74)
    word.centred(next(lines), head.signer_rank_name, 14, bold=True)


def _paragraph(document: DocumentType, block: Words) -> None:
    made = document.add_paragraph(block.text, "Body Text")
    if not block.dots:
        return
    # Left-aligned: Word would stretch justified words before the tab.
    made.alignment = WD_ALIGN_PARAGRAPH.LEFT
    made.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    made.add_run((" " if block.text else "") + "\n".join(["\t"] * block.dots))


# --- tables and appendices --------------------------------------------------------------------------------------------


def _table(document: DocumentType, table: Table, width: float, size: float) -> None:
    if table.caption:
        document.add_paragraph(table.caption, "Caption")
    if table.unit_note:
        note = document.add_paragraph()
        note.alignment, note.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, True
        word.run(note, table.unit_note, size, italic=True)
    word.add_table(document, table, width, size)
    _notes(document, table.notes)
    if not table.notes:
        word.thin(document.add_paragraph(), 6)


def _notes(document: DocumentType, notes: tuple[str, ...]) -> None:
    for place, text in enumerate(notes, start=1):
        note = document.add_paragraph(text, "Quote")
        note.paragraph_format.keep_together = True
        if place == len(notes):
            note.paragraph_format.space_after = Pt(6)


def _appendix(document: DocumentType, appendix: Appendix) -> None:
    _appendix_head(document, appendix)
    _table(document, appendix.table, LANDSCAPE, 10)


def _picture_appendix(document: DocumentType, appendix: PictureAppendix) -> None:
    _appendix_head(document, appendix)
    for picture in appendix.pictures:
        _picture(document, picture)
    _notes(document, appendix.notes)


def _picture(document: DocumentType, picture: Picture) -> None:
    """Title, sentence, image, numbers and source, kept on one page."""
    document.add_paragraph(picture.title, "Caption")
    finding = word.centred(document.add_paragraph(), picture.finding, 11)
    if not picture.drawing or not picture.table:
        return
    image = document.add_paragraph()
    word.add_picture(image, images.to_png(picture, LANDSCAPE), LANDSCAPE, picture.alt)
    for paragraph in (finding, image):
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(4)
    word.add_table(document, picture.table, LANDSCAPE, 10)
    document.add_paragraph(picture.source, "Quote").paragraph_format.space_after = Pt(6)


def _appendix_head(document: DocumentType, appendix: Appendix | PictureAppendix) -> None:
    """A landscape section with page numbers from 1 (NĐ 30/2020 Phụ lục I, III.1.đ)."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(PAGE[1]), Mm(PAGE[0])
    numbering = section._sectPr.find(qn("w:pgNumType"))
    if numbering is None:
        numbering = word.element("pgNumType")
        section._sectPr.insert_element_before(
            numbering,
            "w:cols",
            "w:formProt",
            "w:vAlign",
            "w:noEndnote",
            "w:titlePg",
            "w:textDirection",
            "w:bidi",
            "w:docGrid",
        )
    numbering.set(qn("w:start"), "1")
    _shrink_section_breaks(document)
    word.centred(document.add_paragraph(style="Heading 1"), appendix.label, 14, bold=True)
    _flush(document.paragraphs[-1])
    word.centred(document.add_paragraph(), appendix.title, 13, bold=True)
    word.centred(document.add_paragraph(), appendix.reference, 13, italic=True)


def _flush(paragraph: Paragraph) -> None:
    """A centred heading without the indent of its style."""
    paragraph.paragraph_format.first_line_indent = Mm(0)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)


def _shrink_section_breaks(document: DocumentType) -> None:
    """Shrinks the paragraph that ends a section, since its line height might cause an empty page."""
    for properties in document.element.body.iterfind(f"{qn('w:p')}/{qn('w:pPr')}"):
        if properties.find(qn("w:sectPr")) is not None:
            word.thin(Paragraph(properties.getparent(), document._body), 1)
