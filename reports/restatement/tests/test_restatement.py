"""The restatement log: every fact recorded after a report with the cells it changes, which add up to the whole difference."""

from dataclasses import replace
from random import Random

import pytest

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.corrections import services as corrections_services
from cases.facts import store as facts_store
from cases.facts.store import ReoffenceData
from cases.models import Case
from cases.reoffences import services as reoffences_services
from cases.second_person import services as second_person_services
from cases.second_person.calls import NeedsSecondPerson
from core.errors import Refused
from loans import services as loan_services
from loans.tests import factories as loan_factories
from reports.life.services import accept_report
from reports.restatement import log
from reports.restatement.log import restated_cells, restatement_log
from reports.services import make_report
from reports.tests.life import submit
from reports.tests.sample_cases import H1, day

pytestmark = pytest.mark.usefixtures("fast_documents")


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1)


def reoffend(case, on: str, by=None, **more):
    return reoffences_services.record_reoffence(by=by, case=case, data=ReoffenceData(prosecuted_on=day(on), **more))


def cells(differences):
    return {(item.unit, item.category, item.field): (item.reported, item.today) for item in differences}


def test_a_late_reoffence_is_listed_with_its_author_and_its_differences(world, worked_example, report):
    reoffend(worked_example["1"], "01/06/2024", by=world.officer, document_number="12/QĐ")
    [entry] = restatement_log(report, world.leader).entries
    [change] = entry.changes
    assert change.case == worked_example["1"]
    assert "Khởi tố ngày 01/06/2024" in change.description
    assert (change.document_number, change.by) == ("12/QĐ", str(world.officer))
    assert cells(entry.differences) == cells(restated_cells(report))
    assert cells(entry.differences)["huyện Sơn Tịnh", "Cộng", "Người tái phạm tội"] == (1, 2)


def test_entries_are_in_order_of_time_with_their_own_differences(world, worked_example, report):
    reoffend(worked_example["1"], "01/06/2024")
    [recorded] = worked_example["5"].reoffences.current()
    basis = {"why": "Nhầm người", "document_number": "9/KL"}
    with pytest.raises(NeedsSecondPerson) as needed:
        reoffences_services.withdraw_reoffence(by=world.officer, reoffence=recorded, **basis)
    request = second_person_services.ask(needed.value, **basis)
    second_person_services.approve(by=world.leader, request=request)
    first, second = restatement_log(report, world.leader).entries
    field = ("huyện Sơn Tịnh", "Cộng", "Người tái phạm tội")
    assert (cells(first.differences)[field], cells(second.differences)[field]) == ((1, 2), (2, 1))
    assert second.changes[0].description == f"Rút vụ khởi tố ngày {recorded.prosecuted_on:%d/%m/%Y}"
    assert [first.changes[0].decided_by, second.changes[0].decided_by] == [
        "",
        f"{world.leader}, giữ vai trò từ 01/01/2023",
    ]


def test_a_fact_that_changes_no_cell_is_not_listed(world, worked_example, report):
    reoffend(worked_example["1"], "01/07/2024")
    assert restatement_log(report, world.leader).entries == []


def test_a_confirmation_is_listed_with_who_confirmed_and_changes_only_what_is_unconfirmed(
    world, worked_example, report
):
    [recorded] = worked_example["5"].reoffences.current()
    reoffences_services.confirm_reoffence(by=world.leader, reoffence=recorded)
    [entry] = restatement_log(report, world.leader).entries
    assert [(one.description, one.by) for one in entry.changes] == [
        ("Xác nhận vụ khởi tố ngày 20/04/2024", str(world.leader))
    ]
    waiting = ("huyện Sơn Tịnh", "", "Vụ tái phạm đã tính, chờ xác nhận")
    assert cells(entry.differences) == {waiting: (1, 0)} == cells(restated_cells(report))
    # The same values again are a new version, which nobody has confirmed.
    basis = {"why": "Bổ sung số", "document_number": "9/KL"}
    data = replace(facts_store.reoffence_data(recorded), document_number="8/QĐ")
    reoffences_services.correct_reoffence(by=world.officer, reoffence=recorded, data=data, **basis)
    assert [cells(one.differences) for one in restatement_log(report, world.leader).entries] == [
        {waiting: (1, 0)},
        {waiting: (0, 1)},
    ]
    assert restated_cells(report) == []


