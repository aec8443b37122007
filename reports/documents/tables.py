"""The tables of the six-month report, built from its figures alone."""

from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import vn_date
from core.documents.model import Cell, Column, Kind, Row, Table
from law.choices import Category
from reports.documents.wording import CASES, PEOPLE, upper_first
from reports.measures.management import DECREASES, INCREASES, TOTAL, unconfirmed_by_cell
from reports.measures.quality import USUAL_LATE_DAYS

FIELD_LABELS = {
    "opening": gettext_lazy("Đầu kỳ"),
    "released": gettext_lazy("Ra trại về"),
    "transferred_in": gettext_lazy("Chuyển đến"),
    "category_in": gettext_lazy("Đổi diện đến"),
    "expunged": gettext_lazy("Xóa án tích"),
    "died": gettext_lazy("Chết"),
    "moved_away": gettext_lazy("Rời địa bàn"),
    "reimprisoned": gettext_lazy("Bắt lại, án mới"),
    "revoked": gettext_lazy("Hủy tha tù"),
    "other": gettext_lazy("Khác"),
    "transferred_out": gettext_lazy("Chuyển đi"),
    "category_out": gettext_lazy("Đổi diện đi"),
    "closing": gettext_lazy("Cuối kỳ"),
}
BORROWERS = {
    "person": gettext_lazy("Người chấp hành xong án phạt tù"),
    "establishment": gettext_lazy("Cơ sở sản xuất, kinh doanh"),
}
PURPOSES = {"training": gettext_lazy("đào tạo nghề"), "production": gettext_lazy("sản xuất, kinh doanh")}

FIELD_NOTES = (
    gettext_lazy(
        "Đơn vị đếm là hồ sơ. Đầu kỳ: hồ sơ đang quản lý khi hết ngày liền trước kỳ báo cáo; cuối kỳ: hồ sơ đang quản lý khi"
        " hết ngày cuối kỳ. Ra trại về: bắt đầu được quản lý trong kỳ. Chuyển đến, chuyển đi: giữa đơn vị này và đơn vị khác"
        " cùng cấp; từ nơi khác về lần đầu là chuyển đến. Đổi diện: chuyển sang diện quản lý khác tại cùng đơn vị. Rời địa bàn:"
        " đi khỏi địa bàn hệ thống hoặc không rõ nơi cư trú. Xóa án tích, chết, bắt lại hoặc án mới, hủy quyết định tha tù, khác:"
        " kết thúc quản lý trong kỳ vì lý do đó."
    ),
    gettext_lazy(
        "Ở mọi ô: đầu kỳ + các khoản tăng - các khoản giảm = cuối kỳ. Chuyển giữa các đơn vị trực thuộc không phải là chuyển"
        " đến, chuyển đi của toàn đơn vị; cộng các diện không tính đổi diện."
    ),
)
LOAN_NOTE = gettext_lazy(
    "Món vay tính vào kỳ có lần giải ngân đầu tiên; số tiền là số giải ngân trong kỳ, đơn vị đồng; lũy kế tính từ ngày"
    " 10/10/2023, ngày Quyết định số 22/2023/QĐ-TTg có hiệu lực. Món vay tính cho xã nơi đề nghị; số người là người được vay, mỗi"
    " người một lần, không gồm lao động của cơ sở vay vốn. Dư nợ cuối kỳ là dư nợ ghi gần nhất cộng số giải ngân sau đó."
)


def category_choices() -> list[tuple[str, str]]:
    """(category or "total", label), in the order of every table."""
    return [*((cell, str(label)) for cell, label in Category.choices), (TOTAL, _("Cộng"))]


def rows_by_cell(figures: dict) -> dict[tuple[str, str], dict]:
    """The management rows of the figures by (unit code, category or "total")."""
    return {(row["unit"], row["category"]): row for row in figures["management"]}


