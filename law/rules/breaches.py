"""Breaches of obligations and administrative penalties during probation, and what each asks for (Điều 66, 69, 71).

The first of each kind: a review meeting. Each intentional breach: minutes; from the second on also a report to the commune's
committee, which asks for revocation within 3 working days. Two administrative penalties: the same report. A breach and a
penalty are counted apart (BLHS Điều 66.4).
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from core.dates import vn_date
from law.rules.workdays import Calendar
from law.timeline import Article, Law


class Step(StrEnum):
    """What the commune has to do about a breach, in this order."""

    MINUTES = "minutes"
    MEETING = "meeting"
    REPORT = "report"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach; the dates say which steps are done. `key` is the caller's own."""

    on: date
    is_intentional: bool = True
    is_administrative: bool = False
    record_on: date | None = None
    meeting_on: date | None = None
    reported_on: date | None = None
    requested_on: date | None = None
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class StepDue:
    """One step for one breach. `by_on` is empty where the law names no number of days."""

    step: Step
    breach: Breach
    text: str
    article: Article
    by_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Breaches:
    """All breaches of one probation counted, with the steps that they ask for."""

    intentional: int
    administrative: int
    # Whether the court may revoke; it need not.
    is_revocation_ground: bool
    article: Article
    steps: tuple[StepDue, ...]

    @property
    def open_steps(self) -> list[StepDue]:
        """The steps that are not done yet."""
        return [step for step in self.steps if step.done_on is None]


def breaches(found: Iterable[Breach], law: Law, calendar: Calendar) -> Breaches:
    """The breaches of one probation counted, with the steps that they ask for (Luật THAHS 2019 Điều 66, 69, 71).

    `found` in any order; `calendar` for terms in working days. The result only says that the court may revoke.
    """
    in_order = sorted(found, key=lambda breach: breach.on)
    administrative = [breach for breach in in_order if breach.is_administrative]
    own = [breach for breach in in_order if not breach.is_administrative]
    intentional = [breach for breach in own if breach.is_intentional]
    ground = law.number("revocation_ground")
    reportable = [
        *((breach, "breach_report_count") for breach in intentional[law.number("breach_report_count") - 1 :]),
        *((breach, "penalty_report_count") for breach in administrative[law.number("penalty_report_count") - 1 :]),
    ]
    steps = [
        *(_minutes(breach, law) for breach in intentional),
        *(_meeting(breach, law) for breach in (*own[:1], *administrative[:1])),
        *(step for breach, code in reportable for step in _report(breach, code, law, calendar)),
    ]
    return Breaches(
        intentional=len(intentional),
        administrative=len(administrative),
        is_revocation_ground=len(intentional) >= ground or len(administrative) >= ground,
        article=law.article("revocation_ground"),
        steps=tuple(_without_repeated_requests(sorted(steps, key=lambda step: step.breach.on))),
    )


def _minutes(breach: Breach, law: Law) -> StepDue:
    text = _("Lập biên bản vi phạm nghĩa vụ ngày %s") % vn_date(breach.on)
    return StepDue(Step.MINUTES, breach, text, law.article("breach_minutes"), done_on=breach.record_on)


def _meeting(breach: Breach, law: Law) -> StepDue:
    text = (
        _("Họp kiểm điểm về lần đầu bị xử phạt hành chính ngày %s, lập biên bản và báo cáo")
        if breach.is_administrative
        else _("Họp kiểm điểm về lần đầu vi phạm nghĩa vụ ngày %s, lập biên bản và báo cáo")
    )
    article = law.article("review_meeting")
    return StepDue(Step.MEETING, breach, text % vn_date(breach.on), article, done_on=breach.meeting_on)


def _report(breach: Breach, code: str, law: Law, calendar: Calendar) -> list[StepDue]:
    text = _("Báo cáo UBND cấp xã về vi phạm từ lần thứ %(count)s, ngày %(on)s")
    params = {"count": law.number(code), "on": vn_date(breach.on)}
    report = StepDue(Step.REPORT, breach, text % params, law.article(code), done_on=breach.reported_on)
    if breach.reported_on is None:
        return [report]
    by_on = calendar.after(breach.reported_on, law.number("revocation_request_days"))
    text = _("UBND cấp xã đề nghị hủy quyết định tha tù, nhận báo cáo ngày %s") % vn_date(breach.reported_on)
    article = law.article("revocation_request_days")
    return [report, StepDue(Step.REQUEST, breach, text, article, by_on, breach.requested_on)]


def _without_repeated_requests(steps: list[StepDue]) -> Iterable[StepDue]:
    """At most one request for revocation: those already made, else the first that is due."""
    requests = [step for step in steps if step.step == Step.REQUEST]
    kept = [step for step in requests if step.done_on is not None] or requests[:1]
    return (step for step in steps if step.step != Step.REQUEST or step in kept)
