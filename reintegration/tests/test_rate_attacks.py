"""Random sequences of one user's service calls never lower the number of counted reoffenders of any unit, category and period.

Nor do they change the definition of the rate or the half-years. The user has every role that changes cases, so that no refusal
for a wrong unit stands in for the guard. After each call the independent reference count is asked again. Requests are sent, and
their author tries to approve them: nobody else decides.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.tests.factories import MembershipFactory
from cases.choices import CLOSURES
from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.expungement import services as expungement_services
from cases.facts import store as facts_store
from cases.facts.stay_chain import reopen, start_history
from cases.facts.store import ReoffenceData
from cases.models import Case, ExpungementReview, Notice, PersonMerge, Reoffence, Stay
from cases.notices import services as notices_services
from cases.people import services as people_services
from cases.people.birth_dates import BirthDate
from cases.probation import services as probation_services
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.second_person import services as second_person_services
from cases.second_person.calls import NeedsSecondPerson
from cases.transfers import services as transfers_services
from core.errors import Refused
from law import services as law_services
from law.half_years import services as half_years_services
from law.half_years.models import HALF_YEAR_CODES
from law.provider import law_timeline
from register.planning.second_person import apply_case
from reports.definitions import services as definitions_services
from reports.measures.definition import CountedDate, Denominator
from reports.measures.tests.reference_count import PlainCase, PlainReoffence, PlainStay, count
from reports.models import MeasureDefinition

FIRST = date(2024, 1, 1)
BASIS = {"why": "Nhầm", "document_number": "9/KL"}
CATEGORIES = ("completed", "amnesty", "conditional")
# Few days, so that events often fall on one day or next to the end of a quarter or half-year (here of ten and twenty days).
DAYS = st.integers(0, 39).map(lambda number: FIRST + timedelta(days=number))
PERIODS = [
    (FIRST + timedelta(days=start), FIRST + timedelta(days=start + length - 1))
    for length in (10, 20)
    for start in range(0, 60, length)
]


@pytest.fixture
def mighty(world):
    """One user who is officer of both communes and leader of the district."""
    for unit, role in ((world.tinh_ha, "commune_officer"), (world.son_tinh, "district_leader")):
        MembershipFactory(user=world.officer, unit=unit, role=role)
    return User.objects.get(pk=world.officer.pk)


# --- what one user may call -------------------------------------------------------------------------------------------------


class Attack:
    """One sequence of calls by one user; `draw` is Hypothesis's."""

    def __init__(self, world, by: User, draw: Callable):
        self.world, self.by, self.draw = world, by, draw
        self.number = 0

    def one_of(self, rows):
        """A stored row, or Refused if there is none."""
        found = list(rows.order_by("pk"))
        if not found:
            raise Refused("none")
        return found[self.draw(st.integers(0, len(found) - 1))]

    def case(self) -> Case:
        return self.one_of(Case.objects.all())

    def crime(self) -> Reoffence:
        return self.one_of(Reoffence.objects.current())

    def unit(self):
        return self.draw(st.sampled_from([self.world.tinh_bac, self.world.tinh_ha]))

    def day(self) -> date:
        """A day, often that of something recorded."""
        stays = Stay.objects.current().values_list("start_on", "end_on")
        crimes = Reoffence.objects.current().values_list("prosecuted_on", flat=True)
        recorded = {day for pair in stays for day in pair if day} | set(crimes)
        return self.draw(st.sampled_from(sorted(recorded)) | DAYS if recorded else DAYS)

    def receive(self, person=None):
        self.number += 1
        history = start_history(
            unit_id=self.unit().pk, category=self.draw(st.sampled_from(CATEGORIES)), on=self.day(), origin="prison"
        )
        new = NewCase(f"HS-{self.number}", person or PersonData(f"Người {self.number}"), history, {"release_on": FIRST})
        reception_services.receive(by=self.by, case=new)

    def receive_again(self):
        self.receive(self.case().person)

    def record(self):
        data = ReoffenceData(self.day(), "1")
        reoffences_services.record_reoffence(by=self.by, case=self.case(), data=data)

    def correct_reoffence(self):
        old = self.crime()
        data = replace(facts_store.reoffence_data(old), **self.other_reoffence(old))
        reoffences_services.correct_reoffence(by=self.by, reoffence=old, data=data, **BASIS)

    def other_reoffence(self, old: Reoffence) -> dict:
        outcome = self.draw(st.sampled_from(["pending", "convicted", "dropped", "acquitted"]))
        day = old.prosecuted_on + timedelta(days=self.draw(st.integers(-2, 2)))
        convicted_on = day + timedelta(days=self.draw(st.integers(0, 9))) if outcome == "convicted" else None
        return {"prosecuted_on": day, "outcome": outcome, "convicted_on": convicted_on}

    def withdraw_reoffence(self):
        reoffences_services.withdraw_reoffence(by=self.by, reoffence=self.crime(), **BASIS)

    def close(self):
        reason = self.draw(st.sampled_from(CLOSURES)).value
        closing_services.close(by=self.by, case=self.case(), on=self.day(), reason=reason, document_number="1")

    def correct(self):
        case = self.case()
        corrections_services.correct(by=self.by, case=case, history=self.other_history(case), **BASIS)

    def import_history(self):
        case = self.case()
        apply_case(by=self.by, case=case, history=self.other_history(case), verdicts=(), **BASIS)

    def import_verdict(self):
        old = self.crime()
        data = replace(facts_store.reoffence_data(old), **self.other_reoffence(old))
        history = facts_store.current_history(old.case)
        apply_case(by=self.by, case=old.case, history=history, verdicts=((old, data),), **BASIS)

    def other_history(self, case: Case):
        history = facts_store.current_history(case)
        if not history:
            raise Refused("withdrawn")
        kind = self.draw(st.sampled_from(["start", "unit", "category", "end", "reopen"]))
        first, last = history[0], history[-1]
        if kind == "start":
            return (replace(first, start_on=self.day()), *history[1:])
        if kind == "unit":
            return (*history[:-1], replace(last, unit_id=self.unit().pk))
        if kind == "category":
            return (*history[:-1], replace(last, category=self.draw(st.sampled_from(CATEGORIES))))
        if kind == "end":
            return (*history[:-1], replace(last, end_on=self.day(), end_reason="other"))
        return reopen(history)

    def withdraw_case(self):
        corrections_services.withdraw(by=self.by, case=self.case(), **BASIS)

    def transfer(self):
        transfers_services.transfer(by=self.by, case=self.case(), to_unit=self.unit(), on=self.day())

    def ask_and_accept(self):
        moved_on = self.day()
        given = {"to_unit": self.unit(), "moved_on": moved_on, "address": "Thôn 1", "why": "Cưới"}
        request = transfers_services.ask(by=self.by, case=self.case(), **given)
        transfers_services.accept(by=self.by, request=request, on=moved_on)

    def certify(self):
        probation_services.certify_completion(by=self.by, case=self.case(), on=self.day(), document_number="1")

    def revoke(self):
        probation_services.revoke(by=self.by, case=self.case(), on=self.day(), decision_number="1")

    def expunge(self):
        review = ExpungementReview.objects.create(case=self.case(), path="automatic", guided_on=FIRST)
        paper = {"result": "proved", "proof_number": "1", "proof_on": self.day(), "proof_issuer": "Tòa án"}
        expungement_services.decide(by=self.by, review=review, **paper)

    def rename(self):
        people_services.update_person(by=self.by, person=self.case().person, birth=BirthDate(1980, None, None))

    def merge(self):
        """Merge one person with the first other one whose stays do not overlap."""
        kept = self.case().person
        for other in Case.objects.exclude(person=kept).order_by("pk"):
            try:
                with transaction.atomic():
                    return people_services.merge_people(by=self.by, kept=kept, merged=other.person, why="Một người")
            except NeedsSecondPerson:
                raise
            except Refused:
                continue
        return None

    def unmerge(self):
        merge = self.one_of(PersonMerge.objects.filter(undone_at=None))
        people_services.undo_merge(by=self.by, merge=merge, why="Nhầm")

    def notice(self):
        given = {"category": self.draw(st.sampled_from(CATEGORIES)), "notice_on": FIRST, "received_on": FIRST}
        row = Notice(unit=self.unit(), full_name="Người sắp về", expected_on=self.day(), **given)
        for name in ("prison_name", "notice_number", "address"):
            setattr(row, name, "1")
        notices_services.add_notices(by=self.by, notices=[(row, None)])

    def settle_notice(self):
        state = self.draw(st.sampled_from(["not_come", "cancelled", "expected"]))
        row = self.one_of(Notice.objects.all())
        notices_services.settle_notice(by=self.by, notice=row, state=state, on=self.day(), why="Nhầm")

    def arrive(self):
        row = self.one_of(Notice.objects.all())
        notices_services.mark_arrived(by=self.by, notice=row, on=self.day(), case=self.case())

    def define_rate(self):
        given = {
            "counted_date": self.draw(st.sampled_from(CountedDate.values)),
            "denominator": self.draw(st.sampled_from(Denominator.values)),
        }
        asked = definitions_services.propose_definition(by=self.by, valid_from=self.day(), **given, **BASIS)
        if asked:
            definitions_services.approve_definition(by=self.by, request=asked)

    def divide_year(self):
        code, value = self.draw(st.sampled_from(HALF_YEAR_CODES)), self.draw(st.sampled_from(["01/02", "15/06"]))
        asked = half_years_services.propose_half_years(
            by=self.by, code=code, value=value, valid_from=self.day(), **BASIS
        )
        half_years_services.approve_half_years(by=self.by, request=asked)

    def set_half_years(self):
        row = {"code": self.draw(st.sampled_from(HALF_YEAR_CODES)), "value": "01/02", "article": "9/KL"}
        law_services.save_setting(
            by=self.by, setting=None, data={**row, "valid_from": self.day(), "source_note": "9/KL"}
        )


