"""The loan pages: requests, what each role may record, and what the bank must not see."""

import ast
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.models import Case, HouseholdMember, IdentityNumber, Need
from cases.transfers import services as transfers_services
from jobs.models import Export
from loans import queries as loans_queries
from loans import services
from loans.models import Loan, LoanFact
from loans.tests import factories
from loans.tests.factories import MILLION

ROOT = Path(__file__).resolve().parents[2]
# Values of the case that must never appear on a page of the bank.
SECRETS = {
    "code": "HSBIMAT-1",
    "offence": "TOIBIMAT",
    "article": "DIEUBIMAT",
    "certificate_number": "GCNBIMAT",
    "wishes": "NGUYENVONGBIMAT",
    "phone": "0999888777",
    "officer_text": "CANBOBIMAT",
    "note": "GHICHUBIMAT",
    "confirmed_why": "CANCUBIMAT",
    "number": "051085123456",
}


@pytest.fixture
def case(world):
    details = {
        name: SECRETS[name] for name in ("offence", "article", "certificate_number", "wishes", "phone", "officer_text")
    }
    made = factories.receive_case(SECRETS["code"], world.tinh_bac, name="Nguyễn Văn Vay", **details)
    IdentityNumber.of(made.person, "cccd", SECRETS["number"]).save()
    return made


@pytest.fixture
def need(case):
    return Need.objects.create(
        case=case, kind="credit", description="NHUCAUBIMAT nuôi bò", raised_on=factories.RELEASED_ON
    )


@pytest.fixture
def loan(case, need):
    value = factories.request_value(note=SECRETS["note"], document_number="Mẫu 01 số GHICHUBIMAT")
    return factories.request_loan(
        case, value=value, need=need, confirmed_why=SECRETS["confirmed_why"], savings_group="Tổ TK Bình Bắc"
    )


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


TYPED = {
    "purpose": "production",
    "amount": "90000000",
    "on": "10/01/2024",
    "term_months": "36",
    "is_confirmed": "yes",
    "has_other_debt": "no",
    "document_number": "M01/2024",
}


def test_an_officer_requests_a_loan_for_a_need(world, case, need, client_for, post_form):
    officer = client_for(world.officer)
    address = reverse("loans:request", args=[case.public_id])
    support = page(officer, reverse("cases:tab", args=[case.public_id, "support"]))
    assert f"{address}?need={need.public_id}" in support
    form = officer.get(f"{address}?need={need.public_id}").context["form"]
    assert form.initial["need"] == need.pk

    made = post_form(officer, f"{address}?need={need.public_id}", {**TYPED, "need": need.pk})

    loan = Loan.objects.get()
    assert made.url == loan.get_absolute_url()
    assert (loan.need, loan.named_borrower, loan.created_by) == (need, "Nguyễn Văn Vay", world.officer)
    assert loan.get_absolute_url() in page(officer, reverse("cases:tab", args=[case.public_id, "support"]))
    html = page(officer, loan.get_absolute_url())
    assert reverse("cases:tab", args=[case.public_id, "support"]) in html
    assert reverse("cases:tab", args=[case.public_id, "loans"]) in html
    assert "Đề nghị vay 90.000.000 đồng" in page(officer, case.get_absolute_url())


def test_the_tab_shows_the_eligibility_with_reasons(world, case, client_for):
    tab = reverse("cases:tab", args=[case.public_id, "loans"])
    html = page(client_for(world.officer), tab)
    assert "còn điều kiện phải hỏi" in html
    assert "Mẫu số 01" in html
    assert "Quyết định 22/2023/QĐ-TTg, Điều 3" in html
    other = factories.receive_case("HS-C", world.tinh_bac, category="conditional", name="Lê Văn Thử")
    html = page(client_for(world.officer), reverse("cases:tab", args=[other.public_id, "loans"]))
    assert "chương trình khác" in html
    assert "Không đủ điều kiện" in html


def test_the_name_of_the_household_member_is_filled_in(world, case, client_for, post_form):
    member = HouseholdMember.objects.create(case=case, full_name="Trần Thị Mẹ", relation="Mẹ", can_represent=True)
    address = reverse("loans:request", args=[case.public_id])
    post_form(client_for(world.officer), address, {**TYPED, "household_member": member.pk})
    assert Loan.objects.get().named_borrower == "Trần Thị Mẹ"