def own_rows(figures: dict) -> dict[str, dict]:
    """The management rows of the report's own unit by category or "total"."""
    return {category: row for (unit, category), row in rows_by_cell(figures).items() if unit == figures["unit"]["code"]}


def child_codes(figures: dict, unit_names: dict[str, str]) -> list[str]:
    """The codes of the units directly below, in the order of `unit_names`. Raises ValueError for a unit without a name."""
    codes = {row["unit"] for row in figures["management"]} - {figures["unit"]["code"]}
    if nameless := codes - set(unit_names):
        raise ValueError(f"no name for the units {', '.join(sorted(nameless))}")
    return [code for code in unit_names if code in codes]


def increases(row: dict) -> int:
    """The sum of all ways in which cases came into the row during the period."""
    return sum(row[name] for name in INCREASES)


def decreases(row: dict) -> int:
    """The sum of all ways in which cases left the row during the period."""
    return sum(row[name] for name in DECREASES)


# --- tables in the text ------------------------------------------------------------------------------------------------------


def summary_table(own: dict[str, dict], before: dict[str, dict], caption: str, notes: tuple[str, ...]) -> Table:
    """The unit's figures, a row for each field: by category, in total, a year before, and the difference."""
    columns = (
        Column(_("Chỉ tiêu"), width=3.6),
        Column(_("Đơn vị tính"), width=0.9),
        *(Column(label, _("Trong kỳ báo cáo"), 1.25) for _cell, label in category_choices()),
        Column(_("Cùng kỳ năm trước"), width=1.15),
        Column(_("Tăng, giảm"), width=1.05),
    )
    rows = (
        _summary_row(own, before, _("Hồ sơ đầu kỳ"), lambda row: row["opening"], strong=True),
        _summary_row(own, before, _("Tăng trong kỳ"), increases, strong=True),
        *(_detail_row(own, before, name) for name in INCREASES),
        _summary_row(own, before, _("Giảm trong kỳ"), decreases, strong=True),
        *(_detail_row(own, before, name) for name in DECREASES),
        _summary_row(own, before, _("Hồ sơ cuối kỳ"), lambda row: row["closing"], strong=True),
        _summary_row(own, before, _("Người được quản lý"), lambda row: row["managed"], PEOPLE, strong=True),
        _summary_row(own, before, _("Người tái phạm tội"), lambda row: row["reoffended"], PEOPLE, strong=True),
        _summary_rates(own, before),
    )
    return Table(columns, rows, caption, notes=notes)


def _detail_row(own: dict, before: dict, name: str) -> Row:
    return _summary_row(own, before, f"- {FIELD_LABELS[name]}", lambda row: row[name])


def _summary_row(
    own: dict, before: dict, label: str, figure, unit: str | Promise = CASES, *, strong: bool = False
) -> Row:
    now, then = figure(own[TOTAL]), figure(before[TOTAL])
    return Row(
        (
            Cell(label, Kind.TEXT),
            Cell(str(unit), Kind.LABEL),
            *(Cell(figure(own[cell])) for cell, _label in category_choices()),
            Cell(then),
            Cell(now - then, Kind.CHANGE),
        ),
        strong,
    )


def _summary_rates(own: dict, before: dict) -> Row:
    now, then = own[TOTAL]["rate"], before[TOTAL]["rate"]
    return Row(
        (
            Cell(_("Tỷ lệ tái phạm tội"), Kind.TEXT),
            Cell("%", Kind.LABEL),
            *(Cell(own[cell]["rate"], Kind.RATE) for cell, _label in category_choices()),
            Cell(then, Kind.RATE),
            _rate_change(now, then),
        ),
        strong=True,
    )


def _rate_change(now: str | None, then: str | None) -> Cell:
    if now is None or then is None:
        return Cell(None, Kind.RATE_CHANGE)
    return Cell(str(Decimal(now) - Decimal(then)), Kind.RATE_CHANGE)


