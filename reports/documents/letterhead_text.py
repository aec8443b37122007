"""The texts of a letterhead as a document prints them."""

from django.utils.translation import gettext as _

from core.documents.model import Letterhead
from core.text import nfc


def clean(head: Letterhead) -> Letterhead:
    """The same with all texts normalised, without empty recipients and addressees."""
    return Letterhead(
        parent_agency=nfc(head.parent_agency),
        agency=nfc(head.agency),
        symbol=nfc(head.symbol),
        place=nfc(head.place),
        signer_authority=nfc(head.signer_authority),
        signer_title=nfc(head.signer_title),
        signer_rank_name=nfc(head.signer_rank_name),
        recipients=tuple(filter(None, map(nfc, head.recipients))),
        addressees=tuple(filter(None, map(nfc, head.addressees))),
    )


def agency_in_sentence_case(agency: str, unit: str) -> str:
    """CÔNG AN HUYỆN SƠN TỊNH becomes "Công an huyện Sơn Tịnh". An agency without the unit's name is not changed."""
    kind = agency.removesuffix(unit.upper()).strip()
    return f"{kind.capitalize()} {unit}" if kind and agency.endswith(unit.upper()) else agency


def recipient_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """NĐ 30/2020/NĐ-CP, Phụ lục I, II.9: lines end with a semicolon; the last line ("Lưu") ends with a full stop."""
    recipients = sorted((line.lstrip("- ").rstrip(";. ") for line in lines), key=_is_archive_line)
    if recipients and not _is_archive_line(recipients[-1]):
        recipients.append(_("Lưu: VT"))
    return tuple(
        f"- {line}{'.' if place == len(recipients) else ';'}" for place, line in enumerate(recipients, start=1)
    )


def _is_archive_line(line: str) -> bool:
    return line.casefold().startswith(_("Lưu").casefold())


def two_digits(number: str) -> str:
    """NĐ 30/2020/NĐ-CP, Phụ lục I, II.3.c: numbers below 10 have a leading zero."""
    return number.zfill(2) if number.isdigit() else number
