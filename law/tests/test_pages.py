"""The page of the rules: every role but the bank reads it, an administrator adds a dated row or a holiday there."""

import re
from datetime import date

import pytest

from audit.models import AuditEvent
from core.dates import DAY_ONE, today, vn_date
from law.models import Holiday, LawSetting
from law.provider import calendar, law

PAGE = "/cases/law/"
NEW = {
    "value": "7", "article": "Luật Thi hành án hình sự 2025, Điều 60", "valid_from": "01/12/2026", "source_note": "Công báo",
    "confidence": "high", "verified_by": "", "verified_on": "",
}  # fmt: skip
DAY = {"day": "02/01/2026", "name": "Đi làm", "is_working": "on", "source_note": "Thông báo 12"}


@pytest.fixture
def admin(world, client_for):
    return client_for(world.admin)


@pytest.mark.parametrize("role", ["officer", "committee", "leader", "province", "admin"])
def test_every_role_but_the_bank_reads_value_source_confidence_and_history(world, client_for, role):
    text = client_for(getattr(world, role)).get(PAGE).content.decode()

    assert "Trình diện và cam kết kể từ ngày được tha" in text
    assert "Toàn văn Luật Thi hành án hình sự" in text
    assert "kiểm tra số điều" in text
    assert "Tết" in text
    assert ("Thay từ ngày" in text) == (role == "admin")


@pytest.mark.parametrize("address", [f"{PAGE}present_days/change/", f"{PAGE}holidays/new/"])
def test_nobody_else_changes_the_rules(world, client_for, address):
    assert client_for(world.leader).get(address).status_code == 403


def test_an_administrator_replaces_a_value_from_a_day(admin, post_form, world):
    address = f"{PAGE}present_days/change/"
    assert "Trị số hôm nay" in admin.get(address).content.decode()
    assert post_form(admin, address, NEW).url == f"{PAGE}#present_days"

    assert [law(day).number("present_days") for day in (date(2026, 11, 30), date(2026, 12, 1))] == [5, 7]
    assert AuditEvent.objects.get(action="law.add").by == world.admin
    assert "Quản trị hệ thống ghi" in admin.get(f"{PAGE}?on=02/12/2026").content.decode()


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"value": "năm"}, "số nguyên"),
        ({"valid_from": "01/01/1900"}, "2015"),
        ({"verified_by": "Võ Văn Bắc"}, "cùng nhau"),
        ({"verified_by": "Võ Văn Bắc", "verified_on": "01/01/2098"}, "chưa đến"),
        ({"source_note": ""}, "source_note"),
    ],
)
def test_a_value_that_cannot_be_used_comes_back_with_what_was_typed(admin, post_form, changed, text):
    answer = post_form(admin, f"{PAGE}present_days/change/", {**NEW, **changed})

    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not LawSetting.objects.exists()


def test_one_person_changes_what_is_called_late_but_not_for_days_that_have_passed(admin, post_form):
    address = f"{PAGE}late_entry_days/change/"
    yesterday = {"value": "45", "valid_from": vn_date(today() - DAY_ONE)}
    refused = post_form(admin, address, NEW | yesterday)
    assert refused.status_code == 422
    assert "từ hôm nay trở đi" in refused.content.decode()
    assert post_form(admin, address, NEW | {"value": "45", "valid_from": vn_date(today())}).status_code == 302
    assert [law(day).number("late_entry_days") for day in (today() - DAY_ONE, today())] == [30, 45]


def test_two_rows_from_one_day_are_refused(admin, post_form):
    post_form(admin, f"{PAGE}present_days/change/", NEW)
    answer = post_form(admin, f"{PAGE}present_days/change/", {**NEW, "value": "8"})

    assert answer.status_code == 422
    assert "đã có dòng" in answer.content.decode()


def test_a_rule_without_value_has_no_field_for_one(admin, post_form):
    address = f"{PAGE}review_meeting/change/"
    assert 'name="value"' not in admin.get(address).content.decode()
    typed = {name: value for name, value in NEW.items() if name != "value"}
    assert post_form(admin, address, typed).status_code == 302
    assert str(law(date(2026, 12, 1)).article("review_meeting")) == NEW["article"]


def test_an_unknown_rule_is_not_found(admin):
    assert admin.get(f"{PAGE}khong-co/change/").status_code == 404


def test_an_administrator_corrects_a_built_in_day_and_then_the_own_row(admin, post_form):
    assert not calendar().is_working(date(2026, 1, 2))
    post_form(admin, f"{PAGE}holidays/new/", DAY)
    assert calendar().is_working(date(2026, 1, 2))
    post_form(admin, f"{PAGE}holidays/new/", {**DAY, "is_working": "", "name": "Nghỉ"})
    assert not calendar().is_working(date(2026, 1, 2))
    assert Holiday.objects.count() == 1
    assert "Thông báo 12" in admin.get(f"{PAGE}?on=01/01/2026").content.decode()


def test_the_contents_lead_into_folded_sections(admin):
    """A browser unfolds a section when the address leads to something inside, so each anchor is inside of one and outside of its
    heading."""
    page = admin.get(PAGE).content.decode()
    sections = page.split('<details class="fold">')[1:]
    folded = dict(re.search(r"<h2[^>]*>(.*?)</h2></summary>(.*)", one, re.S).groups() for one in sections)
    links = re.findall(r'<li><a href="#([a-z]+)">(.*?)</a>', page)
    assert len(links) == len(folded) == 7
    for anchor, title in links:
        assert f'id="{anchor}"' in folded[title]
    assert '<details class="fold" open' not in page
