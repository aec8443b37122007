"""The register written back: the layout the import reads, typed cells, and nothing that names the expunged."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from areas.lookup import UnitLookup
from areas.models import Unit
from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.facts.store import ReoffenceData, reoffence_data
from cases.models import Case, Person, Reoffence, Stay
from cases.people import services as people_services
from cases.people.id_numbers import IdNumber
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from register.services import apply_register
from register.tests.workbooks import book, case, change, issues_with
from register.writing.case_lines import UnitNames
from register.writing.resources import CaseSheetResource, ChangeSheetResource
from register.writing.workbook import export_register

pytestmark = pytest.mark.django_db

CASES, CHANGES = "Danh sách", "Biến động"
NUMBER, OTHER_NUMBER = "051082000011", "051070000022"


def apply(cases, changes=(), by=None):
    result = apply_register("so.xlsx", book(cases, list(changes)), by=by)
    assert result.applied, result.errors
    return result


def sheet(data: bytes, name: str) -> list[dict]:
    """The rows of a sheet by field name, empty cells left out."""
    made = openpyxl.load_workbook(io.BytesIO(data))[name]
    columns = {column.header: column.field for column in (*CaseSheetResource.columns, *ChangeSheetResource.columns)}
    rows = [[cell.value for cell in row] for row in made.iter_rows()]
    header = next(place for place, row in enumerate(rows) if row[0] == "Mã hồ sơ")
    return [
        {columns[title]: value for title, value in zip(rows[header], row, strict=True) if value not in (None, "")}
        for row in rows[header + 1 :]
    ]


def text_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


FULL = {
    "id_number": NUMBER,
    "ethnicity": "Hrê",
    "hamlet": "Thôn 2",
    "category": "Tha tù trước thời hạn có điều kiện",
    "offence": "Trộm cắp tài sản",
    "article": "Điều 173 khoản 1",
    "sentence": "3 năm 6 tháng",
    "certificate_number": "12/GCN",
    "certificate_on": date(2024, 1, 30),
    "probation_end_on": date(2025, 6, 1),
    "arrival_on": date(2024, 2, 3),
    "origin": "Từ tỉnh Bình Định",
    "officer": "Trần Không Tài Khoản",
    "helper": "Hội Nông dân",
    "job": "=cmd|' /C calc'!A0",
}
LIFE = [
    change("HS-1", "Chuyển đến", date(2024, 3, 1), "Tịnh Hà", document_number="3/CV", note="theo gia đình"),
    change("HS-1", "Hết thử thách", date(2024, 5, 1), document_number="4/GCN"),
    change("HS-1", "Tái phạm", date(2024, 6, 1), document_number="5/QĐ", act_on=date(2024, 5, 31)),
    change("HS-1", "Bị bắt lại/án mới", date(2024, 6, 2)),
]


def test_a_register_comes_back_as_it_was_sent(world):
    apply([case(**FULL)], LIFE)
    data = export_register(world.son_tinh, user=None)
    [row] = sheet(data, CASES)
    assert row.pop("person_key") == Person.objects.get().public_id.hex
    dates = {name: value.date() for name, value in row.items() if hasattr(value, "date")}
    wanted = case(**FULL) | {"unit": "xã Tịnh Bắc", "release_on": date(2024, 2, 1)}
    assert row | dates == wanted
    expected = [{name: value for name, value in line.items() if value} for line in LIFE]
    expected[0]["to_unit"] = "xã Tịnh Hà"
    found = [
        {name: value.date() if hasattr(value, "date") else value for name, value in line.items()}
        for line in sheet(data, CHANGES)
    ]
    assert sorted(found, key=lambda line: line["on"]) == expected


def test_cells_are_dates_and_text_and_never_formulas(world):
    apply([case(**FULL)], LIFE)
    made = openpyxl.load_workbook(io.BytesIO(export_register(world.son_tinh, user=None)))
    assert made.sheetnames == [CASES, CHANGES, "Vay vốn"]
    cells = {cell.value: cell for row in made[CASES].iter_rows() for cell in row if cell.value is not None}
    assert cells["=cmd|' /C calc'!A0"].data_type == "s"
    assert cells[NUMBER].data_type == "s"
    assert all(cell.number_format == "dd/mm/yyyy" for cell in cells.values() if cell.is_date)
    assert made[CASES].freeze_panes == "C5"
    assert made[CHANGES].freeze_panes == "C2"


@pytest.mark.parametrize("birth", ["1982", "05/1982", "09/05/1982"])
def test_a_birth_date_keeps_its_precision(world, birth):
    apply([case(birth=birth)])
    assert sheet(export_register(world.son_tinh, user=None), CASES)[0]["birth"] == birth


def test_importing_the_export_where_it_came_from_changes_nothing(world):
    apply([case(**FULL), case("HS-2", birth="1970"), case("HS-3", birth="1971", origin="Nơi khác")],
          [*LIFE, change("HS-2", "Xóa án tích", "01/07/2024")])  # fmt: skip
    facts = set(Stay.objects.values_list("pk", "known_until")) | set(Reoffence.objects.values_list("pk", "known_until"))
    again = apply_register("so.xlsx", export_register(world.son_tinh, user=None), by=None)
    assert again.applied
    for rows in again.sheets.values():
        assert rows["rows"] == rows["unchanged"]
    assert {issue.message for issue in again.warnings if issue.column != "Cán bộ phụ trách"} == set()
    assert facts == set(Stay.objects.values_list("pk", "known_until")) | set(
        Reoffence.objects.values_list("pk", "known_until")
    )


def test_of_two_numbers_the_newer_kind_is_written(world):
    apply([case(id_number=NUMBER), case("HS-2", birth="1970", id_number="212345678")])
    for code, kind, number in (("HS-1", "cmnd", "212345679"), ("HS-2", "cccd", OTHER_NUMBER)):
        people_services.add_number(by=None, person=Case.objects.get(code=code).person, number=IdNumber(kind, number))
    rows = sheet(export_register(world.son_tinh, user=None), CASES)
    assert [row["id_number"] for row in rows] == [NUMBER, OTHER_NUMBER]


def test_an_origin_nobody_described_goes_round(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 2, 1), origin="elsewhere")
    person = PersonData("Nguyễn Văn An")
    reception_services.receive(by=None, case=NewCase("HS-1", person, history, {"release_on": date(2024, 2, 1)}))
    data = export_register(world.son_tinh, user=None)
    assert sheet(data, CASES)[0]["origin"] == "Chuyển đến từ nơi khác"
    assert apply_register("so.xlsx", data, by=None).sheets[CASES]["unchanged"] == 1


def test_only_cases_ever_managed_in_the_unit_are_in_its_register(world):
    elsewhere = {"birth": "1970", "unit": "Tịnh Hà"}
    moves = [("01/03/2024", "Tịnh Bắc"), ("01/04/2024", "Tịnh Hà")]
    apply(
        [case("HS-1"), case("HS-2", **elsewhere), case("HS-3", **elsewhere)],
        [change("HS-2", "Chuyển đến", on, unit) for on, unit in moves],
    )
    data = export_register(world.tinh_bac, user=None)
    assert [row["code"] for row in sheet(data, CASES)] == ["HS-1", "HS-2"]
    assert [line["to_unit"] for line in sheet(data, CHANGES)] == ["xã Tịnh Bắc", "xã Tịnh Hà"]


# --- who may not be named ----------------------------------------------------------------------------------------------------


def test_an_expunged_case_leaves_without_its_person(world):
    secrets = {
        "full_name": "Đinh Kín Đáo",
        "birth": "17/11/1977",
        "id_number": NUMBER,
        "hamlet": "Xóm Khuất",
        "offence": "Tội kín",
        "job": "Nghề kín",
        "certificate_number": "99/KIN",
        "origin": "Nơi kín",
    }
    apply(
        [case(**secrets)],
        [
            change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà", note="về nhà ông Kín"),
            change("HS-1", "Tái phạm", "01/04/2024", document_number="77/KIN"),
            change("HS-1", "Xóa án tích", "01/07/2024", document_number="88/KIN", note="đơn của ông Kín"),
        ],
    )
    data = export_register(world.son_tinh, user=None)
    found = text_of(data)
    for value in [*secrets.values(), "77/KIN", "88/KIN", "ông Kín"]:
        assert value not in found, value
    [row] = sheet(data, CASES)
    assert (row["code"], row["full_name"], row["origin"]) == ("HS-1", "(đã xóa án tích)", "Chuyển đến từ nơi khác")
    assert len(sheet(data, CHANGES)) == 3


def test_a_user_gets_no_names_of_those_who_left_and_nothing_that_happened_since(world):
    apply(
        [case("HS-1", id_number=NUMBER), case("HS-2", full_name="Lê Ở Lại", birth="1970")],
        [
            change("HS-1", "Tái phạm", "15/02/2024"),
            change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà"),
            change("HS-1", "Tái phạm", "01/04/2024"),
            change("HS-1", "Chết", "01/05/2024"),
        ],
    )
    data = export_register(world.tinh_bac, user=world.officer)
    assert [row["full_name"] for row in sheet(data, CASES)] == ["(đơn vị khác quản lý)", "Lê Ở Lại"]
    assert "Nguyễn Văn An" not in text_of(data)
    assert NUMBER not in text_of(data)
    assert [(line["kind"], line["on"].month) for line in sheet(data, CHANGES)] == [("Chuyển đến", 3), ("Tái phạm", 2)]
    whole = export_register(world.son_tinh, user=world.leader)
    assert [row["full_name"] for row in sheet(whole, CASES)] == ["Nguyễn Văn An", "Lê Ở Lại"]
    assert len(sheet(whole, CHANGES)) == 4


@pytest.mark.parametrize("name", ["officer_ha", "leader_other", "committee", "province", "bank", "admin", "stranger"])
def test_a_register_is_not_for_others(world, name):
    with pytest.raises(PermissionDenied):
        export_register(world.tinh_bac, user=getattr(world, name))


def test_every_export_is_in_the_audit(world):
    apply([case()])
    export_register(world.tinh_bac, user=world.officer)
    event = AuditEvent.objects.order_by("number").last()
    assert (event.action, event.by, event.unit, event.detail) == (
        "register.export", world.officer, world.tinh_bac, {"cases": 1},
    )  # fmt: skip


# --- reading it again ------------------------------------------------------------------------------------------------------


def test_verdicts_go_round(world):
    apply([case()])
    recorded = {
        "pending": ReoffenceData(date(2024, 3, 1)),
        "convicted": ReoffenceData(date(2024, 3, 2), convicted_on=date(2024, 9, 1), outcome="convicted"),
        "dropped": ReoffenceData(date(2024, 3, 3), outcome="dropped"),
        "acquitted": ReoffenceData(date(2024, 3, 4), convicted_on=date(2024, 9, 2), outcome="acquitted"),
    }
    made = Case.objects.get()
    reoffences_services.record_reoffences(by=None, items=[(made, data) for data in recorded.values()])
    result = apply_register("so.xlsx", export_register(world.son_tinh, user=None), by=None)
    assert result.sheets[CHANGES] == {"rows": 4, "created": 0, "updated": 0, "unchanged": 4, "rejected": 0}


def test_every_commune_is_written_so_that_it_is_found_again(world):
    names, lookup = UnitNames(), UnitLookup(Unit.objects.for_lookup())
    communes = list(Unit.objects.communes())
    assert len(communes) > 300
    for unit in communes:
        assert lookup.commune(names.text(unit.pk, unit.valid_from), unit.valid_from) == unit


def test_reoffences_go_round_with_the_days_of_their_acts(world):
    apply([case()])
    recorded = [
        ReoffenceData(
            date(2024, 3, 1),
            "5/QĐ",
            outcome="dropped",
            act_on=date(2024, 2, 27),
            prosecuted_by="Cơ quan CSĐT",
            articles="Điều 173",
            is_intentional=False,
            crime_class="serious",
            ended_on=date(2024, 4, 1),
            outcome_number="7/QĐ",
            outcome_body="Viện",
        ),
        ReoffenceData(date(2024, 3, 2), "6/QĐ", "Dòng 1\r\nDòng 2"),
        # A day of conviction without an outcome is read as a conviction, so the outcome is written too.
        ReoffenceData(date(2024, 3, 3), convicted_on=date(2024, 9, 1), act_on=date(2024, 3, 3)),
    ]
    made = Case.objects.get()
    reoffences_services.record_reoffences(by=None, items=[(made, data) for data in recorded])
    data = export_register(world.son_tinh, user=None)
    result = apply_register("so.xlsx", data, by=None)
    assert result.sheets[CHANGES] == {"rows": 3, "created": 0, "updated": 0, "unchanged": 3, "rejected": 0}
    assert issues_with(result.warnings, "1 vụ tái phạm", "dòng 3") == [(CHANGES, 3, "Ngày phạm tội mới")]

    # The same rows about a case that has no reoffence yet.
    apply([case("HS-2", birth="1970")])
    rows = [line | {"code": "HS-2"} for line in sheet(data, CHANGES)]
    again = apply_register("so.xlsx", book(None, rows), by=None)
    assert again.sheets[CHANGES]["created"] == 3
    known = [reoffence_data(row) for row in Reoffence.objects.filter(case__code="HS-2").order_by("prosecuted_on")]
    assert known == [recorded[0], replace(recorded[1], note="Dòng 1 Dòng 2"), recorded[2]]


def test_notes_of_several_lines_are_no_change(world):
    apply([case()])
    closing_services.close(by=None, case=Case.objects.get(), on=date(2024, 5, 1), reason="died", note="Một\r\nHai")
    result = apply_register("so.xlsx", export_register(world.son_tinh, user=None), by=None)
    assert [result.sheets[name]["unchanged"] for name in (CASES, CHANGES)] == [1, 1]
    assert Stay.objects.filter(known_until=None).get().end_note == "Một\r\nHai"
