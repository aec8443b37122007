"""A reorganisation tells how many requests for loans wait in a unit that ends."""

from accounts.decrees.services import check_decree
from areas.tests.old_map import MERGE, decree
from loans.tests.factories import approve, receive_case, request_loan


def test_waiting_requests_are_counted(old_world):
    request_loan(receive_case("HS-1", old_world.tinh_bac))
    approve(request_loan(receive_case("HS-2", old_world.tinh_bac)))
    found = {move.unit.name: move.counts.get("loan_requests") for move in check_decree(decree(*MERGE)).moves}
    assert found == {"Tịnh Bắc": 1, "Tịnh Trà": None, "Tịnh Hiệp": None}