def not_attributed_note(figures: dict, before: dict | None = None) -> str:
    """The reoffences that no rate counts, beside every rate (docs/measures.md §1), also if there are none."""
    text = _("Vụ tái phạm trong kỳ không xếp được vào giai đoạn quản lý nào, không tính vào tỷ lệ: %d")
    note = text % len(figures["not_attributed"])
    if before is None:
        return f"{note}."
    return note + _(" (cùng kỳ năm trước: %d).") % len(before["not_attributed"])


def unconfirmed_note(figures: dict, before: dict | None = None, names: dict[str, str] | None = None) -> tuple[str, ...]:
    """The counted reoffences that no second person has confirmed, beside every rate, also if there are none.

    `names`: of the units below, to say where they are. Empty for reports made before they were counted.
    """
    if (listed := figures.get("unconfirmed")) is None:
        return ()
    note = _("Vụ tái phạm đã tính vào tỷ lệ, còn chờ xác nhận: %d") % len(listed)
    units = [
        f"{upper_first(names[code])} {count}"
        for (code, cell), count in unconfirmed_by_cell(figures).items()
        if cell == TOTAL and names and code != figures["unit"]["code"]
    ]
    if units:
        note = f"{note} ({', '.join(units)})"
    if before is None or "unconfirmed" not in before:
        return (f"{note}.",)
    return (note + _("; cùng kỳ năm trước: %d.") % len(before["unconfirmed"]),)


def rate_notes(figures: dict, before: dict, definition: str, names: dict[str, str] | None = None) -> tuple[str, ...]:
    """What stands under every table with a rate: its definition, what it leaves out, what is not confirmed, the data quality."""
    return (
        definition,
        *definition_notes(figures),
        not_attributed_note(figures, before),
        *unconfirmed_note(figures, before, names),
        *quality_note(figures),
    )


def definition_notes(figures: dict) -> tuple[str, ...]:
    """The changes of the rate's definition that were decided after the period had ended. Mostly none."""
    text = _(
        "Cách tính tỷ lệ của kỳ này được đổi sau khi kỳ đã kết thúc: áp dụng từ %(from)s, duyệt ngày %(on)s, theo văn bản %(by)s."
    )
    return tuple(
        text
        % {
            "from": vn_date(date.fromisoformat(one["valid_from"])),
            "on": vn_date(date.fromisoformat(one["decided_on"])),
            "by": one["document"],
        }
        for one in figures.get("definition_changes", ())
    )


def quality_note(figures: dict) -> tuple[str, ...]:
    """The note about data quality under every table with a rate. Empty for reports made before it was counted."""
    counts = figures.get("data_quality")
    if not counts:
        return ()
    text = _(
        "Ghi muộn quá %(limit)s ngày: %(late)s; ghi sau khi đã ký báo cáo: %(after_report)s;"
        " sửa: %(corrected)s; rút: %(withdrawn)s."
    )
    pair = _("%(stays)d biến động, %(crimes)d vụ tái phạm")
    values = {
        name: pair % {"stays": counts["stays"][name], "crimes": counts["reoffences"][name]} for name in counts["stays"]
    }
    # More than one where the limit changed within the period.
    values["limit"] = "–".join(map(str, figures.get("late_entry_days", USUAL_LATE_DAYS)))
    return (text % values,)


def recidivism_summary(own: dict[str, dict], before: dict[str, dict], caption: str, notes: tuple[str, ...]) -> Table:
    """A row for each category and the total: managed, reoffended and rate, the same a year before, and the differences."""
    columns = (
        Column(_("Diện quản lý"), width=2.9),
        *_recidivism_columns(_("Trong kỳ báo cáo")),
        *_recidivism_columns(_("Cùng kỳ năm trước")),
        *(Column(label, _("Tăng, giảm")) for label in (_("Quản lý"), _("Tái phạm"), _("Điểm %"))),
    )
    rows = []
    for cell, label in category_choices():
        now, then = own[cell], before[cell]
        changes = (Cell(now[name] - then[name], Kind.CHANGE) for name in ("managed", "reoffended"))
        change = _rate_change(now["rate"], then["rate"])
        rows.append(
            Row((Cell(label, Kind.TEXT), *_recidivism(now), *_recidivism(then), *changes, change), cell == TOTAL)
        )
    return Table(columns, tuple(rows), caption, notes=notes)


