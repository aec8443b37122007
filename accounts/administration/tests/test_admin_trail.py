"""Whatever an administrator may write leaves its trace, with what it was and what it is."""

import pytest
from django.contrib import admin
from django.contrib.admin.sites import site
from django.urls import reverse

from accounts.admin import AuditedAdmin, NoDeletion
from areas.models import Unit, UnitSuccession
from audit.models import AuditEvent

# Their own save_model calls a verb of services, which writes the event (tests of those verbs and of these pages elsewhere).
BY_VERB = {"User", "Membership", "LawSetting", "Holiday"}


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_every_page_that_writes_leaves_a_trace_and_deletes_nothing(model):
    page = site._registry[model]
    assert isinstance(page, NoDeletion)
    assert isinstance(page, AuditedAdmin) or model.__name__ in BY_VERB
    assert "save_model" in vars(type(page)) or isinstance(page, AuditedAdmin)
    assert not isinstance(page, AuditedAdmin) or page.action
    assert not page.inlines
    assert type(page).log_change is not admin.ModelAdmin.log_change


def test_a_changed_note_tells_the_old_one(world, client_for, post_form):
    before = world.tinh_bac.source_note
    address = reverse("admin:areas_unit_change", args=[world.tinh_bac.pk])
    answer = post_form(client_for(world.admin), address, {"source_note": "Đã đối chiếu"})
    assert answer.status_code == 302, answer.context["errors"]
    event = AuditEvent.objects.get(action="settings.unit")
    assert (event.by, event.target_id) == (world.admin, str(world.tinh_bac.pk))
    assert event.why == f"before.source_note: {before}\nafter.source_note: Đã đối chiếu"
    assert event.detail["after"] == {"source_note": {"chars": 12}}


def test_a_unit_and_what_it_became_are_fixed_on_their_pages(world, client_for, post_form):
    """A post with other values changes nothing: they decide in which unit's rate people count."""
    link = world.tinh_bac.successor_links.get()
    kept = [Unit.objects.filter(pk=world.tinh_bac.pk).values(), UnitSuccession.objects.filter(pk=link.pk).values()]
    before = [list(rows) for rows in kept]
    client = client_for(world.admin)
    typed = {"name": "Khác", "parent": world.tu_nghia.pk, "valid_to": "01/01/2025", "source_note": "x"}
    assert post_form(client, reverse("admin:areas_unit_change", args=[world.tinh_bac.pk]), typed).status_code == 302
    typed = {"successor": world.tinh_ha.pk, "is_main": "", "on": "01/01/2025", "source_note": "x"}
    assert post_form(client, reverse("admin:areas_unitsuccession_change", args=[link.pk]), typed).status_code == 302
    assert [list(rows.all()) for rows in kept] == [[{**row, "source_note": "x"} for row in rows] for rows in before]


@pytest.mark.parametrize("name", ["unit", "unitsuccession"])
def test_no_unit_and_no_succession_is_added_on_a_page(world, client_for, name):
    assert client_for(world.admin).get(reverse(f"admin:areas_{name}_add")).status_code == 403


def test_without_its_line_in_the_audit_nothing_is_changed(world, client_for, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("no audit")

    client = client_for(world.admin, raise_request_exception=False)
    address = reverse("admin:areas_unit_change", args=[world.tinh_bac.pk])
    version = client.get(address).context["version"]
    monkeypatch.setattr("audit.events.record", broken)
    assert client.post(address, {"source_note": "Khác", "version": version}).status_code == 500
    world.tinh_bac.refresh_from_db()
    assert world.tinh_bac.source_note != "Khác"
