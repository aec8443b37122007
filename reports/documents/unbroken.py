"""A report's content without a place where a line could break between a number and its unit."""

from dataclasses import replace

from core.documents.model import Block, Heading, Paragraph, Table
from reports.documents.content import ReportContent
from reports.documents.wording import unbroken


def with_unbroken_numbers(content: ReportContent) -> ReportContent:
    """The same with no-break spaces in its paragraphs, captions and notes."""
    appendices = tuple(replace(one, table=_table(one.table)) for one in content.appendices)
    pictures = content.picture_appendix
    if pictures is not None:
        pictures = replace(pictures, notes=tuple(map(unbroken, pictures.notes)))
    blocks = tuple(map(_block, content.blocks))
    return replace(content, blocks=blocks, appendices=appendices, picture_appendix=pictures)


def _block(block: Block) -> Block:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Paragraph | Heading):
        return replace(block, text=unbroken(block.text))
    return block


def _table(table: Table) -> Table:
    return replace(table, caption=unbroken(table.caption), notes=tuple(map(unbroken, table.notes)))
