"""Each value of a case stands beside its own label: on its page, in its tabs and in the exported list. No two are equal."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from cases.models import AdditionalPenalty, CivilObligation, HouseholdMember, NewSentence, Residence
from cases.people.birth_dates import BirthDate
from cases.search import export
from cases.tests.factories import receive
from cases.tests.form_data import at
from core.spreadsheets.export_marks import Mark
from core.tests.page_parts import Page

DETAILS = {
    "hamlet": "Thôn Minh Mỹ",
    "offence": "Trộm cắp tài sản",
    "article": "Điều 173",
    "sentence_text": "18 tháng tù",
    "release_on": date(2024, 1, 9),
    "certificate_number": "GCN-31",
    "certificate_on": date(2024, 1, 8),
    "address": "Số 7 đường Bờ Sông",
    "phone": "0905000111",
    "officer_text": "Cán bộ Ghi Tay",
    "helper_text": "Người Giúp Ghi Tay",
    "job_text": "Thợ hồ",
    "birth": BirthDate(1985, 6, 5),
    "sex": "male",
    "numbers": (("cccd", "051085000123"),),
}


@pytest.fixture
def case(world):
    return receive(world, "HS-77", "Lê Văn Riêng", on=date(2024, 1, 10), **DETAILS)


def test_the_overview(officer, case):
    terms = dict(Page(officer.get(at(case)).content.decode()).terms)
    expected = {
        "Mã hồ sơ": "HS-77",
        "Cán bộ phụ trách": "Cán bộ Ghi Tay",
        "Người giúp đỡ": "Người Giúp Ghi Tay",
        "Nơi cư trú": "Số 7 đường Bờ Sông, Tịnh Bắc",
        "Điện thoại": "0905000111",
        "Việc làm": "Thợ hồ",
        "Tội danh": "Trộm cắp tài sản",
        "Điều luật": "Điều 173",
        "Mức án": "18 tháng tù",
        "Ngày ra trại": "09/01/2024",
        "Giấy chứng nhận": "GCN-31, cấp ngày 08/01/2024",
    }
    assert {name: terms.get(name) for name in expected} == expected


def test_the_tables_of_the_tabs(officer, case):
    Residence.objects.create(
        case=case, kind="temporary", address="Tổ 9", from_on=date(2024, 2, 1), left_on=date(2024, 9, 2),
        registered_on=date(2024, 2, 3), valid_until=date(2026, 2, 4), verified_on=date(2024, 2, 5),
    )  # fmt: skip
    HouseholdMember.objects.create(
        case=case, full_name="Nguyễn Thị Mẹ", relation="Mẹ", birth_year=1961, phone="0905000222", lives_together=True
    )
    AdditionalPenalty.objects.create(
        case=case, kind="surveillance", start_on=date(2024, 3, 1), end_on=date(2026, 3, 2), done_on=date(2026, 3, 3)
    )
    CivilObligation.objects.create(
        case=case, kind="court_fee", amount=212_000, done_on=date(2024, 4, 1), proof="Biên lai 8"
    )
    NewSentence.objects.create(
        case=case, prosecuted_on=date(2025, 5, 2), act_on=date(2025, 5, 1), court="TAND huyện", number="9/HSST",
        on=date(2025, 5, 3), completed_on=date(2025, 5, 4), proof="Giấy 6",
    )  # fmt: skip
    rows, narrow = [], []
    for slug in ("residence", "household", "judgment"):
        for table in Page(officer.get(at(case, f"tab/{slug}/")).content.decode()).tables:
            rows += table.rows
            narrow += [
                (label, cell.label) for row in table.body for label, cell in zip(table.columns, row, strict=False)
            ]
    for expected in (
        {
            "Địa chỉ": "Tổ 9", "Từ – đến": "01/02/2024 – 02/09/2024", "Đăng ký": "03/02/2024, đến hết 04/02/2026",
            "Xác minh": "05/02/2024",
        },
        {"Họ và tên": "Nguyễn Thị Mẹ", "Quan hệ": "Mẹ", "Năm sinh": "1961", "Điện thoại": "0905000222"},
        {"Thời gian": "01/03/2024 – 02/03/2026", "Đã xong": "03/03/2026"},
        {"Số tiền (đồng)": "212.000", "Thực hiện xong": "01/04/2024", "Giấy tờ": "Biên lai 8"},
        {
            "Bản án": "9/HSST, TAND huyện, ngày 03/05/2025", "Bị khởi tố": "02/05/2025", "Ngày phạm tội": "01/05/2025",
            "Chấp hành xong": "04/05/2025 (Giấy 6)",
        },
    ):  # fmt: skip
        assert any(expected.items() <= row.items() for row in rows), (expected, rows)
    assert all(label.startswith(short) for label, short in narrow)
    assert sum(bool(short) for _label, short in narrow) >= 15


def test_the_exported_list_and_the_list_itself(world, officer, case):
    made = export._make(world.officer, {}, Mark(1, "Võ Văn Bắc", "08:00"))
    _mark, head, row = ([cell.value for cell in one] for one in openpyxl.load_workbook(BytesIO(made.data)).active)
    found = dict(zip(head, row, strict=True))
    assert f"{found.pop('Từ ngày'):%d/%m/%Y}" == "10/01/2024"
    assert found.pop("Số giấy tờ (đã che)").endswith("123")
    assert found == {
        "STT": 1,
        "Họ và tên": "Lê Văn Riêng",
        "Ngày sinh": "05/06/1985",
        "Giới tính": "Nam",
        "Mã hồ sơ": "HS-77",
        "Xã": "Tịnh Bắc",
        "Thôn": "Thôn Minh Mỹ",
        "Diện": "Chấp hành xong án phạt tù",
        "Tình trạng": "Đang quản lý",
        "Cán bộ phụ trách": "Cán bộ Ghi Tay",
    }
    (table,) = Page(officer.get("/cases/").content.decode()).tables
    assert table.rows == [
        {
            "Họ và tên": "Lê Văn Riêng",
            "Ngày sinh": "05/06/1985",
            "Mã hồ sơ": "HS-77",
            "Xã": "Tịnh Bắc",
            "Diện": "Chấp hành xong án phạt tù",
            "Từ ngày": "10/01/2024",
            "Cán bộ phụ trách": "Cán bộ Ghi Tay",
            "Tình trạng": "Đang quản lý",
        }
    ]
