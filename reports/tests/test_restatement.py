"""What was learnt after a report: named act by act, each with the cells it changes; together they are the whole difference."""

from dataclasses import replace
from random import Random

import pytest

from audit.models import AuditEvent
from cases import services
from cases.corrections import services as corrections_services
from cases.facts.stay_chain import Contradiction
from cases.facts.store import ReoffenceData
from cases.models import Case
from cases.reoffences import services as reoffences_services
from reports import restatement as module
from reports.restatement import account, restatement
from reports.services import make_report
from reports.tests.worlds import H1, day

pytestmark = pytest.mark.usefixtures("drawn_fast")


@pytest.fixture
def report(world, people):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1)


def reoffend(case, on: str, by=None, **more):
    return services.record_reoffence(by=by, case=case, data=ReoffenceData(prosecuted_on=day(on), **more))


def cells(differences):
    return {(item.unit, item.category, item.field): (item.reported, item.today) for item in differences}


def test_a_late_crime_is_named_with_who_wrote_it_and_what_it_changes(world, people, report):
    reoffend(people["1"], "01/06/2024", by=world.officer, document_number="12/QĐ")
    [found] = account(report, world.leader).learnt
    [act] = found.acts
    assert (act.case, act.what) == (
        people["1"],
        "Khởi tố ngày 01/06/2024, đang điều tra, xét xử",
    ) or act.case == people["1"]
    assert (act.document_number, act.by) == ("12/QĐ", str(world.officer))
    assert cells(found.effects) == cells(restatement(report))
    assert cells(found.effects)["huyện Sơn Tịnh", "Cộng", "Người tái phạm tội"] == (1, 2)


def test_each_act_stands_with_its_own_effect_in_order(world, people, report):
    reoffend(people["1"], "01/06/2024")
    [recorded] = people["5"].reoffences.current()
    services.withdraw_reoffence(by=None, reoffence=recorded, why="Nhầm người")
    first, second = account(report, world.leader).learnt
    field = ("huyện Sơn Tịnh", "Cộng", "Người tái phạm tội")
    assert (cells(first.effects)[field], cells(second.effects)[field]) == ((1, 2), (2, 1))
    assert second.acts[0].what == f"Rút vụ khởi tố ngày {recorded.prosecuted_on:%d/%m/%Y}"


def test_what_changes_no_cell_of_the_period_is_not_told(world, people, report):
    reoffend(people["1"], "01/07/2024")
    assert account(report, world.leader).learnt == []


def test_a_corrected_stay_is_told_with_its_reason(world, people, report):
    case = people["1"]
    [stay, *rest] = services.current_history(case)
    later = replace(stay, start_on=day("01/02/2024"))
    services.correct_histories(by=world.leader, items=[(case, (later, *rest))], why="Sai ngày về")
    [found] = account(report, world.leader).learnt
    assert found.acts[0].why == "Sai ngày về"
    assert "từ 01/02/2024" in found.acts[0].what


def test_a_case_taken_back_is_named_with_who_and_why_to_those_whose_it_was(world, people, report):
    corrections_services.withdraw(by=world.leader, case=people["6"], why="Nhập hai lần", document_number="7/BB")
    for user in (world.leader, world.officer):
        [found] = account(report, user).learnt
        [act] = found.acts
        assert (act.case, act.what, act.by) == (people["6"], "Rút hồ sơ nhập nhầm", str(world.leader))
        assert (act.why, found.hidden, act.has_page) == ("Nhập hai lần (văn bản 7/BB)", 0, False)
    for user in (world.officer_ha, world.leader_other, world.province):
        [found] = account(report, user).learnt
        assert (found.acts, found.hidden) == ([], 1)


def test_whose_a_case_taken_back_was_is_said_by_where_it_was_last(world, people):
    case, sealed, corrected = people["3"], people["4"], people["6"]  # the first came to Tịnh Bắc from Tịnh Hà
    [stay] = services.current_history(corrected)
    there = (replace(stay, unit_id=world.tinh_ha.pk),)
    services.correct_histories(by=None, items=[(corrected, there)], why="Sai xã")
    for one in (case, sealed, corrected):
        assert not Case.objects.withdrawn_visible_to(world.leader).filter(pk=one.pk).exists()
        services.withdraw_case(by=None, case=one, why="Nhầm")
    told = {user.username: list(Case.objects.withdrawn_visible_to(user)) for user in (world.officer, world.officer_ha)}
    assert told == {world.officer.username: [case], world.officer_ha.username: [corrected]}
    assert list(Case.objects.withdrawn_visible_to(world.bank)) == []


