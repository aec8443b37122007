"""The loader returns the entered facts of a case without struck, closed and superseded rows."""

from datetime import date

import pytest
from django.utils import timezone

from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.facts.store import ReoffenceData
from cases.judgments.convictions import conviction_of
from cases.models import (
    Absence,
    AdditionalPenalty,
    Breach,
    Case,
    CivilObligation,
    Classification,
    Contact,
    Employment,
    ExpungementReview,
    IdentityNumber,
    Judgment,
    MoveRequest,
    Need,
    NewSentence,
    Offence,
    Residence,
    Shortening,
    Snooze,
)
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.supervision import services as supervision_services
from cases.worklist.loader import load_worklist_cases
from core.dates import today
from law.duties.agenda import Job, Move, Review, Wish
from law.rules.absences import Leave
from law.rules.convictions import Additional, NewCrime, Obligation, Penalty

HOME = date(2024, 1, 10)
STRUCK = {"removed_at": timezone.now(), "removed_why": "nhầm"}


@pytest.fixture
def case(world) -> Case:
    history = start_history(unit_id=world.tinh_bac.pk, category="conditional", on=HOME, origin="prison")
    details = {"release_on": HOME, "probation_end_on": date(2025, 7, 10), "sentence_months": 36}
    return reception_services.receive(by=None, case=NewCase("HS-1", PersonData("Lê Văn Gom"), history, details))


def facts_of(case):
    [found] = load_worklist_cases(Case.objects.filter(pk=case.pk))
    return found.facts


def test_a_bare_case_has_nothing_but_its_dates(case):
    facts = facts_of(case)
    assert (facts.category, facts.managed_from, facts.release_on, facts.entered_on) == (
        "conditional",
        HOME,
        HOME,
        today(),
    )
    assert (facts.probation_start_on, facts.probation_end_on, facts.original_end_on) == (
        HOME,
        date(2025, 7, 10),
        date(2025, 7, 10),
    )
    assert not any((facts.has_officer, facts.has_helper, facts.has_certificate, facts.has_number))
    assert not any((facts.leaves, facts.breaches, facts.moves, facts.wishes, facts.jobs, facts.reports))
    assert facts.conviction == conviction_of(case)
    assert (facts.conviction.months, facts.conviction.start_on) == (36, None)


def test_the_last_contact_and_the_last_group_are_those_that_stand(case):
    for on, next_on, struck in (
        (date(2024, 3, 1), date(2024, 4, 1), {}),
        (date(2024, 2, 1), date(2024, 9, 1), {}),
        (date(2024, 5, 1), date(2024, 6, 1), STRUCK),
    ):
        Contact.objects.create(case=case, kind="visit", on=on, next_on=next_on, outcome="x", **struck)
    Contact.objects.create(
        case=case, kind="monthly_report", on=date(2024, 4, 2), for_month=date(2024, 3, 1), outcome="x"
    )
    Contact.objects.create(case=case, kind="assessment", on=date(2024, 4, 3), for_month=date(2024, 3, 1), outcome="x")
    for group, on, struck in (
        ("B", date(2024, 3, 1), {}),
        ("C", date(2024, 2, 1), {}),
        ("D", date(2024, 5, 1), STRUCK),
    ):
        Classification.objects.create(case=case, group=group, on=on, reasons="x", **struck)
    facts = facts_of(case)
    assert (facts.last_contact_on, facts.agreed_on) == (date(2024, 3, 1), date(2024, 4, 1))
    assert (facts.group, facts.classified_on) == ("B", date(2024, 3, 1))
    assert facts.reports == {date(2024, 3, 1): date(2024, 4, 2)}
    assert facts.assessments == {date(2024, 3, 1): date(2024, 4, 3)}