def test_an_open_condition_needs_tick_and_reason(world, case, client_for, post_form):
    officer, address = client_for(world.officer), reverse("loans:request", args=[case.public_id])
    asked = post_form(officer, address, {**TYPED, "has_other_debt": ""})
    assert asked.status_code == 422
    assert "Cần xác nhận" in asked.content.decode()
    for given in ({"confirmed": "on"}, {"confirmed_why": "Chờ ngân hàng"}):
        assert post_form(officer, address, {**TYPED, "has_other_debt": "", **given}).status_code == 422
    given = {"confirmed": "on", "confirmed_why": "Chờ ngân hàng"}
    assert post_form(officer, address, {**TYPED, "has_other_debt": "", **given}).status_code == 302
    assert Loan.objects.get().confirmed_why == "Chờ ngân hàng"


def test_an_officer_requests_a_loan_for_an_establishment(world, client_for, post_form):
    officer = client_for(world.officer)
    typed = {
        **{"unit": world.tinh_bac.pk, "business_name": "Xưởng mộc", "business_kind": "household", "workers": "10"},
        **{"released_workers": "1", "is_lawful": "yes", "named_borrower": "Lê Chủ", **TYPED},
    }
    assert post_form(officer, "/loans/new/", {**typed, "workers": "11"}).status_code == 422
    assert post_form(officer, "/loans/new/", {**typed, "unit": world.tinh_ha.pk}).status_code == 422
    made = post_form(officer, "/loans/new/", typed)
    assert made.status_code == 302
    assert "Xưởng mộc" in page(client_for(world.bank), made.url)
    assert client_for(world.officer_ha).get(made.url).status_code == 404


def test_missing_data_of_an_imported_establishment_are_not_shown(world, client_for):
    details = {"named_borrower": "Lê Chủ", "business_name": "Xưởng mộc", "business_kind": "household"}
    made = services.request_loan(
        by=None, unit=world.tinh_bac, request=factories.request_value(), details=details, by_register=True
    )
    shown = page(client_for(world.bank), made.get_absolute_url())
    assert "Xưởng mộc (Hộ kinh doanh)" in shown
    assert "None" not in shown


def test_the_bank_records_decision_payment_and_balance(world, loan, client_for, post_form):
    bank, at = client_for(world.bank), loan.get_absolute_url()
    approve = {
        "is_approved": "yes",
        "amount": "80000000",
        "on": "20/01/2024",
        "is_confirmed": "yes",
        "has_other_debt": "no",
    }
    assert f"{at}decide/" in page(bank, at)
    assert post_form(bank, f"{at}decide/", {**approve, "has_other_debt": ""}).status_code == 422
    assert post_form(bank, f"{at}decide/", approve).url == at
    assert f"{at}disburse/" in page(bank, at)
    assert post_form(bank, f"{at}disburse/", {"amount": "80000001", "on": "01/02/2024"}).status_code == 422
    assert post_form(bank, f"{at}disburse/", {"amount": "80000000", "on": "01/02/2024"}).url == at
    assert post_form(bank, f"{at}balance/", {"amount": "70000000", "overdue": "1000000", "on": "01/05/2024"}).url == at
    assert f"{at}disburse/" not in page(bank, at)
    [row] = loans_queries.loan_rows(loans_queries.for_list(Loan.objects.all()))
    assert (row.state, row.balance, row.overdue) == ("overdue", 70 * MILLION, 1 * MILLION)
    paid = loan.facts.get(kind="disbursement")
    wrong = {"amount": "75000000", "on": "01/02/2024", "why": "Nhầm số", "basis_number": "5/NHCS"}
    assert post_form(bank, f"{at}facts/{paid.pk}/correct/", wrong).url == at
    html = page(bank, at)
    assert "75.000.000" in html
    assert "Nhầm số" in html


def test_police_and_bank_correct_only_their_own_facts(world, loan, client_for):
    factories.approve(loan)
    facts = {row.kind: row.pk for row in loan.facts.current()}
    at = loan.get_absolute_url()
    for name, kind, status in (
        ("bank", "request", 404),
        ("bank", "decision", 200),
        ("officer", "request", 200),
        ("officer", "decision", 404),
        ("committee", "request", 403),
    ):
        for verb in ("correct", "withdraw"):
            answer = client_for(getattr(world, name)).get(f"{at}facts/{facts[kind]}/{verb}/")
            assert answer.status_code == status, (name, kind, verb)
    assert client_for(world.officer).get(f"{at}decide/").status_code == 403


