"""The bank's looks and exports stand in the access log of the cases, and the weekly digest counts the work on loans."""

import pytest

from audit import events as audit_events
from audit.models import FLAGGED, AuditEvent
from cases.access_log import alerts
from cases.worklist.digest import other_work_of
from core.dates import today
from jobs.models import Export
from loans.tests import factories


def test_the_banks_look_at_a_loan_stands_in_the_log_of_its_case(world, case, loan, client_for):
    client_for(world.bank).get(loan.get_absolute_url())
    page = client_for(world.leader).get(f"/cases/{case.public_id}/looks/")
    assert ("loan.view", world.bank) in [(event.action, event.by) for event in page.context["page"]]


def test_the_list_of_officers_counts_loans_and_cases_once(world, case, loan, client_for):
    for _time in range(2):
        client_for(world.bank).get(loan.get_absolute_url())
    audit_events.record(by=world.bank, action="case.view", target=case)
    page = client_for(world.leader).get("/cases/looks/")
    [row] = [row for row in page.context["rows"] if row["user"] == world.bank]
    assert (row["views"], row["cases"], row["unmasked"], row["exports"]) == (3, 1, 0, 0)
    log = client_for(world.leader).get(f"/cases/looks/{world.bank.public_id}/")
    [row] = log.context["rows"]
    assert (row["case"], row["times"]) == (case, 3)


def test_a_look_at_an_establishments_loan_is_nobodys_case(world, client_for):
    client_for(world.bank).get(factories.request_business_loan(world.tinh_bac).get_absolute_url())
    page = client_for(world.leader).get(f"/cases/looks/{world.bank.public_id}/").content.decode()
    assert "món vay của cơ sở, không của hồ sơ nào" in page


def test_many_loans_in_a_short_time_are_flagged(world, client_for, monkeypatch):
    monkeypatch.setattr(alerts, "MAX_PEOPLE", 2)
    loans = [factories.disbursed_loan(factories.receive_case(f"HS-{n}", world.tinh_bac)) for n in range(3)]
    client = client_for(world.bank)
    for loan in loans[:2]:
        client.get(loan.get_absolute_url())
    assert not AuditEvent.objects.filter(action=FLAGGED).exists()
    client.get(loans[2].get_absolute_url())
    client.get(loans[2].get_absolute_url())
    assert AuditEvent.objects.get(action=FLAGGED, by=world.bank).detail == {"people": 3, "minutes": 5}


def test_an_export_of_many_rows_is_flagged_and_counted(world, client_for):
    for number, rows in ((1, 60), (2, 1)):
        made = Export.objects.create(number=number, kind="loans", by=world.bank, rows=rows)
        audit_events.record(by=world.bank, action="export.made", target=made)
        assert AuditEvent.objects.filter(action=FLAGGED).count() == number - 1
    assert AuditEvent.objects.get(action=FLAGGED).detail == {"people": 61, "minutes": 5, "exported": True}
    page = client_for(world.leader).get("/cases/looks/")
    [row] = [row for row in page.context["rows"] if row["user"] == world.bank]
    assert (row["exports"], row["exported"], row["many"]) == (2, 61, 1)
    log = client_for(world.leader).get(f"/cases/looks/{world.bank.public_id}/").content.decode()
    assert "Bản xuất số 1" in log
    assert "61 dòng xuất ra trong 5 phút" in log


@pytest.mark.parametrize(
    ("make", "label"),
    [
        (factories.request_loan, "Món vay chờ ngân hàng quyết định"),
        (factories.disbursed_loan, "Món vay quá 6 tháng chưa ghi dư nợ"),
    ],
)
def test_the_digest_counts_the_work_on_loans_by_commune(world, case, client_for, make, label):
    make(case)
    counted = {one.label: (one.count, one.by_unit) for one in other_work_of(world.leader)}
    assert counted.pop(label) == (1, [(world.tinh_bac.name, 1)])
    assert {count for count, _units in counted.values()} == {0}
    assert label in client_for(world.leader).get("/cases/worklist/digest/").content.decode()
    assert {one.count for one in other_work_of(world.leader_other)} == {0}


def test_an_approved_loan_waits_for_its_money_and_what_is_overdue_is_counted(world, case):
    loan = factories.request_loan(case)
    factories.approve(loan)
    work = {one.label: one.count for one in other_work_of(world.leader)}
    assert work["Món vay đã duyệt, chưa giải ngân"] == 1
    factories.disburse(loan)
    factories.record_balance(loan, 1_000_000, 500_000, on=today())
    work = {one.label: one.count for one in other_work_of(world.leader)}
    assert (work["Món vay có nợ quá hạn"], work["Món vay quá 6 tháng chưa ghi dư nợ"]) == (1, 0)
