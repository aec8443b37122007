"""From the records of a case to the conviction that the rules of expungement ask about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.choices import NOT_COUNTED, Outcome
from cases.judgments.models import CrimeClass
from cases.models import (
    AdditionalPenalty,
    Case,
    CivilObligation,
    ExpungementReview,
    Judgment,
    NewSentence,
    Offence,
    Reoffence,
    Stay,
)
from core.table_union import Selection, read_tables
from law.choices import AdditionalPenaltyKind, Category
from law.rules.convictions import Additional, Conviction, NewCrime, Obligation, Penalty

# Without them a sentence to prison says nothing about its band.
_NEEDS_MONTHS = {Penalty.PRISON}
_ORDER = [Penalty.DEATH_COMMUTED, Penalty.LIFE, Penalty.PRISON]
_PENALTIES = dict(AdditionalPenaltyKind.choices)
_OBLIGATIONS = dict(CivilObligation.Kind.choices)


@dataclass(frozen=True, slots=True)
class Records:
    """Standing records of one case: models or tuples with the fields read here. Stays in the order of their start."""

    judgments: Sequence = ()
    offences: Sequence = ()
    penalties: Sequence = ()
    obligations: Sequence = ()
    reviews: Sequence = ()
    reoffences: Sequence = ()
    new_sentences: Sequence = ()
    stays: Sequence = ()


# By the names of the fields of Records.
RECORDS = (
    Selection("stays", lambda: Stay.objects.current(), ("start_on", "category"), order_by="start_on"),
    Selection("judgments", lambda: Judgment.objects.active(), ("main_penalty", "months", "is_minor")),
    Selection(
        "offences",
        lambda: Offence.objects.active().filter(judgment__removed_at=None),
        ("is_intentional", "crime_class", "needs_court"),
        path="judgment__case",
    ),
    Selection("penalties", lambda: AdditionalPenalty.objects.active(), ("kind", "end_on", "done_on")),
    Selection("obligations", lambda: CivilObligation.objects.active(), ("kind", "done_on")),
    Selection(
        "reviews",
        lambda: ExpungementReview.objects.active(),
        ("path", "guided_on", "petition_on", "has_merit", "result", "proof_on"),
    ),
    Selection("reoffences", lambda: Reoffence.objects.current(), ("prosecuted_on", "outcome")),
    Selection("new_sentences", lambda: NewSentence.objects.active(), ("prosecuted_on", "act_on", "completed_on")),
)


def conviction_of(case: Case) -> Conviction | None:
    """None: the pronounced sentence is not entered, so nobody can say when the record is expunged. One query."""
    return conviction_from(case, Records(**read_tables((one, [case.pk]) for one in RECORDS)))


def conviction_from(case, records: Records) -> Conviction | None:
    """The same from what was read before, for many cases at once (gather.py)."""
    penalty, months = _sentence(case, records.judgments)
    if penalty in _NEEDS_MONTHS and not months:
        return None
    offences, reviews = records.offences, records.reviews
    return Conviction(
        start_on=started_on(case, records.stays),
        penalty=penalty,
        months=months,
        needs_court=any(offence.needs_court for offence in offences),
        is_mixed=len({offence.needs_court for offence in offences}) == 2,
        leaves_no_record=bool(offences) and all(_leaves_none(offence) for offence in offences),
        is_minor=any(judgment.is_minor for judgment in records.judgments),
        additional=tuple(
            Additional(row.kind, row.end_on, row.done_on, _PENALTIES.get(row.kind, row.kind))
            for row in records.penalties
        ),
        obligations=tuple(Obligation(row.done_on, _OBLIGATIONS.get(row.kind, row.kind)) for row in records.obligations),
        new_crimes=_new_crimes(records),
        has_merit=any(row.has_merit and row.result == ExpungementReview.Result.PENDING for row in reviews),
        refused_on=tuple(
            row.proof_on
            for row in reviews
            if row.result == ExpungementReview.Result.REFUSED and row.path != ExpungementReview.Path.AUTOMATIC
        ),
    )


def _new_crimes(records: Records) -> tuple[NewCrime, ...]:
    """What was prosecuted and not dropped; how it ended, as far as the sentence is entered."""
    ended = {row.prosecuted_on: row for row in records.new_sentences}
    return tuple(
        _new_crime(row.prosecuted_on, row.outcome == Outcome.CONVICTED, ended.get(row.prosecuted_on))
        for row in records.reoffences
        if row.outcome not in NOT_COUNTED
    )


def _new_crime(prosecuted_on: date, is_convicted: bool, sentence) -> NewCrime:
    if sentence is None or not is_convicted:
        return NewCrime(prosecuted_on, is_convicted=is_convicted)
    return NewCrime(sentence.act_on or prosecuted_on, sentence.completed_on)


def started_on(case, stays: Sequence) -> date | None:
    """The main penalty done: release, amnesty, or the certificate at the end of probation (BLHS Điều 73; docs/law.md §4.3)."""
    if not stays:
        return None
    if stays[0].category == Category.CONDITIONAL:
        return next((stay.start_on for stay in stays if stay.category == Category.COMPLETED), None)
    if stays[0].category == Category.AMNESTY:
        return case.certificate_on or case.release_on
    return case.release_on


def _sentence(case, judgments: Sequence) -> tuple[Penalty, int | None]:
    """The heaviest sentence entered; without a judgment, the register's."""
    found = [(Penalty(row.main_penalty), row.months) for row in judgments]
    if not found:
        return (Penalty.LIFE, None) if case.sentence_life else (Penalty.PRISON, case.sentence_months)
    rank = {penalty: place for place, penalty in enumerate(_ORDER)}
    return min(found, key=lambda pair: (rank.get(pair[0], len(rank)), -(pair[1] or 0)))


def _leaves_none(offence) -> bool:
    """Negligent, and less serious or serious (BLHS Điều 69 khoản 2)."""
    return not offence.is_intentional and offence.crime_class in (CrimeClass.LESS_SERIOUS, CrimeClass.SERIOUS)
