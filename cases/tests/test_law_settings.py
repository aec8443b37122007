"""Law settings: an administrator's rows replace the built-in ones, are audited, and are shown to all users."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit.models import AuditEvent
from cases.facts.stay_chain import start_history
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from core.dates import today
from core.errors import Refused
from law import services as law_services
from law.models import Confidence as StoredConfidence
from law.models import Holiday, LawSetting
from law.provider import calendar, law, law_and_calendar, law_timeline
from law.timeline import Confidence

ROW = {
    "code": "present_days",
    "value": "7",
    "article": "Luật Thi hành án hình sự 2025, Điều 60",
    "valid_from": date(2026, 7, 1),
    "valid_to": None,
    "source_note": "Công báo",
    "confidence": "high",
    "verified_by": "",
    "verified_on": None,
}
TYPED = {**ROW, "valid_from": "01/07/2026", "valid_to": "", "verified_on": ""}
DAY = {"day": date(2024, 6, 4), "name": "Nghỉ bù", "is_working": False, "source_note": "Thông báo 12"}


def add(world, **changed) -> LawSetting:
    return law_services.save_setting(by=world.admin, setting=None, data={**ROW, **changed})


# The rows and the rules


def test_a_row_applies_from_its_day_on(world):
    add(world)

    assert law(date(2026, 6, 30)).number("present_days") == 5
    assert law(date(2026, 7, 1)).number("present_days") == 7
    assert str(law(date(2026, 7, 1)).article("present_days")) == ROW["article"]


def test_all_days_of_the_law_take_one_query(world, django_assert_num_queries):
    add(world)
    add(world, code="handover_days")

    with django_assert_num_queries(1):
        book = law_timeline()
        assert [book.on(date(2026, month, 1)).number("present_days") for month in (6, 7)] == [5, 7]


def test_what_another_process_writes_is_law_at_once(world):
    """The timelines that are kept (law/provider.py) are found by what the rows say, and the rows are read each time."""
    row = add(world)
    law_services.save_holiday(by=world.admin, holiday=None, data=DAY)
    assert law(date(2026, 7, 1)).number("present_days") == 7
    # Past the services and past every signal, as from another process.
    LawSetting.objects.filter(pk=row.pk).update(value="9")
    Holiday.objects.all().delete()

    assert law(date(2026, 7, 1)).number("present_days") == 9
    assert law_and_calendar()[0].on(date(2026, 7, 1)).number("present_days") == 9
    assert calendar().after(date(2024, 6, 3), 3) == date(2024, 6, 6)


def test_a_day_of_an_administrator_moves_a_term_of_working_days(world):
    assert calendar().after(date(2024, 6, 3), 3) == date(2024, 6, 6)
    law_services.save_holiday(by=world.admin, holiday=None, data=DAY)

    assert calendar().after(date(2024, 6, 3), 3) == date(2024, 6, 7)


def test_stored_and_pure_words_for_confidence_are_the_same():
    assert [one.value for one in Confidence] == StoredConfidence.values


# The verbs


def test_a_new_row_is_told_to_the_audit(world):
    row = add(world)

    event = AuditEvent.objects.get(action="law.add")
    assert (event.by, event.target_id) == (world.admin, str(row.pk))
    assert event.detail["before"] is None
    assert event.detail["after"]["value"] == "7"
    assert event.detail["after"]["valid_from"] == "2026-07-01"


def test_ending_a_row_tells_what_it_was(world):
    row = add(world)
    law_services.save_setting(by=world.admin, setting=row, data={"valid_to": date(2027, 1, 1)})

    assert law(date(2027, 1, 1)).number("present_days") == 5
    detail = AuditEvent.objects.get(action="law.change").detail
    assert detail == {"before": {"valid_to": None}, "after": {"valid_to": "2027-01-01"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "no_such_rule"},
        {"value": "năm"},
        {"code": "absence_share", "value": "0.5"},
        {"code": "review_meeting", "value": "5"},
        {"verified_by": "Trần Văn Luật"},
        {"verified_on": date(2024, 1, 1)},
    ],
)
def test_what_the_rules_could_not_use_is_refused(world, wrong):
    with pytest.raises(Refused):
        add(world, **wrong)

    assert not LawSetting.objects.exists()
    assert not AuditEvent.objects.filter(action="law.add").exists()


def test_the_rule_of_a_row_and_the_day_of_a_holiday_never_change(world):
    row = add(world)
    with pytest.raises(Refused, match="thêm dòng mới"):
        law_services.save_setting(by=world.admin, setting=row, data={"code": "handover_days"})
    holiday = law_services.save_holiday(by=world.admin, holiday=None, data=DAY)
    with pytest.raises(Refused, match="thêm dòng mới"):
        law_services.save_holiday(by=world.admin, holiday=holiday, data={"day": date(2024, 6, 5)})


def test_two_rows_of_a_rule_from_one_day_are_refused(world):
    add(world)
    with pytest.raises(ValidationError, match="đã có dòng"):
        add(world)


# The administrators' site


def test_an_administrator_adds_and_changes_a_row(world, client_for, post_form):
    admin = client_for(world.admin)
    assert admin.post(reverse("admin:law_lawsetting_add"), TYPED).status_code == 302
    row = LawSetting.objects.get()
    address = reverse("admin:law_lawsetting_change", args=[row.pk])

    assert post_form(admin, address, {**TYPED, "value": "6", "code": "handover_days"}).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.value) == ("present_days", "6")
    detail = AuditEvent.objects.get(action="law.change").detail
    assert detail == {"before": {"value": "7"}, "after": {"value": "6"}}
    assert "Trình diện và cam kết" in admin.get(reverse("admin:law_lawsetting_changelist")).content.decode()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"value": "năm"}, "số nguyên"),
        ({"code": "absence_share", "value": "một phần ba"}, "phân số"),
        ({"code": "nothing"}, "Hãy chọn|hợp lệ"),
        ({"verified_by": "Ai đó"}, "ghi cùng nhau"),
        ({"verified_by": "Ai đó", "verified_on": "01/01/2099"}, "chưa đến"),
        ({"valid_to": "01/01/2020"}, "sau ngày bắt đầu"),
    ],
)
def test_a_wrong_row_comes_back_with_words_and_what_was_typed(world, client_for, typed, message):
    response = client_for(world.admin).post(reverse("admin:law_lawsetting_add"), {**TYPED, **typed})

    assert response.status_code == 200
    page = response.content.decode()
    assert re.search(message, page)
    assert 'value="Luật Thi hành án hình sự 2025, Điều 60"' in page
    assert not LawSetting.objects.exists()


def test_an_administrator_adds_a_holiday_and_makes_it_a_working_day(world, client_for, post_form):
    admin = client_for(world.admin)
    typed = {"day": "04/06/2024", "name": "Nghỉ bù", "source_note": "Thông báo 12"}
    assert admin.post(reverse("admin:law_holiday_add"), typed).status_code == 302
    address = reverse("admin:law_holiday_change", args=[Holiday.objects.get().pk])

    assert post_form(admin, address, {**typed, "is_working": "on"}).status_code == 302
    assert calendar().is_working(date(2024, 6, 4))
    assert set(AuditEvent.objects.filter(action__startswith="holiday").values_list("action", flat=True)) == {
        "holiday.add",
        "holiday.change",
    }


@pytest.mark.parametrize("model", ["lawsetting", "holiday"])
def test_nothing_is_deleted_and_nobody_else_changes_it(world, client_for, model):
    row = add(world) if model == "lawsetting" else law_services.save_holiday(by=world.admin, holiday=None, data=DAY)

    delete = reverse(f"admin:law_{model}_delete", args=[row.pk])
    assert client_for(world.admin).post(delete, {"post": "yes"}).status_code == 403
    for user in (world.officer, world.leader, world.province, world.bank):
        assert client_for(user).get(reverse(f"admin:law_{model}_add")).status_code == 403


# The page of the rules in force


def page(client, **query) -> str:
    response = client.get(reverse("law:rules"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_officer_reads_value_article_source_and_how_sure_we_are(world, client_for):
    shown = page(client_for(world.officer), on="2024-06-01")

    assert "Trình diện và cam kết kể từ ngày được tha" in shown
    assert "Luật Thi hành án hình sự 2019, Điều 59 khoản 2" in shown
    assert "Toàn văn Luật Thi hành án hình sự" in shown
    assert "Chưa xác nhận" in shown
    assert "18/04/2024: Ngày Giỗ Tổ" in shown


def test_the_page_follows_the_day_asked_for(world, client_for):
    client = client_for(world.officer)

    assert "ngày 01/06/2024" in page(client, on="2024-06-01")
    assert f"ngày {today():%d/%m/%Y}" in page(client)
    before, after = page(client, on="2025-02-28"), page(client, on="2025-03-01")
    assert '<td data-label="Trị số">Sở Tư pháp</td>' in before
    assert '<td data-label="Trị số">Sở Tư pháp</td>' not in after


def test_an_administrators_row_is_shown_as_such(world, client_for):
    add(world, valid_from=date(2024, 1, 1), verified_by="Trần Văn Luật", verified_on=date(2024, 2, 3))
    law_services.save_holiday(by=world.admin, holiday=None, data=DAY)
    shown = page(client_for(world.officer), on="2024-06-01")

    assert "Quản trị hệ thống ghi." in shown
    assert "Đối chiếu: Trần Văn Luật, 03/02/2024" in shown
    assert "04/06/2024: Nghỉ bù" in shown


@pytest.mark.parametrize("on", ["một hôm nào đó", "0001-01-01", "9999-12-31", "2024-13-01"])
def test_a_day_that_cannot_be_is_told_and_today_shown(world, client_for, on):
    shown = page(client_for(world.officer), on=on)

    assert 'role="alert"' in shown
    assert f"ngày {today():%d/%m/%Y}" in shown


def test_the_page_takes_the_same_queries_however_many_rows(world, client_for, django_assert_max_num_queries):
    client = client_for(world.officer)
    page(client)
    for n in range(10):
        add(world, valid_from=date(2026, 7, 1) + timedelta(n))
        law_services.save_holiday(by=world.admin, holiday=None, data={**DAY, "day": date(2024, 6, 4) + timedelta(n)})
    with django_assert_max_num_queries(8):
        page(client, on="2024-06-01")


@pytest.mark.parametrize(
    ("role", "status"), [("committee", 200), ("leader", 200), ("province", 200), ("bank", 403), ("stranger", 403)]
)
def test_the_page_is_for_everybody_with_a_role(world, client_for, role, status):
    assert client_for(getattr(world, role)).get(reverse("law:rules")).status_code == status


def test_on_which_ground_a_proof_is_asked_for_follows_the_day(world, client_for):
    """Pages take articles from the law of the day: from 1/7/2026 they differ."""
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison")
    details = {"release_on": date(2024, 1, 5), "sentence_months": 12}
    case = reception_services.receive(by=None, case=NewCase("HS-1", PersonData("Lê Văn Về"), history, details))
    address = f"/cases/{case.public_id}/tab/expungement/"
    assert str(law(today()).article("expungement_review")) in client_for(world.officer).get(address).content.decode()
    LawSetting.objects.create(
        **{**ROW, "code": "expungement_review", "value": "", "article": "Thông tư 99, Điều 7", "valid_from": date(2020, 1, 1)}
    )  # fmt: skip
    assert "(Thông tư 99, Điều 7)" in client_for(world.officer).get(address).content.decode()
