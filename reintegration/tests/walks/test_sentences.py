"""What test_reading.py finds in every page is a slip, and only that."""

import pytest

from reintegration.tests.walks.sentences import SLIPS


@pytest.mark.parametrize(
    ("line", "is_slip"),
    [
        ("Họp kiểm điểm và báo cáo., quá hạn 3 ngày", True),
        ("không đến.; biên bản 4", True),
        ("Lý do: x.. Chưa có", True),
        ("Theo theo Luật", True),
        ("Diện ()", True),
        ("None", True),
        ("Tệp .xlsx, .xls hoặc .csv.", False),
        ("5.000.000 đồng; 12:30, 1/2.", False),
        ("Đang chờ…", False),
    ],
)
def test_a_slip_is_found(line, is_slip):
    assert bool(SLIPS.search(line)) == is_slip