def test_absences_breaches_and_moves_become_plain_values(case):
    days = {"applied_on": HOME, "from_on": date(2024, 2, 1), "until_on": date(2024, 2, 9), "destination": "x"}
    Absence.objects.create(case=case, reason="x", is_treatment=True, returned_on=date(2024, 2, 8), **days)
    Absence.objects.create(case=case, reason="x", **days, **STRUCK)
    breach = Breach.objects.create(
        case=case, kind="administrative", on=HOME, description="x", is_intentional=False, meeting_on=HOME
    )
    Breach.objects.create(case=case, kind="not_presented", on=HOME, description="x", **STRUCK)
    asked = {"case": case, "applied_on": HOME, "to_text": "x", "reason": "x"}
    move = MoveRequest.objects.create(**asked)
    MoveRequest.objects.create(is_granted=True, decided_on=HOME, **asked)
    facts = facts_of(case)
    assert facts.leaves == (Leave(date(2024, 2, 1), date(2024, 2, 9), date(2024, 2, 8), True, None),)
    [found] = facts.breaches
    assert (found.key, found.is_administrative, found.is_intentional) == (str(breach.public_id), True, False)
    assert (found.meeting_on, found.record_on) == (HOME, None)
    assert not facts.has_not_presented_breach
    assert facts.moves == (Move(str(move.public_id), HOME),)


def test_a_shortening_tells_the_end_as_first_decided(case):
    Shortening.objects.create(
        case=case,
        proposed_on=HOME,
        reason="x",
        is_granted=True,
        decided_on=date(2024, 12, 1),
        old_end_on=date(2025, 7, 10),
        new_end_on=date(2025, 3, 10),
        months=4,
    )
    Case.objects.filter(pk=case.pk).update(probation_end_on=date(2025, 3, 10))
    facts = facts_of(case)
    assert (facts.original_end_on, facts.probation_end_on) == (date(2025, 7, 10), date(2025, 3, 10))
    assert (facts.shortened_on, facts.shortening_asked) == ((date(2024, 12, 1),), False)
    Shortening.objects.create(case=case, proposed_on=HOME, reason="x")
    assert facts_of(case).shortening_asked


def test_needs_and_jobs_that_are_open(case):
    values = {"case": case, "kind": "job", "description": "x", "raised_on": HOME}
    need = Need.objects.create(due_on=HOME, **values)
    Need.objects.create(**values)
    Need.objects.create(due_on=HOME, state="met", closed_on=HOME, result="x", **values)
    work = {"case": case, "work": "x", "contract": "labour"}
    job = Employment.objects.create(employer="HTX", start_on=HOME, working_after_3=True, working_after_6=False, **work)
    Employment.objects.create(employer="Xưởng", start_on=HOME, end_on=HOME, **work)
    facts = facts_of(case)
    assert facts.wishes == (Wish(str(need.public_id), "Giải quyết việc làm", HOME),)
    assert facts.jobs == (Job(str(job.public_id), "HTX", HOME, (12,)),)


def test_papers_are_good_until_the_last_of_them_ends(case):
    def number(digits, valid_until):
        made = IdentityNumber.of(case.person, "cccd", digits)
        made.valid_until = valid_until
        made.save()

    number("051085000001", date(2025, 1, 1))
    number("051085000002", date(2024, 1, 1))
    assert (facts_of(case).has_number, facts_of(case).papers_until) == (True, date(2025, 1, 1))
    number("051085000003", None)
    assert facts_of(case).papers_until is None


