"""The pages of a transfer, for both communes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from areas.models import Unit
from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.models import Case, TransferRequest
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.transfers import services as transfers_services
from cases.transfers.forms import AskForm
from core.dates import today
from core.errors import Refused

HOME = date(2024, 1, 10)
MOVE = {"moved_on": HOME, "address": "Thôn Ngân Giang", "why": "Về ở nhà vợ"}


@pytest.fixture
def case(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=HOME, origin="prison")
    details = {"release_on": HOME, "officer": world.officer}
    return reception_services.receive(by=None, case=NewCase("HS-1", PersonData("Trần Văn Dời"), history, details))


@pytest.fixture
def asked(world, case):
    made = transfers_services.ask(by=world.officer, case=case, to_unit=world.tinh_ha, **MOVE)
    TransferRequest.objects.update(asked_at=made.asked_at - timedelta(days=4))
    made.refresh_from_db()
    return made


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_while_it_waits_the_case_says_so_and_leads_to_where_it_is_taken_back(world, client_for, case, asked):
    client = client_for(world.officer)
    page = text(client, f"/cases/{case.public_id}/")
    assert "Đang chuyển hồ sơ" in page
    assert '<a href="/cases/transfers/">Chờ xã nơi đến tiếp nhận, đã 4 ngày</a>' in page
    assert "Đang chờ tiếp nhận, đã 4 ngày" in (mine := text(client, asked.get_absolute_url()))
    assert "Rút đề nghị</button>" in mine
    theirs = text(client_for(world.officer_ha), asked.get_absolute_url())
    assert "đã 4 ngày" in theirs
    assert "Ghi quyết định</button>" in theirs


def test_a_refusal_is_told_with_its_reason_in_the_list_and_in_the_history(world, client_for, case, asked):
    transfers_services.refuse(by=world.officer_ha, request=asked, why="Không có ai ở đó")
    client = client_for(world.officer)
    assert "Không có ai ở đó" in text(client, "/cases/transfers/")
    page = text(client, f"/cases/{case.public_id}/")
    for line in ("Đề nghị chuyển sang xã Tịnh Hà", "Về ở nhà vợ", "xã Tịnh Hà từ chối tiếp nhận", "Không có ai ở đó"):
        assert line in page
    assert "Đang chuyển hồ sơ" not in page


def test_a_withdrawal_is_told_in_the_history_and_an_acceptance_by_the_new_stay(world, client_for, case, asked):
    transfers_services.withdraw(by=world.officer, request=asked, why="Nhầm xã")
    assert "Rút đề nghị chuyển sang xã Tịnh Hà" in text(client_for(world.officer), f"/cases/{case.public_id}/")
    again = transfers_services.ask(by=world.officer, case=case, to_unit=world.tinh_ha, **MOVE)
    transfers_services.accept(by=world.officer_ha, request=again, on=today())
    page = text(client_for(world.officer_ha), f"/cases/{case.public_id}/")
    assert "Chuyển đến xã Tịnh Hà" in page
    assert Case.objects.get().address == "Thôn Ngân Giang"


def test_communes_of_the_same_district_come_first(world, client_for, case):
    here = Unit.objects.on(HOME).communes().filter(parent=world.tu_nghia).first()
    labels = [label for _value, label in AskForm(here=here, on=HOME).fields["to_unit"].choices][1:]
    districts = [label.rpartition(", ")[2] for label in labels]
    near = districts.count("huyện Tư Nghĩa")
    assert near > 1
    assert set(districts[:near]) == {"huyện Tư Nghĩa"}
    page = text(client_for(world.officer), f"/cases/{case.public_id}/transfer/")
    assert "kết thúc quản lý với lý do chuyển đi" in page


def test_days_are_counted_in_vietnam(world, client_for, asked):
    """Requested at 06:00 in Hanoi, which is the evening before in UTC."""
    day = today() - timedelta(days=2)
    morning = datetime(day.year, day.month, day.day, 23, tzinfo=UTC) - timedelta(days=1)
    TransferRequest.objects.update(asked_at=morning)
    assert 'data-label="Số ngày chờ">2<' in text(client_for(world.officer), "/cases/transfers/")


def test_a_request_about_a_case_that_was_sealed_is_gone_on_both_sides(world, client_for, case, asked):
    closing_services.close(by=None, case=case, on=HOME + timedelta(days=30), reason="expunged")
    for user in (world.officer, world.officer_ha, world.leader):
        client = client_for(user)
        assert "Trần Văn Dời" not in text(client, "/cases/transfers/")
        assert "Trần Văn Dời" not in text(client, "/")
    address = f"/cases/transfers/{asked.public_id}/"
    assert client_for(world.officer_ha).get(address).status_code == 404
    with pytest.raises(Refused):
        transfers_services.accept(by=world.officer_ha, request=asked, on=HOME + timedelta(days=40))
