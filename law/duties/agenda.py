"""All duties about one person today, each with its last day, its article and what is missing. Pure functions.

Nobody ticks a duty off: it disappears when the fact that it asks for is entered.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from law.duties import agenda_everybody, agenda_expungement, agenda_probation
from law.duties.agenda_facts import (
    CONDITIONAL,
    KIND_LABELS,
    SOON,
    CaseFacts,
    Duty,
    DutyContext,
    Job,
    Kind,
    Move,
    NoticeFacts,
    Review,
    TransferFacts,
    Wish,
)
from law.rules import probation
from law.rules.workdays import Calendar
from law.timeline import Law, LawTimeline

__all__ = [
    "CONDITIONAL",
    "KIND_LABELS",
    "SOON",
    "CaseFacts",
    "Duty",
    "Job",
    "Kind",
    "Move",
    "NoticeFacts",
    "Review",
    "TransferFacts",
    "Wish",
    "duties",
    "notice_duties",
    "transfer_duties",
]

Rule = Callable[[DutyContext], Iterator[Duty]]
_EVERYBODY: tuple[Rule, ...] = (*agenda_everybody.RULES, *agenda_expungement.RULES)


def duties(facts: CaseFacts, timeline: LawTimeline, calendar: Calendar, today: date) -> list[Duty]:
    """All duties about an open case that are due today or soon (row `remind_ahead_days`).

    `timeline` and `calendar`: the law and the working days of this installation; `today`: the day to answer for.
    Returns the duties by their last day, those without one at the end.
    """
    context = DutyContext(
        facts, timeline, calendar, today, timeline.on(today), _clock(facts, timeline.on(min(facts.release_on, today)))
    )
    rules = _EVERYBODY
    if facts.is_conditional:
        rules += agenda_probation.RULES if context.clock else agenda_probation.WITHOUT_CLOCK
    return in_order(duty for rule in rules for duty in rule(context))


def notice_duties(facts: NoticeFacts, timeline: LawTimeline, calendar: Calendar, today: date) -> list[Duty]:
    """The duties about a person who is expected home and has not come (TT 10/2024/TT-BCA Điều 8)."""
    law = timeline.on(min(facts.received_on, today))
    by, kind, found = calendar.after(facts.received_on, law.number("verify_address_days")), Kind.EXPECTED, []
    article = law.article("verify_address_days")
    if facts.verified_on is None:
        text = _("Xác minh nơi về cư trú, báo gia đình")
        found.append(Duty("verify", kind, text, article, by, _("kết quả xác minh"), "notice"))
    elif facts.address_right is False and not facts.is_answered:
        text = _("Báo nơi gửi: địa chỉ không đúng (HCD-03)")
        found.append(Duty("answer", kind, text, article, by, _("số văn bản trả lời"), "notice"))
    if facts.expected_on < today:
        text = _("Đã quá ngày dự kiến về: tiếp nhận hoặc ghi không về")
        article = timeline.on(facts.expected_on).article("present_completed")
        found.append(Duty("come", kind, text, article, facts.expected_on, _("tiếp nhận"), "notice"))
    return in_order(found)


def transfer_duties(facts: TransferFacts, timeline: LawTimeline, today: date) -> list[Duty]:
    """The duty to answer a transfer that another commune requested."""
    law = timeline.on(today)
    by = facts.asked_on + timedelta(days=law.number("transfer_wait_days"))
    text = _("Trả lời đề nghị chuyển đến, đã chờ %d ngày") % (today - facts.asked_on).days
    article = law.article("transfer_wait_days")
    return [Duty(f"answer:{facts.key}", Kind.TRANSFER, text, article, by, _("tiếp nhận hoặc từ chối"), "transfer")]


def in_order(found: Iterable[Duty]) -> list[Duty]:
    """The duties by their last day, those without one at the end."""
    return sorted(found, key=lambda duty: (duty.by_on or date.max, duty.key))


def _clock(facts: CaseFacts, law: Law) -> probation.Clock | None:
    start, end = facts.probation_start_on, facts.probation_end_on
    if not facts.is_conditional or start is None or end is None or end <= start:
        return None
    return probation.clock(start, end, law, released_on=facts.release_on, original_end_on=facts.original_end_on)
