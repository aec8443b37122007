"""Officer, helper and job of the cases that are closed: without them nobody could be compared with those who came back."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from random import Random

from accounts.models import User
from cases.models import Assignment, Case, Employment
from demo.activity.days import between
from demo.activity.supervision import ORGANISATIONS
from demo.activity.support import WORK
from demo.people.district import Inhabitant
from demo.people.life_histories import CaseHistory


def rows(
    person: Inhabitant, code: str, history: CaseHistory, case: Case, officers: Mapping[str, User]
) -> Iterator[Assignment | Employment]:
    """Yield the unsaved records of a closed case. Arguments: `officers` by code of the commune."""
    random = Random(f"reintegration past {code} {person.numbers}")
    closed_on = history.history[-1].end_on or history.arrival_on
    for place, stays in groupby(history.history, key=lambda stay: stay.unit_id):
        first, *_rest = here = list(stays)
        yield Assignment(
            case=case,
            role=Assignment.Role.OFFICER,
            user=officers[person.places[place]],
            start_on=first.start_on,
            end_on=here[-1].end_on,
            why_ended="Chuyển hồ sơ" if here[-1].end_on != closed_on else "Kết thúc quản lý",
        )
    soon = min(history.arrival_on + timedelta(days=200), closed_on - timedelta(days=1))
    if person.helper and (closed_on - history.arrival_on).days > 40:
        who, _comma, whose = person.helper.partition(", ")
        start = between(random, history.arrival_on, history.arrival_on + timedelta(days=30))
        yield Assignment(
            case=case,
            role=Assignment.Role.HELPER,
            full_name=who,
            organisation=ORGANISATIONS.get(whose, Assignment.Organisation.VILLAGE),
            start_on=start,
            end_on=closed_on,
            why_ended="Kết thúc quản lý",
        )
    job = WORK.get(history.job)
    if job and (closed_on - history.arrival_on).days > 40 and random.random() < (0.4 if history.reoffences else 0.8):
        yield Employment(
            case=case,
            employer=job.employer,
            work=job.work,
            contract=job.contract,
            income=job.income * 1000,
            start_on=between(random, history.arrival_on + timedelta(days=5), soon),
            end_on=closed_on,
            why_ended="Kết thúc quản lý",
        )
