"""What is recorded about the demo's reoffences beyond day and outcome, when, and who has confirmed them.

Each was entered when it was prosecuted, and again with its outcome. Recent ones are incomplete and unconfirmed, as on an
ordinary day. Two charges that came to nothing are added, so that every outcome is there. No figure changes by it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from accounts.models import User
from cases.choices import NOT_COUNTED, CrimeClass, Outcome
from cases.facts.clock import invented_past
from cases.facts.store import ReoffenceData
from cases.models import Case, Reoffence
from cases.reoffences import services
from demo import recording
from demo.activity.plan import Subject
from demo.people.district import Inhabitant
from demo.people.life_histories import CaseHistory, GeneratedReoffence
from demo.people.offences import OFFENCES

BODY, COURT = "Cơ quan CSĐT Công an %s", "TAND %s"
HERE = "huyện Sơn Tịnh"
WHY = "Đã có kết quả giải quyết vụ án"
# Prosecutions from this day on are still incomplete and wait for the leader.
RECENT = date(2025, 4, 1)
# Who came home before this day can have been charged and cleared since.
LONG_AGO = date(2022, 1, 1)
# Every so many confirmable reoffences one was overlooked.
OVERLOOKED = 5
_CLASSES = (CrimeClass.LESS_SERIOUS, CrimeClass.LESS_SERIOUS, CrimeClass.SERIOUS, CrimeClass.VERY_SERIOUS)


def details(code: str, reoffence: GeneratedReoffence, district: str = HERE) -> ReoffenceData:
    """The reoffence with what the officer knows about it; of a recent one little. Arguments: `district`, its name."""
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
        prosecuted_by=BODY % district,
        articles=f"khoản 1 Điều {random.choice(OFFENCES).article}",
        is_intentional=None if is_recent else True,
        crime_class="" if is_recent else random.choice(_CLASSES).value,
        outcome_number=f"{random.randint(2, 90)}/{year}/HS-ST" if is_convicted else "",
        outcome_body=COURT % district if is_convicted else "",
    )


def record_and_confirm(
    loaded: Iterable[tuple[Inhabitant, str, CaseHistory]],
    subjects: Iterable[Subject],
    cases: dict[str, Case],
    officers: dict[str, User],
    leader: User,
) -> None:
    """Enter the reoffences, a dropped charge and an acquittal among them, as the commune's officers did in time, with the
    outcome as a later version; confirm as the leader what is not recent.

    Arguments: `loaded`, each case with its person and code; `officers` by code of the commune.
    """
    quiet = [
        one for one in subjects if not (one.is_conditional or one.case_history.reoffences) and one.since < LONG_AGO
    ]
    nothing = zip(quiet, (Outcome.DROPPED, Outcome.ACQUITTED), strict=False)
    found = [
        *((_commune(person, case, one.prosecuted_on), code, details(code, one))
          for person, code, case in loaded for one in case.reoffences),
        *((subject.commune, subject.code, _came_to_nothing(subject, outcome)) for subject, outcome in nothing),
    ]  # fmt: skip
    found.sort(key=lambda one: (one[2].prosecuted_on, one[1]))
    confirmable = 0
    for commune, code, data in found:
        known_on, reoffence = _enter(cases[code], officers[commune], recording.versions(commune, code, data))
        if data.prosecuted_on < RECENT and data.outcome not in NOT_COUNTED:
            confirmable += 1
            if confirmable % OVERLOOKED:
                with invented_past(recording.at(known_on + timedelta(days=3 + confirmable % 12))):
                    services.confirm_reoffence(by=leader, reoffence=reoffence)


def _enter(case: Case, officer: User, versions: list[tuple[date, ReoffenceData]]) -> tuple[date, Reoffence]:
    """Record the first version and correct it by the later ones; returns the last with the day of its entry."""
    (known_on, data), *later = versions
    with invented_past(recording.at(known_on)):
        # As many at once: some of these people were expunged since, and their cases are sealed today.
        [reoffence] = services.record_reoffences(by=officer, items=[(case, data)])
    for known_on, data in later:  # noqa: B007 (the last is returned)
        with invented_past(recording.at(known_on)):
            # As the command line does: a dropped charge would have to wait for a second person of today.
            reoffence = services.correct_reoffence(by=None, reoffence=reoffence, data=data, why=WHY)
    return known_on, reoffence


def _commune(person: Inhabitant, case: CaseHistory, day: date) -> str:
    """The commune that managed the case on the day of prosecution."""
    stay = next(one for one in reversed(case.history) if one.start_on <= day)
    return person.places[stay.unit_id]


def _came_to_nothing(subject: Subject, outcome: Outcome) -> ReoffenceData:
    prosecuted_on = subject.since + timedelta(days=200)
    by_court = outcome == Outcome.ACQUITTED
    return ReoffenceData(
        prosecuted_on,
        "88/QĐ-CSĐT",
        outcome=outcome.value,
        act_on=prosecuted_on - timedelta(days=9),
        prosecuted_by=BODY % HERE,
        articles="khoản 1 Điều 134",
        is_intentional=True,
        crime_class=CrimeClass.LESS_SERIOUS.value,
        ended_on=prosecuted_on + timedelta(days=100),
        outcome_number="31/HS-ST" if by_court else "14/QĐ-CSĐT",
        outcome_body=(COURT if by_court else BODY) % HERE,
    )
