"""The officer's jobs as a stranger does them in a real browser: with the keyboard alone, on a telephone's screen."""

from datetime import timedelta

import pytest
from django.test import Client

from cases import services
from cases.facts.stay_chain import begin
from cases.models import Absence, Case, Contact, Need, Notice, Person, Stay, TransferRequest
from cases.people.birth_dates import BirthDate
from cases.services import NewCase, PersonData
from community.models import CommuneModel
from core.dates import add_months, today, vn_date
from demo.load import load_district
from reintegration.testing.keyboard import PHONE, Hands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hands(sign_in, page, live_server):
    """hands(user): somebody signed in, on a telephone, without a mouse."""

    def make(user) -> Hands:
        page.set_viewport_size(PHONE)
        sign_in(user)
        return Hands(page, live_server)

    return make


def ago(days: int):
    return today() - timedelta(days=days)


def receive(world, code: str, name: str, days: int = 400, category: str = "completed", **details) -> Case:
    on = ago(days)
    history = begin(unit_id=world.tinh_bac.pk, category=category, on=on, origin="prison")
    person = PersonData(name, BirthDate(1985, 6, 5), "male")
    details = {
        "release_on": on,
        "sentence_months": 18,
        "certificate_number": "12/GCN",
        "officer": world.officer,
        **details,
    }
    return services.receive(by=None, case=NewCase(code, person, history, details))


def on_probation(world, **details) -> Case:
    end = add_months(today(), 14)
    return receive(world, "TT-1", "Võ Đình Thử", 200, "conditional", probation_end_on=end, **details)


# --- coming home -------------------------------------------------------------------------------------------------------


def fill_reception(hands: Hands) -> None:
    hands.type("Họ và tên", "Lê Văn Về")
    hands.type("Ngày sinh", "05/06/1985")
    hands.choose("Giới tính", "Nam")
    hands.choose("Diện", "Chấp hành xong")
    hands.type("Ngày về địa phương", vn_date(ago(3)))
    hands.type("Ngày ra trại", vn_date(ago(4)))
    hands.type("Mức án đã tuyên", "2 năm")


def test_somebody_who_was_here_before_is_recognised_and_received_again(world, hands):
    old = receive(world, "CU-1", "Lê Văn Về", days=2000)
    services.close(by=None, case=old, on=ago(900), reason="other")
    me = hands(world.officer)
    me.open("/cases/notices/")
    me.press("Tiếp nhận không có thông báo")
    fill_reception(me)
    # While typing, without being asked.
    me.page.get_by_text("Có thể là người đã có hồ sơ").wait_for()
    me.press("Tiếp nhận")
    assert "Hãy so sánh rồi chọn" in me.text()
    assert Case.objects.count() == 1
    me.mark("Chính là người này")
    me.press("Tiếp nhận")
    assert "Đã tiếp nhận." in me.text()
    assert "Lê Văn Về" in me.text()
    assert Case.objects.count() == 2
    assert Person.objects.count() == 1


def test_what_is_wrong_in_a_long_form_is_told_where_one_begins_to_read(world, hands):
    me = hands(world.officer)
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


def test_a_list_is_pasted_an_address_verified_and_who_did_not_come_is_told(world, hands):
    me = hands(world.officer)
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
    me.mark("Không đúng")
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


def test_what_the_court_decided_is_typed_on_the_page_of_reception(world, hands):
    me = hands(world.officer)
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
    for told in ("12/HSST", "Đánh bạc", "Quản chế", "Án phí"):
        assert told in me.text()


def test_the_look_for_people_alike_does_not_cost_what_was_typed(world, hands):
    """The session is over while somebody types: what asks beside the form meets it first."""
    me = hands(world.officer)
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


def test_what_was_typed_outlives_the_cookie(world, hands):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    me = hands(world.officer)
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


# --- the day's work ------------------------------------------------------------------------------------------------------


def test_a_contact_entered_from_the_first_page_ends_the_duty(world, hands):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    Contact.objects.create(case=case, kind="visit", on=ago(120), outcome="Ở nhà")
    me = hands(world.officer)
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