def test_a_liaison_of_other_units_cannot_correct(world, loan, client_for):
    decision, at = factories.approve(loan), loan.get_absolute_url()
    Membership.objects.create(
        user=world.officer, unit=world.tu_nghia, role="bank_liaison", start_on=factories.RELEASED_ON
    )
    for verb in ("correct", "withdraw"):
        assert client_for(world.officer).get(f"{at}facts/{decision.pk}/{verb}/").status_code == 404
    Membership.objects.create(
        user=world.officer, unit=world.son_tinh, role="bank_liaison", start_on=factories.RELEASED_ON
    )
    assert client_for(world.officer).get(f"{at}facts/{decision.pk}/correct/").status_code == 200


def test_facts_are_visible_with_their_loan(world, loan, case):
    transfers_services.transfer(by=None, case=case, to_unit=world.tinh_ha, on=date(2024, 3, 1))
    assert not LoanFact.objects.visible_to(world.officer).exists()
    assert LoanFact.objects.visible_to(world.officer_ha).count() == 1
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    assert not LoanFact.objects.visible_to(world.officer_ha).exists()


def bank_pages(world, loan, client_for) -> str:
    bank, at = client_for(world.bank), loan.get_absolute_url()
    facts = loan.facts.current().exclude(kind="request")
    own = [f"{at}facts/{fact.pk}/{verb}/" for fact in facts for verb in ("correct", "withdraw")]
    action_pages = [f"{at}{name}/" for name in ("edit", "decide", "disburse", "balance")]
    return "".join(page(bank, one) for one in ["/", "/loans/", "/loans/export/", at, *action_pages, *own])


def test_the_bank_sees_loan_fields_only(world, loan, case, client_for):
    factories.approve(loan)
    factories.disburse(loan)
    html = bank_pages(world, loan, client_for)
    for shown in ("Nguyễn Văn Vay", "Trần Thị Mẹ", "Tịnh Bắc", "90.000.000", "80.000.000", "Tổ TK Bình Bắc"):
        assert shown in html, shown
    hidden = [*SECRETS.values(), "BIMAT", str(case.public_id), "/cases/", "Chấp hành xong án phạt tù"]
    assert [word for word in hidden if word in html] == []


def test_an_edit_conflict_shows_the_bank_loan_fields_only(world, loan, client_for, post_form):
    bank, at = client_for(world.bank), loan.get_absolute_url()
    stale = {"is_approved": "no", "note": "Chưa đủ", "on": "20/01/2024", "version": "x"}
    answer = post_form(bank, f"{at}decide/", stale)
    assert answer.status_code == 409
    assert "Đề nghị vay" in answer.content.decode()
    assert "BIMAT" not in answer.content.decode()


def test_the_bank_keeps_the_loan_of_an_expunged_case_without_its_data(world, loan, case, client_for):
    factories.approve(loan)
    factories.disburse(loan)
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    html = bank_pages(world, loan, client_for)
    assert "Trần Thị Mẹ" in html
    assert "80.000.000" in html
    for word in ("Nguyễn Văn Vay", "BIMAT", "xóa án tích", str(case.public_id)):
        assert word not in html, word
    for user in (world.officer, world.leader):
        assert client_for(user).get(loan.get_absolute_url()).status_code == 404
        assert "Trần Thị Mẹ" not in page(client_for(user), "/loans/")


def test_a_transferred_case_takes_its_loan_along_except_for_the_bank(world, loan, case, client_for):
    transfers_services.transfer(by=None, case=case, to_unit=world.tinh_ha, on=date(2024, 3, 1))
    statuses = {
        name: client_for(getattr(world, name)).get(loan.get_absolute_url()).status_code
        for name in ("officer", "officer_ha", "leader", "leader_other", "committee", "bank", "province", "admin")
    }
    assert statuses == {
        **{"officer": 404, "officer_ha": 200, "leader": 200, "leader_other": 404},
        **{"committee": 404, "bank": 200, "province": 403, "admin": 403},
    }
    world.bank.memberships.update(unit=world.tu_nghia)
    assert client_for(world.bank).get(loan.get_absolute_url()).status_code == 404


def test_the_list_is_filtered_by_state_purpose_unit_and_days(world, case, client_for):
    factories.disbursed_loan(case)
    factories.request_business_loan(
        world.tinh_ha, value=factories.request_value(on=date(2024, 3, 5)), named_borrower="Lê Giám Đốc"
    )
    leader = client_for(world.leader)
    found = {
        "": 2,
        "stage=running": 1,
        "stage=waiting": 1,
        "stage=repaid": 0,
        "purpose=production": 2,
        "purpose=training": 0,
        f"unit={world.tinh_ha.pk}": 1,
        "since=01/02/2024&until=01/02/2024": 1,
        "since=02/02/2024": 1,
        "until=31/01/2024": 0,
        "stage=nonsense": 0,
    }
    assert {query: len(leader.get(f"/loans/?{query}").context["rows"]) for query in found} == found
    assert len(client_for(world.officer).get("/loans/").context["rows"]) == 1


