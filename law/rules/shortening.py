"""Shortening of probation (Luật THAHS 2019 Điều 64; docs/law.md §2.4).

From half served, with much progress; once a year by 3 months to 2 years, or all the rest if less than 3 months are
left; three quarters must be served. Under 18, with merit, very old or gravely ill: all the rest, from half served.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.dates import DAY_ONE, add_months, vn_date
from law.rules.probation import part_served_on
from law.timeline import Article, Law, Reason


@dataclass(frozen=True, slots=True)
class Probation:
    """A probation as first decided, as it ends now, and the days on which the court shortened it."""

    start_on: date
    original_end_on: date
    end_on: date
    granted_on: tuple[date, ...] = ()
    # Under 18, merit, very old or gravely ill (Điều 64.3).
    is_exception: bool = False


@dataclass(frozen=True, slots=True)
class Shortenable:
    """What the court may do on one day."""

    is_possible: bool
    # The first day on which something is possible, if nothing else changes; None: never within this probation.
    possible_from: date | None
    half_on: date
    # The end may not be before this day: three quarters served; in an exception any day.
    earliest_end_on: date
    # Months that may be cut on the day asked about; both 0 where only all the rest may be.
    min_months: int
    max_months: int
    may_cut_all: bool
    article: Article
    blockers: tuple[Reason, ...]
    reasons: tuple[Reason, ...]


def shortenable(probation: Probation, law: Law, on: date) -> Shortenable:
    """What the court may cut from the probation on the day `on`, in months (Luật THAHS 2019 Điều 64; docs/law.md §2.4).

    Whether there was much progress, people decide; the answer only names it among its reasons.
    """
    half = part_served_on(probation.start_on, probation.original_end_on, law.share("shorten_min_share"))
    floor = _floor(probation, law, half)
    least, most = _months(probation, law, max(on, floor))
    may_cut_all = _may_cut_all(probation, law, floor, on)
    blockers = _blockers(probation, law, half, floor, on)
    if not blockers and not most and not may_cut_all:
        blockers = [_too_little(probation, law, floor)]
    code = "shorten_exception" if probation.is_exception else "shorten_min_share"
    return Shortenable(
        is_possible=not blockers,
        possible_from=_possible_from(probation, law, half, floor),
        half_on=half,
        earliest_end_on=max(floor, on),
        min_months=least if not blockers else 0,
        max_months=most if not blockers else 0,
        may_cut_all=may_cut_all and not blockers,
        article=law.article(code),
        blockers=tuple(blockers),
        reasons=tuple(_reasons(probation, law, half, floor)),
    )


def check_decision(probation: Probation, law: Law, *, decided_on: date, new_end_on: date) -> tuple[Reason, ...]:
    """What in a court's decision does not fit the rules; the court decides, so nothing is refused.

    `probation` as it was before the decision. Returns the reasons; empty if everything fits.
    """
    answer = shortenable(probation, law, decided_on)
    found = [reason for reason in answer.blockers if reason.code != "room"]
    if new_end_on < answer.earliest_end_on:
        found.append(_too_little(probation, law, answer.earliest_end_on))
    if not answer.may_cut_all:
        found += _wrong_length(probation, law, new_end_on)
    return tuple(found)


def _floor(probation: Probation, law: Law, half: date) -> date:
    if probation.is_exception:
        return half
    return part_served_on(probation.start_on, probation.original_end_on, law.share("shorten_served_share"))


def _months(probation: Probation, law: Law, earliest_end: date) -> tuple[int, int]:
    """The fewest and the most whole months that may be cut without an end before `earliest_end`; (0, 0) for none."""
    least, most = law.number("shorten_min_months"), law.number("shorten_max_months")
    fitting = [n for n in range(least, most + 1) if add_months(probation.end_on, -n) >= earliest_end]
    return (fitting[0], fitting[-1]) if fitting else (0, 0)


def _may_cut_all(probation: Probation, law: Law, floor: date, on: date) -> bool:
    is_rest = add_months(on, law.number("shorten_rest_months")) > probation.end_on
    return floor <= on < probation.end_on and (is_rest or probation.is_exception)


def _again_from(probation: Probation, law: Law) -> date | None:
    months = law.number("shorten_gap_months")
    return add_months(max(probation.granted_on), months) if probation.granted_on else None


def _possible_from(probation: Probation, law: Law, half: date, floor: date) -> date | None:
    start = max(filter(None, [half, _again_from(probation, law)]))
    if not _months(probation, law, max(start, floor))[1] and not probation.is_exception:
        # Nothing but the rest, once less than three months are left and three quarters are served.
        rest_from = add_months(probation.end_on, -law.number("shorten_rest_months")) + DAY_ONE
        start = max(start, floor, rest_from)
    return start if start < probation.end_on else None


def _blockers(probation: Probation, law: Law, half: date, floor: date, on: date) -> list[Reason]:
    found = []
    if on >= probation.end_on:
        text = _("Đã hết thời gian thử thách ngày %s.") % vn_date(probation.end_on)
        found.append(law.reason("over", text, of="completion_certificate"))
    if on < half:
        text = _("Chưa chấp hành được %(share)s thời gian thử thách, đủ vào ngày %(on)s.")
        params = {"share": law.share("shorten_min_share"), "on": vn_date(half)}
        found.append(law.reason("half", text % params, of="shorten_min_share"))
    again = _again_from(probation, law)
    if again is not None and on < again:
        text = _("Mỗi năm chỉ được rút ngắn một lần; lần sau từ ngày %s.") % vn_date(again)
        found.append(law.reason("year", text, of="shorten_gap_months"))
    return found


def _too_little(probation: Probation, law: Law, floor: date) -> Reason:
    text = _("Phải thực tế chấp hành ít nhất %(share)s thời gian thử thách, đến ngày %(on)s.")
    params = {"share": law.share("shorten_served_share"), "on": vn_date(floor)}
    return law.reason("room", text % params, of="shorten_served_share")


def _wrong_length(probation: Probation, law: Law, new_end_on: date) -> list[Reason]:
    least, most = law.number("shorten_min_months"), law.number("shorten_max_months")
    is_fitting = add_months(probation.end_on, -most) <= new_end_on <= add_months(probation.end_on, -least)
    if is_fitting:
        return []
    text = _("Mỗi lần rút ngắn từ %(least)s tháng đến %(most)s tháng.") % {"least": least, "most": most}
    return [law.reason("length", text, of="shorten_min_months")]


def _reasons(probation: Probation, law: Law, half: date, floor: date) -> Iterable[Reason]:
    text = _("Chấp hành đủ %(share)s thời gian thử thách từ ngày %(on)s.")
    params = {"share": law.share("shorten_min_share"), "on": vn_date(half)}
    yield law.reason("half", text % params, of="shorten_min_share")
    yield law.reason("progress", _("Phải có nhiều tiến bộ trong thời gian thử thách."), of="shorten_min_share")
    if probation.is_exception:
        text = _("Trường hợp đặc biệt: Tòa án có thể rút hết thời gian thử thách còn lại.")
        yield law.reason("exception", text, of="shorten_exception")
    else:
        yield _too_little(probation, law, floor)