def test_a_duty_is_put_off_with_a_reason_and_taken_back(world, hands):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    Contact.objects.create(case=case, kind="visit", on=ago(120), outcome="Ở nhà")
    me = hands(world.officer)
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


def test_a_need_is_followed_through_to_its_result(world, hands):
    case = receive(world, "HS-1", "Trần Văn Cần")
    me = hands(world.officer)
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


def test_a_leave_is_permitted_and_one_too_long_is_refused_with_the_article(world, hands):
    case = on_probation(world)
    me = hands(world.officer)
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


# --- elsewhere, and the end --------------------------------------------------------------------------------------------


def test_a_case_is_asked_over_and_taken_by_the_officer_of_the_other_commune(world, hands):
    case = receive(world, "HS-1", "Trần Văn Dời")
    me = hands(world.officer)
    me.open(f"/cases/{case.public_id}/")
    me.press("Chuyển hồ sơ đi nơi khác")
    me.choose("Xã tiếp nhận", "xã Tịnh Hà, huyện Sơn Tịnh")
    me.type("Ngày chuyển đến", vn_date(ago(12)))
    me.type("Nơi ở mới", "Thôn Ngân Giang")
    me.type("Lý do chuyển", "Về ở nhà vợ")
    me.press("Gửi đề nghị")
    assert "vẫn quản lý" in me.text()
    me.press("Thoát")
    other = hands(world.officer_ha)
    assert "Trả lời đề nghị chuyển đến" in other.text()
    other.press("Trả lời đề nghị chuyển đến")
    other.mark("Tiếp nhận")
    other.type("Ngày tiếp nhận", vn_date(today()))
    other.press("Ghi quyết định")
    assert "Đã tiếp nhận" in other.text()
    other.open("/cases/")
    assert "Trần Văn Dời" in other.text()
    other.open("/cases/worklist/")
    assert "Phân công cán bộ phụ trách" in other.text()
    assert TransferRequest.objects.get().state == "accepted"
    assert Stay.objects.open().get().unit_id == world.tinh_ha.pk


def test_an_expunged_case_leaves_the_list_the_search_and_the_worklist(world, hands):
    case = receive(world, "HS-1", "Trần Văn Sạch", days=800)
    receive(world, "HS-2", "Người Còn Lại")
    me = hands(world.officer)
    me.press("Hướng dẫn xin Phiếu lý lịch tư pháp")
    me.press("Ghi đã hướng dẫn")
    me.choose("Hình thức", "Đương nhiên")
    me.type("Ngày hướng dẫn", vn_date(ago(10)))
    me.press("Lưu")
    me.press("ghi kết quả")
    assert "niêm phong" in me.text()
    me.mark("Đã xóa án tích")
    me.type("Số phiếu", "99/LLTP")
    me.type("Ngày cấp", vn_date(ago(1)))
    me.type("Cơ quan cấp", "Công an tỉnh Quảng Ngãi")
    me.press("Lưu")
    for address in ("/cases/", "/cases/?q=sach", "/cases/worklist/"):
        me.open(address)
        assert "Trần Văn Sạch" not in me.text()
    me.page.goto(f"{me.base}/cases/{case.public_id}/")
    assert "Trần Văn Sạch" not in me.page.inner_text("body")


def test_a_refused_transfer_comes_back_with_its_reason_and_goes_again(world, hands):
    case = receive(world, "HS-1", "Trần Văn Dời")
    me = hands(world.officer)

    def ask() -> None:
        me.open(f"/cases/{case.public_id}/transfer/")
        me.choose("Xã tiếp nhận", "xã Tịnh Hà, huyện Sơn Tịnh")
        me.type("Ngày chuyển đến", vn_date(ago(12)))
        me.type("Nơi ở mới", "Thôn Ngân Giang")
        me.type("Lý do chuyển", "Về ở nhà vợ")
        me.press("Gửi đề nghị")

    ask()
    me.press("Thoát")
    other = hands(world.officer_ha)
    other.press("Trả lời đề nghị chuyển đến")
    other.mark("Từ chối")
    other.press("Ghi quyết định")
    assert "Từ chối phải nêu lý do" in other.text()
    other.follow("Lý do từ chối")
    other.page.keyboard.type("Không có ai ở đó")
    other.press("Ghi quyết định")
    other.press("Thoát")
    me = hands(world.officer)
    me.open(f"/cases/{case.public_id}/")
    assert "Không có ai ở đó" in me.text()
    ask()
    me.open(f"/cases/{case.public_id}/")
    me.press("Chờ xã nơi đến tiếp nhận")
    me.press("Trần Văn Dời")
    me.press("Rút đề nghị")
    assert "Đã rút lại" in me.text()


