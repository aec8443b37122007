"""The pages of one's own jobs and files."""

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from jobs.models import Job, JobProgress
from jobs.queue import store_file

HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(world):
    return Job.objects.create(kind="x", key="x", by=world.officer)


def page(client, job, **headers):
    return client.get(f"/jobs/{job.pk}/", headers=headers)


def test_a_waiting_job_asks_again_with_and_without_javascript(world, client_for, job):
    whole = page(client_for(world.officer), job).content.decode()
    assert 'role="progressbar"' in whole
    assert f'hx-get="/jobs/{job.pk}/"' in whole
    assert '<noscript><meta http-equiv="refresh"' in whole


def test_htmx_gets_the_moving_part_alone(world, client_for, job):
    JobProgress.objects.create(job=job, done=1, total=4, message="Đang đọc dòng 200", heartbeat_at=timezone.now())
    Job.objects.filter(pk=job.pk).update(state="running")
    part = page(client_for(world.officer), job, **HTMX).content.decode()
    assert "<html" not in part
    assert 'aria-valuenow="25"' in part
    assert "Đang đọc dòng 200" in part


def test_a_failed_job_says_why_and_stops_asking(world, client_for, job):
    Job.objects.filter(pk=job.pk).update(state="failed", error="Tệp rỗng.")
    whole = page(client_for(world.officer), job).content.decode()
    assert "Tệp rỗng." in whole
    assert "hx-get" not in whole
    assert "http-equiv" not in whole


def test_a_job_that_is_done_leads_to_its_result(world, client_for, job):
    Job.objects.filter(pk=job.pk).update(state="done", result={"url": "/cases/"})
    client = client_for(world.officer)
    assert page(client, job).url == "/cases/"
    assert page(client, job, **HTMX)["HX-Redirect"] == "/cases/"


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_result_never_leads_to_another_site(world, client_for, job, url):
    Job.objects.filter(pk=job.pk).update(state="done", result={"url": url})
    assert page(client_for(world.officer), job).status_code == 200


def test_my_jobs_are_on_the_first_page(world, client_for, job):
    assert f"/jobs/{job.pk}/" in client_for(world.officer).get("/").content.decode()
    assert f"/jobs/{job.pk}/" not in client_for(world.officer_ha).get("/").content.decode()


def test_my_file_is_a_download_with_its_vietnamese_name_and_is_told(world, client_for):
    stored = store_file(by=world.officer, name="Sổ Tịnh Bắc.html", data=b"<script>", content_type="text/html")
    response = client_for(world.officer).get(f"/files/{stored.pk}/")
    assert response.content == b"<script>"
    assert response["Content-Disposition"].startswith("attachment;")
    assert "filename*=utf-8''S%E1%BB%95" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    event = AuditEvent.objects.get(action="file.download")
    assert (event.target_id, event.detail["sha256"]) == (str(stored.pk), stored.sha256)


def test_somebody_elses_file_is_not_there(world, client_for):
    stored = store_file(by=world.officer_ha, name="a.xlsx", data=b"x", content_type="")
    assert client_for(world.officer).get(f"/files/{stored.pk}/").status_code == 404
    assert client_for(world.leader).get(f"/files/{stored.pk}/").status_code == 404
