"""OpenDocument spreadsheets for tests, made of their XML."""

import io
import zipfile
from pathlib import Path

DATA = Path(__file__).parent / "data"
DAY, MONTH, YEAR = "<number:day/>", '<number:month number:style="long"/>', '<number:year number:style="long"/>'
SLASH = "<number:text>/</number:text>"
TIME = "<number:text> </number:text><number:hours number:style='long'/><number:text>:</number:text><number:minutes/>"
ROOT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'office:version="1.3">'
)


def ods(rows: str, styles: str = "") -> bytes:
    """An .ods of one sheet with these rows and automatic styles, in the frame that LibreOffice wrote for small.ods."""
    content = (
        f"{ROOT}<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Danh sách">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(DATA / "small.ods") as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == "content.xml" else source.read(name))
    return file.getvalue()


def text(words: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{words}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def data_style(name: str, kind: str, parts: str) -> str:
    return (
        f'<number:{kind}-style style:name="N{name}">{parts}</number:{kind}-style>'
        f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="N{name}"/>'
    )


def value(kind: str, attributes: str) -> str:
    kind = "float" if kind == "number" else kind
    return f'<table:table-cell office:value-type="{kind}" {attributes}/>'
