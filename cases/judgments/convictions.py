"""Builds the Conviction that the rules of expungement need from the records of a case."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from cases.choices import NOT_COUNTED, CrimeClass, EndReason, Outcome
from cases.judgments.sentences import parse_sentence
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
from law.rules.chapters import needs_court
from law.rules.convictions import Additional, Conviction, NewCrime, Obligation, Penalty
from law.rules.person_record import UnknownConviction

# Penalties whose period of expungement depends on the months pronounced.
_NEEDS_MONTHS = {Penalty.PRISON}
_ORDER = [Penalty.DEATH_COMMUTED, Penalty.LIFE, Penalty.PRISON]
_PENALTIES = dict(AdditionalPenaltyKind.choices)
_OBLIGATIONS = dict(CivilObligation.Kind.choices)


@dataclass(frozen=True, slots=True)
class Records:
    """Active records of one case: instances or named tuples with the fields read here. Stays are ordered by start."""

    judgments: Sequence = ()
    offences: Sequence = ()
    penalties: Sequence = ()
    obligations: Sequence = ()
    reviews: Sequence = ()
    reoffences: Sequence = ()
    new_sentences: Sequence = ()
    stays: Sequence = ()


# Selections whose rows are needed; each is named like a field of Records.
RECORDS = (
    Selection("stays", lambda: Stay.objects.current(), ("start_on", "category"), order_by="start_on"),
    Selection(
        "judgments",
        lambda: Judgment.objects.active(),
        ("on", "main_penalty", "months", "days", "has_no_obligations", "is_minor", "found_recidivist"),
    ),
    Selection(
        "offences",
        lambda: Offence.objects.active().filter(judgment__removed_at=None),
        ("is_intentional", "crime_class", "needs_court", "article", "act_on"),
        path="judgment__case",
    ),
    Selection("penalties", lambda: AdditionalPenalty.objects.active(), ("kind", "end_on", "done_on")),
    Selection("obligations", lambda: CivilObligation.objects.active(), ("kind", "done_on")),
    Selection(
        "reviews",
        lambda: ExpungementReview.objects.active(),
        ("path", "guided_on", "petition_on", "has_merit", "result", "proof_on"),
    ),
    Selection(
        "reoffences",
        lambda: Reoffence.objects.current(),
        ("prosecuted_on", "act_on", "outcome", "convicted_on", "is_intentional", "crime_class"),
    ),
    Selection("new_sentences", lambda: NewSentence.objects.active(), ("prosecuted_on", "act_on", "completed_on")),
)


@dataclass(frozen=True, slots=True)
class PersonConvictions:
    """The conviction of one case, and those of the person's other cases. None: the sentence is not entered."""

    own: Conviction | None
    others: tuple[Conviction | UnknownConviction, ...] = ()


# The cases of a person whose convictions count: an expunged one is treated as never convicted (BLHS Điều 69 khoản 1).
CASES = Selection(
    "cases",
    lambda: (
        Case.objects.with_latest()
        .filter(latest__isnull=False, sealed_on=None)
        .exclude(latest__end_reason=EndReason.EXPUNGED)
    ),
    ("id", "code", "release_on", "probation_end_on", "sentence_months", "sentence_life", "sentence_text"),
    path="person",
)


def selections(people) -> list[tuple[Selection, object]]:
    """Return what `read_tables` must read for `convictions_from`: the cases of these people and their records."""
    keys = Case.objects.filter(person__in=people).values("pk")
    return [(CASES, people), *((one, keys) for one in RECORDS)]


def conviction_of(case: Case) -> Conviction | None:
    """Return the conviction of one case, including new crimes of later cases; None if the sentence is not entered."""
    return convictions_of(case).own


def convictions_of(case: Case) -> PersonConvictions:
    """Return the convictions of the person of a case. An expunged case is considered alone. One query."""
    rows = read_tables(selections([case.person_id]))
    found = convictions_from(rows).get(case.pk)
    return found or PersonConvictions(conviction_from(case, records_of(rows)[case.pk]))


