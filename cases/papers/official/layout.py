"""The layout shared by all forms: head, date, signatures, and lines to be filled in by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from cases.papers.official.value_types import Office
from core.dates import VIETNAM
from core.documents.model import Block, Content, Heading, Letterhead, Paragraph, Properties
from core.text import nfc

# A gap inside a sentence. A gap at the end is a dotted line (`line`).
DOTS = "…" * 9
SHORT_DOTS = "…" * 6
# After a longer label the rest of the line is too short to write on.
LONG_LABEL = 45


def police_head(office: Office, kind: str, *, signer: str = "", title: str = "") -> Letterhead:
    """Return the letterhead of the commune police. `kind`: the first part of the symbol, "BB" of "BB-CAX"."""
    return _head(office, office.above_police, office.police, f"{kind}-CA{office.letters}", signer, title)


def committee_head(
    office: Office, kind: str, *, title: str = "", addressees: tuple[str, ...] = (), is_minutes: bool = False
) -> Letterhead:
    """Return the letterhead of the people's committee. Its head signs on its behalf, except for minutes."""
    above, own = (_in_two_lines(name) for name in (office.above_committee, office.committee))
    return replace(
        _head(office, above, own, f"{kind}-UBND", "", title),
        addressees=addressees,
        signer_authority="" if is_minutes else _("TM. ỦY BAN NHÂN DÂN"),
    )


def execution_head(office: Office, kind: str, *, title: str) -> Letterhead:
    """Return the letterhead of the body that executes sentences, for documents that the commune drafts."""
    head = _head(office, office.top_police, office.above_police, f"{kind}-THAHS", "", title)
    return replace(head, place=office.above_place)


def _in_two_lines(committee: str) -> str:
    start = _("Ủy ban nhân dân")
    return f"{start}\n{committee.removeprefix(start).strip()}"


def _head(office: Office, above: str, agency: str, symbol: str, signer: str, title: str) -> Letterhead:
    return Letterhead(
        parent_agency=above.upper(),
        agency=agency.upper(),
        symbol=symbol,
        place=office.place,
        signer_title=title.upper(),
        signer_rank_name=signer,
    )


def form(
    head: Letterhead,
    on: date,
    *,
    title: str,
    about: str,
    blocks: Iterable[Block],
    mark: str,
    basis: str,
    code: str,
    number: str = "",
    draft_mark: str = "",
    signs_left: tuple[str, str] | None = None,
    recipients: tuple[str, ...] = (),
) -> Content:
    """Return the content of a form.

    Arguments: `on`, the date of the document; `about`, the second line of the title; `basis`, the provision it is based on;
    `mark`, who printed it and when, for the footer; `code`, the code of the case; `number`, number and symbol if known;
    `signs_left`, title and name of a second signature.
    """
    note = _("Theo %s; bố cục theo Nghị định 30/2020/NĐ-CP, đối chiếu mẫu chính thức trước khi dùng") % basis
    return Content(
        letterhead=head,
        nation=_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        motto=_("Độc lập - Tự do - Hạnh phúc"),
        number=_("Số: %s") % (number or f"{SHORT_DOTS}/{head.symbol}"),
        place_and_date=_place_and_date(head.place, on),
        draft_mark=draft_mark,
        title=title,
        abstract=(about,),
        period="",
        addressed_to=_("Kính gửi:"),
        blocks=tuple(blocks),
        recipients_label=_("Nơi nhận:"),
        recipients=tuple(
            f"- {name}{'.' if place == len(recipients) else ';'}" for place, name in enumerate(recipients, start=1)
        ),
        appendices=(),
        footer=f"{mark} · {note}",
        properties=Properties(
            title=f"{title} {about}",
            author=head.agency,
            subject=code,
            keywords=code,
            comments=mark,
            moment=datetime.combine(on, time(), VIETNAM),
        ),
        signs_left=signs_left,
    )


def _place_and_date(place: str, on: date) -> str:
    """Format place and date: days below 10, January and February have a leading 0 (NĐ 30/2020 Phụ lục I, II.4.b)."""
    month = f"{on.month:02}" if on.month < 3 else on.month
    values = {"place": place, "day": f"{on.day:02}", "month": month, "year": on.year}
    return _("%(place)s, ngày %(day)s tháng %(month)s năm %(year)s") % values


def section(text: str) -> Heading:
    """Return a heading of a section."""
    return Heading(text, 1)


def paragraph(text: str) -> Paragraph:
    """Return a paragraph of text."""
    return Paragraph(nfc(text))


def line(label: str, value: str = "", *, dots: int = 1) -> Paragraph:
    """Return label and value, or without a value the label and `dots` dotted lines (one more for a long label)."""
    if value := nfc(value):
        return Paragraph(f"{label}: {value}")
    return Paragraph(f"{label}:", dots + (len(label) > LONG_LABEL))


def lines(label: str, values: Iterable[str], none: str = "") -> list[Paragraph]:
    """Return one line, or the label and a line for each value. `none`: text for no values; "" prints dots."""
    values = list(values)
    if len(values) < 2:
        return [line(label, values[0] if values else none)]
    return [Paragraph(f"{label}:"), *(paragraph(f"- {value}") for value in values)]


def blank(count: int) -> Paragraph:
    """Return `count` empty dotted lines."""
    return Paragraph("", count)
