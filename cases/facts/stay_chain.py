"""What happened to one case: a chain of stays, and the changes that may be made to it.

Pure: values and dates in, a new chain out. The verbs of services.py, the register's import and the tests' slow count all
stand on these few functions, so a change means the same thing whichever way it came (docs/measures.md §1):

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
    """A change that cannot have happened to this history. `code` for programs, str() in Vietnamese for people."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class StayValue:
    """One stay. `origin` only on a case's first stay; `end_reason` empty while it lasts."""

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


History = tuple[StayValue, ...]
# The only change of category there is (Luật THAHS 2019 Điều 59.4).
PROBATION_COMPLETED = (Category.CONDITIONAL, Category.COMPLETED)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened on one day: a move to `unit_id`, the end of probation, or a closure. Exactly one of the three."""

    unit_id: int | None = None
    probation_completed: bool = False
    closed: str = ""
    document_number: str = ""
    note: str = ""


@dataclass(slots=True)
class _Day:
    """All changes of one day, folded into one."""

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


def begin(*, unit_id: int, category: str, on: date, origin: str, document_number: str = "", note: str = "") -> History:
    """The history of a person who arrived on a day: one open stay."""
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
    """The history after everything that happened on `on`.

    Raises Contradiction when the case is closed, the day lies before the last change, or a change does not fit.
    """
    if not history:
        raise Contradiction("withdrawn", _("Hồ sơ này đã được rút vì nhập nhầm."))
    last = history[-1]
    if last.end_on is not None:
        raise Contradiction("closed", _("Hồ sơ đã kết thúc từ ngày %s.") % vn_date(last.end_on))
    if on < last.start_on:
        raise _too_early(history, on)
    day = _fold(changes)
    if day.completed and last.category != Category.CONDITIONAL:
        raise Contradiction(
            "not_conditional", _("Hết thử thách chỉ áp dụng cho người được tha tù trước thời hạn có điều kiện.")
        )
    return _close(history, on, day) if day.closed else _move(history, on, day)


def is_open(history: History) -> bool:
    return bool(history) and history[-1].end_on is None


def reopen(history: History) -> History:
    """The history without its closure, for correcting one."""
    return (*history[:-1], replace(history[-1], end_on=None, end_reason="", end_document_number="", end_note=""))


def changes_of(history: History) -> list[tuple[date, Change]]:
    """The days and changes that lead from the first stay to this history: `apply_day` backwards, in order of days."""
    found = []
    for stay, following in pairwise(history):
        told = {"document_number": following.document_number, "note": following.note}
        if following.unit_id != stay.unit_id:
            found.append((following.start_on, Change(unit_id=following.unit_id, **told)))
        if following.category != stay.category:
            found.append((following.start_on, Change(probation_completed=True, **told)))
    last = history[-1] if history else None
    if last and last.end_on is not None:
        closure = Change(closed=last.end_reason, document_number=last.end_document_number, note=last.end_note)
        found.append((last.end_on, closure))
    return found


def continues(before: History, after: History) -> bool:
    """Whether `after` only tells more than `before`: it is the same, or an open end of `before` has become known."""
    if not is_open(before):
        return before == after
    kept = len(before) - 1
    return len(after) > kept and after[:kept] == before[:kept] and reopen(after[: kept + 1])[kept] == before[kept]


def facts_of(history: History) -> History:
    """The history without document numbers and notes: what is counted."""
    return tuple(replace(stay, document_number="", note="", end_document_number="", end_note="") for stay in history)


def check(history: History) -> None:
    """Raise Contradiction unless the stays form one unbroken chain; for histories given whole (corrections)."""
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


def _fold(changes: Iterable[Change]) -> _Day:
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
        # The last stay began this very day: with the closure the day leaves no stay of its own.
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
    """A second change on the day the last stay began: still one stay, as it is after both."""
    last = history[-1]
    if len(history) > 1 and (unit_id, category) == (history[-2].unit_id, history[-2].category):
        return _without_last(history)  # moved and moved back: nothing happened
    documents = "; ".join(filter(None, [last.document_number, day.document_number]))
    notes = "; ".join(filter(None, [last.note, day.note]))
    return (*history[:-1], replace(last, unit_id=unit_id, category=category, document_number=documents, note=notes))


def _without_last(history: History) -> History:
    return reopen(history[:-1])