def convictions_from(rows: Mapping[str, Sequence]) -> dict[int, PersonConvictions]:
    """Return, by primary key of the case, its conviction and those of the person's other cases. `rows`: see `selections`."""
    records, by_person = records_of(rows), defaultdict(list)
    for case in sorted(rows["cases"], key=attrgetter("release_on", "id")):
        by_person[case.key].append(case)
    found: dict[int, PersonConvictions] = {}
    for cases in by_person.values():
        own = {one.id: conviction_from(one, records[one.id], _crimes_against(one, cases, records)) for one in cases}
        for case in cases:
            others = tuple(own[one.id] or UnknownConviction(one.code) for one in cases if one is not case)
            found[case.id] = PersonConvictions(own[case.id], others)
    return found


def records_of(rows: Mapping[str, Sequence]) -> dict[int, Records]:
    """Return the records by primary key of the case."""
    found: dict[int, dict[str, list]] = defaultdict(lambda: {one.name: [] for one in RECORDS})
    for selection in RECORDS:
        for row in rows[selection.name]:
            found[row.key][selection.name].append(row)
    return defaultdict(Records, {key: Records(**parts) for key, parts in found.items()})


def conviction_from(case, records: Records, new_crimes: tuple[NewCrime, ...] | None = None) -> Conviction | None:
    """The conviction of a case from records that were read before (worklist/loader.py reads them for many cases at once).

    `new_crimes`: the later crimes of the person; None: those recorded in this case alone.
    """
    penalty, months, days = _sentence(case, records.judgments)
    if penalty in _NEEDS_MONTHS and not (months or days):
        return None
    offences, reviews = records.offences, records.reviews
    by_court = {_needs_court(offence) for offence in offences}
    refused = [row for row in reviews if row.result == ExpungementReview.Result.REFUSED]
    return Conviction(
        start_on=started_on(case, records.stays),
        penalty=penalty,
        months=months,
        days=days,
        needs_court=True in by_court,
        is_mixed=len(by_court) == 2,
        leaves_no_record=bool(offences) and all(_leaves_none(offence) for offence in offences),
        is_minor=any(judgment.is_minor for judgment in records.judgments),
        additional=tuple(
            Additional(row.kind, row.end_on, row.done_on, _PENALTIES.get(row.kind, row.kind))
            for row in records.penalties
        ),
        obligations=tuple(Obligation(row.done_on, _OBLIGATIONS.get(row.kind, row.kind)) for row in records.obligations),
        are_obligations_known=bool(records.obligations) or any(one.has_no_obligations for one in records.judgments),
        new_crimes=_own_crimes(records) if new_crimes is None else new_crimes,
        has_merit=any(row.has_merit and row.result == ExpungementReview.Result.PENDING for row in reviews),
        refused_on=tuple(row.proof_on for row in refused if row.path == ExpungementReview.Path.COURT),
        special_refused_on=tuple(row.proof_on for row in refused if row.path == ExpungementReview.Path.SPECIAL),
        label=case.code,
    )


def _own_crimes(records: Records) -> tuple[NewCrime, ...]:
    """Return the crimes prosecuted in this case and not dropped, with their sentences as far as they are entered."""
    ended = {row.prosecuted_on: row for row in records.new_sentences}
    return tuple(
        _new_crime(row, ended.get(row.prosecuted_on)) for row in records.reoffences if row.outcome not in NOT_COUNTED
    )


def _new_crime(reoffence, sentence) -> NewCrime:
    """Return a later crime. It is dated by its act; the prosecution only says by when it was committed."""
    is_convicted, known_by = reoffence.outcome == Outcome.CONVICTED, reoffence.prosecuted_on
    if sentence is None or not is_convicted:
        return NewCrime(reoffence.act_on, is_convicted=is_convicted, known_by=known_by)
    return NewCrime(sentence.act_on or reoffence.act_on, sentence.completed_on, known_by=known_by)


