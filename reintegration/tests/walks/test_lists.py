"""Pages, searches, choices, files and imports that are the same address for everybody: each shows its user's people only."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.permissions.roles import may
from accounts.permissions.scope import units_to_choose
from cases.models import Judgment, Need, Notice
from cases.people.id_encryption import blind_index
from community.models import ModelMember
from jobs import exports
from jobs.models import Export, Job, StoredFile
from register.tests import workbooks
from reintegration.testing.typing import open_form
from reintegration.testing.walk import Walk, without_ids
from reports.models import Report

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("quiet", "shared_people")]
READERS = ("officer", "officer_ha", "committee", "leader", "leader_other")
EDITORS = ("officer", "officer_ha", "leader", "leader_other")
HTMX = {"HX-Request": "true"}


def found(walks) -> list[str]:
    return [line for walk in walks.values() for line in walk.found]


def routes_for(walk: Walk):
    return [route for route in without_ids() if walk.user and may(walk.user, route.action)]


def test_pages_without_ids_show_ones_own_people_only(marked, walks):
    seen = set()
    for walk in walks.values():
        for route in routes_for(walk):
            if route.name not in ("admin:logout", "accounts:logout"):
                answers = [walk.ask("get", f"/{route.pattern}", headers=headers) for headers in ({}, HTMX)]
                answers.append(walk.ask("post", f"/{route.pattern}"))
                seen |= {
                    mark for mark in marked.people for one in answers if mark in one.content.decode(errors="replace")
                }
    assert found(walks) == []
    assert seen == set().union(*marked.loans.values()), "nobody was shown anywhere, so nothing was walked"


def test_no_filter_or_search_leads_to_anybody_else(marked, walks):
    queries = ["state=all", "state=closed", "q=van+nguoi&state=all", "q=-code&state=all", "q=van+truoc", "page=2"]
    for made in marked.people.values():
        user = made.user.public_id if made.user else uuid.uuid4()
        queries += [
            # A letter is left out of the mark, as the page shows what was asked for.
            f"state=all&q={made.mark[:-1]}",
            f"state=all&n={blind_index(made.number)}",
            f"state=all&unit={made.unit.pk}",
            f"state=all&officer={user}",
        ]
    for name in READERS:
        for query in queries:
            for headers in ({}, HTMX):
                walks[name].ask("get", f"/cases/?{query}", headers=headers)
        for made in marked.people.values():
            for typed in (made.mark[:-1], made.number):
                walks[name].ask("post", "/cases/search/", {"q": typed, "state": "all"}, follow=True)
        for state in Notice.State.values:
            walks[name].ask("get", f"/cases/notices/?state={state}")
        walks[name].ask("get", "/cases/worklist/?print=1")
    assert found(walks) == []


def test_nothing_about_anybody_else_is_told_while_somebody_is_received(world, marked, walks):
    for name in EDITORS:
        walk = walks[name]
        for made in marked.people.values():
            typed = {
                # Folded it is the name; the page shows it as typed.
                "full_name": made.mark.replace("a", "à").replace("zqmark", "zqmàrk") + " văn người",
                "birth": "1985",
                "number": " ".join(made.number),
                "unit": made.unit.pk,
                "category": "completed",
                "origin": "prison",
                "start_on": "02/05/2024",
                "release_on": "01/05/2024",
                "idempotency_key": str(uuid.uuid4()),
            }
            walk.ask("post", "/cases/receive/likeness/", typed)
            walk.ask("post", "/cases/receive/", typed)
            walk.ask("post", "/cases/receive/", {**typed, "is_person": str(made.case.public_id)}, follow=True)
            if Notice in made.rows and made.mark not in marked.visible[name]:
                notice = made.rows[Notice].public_id
                assert walk.ask("get", f"/cases/receive/?notice={notice}").status_code == 404
    assert found(walks) == []


def test_no_form_takes_what_belongs_to_somebody_else(world, marked, walks):
    """What a form offers to choose from ends at the own units, also for ids that it did not offer."""
    mine, theirs = marked.people["zqmarkbac"], marked.people["zqmarkha"]
    at, model = f"/cases/{mine.case.public_id}", f"/models/{mine.about(ModelMember).model.public_id}"
    values = {
        "description": "x",
        "on": "01/03/2024",
        "name": "x",
        "article": "1",
        "start_on": "01/03/2024",
        "item": "x",
    }
    values |= {"donor": "x", "quantity": "1", "cost": "0", "source": "none", "why": "x", "decision": "two"}
    chosen = {
        f"{at}/records/offences/new/": {"judgment": theirs.rows[Judgment].pk},
        f"{at}/records/actions/new/": {"need": theirs.rows[Need].pk},
        f"{at}/assign/officer/": {"user": world.officer_ha.pk},
        f"{model}/helps/new/": {"member": mine.rows[ModelMember].pk, "case": theirs.case.pk},
        f"{model}/gifts/new/": {"case": theirs.case.pk},
        f"/cases/hand-over/{world.officer.public_id}/": {"to": world.officer.pk, "cases": [theirs.case.pk]},
    }
    for address, ids in chosen.items():
        version = open_form(walks["officer"].client, address).version or ""
        answer = walks["officer"].ask(
            "post", address, {**values, "idempotency_key": str(uuid.uuid4()), "version": version, **ids}
        )
        assert answer.status_code == 422, address
        assert set(answer.context["form"].errors) & set(ids), address
    version = open_form(walks["leader"].client, f"{at}/same/").version
    same = {
        "other": str(marked.people["zqmarktu"].case.public_id),
        "idempotency_key": str(uuid.uuid4()),
        "version": version,
    }
    assert "other" in walks["leader"].ask("post", f"{at}/same/", {**values, **same}).context["form"].errors
    assert found(walks) == []


def test_an_export_holds_what_who_asked_for_it_may_see(marked, walks, world, run_jobs, monkeypatch):
    monkeypatch.setattr(exports, "PER_DAY", 100)
    marks_own = list(Export.objects.values_list("pk", flat=True))
    for name in EDITORS:
        user = getattr(world, name)
        for kind in exports._kinds.values():
            if may(user, kind.action):
                unit = units_to_choose(user, kind.action).first()
                figure = f"figure=managed&unit={unit.code}&start=2023-01-01&end=2025-06-29"
                filters = {"query": figure if kind.kind == "dashboard" else "state=all", "unit": unit.pk}
                exports.ask(by=user, kind=kind.kind, reason="Rà soát", filters=filters)
    run_jobs()
    made = Export.objects.exclude(pk__in=marks_own).select_related("file", "by")
    assert made.count() >= len(EDITORS)
    for export in made:
        walk = next(walk for walk in walks.values() if walk.user == export.by)
        text = unpacked(bytes(export.file.data))
        if export.kind == "register":
            # Of the sealed, and of whoever left, the register keeps code, commune and days, by which figures are counted again.
            for mark in walk.hidden:
                text = text.replace(f"{mark}-code", "")
        assert [mark for mark in walk.hidden if mark in text] == [], walk.name
        assert any(mark in text for mark in marked.visible[walk.name])
        for other in walks.values():
            status = other.client.post(f"/exports/{export.pk}/file/").status_code
            assert status == {walk.name: 200, "nobody": 302, "stranger": 403}.get(other.name, 404), other.name


def test_an_import_tells_nothing_of_people_elsewhere(marked, walks, world, post_form, run_jobs):
    """Neither page, result, error nor the marked copy: whether rows name their code, their number or their name."""
    rows = []
    for place, made in enumerate(marked.people.values()):
        rows += [
            workbooks.case(_spaced(made), full_name="Nguyễn Văn Mã"),
            workbooks.case(f"HS-{place}", full_name="Nguyễn Văn Số", id_number=" ".join(made.number)),
        ]
    changes = [workbooks.change(_spaced(made), "Xóa án tích", "01/02/2025") for made in marked.people.values()]
    data = workbooks.book(rows, changes)
    for name in ("officer", "leader"):
        walk = walks[name]
        upload = {"file": SimpleUploadedFile("so.xlsx", data)}
        checking = post_form(walk.client, "/cases/import/", upload)
        run_jobs()
        walk.ask("get", checking.url)
        job = Job.objects.filter(by=walk.user, kind="register.check").exclude(key__startswith="zq").latest("created_at")
        text = str(job.result).casefold()
        for stored in StoredFile.objects.filter(by=walk.user):
            text += unpacked(bytes(stored.data)) if "lỗi" in stored.name else ""
        assert job.state == "done"
        assert [mark for mark in walk.hidden if mark in text] == [], name
    assert found(walks) == []


def test_the_administrators_site_shows_nobodys_people(marked, walks):
    walk = walks["admin"]
    for route in without_ids():
        if route.pattern.startswith("admin/") and route.name != "admin:logout":
            walk.ask("get", f"/{route.pattern}?q=zqmar")
    for word in ("areas/unit", "accounts/user", "accounts/membership", "cases/lawsetting"):
        for tail in ("1/change/", "1/history/", "1/delete/", "x/", "1/"):
            walk.ask("get", f"/admin/{word}/{tail}")
    for app, model in (("cases", "case"), ("cases", "person"), ("accounts", "storedfile"), ("accounts", "auditevent")):
        query = f"app_label={app}&model_name={model}&field_name=person&term=z"
        assert walk.ask("get", f"/admin/autocomplete/?{query}").status_code in (403, 404)
        assert walk.ask("get", f"/admin/{app}/{model}/").status_code == 404
    assert found(walks) == []


def test_a_report_for_the_next_version_is_taken_from_ones_own(marked, walks):
    for name in EDITORS:
        for made in marked.people.values():
            if Report in made.rows:
                walks[name].ask("get", f"/reports/new/?from={made.rows[Report].public_id}")
    assert found(walks) == []


def unpacked(data: bytes) -> str:
    """All text of a workbook, in lower case."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist()).casefold()


def _spaced(made) -> str:
    """The case's code as an office may write it; it does not hold the mark as a word."""
    return made.case.code.replace("zqmark", "zq mark")
