"""The chain of stays of one case, and the changes that may be made to it (docs/measures.md §1).

Pure functions: they take values and dates and return a new chain. Service functions, the register's import and the demo data
all use them, so a change has the same effect wherever it was entered. The rules:

* a stay is the half-open interval [start_on, end_on) in one commune and one category;
* stays of one case follow each other without gap, never overlap, are never empty;
* several changes on one day make one new stay with the unit and category after all of them; a closure ends the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from cases.choices import CLOSURES, EndReason, Origin
from core.dates import vn_date
from core.errors import Refused
from law.choices import Category


class Contradiction(Refused):
    """A change or history that is impossible. `code` names the reason for programs, str() is the Vietnamese message."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class StayValue:
    """One stay. `origin` is set only on the first stay of a case; `end_reason` is empty while the stay is open."""

    unit_id: int
    category: str
    start_on: date
    end_on: date | None = None
    origin: str = ""
    end_reason: str = ""
    document_number: str = ""
    note: str = ""
    end_document_number: str = ""
    end_note: str = ""


# All stays of one case in order of time.
History = tuple[StayValue, ...]
# The only change of category that exists (Luật THAHS 2019 Điều 59.4).
PROBATION_COMPLETED = (Category.CONDITIONAL, Category.COMPLETED)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a day, exactly one of: a move to `unit_id`, the end of probation, a closure for the reason `closed`."""

    unit_id: int | None = None
    probation_completed: bool = False
    closed: str = ""
    document_number: str = ""
    note: str = ""


@dataclass(slots=True)
class _Day:
    """All changes of one day, combined."""

    unit_id: int | None = None
    completed: bool = False
    closed: str = ""
    documents: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def document_number(self) -> str:
        return "; ".join(dict.fromkeys(self.documents))

    @property
    def note(self) -> str:
        return "; ".join(dict.fromkeys(self.notes))


def start_history(
    *, unit_id: int, category: str, on: date, origin: str, document_number: str = "", note: str = ""
) -> History:
    """Return the history of a person who arrived on day `on`: one open stay. `origin`: a value of choices.Origin."""
    return (
        StayValue(
            unit_id=unit_id,
            category=Category(category).value,
            start_on=on,
            origin=Origin(origin).value,
            document_number=document_number,
            note=note,
        ),
    )


def apply_day(history: History, on: date, changes: Iterable[Change]) -> History:
    """Return the history after all changes of day `on`.

    Raises Contradiction if the case is closed or withdrawn, `on` is before the last change, or a change does not fit.
    """
    if not history:
        raise Contradiction("withdrawn", _("Hồ sơ này đã được rút vì nhập nhầm."))
    last = history[-1]
    if last.end_on is not None:
        raise Contradiction("closed", _("Hồ sơ đã kết thúc từ ngày %s.") % vn_date(last.end_on))
    if on < last.start_on:
        raise _too_early(history, on)
    day = _combine(changes)
    if day.completed and last.category != Category.CONDITIONAL:
        raise Contradiction(
            "not_conditional", _("Hết thử thách chỉ áp dụng cho người được tha tù trước thời hạn có điều kiện.")
        )
    return _close(history, on, day) if day.closed else _move(history, on, day)


def is_open(history: History) -> bool:
    """Whether the last stay has no end."""
    return bool(history) and history[-1].end_on is None


def reopen(history: History) -> History:
    """Return the history with its last stay open again, to correct a closure."""
    return (*history[:-1], replace(history[-1], end_on=None, end_reason="", end_document_number="", end_note=""))


def changes_in(history: History) -> list[tuple[date, Change]]:
    """Return the days and changes that lead from the first stay to this history, in order: the inverse of `apply_day`."""
    found = []
    for stay, following in pairwise(history):
        document = Change(document_number=following.document_number, note=following.note)
        if following.unit_id != stay.unit_id:
            found.append((following.start_on, replace(document, unit_id=following.unit_id)))
        if following.category != stay.category:
            found.append((following.start_on, replace(document, probation_completed=True)))
    last = history[-1] if history else None
    if last and last.end_on is not None:
        closure = Change(closed=last.end_reason, document_number=last.end_document_number, note=last.end_note)
        found.append((last.end_on, closure))
    return found


def is_extension(before: History, after: History) -> bool:
    """Whether `after` equals `before` or only adds later changes to its open last stay."""
    if not is_open(before):
        return before == after
    kept = len(before) - 1
    return len(after) > kept and after[:kept] == before[:kept] and reopen(after[: kept + 1])[kept] == before[kept]


def counted_stays(history: History) -> History:
    """Return the stays without document numbers and notes, that is, with only what measures count."""
    return tuple(replace(stay, document_number="", note="", end_document_number="", end_note="") for stay in history)


def check_history(history: History) -> None:
    """Raise Contradiction unless the stays form one chain without gap or overlap. Used for histories given as a whole."""
    if not history or not history[0].origin:
        raise Contradiction("no_origin", _("Chưa rõ người được quản lý từ đâu về."))
    for stay, following in zip(history, (*history[1:], None), strict=True):
        if stay.end_on is not None and stay.end_on <= stay.start_on:
            raise Contradiction("empty_stay", _("Ngày kết thúc phải sau ngày bắt đầu quản lý."))
        if following is None:
            continue
        if stay.end_on != following.start_on or stay.end_reason != EndReason.MOVED or following.origin:
            raise Contradiction("overlap", _("Các giai đoạn quản lý phải nối tiếp nhau, không chồng lên nhau."))
        if following.category != stay.category and (stay.category, following.category) != PROBATION_COMPLETED:
            raise Contradiction(
                "category", _("Diện chỉ đổi từ tha tù trước thời hạn có điều kiện sang chấp hành xong án phạt tù.")
            )
    if history[-1].end_reason == EndReason.MOVED:
        raise Contradiction("open_end", _("Giai đoạn cuối đang ghi là chuyển đi nhưng không có giai đoạn tiếp theo."))


def _too_early(history: History, on: date) -> Contradiction:
    if on < history[0].start_on:
        return Contradiction(
            "before_arrival",
            _("Ngày %(on)s trước ngày về địa phương %(start)s.")
            % {"on": vn_date(on), "start": vn_date(history[0].start_on)},
        )
    return Contradiction(
        "before_last_change",
        _("Ngày %(on)s trước lần biến động gần nhất ngày %(start)s.")
        % {"on": vn_date(on), "start": vn_date(history[-1].start_on)},
    )


def _combine(changes: Iterable[Change]) -> _Day:
    day = _Day()
    for change in changes:
        if change.closed:
            if day.closed and day.closed != change.closed:
                raise Contradiction("two_closures", _("Hai lý do kết thúc khác nhau trong cùng một ngày."))
            day.closed = EndReason(change.closed).value
        elif change.unit_id is not None:
            if day.unit_id not in (None, change.unit_id):
                raise Contradiction("two_moves", _("Chuyển đến hai đơn vị khác nhau trong cùng một ngày."))
            day.unit_id = change.unit_id
        else:
            day.completed = day.completed or change.probation_completed
        day.documents += filter(None, [change.document_number])
        day.notes += filter(None, [change.note])
    return day


def _close(history: History, on: date, day: _Day) -> History:
    if day.closed not in CLOSURES:
        raise Contradiction("not_a_closure", _("Lý do kết thúc không hợp lệ."))
    last = history[-1]
    if on == last.start_on:
        if len(history) == 1:
            raise Contradiction("empty_stay", _("Ngày kết thúc trùng ngày về địa phương; phải sau ít nhất một ngày."))
        # The last stay began on the day of the closure. An empty stay is not allowed, so it is dropped.
        history = _without_last(history)
        last = history[-1]
    category = Category.COMPLETED.value if day.completed else last.category
    if day.closed == EndReason.REVOKED and category != Category.CONDITIONAL:
        raise Contradiction(
            "not_conditional", _("Hủy tha tù chỉ áp dụng cho người đang được tha tù trước thời hạn có điều kiện.")
        )
    ended = replace(last, end_on=on, end_reason=day.closed, end_document_number=day.document_number, end_note=day.note)
    return (*history[:-1], ended)


def _move(history: History, on: date, day: _Day) -> History:
    last = history[-1]
    unit_id = last.unit_id if day.unit_id is None else day.unit_id
    category = Category.COMPLETED.value if day.completed else last.category
    if (unit_id, category) == (last.unit_id, last.category):
        raise Contradiction("no_change", _("Đã thuộc đơn vị này từ ngày %s.") % vn_date(last.start_on))
    if on == last.start_on:
        return _replace_last(history, unit_id, category, day)
    ended = replace(last, end_on=on, end_reason=EndReason.MOVED.value)
    begun = StayValue(
        unit_id=unit_id, category=category, start_on=on, document_number=day.document_number, note=day.note
    )
    return (*history[:-1], ended, begun)


def _replace_last(history: History, unit_id: int, category: str, day: _Day) -> History:
    """Apply a second change on the day the last stay began: the result is one stay with the values after both changes."""
    last = history[-1]
    if len(history) > 1 and (unit_id, category) == (history[-2].unit_id, history[-2].category):
        return _without_last(history)  # moved and moved back on one day: no change remains
    documents = "; ".join(filter(None, [last.document_number, day.document_number]))
    notes = "; ".join(filter(None, [last.note, day.note]))
    return (*history[:-1], replace(last, unit_id=unit_id, category=category, document_number=documents, note=notes))


def _without_last(history: History) -> History:
    return reopen(history[:-1])
