"""How the rows of a workbook stand to what is recorded, and what a user may change of it."""

import pytest

from cases.models import Case, Stay
from cases.reception.services import PersonData
from register.planning.tests.planning import CASES, CHANGES, NUMBER, apply, check, counts, receive, stays
from register.tests.workbooks import FIRST, case, change, issues_with

pytestmark = pytest.mark.django_db


# --- against what is recorded --------------------------------------------------------------------------------------------


def test_changes_alone_continue_a_recorded_case(world):
    receive("HS-1", world.tinh_bac)
    changes = [change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà", document_number="3/CV")]
    assert counts(apply(None, changes, by=world.officer), CHANGES) == {"created": 1}
    assert [stay[0] for stay in stays("HS-1")] == ["Tịnh Bắc", "Tịnh Hà"]
    assert counts(apply(None, changes), CHANGES) == {"unchanged": 1}
    assert Stay.objects.current().filter(why="").count() == 2  # nothing of it was a correction


def test_a_change_in_the_middle_of_what_is_recorded_is_a_correction(world):
    receive("HS-1", world.tinh_bac)
    apply(None, [change("HS-1", "Chết", "01/06/2024")])
    late = [change("HS-1", "Chuyển đến", "01/04/2024", "Tịnh Hà")]
    assert issues_with(check(None, late, by=world.officer).errors, "chỉ lãnh đạo cấp huyện được sửa")
    result = apply(None, late, by=world.leader)
    assert issues_with(result.warnings, "khác với hồ sơ đã ghi", "Tịnh Bắc") == [(CHANGES, FIRST, "Mã hồ sơ")]
    assert [stay[0] for stay in stays("HS-1")] == ["Tịnh Bắc", "Tịnh Hà"]
    assert Stay.objects.exclude(known_until=None).count() == 2  # what was believed before is still there


def test_a_workbook_that_knows_less_takes_nothing_back(world):
    apply([case()], [change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà")])
    before = stays("HS-1")
    assert check([case()]).warnings == []
    result = apply([case()], [change("HS-1", "Tái phạm", "01/02/2024")])
    assert issues_with(result.warnings, "nhiều biến động hơn sổ") == [(CASES, FIRST, "Mã hồ sơ")]
    assert stays("HS-1") == before


def test_a_register_that_says_otherwise_corrects_only_with_the_right_to(world):
    apply([case()])
    other = [case(arrival_on="05/02/2024")]
    refused = apply(other, by=world.officer)
    assert issues_with(refused.errors, "01/02/2024", "05/02/2024", "chỉ lãnh đạo") == [(CASES, FIRST, "Mã hồ sơ")]
    result = apply(other, by=world.leader)
    assert result.applied
    assert counts(result, CASES) == {"updated": 1}
    assert Stay.objects.current().get().why == "Sửa theo sổ đăng ký so.xlsx"


def test_details_follow_the_register_but_an_empty_cell_erases_nothing(world):
    apply([case(hamlet="Thôn 1", job="Làm nông", sentence="3 năm", id_number=NUMBER)])
    result = apply([case(hamlet="Thôn 2", sentence="", full_name="Nguyễn Văn Ân", ethnicity="Hrê")])
    assert counts(result, CASES) == {"updated": 1}
    found = Case.objects.get()
    assert (found.hamlet, found.job_text, found.sentence_months, found.version) == ("Thôn 2", "Làm nông", 36, 2)
    assert (found.person.full_name, found.person.ethnicity) == ("Nguyễn Văn Ân", "Hrê")
    assert issues_with(result.warnings, "sẽ sửa họ tên", "Nguyễn Văn An") == [(CASES, FIRST, "Họ và tên")]


def test_document_numbers_may_be_added_but_not_lost(world):
    move = change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà")
    apply([case()], [move])
    result = apply([case()], [move | {"document_number": "3/CV"}], by=world.leader)
    assert (counts(result, CHANGES), result.warnings) == ({"updated": 1}, [])
    assert counts(apply([case()], [move], by=world.leader), CHANGES) == {"unchanged": 1}
    assert Stay.objects.current().get(unit=world.tinh_ha).document_number == "3/CV"


def test_an_expunged_case_stays_as_it_is(world):
    end = change("HS-1", "Xóa án tích", "01/10/2026")
    apply([case()], [end])
    assert counts(apply([case(hamlet="Thôn 9")], [end], by=world.officer), CASES) == {"unchanged": 1}
    assert Case.objects.get().hamlet == ""
    moved = apply([case()], [end | {"on": "02/10/2026"}], by=world.leader)
    assert issues_with(moved.errors, "đã xóa án tích") == [(CASES, FIRST, "Mã hồ sơ")]
    late = apply(None, [change("HS-1", "Tái phạm", "01/04/2024")])
    assert issues_with(late.errors, "đã xóa án tích") == [(CHANGES, FIRST, "Mã hồ sơ")]


def test_a_list_without_codes_gives_every_row_the_same_code_each_time(world):
    rows = [case(None, id_number=NUMBER), case(None, birth="1970")]
    assert counts(apply(rows), CASES) == {"created": 2}
    assert counts(apply(rows[::-1]), CASES) == {"unchanged": 2}
    assert all(found.code.startswith("TD-") and NUMBER not in found.code for found in Case.objects.all())
    assert issues_with(check([case(None), case(None)]).errors, "trùng với dòng 2") == [(CASES, 3, "Họ và tên")]


def test_officers_are_users_or_text(world):
    rows = [
        case("HS-1", officer="Thiếu tá Võ Văn Bắc"),
        case("HS-2", birth="1970", officer="Trần Lạ"),
        case("HS-3", birth="1971", officer="Trần Lạ"),
    ]
    result = apply(rows)
    assert issues_with(result.warnings, "không có người dùng nào tên này (2 dòng)") == [(CASES, 3, "Cán bộ phụ trách")]
    assert [(found.officer, found.officer_text) for found in Case.objects.order_by("code")] == [
        (world.officer, ""),
        (None, "Trần Lạ"),
        (None, "Trần Lạ"),
    ]
    assert counts(apply(rows), CASES) == {"unchanged": 3}


def test_odd_but_possible_facts_are_warnings(world):
    rows = [case("HS-1"), case("HS-2", birth="1970", category="TTTTH", probation_end_on="01/06/2024")]
    result = check(rows, [change("HS-1", "Xóa án tích", "01/03/2024")])
    assert result.accepted
    assert issues_with(result.warnings, "chưa đầy một năm") == [(CASES, 2, "Ngày ra trại")]
    assert issues_with(result.warnings, "chưa ghi hết thử thách") == [(CASES, 3, "Ngày hết thử thách")]


# --- scope ---------------------------------------------------------------------------------------------------------------


def test_people_arrive_only_in_my_units_but_may_leave_for_any(world):
    result = check([case("HS-1", unit="Tịnh Hà")], by=world.officer)
    assert issues_with(result.errors, "không thuộc phạm vi") == [(CASES, FIRST, "Xã")]
    moved = apply([case()], [change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà")], by=world.officer)
    assert moved.applied
    # It is not mine any more, but my register still tells the truth about it.
    again = apply([case()], [change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà")], by=world.officer)
    assert counts(again, CASES) == {"unchanged": 1}
    more = check([case()], [change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà"), change("HS-1", "Chết", "01/05/2024")],
                 by=world.officer)  # fmt: skip
    assert issues_with(more.errors, "đã chuyển sang đơn vị khác quản lý") == [(CASES, FIRST, "Mã hồ sơ")]


def test_nothing_is_told_of_what_happened_after_a_person_left(world):
    moved = [change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà")]
    apply([case()], [*moved, change("HS-1", "Chết", "01/05/2024")])
    result = check([case(hamlet="Thôn 3")], moved, by=world.officer)
    assert (counts(result, CASES), result.warnings) == ({"unchanged": 1}, [])


def test_a_code_of_another_unit_is_taken_and_nothing_else_is_told(world):
    receive("HS-1", world.tinh_ha, person=PersonData("Phạm Bí Mật"))
    result = check([case("HS-1")], [change("HS-1", "Chết", "01/05/2024")], by=world.officer)
    assert issues_with(result.errors, "không dùng được mã hồ sơ này") == [(CASES, FIRST, "Mã hồ sơ")]
    assert "Bí Mật" not in str(result.as_json())
    alone = check(None, [change("HS-1", "Chết", "01/05/2024")], by=world.officer)
    assert issues_with(alone.errors, "không có hồ sơ nào mang mã này") == [(CHANGES, FIRST, "Mã hồ sơ")]


def test_a_user_without_the_right_may_name_nothing(world):
    assert issues_with(check([case()], by=world.stranger).errors, "không thuộc phạm vi")
    assert issues_with(check([case()], by=world.bank).errors, "không thuộc phạm vi")


# --- cost ----------------------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_the_rows(world, django_assert_max_num_queries):
    def check_many(count):
        rows = [case(f"HS-{n}", birth=str(1950 + n % 50), id_number=f"05108200{n:04}") for n in range(count)]
        changes = [change(row["code"], "Chuyển đến", "01/03/2024", "Tịnh Hà") for row in rows]
        return check(rows, changes, by=world.leader)

    with django_assert_max_num_queries(100) as few:
        check_many(2)
    with django_assert_max_num_queries(len(few)):
        assert check_many(80).accepted
