"""A reorganisation does not change what somebody signed."""

from datetime import date

import pytest

from accounts.decrees.services import check_decree
from areas.tests.old_map import MERGE, decree
from core.dates import Period
from reports.services import make_report
from reports.tests.life import sign

pytestmark = pytest.mark.usefixtures("fast_documents")
MOVE = decree("move,21205,,,,,,528,,")


def errors(data: bytes) -> list[str]:
    return [str(error) for error in check_decree(data).errors]


def sign_report(world, unit, end=date(2025, 12, 14)) -> None:
    period = Period(date(2025, 6, 15), end)
    sign(make_report(by=world.leader, unit=unit, period=period), by=world.leader)


def test_a_unit_that_signed_a_later_report_does_not_end_before(old_world):
    sign_report(old_world, old_world.tinh_bac)
    text = "xã Tịnh Bắc có 1 báo cáo đã ký của kỳ kết thúc từ ngày 01/07/2025 trở đi."
    assert errors(decree(*MERGE)) == [f"Dòng 5: {text}"]


@pytest.mark.parametrize("place", ["son_tinh", "tu_nghia"])
def test_a_commune_neither_leaves_nor_enters_a_district_that_signed_a_later_report(old_world, place):
    district = getattr(old_world, place)
    sign_report(old_world, district)
    text = f"{district.full_name} có 1 báo cáo đã ký của kỳ kết thúc từ ngày 01/07/2025 trở đi."
    assert errors(MOVE) == [f"Dòng 4: {text}"]
    assert errors(decree(*MERGE)) == []


def test_other_reports_refuse_nothing(old_world):
    sign_report(old_world, old_world.quang_ngai)  # has the commune before and after
    sign_report(old_world, old_world.son_tinh, date(2025, 6, 30))
    assert errors(MOVE) == []
