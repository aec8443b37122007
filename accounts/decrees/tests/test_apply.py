"""The verb: units end and begin, roles follow, and a second run changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accounts.decrees.services import DecreeRefused, apply_decree, check_decree
from accounts.models import Membership
from accounts.tests.factories import MembershipFactory, UserFactory
from areas.decrees.models import Decree
from areas.models import Unit, UnitSuccession
from areas.tests.old_map import MERGE, MERGED, decree
from audit.models import AuditEvent
from core.dates import today


def state():
    """Everything a decree may write but its audit."""
    return [list(model.objects.order_by("pk").values()) for model in (Unit, UnitSuccession, Membership, Decree)]


def unit_on(code: str, day: date) -> Unit:
    return Unit.objects.select_related("parent").get(pk=Unit.objects.find(code, day).pk)


def roles(user) -> set[tuple[str, str, date]]:
    rows = user.memberships.on(today()).select_related("unit")
    return {(row.role, row.unit.full_name, row.start_on) for row in rows}


def messages(data: bytes) -> list[str]:
    before = state()
    with pytest.raises(DecreeRefused) as refused:
        apply_decree(by=None, data=data)
    assert state() == before
    found = [str(error) for error in check_decree(data).errors]
    assert [str(error) for error in refused.value.errors] == found
    return found


def test_communes_merge(old_world):
    check = apply_decree(by=old_world.admin, data=decree(*MERGE))
    ba_gia = unit_on("21205", MERGED)
    assert (ba_gia.full_name, ba_gia.parent, ba_gia.valid_to) == ("xã Ba Gia", old_world.son_tinh, None)
    assert unit_on("21205", MERGED - timedelta(days=1)) == old_world.tinh_bac
    old_world.tinh_bac.refresh_from_db()
    assert old_world.tinh_bac.valid_to == MERGED
    merged = UnitSuccession.objects.filter(successor=ba_gia, is_main=True, on=MERGED)
    assert {row.predecessor.name for row in merged} == {"Tịnh Bắc", "Tịnh Trà", "Tịnh Hiệp"}
    assert [move.becomes for move in check.moves] == [["xã Ba Gia"]] * 3
    event = AuditEvent.objects.get(action="unit.decree")
    assert (event.by, event.why) == (old_world.admin, "NQ 1/2025")
    assert (event.detail["ended"], event.detail["created"]) == (3, 1)


def test_a_second_run_changes_nothing(old_world):
    apply_decree(by=None, data=decree(*MERGE))
    before = state()
    events = AuditEvent.objects.count()
    assert apply_decree(by=None, data=decree(*MERGE)).is_applied
    assert (state(), AuditEvent.objects.count()) == (before, events)


def test_the_same_changes_in_another_file_change_no_unit(old_world):
    apply_decree(by=None, data=decree(*MERGE))
    before = state()[:3]
    apply_decree(by=None, data=decree(*reversed(MERGE)))
    assert state()[:3] == before


def test_a_check_changes_nothing(old_world):
    before = state()
    assert check_decree(decree(*MERGE)).errors == []
    assert state() == before


def test_officers_follow_from_the_day_of_the_decree_or_from_today(old_world):
    apply_decree(by=None, data=decree(*MERGE))
    assert roles(old_world.officer) == {("commune_officer", "xã Ba Gia", today())}
    assert roles(old_world.committee) == {("commune_committee", "xã Ba Gia", today())}
    assert roles(old_world.officer_ha) == {("commune_officer", "xã Tịnh Hà", date(2023, 1, 1))}
    old = old_world.officer.memberships.get(unit=old_world.tinh_bac)
    assert old.end_on == today()


def test_officers_follow_on_a_day_to_come(old_world):
    day = today() + timedelta(days=30)
    apply_decree(by=None, data=decree(*MERGE, on=day.isoformat()))
    assert roles(old_world.officer) == {("commune_officer", "xã Tịnh Bắc", date(2023, 1, 1))}
    later = old_world.officer.memberships.on(day).select_related("unit")
    assert [(row.unit.full_name, row.start_on) for row in later] == [("xã Ba Gia", day)]


def test_who_is_there_already_gets_no_second_role(old_world):
    hiep = Unit.objects.find("21184")
    MembershipFactory(user=old_world.officer, unit=hiep, role="commune_officer")
    apply_decree(by=None, data=decree(*MERGE))
    assert roles(old_world.officer) == {("commune_officer", "xã Ba Gia", today())}


def test_a_role_that_had_ended_does_not_follow(old_world):
    Membership.objects.filter(user=old_world.officer).update(end_on=date(2025, 1, 1))
    apply_decree(by=None, data=decree(*MERGE))
    assert roles(old_world.officer) == set()
    assert old_world.officer.memberships.get().end_on == date(2025, 1, 1)


def test_a_role_with_a_last_day_follows_until_then(old_world):
    until = today() + timedelta(days=60)
    Membership.objects.filter(user=old_world.officer).update(end_on=until)
    apply_decree(by=None, data=decree(*MERGE))
    assert old_world.officer.memberships.on(today()).get().end_on == until


def test_a_renamed_unit_keeps_its_old_name_before_the_day(old_world):
    apply_decree(by=None, data=decree("rename,21220,,,,thị trấn,Tịnh Hà,,,"))
    before, after = unit_on("21220", MERGED - timedelta(days=1)), unit_on("21220", MERGED)
    assert [before.full_name, after.full_name] == ["xã Tịnh Hà", "thị trấn Tịnh Hà"]
    assert (before.parent, after.parent) == (old_world.son_tinh, old_world.son_tinh)
    assert before.successors() == [after]


def test_the_communes_of_a_renamed_district_follow_it(old_world):
    apply_decree(by=None, data=decree("rename,527,,,,thị xã,Sơn Tịnh,,,"))
    assert unit_on("21205", MERGED).parent.full_name == "thị xã Sơn Tịnh"
    assert unit_on("21205", MERGED - timedelta(days=1)).parent == old_world.son_tinh
    assert roles(old_world.leader) == {("district_leader", "thị xã Sơn Tịnh", today())}
    assert roles(old_world.officer) == {("commune_officer", "xã Tịnh Bắc", today())}


def test_a_commune_moves_to_another_district(old_world):
    apply_decree(by=None, data=decree("move,21205,,,,,,528,,"))
    assert unit_on("21205", MERGED).parent == old_world.tu_nghia


def test_a_level_is_abolished_and_its_communes_belong_to_the_province(old_world):
    apply_decree(by=None, data=decree("abolish_level,51,,,district,,,,,"))
    assert unit_on("21205", MERGED).parent == old_world.quang_ngai
    assert Unit.objects.on(MERGED).filter(parent=old_world.quang_ngai).communes().count() == 170
    assert not Unit.objects.on(MERGED).filter(parent=old_world.quang_ngai, level="district").exists()
    assert roles(old_world.leader) == set()
    assert roles(old_world.officer) == {("commune_officer", "xã Tịnh Bắc", today())}


def test_the_bank_goes_on_serving_the_communes_of_the_abolished_district(old_world):
    apply_decree(by=None, data=decree("abolish,527,,,,,,,,"))
    assert {role for role, _unit, _day in roles(old_world.bank)} == {"bank_liaison"}
    served = old_world.bank.memberships.on(today()).values_list("unit", flat=True)
    assert set(served) == set(
        Unit.objects.on(MERGED).filter(parent=old_world.quang_ngai).communes().values_list("pk", flat=True)
    )
    assert len(served) == 11


def test_an_administrator_of_an_abolished_district_goes_on_in_the_province(old_world):
    admin = MembershipFactory(user=UserFactory(), unit=old_world.son_tinh, role="administrator").user
    apply_decree(by=None, data=decree("abolish,527,,,,,,,,"))
    assert roles(admin) == {("administrator", "tỉnh Quảng Ngãi", today())}


def test_the_office_of_a_district_closes_before_the_district(old_world):
    """1/3/2025: the police of the districts ended, the districts four months later."""
    before = state()[:2]
    apply_decree(by=None, data=decree("close_office,51,,,district,,,,,", on="2025-03-01"))
    assert state()[:2] == before
    assert roles(old_world.leader) == set()
    assert roles(old_world.officer) == {("commune_officer", "xã Tịnh Bắc", date(2023, 1, 1))}
    assert {role for role, _unit, _day in roles(old_world.bank)} == {"bank_liaison"}


def test_who_loses_a_role_is_signed_out(old_world, client_for):
    client = client_for(old_world.leader)
    other = client_for(old_world.officer)
    assert client.get("/cases/").status_code == 200
    apply_decree(by=None, data=decree("abolish,527,,,,,,,,"))
    assert client.get("/cases/").status_code == 302
    assert other.get("/cases/").status_code == 200


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["merge,99999,21205,,,,,,,"], "Dòng 4: Không có đơn vị nào mang mã 99999 vào ngày 30/06/2025."),
        (
            ["merge,21205,21220,,,,,,,"],
            "Dòng 4: Đơn vị nhận 21220 phải được lập mới từ ngày này, kể cả khi giữ tên và mã cũ.",
        ),
        ([MERGE[0], MERGE[0], *MERGE[1:]], "Dòng 5: Mã 21205 đã được lập ở dòng 4."),
        ([*MERGE, MERGE[1]], "Dòng 8: xã Tịnh Bắc đã có ở dòng 5."),
        ([*MERGE, "abolish,21184,,,,,,,,"], "Dòng 8: xã Tịnh Hiệp đã có ở dòng 7."),
        (
            ["create,,,21220,commune,xã,Mới,527,,"],
            "Dòng 4: Mã 21220 trong thời gian đó là của xã Tịnh Hà.",
        ),
        (["create,,,29999,commune,xã,Mới,999,,"], "Dòng 4: Không có đơn vị cấp trên mang mã «999» từ ngày này."),
        (["create,,,29999,commune,xã,Mới,21205,,"], "Dòng 4: Đơn vị cấp trên không đúng cấp."),
        (["create,,,29999,commune,huyện,Mới,527,,"], "Dòng 4: Cấp hoặc loại đơn vị không đúng."),
        (["create,,,29999,làng,xã,Mới,527,,"], "Dòng 4: Cấp hoặc loại đơn vị không đúng."),
        (["create,,,98,province,tỉnh,Mới,51,,"], "Dòng 4: Cấp tỉnh không thuộc đơn vị nào."),
        (["abolish_level,527,,,district,,,,,"], "Dòng 4: huyện Sơn Tịnh không có đơn vị nào ở cấp này."),
        (["close_office,21205,,,district,,,,,"], "Dòng 4: xã Tịnh Bắc không có đơn vị nào ở cấp này."),
        (
            ["create,,,991,district,huyện,Một,51,,", "create,,,992,district,huyện,Hai,51,,",
             "split,527,991,,,,,,,", "split,527,992,,,,,,,"],
            "Dòng 6: huyện Sơn Tịnh bị chia: phải có dòng nói xã Tịnh Bắc về đâu.",
        ),
        (
            ["create,,,991,district,huyện,Một,51,,", "merge,21205,991,,,,,,,"],
            "Dòng 5: xã Tịnh Bắc không cùng cấp với đơn vị nhận.",
        ),
        (["place,21205,21205,,,,,,HS-1,"], "Dòng 4: Tệp không chia đơn vị 21205 vào 21205."),
    ],
)  # fmt: skip
def test_an_inconsistent_file_is_refused_with_its_line(old_world, lines, expected):
    assert expected in messages(decree(*lines))


def test_a_unit_that_ends_on_another_day_is_refused(old_world):
    Unit.objects.filter(code="21205").update(valid_to=date(2025, 9, 1))
    assert "Dòng 5: xã Tịnh Bắc đã kết thúc ngày 01/09/2025." in messages(decree(*MERGE))


def test_a_unit_that_became_something_else_is_refused(world):
    """On the loaded map it became Ba Gia."""
    lines = ("create,,,21205,commune,xã,Ba Gia,51,,", "create,,,21999,commune,xã,Mới,51,,", "merge,21205,21999,,,,,,,")
    assert "Dòng 6: xã Tịnh Bắc đã được ghi là trở thành xã Ba Gia." in messages(decree(*lines))


def test_a_new_unit_that_differs_from_the_stored_one_is_refused(world):
    lines = ("create,,,21205,commune,xã,Ba Già,51,,", "merge,21205,21205,,,,,,,")
    assert "Dòng 4: Mã 21205 từ ngày này đã được lập khác với tệp." in messages(decree(*lines))


def test_the_examples_of_the_documentation_can_be_applied(old_world):
    text = Path(settings.BASE_DIR, "docs/reorganisation.md").read_text(encoding="utf-8")
    examples = [block for block in text.split("```\n") if block.startswith("document,")]
    assert len(examples) == 2
    for example in examples:
        assert check_decree(example.encode()).errors == []
