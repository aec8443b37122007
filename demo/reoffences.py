"""What is recorded about the demo's reoffences beyond day and outcome, and who has confirmed them.

Recent ones are incomplete and unconfirmed, as on an ordinary day. Two charges that came to nothing are added, so that every
outcome is there. No figure changes by it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from accounts.models import User
from cases.choices import CrimeClass, Outcome
from cases.facts.store import ReoffenceData
from cases.models import Case
from cases.reoffences import services
from demo.activity.plan import Subject
from demo.life_histories import GeneratedReoffence
from demo.offences import OFFENCES

BODY = "Cơ quan CSĐT Công an huyện Sơn Tịnh"
COURT = "TAND huyện Sơn Tịnh"
# Prosecutions from this day on are still incomplete and wait for the leader.
RECENT = date(2024, 9, 1)
# Who came home before this day can have been charged and cleared since.
LONG_AGO = date(2022, 1, 1)
# Every so many confirmable reoffences one was overlooked.
OVERLOOKED = 5
_CLASSES = (CrimeClass.LESS_SERIOUS, CrimeClass.LESS_SERIOUS, CrimeClass.SERIOUS, CrimeClass.VERY_SERIOUS)


def details(code: str, reoffence: GeneratedReoffence) -> ReoffenceData:
    """The reoffence with what the officer knows about it; of a recent one little."""
    random = Random(f"reintegration reoffence {code} {reoffence.prosecuted_on}")
    is_recent = reoffence.prosecuted_on >= RECENT
    is_convicted = reoffence.outcome == Outcome.CONVICTED
    act_on = reoffence.prosecuted_on - timedelta(days=random.randint(3, 20))
    year = (reoffence.convicted_on or reoffence.prosecuted_on).year
    return ReoffenceData(
        reoffence.prosecuted_on,
        reoffence.document_number,
        convicted_on=reoffence.convicted_on,
        outcome=reoffence.outcome,
        act_on=None if is_recent or random.random() < 0.2 else act_on,
        prosecuted_by=BODY,
        articles=f"khoản 1 Điều {random.choice(OFFENCES).article}",
        is_intentional=None if is_recent else True,
        crime_class="" if is_recent else random.choice(_CLASSES).value,
        outcome_number=f"{random.randint(2, 90)}/{year}/HS-ST" if is_convicted else "",
        outcome_body=COURT if is_convicted else "",
    )


def record_and_confirm(
    subjects: Iterable[Subject], cases: dict[str, Case], officers: dict[str, User], leader: User
) -> None:
    """Record a dropped charge and an acquittal, and confirm as the leader what is not recent."""
    quiet = [
        one for one in subjects if not (one.is_conditional or one.case_history.reoffences) and one.since < LONG_AGO
    ]
    for subject, outcome in zip(quiet, (Outcome.DROPPED, Outcome.ACQUITTED), strict=False):
        services.record_reoffence(
            by=officers[subject.commune], case=cases[subject.code], data=_came_to_nothing(subject, outcome)
        )
    found = services.unconfirmed_for(leader).filter(prosecuted_on__lt=RECENT).order_by("prosecuted_on", "pk")
    for place, reoffence in enumerate(found, start=1):
        if place % OVERLOOKED:
            services.confirm_reoffence(by=leader, reoffence=reoffence)


def _came_to_nothing(subject: Subject, outcome: Outcome) -> ReoffenceData:
    prosecuted_on = subject.since + timedelta(days=200)
    by_court = outcome == Outcome.ACQUITTED
    return ReoffenceData(
        prosecuted_on,
        "88/QĐ-CSĐT",
        outcome=outcome.value,
        act_on=prosecuted_on - timedelta(days=9),
        prosecuted_by=BODY,
        articles="khoản 1 Điều 134",
        is_intentional=True,
        crime_class=CrimeClass.LESS_SERIOUS.value,
        ended_on=prosecuted_on + timedelta(days=100),
        outcome_number="31/HS-ST" if by_court else "14/QĐ-CSĐT",
        outcome_body=COURT if by_court else BODY,
    )
