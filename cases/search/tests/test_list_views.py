"""The list of cases: scope, order, search and export."""

import hashlib
import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.models import Case, Classification, OtherName
from cases.people.id_encryption import blind_index
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from core.errors import Refused
from jobs import exports
from jobs.models import Export, Job

NUMBER = "051090000123"


def receive(world, code, name, unit=None, category="completed", numbers=(), **details):
    history = start_history(
        unit_id=(unit or world.tinh_bac).pk, category=category, on=date(2024, 1, 5), origin="prison"
    )
    data = PersonData(name, numbers=numbers)
    return reception_services.receive(
        by=None, case=NewCase(code, data, history, {"release_on": date(2024, 1, 5), **details})
    )


@pytest.fixture
def people(world):
    return [
        receive(world, "HS-1", "Nguyễn Văn Ân", numbers=(("cccd", NUMBER),)),
        receive(world, "HS-2", "Trần Thị Ánh", category="amnesty", officer=world.officer),
        receive(world, "HS-3", "Đỗ Bình", category="conditional"),
        receive(world, "HS-9", "Lê Nơi Khác", unit=world.tinh_ha),
    ]


def names(response) -> list[str]:
    return [case.person.full_name for case in response.context["page"]]


def found(client, query="") -> list[str]:
    return names(client.get(f"/cases/{query}"))


def test_an_officer_lists_the_own_commune_by_given_name(world, people, client_for):
    assert found(client_for(world.officer)) == ["Trần Thị Ánh", "Nguyễn Văn Ân", "Đỗ Bình"]
    assert "Lê Nơi Khác" in found(client_for(world.leader))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("an nguyen", ["Nguyễn Văn Ân"]),
        ("ÁNH", ["Trần Thị Ánh"]),
        ("do binh", ["Đỗ Bình"]),
        ("hs-3", ["Đỗ Bình"]),
        ("khac", []),
        ("%", []),
        ("'", []),
    ],
)
def test_names_are_found_without_accents_in_any_order(world, people, client_for, typed, expected):
    answer = client_for(world.officer).post("/cases/search/", {"q": typed}, follow=True)
    assert names(answer) == expected


def test_a_former_name_leads_to_the_person(world, people, client_for):
    OtherName.objects.create(person=people[2].person, full_name="Đỗ Văn Cũ")
    assert found(client_for(world.officer), "?q=van cu") == ["Đỗ Bình"]


def test_an_id_number_is_found_and_stands_in_no_address(world, people, client_for):
    client = client_for(world.officer)
    for typed in (NUMBER, "051 090 000 123"):
        answer = client.post("/cases/search/", {"q": typed})
        assert "051" not in answer.url.replace(blind_index(NUMBER), "")
        assert found(client, answer.url.removeprefix("/cases/")) == ["Nguyễn Văn Ân"]
    assert (
        client_for(world.officer_ha).post("/cases/search/", {"q": NUMBER}, follow=True).context["page"].paginator.count
        == 0
    )


def test_a_number_typed_into_the_address_finds_nobody(world, people, client_for):
    assert found(client_for(world.officer), f"?q={NUMBER}") == []


def test_filters_combine_and_stay_in_the_address(world, people, client_for):
    Classification.objects.create(case=people[0], group="B", on=date(2024, 2, 1), reasons="x")
    Classification.objects.create(case=people[0], group="A", on=date(2024, 8, 1), reasons="x")
    client = client_for(world.officer)
    assert found(client, "?group=A") == ["Nguyễn Văn Ân"]
    assert found(client, "?group=B") == []
    assert found(client, "?group=none&category=amnesty") == ["Trần Thị Ánh"]
    assert found(client, "?officer=none") == ["Nguyễn Văn Ân", "Đỗ Bình"]
    assert found(client, f"?officer={world.officer.public_id}") == ["Trần Thị Ánh"]
    assert client.post("/cases/search/", {"q": "an", "group": "A"}).url == "/cases/?q=an&group=A"


