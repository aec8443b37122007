"""The report settings in the administration: every change is audited, nothing is deleted."""

from datetime import date

from django.urls import reverse

from audit.models import AuditEvent
from reports.models import LetterheadSetting, MeasureDefinition

DEFINITION = {
    "valid_from": "01/01/2025",
    "counted_date": "conviction",
    "denominator": "end",
    "source_note": "Công văn 1",
}


def test_adding_a_definition_records_the_user_and_is_audited(world, client_for):
    response = client_for(world.admin).post(reverse("admin:reports_measuredefinition_add"), DEFINITION)
    assert response.status_code == 302
    row = MeasureDefinition.objects.get()
    assert (row.valid_from, row.decided_by) == (date(2025, 1, 1), world.admin)
    event = AuditEvent.objects.get(action="settings.definition")
    assert (event.by, event.detail["before"], event.detail["after"]["denominator"]) == (world.admin, None, "end")


def test_changing_a_definition_audits_the_old_values(world, client_for, post_form):
    row = MeasureDefinition.objects.create(valid_from=date(2025, 1, 1), counted_date="conviction", denominator="end")
    url = reverse("admin:reports_measuredefinition_change", args=[row.pk])
    assert post_form(client_for(world.admin), url, {**DEFINITION, "denominator": "average"}).status_code == 302
    detail = AuditEvent.objects.get(action="settings.definition").detail
    assert (detail["before"]["denominator"], detail["after"]["denominator"]) == ("end", "average")
    assert "counted_date" not in detail["after"]


def test_a_letterhead_is_added_for_a_unit(world, client_for):
    given = {
        "unit": world.son_tinh.pk,
        "valid_from": "01/01/2024",
        "parent_agency": "CÔNG AN TỈNH QUẢNG NGÃI",
        "agency": "CÔNG AN HUYỆN SƠN TỊNH",
        "symbol": "BC-CAH",
        "place": "Sơn Tịnh",
        "signer_title": "TRƯỞNG CÔNG AN HUYỆN",
    }
    assert client_for(world.admin).post(reverse("admin:reports_letterheadsetting_add"), given).status_code == 302
    assert LetterheadSetting.objects.get().unit == world.son_tinh
    assert AuditEvent.objects.get(action="settings.letterhead").unit == world.son_tinh


def test_only_administrators_change_settings_and_nobody_deletes_them(world, client_for):
    row = MeasureDefinition.objects.create(valid_from=date(2025, 1, 1), counted_date="conviction", denominator="end")
    assert client_for(world.leader).post(reverse("admin:reports_measuredefinition_add"), DEFINITION).status_code in (
        302,
        403,
    )
    url = reverse("admin:reports_measuredefinition_delete", args=[row.pk])
    assert client_for(world.admin).post(url, {"post": "yes"}).status_code == 403
    assert MeasureDefinition.objects.count() == 1
