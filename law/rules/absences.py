"""Leave from the place of residence during probation (Luật THAHS 2019 Điều 67; docs/law.md §2.4).

Each leave at most 60 days, together at most a third of the probation; treatment ordered by a doctor counts for neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from django.utils.translation import gettext as _

from core.dates import DAY_ONE, vn_date
from law.timeline import Law, Reason


@dataclass(frozen=True, slots=True)
class Leave:
    """First and last day away as permitted; `returned_on`: the last day really away, once known."""

    from_on: date
    until_on: date
    returned_on: date | None = None
    is_treatment: bool = False
    # None: not decided yet; False: refused.
    is_granted: bool | None = True

    def __post_init__(self) -> None:
        if self.until_on < self.from_on or (self.returned_on is not None and self.returned_on < self.from_on):
            raise ValueError(_("Ngày cuối vắng mặt không thể trước ngày đầu."))

    @property
    def last_on(self) -> date:
        """The last day away: as returned, else as permitted."""
        return self.returned_on or self.until_on

    @property
    def days(self) -> int:
        """Days away, first and last included."""
        return (self.last_on - self.from_on).days + 1


@dataclass(frozen=True, slots=True)
class AbsenceBalance:
    """What was used of what is allowed."""

    each_max_days: int
    max_days: int
    # Different days away within the probation, without treatment and without what is refused or not yet decided.
    used_days: int
    treatment_days: int
    # Days asked for and not yet decided.
    pending_days: int
    left_days: int
    # The longest leave that may still be granted.
    next_max_days: int
    # The first day on which the total was exceeded.
    exceeded_on: date | None
    # What is wrong with the leaves as they are, and what should be looked at.
    reasons: tuple[Reason, ...]

    @property
    def is_exceeded(self) -> bool:
        """Whether more days were used than the probation allows (Điều 67)."""
        return self.used_days > self.max_days


@dataclass(frozen=True, slots=True)
class LeaveCheck:
    """Whether a leave may be granted, with every reason why not."""

    is_allowed: bool
    days: int
    # Of the total, once it is granted; negative: exceeded.
    left_after: int
    reasons: tuple[Reason, ...]


def absence_balance(leaves: Iterable[Leave], start_on: date, end_on: date, law: Law) -> AbsenceBalance:
    """What was used of both limits by all leaves of a probation [start_on, end_on] (Luật THAHS 2019 Điều 67).

    Each leave at most 60 days, together at most a third of the probation; treatment counts for neither. `leaves` in any
    order.
    """
    leaves = list(leaves)
    granted = sorted((leave for leave in leaves if leave.is_granted), key=lambda leave: leave.from_on)
    used, treated = _used(granted, start_on, end_on), _treated(granted, start_on, end_on)
    each, most = law.number("absence_each_days"), floor((end_on - start_on).days * law.share("absence_share"))
    exceeded_on = sorted(used)[most] if len(used) > most else None
    left = max(most - len(used), 0)
    pending = [leave for leave in leaves if leave.is_granted is None]
    return AbsenceBalance(
        each_max_days=each,
        max_days=most,
        used_days=len(used),
        treatment_days=len(treated),
        pending_days=len(_used(pending, start_on, end_on) - used),
        left_days=left,
        next_max_days=min(each, left),
        exceeded_on=exceeded_on,
        reasons=(*_each(granted, law), *_joined(granted, law), *_total(len(used), most, exceeded_on, law)),
    )


def check(leave: Leave, leaves: Iterable[Leave], start_on: date, end_on: date, law: Law) -> LeaveCheck:
    """Whether `leave` may be granted in a probation [start_on, end_on] (Luật THAHS 2019 Điều 67).

    `leaves`: the others of the probation, without the leave itself. Returns every reason against it.
    """
    granted = [other for other in leaves if other.is_granted]
    before = _used(granted, start_on, end_on)
    after = _used([*granted, leave], start_on, end_on)
    most = floor((end_on - start_on).days * law.share("absence_share"))
    reasons = [*_each([leave], law), *_outside(leave, start_on, end_on, law)]
    if len(after) > most and len(after) > len(before):
        reasons += _total(len(after), most, sorted(after)[most], law)
    reasons += _overlapping(leave, granted, law)
    return LeaveCheck(not reasons, leave.days, most - len(after), tuple(reasons))


def _each(leaves: Iterable[Leave], law: Law) -> list[Reason]:
    most, found = law.number("absence_each_days"), []
    for leave in leaves:
        if leave.days > most and not leave.is_treatment:
            text = _("Vắng mặt từ %(start)s đến %(end)s là %(days)s ngày, quá %(most)s ngày một lần.") % {
                **_dates_of(leave),
                "days": leave.days,
                "most": most,
            }
            found.append(law.reason("each", text, of="absence_each_days"))
        if leave.returned_on is not None and leave.returned_on > leave.until_on:
            text = _("Vắng mặt từ %(start)s, được phép đến %(until)s nhưng đến %(end)s mới về.") % {
                **_dates_of(leave),
                "until": vn_date(leave.until_on),
            }
            found.append(law.reason("overstayed", text, of="absence_consent"))
    return found


def _joined(leaves: list[Leave], law: Law) -> list[Reason]:
    """Leaves that follow each other without a day at home and are together longer than one leave may be."""
    most, found, first = law.number("absence_each_days"), [], None
    ordinary = [leave for leave in leaves if not leave.is_treatment]
    for before, leave in zip(ordinary, ordinary[1:], strict=False):
        is_joined = leave.from_on <= before.last_on + DAY_ONE
        first = (first or before.from_on) if is_joined else None
        if first and (leave.last_on - first).days + 1 > most:
            text = _(
                "Các lần vắng mặt liền nhau từ %(start)s đến %(end)s: cần xem có phải là một lần quá %(most)s ngày."
            )
            params = {"start": vn_date(first), "end": vn_date(leave.last_on), "most": most}
            found.append(law.reason("joined", text % params, of="absence_each_days"))
    return found


def _total(used: int, most: int, exceeded_on: date | None, law: Law) -> list[Reason]:
    if exceeded_on is None:
        return []
    text = _("Tổng số ngày vắng mặt là %(used)s, quá %(share)s thời gian thử thách (%(most)s ngày) từ ngày %(on)s.") % {
        "used": used,
        "share": law.share("absence_share"),
        "most": most,
        "on": vn_date(exceeded_on),
    }
    return [law.reason("total", text, of="absence_share")]


def _outside(leave: Leave, start_on: date, end_on: date, law: Law) -> list[Reason]:
    if start_on <= leave.from_on and leave.last_on <= end_on:
        return []
    text = _("Thời gian vắng mặt phải nằm trong thời gian thử thách, từ %(start)s đến %(end)s.")
    params = {"start": vn_date(start_on), "end": vn_date(end_on)}
    return [law.reason("outside", text % params, of="absence_consent")]


def _overlapping(leave: Leave, granted: list[Leave], law: Law) -> list[Reason]:
    found = [other for other in granted if other.from_on <= leave.last_on and leave.from_on <= other.last_on]
    text = _("Trùng với lần vắng mặt từ %(start)s đến %(end)s.")
    return [law.reason("overlap", text % _dates_of(other), of="absence_consent") for other in found]


def _dates_of(leave: Leave) -> dict[str, str]:
    return {"start": vn_date(leave.from_on), "end": vn_date(leave.last_on)}


def _used(leaves: Iterable[Leave], start_on: date, end_on: date) -> set[date]:
    """Different days that count: no day twice, no day of treatment, none outside the probation."""
    leaves = list(leaves)
    return _days_of([leave for leave in leaves if not leave.is_treatment], start_on, end_on) - _treated(
        leaves, start_on, end_on
    )


def _treated(leaves: Iterable[Leave], start_on: date, end_on: date) -> set[date]:
    return _days_of([leave for leave in leaves if leave.is_treatment], start_on, end_on)


def _days_of(leaves: Iterable[Leave], start_on: date, end_on: date) -> set[date]:
    spans = ((max(leave.from_on, start_on), min(leave.last_on, end_on)) for leave in leaves)
    return {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
