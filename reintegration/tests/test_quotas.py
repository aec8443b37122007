"""The quotas hold on the pages, and a refused file counts too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import CaseDocument
from cases.tests.factories import receive
from core import sandbox
from core.tests.scan_files import picture
from jobs.models import Job, QuotaUse


@pytest.fixture(autouse=True)
def one_a_day(settings):
    settings.QUOTAS = {"scan": 1, "import": 1}


def test_a_scan_above_the_quota_is_refused_before_it_is_read(world, client_for, post_form, monkeypatch):
    officer = client_for(world.officer)
    address = f"{receive(world).get_absolute_url()}documents/new/"

    def attach(data):
        given = {"kind": "other", "title": "Quyết định", "file": SimpleUploadedFile("a.png", data)}
        return post_form(officer, address, given)

    assert attach(b"no scan").status_code == 422
    assert QuotaUse.objects.get().by == world.officer
    monkeypatch.setattr(sandbox, "run", lambda *args, **kwargs: pytest.fail("read"))
    response = attach(picture("PNG"))
    assert response.status_code == 422
    assert "Làm tiếp được từ" in response.content.decode()
    assert not CaseDocument.objects.exists()


def test_a_register_above_the_quota_is_refused(world, client_for, post_form):
    leader = client_for(world.leader)
    book = b"Ho ten;Xa\nA;B\n"
    assert post_form(leader, "/cases/import/", {"file": SimpleUploadedFile("a.csv", book)}).status_code == 302
    response = post_form(leader, "/cases/import/", {"file": SimpleUploadedFile("a.csv", book)})
    assert response.status_code == 422
    assert "tải lên sổ đăng ký 1 lần" in response.content.decode()
    assert Job.objects.count() == 1
