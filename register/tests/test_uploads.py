"""An uploaded register is deleted once it was applied or discarded, and old files by the hourly clean-up."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import AuditEvent
from cases.models import Case
from jobs import cleanup, exports
from jobs.models import Export, Job, StoredFile
from register.tests import workbooks

GOOD = workbooks.case("HS-1", full_name="Nguyễn Văn Giữ", id_number="051085123456")
BAD = workbooks.case("HS-2", full_name="Trần Thị Sai", birth="31/02/1990")


@pytest.fixture
def officer(world, client_for):
    return client_for(world.officer)


@pytest.fixture
def checked(officer, post_form, run_jobs):
    """checked(row, …): the address of the check of a workbook with these rows."""

    def check(*rows) -> str:
        file = SimpleUploadedFile("so.xlsx", workbooks.book(list(rows)))
        address = post_form(officer, "/cases/import/", {"file": file}).url
        run_jobs()
        return address

    return check


def kept_of(address: str) -> dict:
    return Job.objects.get(pk=address.rstrip("/").rpartition("/")[2]).result or {}


def test_an_applied_register_leaves_counts_only(officer, checked, run_jobs):
    address = checked(GOOD)
    assert "preview" in kept_of(address)
    officer.post(f"{address}apply/")
    run_jobs()
    assert Case.objects.count() == 1
    assert not StoredFile.objects.exists()
    assert set(kept_of(address)) == {"sheets", "accepted", "applied", "removed"}
    page = officer.get(address).content.decode()
    assert "đã được xóa sau khi dùng" in page
    assert "Nguyễn Văn Giữ" not in page


def test_the_marked_copy_stays_for_the_rows_that_were_not_applied(officer, checked, run_jobs):
    address = checked(GOOD, BAD)
    officer.post(f"{address}apply/", {"good_rows": "on"})
    run_jobs()
    assert Case.objects.count() == 1
    marked = StoredFile.objects.get()
    assert "có đánh dấu lỗi" in marked.name
    assert officer.get(kept_of(address)["marked_file_url"]).status_code == 200
    assert "errors" not in kept_of(address)


def test_a_register_that_still_has_errors_is_kept(officer, checked, run_jobs):
    address = checked(GOOD, BAD)
    officer.post(f"{address}apply/")
    run_jobs()
    assert StoredFile.objects.count() == 2
    assert "preview" in kept_of(address)


def test_a_discarded_register_is_gone(world, officer, checked, client_for):
    address = checked(GOOD, BAD)
    assert client_for(world.officer_ha).post(f"{address}discard/").status_code == 404
    assert client_for(world.committee).post(f"{address}discard/").status_code == 403
    assert "Bỏ sổ này" in officer.get(address).content.decode()
    assert officer.post(f"{address}discard/").url == "/cases/import/"
    assert not StoredFile.objects.exists()
    assert AuditEvent.objects.get(action="register.discard").by == world.officer
    assert officer.post(f"{address}apply/").status_code == 403


def test_a_running_register_is_not_discarded(officer, checked):
    address = checked(GOOD)
    officer.post(f"{address}apply/")
    assert officer.post(f"{address}discard/").url == address
    assert StoredFile.objects.exists()


def test_the_clean_up_forgets_what_nobody_came_back_to(officer, checked):
    address = checked(GOOD, BAD)
    assert cleanup.delete_old() == 0
    old = timezone.now() - cleanup.KEPT - timedelta(minutes=1)
    Job.objects.update(finished_at=old)
    StoredFile.objects.update(created_at=old)
    assert cleanup.delete_old() == 2
    assert not StoredFile.objects.exists()
    assert kept_of(address) == {"removed": True}
    assert officer.get(address).status_code == 200
    assert cleanup.delete_old() == 0
    assert AuditEvent.objects.filter(action="files.delete").count() == 1


def test_the_file_of_an_export_goes_with_its_link(world, officer, run_jobs):
    export = exports.ask(by=world.officer, kind="cases", reason="Rà soát", filters={})
    run_jobs()
    assert cleanup.delete_old() == 0
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert cleanup.delete_old() == 1
    assert not StoredFile.objects.exists()
    assert Export.objects.get().file is None
    assert "đã được xóa" in officer.get(f"/exports/{export.pk}/").content.decode()
    assert officer.post(f"/exports/{export.pk}/file/").status_code == 410


def test_scans_and_documents_of_reports_stay(world):
    from cases.papers.services import attach
    from cases.tests.factories import receive

    attach(by=None, case=receive(world), data=b"%PDF", content_type="application/pdf", kind="other", title="Giấy")
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=400), by=world.officer)
    assert cleanup.delete_old() == 0
    assert StoredFile.objects.exists()
