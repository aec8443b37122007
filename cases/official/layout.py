"""The frame that all forms share: head, date, signatures, and lines to be filled in by hand."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from areas.dates import VIETNAM
from areas.documents.model import Block, Content, Heading, Letterhead, Paragraph, Properties
from cases.official.facts import Office

# With places to break at, so that a line of dots is filled up and never left alone.
DOTS = " ".join(["……"] * 12)
SHORT_DOTS = "…" * 6
_COMMITTEE = "Ủy ban nhân dân"


def police_head(office: Office, symbol: str, *, signer: str = "", title: str = "") -> Letterhead:
    """The commune police under the police above."""
    return _head(office.above_police, office.police, symbol, office, signer, title)


def committee_head(office: Office, symbol: str, *, title: str = "", addressees: tuple[str, ...] = ()) -> Letterhead:
    """The people's committee under the committee above."""
    names = (
        f"{_COMMITTEE}\n{name.removeprefix(_COMMITTEE).strip()}" for name in (office.above_committee, office.committee)
    )
    found = _head(*names, symbol, office, "", title)
    return Letterhead(
        **{name: getattr(found, name) for name in found.__dataclass_fields__} | {"addressees": addressees}
    )


def _head(above: str, agency: str, symbol: str, office: Office, signer: str, title: str) -> Letterhead:
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
    signs_left: tuple[str, str] | None = None,
    recipients: tuple[str, ...] = (),
) -> Content:
    """A form dated `on`. `basis`: the provision it rests on; `mark`: who printed it and when, at the foot of each page."""
    place = {
        "place": head.place,
        "day": f"{on.day:02}",
        "month": f"{on.month:02}" if on.month < 3 else on.month,
        "year": on.year,
    }
    note = _("Theo %s; bố cục theo Nghị định 30/2020/NĐ-CP, đối chiếu mẫu chính thức trước khi dùng") % basis
    return Content(
        letterhead=head,
        nation=_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        motto=_("Độc lập - Tự do - Hạnh phúc"),
        number=_("Số: %(blank)s/%(symbol)s") % {"blank": SHORT_DOTS, "symbol": head.symbol},
        place_and_date=_("%(place)s, ngày %(day)s tháng %(month)s năm %(year)s") % place,
        draft_mark="",
        title=title,
        abstract=(about,),
        period="",
        addressed_to=_("Kính gửi:"),
        blocks=tuple(blocks),
        recipients_label=_("Nơi nhận:"),
        recipients=tuple(f"- {name};" for name in recipients),
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


def section(text: str) -> Heading:
    return Heading(text, 1)


def said(text: str) -> Paragraph:
    return Paragraph(text)


def line(label: str, value: str = "") -> Paragraph:
    """ "Họ và tên: …" with what is known, or with dots."""
    return Paragraph(f"{label}: {value or DOTS}")


def lines(label: str, values: Iterable[str], none: str = "") -> list[Paragraph]:
    """One line, or a label and a line for each value; `none`: what to say when there is no value (else dots)."""
    values = list(values)
    if len(values) < 2:
        return [line(label, values[0] if values else none)]
    return [Paragraph(f"{label}:"), *(Paragraph(f"- {value}") for value in values)]


def blank(count: int = 2) -> list[Paragraph]:
    """Whole lines to write on."""
    return [Paragraph(f"{DOTS} {DOTS}") for _place in range(count)]
