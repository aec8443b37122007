"""The whole register taken in the browser: asked for, limited, marked and counted like every file that leaves."""

import hashlib
import io
import uuid
import zipfile
from datetime import date

import openpyxl
import pytest

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.search.tests.test_list_views import NUMBER, people, receive  # noqa: F401 (people is a fixture)
from cases.transfers import services as transfers_services
from core.errors import Refused
from jobs import exports
from jobs.models import Export, Job
from register.services import apply_register

SHEETS = ("Danh sách", "Biến động", "Vay vốn")


@pytest.fixture
def ask(world, client_for):
    """ask(user, unit): the answer to the form."""

    def post(user, unit=None, **more):
        data = {
            "what": "register",
            "unit": unit.pk if unit else "",
            "reason": "Theo công văn 12",
            "password": world.password,
        }
        return client_for(user).post("/cases/export/", {**data, "idempotency_key": str(uuid.uuid4()), **more})

    return post


@pytest.fixture
def take(client_for, run_jobs):
    """take(user): the file that was asked for last."""

    def post(user) -> bytes:
        run_jobs()
        answer = client_for(user).post(f"/exports/{Export.objects.latest('number').pk}/file/")
        assert answer.status_code == 200
        return answer.content

    return post


def test_a_leader_takes_the_register_and_it_can_be_read_in_again(world, people, ask, take):  # noqa: F811
    transfers_services.transfer(by=world.leader, case=people[1], to_unit=world.tinh_ha, on=date(2024, 3, 1))
    closing_services.close(by=None, case=people[2], on=date(2024, 4, 1), reason="expunged")
    receive(world, "HS-4", "Bùi Văn Công", hamlet="=1+1")
    assert ask(world.leader, world.son_tinh).status_code == 302
    data = take(world.leader)
    again = apply_register("so.xlsx", data, by=world.leader)
    assert again.errors == []
    assert {name: rows["unchanged"] for name, rows in again.sheets.items()} == {
        "Danh sách": 5,
        "Biến động": 2,
        "Vay vốn": 0,
    }
    assert all(rows["rows"] == rows["unchanged"] for rows in again.sheets.values())
    text = str([[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data))["Danh sách"]])
    assert NUMBER in text
    assert "Đỗ Bình" not in text


def test_user_and_number_stand_on_every_page_and_in_the_properties(world, people, ask, take):  # noqa: F811
    ask(world.officer, world.tinh_bac)
    data = take(world.officer)
    made = Export.objects.get()
    mark = f"Bản xuất số {made.number}, {world.officer}"
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert tuple(book.sheetnames) == SHEETS
    for sheet in book:
        assert sheet.oddHeader.left.text.startswith(mark)
        assert sheet.oddFooter.left.text.startswith(mark)
        assert any(str(row[0].value).startswith(mark) for row in sheet.iter_rows(max_row=4))
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert (book.properties.creator, book.properties.subject) == (str(world.officer), str(made.number))
    assert book.properties.description.startswith(mark)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")
    event = AuditEvent.objects.get(action="export.made")
    assert event.detail["sha256"] == hashlib.sha256(data).hexdigest()
    assert event.detail["rows"] == 3
    assert AuditEvent.objects.get(action="export.ask").why == "Theo công văn 12"
    assert event.detail["filters"] == {"unit": world.tinh_bac.pk}


def test_the_register_is_of_the_own_units_only_also_when_it_is_made(world, people, ask, run_jobs):  # noqa: F811
    for unit in (world.tinh_ha, world.son_tinh, world.tu_nghia):
        assert ask(world.officer, unit).status_code == 422
    assert ask(world.officer).status_code == 422
    assert ask(world.committee, world.tinh_bac).status_code == 403
    with pytest.raises(Refused, match="phạm vi"):
        exports.ask(by=world.officer, kind="register", reason="Rà soát", filters={"unit": world.tinh_ha.pk})
    assert not Export.objects.exists()
    assert ask(world.officer, world.tinh_bac).status_code == 302
    world.officer.memberships.update(unit=world.tinh_ha)
    run_jobs()
    job = Job.objects.get()
    assert (job.state, "không còn thuộc phạm vi" in job.error) == ("failed", True)
    assert Export.objects.get().file is None


def test_reason_password_and_limits_hold_for_the_register_too(world, people, ask, monkeypatch):  # noqa: F811
    assert ask(world.officer, world.tinh_bac, password="sai mật khẩu rồi").status_code == 422
    assert ask(world.officer, world.tinh_bac, reason=" ").status_code == 422
    monkeypatch.setattr(exports, "SMALL", 2)
    assert "lãnh đạo" in ask(world.officer, world.tinh_bac).content.decode()
    assert not Export.objects.exists()
    assert ask(world.leader, world.tinh_bac).status_code == 302
    monkeypatch.setattr(exports, "SMALL", 200)
    exports.ask(by=world.officer, kind="cases", reason="Rà soát", filters={})
    assert [ask(world.officer, world.tinh_bac).status_code for _time in range(3)] == [302, 302, 422]


def test_the_register_is_offered_where_it_is_read_in(world, people, client_for):  # noqa: F811
    client = client_for(world.officer)
    assert "/cases/export/?what=register" in client.get("/cases/import/").content.decode()
    page = client.get("/cases/export/?what=register")
    assert page.context["form"].initial["what"] == "register"
    assert [unit.pk for unit in page.context["form"].fields["unit"].queryset] == [world.tinh_bac.pk]
    assert AuditEvent.objects.get(action="export.form").detail == {"kind": "register"}
