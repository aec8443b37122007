"""The plain values from which duties are computed (a case, a notice, a transfer), and the duty itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from law.rules.absences import Leave
from law.rules.breaches import Breach
from law.rules.convictions import Conviction
from law.rules.person_record import UnknownConviction
from law.rules.probation import Clock
from law.rules.workdays import Calendar
from law.timeline import Article, Law, LawTimeline

CONDITIONAL = "conditional"
# The number of days that the form for putting off a duty proposes.
SOON = timedelta(days=7)


class Kind(StrEnum):
    """The subject of a duty, by which the worklist is filtered."""

    EXPECTED = "expected"
    RECEPTION = "reception"
    ASSIGNMENT = "assignment"
    CONTACT = "contact"
    MONTHLY = "monthly"
    BREACH = "breach"
    ABSENCE = "absence"
    PROBATION = "probation"
    GROUP = "group"
    SUPPORT = "support"
    TRANSFER = "transfer"
    EXPUNGEMENT = "expungement"
    REGISTER = "register"


KIND_LABELS = {
    Kind.EXPECTED: _("Sắp về"),
    Kind.RECEPTION: _("Tiếp nhận"),
    Kind.ASSIGNMENT: _("Phân công"),
    Kind.CONTACT: _("Tiếp xúc"),
    Kind.MONTHLY: _("Hằng tháng"),
    Kind.BREACH: _("Vi phạm"),
    Kind.ABSENCE: _("Vắng mặt"),
    Kind.PROBATION: _("Thử thách"),
    Kind.GROUP: _("Phân nhóm"),
    Kind.SUPPORT: _("Hỗ trợ"),
    Kind.TRANSFER: _("Chuyển hồ sơ"),
    Kind.EXPUNGEMENT: _("Xóa án tích"),
    Kind.REGISTER: _("Hồ sơ, giấy tờ"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: what, until when, on which article, and which fact is missing.

    `key`: the same for the same duty on every day. `tab`: where the missing fact is entered.
    """

    key: str
    kind: Kind
    # Translated only where it is shown: a list has thousands of duties and a page fifty.
    what: str | Promise
    article: Article
    # None: never overdue, but shown until somebody deals with it.
    by_on: date | None
    missing: str | Promise
    tab: str

    def is_overdue(self, today: date) -> bool:
        """Whether the last day lies before `today`; a duty without one is never overdue."""
        return self.by_on is not None and self.by_on < today

    def days_left(self, today: date) -> int | None:
        """Days from `today` to the last day, negative once overdue; None without a last day."""
        return None if self.by_on is None else (self.by_on - today).days


@dataclass(frozen=True, slots=True)
class Move:
    """An application to move residence or work that is not decided yet."""

    key: str
    applied_on: date


@dataclass(frozen=True, slots=True)
class Wish:
    """An open need of the person, and the day by which it should be met."""

    key: str
    label: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Job:
    """A job that the person still has.

    `unasked`: after how many months nobody has asked yet whether they still have it.
    """

    key: str
    employer: str
    start_on: date
    unasked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A procedure of expungement that was begun and has no result yet."""

    guided_on: date
    # Whether the court decides, so that somebody has to petition it.
    needs_petition: bool = False
    petition_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """An open case as plain values."""

    category: str
    managed_from: date
    release_on: date
    # The day on which the case was entered into this system (DutyContext.at_first).
    entered_on: date | None = None
    probation_start_on: date | None = None
    probation_end_on: date | None = None
    original_end_on: date | None = None
    shortened_on: tuple[date, ...] = ()
    shortening_asked: bool = False
    present_by_on: date | None = None
    presented_on: date | None = None
    information_on: date | None = None
    commitment_on: date | None = None
    presentation_reported_on: date | None = None
    handed_back_on: date | None = None
    has_officer: bool = False
    has_helper: bool = False
    has_certificate: bool = False
    has_number: bool = False
    # The last day on which one of the person's papers is valid; empty: no end known.
    papers_until: date | None = None
    # The last day of the temporary registration of where they live; empty: none, or no end known.
    residence_until: date | None = None
    group: str = ""
    classified_on: date | None = None
    last_contact_on: date | None = None
    agreed_on: date | None = None
    reports: Mapping[date, date] = field(default_factory=dict)
    assessments: Mapping[date, date] = field(default_factory=dict)
    leaves: tuple[Leave, ...] = ()
    breaches: tuple[Breach, ...] = ()
    has_not_presented_breach: bool = False
    moves: tuple[Move, ...] = ()
    wishes: tuple[Wish, ...] = ()
    jobs: tuple[Job, ...] = ()
    # None: the pronounced sentence is not entered.
    conviction: Conviction | None = None
    # Those of the person's other cases.
    other_convictions: tuple[Conviction | UnknownConviction, ...] = ()
    review: Review | None = None
    transfer_asked_on: date | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether the person is on conditional release, and therefore on probation."""
        return self.category == CONDITIONAL


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A person who is expected home and has not come."""

    received_on: date
    expected_on: date
    verified_on: date | None = None
    # None: not verified; False: the sender has to get an answer (HCD-03).
    address_right: bool | None = None
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """A request of another commune that this one has not answered."""

    key: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class DutyContext:
    """One case on one day, with the law of all days."""

    facts: CaseFacts
    timeline: LawTimeline
    calendar: Calendar
    today: date
    # In force today.
    law: Law
    # None: not conditional, or its end is not entered.
    clock: Clock | None = None

    def days(self, code: str) -> timedelta:
        """The number of days of a row that the office sets for itself."""
        return timedelta(days=self.law.number(code))

    @property
    def probation_clock(self) -> Clock:
        """The days of the probation, for rules that are only asked about a probation."""
        assert self.clock is not None
        return self.clock

    @property
    def ahead(self) -> timedelta:
        """How long before its day a duty is shown."""
        return self.days("remind_ahead_days")

    @property
    def soon(self) -> timedelta:
        """The term of a duty for which the law names no number of days."""
        return self.days("remind_soon_days")

    def shows(self, by_on: date, ahead: timedelta | None = None) -> bool:
        """Whether a duty due on `by_on` is shown today: at most `ahead` before that day.

        Without `ahead`: the setting `remind_ahead_days`.
        """
        return by_on <= self.today + (self.ahead if ahead is None else ahead)

    def at_first(self, by_on: date, grace: timedelta | None = None) -> date:
        """`by_on`, but not within the first days after the case was entered into this system.

        For duties without a day in the law: a case from an old register is not overdue on the day of its import.
        """
        entered = self.facts.entered_on
        return by_on if entered is None else max(by_on, entered + (self.soon if grace is None else grace))

    def law_of(self, day: date | None) -> Law:
        """The law of the day on which something fell due; for a future day today's law."""
        return self.law if day is None or day >= self.today else self.timeline.on(day)

    def duty(
        self, key: str, kind: Kind, what: str | Promise, code: str, by_on: date | None, missing: str | Promise, tab: str
    ) -> Duty:
        """A duty that rests on the article of `code`, as in force on its last day."""
        return Duty(key, kind, what, self.law_of(by_on).article(code), by_on, missing, tab)
