"""The drawing of a picture: as data for the PDF, and as an image for the Word file. Both are drawn by drawings.typ."""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from core.documents.model import Picture

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
# Dots per inch of an image: sharp on the printer of an office, and small enough to send.
PPI = 220


def payload(picture: Picture) -> dict:
    """The input of drawings.typ; empty without a drawing."""
    return {**asdict(picture.drawing), "height": picture.height} if picture.drawing else {}


def to_png(picture: Picture, width: float) -> bytes:
    """The drawing as an image `width` mm wide; the same drawing gives the same bytes."""
    image = typst.compile(
        str(FOLDER / "drawing.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"drawing": json.dumps(payload(picture), ensure_ascii=False), "width": str(width)},
        format="png",
        ppi=PPI,
    )
    assert isinstance(image, bytes), "a drawing is one page"
    return image
