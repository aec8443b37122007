"""In a real browser: an expired session, a browser without scripts, and narrow screens."""

import pytest
from django.test import Client

from cases.models import Absence, Case, Contact, Person
from community.models import CommuneModel
from core.dates import today, vn_date
from demo.load import load_district
from demo.tests.browser.cases import ago, receive
from reintegration.testing.keyboard import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(world, keyboard):
    case = receive(world, "HS-1", "Trần Văn Hẹn")
    me = keyboard(world.officer)
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


def test_no_page_about_people_with_a_life_scrolls_sideways(world, keyboard):
    load_district(seed=1)
    world.officer.memberships.update(unit=world.son_tinh, role="district_leader")
    me = keyboard(world.officer)
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
