"""The appendices about what the units did: conditional release, credit, models. A row for each unit below and the unit itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.documents.model import Cell, Column, Kind, Row, Table
from law.choices import Category
from reports.documents.activity_text import Activity, amount, own_activity, times
from reports.documents.tables import rows_by_cell, unit_lines

# (label, group, width, the number of a unit)
_Column = tuple[str | Promise, str | Promise, float, Callable[["_Line"], int]]


@dataclass(frozen=True, slots=True)
class _Line:
    """What the columns take their numbers from: what the unit did, and its cases on conditional release."""

    did: Activity
    probation: Mapping[str, Any]


def _loans(part: str, name: str) -> Callable[[_Line], int]:
    return lambda line: line.did["loans"][part][name]


def _times(*names: str) -> Callable[[_Line], int]:
    return lambda line: times(line.did, *names)


def _amount(name: str) -> Callable[[_Line], int]:
    return lambda line: amount(line.did, name)


def _balance(name: str) -> Callable[[_Line], int]:
    return lambda line: line.did["loans"][name]


_BREACHED, _ABSENT = gettext_lazy("Vi phạm nghĩa vụ"), gettext_lazy("Xin vắng mặt")
_SHORTENED = gettext_lazy("Rút ngắn thử thách")
PROBATION: tuple[_Column, ...] = (
    (gettext_lazy("Đang thử thách cuối kỳ"), "", 1.2, lambda line: line.probation["closing"]),
    (
        gettext_lazy("Mới tiếp nhận"),
        "",
        1,
        lambda line: line.probation["released"] + line.probation["transferred_in"],
    ),
    (gettext_lazy("Hết thử thách"), "", 1, lambda line: line.probation["category_out"]),
    (gettext_lazy("Đề nghị"), _SHORTENED, 1, _times("shortening_asked")),
    (gettext_lazy("Chấp nhận"), _SHORTENED, 1, _times("shortening_granted")),
    (gettext_lazy("Lần đầu"), _BREACHED, 1, _times("breach_first")),
    (gettext_lazy("Từ lần thứ hai"), _BREACHED, 1, _times("breach_again")),
    (gettext_lazy("Đề nghị hủy"), _BREACHED, 1, _times("revocation_asked")),
    (gettext_lazy("Bị hủy quyết định"), "", 1.1, lambda line: line.probation["revoked"]),
    (gettext_lazy("Đồng ý"), _ABSENT, 1, _times("absence_granted")),
    (gettext_lazy("Không đồng ý"), _ABSENT, 1, _times("absence_refused")),
)
_ASKED, _LENT = gettext_lazy("Đề nghị vay"), gettext_lazy("Giải ngân trong kỳ")
_SINCE, _BALANCE = gettext_lazy("Lũy kế từ 10/10/2023"), gettext_lazy("Cuối kỳ (đồng)")
CREDIT: tuple[_Column, ...] = (
    (gettext_lazy("Nhận"), _ASKED, 0.7, _loans("requests", "received")),
    (gettext_lazy("Duyệt"), _ASKED, 0.7, _loans("requests", "approved")),
    (gettext_lazy("Không duyệt"), _ASKED, 0.8, _loans("requests", "refused")),
    (gettext_lazy("Đang chờ"), _ASKED, 0.7, _loans("requests", "waiting")),
    (gettext_lazy("Số món"), _LENT, 0.7, _loans("period", "loans")),
    (gettext_lazy("Số người"), _LENT, 0.7, _loans("period", "people")),
    (gettext_lazy("Số tiền (đồng)"), _LENT, 1.6, _loans("period", "amount")),
    (gettext_lazy("Số món"), _SINCE, 0.7, _loans("since_2023_10_10", "loans")),
    (gettext_lazy("Số tiền (đồng)"), _SINCE, 1.6, _loans("since_2023_10_10", "amount")),
    (gettext_lazy("Dư nợ"), _BALANCE, 1.6, _balance("outstanding")),
    (gettext_lazy("Quá hạn"), _BALANCE, 1.4, _balance("overdue")),
)
_HELD, _FUND, _JOBS = gettext_lazy("Hoạt động trong kỳ"), gettext_lazy("Quỹ (đồng)"), gettext_lazy("Việc làm")
MODELS: tuple[_Column, ...] = (
    (gettext_lazy("Mô hình"), "", 0.8, _times("models")),
    (gettext_lazy("Ra mắt trong kỳ"), "", 0.8, _times("model_launched")),
    (gettext_lazy("Thành viên"), "", 0.8, _times("members")),
    (gettext_lazy("Người được giúp"), "", 0.8, _times("helped")),
    (gettext_lazy("Cam kết"), _JOBS, 0.8, _amount("enterprises")),
    (gettext_lazy("Đã bố trí"), _JOBS, 0.8, _amount("jobs_given")),
    (gettext_lazy("Số lần"), _HELD, 0.7, _times("activity")),
    (gettext_lazy("Lượt người dự"), _HELD, 0.8, _amount("attendance")),
    (pgettext_lazy("sổ quỹ", "Thu"), _FUND, 1.4, _amount("fund_in")),
    (gettext_lazy("Chi"), _FUND, 1.4, _amount("fund_out")),
    (gettext_lazy("Tồn cuối kỳ"), _FUND, 1.4, _amount("fund")),
)
PROBATION_NOTE = gettext_lazy(
    "Đang thử thách, mới tiếp nhận, hết thử thách, bị hủy: đếm hồ sơ. Các cột khác đếm lượt có ngày trong kỳ, tính cho xã quản"
    " lý hồ sơ vào ngày đó. Lần đầu, từ lần thứ hai: thứ tự vi phạm của từng hồ sơ từ khi về."
)
MODELS_NOTE = gettext_lazy(
    "Mô hình, thành viên, người được giúp, việc làm, quỹ tồn: số đang có khi hết ngày cuối kỳ. Các cột khác đếm trong kỳ."
)


def activity_tables(figures: dict, unit_names: dict[str, str], loan_note: str) -> list[tuple[str, Table]]:
    """(title, table) of the appendices in which the unit has any number; none for reports made before they were counted.

    Arguments: `loan_note`, how loans are counted; "" leaves out the table of loans.
    """
    parts = [(_("Quản lý người được tha tù trước thời hạn có điều kiện"), PROBATION, str(PROBATION_NOTE))]
    if loan_note:
        parts.append((_("Tín dụng đối với người chấp hành xong án phạt tù"), CREDIT, loan_note))
    parts.append((_("Mô hình tái hòa nhập cộng đồng"), MODELS, str(MODELS_NOTE)))
    own = own_activity(figures)
    if own is None:
        return []
    lines = _lines(figures)
    last = lines[own["unit"]]
    return [
        (title, _table(columns, lines, figures, unit_names, note))
        for title, columns, note in parts
        if any(number(last) for _label, _group, _width, number in columns)
    ]


def _lines(figures: dict) -> dict[str, _Line]:
    by_cell = rows_by_cell(figures)
    return {one["unit"]: _Line(one, by_cell[one["unit"], Category.CONDITIONAL]) for one in figures["activity"]}


def _table(
    columns: tuple[_Column, ...], lines: dict[str, _Line], figures: dict, unit_names: dict[str, str], note: str
) -> Table:
    named = (Column(str(label), str(group), width) for label, group, width, _number in columns)
    head = (Column(_("TT"), width=0.6), Column(_("Đơn vị"), width=2.4), *named)
    rows = [
        Row(
            (
                Cell(place, Kind.LABEL),
                Cell(name, Kind.TEXT),
                *(Cell(number(lines[code])) for *_texts, number in columns),
            ),
            own,
        )
        for place, name, code, own in unit_lines(figures, unit_names)
    ]
    return Table(head, tuple(rows), notes=(note,))
