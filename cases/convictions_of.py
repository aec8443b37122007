"""From the records of a case to the conviction that the rules of expungement ask about."""

from datetime import date

from cases.models import Case, ExpungementReview, Offence
from cases.models.judgments import CrimeClass
from cases.rules.convictions import Additional, Conviction, NewCrime, Obligation, Penalty
from cases.terms import NOT_COUNTED, Category, Outcome

# Without them a sentence to prison says nothing about its band.
_NEEDS_MONTHS = {Penalty.PRISON}
_ORDER = [Penalty.DEATH_COMMUTED, Penalty.LIFE, Penalty.PRISON]


def conviction_of(case: Case) -> Conviction | None:
    """None: the pronounced sentence is not entered, so nobody can say when the record is expunged. Six queries."""
    judgments = _rows(case, "judgments")
    penalty, months = _sentence(case, judgments)
    if penalty in _NEEDS_MONTHS and not months:
        return None
    offences = _offences(case, judgments)
    reviews = _rows(case, "expungement_reviews")
    return Conviction(
        start_on=started_on(case),
        penalty=penalty,
        months=months,
        needs_court=any(offence.needs_court for offence in offences),
        is_mixed=len({offence.needs_court for offence in offences}) == 2,
        leaves_no_record=bool(offences) and all(_leaves_none(offence) for offence in offences),
        is_minor=any(judgment.is_minor for judgment in judgments),
        additional=tuple(
            Additional(row.kind, row.end_on, row.done_on, row.get_kind_display())
            for row in _rows(case, "additional_penalties")
        ),
        obligations=tuple(Obligation(row.done_on, row.get_kind_display()) for row in _rows(case, "obligations")),
        new_crimes=tuple(
            NewCrime(row.prosecuted_on, is_convicted=row.outcome == Outcome.CONVICTED)
            for row in _rows(case, "reoffences")
            if row.outcome not in NOT_COUNTED
        ),
        has_merit=any(review.has_merit and review.result == ExpungementReview.Result.PENDING for review in reviews),
        refused_on=tuple(
            review.proof_on
            for review in reviews
            if review.result == review.Result.REFUSED and review.path != "automatic"
        ),
    )


def started_on(case: Case) -> date | None:
    """The main penalty done: release, amnesty, or the certificate at the end of probation (BLHS Điều 73; law.md §4.3)."""
    stays = sorted(_rows(case, "stays"), key=lambda stay: stay.start_on)
    if not stays:
        return None
    if stays[0].category == Category.CONDITIONAL:
        return next((stay.start_on for stay in stays if stay.category == Category.COMPLETED), None)
    if stays[0].category == Category.AMNESTY:
        return case.certificate_on or case.release_on
    return case.release_on


def _rows(case: Case, name: str) -> list:
    """What stands today; without a query where gather.with_records has fetched it for many cases at once."""
    fetched = getattr(case, f"got_{name}", None)
    if fetched is not None:
        return fetched
    rows = getattr(case, name)
    return list(rows.current() if name in ("stays", "reoffences") else rows.standing())


def _offences(case: Case, judgments) -> list[Offence]:
    if all(hasattr(row, "got_offences") for row in judgments):
        return [offence for row in judgments for offence in row.got_offences]
    return list(Offence.objects.standing().filter(judgment__case=case))


def _sentence(case: Case, judgments) -> tuple[Penalty, int | None]:
    """The heaviest sentence entered; without a judgment, the register's."""
    found = [(Penalty(row.main_penalty), row.months) for row in judgments]
    if not found:
        return (Penalty.LIFE, None) if case.sentence_life else (Penalty.PRISON, case.sentence_months)
    rank = {penalty: place for place, penalty in enumerate(_ORDER)}
    return min(found, key=lambda pair: (rank.get(pair[0], len(rank)), -(pair[1] or 0)))


def _leaves_none(offence: Offence) -> bool:
    """Negligent, and less serious or serious (BLHS Điều 69 khoản 2)."""
    return not offence.is_intentional and offence.crime_class in (CrimeClass.LESS_SERIOUS, CrimeClass.SERIOUS)
