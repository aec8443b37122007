"""Upload and download of scanned documents."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import CaseDocument
from cases.tests.form_data import PDF, at
from core.scans.guard import checked_scan
from core.tests.scan_files import encrypted, pdf, png_of_size


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "rỗng"),
        (b"MZ\x90\x00", "PDF, JPEG"),
        (PDF.replace(b"%%EOF", b""), "cắt cụt"),
        (pdf(b"<</S/JavaScript/JS(x)>>"), "mã lệnh"),
        (encrypted(PDF, "mở"), "mật khẩu"),
        (b"<html>%PDF-1.4", "PDF, JPEG"),
        (b"\xff\xd8\xff\xe0", "PDF, JPEG"),
        (png_of_size(100_000, 100_000), "quá lớn"),
    ],
    # Encryption is random, and pytest-xdist compares the names of the tests.
    ids=["empty", "program", "cut", "script", "encrypted", "html", "cut image", "huge"],
)
def test_what_is_no_scan_is_refused_on_the_form(world, case, post, data, reason):
    form = {"kind": "other", "title": "Giấy", "file": SimpleUploadedFile("giay.pdf", data)}
    answer = post(at(case, "documents/new/"), form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert reason in answer.content.decode().lower() or reason in answer.content.decode()
    assert not CaseDocument.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../x.php", "a\r\nb: c.pdf", "x" * 300 + ".pdf", "e\u0301.pdf", "x", ".pdf", "CON", "<script>.pdf"]
)
def test_the_name_of_a_file_comes_from_its_title(world, case, post, officer, name):
    form = {"kind": "other", "title": "Bản án 5/HSST <b>số 5</b>", "file": SimpleUploadedFile(name, PDF)}
    assert post(at(case, "documents/new/"), form).status_code == 302
    answer = officer.get(at(case, f"documents/{CaseDocument.objects.get().public_id}/file/"))
    assert answer["Content-Disposition"] == 'attachment; filename="ban-an-5-hsst-b-so-5-b.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == ("nosniff", "sandbox")


def test_a_scan_is_handed_out_to_who_may_see_the_case_only(world, case, post, officer, client_for):
    post(
        at(case, "documents/new/"),
        {"kind": "judgment", "title": "Bản án số 5", "file": SimpleUploadedFile("../x.php", PDF)},
    )
    row = CaseDocument.objects.get()
    address = at(case, f"documents/{row.public_id}/file/")
    answer = officer.get(address)
    assert answer.content == checked_scan(PDF).data
    assert "attachment" in answer["Content-Disposition"]
    assert "ban-an-so-5.pdf" in answer["Content-Disposition"]
    assert client_for(world.officer_ha).get(address).status_code == 404
    assert client_for(world.bank).get(address).status_code == 403
    assert client_for(world.officer).get(f"/files/{row.file_id}/").status_code == 404
