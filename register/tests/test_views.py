"""A register in the browser: upload, read the check, apply."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import AuditEvent
from cases.models import Case
from jobs.models import Job

DATA = Path(__file__).parent / "data"
SMALL = (DATA / "register-a.xlsx").read_bytes()


def sheet(data: bytes = SMALL, name: str = "so.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_upload_check_and_apply(world, client_for, post_form, run_jobs):
    client = client_for(world.leader)
    checking = post_form(client, "/cases/import/", {"file": sheet()})
    run_jobs()
    page = client.get(checking.url).content.decode()
    assert "Sổ không có lỗi" in page
    assert not Case.objects.exists()
    applying = client.post(f"{checking.url}apply/", {"idempotency_key": "x"})
    run_jobs()
    assert "Đã áp dụng" in client.get(applying.url).content.decode()
    assert Case.objects.count() > 300


def test_the_same_form_posted_twice_is_one_check(world, client_for, post_form):
    client = client_for(world.leader)
    first, second = (
        post_form(
            client, "/cases/import/", {"file": sheet(), "idempotency_key": "0d0e4bd4-9d2c-4a5b-8b8e-9a4e7c111111"}
        )
        for _time in range(2)
    )
    assert first.url == second.url
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "so.xlsx", "0 byte"),
        (b"day la van ban", "so.xlsx", "không phải là bảng tính"),
        (b"x" * (5 * 1024 * 1024 + 1), "so.xlsx", "lớn hơn 5 MB"),
        (b"<html><table></table></html>", "so.xls", "trang web"),
        (SMALL[: len(SMALL) // 2], "so.xlsx", "Tệp"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_at_the_door(world, client_for, post_form, data, name, reason):
    answer = post_form(client_for(world.leader), "/cases/import/", {"file": sheet(data, name)})
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not Job.objects.exists()


def test_an_officer_cannot_import_for_another_commune(world, client_for, post_form, run_jobs):
    client = client_for(world.officer)
    checking = post_form(client, "/cases/import/", {"file": sheet()})
    run_jobs()
    assert "không thuộc phạm vi" in client.get(checking.url).content.decode()


def test_the_check_of_somebody_else_is_not_found(world, client_for, post_form):
    checking = post_form(client_for(world.leader), "/cases/import/", {"file": sheet()})
    assert client_for(world.leader_other).get(checking.url).status_code == 404


@pytest.mark.parametrize("who", ["province", "bank", "admin", "committee"])
def test_other_roles_are_refused(world, client_for, who):
    assert client_for(getattr(world, who)).get("/cases/import/").status_code == 403
    assert AuditEvent.objects.filter(action="access.refused").exists()


def test_a_file_is_named_in_no_path(world, client_for, post_form):
    file = io.BytesIO(SMALL)
    file.name = "../../so.xlsx"
    answer = post_form(client_for(world.leader), "/cases/import/", {"file": file})
    assert answer.status_code == 302
