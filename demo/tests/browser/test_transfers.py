"""Transfers, expungement and the commune's model in a real browser, with the keyboard alone."""

import pytest

from cases.models import Judgment, Stay, TransferRequest
from core.dates import today, vn_date
from demo.tests.browser.cases import ago, receive

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_case_is_asked_over_and_taken_by_the_officer_of_the_other_commune(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Dời")
    me = keyboard(world.officer)
    me.open(f"/cases/{case.public_id}/")
    me.press("Chuyển hồ sơ đi nơi khác")
    me.choose("Xã tiếp nhận", "xã Tịnh Hà, huyện Sơn Tịnh")
    me.type("Ngày chuyển đến", vn_date(ago(12)))
    me.type("Nơi ở mới", "Thôn Ngân Giang")
    me.type("Lý do chuyển", "Về ở nhà vợ")
    me.press("Gửi đề nghị")
    assert "vẫn quản lý" in me.text()
    me.press("Thoát")
    other = keyboard(world.officer_ha)
    assert "Trả lời đề nghị chuyển đến" in other.text()
    other.press("Trả lời đề nghị chuyển đến")
    other.check("Tiếp nhận")
    other.type("Ngày tiếp nhận", vn_date(today()))
    other.press("Ghi quyết định")
    assert "Đã tiếp nhận" in other.text()
    other.open("/cases/")
    assert "Trần Văn Dời" in other.text()
    other.open("/cases/worklist/")
    assert "Phân công cán bộ phụ trách" in other.text()
    assert TransferRequest.objects.get().state == "accepted"
    assert Stay.objects.open().get().unit_id == world.tinh_ha.pk


def test_an_expunged_case_leaves_the_list_the_search_and_the_worklist(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Sạch", days=800)
    known = {"months": 18, "has_no_obligations": True}
    Judgment.objects.create(case=case, court="TAND", number="1", on=ago(1400), effective_on=ago(1370), **known)
    receive(world, "HS-2", "Người Còn Lại")
    me = keyboard(world.officer)
    me.press("Hướng dẫn xin Phiếu lý lịch tư pháp")
    me.press("Ghi đã hướng dẫn")
    me.choose("Hình thức", "Đương nhiên")
    me.type("Ngày hướng dẫn", vn_date(ago(10)))
    me.press("Lưu")
    me.press("ghi kết quả")
    assert "niêm phong" in me.text()
    me.check("Đã xóa án tích")
    me.type("Số phiếu", "99/LLTP")
    me.type("Ngày cấp", vn_date(ago(1)))
    me.type("Cơ quan cấp", "Công an tỉnh Quảng Ngãi")
    me.press("Lưu")
    for address in ("/cases/", "/cases/?q=sach", "/cases/worklist/"):
        me.open(address)
        assert "Trần Văn Sạch" not in me.text()
    me.page.goto(f"{me.base}/cases/{case.public_id}/")
    assert "Trần Văn Sạch" not in me.page.inner_text("body")


def test_a_refused_transfer_comes_back_with_its_reason_and_goes_again(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Dời")
    me = keyboard(world.officer)

    def ask() -> None:
        me.open(f"/cases/{case.public_id}/transfer/")
        me.choose("Xã tiếp nhận", "xã Tịnh Hà, huyện Sơn Tịnh")
        me.type("Ngày chuyển đến", vn_date(ago(12)))
        me.type("Nơi ở mới", "Thôn Ngân Giang")
        me.type("Lý do chuyển", "Về ở nhà vợ")
        me.press("Gửi đề nghị")

    ask()
    me.press("Thoát")
    other = keyboard(world.officer_ha)
    other.press("Trả lời đề nghị chuyển đến")
    other.check("Từ chối")
    other.press("Ghi quyết định")
    assert "Từ chối phải nêu lý do" in other.text()
    other.follow("Lý do từ chối")
    other.page.keyboard.type("Không có ai ở đó")
    other.press("Ghi quyết định")
    other.press("Thoát")
    me = keyboard(world.officer)
    me.open(f"/cases/{case.public_id}/")
    assert "Không có ai ở đó" in me.text()
    ask()
    me.open(f"/cases/{case.public_id}/")
    me.press("Chờ xã nơi đến tiếp nhận")
    me.press("Trần Văn Dời")
    me.press("Rút đề nghị")
    assert "Đã rút lại" in me.text()


def test_a_model_is_founded_pays_out_what_it_has_and_is_summed_up(world, keyboard):
    receive(world, "HS-1", "Trần Văn Được", days=60)
    me = keyboard(world.committee)
    me.open("/models/")
    me.press("Thêm mô hình")
    me.type("Tên mô hình", "Chung tay giúp đỡ")
    me.type("Ngày ra mắt", vn_date(ago(30)))
    me.press("Lưu")
    assert "Thêm thành viên trước" in me.text()
    me.press("Thêm thành viên")
    me.type("Họ và tên", "Bà Hội trưởng")
    me.choose("Vai trò", "Trưởng ban")
    me.type("Từ ngày", vn_date(ago(30)))
    me.press("Lưu")
    me.press("Phân công giúp đỡ")
    me.choose("Thành viên", "Bà Hội trưởng")
    me.choose("Hồ sơ", "Trần Văn Được")
    me.type("Từ ngày", vn_date(ago(20)))
    me.press("Lưu")
    for way, amount, voucher in (("Thu", "1000000", "PT01"), ("Chi", "1000001", "PC01")):
        me.press("Thu, chi quỹ")
        me.type("Ngày", vn_date(ago(10)))
        me.choose("Thu/chi", way)
        me.type("Số tiền", amount)
        me.type("Người nộp", "Ông Ba")
        me.type("Số chứng từ", voucher)
        me.type("Nội dung", "Quà Tết")
        me.press("Lưu")
    assert "chỉ còn chi được 1.000.000 đồng" in me.text()
    me.follow("Số tiền")
    me.page.keyboard.press("Control+a")
    me.page.keyboard.type("400000")
    me.press("Lưu")
    assert "tồn 600.000 đồng" in me.text()
    me.press("Bản tóm tắt để in")
    assert "Trưởng ban điều hành" in me.text()
    assert "Trần Văn Được" not in me.text()