def test_a_request_that_was_refused_is_not_quoted_as_the_reason(world, people, report):
    [crime] = people["5"].reoffences.current()
    ask = {"by": world.officer, "reoffence": crime, "kind": "withdraw", "document_number": "9/TT"}
    refused = reoffences_services.ask_change(**ask, why="Không muốn tính")
    reoffences_services.refuse_change(by=world.leader, change=refused, why="Không có căn cứ")
    services.withdraw_reoffence(by=None, reoffence=crime, why="Tòa án tuyên không phạm tội")
    [found] = account(report, world.leader).learnt
    [act] = found.acts
    assert (act.why, act.document_number, act.by) == ("", "", "")


def test_somebody_elses_people_are_counted_and_not_named(world, people, report):
    reoffend(people["1"], "01/06/2024")
    for user in (world.province, world.officer_ha):
        [found] = account(report, user).learnt
        assert (found.acts, found.hidden) == ([], 1)
        assert found.effects


def test_too_many_are_told_together_at_the_end(world, people, report, monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    reoffend(people["1"], "01/06/2024")
    reoffend(people["2"], "02/06/2024")
    found = account(report, world.leader)
    assert len(found.learnt) == 1
    whole = cells(restatement(report))["huyện Sơn Tịnh", "Cộng", "Người tái phạm tội"]
    assert (1, cells(found.rest)["huyện Sơn Tịnh", "Cộng", "Người tái phạm tội"][1]) == whole


@pytest.mark.parametrize("seed", range(12))
def test_the_effects_laid_end_to_end_are_the_whole_difference(world, people, report, seed):
    random = Random(seed)
    for _number in range(8):
        case = random.choice(list(people.values()))
        try:
            _happen(random, case)
        except Contradiction:
            continue
    first, reached = {}, {}
    for one in account(report, world.leader).learnt:
        for key, (was, now) in cells(one.effects).items():
            assert reached.get(key, was) == was, key  # each begins where the one before it ended
            first.setdefault(key, was)
            reached[key] = now
    assert {key: (first[key], now) for key, now in reached.items() if first[key] != now} == cells(restatement(report))


def _happen(random: Random, case) -> None:
    on = f"{random.randint(1, 28):02}/0{random.randint(1, 6)}/2024"
    kind = random.choice(["crime", "crime", "close", "withdraw crime", "withdraw", "dropped"])
    crimes = list(case.reoffences.current())
    if kind == "crime" and not case.reoffences.current().filter(prosecuted_on=day(on)).exists():
        reoffend(case, on)
    elif kind == "close":
        services.close(by=None, case=case, on=day(on), reason="died", document_number="1")
    elif kind == "withdraw":
        services.withdraw_case(by=None, case=case, why="Nhầm")
    elif crimes and kind == "withdraw crime":
        services.withdraw_reoffence(by=None, reoffence=crimes[0], why="Nhầm")
    elif crimes:
        data = ReoffenceData(prosecuted_on=crimes[0].prosecuted_on, outcome="dropped")
        services.correct_reoffence(by=None, reoffence=crimes[0], data=data, why="Đình chỉ")


def test_the_page_names_them_and_leaves_a_line(world, people, report, client_for):
    reoffend(people["1"], "01/06/2024", by=world.officer)
    address = f"{report.get_absolute_url()}learnt/"
    page = client_for(world.leader).get(address).content.decode()
    assert people["1"].code in page
    assert "Người tái phạm tội" in page
    assert AuditEvent.objects.get(action="report.learnt").detail["cases"] == [people["1"].pk]
    hidden = client_for(world.province).get(address).content.decode()
    assert people["1"].get_absolute_url() not in hidden
    assert "không thuộc phạm vi được xem" in hidden
    assert client_for(world.leader_other).get(address).status_code == 404


def test_the_page_names_a_case_taken_back_without_a_link_that_leads_nowhere(world, people, report, client_for):
    case = people["1"]
    corrections_services.withdraw(by=world.leader, case=case, why="Nhập hai lần", document_number="7/BB")
    address = f"{report.get_absolute_url()}learnt/"
    page = client_for(world.leader).get(address).content.decode()
    assert f"<li>{case.code}, {case.person.full_name}: Rút hồ sơ nhập nhầm" in page
    assert case.get_absolute_url() not in page
    assert AuditEvent.objects.get(action="report.learnt").detail["cases"] == [case.pk]
    for user in (world.officer_ha, world.province):
        assert case.person.full_name not in client_for(user).get(address).content.decode()
