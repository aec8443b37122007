"""The papers of an indicator: the layout of the six-month report (NĐ 30/2020/NĐ-CP), made again from the stored figures."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.dates import VIETNAM, vn_date
from core.documents.model import Block, Cell, Column, Heading, Kind, Paragraph, Properties, Row, Table
from reports.documents.content import BLANK, ReportContent
from reports.documents.letterhead import letterhead_on
from reports.documents.letterhead_text import agency_in_sentence_case, clean, recipient_lines
from reports.indicator.models import Indicator
from reports.indicator.wording import IndicatorText, named, target_text
from reports.snapshot import RENDERERS


def render_indicator(version: Indicator, name: str) -> bytes:
    """The version as a file. Arguments: `name`, one of reports.models.FORMATS. The same version gives the same content."""
    return RENDERERS[name](content(version))


def content(version: Indicator) -> ReportContent:
    """Sentences and tables of a version, under the letterhead of the province on the day it was made."""
    made_at = version.made_at.astimezone(VIETNAM)
    head = clean(letterhead_on(version.unit, made_at.date()))
    text = IndicatorText(version.figures, version.unit.full_name)
    abstract = (
        _("Tỷ lệ tái phạm tội %s") % text.half_year,
        _("trên địa bàn %s") % version.unit.full_name,
        *(
            []
            if version.is_complete
            else [_("(chưa đủ: %s đơn vị)") % f"{text.counted_units}/{len(text.figures['units'])}"]
        ),
    )
    facts = (
        (_("Phiên bản"), str(version.version)),
        (_("Lập lúc"), f"{made_at:%H:%M} " + _("ngày %s") % vn_date(made_at.date())),
        (_("Mã kiểm tra số liệu (SHA-256)"), version.checksum),
    )
    return ReportContent(
        letterhead=head,
        nation=_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        motto=_("Độc lập - Tự do - Hạnh phúc"),
        number=_("Số: %s") % f"{BLANK}/{head.symbol}",
        place_and_date=f"{head.place}, "
        + _("ngày%(blank)stháng%(blank)snăm %(year)d") % {"blank": BLANK, "year": made_at.year},
        draft_mark="",
        title=_("BÁO CÁO"),
        abstract=abstract,
        period=_("(Từ ngày %(start)s đến ngày %(end)s)")
        % {"start": vn_date(version.start), "end": vn_date(version.end)},
        period_dates=(version.start, version.end),
        addressed_to=_("Kính gửi:"),
        blocks=tuple(_body(text, agency_in_sentence_case(head.agency, version.unit.full_name))),
        recipients_label=_("Nơi nhận:"),
        recipients=recipient_lines(head.recipients),
        appendices=(),
        data=_data(version.figures),
        footer=_("Bản %(version)d · mã kiểm tra %(checksum)s")
        % {"version": version.version, "checksum": version.checksum[:16]},
        facts=facts,
        properties=_properties(version, " ".join(abstract), head.agency),
    )


def _body(text: IndicatorText, agency: str) -> Iterator[Block]:
    yield Paragraph(
        _("%(agency)s tổng hợp tỷ lệ tái phạm tội %(period)s từ báo cáo đã được chấp nhận của các đơn vị như sau:")
        % {"agency": agency, "period": text.half_year}
    )
    yield Heading(_("I. KẾT QUẢ CHUNG"), 1)
    yield Paragraph(_("Tỷ lệ tái phạm tội là %(rate)s: %(counts)s") % {"rate": text.rate, "counts": text.counts})
    for sentence in (
        text.how_counted,
        text.beside,
        text.target,
        text.without_reoffender,
        text.missing,
        text.definitions,
    ):
        if sentence:
            yield Paragraph(sentence)
    yield Heading(_("II. TỪNG ĐƠN VỊ"), 1)
    yield _units_table(text)
    yield Heading(_("III. CÁC KỲ ĐẾN NAY"), 1)
    yield _trend_table(text)


def _units_table(text: IndicatorText) -> Table:
    columns = (
        Column(_("TT"), width=0.5),
        Column(_("Đơn vị"), width=2.2),
        Column(_("Người được quản lý")),
        Column(_("Người tái phạm tội")),
        Column(_("Tỷ lệ (%)")),
        Column(_("Chỉ tiêu")),
        Column(_("Báo cáo"), width=1.8),
    )
    rows = [
        Row(
            (
                Cell(place, Kind.LABEL),
                Cell(row["name"], Kind.TEXT),
                *_numbers(row),
                Cell(_met(row["target_met"]), Kind.LABEL),
                Cell(line.state, Kind.TEXT),
            )
        )
        for place, (row, line) in enumerate(zip(text.figures["units"], text.lines(), strict=True), start=1)
    ]
    whole = text.whole
    total = (
        Cell("", Kind.LABEL),
        Cell(_("Toàn tỉnh"), Kind.TEXT),
        *_numbers(whole),
        Cell(_met(whole["target_met"]), Kind.LABEL),
    )
    counted = f"{text.counted_units}/{len(rows)}"
    return Table(
        columns, (*rows, Row((*total, Cell(counted, Kind.LABEL)), strong=True)), caption=_("Bảng 1. Từng đơn vị")
    )


def _trend_table(text: IndicatorText) -> Table:
    columns = (
        Column(_("Kỳ"), width=2.2),
        Column(_("Báo cáo được chấp nhận")),
        Column(_("Người được quản lý")),
        Column(_("Người tái phạm tội")),
        Column(_("Tỷ lệ (%)")),
    )
    rows = [
        Row((Cell(line["name"], Kind.TEXT), Cell(line["accepted"], Kind.LABEL), *_numbers(one)))
        for one, line in zip(text.figures["trend"], text.trend(), strict=True)
    ]
    return Table(columns, tuple(rows), caption=_("Bảng 2. Các kỳ đến nay"))


def _numbers(row: dict[str, Any]) -> tuple[Cell, Cell, Cell]:
    return Cell(row["managed"]), Cell(row["reoffended"]), Cell(row["rate"], Kind.RATE)


def _met(is_met: bool | None) -> str | None:
    return None if is_met is None else target_text(is_met)


def _data(figures: dict[str, Any]) -> Table:
    """A flat row for each unit, for whoever calculates on."""
    names = ("unit", "name", "managed", "reoffended", "rate", "low", "high", "unconfirmed", "not_attributed", "target")
    kinds = {
        "unit": Kind.TEXT,
        "name": Kind.TEXT,
        "rate": Kind.RATE,
        "low": Kind.LIMIT,
        "high": Kind.LIMIT,
        "target": Kind.RATE,
    }
    rows = [Row(tuple(Cell(row[name], kinds.get(name, Kind.COUNT)) for name in names)) for row in figures["units"]]
    labels = (
        *(
            _("Mã"),
            _("Đơn vị"),
            _("Người được quản lý"),
            _("Người tái phạm tội"),
            _("Tỷ lệ (%)"),
            _("Từ (%)"),
            _("Đến (%)"),
        ),
        *(_("Chờ xác nhận"), _("Không tính được vào đơn vị nào"), _("Chỉ tiêu (%)")),
    )
    return Table(tuple(Column(label) for label in labels), tuple(rows))


def _properties(version: Indicator, abstract: str, agency: str) -> Properties:
    return Properties(
        title=f"{abstract}, {named(version.period)}",
        author=agency,
        subject=_("Chỉ tiêu tỷ lệ tái phạm tội"),
        keywords=" ".join([version.unit.code, *version.figures["period"].values(), version.checksum]),
        comments="",
        moment=datetime.fromisoformat(version.figures["known_at"]),
    )
