"""The report settings in the administration: every change is audited, nothing is deleted."""

from datetime import date

from django.urls import reverse

from audit.models import AuditEvent
from reports.models import LetterheadSetting


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
    row = LetterheadSetting.objects.create(unit=world.son_tinh, valid_from=date(2024, 1, 1), agency="x")
    add = reverse("admin:reports_letterheadsetting_add")
    assert client_for(world.leader).get(add).status_code in (302, 403)
    url = reverse("admin:reports_letterheadsetting_delete", args=[row.pk])
    assert client_for(world.admin).post(url, {"post": "yes"}).status_code == 403
    assert LetterheadSetting.objects.count() == 1
