"""Each value of a loan stands beside its own label: on its page, in the list and in the exported list. No two are equal."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from core.spreadsheets.export_marks import Mark
from core.tests.page_parts import Page
from loans import export
from loans.tests.factories import approve, disburse, receive_case, record_balance, request_loan, request_value


@pytest.fixture
def loan(world):
    case = receive_case("V-1", world.tinh_bac, name="Nguyễn Văn Vay")
    asked = request_value(91_000_001, date(2024, 1, 10), document_number="Đơn 1", note="ghi chú một")
    made = request_loan(
        case, value=asked, named_borrower="Trần Thị Mẹ", code="KU-77", term_months=37, annual_rate=Decimal("7.93"),
        savings_group="Tổ số 5", group_head="Phạm Tổ Trưởng", fund_source="DP", entrusted_body="12",
    )  # fmt: skip
    approve(made, 82_000_002, date(2024, 1, 20), document_number="Duyệt 2", note="ghi chú hai")
    disburse(made, 73_000_003, date(2024, 2, 1), document_number="Chi 3", note="ghi chú ba")
    record_balance(made, 64_000_004, 5_000_005, date(2024, 5, 1))
    return made


def test_the_page_of_a_loan(world, client_for, loan):
    page = Page(client_for(world.leader).get(f"/loans/{loan.public_id}/").content.decode())
    assert dict(page.terms) == {
        "Người đứng tên vay": "Trần Thị Mẹ",
        "Số tiền": "Đề nghị 91.000.001 đồng; duyệt 82.000.002 đồng; đã giải ngân 73.000.003 đồng",
        "Dư nợ": "64.000.004 đồng ngày 01/05/2024, quá hạn 5.000.005 đồng",
        "Thời hạn": "37 tháng",
        "Lãi suất": "7,93 %/năm",
        "Nguồn vốn": "Địa phương",
        "Mã món vay": "KU-77",
        "Tổ TK&VV": "Tổ số 5, tổ trưởng Phạm Tổ Trưởng, Hội Liên hiệp Phụ nữ",
        "UBND cấp xã xác nhận": "Có",
        "Nợ chương trình khác cùng mục đích": "Không",
    }
    (facts,) = page.tables
    labels = ("Ngày", "Việc", "Số tiền (đồng)", "Văn bản, ghi chú")
    assert {tuple(row[label] for label in labels) for row in facts.rows} == {
        ("10/01/2024", "Đề nghị vay: Sản xuất, kinh doanh, tạo việc làm", "91.000.001", "Đơn 1 ghi chú một"),
        ("20/01/2024", "Quyết định của ngân hàng: duyệt", "82.000.002", "Duyệt 2 ghi chú hai"),
        ("01/02/2024", "Giải ngân", "73.000.003", "Chi 3 ghi chú ba"),
        ("01/05/2024", "Dư nợ", "64.000.004, quá hạn 5.000.005", ""),
    }


def test_the_list_of_loans_and_its_labels_on_a_narrow_screen(world, client_for, loan):
    (table,) = Page(client_for(world.leader).get("/loans/").content.decode()).tables
    assert table.rows == [
        {
            "Người được vay, cơ sở": "Nguyễn Văn Vay đứng tên: Trần Thị Mẹ",
            "Xã": "Tịnh Bắc",
            "Mục đích, tình trạng": "Sản xuất, kinh doanh, tạo việc làm Có nợ quá hạn",
            "Đề nghị (đồng)": "91.000.001 10/01/2024",
            "Đã giải ngân": "73.000.003 01/02/2024",
            "Dư nợ": "64.000.004 quá hạn 5.000.005 01/05/2024",
            "Mã món vay, tổ TK&VV": "KU-77 Tổ số 5",
        }
    ]
    for label, cell in zip(table.columns, table.body[0], strict=True):
        assert label.startswith(cell.label)


def test_the_exported_list_of_loans(world, loan):
    made = export._make(world.leader, {}, Mark(1, "Nguyễn Sơn", "08:00"))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(made.data)).active.iter_rows()]
    head = next(place for place, row in enumerate(rows) if row[0] == "STT")
    found = dict(zip(rows[head], rows[head + 1], strict=True))
    assert {name: f"{value:%d/%m/%Y}" if hasattr(value, "month") else value for name, value in found.items()} == {
        "STT": 1,
        "Người được vay, cơ sở": "Nguyễn Văn Vay",
        "Người đứng tên vay": "Trần Thị Mẹ",
        "Xã": "Tịnh Bắc",
        "Mục đích": "Sản xuất, kinh doanh, tạo việc làm",
        "Tình trạng": "Có nợ quá hạn",
        "Ngày đề nghị": "10/01/2024",
        "Số tiền đề nghị": 91_000_001,
        "Ngày quyết định": "20/01/2024",
        "Số tiền phê duyệt": 82_000_002,
        "Ngày giải ngân đầu": "01/02/2024",
        "Đã giải ngân": 73_000_003,
        "Dư nợ": 64_000_004,
        "Nợ quá hạn": 5_000_005,
        "Ngày số liệu": "01/05/2024",
        "Thời hạn (tháng)": 37,
        "Lãi suất (%/năm)": "7,93",
        "Mã món vay": "KU-77",
        "Tổ TK&VV": "Tổ số 5",
        "Tổ trưởng": "Phạm Tổ Trưởng",
        "Tổ chức ủy thác": "Hội Liên hiệp Phụ nữ",
    }
