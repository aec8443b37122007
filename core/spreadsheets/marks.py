"""The mark that identifies an exported workbook: export number, user and time, on every printed page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in header, footer, first row and properties of an exported file."""

    number: int
    who: str
    at: str

    def __str__(self):
        told = {"number": self.number, "who": self.who, "at": self.at}
        return _("Bản xuất số %(number)d, %(who)s, lúc %(at)s. Không sao chép, không chuyển tiếp.") % told


def properties(title: str, mark: Mark) -> dict:
    """Of an exported workbook."""
    return {"title": title, "author": mark.who, "comments": str(mark), "subject": str(mark.number)}


def print_mark(sheet, mark: Mark) -> None:
    """On every page that is printed of an xlsxwriter sheet: above with the page numbers, and below."""
    told = str(mark).replace("&", "&&")
    sheet.set_header(f"&L{told}&R&P/&N")
    sheet.set_footer(f"&L{told}")
