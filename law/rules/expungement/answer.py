"""What is answered about one conviction: where its expungement stands, by which path, and since when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from law.timeline import Article, Reason


class Status(StrEnum):
    """Where the expungement stands on the day that was asked about."""

    # Automatic: the period is over and everything was done in time.
    EXPUNGED_AUTO = "EXPUNGED_AUTO"
    WAITING = "WAITING"
    # Something is still to be done, or a new crime is not yet dealt with.
    NOT_EXPUNGED = "NOT_EXPUNGED"
    # No clear text: a person has to decide (fulfilled late, or under 18 at the crime).
    NEEDS_CONFIRMATION = "NEEDS_CONFIRMATION"
    # The text is clear, but a fact is not recorded: `questions` says which.
    NEEDS_ANSWER = "NEEDS_ANSWER"
    # The period of Điều 71 is over: the court may be petitioned.
    COURT_PETITION = "COURT_PETITION"
    # Điều 72: a third of the period is over.
    COURT_MAY_DECIDE = "COURT_MAY_DECIDE"
    NO_RECORD = "NO_RECORD"


class Path(StrEnum):
    """How a record is expunged: by law alone (Điều 70), by the court (Điều 71), or by the court early (Điều 72)."""

    AUTOMATIC = "automatic"
    COURT = "court"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of one conviction with its article, its period and every reason."""

    status: Status
    path: Path
    article: Article
    # Years of the period, and the day it runs from (after a new crime: from the end of the new main penalty).
    years: int | None = None
    start_on: date | None = None
    # The last day of the period; under Điều 72 of the third of it, with the whole one in `ordinary_end`.
    period_end: date | None = None
    ordinary_end: date | None = None
    # The first day without a record, where the law alone clears it.
    cleared_from: date | None = None
    # Where the law alone does not: the earliest day on which somebody may decide.
    not_before: date | None = None
    blockers: tuple[Reason, ...] = ()
    # Facts that nobody has recorded and on which the answer depends.
    questions: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def earliest(self) -> date | None:
        """The first day on which the record may be gone, if nothing else happens."""
        return self.cleared_from or self.not_before


def start_of(answer: Answer) -> date:
    """The first day of a computed period."""
    assert answer.start_on is not None
    return answer.start_on


def end_of(answer: Answer) -> date:
    """The last day of a computed period, after lengthening or shortening."""
    assert answer.period_end is not None
    return answer.period_end


def ordinary_end_of(answer: Answer) -> date:
    """The last day of the whole period, for which nobody has to decide."""
    assert answer.ordinary_end is not None
    return answer.ordinary_end
