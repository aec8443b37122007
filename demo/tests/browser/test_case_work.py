"""The officer's daily work on cases in a real browser, with the keyboard alone and on a telephone's screen."""

from datetime import timedelta

import pytest

from cases.models import Absence, Contact, Need
from core.dates import today, vn_date
from demo.tests.browser.cases import ago, on_probation, receive

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_contact_entered_from_the_first_page_ends_the_duty(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    Contact.objects.create(case=case, kind="visit", on=ago(120), outcome="Ở nhà")
    me = keyboard(world.officer)
    assert "quá hạn 30 ngày" in me.text()
    me.press("Gặp, tiếp xúc ít nhất")
    me.choose("Hình thức", "Gặp tại nhà")
    me.type("Ngày", vn_date(today()))
    me.type("Kết quả", "Đi làm đều, gia đình ổn định")
    me.press("Lưu")
    assert "Đi làm đều, gia đình ổn định" in me.text()
    me.open("/cases/worklist/")
    assert "Gặp, tiếp xúc" not in me.text()
    assert Contact.objects.filter(case=case).count() == 2


def test_a_duty_is_put_off_with_a_reason_and_taken_back(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    Contact.objects.create(case=case, kind="visit", on=ago(120), outcome="Ở nhà")
    me = keyboard(world.officer)
    me.press("hoãn : Gặp")
    me.type("Hoãn đến", vn_date(today() + timedelta(days=10)))
    me.type("Lý do hoãn", "Đi làm ở Gia Lai, cuối tuần sau về")
    me.press("Hoãn")
    me.open("/cases/worklist/")
    assert "Gặp, tiếp xúc" not in me.text()
    me.open("/cases/worklist/?state=snoozed")
    assert "Đi làm ở Gia Lai" in me.text()
    me.press("thôi hoãn")
    me.open("/cases/worklist/")
    assert "Gặp, tiếp xúc" in me.text()


def test_a_need_is_followed_through_to_its_result(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Cần")
    me = keyboard(world.officer)
    me.open(f"/cases/{case.public_id}/")
    me.press("Nhu cầu, hỗ trợ")
    me.press("Ghi nhu cầu")
    me.choose("Loại nhu cầu", "Giải quyết việc làm")
    me.type("Nhu cầu", "Cần việc gần nhà")
    me.type("Ngày nêu", vn_date(ago(20)))
    me.type("Cần xong trước ngày", vn_date(ago(1)))
    me.press("Lưu")
    me.open("/cases/worklist/")
    me.press("Giải quyết nhu cầu")
    me.press("Ghi việc hỗ trợ")
    me.type("Ngày", vn_date(ago(5)))
    me.type("Việc đã làm", "Giới thiệu với xưởng mộc")
    me.type("Kinh phí", "200000")
    me.choose("Nguồn", "Quỹ của mô hình")
    me.press("Lưu")
    assert "200.000" in me.text()
    me.press("sửa")
    me.choose("Tình trạng", "Đã đáp ứng")
    me.type("Ngày kết thúc", vn_date(today()))
    me.type("Kết quả", "Đã vào làm ở xưởng mộc")
    me.press("Lưu")
    assert "Đã vào làm ở xưởng mộc" in me.text()
    me.open("/cases/worklist/")
    assert "Giải quyết nhu cầu" not in me.text()
    assert Need.objects.get().state == "met"


def test_a_leave_is_permitted_and_one_too_long_is_refused_with_the_article(world, keyboard):
    case = on_probation(world)
    me = keyboard(world.officer)
    me.open(f"/cases/{case.public_id}/")
    me.press("Thử thách")
    me.press("Xin vắng mặt")
    me.type("Ngày xin phép", vn_date(ago(6)))
    me.type("Từ ngày", vn_date(ago(2)))
    me.type("Đến hết ngày", vn_date(today() + timedelta(days=80)))
    me.type("Nơi đến", "Đà Nẵng, công trình cầu")
    me.type("Lý do vắng mặt", "Làm thuê cùng anh trai")
    me.choose("Đồng ý", "Có")
    me.type("Ngày quyết định", vn_date(ago(4)))
    me.press("Lưu")
    assert "quá 60 ngày" in me.text()
    assert me.page.input_value("#id_destination") == "Đà Nẵng, công trình cầu"
    me.type("Đến hết ngày", vn_date(today() + timedelta(days=20)))
    me.press("Lưu")
    assert "Đã vắng 23 trong" in me.text()
    assert Absence.objects.get().is_granted