def test_a_corrected_stay_is_listed_with_its_reason(world, worked_example, report):
    case = worked_example["1"]
    [stay, *rest] = facts_store.current_history(case)
    later = replace(stay, start_on=day("01/02/2024"))
    corrections_services.correct_histories(by=None, items=[(case, (later, *rest))], why="Sai ngày về")
    [entry] = restatement_log(report, world.leader).entries
    assert entry.changes[0].why == "Sai ngày về"
    assert "từ 01/02/2024" in entry.changes[0].description


def test_a_withdrawn_case_is_named_to_users_whose_scope_it_was_in(world, worked_example, report):
    corrections_services.withdraw(by=world.leader, case=worked_example["6"], why="Nhập hai lần", document_number="7/BB")
    for user in (world.leader, world.officer):
        [entry] = restatement_log(report, user).entries
        [change] = entry.changes
        assert (change.case, change.description, change.by) == (
            worked_example["6"],
            "Rút hồ sơ nhập nhầm",
            str(world.leader),
        )
        assert (change.why, entry.hidden_cases, change.has_page) == ("Nhập hai lần (văn bản 7/BB)", 0, False)
    for user in (world.officer_ha, world.leader_other, world.province):
        [entry] = restatement_log(report, user).entries
        assert (entry.changes, entry.hidden_cases) == ([], 1)


def test_a_withdrawn_case_belongs_to_the_commune_of_its_last_stay(world, worked_example):
    case, sealed, corrected = (
        worked_example["3"],
        worked_example["4"],
        worked_example["6"],
    )  # `case` was transferred from Tịnh Hà to Tịnh Bắc
    [stay] = facts_store.current_history(corrected)
    there = (replace(stay, unit_id=world.tinh_ha.pk),)
    corrections_services.correct_histories(by=None, items=[(corrected, there)], why="Sai xã")
    for one in (case, sealed, corrected):
        assert not Case.objects.withdrawn_visible_to(world.leader).filter(pk=one.pk).exists()
        corrections_services.withdraw_case(by=None, case=one, why="Nhầm")
    visible = {
        user.username: list(Case.objects.withdrawn_visible_to(user)) for user in (world.officer, world.officer_ha)
    }
    assert visible == {world.officer.username: [case], world.officer_ha.username: [corrected]}
    assert list(Case.objects.withdrawn_visible_to(world.bank)) == []


def test_the_reason_of_a_refused_request_is_not_shown(world, worked_example, report):
    [crime] = worked_example["5"].reoffences.current()
    basis = {"why": "Không muốn tính", "document_number": "9/TT"}
    with pytest.raises(NeedsSecondPerson) as needed:
        reoffences_services.withdraw_reoffence(by=world.officer, reoffence=crime, **basis)
    refused = second_person_services.ask(needed.value, **basis)
    second_person_services.refuse(by=world.leader, request=refused, why="Không có căn cứ")
    reoffences_services.withdraw_reoffence(by=None, reoffence=crime, why="Tòa án tuyên không phạm tội")
    [entry] = restatement_log(report, world.leader).entries
    [change] = entry.changes
    assert (change.why, change.document_number, change.by) == ("", "", "")


def test_cases_out_of_scope_are_counted_and_not_named(world, worked_example, report):
    reoffend(worked_example["1"], "01/06/2024")
    for user in (world.province, world.officer_ha):
        [entry] = restatement_log(report, user).entries
        assert (entry.changes, entry.hidden_cases) == ([], 1)
        assert entry.differences