STEPS = [name for name, value in vars(Attack).items() if callable(value)]
STEPS = [name for name in STEPS if name[0] != "_" and name not in {
    "one_of", "case", "crime", "unit", "day", "other_history", "other_reoffence",
}]  # fmt: skip
# What makes something to attack is drawn more often.
STEPS += ["receive", "record", "record", "record", "close", "merge", "merge", "unmerge", "correct", "correct"]


# --- the count ---------------------------------------------------------------------------------------------------------------


def plain_cases() -> list[PlainCase]:
    """The current facts as the reference count reads them."""
    found: dict[int, PlainCase] = {}
    for stay in Stay.objects.current().select_related("unit").order_by("case", "start_on"):
        case = found.setdefault(stay.case_id, PlainCase(str(stay.case_id), str(stay.person_id)))
        reason = "" if stay.end_reason == "moved" else stay.end_reason
        case.stays.append(PlainStay(stay.unit.code, stay.category, stay.start_on, stay.end_on, reason))
    for one in Reoffence.objects.current():
        case = found.setdefault(one.case_id, PlainCase(str(one.case_id), str(one.person_id)))
        case.reoffences.append(PlainReoffence(one.prosecuted_on, one.convicted_on, one.outcome))
    return list(found.values())


def rules() -> list[tuple]:
    """The definition of the rate and the half-years of every preset, for the periods that are counted."""
    timeline = law_timeline()
    return [
        (MeasureDefinition.objects.on(end), [timeline.on(end).day_of_year(code) for code in HALF_YEAR_CODES])
        for _start, end in PERIODS
    ]