def test_a_model_is_founded_pays_out_what_it_has_and_is_summed_up(world, hands):
    receive(world, "HS-1", "Trần Văn Được", days=60)
    me = hands(world.committee)
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


# --- what goes wrong -----------------------------------------------------------------------------------------------------


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(world, hands):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    me = hands(world.officer)
    me.open(f"/cases/{case.public_id}/records/contacts/new/")
    me.choose("Hình thức", "Gọi điện")
    me.type("Ngày", vn_date(today()))
    me.type("Kết quả", "Nói chuyện lâu với người mẹ")
    # The same officer signs in elsewhere: this session is over.
    Client().force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    me.press("Lưu")
    assert "được giữ lại" in me.text()
    assert not Contact.objects.exists()
    me.type("Tên đăng nhập", world.officer.username)
    me.type("Mật khẩu", world.password)
    me.press("Đăng nhập")
    assert me.page.input_value("#id_outcome") == "Nói chuyện lâu với người mẹ"
    assert me.page.input_value("#id_kind") == "call"
    me.press("Lưu")
    assert Contact.objects.get().outcome == "Nói chuyện lâu với người mẹ"


def test_without_scripts_everything_can_be_done_as_well(world, browser, browser_context_args, live_server):
    receive(world, "CU-1", "Lê Văn Về")
    context = browser.new_context(**browser_context_args, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("Tên đăng nhập").fill(world.officer.username)
    page.get_by_label("Mật khẩu").fill(world.password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto(f"{live_server.url}/cases/receive/")
    typed = {
        "Họ và tên": "Lê Văn Về",
        "Ngày sinh": "05/06/1985",
        "Ngày về địa phương": vn_date(ago(2)),
        "Ngày ra trại": vn_date(ago(2)),
    }
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Tiếp nhận").click()
    assert "Có thể người này đã có hồ sơ" in page.inner_text("main")
    page.get_by_label("Là người khác, tạo mới").check()
    page.get_by_role("button", name="Tiếp nhận").click()
    assert "Đã tiếp nhận." in page.inner_text("main")
    page.get_by_role("link", name="Quản lý", exact=True).click()
    page.get_by_role("link", name="Ghi lần tiếp xúc").click()
    page.get_by_label("Hình thức").select_option("visit")
    page.get_by_label("Ngày *", exact=True).fill(vn_date(today()))
    page.get_by_label("Kết quả").fill("Gặp ở nhà, không cần máy tính mạnh")
    page.get_by_role("button", name="Lưu").click()
    assert "không cần máy tính mạnh" in page.inner_text("main")
    assert Person.objects.count() == 2
    assert Contact.objects.count() == 1
    context.close()


def test_no_page_about_people_with_a_life_scrolls_sideways(world, hands, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    load_district(seed=1)
    world.officer.memberships.update(unit=world.son_tinh, role="district_leader")
    me = hands(world.officer)
    helped = Case.objects.filter(helps__isnull=False, needs__isnull=False).first()
    on_leave = Absence.objects.first().case
    model = CommuneModel.objects.get()
    for address in (
        "/",
        "/cases/",
        "/cases/worklist/",
        "/cases/worklist/digest/",
        "/cases/notices/",
        "/cases/transfers/",
    ):
        me.open(address)
    me.open(model.get_absolute_url())
    for case in (helped, on_leave):
        me.open(case.get_absolute_url())
        tabs = me.page.locator(".case-tabs a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        for address in tabs:
            me.open(address)
