"""The appendices about what the units did: conditional release, credit, models. A row for each unit below and the unit itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.documents.model import Cell, Column, Kind, Row, Table
from law.choices import Category
from reports.documents.activity_text import Activity, amount, own_activity, times
from reports.documents.tables import rows_by_cell, unit_lines


@dataclass(frozen=True, slots=True)
class _Line:
    """What the columns take their numbers from: what the unit did, and its cases on conditional release."""

    did: Activity
    probation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column with numbers. `group`: the heading that it shares with the columns beside it."""

    label: Promise
    number: Callable[[_Line], int]
    width: float = 1
    group: Promise | str = ""


def _probation(*names: str) -> Callable[[_Line], int]:
    return lambda line: sum(line.probation[name] for name in names)


def _times(name: str) -> Callable[[_Line], int]:
    return lambda line: times(line.did, name)


def _amount(name: str) -> Callable[[_Line], int]:
    return lambda line: amount(line.did, name)


def _loans(*path: str) -> Callable[[_Line], int]:
    return lambda line: reduce(getitem, path, line.did["loans"])


_BREACHED, _ABSENT = gettext_lazy("Vi phạm nghĩa vụ"), gettext_lazy("Xin vắng mặt")
_SHORTENED = gettext_lazy("Rút ngắn thử thách")
PROBATION: tuple[_Column, ...] = (
    _Column(gettext_lazy("Đang thử thách cuối kỳ"), _probation("closing"), 1.2),
    _Column(gettext_lazy("Mới tiếp nhận"), _probation("released", "transferred_in")),
    _Column(gettext_lazy("Hết thử thách"), _probation("category_out")),
    _Column(gettext_lazy("Đề nghị"), _times("shortening_asked"), group=_SHORTENED),
    _Column(gettext_lazy("Chấp nhận"), _times("shortening_granted"), group=_SHORTENED),
    _Column(gettext_lazy("Lần đầu"), _times("breach_first"), group=_BREACHED),
    _Column(gettext_lazy("Từ lần thứ hai"), _times("breach_again"), group=_BREACHED),
    _Column(gettext_lazy("Đề nghị hủy"), _times("revocation_asked"), group=_BREACHED),
    _Column(gettext_lazy("Bị hủy quyết định"), _probation("revoked"), 1.1),
    _Column(gettext_lazy("Đồng ý"), _times("absence_granted"), group=_ABSENT),
    _Column(gettext_lazy("Không đồng ý"), _times("absence_refused"), group=_ABSENT),
)
_ASKED, _LENT = gettext_lazy("Đề nghị vay"), gettext_lazy("Giải ngân trong kỳ")
_SINCE, _BALANCE = gettext_lazy("Lũy kế từ 10/10/2023"), gettext_lazy("Cuối kỳ (đồng)")
CREDIT: tuple[_Column, ...] = (
    _Column(gettext_lazy("Nhận"), _loans("requests", "received"), 0.7, group=_ASKED),
    _Column(gettext_lazy("Duyệt"), _loans("requests", "approved"), 0.7, group=_ASKED),
    _Column(gettext_lazy("Không duyệt"), _loans("requests", "refused"), 0.8, group=_ASKED),
    _Column(gettext_lazy("Đang chờ"), _loans("requests", "waiting"), 0.7, group=_ASKED),
    _Column(gettext_lazy("Số món"), _loans("period", "loans"), 0.7, group=_LENT),
    _Column(gettext_lazy("Số người"), _loans("period", "people"), 0.7, group=_LENT),
    _Column(gettext_lazy("Số tiền (đồng)"), _loans("period", "amount"), 1.6, group=_LENT),
    _Column(gettext_lazy("Số món"), _loans("since_2023_10_10", "loans"), 0.7, group=_SINCE),
    _Column(gettext_lazy("Số tiền (đồng)"), _loans("since_2023_10_10", "amount"), 1.6, group=_SINCE),
    _Column(gettext_lazy("Dư nợ"), _loans("outstanding"), 1.6, group=_BALANCE),
    _Column(gettext_lazy("Quá hạn"), _loans("overdue"), 1.4, group=_BALANCE),
)
_HELD, _FUND, _JOBS = gettext_lazy("Hoạt động trong kỳ"), gettext_lazy("Quỹ (đồng)"), gettext_lazy("Việc làm")
MODELS: tuple[_Column, ...] = (
    _Column(gettext_lazy("Mô hình"), _times("models"), 0.8),
    _Column(gettext_lazy("Ra mắt trong kỳ"), _times("model_launched"), 0.8),
    _Column(gettext_lazy("Thành viên"), _times("members"), 0.8),
    _Column(gettext_lazy("Người được giúp"), _times("helped"), 0.8),
    _Column(gettext_lazy("Cam kết"), _amount("enterprises"), 0.8, group=_JOBS),
    _Column(gettext_lazy("Đã bố trí"), _amount("jobs_given"), 0.8, group=_JOBS),
    _Column(gettext_lazy("Số lần"), _times("activity"), 0.7, group=_HELD),
    _Column(gettext_lazy("Lượt người dự"), _amount("attendance"), 0.8, group=_HELD),
    _Column(pgettext_lazy("sổ quỹ", "Thu"), _amount("fund_in"), 1.4, group=_FUND),
    _Column(gettext_lazy("Chi"), _amount("fund_out"), 1.4, group=_FUND),
    _Column(gettext_lazy("Tồn cuối kỳ"), _amount("fund"), 1.4, group=_FUND),
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
        if any(column.number(last) for column in columns)
    ]


def _lines(figures: dict) -> dict[str, _Line]:
    by_cell = rows_by_cell(figures)
    return {one["unit"]: _Line(one, by_cell[one["unit"], Category.CONDITIONAL]) for one in figures["activity"]}


def _table(
    columns: tuple[_Column, ...], lines: dict[str, _Line], figures: dict, unit_names: dict[str, str], note: str
) -> Table:
    named = (Column(str(column.label), str(column.group), column.width) for column in columns)
    head = (Column(_("TT"), width=0.6), Column(_("Đơn vị"), width=2.4), *named)
    rows = [
        Row(
            (
                Cell(place, Kind.LABEL),
                Cell(name, Kind.TEXT),
                *(Cell(column.number(lines[code])) for column in columns),
            ),
            own,
        )
        for place, name, code, own in unit_lines(figures, unit_names)
    ]
    return Table(head, tuple(rows), notes=(note,))