def test_the_conviction_is_the_one_of_the_expungement_tab(case):
    judgment = Judgment.objects.create(case=case, court="x", number="1", on=HOME, months=84)
    lighter = Judgment.objects.create(case=case, court="x", number="2", on=HOME, months=24, is_minor=True)
    struck = Judgment.objects.create(case=case, court="x", number="3", on=HOME, main_penalty="life", **STRUCK)
    Offence.objects.create(judgment=judgment, name="x", article="173")
    Offence.objects.create(judgment=lighter, name="x", article="109", needs_court=True)
    Offence.objects.create(judgment=struck, name="x", article="9", is_intentional=False, crime_class="serious")
    AdditionalPenalty.objects.create(case=case, kind="surveillance", end_on=date(2027, 1, 1))
    CivilObligation.objects.create(case=case, kind="court_fee")
    ExpungementReview.objects.create(case=case, path="court", guided_on=HOME, has_merit=True)
    facts = facts_of(case)
    assert facts.conviction == conviction_of(case)
    assert (facts.conviction.penalty, facts.conviction.months, facts.conviction.is_minor) == (Penalty.PRISON, 84, True)
    assert (facts.conviction.needs_court, facts.conviction.is_mixed, facts.conviction.has_merit) == (True, True, True)
    assert facts.conviction.additional == (Additional("surveillance", date(2027, 1, 1), None, "Quản chế"),)
    assert facts.conviction.obligations == (Obligation(None, "Án phí"),)
    assert facts.review == Review(HOME, True, None)


def test_officer_and_helper_in_any_form_count(case, world):
    Case.objects.filter(pk=case.pk).update(officer_text="Ông Năm")
    [found] = load_worklist_cases(Case.objects.filter(pk=case.pk))
    assert (found.facts.has_officer, found.facts.has_helper, found.officer, found.officer_id) == (
        True,
        False,
        "Ông Năm",
        None,
    )
    supervision_services.assign(by=None, case=case, role="officer", user=world.officer, on=HOME)
    supervision_services.assign(by=None, case=case, role="helper", full_name="Bà Sáu", organisation="women", on=HOME)
    [found] = load_worklist_cases(Case.objects.filter(pk=case.pk))
    assert (found.officer, found.officer_id) == (world.officer.get_full_name(), world.officer.pk)
    assert found.facts.has_helper


def test_the_longest_snooze_holds_and_struck_ones_do_not(case):
    for until, struck in ((date(2024, 6, 1), {}), (date(2024, 7, 1), {}), (date(2024, 8, 1), STRUCK)):
        Snooze.objects.create(case=case, duty="helper", until_on=until, why=f"{until}", **struck)
    [found] = load_worklist_cases(Case.objects.filter(pk=case.pk))
    assert found.snoozed["helper"].until_on == date(2024, 7, 1)


def test_a_closed_case_is_not_followed(case):
    closing_services.close(by=None, case=case, on=today(), reason="died", document_number="1")
    assert load_worklist_cases(Case.objects.all()) == []


def test_of_the_homes_only_the_temporary_one_that_stands_ends(case):
    day = date(2026, 3, 1)
    Residence.objects.create(case=case, kind="temporary", address="a", from_on=HOME, valid_until=day, left_on=HOME)
    Residence.objects.create(case=case, kind="temporary", address="b", from_on=HOME, valid_until=day, **STRUCK)
    Residence.objects.create(case=case, kind="permanent", address="c", from_on=HOME)
    assert facts_of(case).residence_until is None
    Residence.objects.create(case=case, kind="temporary", address="d", from_on=HOME, valid_until=day)
    assert facts_of(case).residence_until == day


def test_a_new_crime_has_the_days_of_its_sentence_once_that_is_entered_and_stands(case):
    prosecuted, act, served = date(2024, 3, 1), date(2024, 2, 1), date(2025, 9, 1)
    data = ReoffenceData(prosecuted, convicted_on=date(2024, 6, 1), outcome="convicted")
    reoffences_services.record_reoffence(by=None, case=case, data=data)
    sentence = {"case": case, "prosecuted_on": prosecuted, "court": "x", "number": "9", "on": date(2024, 6, 1)}
    NewSentence.objects.create(**sentence, completed_on=served, **STRUCK)
    assert facts_of(case).conviction.new_crimes == (NewCrime(None, known_by=prosecuted),)
    NewSentence.objects.create(**sentence, act_on=act, completed_on=served)
    assert facts_of(case).conviction.new_crimes == (NewCrime(act, served, known_by=prosecuted),)
    assert facts_of(case).conviction == conviction_of(case)
