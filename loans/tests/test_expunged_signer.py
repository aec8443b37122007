"""What the bank reads about the loan of an expunged person who signed the contract (BLHS, Điều 69)."""

import io
import zipfile
from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.expungement import erasure
from cases.people import services as people_services
from core.database_guards import ERASED
from jobs.models import Export
from loans import services
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
    assert "Không nêu tên, đối chiếu theo mã món vay" in page(bank, "/loans/")
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


def test_another_signer_is_named_again_once_corrected(world, case, client_for):
    loan = factories.disbursed_loan(case, named_borrower="Nguyễn Văn Vay")
    loan.refresh_from_db()
    services.edit(by=world.bank, loan=loan, version=loan.version, data={"named_borrower": "Trần Thị Mẹ"})
    closing_services.close(by=None, case=case, on=date(2025, 1, 1), reason="expunged")
    assert "Trần Thị Mẹ" in page(client_for(world.bank), loan.get_absolute_url())