def _recidivism_columns(group: str) -> list[Column]:
    return [Column(label, group) for label in (_("Quản lý"), _("Tái phạm"), _("Tỷ lệ (%)"))]


def _recidivism(row: dict | None) -> list[Cell]:
    row = row or {"managed": None, "reoffended": None, "rate": None}
    return [Cell(row["managed"]), Cell(row["reoffended"]), Cell(row["rate"], Kind.RATE)]


def loan_table(loans: dict, caption: str) -> Table:
    """Loans by borrower and purpose, in the period and since 10/10/2023. Amounts in đồng."""
    spans = loans["period"], loans["since_2023_10_10"]
    columns = (
        Column(_("Đối tượng, mục đích vay"), width=3),
        *(Column(label, _("Trong kỳ báo cáo"), width) for label, width in ((_("Số món"), 0.8), (_("Số tiền"), 1.5))),
        *(
            Column(label, _("Lũy kế từ 10/10/2023"), width)
            for label, width in ((_("Số món"), 0.8), (_("Số tiền"), 1.5))
        ),
    )
    by = [{(item["borrower"], item["purpose"]): item for item in span["by"]} for span in spans]
    rows = [
        Row((Cell(_loan_label(*key), Kind.TEXT), *(cell for items in by for cell in _loan_cells(items.get(key)))))
        for key in dict.fromkeys((*by[1], *by[0]))
    ]
    total = Row((Cell(_("Cộng"), Kind.TEXT), *(cell for span in spans for cell in _loan_cells(span))), strong=True)
    return Table(columns, (*rows, total), caption, _("Đơn vị tính: món, đồng"), (str(LOAN_NOTE),))


def _loan_label(borrower: str, purpose: str) -> str:
    return f"{BORROWERS.get(borrower, borrower)}: {PURPOSES.get(purpose, purpose)}"


def _loan_cells(line: dict | None) -> list[Cell]:
    return [Cell(line["loans"]), Cell(line["amount"])] if line else [Cell(0), Cell(0)]


# --- tables in the appendices ------------------------------------------------------------------------------------------------


def management_table(figures: dict, unit_names: dict[str, str], cell: str, notes: tuple[str, ...]) -> Table:
    """All fields of one category or of the total: a row for each unit below and one for the unit itself."""
    by_cell = rows_by_cell(figures)
    rows = [
        _management_row(place, name, by_cell[code, cell], own)
        for place, name, code, own in unit_lines(figures, unit_names)
    ]
    return Table(_management_columns(_("Đơn vị")), tuple(rows), unit_note=_in_cases(), notes=notes)


def category_table(figures: dict, notes: tuple[str, ...]) -> Table:
    """All fields of a unit without units below it: a row for each category and for the total."""
    own = own_rows(figures)
    rows = [
        _management_row("" if cell == TOTAL else str(place), label, own[cell], cell == TOTAL)
        for place, (cell, label) in enumerate(category_choices(), start=1)
    ]
    return Table(_management_columns(_("Diện quản lý")), tuple(rows), unit_note=_in_cases(), notes=notes)


def _in_cases() -> str:
    return _("Đơn vị tính: %s") % CASES