@pytest.mark.parametrize("name", ["bank", "officer"])
def test_the_filtered_list_is_exported_with_a_mark(name, world, loan, client_for, post_form, run_jobs):
    client = client_for(getattr(world, name))
    typed = {"reason": "Đối chiếu dư nợ quý I", "password": world.password}
    assert post_form(client, "/loans/export/?stage=waiting&secret=1", typed).status_code == 302
    run_jobs()
    made = Export.objects.get(kind="loans")
    assert (made.rows, made.filters) == (1, {"query": "stage=waiting"})
    with zipfile.ZipFile(io.BytesIO(bytes(made.file.data))) as archive:
        text = " ".join(archive.read(one).decode(errors="replace") for one in archive.namelist())
    assert "Trần Thị Mẹ" in text
    assert "Bản xuất số 1" in text
    assert "BIMAT" not in text


def test_the_home_page_of_the_bank_lists_its_loans(world, loan, client_for):
    html = page(client_for(world.bank), "/")
    assert "Món vay trong địa bàn" in html
    assert loan.get_absolute_url() in html
    assert 'href="/loans/"' in html
    assert "Món vay trong địa bàn" not in page(client_for(world.officer), "/")


def test_every_access_is_audited(world, loan, case, client_for):
    at = loan.get_absolute_url()
    client_for(world.officer).get(at)
    client_for(world.bank).get(at)
    client_for(world.bank).get(f"{at}decide/")
    client_for(world.bank).get("/loans/")
    events = [
        (event.by, event.action, event.target_type, event.target_id)
        for event in AuditEvent.objects.exclude(action="signin.in")
        .filter(by__in=[world.officer, world.bank])
        .order_by("number")
    ]
    assert events == [
        (world.officer, "case.view", "cases.case", str(case.pk)),
        (world.bank, "loan.view", "loans.loan", str(loan.pk)),
        (world.bank, "loan.form", "loans.loan", str(loan.pk)),
        (world.bank, "loan.list", "", ""),
    ]


@pytest.mark.parametrize("name", ["views", "forms", "export", "queries", "edit_conflicts", "home_panels"])
def test_modules_of_the_bank_pages_import_no_case_code(name):
    tree = ast.parse((ROOT / "loans" / f"{name}.py").read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {one for one in modules if one.startswith("cases")} == set()


@pytest.mark.parametrize("name", ["_table", "_panel", "loan_list", "loan_detail", "loan_form", "export"])
def test_templates_of_the_bank_pages_read_no_case(name):
    text = (ROOT / "templates" / "loans" / f"{name}.html").read_text(encoding="utf-8")
    assert "case." not in text.replace("cases/_pages.html", "")
    assert "person" not in text


def test_the_list_asks_the_same_queries_for_many_loans(world, client_for):
    bank, counts = client_for(world.bank), []
    for number in range(3):
        factories.disbursed_loan(factories.receive_case(f"HS-N{number}", world.tinh_bac, name=f"Người {number}"))
        with CaptureQueriesContext(connection) as made:
            assert len(bank.get("/loans/").context["rows"]) == number + 1
        counts.append(len(made))
    assert counts[1] == counts[2]
    assert Case.objects.count() == 3


def test_a_new_disbursement_is_shown_on_the_page_of_the_case(world, client_for, case, loan):
    address, client = case.get_absolute_url(), client_for(world.officer)
    factories.approve(loan)
    assert "Giải ngân" not in page(client, address)
    factories.disburse(loan, 70 * MILLION)
    assert "Giải ngân 70.000.000 đồng" in page(client, address)


def test_the_bank_sees_a_withdrawn_fact_struck_out_and_counts_it_nowhere(world, loan, client_for):
    factories.approve(loan)
    factories.disburse(loan, document_number="UNC 07")
    paid = loan.facts.get(kind="disbursement")
    bank = client_for(world.bank)
    assert "80.000.000" in page(bank, reverse("loans:list"))
    services.withdraw(by=world.bank, fact=paid, why="Chuyển nhầm hộ khác", document_number="12/NHCS")
    html = " ".join(page(bank, loan.get_absolute_url()).split())
    assert f"<s>{paid.on:%d/%m/%Y}</s>" in html
    assert "(đã sửa hoặc rút" in html
    assert [secret for secret in SECRETS.values() if secret in html] == []
    [row] = Loan.objects.with_status()
    assert (row.state, row.disbursed) == ("approved", None)
