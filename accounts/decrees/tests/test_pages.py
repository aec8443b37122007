"""The pages: upload, what it moves, and the second person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.decrees.models import DecreeRequest
from accounts.decrees.services import apply_decree, approve_decree, propose_decree, refuse_decree
from accounts.tests.factories import MembershipFactory, UserFactory
from areas.decrees.models import Decree
from areas.models import Unit
from areas.tests.old_map import MERGE, MERGED, decree
from audit.models import AuditEvent
from core.errors import Refused

NEW = "/decrees/new/"


def upload(data: bytes) -> dict:
    return {"file": SimpleUploadedFile("sap-xep.csv", data), "why": "Theo nghị quyết"}


@pytest.fixture
def asked(old_world) -> DecreeRequest:
    return propose_decree(by=old_world.admin, content=decree(*MERGE).decode(), why="Theo nghị quyết")


def is_merged() -> bool:
    return Unit.objects.filter(valid_from=MERGED).exists()


def test_a_file_is_checked_then_sent_then_approved_by_another_person(old_world, client_for, post_form):
    client = client_for(old_world.admin)
    first = post_form(client, NEW, upload(decree(*MERGE)))
    page = first.content.decode()
    assert first.status_code == 422
    for text in (
        "xã Tịnh Bắc (21205)",
        "xã Ba Gia",
        "3 đơn vị kết thúc, 1 đơn vị được lập",
        "Võ Văn Bắc",
        "Hãy xem những gì sẽ đổi",
    ):
        assert text in page
    assert not DecreeRequest.objects.exists()
    again = {"content": first.context["form"]["content"].value(), "why": "Theo nghị quyết", "confirmed": "on"}
    assert post_form(client, NEW, again).status_code == 302
    asked = DecreeRequest.objects.get()
    assert not is_merged()
    address = asked.get_absolute_url()
    assert "người đề nghị không được tự duyệt" in client.get(address).content.decode()

    leader = client_for(old_world.leader)
    assert "1 đề nghị sắp xếp đơn vị" in leader.get("/dashboard/").content.decode()
    page = leader.get(address).content.decode()
    assert "xã Tịnh Bắc (21205)" in page
    assert "Võ Văn Bắc" not in page
    assert post_form(leader, address, {"decision": "approve"}).status_code == 302
    assert is_merged()
    assert "Đã duyệt" in leader.get(address).content.decode()
    assert "NQ 1/2025" in leader.get("/decrees/").content.decode()
    assert [event.by for event in AuditEvent.objects.filter(action="unit.decree")] == [old_world.admin]
    assert [event.by for event in AuditEvent.objects.filter(action="decree.approve")] == [old_world.leader]


def test_another_file_has_to_be_seen_before_it_is_sent(old_world, client_for, post_form):
    client = client_for(old_world.admin)
    other = upload(decree("rename,21220,,,,thị trấn,Tịnh Hà,,,")) | {
        "content": decree(*MERGE).decode(),
        "confirmed": "on",
    }
    answer = post_form(client, NEW, other)
    assert answer.status_code == 422
    assert "thị trấn Tịnh Hà" in answer.content.decode()
    assert not DecreeRequest.objects.exists()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (decree("merge,99999,21205,,,,,,,"), "Dòng 4: Không có đơn vị nào mang mã 99999"),
        (b"\xff", "Tệp phải là CSV mã hóa UTF-8."),
        (b"", "Tệp rỗng."),
        (None, "Hãy chọn tệp."),
    ],
    ids=["unknown-unit", "not-utf-8", "empty", "none"],
)
def test_faults_stand_on_the_form(old_world, client_for, post_form, data, text):
    answer = post_form(client_for(old_world.admin), NEW, {"why": "x"} if data is None else upload(data))
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_an_applied_file_is_not_proposed_again(old_world, client_for, post_form):
    apply_decree(by=None, data=decree(*MERGE))
    answer = post_form(client_for(old_world.admin), NEW, upload(decree(*MERGE)))
    assert "Tệp này đã được áp dụng." in answer.content.decode()


@pytest.mark.parametrize("name", ["leader", "officer", "province", "bank", "stranger"])
def test_only_an_administrator_proposes(old_world, client_for, name):
    assert client_for(getattr(old_world, name)).get(NEW).status_code == 403


def test_its_author_and_a_made_account_do_not_approve(old_world, asked):
    with pytest.raises(Refused, match="không được tự duyệt"):
        approve_decree(by=old_world.admin, request=asked)
    with pytest.raises(Refused, match="không được duyệt"):
        approve_decree(by=old_world.officer, request=asked)
    assert not is_merged()


def test_a_second_administrator_may_approve(old_world, asked):
    other = MembershipFactory(user=UserFactory(), unit=old_world.quang_ngai, role="administrator").user
    approve_decree(by=other, request=asked)
    assert is_merged()


def test_a_refused_request_changes_nothing(old_world, asked):
    with pytest.raises(Refused, match="nêu lý do"):
        refuse_decree(by=old_world.leader, request=asked, why=" ")
    refuse_decree(by=old_world.leader, request=asked, why="Chưa có nghị quyết")
    assert not is_merged()
    with pytest.raises(Refused, match="đã được giải quyết"):
        approve_decree(by=old_world.leader, request=asked)


def test_the_same_request_waits_once(old_world, asked):
    with pytest.raises(Refused, match="đang chờ"):
        propose_decree(by=old_world.admin, content=asked.content, why="x")


def test_what_can_no_longer_be_applied_says_why_and_is_not_approved(old_world, asked, client_for, post_form):
    Unit.objects.filter(code="21178").update(valid_to=MERGED.replace(month=9))
    client = client_for(old_world.leader)
    assert "Dòng 6: xã Tịnh Trà đã kết thúc ngày 01/09/2025." in client.get(asked.get_absolute_url()).content.decode()
    answer = post_form(client, asked.get_absolute_url(), {"decision": "approve"})
    assert answer.status_code == 422
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert not Decree.objects.filter(document="NQ 1/2025").exists()