def _management_columns(first: str) -> tuple[Column, ...]:
    up, down = _("Tăng trong kỳ"), _("Giảm trong kỳ")
    return (
        Column(_("TT"), width=0.6),
        Column(first, width=2.4),
        Column(str(FIELD_LABELS["opening"])),
        *(Column(str(FIELD_LABELS[name]), up) for name in INCREASES),
        Column(_("Cộng"), up),
        *(Column(str(FIELD_LABELS[name]), down) for name in DECREASES),
        Column(_("Cộng"), down),
        Column(str(FIELD_LABELS["closing"])),
    )


def _management_row(place: str, name: str, row: dict, strong: bool) -> Row:
    counts = [row["opening"], *(row[field] for field in INCREASES), increases(row)]
    counts += [*(row[field] for field in DECREASES), decreases(row), row["closing"]]
    return Row((Cell(place, Kind.LABEL), Cell(name, Kind.TEXT), *map(Cell, counts)), strong)


def recidivism_table(figures: dict, before: dict, unit_names: dict[str, str], notes: tuple[str, ...]) -> Table:
    """A row for each unit: managed, reoffended and rate by category, in total, and in total a year before."""
    columns = [Column(_("TT"), width=0.6), Column(_("Đơn vị"), width=2.4)]
    for _cell, label in category_choices():
        columns += _recidivism_columns(label)
    columns += _recidivism_columns(_("Cộng, cùng kỳ năm trước"))
    now, then = rows_by_cell(figures), rows_by_cell(before)
    rows = []
    for place, name, code, own in unit_lines(figures, unit_names):
        counts = [value for cell, _label in category_choices() for value in _recidivism(now[code, cell])]
        counts += _recidivism(then.get((code, TOTAL)))
        rows.append(Row((Cell(place, Kind.LABEL), Cell(name, Kind.TEXT), *counts), own))
    return Table(tuple(columns), tuple(rows), unit_note=_("Đơn vị tính: %s") % PEOPLE, notes=notes)


def unit_lines(figures: dict, unit_names: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    """(order number, name, code, is the report's own unit)."""
    lines = [
        (str(place), upper_first(unit_names[code]), code, False)
        for place, code in enumerate(child_codes(figures, unit_names), start=1)
    ]
    return [*lines, ("", _("Toàn đơn vị"), figures["unit"]["code"], True)]


# --- tables of the workbook -------------------------------------------------------------------------------------------------


def data_table(figures: dict, before: dict, unit_names: dict[str, str]) -> Table:
    """A flat row for each unit and category of both periods, for filters and pivot tables."""
    columns = [Column(label) for label in (_("Từ ngày"), _("Đến ngày"), _("Mã đơn vị"), _("Đơn vị"), _("Diện quản lý"))]
    columns += [Column(str(label)) for label in FIELD_LABELS.values()]
    columns += [Column(label) for label in (_("Người được quản lý"), _("Người tái phạm tội"), _("Tỷ lệ (%)"))]
    columns.append(Column(_("Vụ chờ xác nhận")))
    rows = [row for side in (figures, before) for row in _data_rows(side, unit_names)]
    notes = (not_attributed_note(figures, before), *unconfirmed_note(figures, before, unit_names))
    return Table(tuple(columns), tuple(rows), notes=notes)


def _data_rows(figures: dict, unit_names: dict[str, str]) -> list[Row]:
    labels = dict(category_choices())
    days = [Cell(date.fromisoformat(figures["period"][side]), Kind.DATE) for side in ("start", "end")]
    own, unconfirmed = figures["unit"], unconfirmed_by_cell(figures)
    rows = []
    for row in figures["management"]:
        code = row["unit"]
        name = unit_names.get(code) or (own["name"] if code == own["code"] else code)
        texts = (code, upper_first(name), labels[row["category"]])
        counts = (Cell(row[field]) for field in FIELD_LABELS)
        waiting = Cell(unconfirmed.get((code, row["category"]), 0) if "unconfirmed" in figures else None)
        rows.append(Row((*days, *(Cell(text, Kind.TEXT) for text in texts), *counts, *_recidivism(row), waiting)))
    return rows
