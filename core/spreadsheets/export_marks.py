"""The mark that identifies an exported workbook: export number, user and time, on every printed page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Mark:
    """The text in header, footer, first row and properties of an exported file."""

    number: int
    who: str
    at: str

    def __str__(self):
        values = {"number": self.number, "who": self.who, "at": self.at}
        return _("Bản xuất số %(number)d, %(who)s, lúc %(at)s. Không sao chép, không chuyển tiếp.") % values


def properties(title: str, mark: Mark) -> dict:
    """The document properties of an exported workbook."""
    return {"title": title, "author": mark.who, "comments": str(mark), "subject": str(mark.number)}


def print_mark(sheet, mark: Mark) -> None:
    """Puts the mark into header and footer of every printed page of an xlsxwriter sheet."""
    text = str(mark).replace("&", "&&")
    sheet.set_header(f"&L{text}&R&P/&N")
    sheet.set_footer(f"&L{text}")
