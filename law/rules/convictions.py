"""One conviction as plain values: what was pronounced, what was done when, and later crimes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Penalty(StrEnum):
    """The main penalties, as in cases.models.judgments.MainPenalty."""

    PRISON = "prison"
    LIFE = "life"
    DEATH_COMMUTED = "death_commuted"
    SUSPENDED = "suspended"
    NON_CUSTODIAL = "non_custodial"
    FINE = "fine"
    WARNING = "warning"


class Band(StrEnum):
    """The classes of sentences in điểm a–d of Điều 70 khoản 2 and Điều 71 khoản 2."""

    LIGHT = "light"
    LOW = "low"
    HIGH = "high"
    TOP = "top"


# Additional penalties for a time, as in cases.models.AdditionalPenaltyKind.
SURVEILLANCE, RESIDENCE_BAN, OFFICE_BAN, RIGHTS = "surveillance", "residence_ban", "office_ban", "rights"
TIMED = frozenset({SURVEILLANCE, RESIDENCE_BAN, OFFICE_BAN, RIGHTS})


@dataclass(frozen=True, slots=True)
class Additional:
    """An additional penalty. `end_on`: its last day as decided; `done_on`: the day it really was done."""

    kind: str
    end_on: date | None = None
    done_on: date | None = None
    label: str | Promise = ""

    @property
    def finished_on(self) -> date | None:
        """A penalty for a time is done when that time is over; a fine or confiscation when it was carried out."""
        return self.done_on or (self.end_on if self.kind in TIMED else None)


@dataclass(frozen=True, slots=True)
class Obligation:
    """What the judgment orders besides penalties: compensation, court fee, unlawful gains, maintenance."""

    done_on: date | None = None
    label: str | Promise = ""


@dataclass(frozen=True, slots=True)
class NewCrime:
    """A crime committed after the conviction.

    `completed_on`: the day on which the new main penalty or its test period ended; None: not yet.
    """

    # None: the day of the act is not known yet.
    act_on: date | None
    completed_on: date | None = None
    # False: the period does not restart, but nothing is expunged before the court has decided.
    is_convicted: bool = True
    # A day on which the act lay in the past: the prosecution or the judgment. Used where the day of the act is unknown.
    known_by: date | None = None

    @property
    def latest_act_on(self) -> date | None:
        """The day of the act, or the last day on which it can have been; None: nothing is known."""
        return self.act_on or self.known_by

    def __post_init__(self) -> None:
        if self.completed_on is not None and self.act_on is not None and self.completed_on < self.act_on:
            raise ValueError(_("Ngày chấp hành xong bản án mới không thể trước ngày phạm tội mới."))


@dataclass(frozen=True, slots=True)
class Conviction:
    """One conviction.

    `start_on`: the day on which the main penalty was done, remitted by amnesty, or its test or probation period ended;
    None: not yet.
    """

    start_on: date | None
    penalty: Penalty = Penalty.PRISON
    # As pronounced by the final judgment, not as served (Điều 73.1).
    months: int | None = None
    # Days pronounced beyond the whole months: 5 years and 15 days are more than 5 years.
    days: int = 0
    # A crime of Chương XIII or XXVI is among the offences; `is_mixed`: beside others (Điều 73.3).
    needs_court: bool = False
    is_mixed: bool = False
    # Negligent less serious or serious crime, or exempted from penalty (Điều 69.2).
    leaves_no_record: bool = False
    is_minor: bool = False
    additional: tuple[Additional, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    # False: nobody has recorded whether there are obligations, so the answer asks.
    are_obligations_known: bool = True
    new_crimes: tuple[NewCrime, ...] = ()
    # Clear progress, merit, and a proposal by workplace or local authority (Điều 72).
    has_merit: bool = False
    # Days on which the court refused a petition under Điều 71, and one under Điều 72.
    refused_on: tuple[date, ...] = ()
    special_refused_on: tuple[date, ...] = ()
    # How the caller names this conviction among several of one person.
    label: str = ""

    def __post_init__(self) -> None:
        needs_months = self.penalty == Penalty.PRISON and not self.leaves_no_record
        if (needs_months and self.months is None) or (self.months is not None and not _is_term(self.months, self.days)):
            raise ValueError(_("Phạt tù có thời hạn phải ghi mức án đã tuyên, tính bằng tháng, lớn hơn 0."))


def _is_term(months: int, days: int) -> bool:
    return months >= 0 and days >= 0 and months + days > 0
