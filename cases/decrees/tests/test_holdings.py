"""What hangs on units that end, what refuses their end, and how people of a split unit are placed."""

from datetime import date

import pytest

from accounts.decrees.services import DecreeRefused, apply_decree, check_decree
from areas.models import Unit
from areas.tests.old_map import MERGE, MERGED, decree
from cases.models import Notice, Stay
from cases.tests.factories import receive
from cases.transfers import services as transfers_services
from core.errors import Refused

SPLIT = (
    "create,,,29301,commune,xã,Bắc Một,527,,",
    "create,,,29302,commune,xã,Bắc Hai,527,,",
    "split,21205,29301,,,,,,,",
    "split,21205,29302,,,,,,,",
)


def first_error(data: bytes) -> str:
    with pytest.raises(DecreeRefused) as refused:
        apply_decree(by=None, data=data)
    return str(refused.value.errors[0])


def test_the_check_counts_what_hangs_on_each_unit(old_world):
    receive(old_world, "HS-1")
    case = receive(old_world, "HS-2", unit=old_world.tinh_ha)
    move = {"moved_on": date(2025, 6, 1), "address": "Thôn 1", "why": "x"}
    transfers_services.ask(by=old_world.officer_ha, case=case, to_unit=old_world.tinh_bac, **move)
    day = date(2025, 6, 1)
    announced = {"full_name": "Trần Ba", "category": "amnesty", "notice_on": day}
    for state in (Notice.State.EXPECTED, Notice.State.CANCELLED):
        Notice.objects.create(unit=old_world.tinh_bac, state=state, received_on=day, expected_on=day, **announced)
    found = {move.unit.name: move.counts for move in check_decree(decree(*MERGE)).moves}
    assert found == {
        "Tịnh Bắc": {"open_cases": 1, "transfers": 1, "notices": 1, "memberships": 2},
        "Tịnh Trà": {},
        "Tịnh Hiệp": {},
    }


def test_a_stay_keeps_its_unit(old_world):
    case = receive(old_world)
    before = list(Stay.objects.values())
    apply_decree(by=None, data=decree(*MERGE))
    assert list(Stay.objects.values()) == before
    assert case.stays.get().unit == old_world.tinh_bac


def test_a_second_reorganisation_counts_the_people_of_the_first(old_world):
    receive(old_world)
    apply_decree(by=None, data=decree(*MERGE))
    later = decree("rename,21205,,,,,Ba Gia Mới,,,", on="2025-10-01")
    assert [move.counts["open_cases"] for move in check_decree(later).moves] == [1]


def test_a_unit_with_open_cases_is_not_abolished_without_a_successor(old_world):
    receive(old_world)
    assert first_error(decree("abolish,21205,,,,,,,,")) == (
        "Dòng 4: xã Tịnh Bắc còn 1 hồ sơ đang quản lý; phải có dòng nói đơn vị nào tiếp tục quản lý."
    )
    assert not check_decree(decree("abolish,21220,,,,,,,,")).errors


def test_a_day_before_facts_of_the_old_unit_is_refused(old_world):
    receive(old_world, on=MERGED)
    text = "Dòng 5: xã Tịnh Bắc có 1 hồ sơ tiếp nhận từ ngày 01/07/2025 trở đi; hãy đính chính các hồ sơ đó trước."
    assert first_error(decree(*MERGE)) == text
    assert not check_decree(decree(*MERGE, on="2025-07-02")).errors


def test_facts_recorded_under_a_unit_that_is_known_to_have_ended_refuse_nothing(world):
    """The units of the data files were loaded before: the map stays as it is, and the roles follow."""
    receive(world, on=MERGED)
    lines = ("create,,,21205,commune,xã,Ba Gia,51,,", "merge,21205,21205,,,,,,,")
    apply_decree(by=None, data=decree(*lines))
    assert world.officer.memberships.get(end_on=None).unit == Unit.objects.find("21205", MERGED)


def test_the_file_says_where_the_people_of_a_split_unit_live(old_world):
    for number in (1, 2):
        receive(old_world, f"HS-{number}")
    assert first_error(decree(*SPLIT)) == "Dòng 6: xã Tịnh Bắc bị chia: còn 2 hồ sơ chưa có dòng place nói về phần nào."
    unknown = first_error(decree(*SPLIT, "place,21205,29302,,,,,,HS-3,"))
    assert "còn 2 hồ sơ" in unknown
    placed = ("place,21205,29301,,,,,,HS-1,", "place,21205,29302,,,,,,HS-2,")
    apply_decree(by=None, data=decree(*SPLIT, *placed))
    stays = Stay.objects.current().order_by("case__code", "start_on")
    assert [(stay.case.code, stay.unit.name, stay.start_on) for stay in stays] == [
        ("HS-1", "Tịnh Bắc", date(2024, 1, 10)),
        ("HS-2", "Tịnh Bắc", date(2024, 1, 10)),
        ("HS-2", "Bắc Hai", MERGED),
    ]
    one = Unit.objects.find("29301", MERGED)
    old_world.tinh_bac.refresh_from_db()
    assert old_world.tinh_bac.on(MERGED) == one


def test_a_case_of_another_unit_is_not_placed(old_world):
    receive(old_world, "HS-1", unit=old_world.tinh_ha)
    data = decree(*SPLIT, "place,21205,29302,,,,,,HS-1,")
    assert first_error(data) == "Dòng 8: xã Tịnh Bắc không quản lý hồ sơ đang mở nào mang mã này."


def test_a_case_is_placed_once(old_world):
    receive(old_world, "HS-1")
    data = decree(*SPLIT, "place,21205,29302,,,,,,HS-1,", "place,21205,29301,,,,,,HS-1,")
    assert first_error(data) == "Dòng 9: Hồ sơ HS-1 đã có ở dòng 8."


def test_a_case_that_changed_on_the_day_is_placed_or_refused_with_its_code(old_world):
    case = receive(old_world, "HS-1", on=date(2024, 1, 10))
    transfers_services.transfer(by=None, case=case, to_unit=old_world.tinh_ha, on=date(2025, 8, 1))
    transfers_services.transfer(by=None, case=case, to_unit=old_world.tinh_bac, on=date(2025, 9, 1))
    with pytest.raises(Refused):
        apply_decree(by=None, data=decree(*SPLIT, "place,21205,29302,,,,,,HS-1,"))
