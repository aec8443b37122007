"""Every kind of record on a case can be added, changed and struck out, by the right users only."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from cases.records.registry import RECORDS
from cases.tests.factories import receive
from cases.tests.form_data import FOR_PROBATION, PDF, RECORD, at, reoffended
from core.dates import today


def test_no_kind_is_left_out():
    assert set(RECORD) | set(FOR_PROBATION) | {"offences", "actions", "documents", "new-sentences"} == set(RECORDS)


@pytest.mark.parametrize("slug", RECORDS)
def test_each_record_is_added_changed_and_struck(world, case, post, officer, slug):
    data: dict = RECORD.get(slug) or FOR_PROBATION.get(slug) or {}
    if slug in FOR_PROBATION:
        case = receive(world, "TT", "Người Thử Thách", category="conditional", probation_end_on=date(2027, 1, 10))
    if slug == "offences":
        post(at(case, "records/judgments/new/"), RECORD["judgments"])
        data = {"judgment": case.judgments.get().pk, "name": "Trộm cắp", "article": "173", "is_intentional": "on"}
    if slug == "new-sentences":
        data = reoffended(world, case)
    if slug == "actions":
        post(at(case, "records/needs/new/"), RECORD["needs"])
        data = {
            "need": case.needs.get().pk,
            "on": "05/03/2024",
            "description": "Giới thiệu",
            "cost": "500000",
            "source": "donation",
        }
    if slug == "documents":
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = {"kind": "judgment", "title": "Bản án"}
        assert post(at(case, "documents/new/"), {**data, "file": SimpleUploadedFile("x.pdf", PDF)}).status_code == 302
    else:
        assert officer.get(at(case, f"records/{slug}/new/")).status_code == 200
        added = post(at(case, f"records/{slug}/new/"), data)
        assert added.status_code == 302, added.context["form"].errors
        assert officer.get(added.url).status_code == 200
    record = RECORDS[slug].model.objects.get()
    edit = at(case, f"records/{slug}/{record.public_id}/")
    assert officer.get(edit).status_code == 200
    stale = post(edit, {**data, "version": record.version + 5})
    assert stale.status_code == 409
    assert post(edit, {**data, "version": record.version}).status_code == 302
    assert post(f"{edit}strike/", {"why": ""}).status_code == 422
    assert post(f"{edit}strike/", {"why": "Nhập nhầm"}).status_code == 302
    record.refresh_from_db()
    assert (record.removed_by, record.removed_why) == (world.officer, "Nhập nhầm")
    assert not RECORDS[slug].model.objects.active().exists()
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    name = RECORDS[slug].model._meta.model_name
    assert {f"{name}.change", f"{name}.strike"} <= actions


@pytest.mark.parametrize("slug", RECORDS)
def test_records_of_others_are_not_found_and_wrong_roles_refused(world, case, client_for, slug):
    address = at(case, f"records/{slug}/new/")
    assert client_for(world.officer_ha).get(address).status_code == 404
    assert client_for(world.committee).get(address).status_code == 403


def test_tomorrow_has_not_happened(world, case, post):
    tomorrow = f"{today() + timedelta(days=1):%d/%m/%Y}"
    for slug, field in (("contacts", "on"), ("needs", "raised_on"), ("reviews", "guided_on")):
        answer = post(at(case, f"records/{slug}/new/"), {**RECORD[slug], field: tomorrow})
        assert "không được sau hôm nay" in answer.content.decode()
