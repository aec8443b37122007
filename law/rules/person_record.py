"""All convictions of one person together (BLHS Điều 73): the record is clear only when each of them is.

Each conviction keeps its own period; a later crime already stands among the `new_crimes` of the earlier ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from law.rules.convictions import Conviction
from law.rules.expungement import Answer, Path, Status, expungement
from law.timeline import Law

# From expunged to furthest from it: the conviction with the latest status in this list decides about the person.
_ORDER = (
    Status.NO_RECORD,
    Status.EXPUNGED_AUTO,
    Status.COURT_MAY_DECIDE,
    Status.COURT_PETITION,
    Status.NEEDS_ANSWER,
    Status.NEEDS_CONFIRMATION,
    Status.WAITING,
    Status.NOT_EXPUNGED,
)


@dataclass(frozen=True, slots=True)
class UnknownConviction:
    """A conviction whose pronounced sentence is not recorded, so that nothing can be computed from it."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class ConvictionAnswer:
    """The answer on one conviction; `label` is the caller's name for it."""

    label: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """The answers on all convictions in the given order, and the one that decides about the person."""

    answers: tuple[ConvictionAnswer, ...]
    deciding: ConvictionAnswer

    @property
    def answer(self) -> Answer:
        """The answer that decides about the person."""
        return self.deciding.answer


def person_record(
    convictions: Sequence[Conviction | UnknownConviction], law: Law, on: date | None = None
) -> PersonRecord:
    """The record of a person with one or several convictions on the day `on` (BLHS 2015 Điều 70–73; docs/law.md §4.3).

    `convictions`: at least one, the one asked about first; None for `on`: once every period is over. Raises ValueError
    for none.
    """
    answers = tuple(ConvictionAnswer(one.label, _answer(one, law, on)) for one in convictions)
    if not answers:
        raise ValueError("a person without any conviction has no record")
    return PersonRecord(answers, max(answers, key=_distance))


def _answer(conviction: Conviction | UnknownConviction, law: Law, on: date | None) -> Answer:
    if isinstance(conviction, Conviction):
        return expungement(conviction, law, on)
    question = law.reason(
        "sentence_unknown", _("Chưa nhập mức án đã tuyên nên chưa tính được thời hạn."), of="expunge_by_pronounced"
    )
    return Answer(Status.NEEDS_ANSWER, Path.AUTOMATIC, question.article, questions=(question,))


def _distance(one: ConvictionAnswer) -> tuple[int, date]:
    return _ORDER.index(one.answer.status), one.answer.earliest or date.max