def _crimes_against(case, cases: Sequence, records: dict[int, Records]) -> tuple[NewCrime, ...]:
    """The crimes of the person after the conviction of `case`, in whichever case they were entered.

    A later case of the person is the conviction for a crime; it completes the prosecution that led to it.
    """
    later = [one for one in cases if one.release_on > case.release_on]
    sentences = {row.prosecuted_on: row for one in cases for row in records[one.id].new_sentences}
    reoffences = {
        row.prosecuted_on: row
        for one in cases
        for row in records[one.id].reoffences
        if row.outcome not in NOT_COUNTED and (one is case or row.prosecuted_on >= case.release_on)
    }
    found, explained = [], set()
    for prosecuted_on, reoffence in sorted(reoffences.items()):
        sentence = sentences.get(prosecuted_on)
        follow = next((one for one in later if one.release_on > prosecuted_on), None)
        if follow is None or (sentence is not None and sentence.completed_on is not None):
            found.append(_new_crime(reoffence, sentence))
            continue
        act_on = (sentence and sentence.act_on) or reoffence.act_on or _act_of(records[follow.id])
        found.append(_crime(act_on, started_on(follow, records[follow.id].stays), prosecuted_on))
        explained.add(follow.id)
    for one in later:
        if one.id not in explained:
            judged_on = min((row.on for row in records[one.id].judgments), default=one.release_on)
            found.append(_crime(_act_of(records[one.id]), started_on(one, records[one.id].stays), judged_on))
    return tuple(found)


def _act_of(records: Records) -> date | None:
    return min((row.act_on for row in records.offences if row.act_on), default=None)


def _crime(act_on: date | None, completed_on: date | None, known_by: date) -> NewCrime:
    if act_on is not None and completed_on is not None and completed_on < act_on:
        act_on = None
    return NewCrime(act_on, completed_on, known_by=known_by)


def started_on(case, stays: Sequence) -> date | None:
    """Return the day from which the period counts; None: not yet (BLHS Điều 73; docs/law.md §4.3).

    The last day of the sentence or of the probation; for an amnesty the day of release. The day on which a certificate
    was made out or entered does not count.
    """
    if not stays:
        return None
    if stays[0].category != Category.CONDITIONAL:
        return case.release_on
    completed_on = next((stay.start_on for stay in stays if stay.category == Category.COMPLETED), None)
    if completed_on is None or case.probation_end_on is None:
        return completed_on
    return min(completed_on, case.probation_end_on)


def borrows_from(case, stays: Sequence) -> date | None:
    """Return the day from which the years for a loan count; None: not yet (QĐ 22/2023/QĐ-TTg Điều 3; docs/law.md §1.1).

    As `started_on`, but for an amnesty the day on its certificate.
    """
    if stays and stays[0].category == Category.AMNESTY:
        return case.certificate_on or case.release_on
    return started_on(case, stays)


def _sentence(case, judgments: Sequence) -> tuple[Penalty, int | None, int]:
    """Return the heaviest sentence, its months and days beyond them; without a judgment, that of the register."""
    found = [(Penalty(row.main_penalty), row.months, row.days) for row in judgments]
    if not found:
        return (Penalty.LIFE, None, 0) if case.sentence_life else (Penalty.PRISON, case.sentence_months, _days_of(case))
    rank = {penalty: place for place, penalty in enumerate(_ORDER)}
    return min(found, key=lambda one: (rank.get(one[0], len(rank)), -(one[1] or 0), -one[2]))


def _days_of(case) -> int:
    """Return the days beyond the whole months in the register's text ("5 năm 15 ngày")."""
    try:
        return parse_sentence(case.sentence_text).days if case.sentence_text and "ng" in case.sentence_text else 0
    except ValueError:
        return 0


def _needs_court(offence) -> bool:
    """Return whether only a court expunges the record: as ticked, else as the article says."""
    return needs_court(offence.article) if offence.needs_court is None else offence.needs_court


def _leaves_none(offence) -> bool:
    """Return whether the offence leaves no record: negligent, and less serious or serious (BLHS Điều 69 khoản 2)."""
    return not offence.is_intentional and offence.crime_class in (CrimeClass.LESS_SERIOUS, CrimeClass.SERIOUS)
