"""Whatever an administrator may write leaves its trace, with what it was and what it is."""

import pytest
from django.contrib import admin
from django.contrib.admin.sites import site
from django.urls import reverse

from accounts.admin import AuditedAdmin, NoDeletion
from areas.models import UnitSuccession
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
    assert all(not inline.can_delete for inline in page.inlines)
    assert type(page).log_change is not admin.ModelAdmin.log_change


def data_of(unit, **more) -> dict:
    names = ("code", "name", "kind", "level", "source_note")
    data = {name: getattr(unit, name) for name in names} | {"parent": unit.parent_id}
    days = {"valid_from": f"{unit.valid_from:%d/%m/%Y}"}
    days |= {"valid_to": f"{unit.valid_to:%d/%m/%Y}"} if unit.valid_to else {}
    rows = unit.successor_links.count()
    forms = {"successor_links-TOTAL_FORMS": rows, "successor_links-INITIAL_FORMS": rows}
    for place, link in enumerate(unit.successor_links.order_by("on", "-is_main", "successor")):
        fields = {"id": link.pk, "predecessor": unit.pk, "successor": link.successor_id, "on": f"{link.on:%d/%m/%Y}"}
        fields |= {"source_note": link.source_note, **({"is_main": "on"} if link.is_main else {})}
        forms |= {f"successor_links-{place}-{name}": value for name, value in fields.items()}
    return {**data, **days, **forms, **more}


def test_a_renamed_unit_tells_its_old_name(world, client_for, post_form):
    address = reverse("admin:areas_unit_change", args=[world.tinh_bac.pk])
    answer = post_form(client_for(world.admin), address, data_of(world.tinh_bac, name="Tịnh Bắc Mới"))
    assert answer.status_code == 302, answer.context["errors"]
    event = AuditEvent.objects.get(action="settings.unit")
    assert (event.by, event.target_id) == (world.admin, str(world.tinh_bac.pk))
    assert event.why == "before.name: Tịnh Bắc\nafter.name: Tịnh Bắc Mới"
    assert (event.detail["before"], event.detail["after"]) == ({"name": {"chars": 8}}, {"name": {"chars": 12}})


def test_what_a_unit_became_is_told_where_it_is_edited_beneath_it(world, client_for, post_form):
    address = reverse("admin:areas_unit_change", args=[world.tinh_bac.pk])
    data = data_of(world.tinh_bac)
    answer = post_form(client_for(world.admin), address, {**data, "successor_links-0-source_note": "Nghị quyết 1676"})
    assert answer.status_code == 302, answer.context["errors"]
    event = AuditEvent.objects.get(action="settings.unit")
    assert "after.source_note: Nghị quyết 1676" in event.why
    assert UnitSuccession.objects.get(predecessor=world.tinh_bac).source_note == "Nghị quyết 1676"


def test_without_its_line_in_the_audit_nothing_is_changed(world, client_for, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("no audit")

    client = client_for(world.admin, raise_request_exception=False)
    address = reverse("admin:areas_unit_change", args=[world.tinh_bac.pk])
    version = client.get(address).context["version"]
    monkeypatch.setattr("audit.events.record", broken)
    assert client.post(address, data_of(world.tinh_bac, name="Khác", version=version)).status_code == 500
    world.tinh_bac.refresh_from_db()
    assert world.tinh_bac.name == "Tịnh Bắc"
