"""What the bank reads about the loan of an expunged person who signed the contract (BLHS, Điều 69)."""

import io
import zipfile
from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.expungement import erasure
from cases.people import services as people_services
from core.database_guards import ERASED
from core.errors import EditConflict
from jobs.models import Export
from loans import services
from loans.fact_rules import FactValue
from loans.models import Loan
from loans.tests import factories
from loans.tests.test_views import bank_pages, page


def rename(person):
    people_services.update_person(by=None, person=person, full_name="Nguyễn Văn Bảy")


def add_alias(person):
    people_services.add_name(by=None, person=person, kind="alias", full_name="Năm Vay")


@pytest.mark.parametrize(
    ("signer", "later"),
    [
        ("Nguyễn Văn Vay", None),
        ("NGUYỄN VĂN VAY (tự vay)", None),
        ("Nguyễn Văn Vay", rename),  # the loan keeps the name before the correction
        ("Nguyễn Văn Bảy", rename),
        ("Năm Vay", add_alias),
    ],
)
def test_the_bank_reads_no_expunged_person_who_signed_the_contract(
    signer, later, world, case, client_for, post_form, run_jobs
):
    loan = factories.disbursed_loan(case, named_borrower=signer)
    if later:
        later(case.person)
    bank = client_for(world.bank)
    assert signer in page(bank, loan.get_absolute_url())
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    assert "Không nêu tên" in page(bank, "/loans/")
    post_form(bank, "/loans/export/", {"reason": "Đối chiếu dư nợ quý I", "password": world.password})
    run_jobs()
    with zipfile.ZipFile(io.BytesIO(bytes(Export.objects.get(kind="loans").file.data))) as archive:
        text = " ".join(archive.read(one).decode(errors="replace") for one in archive.namelist())
    assert "80000000" in text
    shown = bank_pages(world, loan, client_for) + text
    assert [name for name in (signer, "Nguyễn Văn Vay", "Nguyễn Văn Bảy", "Năm Vay") if name in shown] == []


def test_the_bank_still_edits_the_loan_of_an_expunged_person(world, case, client_for, post_form):
    loan = factories.disbursed_loan(case, named_borrower="Nguyễn Văn Vay")
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    typed = {"code": "6600000123456789", "named_borrower": "Người khác"}
    assert post_form(client_for(world.bank), f"{loan.get_absolute_url()}edit/", typed).status_code == 302
    loan.refresh_from_db()
    assert (loan.code, loan.named_borrower) == ("6600000123456789", ERASED)
    erasure.show([loan])
    assert loan.named_borrower == "Nguyễn Văn Vay"


def test_a_form_opened_before_the_expungement_is_a_conflict(case):
    loan = factories.disbursed_loan(case, named_borrower="Nguyễn Văn Vay")
    loan.refresh_from_db()  # as the form shows it
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    with pytest.raises(EditConflict):
        services.edit(by=None, loan=loan, version=loan.version, data={"named_borrower": "Nguyễn Văn Vay"})


CODE = "6600000123456789"


def coded_loan(case, **details):
    loan = factories.disbursed_loan(case, code=CODE, **details)
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    return Loan.objects.get(pk=loan.pk)


@pytest.mark.parametrize("signer", ["Nguyễn Văn Vay", "Trần Thị Mẹ"])
def test_the_number_of_an_expunged_persons_loan_is_shown_nowhere_and_finds_it(
    signer, world, case, client_for, post_form, run_jobs
):
    loan = coded_loan(case, named_borrower=signer)
    bank = client_for(world.bank)
    post_form(bank, "/loans/export/", {"reason": "Đối chiếu dư nợ quý I", "password": world.password})
    run_jobs()
    with zipfile.ZipFile(io.BytesIO(bytes(Export.objects.get(kind="loans").file.data))) as archive:
        text = " ".join(archive.read(one).decode(errors="replace") for one in archive.namelist())
    edit = f"{loan.get_absolute_url()}edit/"
    stale = post_form(bank, edit, {"code": "99", "named_borrower": "Ai", "version": "0"})
    assert stale.status_code == 409
    shown = bank_pages(world, loan, client_for) + text + stale.content.decode()
    bank = client_for(world.bank)
    assert "80000000" in text
    assert CODE not in shown
    assert str(loan.public_id) in page(bank, f"/loans/?code={CODE}")
    assert str(loan.public_id) not in page(bank, "/loans/?code=66000001")
    assert post_form(bank, edit, {"named_borrower": signer, "term_months": "37"}).status_code == 302
    assert (Loan.objects.get().code, Loan.objects.get().term_months) == (CODE, 37)


def test_what_the_bank_writes_about_the_loan_of_an_expunged_person_is_erased(world, case):
    loan = coded_loan(case, named_borrower="Trần Thị Mẹ")
    paid = FactValue("balance", date(2025, 2, 1), 7, 0, note="Ông Vay trả", document_number="Vay 5")
    services.record_balance(by=world.bank, loan=loan, balance=paid)
    services.edit(by=world.bank, loan=loan, version=loan.version, data={"group_head": "Bà Nguyễn Văn Vay"})
    fact = loan.facts.order_by("pk").last()
    loan.refresh_from_db()
    assert (fact.note, fact.document_number, fact.amount) == (ERASED, ERASED, 7)
    assert (loan.group_head, loan.named_borrower) == (ERASED, "Trần Thị Mẹ")


def test_a_form_opened_before_the_expungement_does_not_write_the_name_back(world, case):
    before = factories.disbursed_loan(case, named_borrower="Nguyễn Văn Vay")
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    with pytest.raises(EditConflict):
        services.edit(by=world.bank, loan=before, version=before.version, data={"named_borrower": "Nguyễn Văn Vay"})


def test_another_signer_is_named_again_once_corrected(world, case, client_for):
    loan = factories.disbursed_loan(case, named_borrower="Nguyễn Văn Vay")
    loan.refresh_from_db()
    services.edit(by=world.bank, loan=loan, version=loan.version, data={"named_borrower": "Trần Thị Mẹ"})
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    assert "Trần Thị Mẹ" in page(client_for(world.bank), loan.get_absolute_url())