def test_htmx_gets_the_rows_and_the_address(world, people, client_for):
    answer = client_for(world.officer).get("/cases/?q=an", headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == "/cases/?q=an"


def test_the_list_costs_the_same_for_few_and_many(world, people, client_for, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(world.leader)
    client.get("/cases/")

    def cost():
        with CaptureQueriesContext(connection) as made:
            client.get("/cases/")
        return len(made)

    few = cost()
    for number in range(20):
        receive(world, f"M-{number}", f"Người Thêm {number}", officer=world.officer)
    assert cost() == few


# --- what may leave ------------------------------------------------------------------------------------------------------


def ask(world, client, query="", password=None, reason="Rà soát theo công văn 12"):
    import uuid

    data = {
        "what": "cases",
        "reason": reason,
        "password": password or world.password,
        "idempotency_key": str(uuid.uuid4()),
    }
    return client.post(f"/cases/export/{query}", data)


def sheet_of(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_a_list_leaves_marked_counted_and_for_an_hour(world, people, client_for, run_jobs):
    receive(world, "HS-4", "=1+1 Xấu", hamlet="@SUM(A1)")
    client = client_for(world.officer)
    assert ask(world, client, "?category=completed").status_code == 302
    run_jobs()
    made = Export.objects.get()
    answer = client.post(f"/exports/{made.pk}/file/")
    sheet = sheet_of(answer.content)
    texts = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert {line[1] for line in texts} == {"Nguyễn Văn Ân", "=1+1 Xấu"}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "0********123" in {line[4] for line in texts}
    assert NUMBER not in str(texts)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for part in ("docProps/core.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        assert "Võ Văn Bắc" in parts[part], part
    event = AuditEvent.objects.get(action="export.made")
    assert event.detail["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert AuditEvent.objects.filter(action="export.download").count() == 1
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(f"/exports/{made.pk}/file/").status_code == 410


def test_nobody_else_gets_the_file_and_no_other_page_serves_it(world, people, client_for, run_jobs):
    ask(world, client_for(world.officer))
    run_jobs()
    made = Export.objects.get()
    assert client_for(world.leader).post(f"/exports/{made.pk}/file/").status_code == 404
    assert client_for(world.officer).get(f"/files/{made.file_id}/").status_code == 404
    assert client_for(world.officer).get(f"/exports/{made.pk}/file/").status_code == 405


def test_a_reason_and_the_password_are_needed(world, people, client_for):
    client = client_for(world.officer)
    assert ask(world, client, password="sai mật khẩu rồi").status_code == 422
    assert ask(world, client, reason=" ").status_code == 422
    assert not Export.objects.exists()


def test_the_job_sees_what_its_owner_may_see_when_it_runs(world, people, client_for, run_jobs):
    ask(world, client_for(world.officer))
    world.officer.memberships.update(unit=world.tinh_ha)
    run_jobs()
    made = Export.objects.select_related("file").get()
    names = {row[1].value for row in sheet_of(bytes(made.file.data)).iter_rows(min_row=3)}
    assert names == {"Lê Nơi Khác"}


def test_one_who_lost_the_role_gets_nothing(world, people, client_for, run_jobs):
    ask(world, client_for(world.officer))
    world.officer.memberships.update(end_on=date(2024, 1, 1))
    run_jobs()
    assert Job.objects.get().state == "failed"
    assert Export.objects.get().file is None


def test_the_fourth_in_a_day_is_refused(world, people):
    for _time in range(3):
        exports.ask(by=world.officer, kind="cases", reason="Rà soát", filters={})
    with pytest.raises(Refused, match="24 giờ"):
        exports.ask(by=world.officer, kind="cases", reason="Rà soát", filters={})
    assert [row.number for row in Export.objects.order_by("number")] == [1, 2, 3]


def test_a_long_list_needs_a_leader(world, people, monkeypatch):
    monkeypatch.setattr(exports, "SMALL", 2)
    with pytest.raises(Refused, match="lãnh đạo"):
        exports.ask(by=world.officer, kind="cases", reason="Rà soát", filters={})
    exports.ask(by=world.leader, kind="cases", reason="Rà soát", filters={})
    monkeypatch.setattr(exports, "LARGEST", 2)
    with pytest.raises(Refused, match="không quá"):
        exports.ask(by=world.leader, kind="cases", reason="Rà soát", filters={})


@pytest.mark.parametrize("who", ["committee", "bank", "province", "admin"])
def test_other_roles_export_nothing(world, people, client_for, who):
    assert client_for(getattr(world, who)).get("/cases/export/").status_code == 403
    with pytest.raises(Refused):
        exports.ask(by=getattr(world, who), kind="cases", reason="x", filters={})


# --- numbers, and who looked --------------------------------------------------------------------------------------------------


def test_a_number_is_shown_once_with_a_reason_and_told(world, people, client_for, post_form):
    client = client_for(world.officer)
    at = f"/cases/{people[0].public_id}/numbers/{people[0].person.identity_numbers.get().pk}/"
    assert NUMBER not in client.get(people[0].get_absolute_url()).content.decode()
    assert NUMBER not in client.get(at).content.decode()
    assert post_form(client, at, {"why": ""}).status_code == 422
    assert not AuditEvent.objects.filter(action="person.unmask").exists()
    assert NUMBER in post_form(client, at, {"why": "Đối chiếu CCCD"}).content.decode()
    event = AuditEvent.objects.get(action="person.unmask")
    assert event.why == "Đối chiếu CCCD"
    assert NUMBER not in str(event.detail)
    assert client_for(world.officer_ha).get(at).status_code == 404


def test_a_leader_sees_who_looked_at_a_case(world, people, client_for):
    client_for(world.officer).get(people[0].get_absolute_url())
    page = client_for(world.leader).get(f"{people[0].get_absolute_url()}looks/").content.decode()
    assert "Võ Văn Bắc" in page
    assert client_for(world.officer).get(f"{people[0].get_absolute_url()}looks/").status_code == 403
    assert client_for(world.leader_other).get(f"{people[0].get_absolute_url()}looks/").status_code == 404
    assert AuditEvent.objects.filter(action="audit.case", by=world.leader).exists()


def test_a_leader_sees_what_an_officer_looked_at_in_a_month(world, people, client_for):
    client = client_for(world.officer)
    for case in (people[0], people[1], people[1]):
        client.get(case.get_absolute_url())
    leader = client_for(world.leader)
    row = next(row for row in leader.get("/cases/looks/").context["rows"] if row["user"] == world.officer)
    assert (row["views"], row["cases"], row["own"]) == (3, 2, 1)
    page = leader.get(f"/cases/looks/{world.officer.public_id}/")
    assert [(line["case"].code, line["times"], line["is_own"]) for line in page.context["rows"]] == [
        ("HS-2", 2, True),
        ("HS-1", 1, False),
    ]
    assert leader.get(f"/cases/looks/{world.officer.public_id}/?month=2020-01").context["rows"] == []
    assert client_for(world.leader_other).get(f"/cases/looks/{world.officer.public_id}/").status_code == 404


def test_an_expunged_case_is_in_no_list_search_or_export(world, people, client_for, run_jobs):
    closing_services.close(by=None, case=people[0], on=date(2026, 1, 5), reason="expunged")
    client = client_for(world.leader)
    for query in ("", "?q=an", "?state=all", f"?n={blind_index(NUMBER)}&state=all"):
        assert "Nguyễn Văn Ân" not in found(client, query)
    assert client.get(people[0].get_absolute_url()).status_code == 404
    ask(world, client, "?state=all")
    run_jobs()
    data = bytes(Export.objects.select_related("file").get().file.data)
    assert "Nguyễn Văn Ân" not in str([[cell.value for cell in row] for row in sheet_of(data).iter_rows()])
    assert Case.objects.count() == 4


def test_whoever_begins_with_an_empty_system_is_told_how(world, client_for):
    for address in ("/", "/cases/"):
        page = client_for(world.officer).get(address).content.decode()
        assert "/cases/receive/" in page
        assert "/cases/import/" in page
        assert "/cases/receive/" not in client_for(world.committee).get(address).content.decode()
