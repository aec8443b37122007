"""Two records of one person are merged, and the merge can be undone."""

from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.facts.store import ReoffenceData
from cases.models import PersonMerge, Stay
from cases.people import services as people_services
from cases.reoffences import services as reoffences_services
from cases.tests.factories import receive
from cases.tests.form_data import NUMBER, at


def test_two_records_of_one_person_become_one_and_two_again(world, case):
    other = receive(world, "CU", "Nguyễn Văn Ân", on=date(2018, 1, 1), numbers=(("cccd", NUMBER),))
    closing_services.close(by=None, case=other, on=date(2020, 1, 1), reason="other")
    reoffences_services.record_reoffence(by=None, case=other, data=ReoffenceData(date(2019, 1, 1)))
    merge = people_services.merge_people(by=world.leader, kept=case.person, merged=other.person, why="Cùng CCCD")
    assert set(Stay.objects.current().values_list("person", flat=True)) == {case.person_id}
    assert case.person.identity_numbers.get().number == NUMBER
    assert Stay.objects.filter(known_until__isnull=False, person=other.person).exists()
    people_services.undo_merge(by=world.leader, merge=merge, why="Hai người")
    other.refresh_from_db()
    assert other.person_id != case.person_id
    assert Stay.objects.current().get(case=other).person_id == other.person_id
    assert PersonMerge.objects.get().undone_by == world.leader


def test_a_leader_compares_merges_and_parts(world, case, client_for, post_form):
    other = receive(world, "CU", "Nguyễn Văn Ân", on=date(2018, 1, 1))
    closing_services.close(by=None, case=other, on=date(2020, 1, 1), reason="other")
    leader = client_for(world.leader)
    page = leader.get(at(case, "same/")).content.decode()
    assert "CU" in page
    data = {"other": str(other.public_id), "decision": "merge", "why": "Cùng dấu vân tay"}
    assert post_form(leader, at(case, "same/"), {**data, "why": ""}).status_code == 422
    assert post_form(leader, at(case, "same/"), data).url == case.get_absolute_url()
    other.refresh_from_db()
    assert other.person_id == case.person_id
    merge = PersonMerge.objects.get()
    assert post_form(leader, at(case, f"same/{merge.public_id}/"), {"why": "Nhầm"}).status_code == 302
    other.refresh_from_db()
    assert other.person_id != case.person_id
    assert post_form(leader, at(case, "same/"), {**data, "decision": "two"}).status_code == 302
    assert leader.get(at(case, "same/")).context["found"] == []
    assert client_for(world.officer).get(at(case, "same/")).status_code == 403
    assert client_for(world.leader_other).get(at(case, "same/")).status_code == 404


def test_people_whose_stays_overlap_are_not_merged(world, case):
    other = receive(world, "CU", "Nguyễn Văn Ân")
    with pytest.raises(Exception, match="Trùng thời gian"):
        people_services.merge_people(by=world.leader, kept=case.person, merged=other.person, why="Cùng tên")


def test_other_names_and_numbers_go_along_and_come_back(world, case):
    other = receive(world, "CU", "Nguyễn Văn Ân", on=date(2018, 1, 1), numbers=(("cccd", NUMBER),))
    closing_services.close(by=None, case=other, on=date(2020, 1, 1), reason="other")
    people_services.add_name(by=world.officer, person=case.person, kind="alias", full_name="Ân Đen")
    people_services.add_name(by=world.officer, person=other.person, kind="alias", full_name="Ân Nhỏ")
    merged = other.person

    def names(person) -> list[str]:
        return sorted(person.other_names.values_list("full_name", flat=True))

    merge = people_services.merge_people(by=world.leader, kept=case.person, merged=merged, why="Cùng CCCD")
    assert (names(case.person), names(merged)) == (["Ân Nhỏ", "Ân Đen"], [])
    people_services.add_name(by=world.officer, person=case.person, kind="alias", full_name="Ân Mới")
    people_services.undo_merge(by=world.leader, merge=merge, why="Hai người")
    assert (names(case.person), names(merged)) == (["Ân Mới", "Ân Đen"], ["Ân Nhỏ"])
    assert not case.person.identity_numbers.exists()
    assert merged.identity_numbers.get().number == NUMBER
