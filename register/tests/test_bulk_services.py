"""The verbs for many cases at once keep the rules of the single ones."""

from datetime import date

import pytest

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts import rate_guard
from cases.facts import store as facts_store
from cases.facts.stay_chain import Change, Contradiction, apply_day, start_history
from cases.facts.store import ReoffenceData
from cases.models import Case, Reoffence, Stay
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.records import services as records_services
from cases.records.services import CaseChanged
from cases.reoffences import services as reoffences_services
from register import bulk_services
from register.bulk_services import HistoryChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(world):
    """received(code): a new case of Tịnh Bắc from 01/02/2024 on."""

    def receive(code: str, person=None) -> Case:
        history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 2, 1), origin="prison")
        person = person or PersonData(f"Người {code}")
        return reception_services.receive(
            by=None, case=NewCase(code, person, history, {"release_on": date(2024, 2, 1)})
        )

    return receive


def after(case: Case, on: date, change: Change):
    return apply_day(facts_store.current_history(case), on, [change])


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True))


def test_many_histories_are_continued_and_corrected_at_once(world, received):
    moved, corrected, same = received("1"), received("2"), received("3")
    otherwise = start_history(unit_id=world.tinh_ha.pk, category="completed", on=date(2024, 2, 1), origin="prison")
    changes = [
        HistoryChange(moved, after(moved, date(2024, 3, 1), Change(unit_id=world.tinh_ha.pk))),
        HistoryChange(corrected, otherwise, "Nhập sai xã"),
        HistoryChange(same, facts_store.current_history(same)),
    ]
    with rate_guard.guard():
        assert bulk_services.change_histories(by=world.leader, changes=changes) == 2
    assert actions()[3:] == ["case.extend", "case.correct"]
    assert facts_store.current_history(moved) == changes[0].after
    assert Stay.objects.current().get(case=corrected).why == "Nhập sai xã"
    assert set(Stay.objects.current().filter(case=moved).values_list("why", flat=True)) == {""}


def test_what_was_told_before_becomes_untrue_only_with_a_reason(world, received):
    case = received("1")
    otherwise = start_history(unit_id=world.tinh_ha.pk, category="completed", on=date(2024, 2, 1), origin="prison")
    with pytest.raises(Contradiction) as refused:
        bulk_services.change_histories(by=None, changes=[HistoryChange(case, otherwise)])
    assert refused.value.code == "no_reason"
    assert Stay.objects.current().get().unit == world.tinh_bac


def test_the_future_has_not_happened(world, received):
    case = received("1")
    future = after(case, date(2999, 1, 1), Change(closed="died"))
    with pytest.raises(Contradiction, match="tương lai"):
        bulk_services.change_histories(by=None, changes=[HistoryChange(case, future)])


def test_a_person_leaves_one_case_for_another_in_one_step(world, received):
    first = received("1")
    closing_services.close(by=None, case=first, on=date(2024, 5, 1), reason="reimprisoned")
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 6, 1), origin="prison")
    second = reception_services.receive(
        by=None, case=NewCase("2", first.person, history, {"release_on": date(2024, 6, 1)})
    )
    # The first case really ended later, and the second began on that day: neither fits while the other is as it was.
    start = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 2, 1), origin="prison")
    changes = [
        HistoryChange(first, apply_day(start, date(2024, 7, 1), [Change(closed="reimprisoned")]), "Sai ngày"),
        HistoryChange(
            second,
            start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 7, 1), origin="prison"),
            "Sai ngày",
        ),
    ]
    assert bulk_services.change_histories(by=None, changes=changes) == 2


def test_verdicts_supersede_what_is_still_believed_and_nothing_else(world, received):
    [fact] = reoffences_services.record_reoffences(by=None, items=[(received("1"), ReoffenceData(date(2024, 3, 1)))])
    verdict = ReoffenceData(date(2024, 3, 1), convicted_on=date(2024, 9, 1), outcome="convicted")
    bulk_services.correct_reoffences(by=None, items=[(fact, verdict)], why="Bản án 12")
    assert Reoffence.objects.current().get().outcome == "convicted"
    with pytest.raises(Contradiction) as refused:
        bulk_services.correct_reoffences(by=None, items=[(fact, verdict)], why="Bản án 12")
    assert refused.value.code == "superseded"
    assert Reoffence.objects.count() == 2


def test_details_that_somebody_else_changed_are_not_overwritten(world, received):
    case, other = received("1"), received("2")
    records_services.update_details(by=None, case=other, version=1, hamlet="Thôn 5")
    with pytest.raises(CaseChanged):
        bulk_services.update_details_many(by=None, items=[(case, {"hamlet": "Thôn 1"}), (other, {"hamlet": "Thôn 1"})])
    assert set(Case.objects.values_list("hamlet", flat=True)) == {"", "Thôn 5"}
    bulk_services.update_details_many(by=None, items=[(case, {"hamlet": "Thôn 1"})])
    assert Case.objects.get(code="1").version == 2


def test_people_and_numbers_are_audited_one_by_one(world, received):
    cases = [received("1"), received("2")]
    people = [(case.person, {"full_name": f"Đặng Thị {number}"}) for number, case in enumerate(cases)]
    bulk_services.update_people(by=world.leader, items=people)
    bulk_services.add_numbers(by=world.leader, items=[(cases[0].person, "cmnd", "212345678")])
    assert Case.objects.get(code="1").person.name_folded == "dang thi 0"
    assert actions()[2:] == ["person.update", "person.update", "person.add_number"]
    assert cases[0].person.identity_numbers.get().number == "212345678"
