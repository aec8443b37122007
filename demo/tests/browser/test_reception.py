"""Receiving released people in a real browser, with the keyboard alone and on a telephone's screen."""

import pytest
from django.test import Client

from cases.closing import services as closing_services
from cases.models import Case, Contact, Notice, Person
from core.dates import today, vn_date
from demo.tests.browser.cases import ago, fill_reception, receive

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_who_was_here_before_is_recognised_and_received_again(world, keyboard):
    old = receive(world, "CU-1", "Lê Văn Về", days=2000)
    closing_services.close(by=None, case=old, on=ago(900), reason="other")
    me = keyboard(world.officer)
    me.open("/cases/notices/")
    me.press("Tiếp nhận không có thông báo")
    fill_reception(me)
    # While typing, without being asked.
    me.page.get_by_text("Có thể là người đã có hồ sơ").wait_for()
    me.press("Tiếp nhận")
    assert "Hãy so sánh rồi chọn" in me.text()
    assert Case.objects.count() == 1
    me.check("Chính là người này")
    me.press("Tiếp nhận")
    assert "Đã tiếp nhận." in me.text()
    assert "Lê Văn Về" in me.text()
    assert Case.objects.count() == 2
    assert Person.objects.count() == 1


def test_what_is_wrong_in_a_long_form_is_told_where_one_begins_to_read(world, keyboard):
    me = keyboard(world.officer)
    me.open("/cases/receive/")
    fill_reception(me)
    me.type("Ngày hết thử thách", "mai")
    me.press("Tiếp nhận")
    # The summary has the focus, so that the first Tab goes to the field.
    assert "Ngày hết thử thách" in me.focused["name"]
    me.follow("Ngày hết thử thách")
    assert me.page.evaluate("document.activeElement.id") == "id_probation_end_on"
    assert me.page.input_value("#id_full_name") == "Lê Văn Về"
    me.page.keyboard.press("Control+a")
    me.page.keyboard.press("Delete")
    me.press("Tiếp nhận")
    assert "Đã tiếp nhận." in me.text()


def test_a_list_is_pasted_an_address_verified_and_who_did_not_come_is_told(world, keyboard):
    me = keyboard(world.officer)
    me.open("/cases/notices/")
    me.press("Nhập danh sách đặc xá")
    me.choose("Diện", "Đặc xá")
    me.type("Trại giam, cơ quan gửi", "Trại giam Kim Sơn")
    me.type("Số thông báo", "45/TB")
    for label, days in (("Ngày thông báo", 9), ("Ngày nhận được", 8), ("Ngày dự kiến về", 2)):
        # The keys of a telephone have no stroke.
        me.type(label, vn_date(ago(days)).replace("/", ""))
    me.type("Danh sách", "Trần Văn Một; 1990; ; thôn 1")
    me.page.keyboard.press("Enter")
    me.page.keyboard.type("Trần Văn Hai; 1991; ; thôn 2")
    me.press("Lưu")
    me.press("Quá ngày, chưa về (2)")
    me.press("Trần Văn Một")
    me.press("Ghi kết quả xác minh")
    me.check("Không đúng")
    me.press("Lưu")
    assert "Địa chỉ không đúng thì phải trả lời nơi gửi" in me.text()
    me.follow("Số văn bản trả lời")
    me.page.keyboard.type("7/TB-UBND")
    me.press("Lưu")
    assert "HCD-03 số 7/TB-UBND" in me.text()
    me.press("Không về, rút thông báo")
    me.type("Lý do", "Về ở với con trong Nam")
    me.press("Lưu")
    me.open("/cases/notices/?state=not_come")
    assert "Về ở với con trong Nam" in me.text()
    assert Notice.objects.filter(state="expected").count() == 1


def test_what_the_court_decided_is_typed_on_the_page_of_reception(world, keyboard):
    me = keyboard(world.officer)
    me.open("/cases/receive/")
    fill_reception(me)
    me.type("Tòa án", "TAND huyện Sơn Tịnh")
    me.page.keyboard.press("Tab")
    me.page.keyboard.type("12/HSST")
    me.type("Ngày tuyên án", vn_date(ago(1500)))
    me.type("Tội danh", "Trộm cắp tài sản; Đánh bạc")
    me.type("Điều luật", "Điều 173 khoản 1; Điều 321 khoản 1")
    me.choose("Hình phạt bổ sung", "Quản chế")
    me.choose("Nghĩa vụ dân sự", "Án phí")
    me.press("Tiếp nhận")
    me.press("Bản án, nghĩa vụ")
    for text in ("12/HSST", "Đánh bạc", "Quản chế", "Án phí"):
        assert text in me.text()


def test_the_look_for_people_alike_does_not_cost_what_was_typed(world, keyboard):
    """The session is over while somebody types: what asks beside the form meets it first."""
    me = keyboard(world.officer)
    me.open("/cases/receive/")
    fill_reception(me)
    me.type("Nguyện vọng", "Học lái xe")
    Client().force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    me.page.locator("#id_full_name").focus()
    me.page.keyboard.type(" Lại")
    with me.page.expect_response("**/likeness/"):
        me.page.keyboard.press("Tab")
    me.press("Tiếp nhận")
    assert "được giữ lại" in me.text()
    me.type("Tên đăng nhập", world.officer.username)
    me.type("Mật khẩu", world.password)
    me.press("Đăng nhập")
    assert "Lại" in me.page.input_value("#id_full_name")
    assert me.page.input_value("#id_wishes") == "Học lái xe"
    me.press("Tiếp nhận")
    assert Case.objects.get().wishes == "Học lái xe"


def test_what_was_typed_outlives_the_cookie(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    me = keyboard(world.officer)
    me.open(f"/cases/{case.public_id}/records/contacts/new/")
    me.type("Kết quả", "Nói chuyện lâu với người mẹ")
    me.page.select_option("#id_kind", "call")
    me.page.fill("#id_on", vn_date(today()))
    me.page.context.clear_cookies()
    me.press("Lưu")
    me.type("Tên đăng nhập", world.officer.username)
    me.type("Mật khẩu", world.password)
    me.press("Đăng nhập")
    me.press("Lưu")
    assert Contact.objects.get().outcome == "Nói chuyện lâu với người mẹ"
