"""Receiving the invented people and following them day by day, as it became known, through the ordinary services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.models import User
from cases.facts import store as facts_store
from cases.facts.clock import invented_past
from cases.facts.stay_chain import History
from cases.facts.store import StayRevision
from cases.models import Case, Person
from cases.people.birth_dates import BirthDate
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from demo import recording
from demo.people.district import Inhabitant
from demo.people.life_histories import CaseHistory


def receive(
    people: Sequence[Inhabitant],
    entries: Iterable[recording.Entries],
    units: Mapping[str, int],
    officers: Mapping[str, User],
    more: Mapping[str, dict[str, Any]],
) -> dict[str, Case]:
    """Write what was entered on each day, known from that day.

    Arguments: `units` and `officers` by code of the commune, which need not have an officer; `more`, further fields of a case by
    its code.
    Returns: the cases by code.
    """
    owners = {code: (person, case) for person in people for code, case in person.cases}
    persons: dict[int, Person | PersonData] = {id(person): _person(person) for person in people}
    cases: dict[str, Case] = {}
    known: dict[str, History] = {}
    for entry in entries:
        now = {code: _placed(owners[code][0], history, units) for code, history in entry.histories.items()}
        new = []
        for code in sorted(now.keys() - known.keys()):
            person, case = owners[code]
            details = _details(person, case, officers) | more.get(code, {})
            new.append(NewCase(code, persons[id(person)], now[code], details))
        with invented_past(recording.at(entry.on)):
            facts_store.write_revisions(
                by=None,
                items=[
                    StayRevision(cases[code], known[code], history, "case.extend")
                    for code, history in now.items()
                    if code in known
                ],
            )
            for made in reception_services.receive_many(by=None, cases=new):
                cases[made.code] = made
                persons[id(owners[made.code][0])] = made.person
        known |= now
    return cases


def _placed(person: Inhabitant, history: History, units: Mapping[str, int]) -> History:
    return tuple(replace(stay, unit_id=units[person.places[stay.unit_id]]) for stay in history)


def _person(inhabitant: Inhabitant) -> PersonData:
    who = inhabitant.who
    return PersonData(who.full_name, BirthDate(*who.birth), who.sex, who.ethnicity, inhabitant.numbers)


def _details(inhabitant: Inhabitant, case: CaseHistory, officers: Mapping[str, User]) -> dict[str, Any]:
    """The fields of the case, with the officer of the commune where it is now."""
    judgment = case.judgment
    return {
        "officer": officers.get(inhabitant.places[case.history[-1].unit_id]),
        "hamlet": inhabitant.hamlet,
        "offence": judgment.offence,
        "article": judgment.article,
        "sentence_months": judgment.months,
        "sentence_life": judgment.months is None,
        "sentence_text": judgment.written,
        "release_on": case.release_on,
        "certificate_number": case.certificate_number,
        "certificate_on": case.release_on,
        "probation_end_on": case.probation_end_on,
        "origin_text": case.origin_text,
        "helper_text": inhabitant.helper,
        "job_text": case.job,
    }