def counts(world, cases: list[PlainCase]) -> dict[tuple, int]:
    """Counted reoffenders by row, category, period and counted date."""
    rows = {"Tịnh Bắc": {world.tinh_bac.code}, "Tịnh Hà": {world.tinh_ha.code}}
    rows["huyện"] = rows["Tịnh Bắc"] | rows["Tịnh Hà"]
    cells = product(rows, (*CATEGORIES, "total"), PERIODS, ("prosecution", "conviction"))
    return {
        (row, category, period, counted): count(cases, rows[row], category, *period, counted_date=counted)["reoffended"]
        for row, category, period, counted in cells
    }


# Who may do what alone is the same on every database; test_random_cases.py compares the counts on both.
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(2))
def test_no_sequence_of_one_users_calls_lowers_a_count(world, mighty, number, monkeypatch):
    monkeypatch.setattr("reports.definitions.effects.HALF_YEARS", 1)
    done: set = set()

    @seed(number)
    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data):
        with transaction.atomic():
            try:
                _attack(world, mighty, data.draw, done)
            finally:
                transaction.set_rollback(True)

    check()
    # Otherwise nothing was attacked.
    assert {"record", "receive", "merge", "close", "correct", "asked", "notice", "settle_notice"} <= done, done
    # One person alone never gets as far as the approval of a request.
    assert not {"divide_year", "set_half_years"} & done, done


def _attack(world, by, draw, done: set[str]):
    attack = Attack(world, by, draw)
    steps = ["receive", "record", "close", "receive_again", "receive", "record", "notice", "settle_notice"]
    cases = plain_cases()
    before, before_rules = counts(world, cases), rules()
    steps += draw(st.lists(st.sampled_from(STEPS), min_size=5, max_size=12))
    for step in steps:
        try:
            with transaction.atomic():
                getattr(attack, step)()
            done.add(step)
        except NeedsSecondPerson as needed:
            done.add("asked")
            _approve_alone(by, needed)
        except (Refused, ValidationError, IntegrityError):
            pass
        assert rules() == before_rules, (steps, step)
        if (now := plain_cases()) == cases:
            continue  # the same facts give the same counts
        cases, after = now, counts(world, now)
        lower = {cell: (before[cell], after[cell]) for cell in after if after[cell] < before[cell]}
        assert not lower, (steps, step)
        before = after


def _approve_alone(by, needed: NeedsSecondPerson):
    try:
        with transaction.atomic():
            request = second_person_services.ask(needed, why="Nhầm", document_number="9/KL")
    except Refused:
        return
    with pytest.raises(Refused), transaction.atomic():
        second_person_services.approve(by=by, request=request)