def test_many_instants_stand_on_pages_and_none_loses_author_and_case(
    world, worked_example, report, monkeypatch, client_for
):
    monkeypatch.setattr(log, "PAGE_SIZE", 2)
    for code in ("1", "2", "3"):
        reoffend(worked_example[code], "02/06/2024", by=world.officer)
    first, second = (restatement_log(report, world.leader, number) for number in (1, 2))
    assert (len(first.entries), len(second.entries), second.page.paginator.count) == (2, 1, 3)
    changes = [change for log in (first, second) for entry in log.entries for change in entry.changes]
    assert [change.case.code for change in changes] == ["1", "2", "3"]
    assert {change.by for change in changes} == {str(world.officer)}
    field = ("huyện Sơn Tịnh", "Cộng", "Người tái phạm tội")
    steps = [cells(entry.differences)[field] for log in (first, second) for entry in log.entries]
    assert steps == [(1, 2), (2, 3), (3, 4)]
    page = client_for(world.leader).get(f"{report.get_absolute_url()}learnt/?page=2").content.decode()
    assert "3. Ghi nhận lúc" in page
    assert worked_example["3"].code in page
    assert AuditEvent.objects.get(action="report.learnt").detail["cases"] == [worked_example["3"].pk]


def test_an_instant_that_changes_no_cell_is_listed_with_its_author(world, worked_example, report, client_for):
    [recorded] = worked_example["5"].reoffences.current()
    verdict = replace(facts_store.reoffence_data(recorded), outcome="convicted", convicted_on=day("01/06/2024"))
    basis = {"why": "Đã xử", "document_number": "9/HSST"}
    reoffences_services.correct_reoffence(by=world.officer, reoffence=recorded, data=verdict, **basis)
    [entry] = restatement_log(report, world.leader).entries
    assert (entry.differences, [change.by for change in entry.changes]) == ([], [str(world.officer)])
    assert (
        "Không làm thay đổi ô nào"
        in client_for(world.leader).get(f"{report.get_absolute_url()}learnt/").content.decode()
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_differences_of_all_entries_add_up_to_the_whole_difference(world, worked_example, report, seed):
    random = Random(seed)
    for _number in range(8):
        case = random.choice(list(worked_example.values()))
        try:
            _random_change(random, case)
        except Refused:
            continue
    first: dict = {}
    last: dict = {}
    for entry in restatement_log(report, world.leader).entries:
        for key, (old, new) in cells(entry.differences).items():
            assert last.get(key, old) == old, key  # an entry starts from the values of the entry before it
            first.setdefault(key, old)
            last[key] = new
    assert {key: (first[key], new) for key, new in last.items() if first[key] != new} == cells(restated_cells(report))


def _random_change(random: Random, case) -> None:
    on = f"{random.randint(1, 28):02}/0{random.randint(1, 6)}/2024"
    kind = random.choice(["crime", "crime", "close", "withdraw crime", "withdraw", "dropped"])
    crimes = list(case.reoffences.current())
    if kind == "crime" and not case.reoffences.current().filter(prosecuted_on=day(on)).exists():
        reoffend(case, on)
    elif kind == "close":
        closing_services.close(by=None, case=case, on=day(on), reason="died", document_number="1")
    elif kind == "withdraw":
        corrections_services.withdraw_case(by=None, case=case, why="Nhầm")
    elif crimes and kind == "withdraw crime":
        reoffences_services.withdraw_reoffence(by=None, reoffence=crimes[0], why="Nhầm")
    elif crimes:
        data = ReoffenceData(prosecuted_on=crimes[0].prosecuted_on, outcome="dropped")
        reoffences_services.correct_reoffence(by=None, reoffence=crimes[0], data=data, why="Đình chỉ")


def test_the_page_lists_the_changes_and_is_audited(world, worked_example, report, client_for):
    submit(report, by=world.leader)
    reoffend(worked_example["1"], "01/06/2024", by=world.officer)
    address = f"{report.get_absolute_url()}learnt/"
    page = client_for(world.leader).get(address).content.decode()
    assert worked_example["1"].code in page
    assert "Người tái phạm tội" in page
    assert AuditEvent.objects.get(action="report.learnt").detail["cases"] == [worked_example["1"].pk]
    hidden = client_for(world.province).get(address).content.decode()
    assert worked_example["1"].get_absolute_url() not in hidden
    assert "không thuộc phạm vi được xem" in hidden
    assert client_for(world.leader_other).get(address).status_code == 404


def test_the_page_names_a_withdrawn_case_without_a_link(world, worked_example, report, client_for):
    submit(report, by=world.leader)
    case = worked_example["1"]
    corrections_services.withdraw(by=world.leader, case=case, why="Nhập hai lần", document_number="7/BB")
    address = f"{report.get_absolute_url()}learnt/"
    page = " ".join(client_for(world.leader).get(address).content.decode().split())
    assert f"<li>{case.code}, {case.person.full_name}: Rút hồ sơ nhập nhầm" in page
    assert case.get_absolute_url() not in page
    assert AuditEvent.objects.get(action="report.learnt").detail["cases"] == [case.pk]
    for user in (world.officer_ha, world.province):
        assert case.person.full_name not in client_for(user).get(address).content.decode()


def test_a_late_loan_is_listed_with_the_numbers_it_changes(world, worked_example, report, client_for):
    loan = loan_factories.request_loan(worked_example["1"], by=world.officer)
    loan_factories.approve(loan, by=world.bank)
    loan_factories.disburse(loan, amount=50_000_000, by=world.bank)
    entries = restatement_log(report, world.leader).entries
    assert [change.case for entry in entries for change in entry.changes] == [worked_example["1"]] * 3
    assert entries[-1].changes[0].description == "Món vay: giải ngân ngày 01/02/2024, 50.000.000 đồng"
    changed = cells(restated_cells(report))
    assert changed["huyện Sơn Tịnh", "Vay vốn", "Trong kỳ, số món"] == (0, 1)
    assert changed["huyện Sơn Tịnh", "Vay vốn", "Dư nợ cuối kỳ (đồng)"] == (0, 50_000_000)
    for key, (was, now) in changed.items():
        steps = [cells(entry.differences)[key] for entry in entries if key in cells(entry.differences)]
        assert (steps[0][0], steps[-1][1]) == (was, now), key
    hidden = restatement_log(report, world.province).entries
    assert [(entry.changes, entry.hidden_cases) for entry in hidden] == [([], 1)] * 3
    page = client_for(world.leader).get(report.get_absolute_url()).content.decode()
    assert "Số liệu nếu lập hôm nay" in page
    assert "50.000.000" in page


def test_a_loan_of_an_establishment_is_listed_without_a_case(world, worked_example, report, client_for):
    loan = loan_factories.request_business_loan(world.tinh_bac, by=world.officer)
    [entry] = restatement_log(report, world.leader).entries
    assert [change.case for change in entry.changes] == [None]
    page = client_for(world.leader).get(f"{report.get_absolute_url()}learnt/").content.decode()
    assert "Cơ sở sản xuất, kinh doanh" in page
    loan_services.withdraw(by=world.officer, fact=loan.facts.get(), why="Nhầm", document_number="1")
    assert restatement_log(report, world.leader).entries[-1].changes[0].description.startswith("Rút: Món vay")


def test_the_province_sees_what_an_accepted_report_would_say_today(world, worked_example, report, client_for):
    accepted = accept_report(by=world.province, report=submit(report, by=world.leader))
    reoffend(worked_example["1"], "01/06/2024", by=world.officer)
    page = client_for(world.province).get(accepted.get_absolute_url()).content.decode()
    assert "Số liệu nếu lập hôm nay" in page
    assert worked_example["1"].person.full_name not in page


def test_a_reported_loan_that_is_withdrawn_is_listed(world, worked_example):
    loan = loan_factories.request_loan(worked_example["1"], by=world.officer)
    report = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    assert restatement_log(report, world.leader).entries == []
    loan_services.withdraw(by=world.officer, fact=loan.facts.get(), why="Nhầm", document_number="1")
    [entry] = restatement_log(report, world.leader).entries
    assert entry.changes[0].description.startswith("Rút: Món vay")
    assert cells(entry.differences)["huyện Sơn Tịnh", "Vay vốn", "Đề nghị vay đã nhận"] == (1, 0)
