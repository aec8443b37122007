"""Uploading scanned documents and handing them out."""

import pytest

from cases.models import CaseDocument
from cases.tests.form_data import PDF, at


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "rỗng"),
        (b"MZ\x90\x00", "PDF, JPEG"),
        (PDF.replace(b"%%EOF", b""), "cắt cụt"),
        (PDF + b"/JavaScript (x) %%EOF", "mã lệnh"),
        (PDF + b"/Encrypt %%EOF", "mật khẩu"),
        (b"<html>%PDF-1.4", "PDF, JPEG"),
        (b"\xff\xd8\xff\xe0", "PDF, JPEG"),
    ],
)
def test_what_is_no_scan_is_refused(world, case, post, data, reason):
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"kind": "other", "title": "Giấy", "file": SimpleUploadedFile("giay.pdf", data)}
    answer = post(at(case, "documents/new/"), form)
    assert answer.status_code == 422
    assert reason in answer.content.decode().lower() or reason in answer.content.decode()
    assert not CaseDocument.objects.exists()


def test_a_scan_is_handed_out_to_who_may_see_the_case_only(world, case, post, officer, client_for):
    from django.core.files.uploadedfile import SimpleUploadedFile

    post(
        at(case, "documents/new/"),
        {"kind": "judgment", "title": "Bản án số 5", "file": SimpleUploadedFile("../x.php", PDF)},
    )
    row = CaseDocument.objects.get()
    address = at(case, f"documents/{row.public_id}/file/")
    answer = officer.get(address)
    assert answer.content == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert "ban-an-so-5.pdf" in answer["Content-Disposition"]
    assert client_for(world.officer_ha).get(address).status_code == 404
    assert client_for(world.bank).get(address).status_code == 403
    assert client_for(world.officer).get(f"/files/{row.file_id}/").status_code == 404
