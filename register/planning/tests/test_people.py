"""Who is one person, who may be, and that nobody is in two places at a time."""

from datetime import date

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from cases.closing import services as closing_services
from cases.facts.store import ReoffenceData
from cases.models import Case, IdentityNumber, Person
from cases.reception.services import PersonData
from cases.reoffences import services as reoffences_services
from cases.transfers import services as transfers_services
from register.planning.tests.planning import CASES, CHANGES, NUMBER, OTHER_NUMBER, apply, check, counts, receive
from register.services import apply_register, check_parsed, read_register
from register.tests.workbooks import FIRST, book, case, change, issues_with
from register.writing.workbook import export_register

pytestmark = pytest.mark.django_db


# --- people --------------------------------------------------------------------------------------------------------------


def test_one_number_is_one_person_called_as_in_the_first_row(world):
    rows = [
        case("HS-1", id_number=NUMBER),
        case("HS-2", id_number=NUMBER, full_name="Nguyễn Văn Ân", birth="10/05/1982", release_on="01/08/2024"),
    ]
    result = apply(rows, [change("HS-1", "Bị bắt lại", "01/03/2024")])
    assert issues_with(result.warnings, "họ tên ở dòng 2", "Nguyễn Văn An") == [(CASES, 3, "Họ và tên")]
    assert issues_with(result.warnings, "ngày sinh ở dòng 2", "09/05/1982") == [(CASES, 3, "Ngày sinh")]
    assert [person.full_name for person in Person.objects.all()] == ["Nguyễn Văn An"]


def test_a_year_alone_agrees_with_a_whole_birth_date(world):
    rows = [
        case("HS-1", id_number=NUMBER, birth="1982"),
        case("HS-2", id_number=NUMBER, full_name="NGUYỄN VĂN AN", release_on="01/08/2024"),
    ]
    assert issues_with(apply(rows, [change("HS-1", "Bị bắt lại", "01/03/2024")]).warnings, "cùng một người") == []


def test_two_numbers_are_two_people_whatever_their_names(world):
    result = apply([case("HS-1", id_number=NUMBER), case("HS-2", id_number=OTHER_NUMBER)])
    assert issues_with(result.warnings, "trùng") == []
    assert Person.objects.count() == 2


def test_likeness_without_a_number_is_shown_and_never_merged(world):
    rows = [
        case("HS-1"),
        case("HS-2", full_name="nguyen van an"),
        case("HS-3", unit="Tịnh Hà"),
        case("HS-4", birth="1982"),
    ]
    result = apply(rows)
    assert issues_with(result.warnings, "có thể trùng với người ở dòng 2") == [(CASES, 3, "Họ và tên")]
    assert Person.objects.count() == 4
    again = check([case("HS-5")])
    assert issues_with(again.warnings, "có thể trùng với người của hồ sơ HS-1") == [(CASES, FIRST, "Họ và tên")]


def test_likeness_to_somebody_elses_person_is_told_without_telling_who(world):
    receive("BI-MAT", world.tinh_ha, person=PersonData("Nguyễn Văn An", _birth()))
    case_here = Case.objects.get(code="BI-MAT")
    transfers_services.transfer(by=None, case=case_here, to_unit=world.tinh_bac, on=date(2024, 3, 1))
    transfers_services.transfer(by=None, case=case_here, to_unit=world.tinh_ha, on=date(2024, 4, 1))
    result = check([case("HS-1")], by=world.officer)
    assert issues_with(result.warnings, "có thể trùng với một người đã có trong hệ thống") == [
        (CASES, FIRST, "Họ và tên")
    ]
    assert "BI-MAT" not in str(result.as_json())


def test_nobody_is_likened_to_the_expunged(world):
    apply([case("HS-1")], [change("HS-1", "Xóa án tích", "01/10/2026")])
    assert issues_with(check([case("HS-2")]).warnings, "có thể trùng") == []


def test_a_second_number_of_the_same_kind_is_another_person(world):
    apply([case("HS-1", id_number=NUMBER)])
    result = check([case("HS-1", id_number=OTHER_NUMBER)])
    assert issues_with(result.errors, "hai số khác nhau là hai người") == [(CASES, FIRST, "Số CCCD")]
    assert apply([case("HS-1", id_number="212345678")]).applied
    assert sorted(number.kind for number in IdentityNumber.objects.all()) == ["cccd", "cmnd"]


def test_a_number_that_is_somebody_elses_is_refused(world):
    apply([case("HS-1", id_number=NUMBER), case("HS-2", birth="1970")])
    result = check([case("HS-2", birth="1970", id_number=NUMBER)])
    assert issues_with(result.errors, "đã ghi cho một người khác") == [(CASES, FIRST, "Số CCCD")]


def test_rows_with_one_person_key_are_one_person(world):
    rows = [
        case("HS-1", full_name="(đã xóa án tích)", birth="", person_key="ab12"),
        case("HS-2", full_name="Lê Thị Bình", release_on="01/08/2024", person_key="AB12", id_number="051182000033"),
    ]
    result = apply(rows, [change("HS-1", "Xóa án tích", "01/07/2024")])
    assert issues_with(result.warnings, "họ tên") == []
    assert [person.full_name for person in Person.objects.all()] == ["Lê Thị Bình"]
    assert Person.objects.get().cases.count() == 2


def _birth():
    from cases.people.birth_dates import BirthDate

    return BirthDate(1982, 5, 9)


# --- one person in one place ---------------------------------------------------------------------------------------------


def test_two_open_cases_of_one_person_overlap(world):
    result = check([case("HS-1", id_number=NUMBER), case("HS-2", id_number=NUMBER, release_on="01/08/2024")])
    assert issues_with(result.errors, "chồng lên hồ sơ HS-1 (dòng 2)", "chưa kết thúc") == [(CASES, 3, "Ngày ra trại")]
    assert counts(result, CASES) == {"created": 1, "rejected": 1}


def test_the_next_case_may_begin_on_the_day_the_last_one_ended(world):
    rows = [case("HS-1", id_number=NUMBER), case("HS-2", id_number=NUMBER, release_on="01/08/2024")]
    assert check(rows, [change("HS-1", "Bị bắt lại", "01/08/2024")]).accepted
    assert issues_with(check(rows, [change("HS-1", "Bị bắt lại", "02/08/2024")]).errors, "chồng lên") == [
        (CASES, 3, "Ngày ra trại")
    ]


def test_a_recorded_case_is_overlapped_too_and_named_only_to_its_managers(world):
    receive("CU-1", world.tinh_ha, person=PersonData("Nguyễn Văn An", numbers=(("cccd", NUMBER),)))
    row = case("HS-1", id_number=NUMBER, release_on="01/08/2024")
    assert issues_with(check([row]).errors, "chồng lên hồ sơ CU-1") == [(CASES, FIRST, "Ngày ra trại")]
    closing_services.close(by=None, case=Case.objects.get(), on=date(2024, 12, 1), reason="reimprisoned")
    receive("CU-2", world.tinh_bac, on=date(2025, 6, 1), person=Person.objects.get())
    hidden = check([row], [change("HS-1", "Bị bắt lại", "01/09/2024")], by=world.officer)
    assert issues_with(hidden.errors, "theo hồ sơ khác trong cùng thời gian") == [(CASES, FIRST, "Ngày ra trại")]
    assert "CU-1" not in str(hidden.as_json())


def test_an_expunged_case_is_overlapped_without_being_named(world):
    apply([case("CU-1", id_number=NUMBER)], [change("CU-1", "Xóa án tích", "01/10/2024")])
    receive("CU-2", world.tinh_bac, on=date(2025, 6, 1), person=Person.objects.get())
    row, end = case("HS-1", id_number=NUMBER, release_on="01/08/2024"), change("HS-1", "Bị bắt lại", "01/09/2024")
    result = check([row], [end], by=world.leader)
    assert issues_with(result.errors, "theo hồ sơ khác trong cùng thời gian") == [(CASES, FIRST, "Ngày ra trại")]
    assert "CU-1" not in str(result.as_json())


def test_a_crime_told_already_under_a_hidden_case_is_not_told_by_its_code(world):
    hidden = receive("CU-1", world.tinh_ha)
    reoffences_services.record_reoffence(by=None, case=hidden, data=ReoffenceData(prosecuted_on=date(2024, 4, 1)))
    closing_services.close(by=None, case=hidden, on=date(2024, 4, 1), reason="reimprisoned")
    receive("HS-1", world.tinh_bac, on=date(2025, 6, 1), person=hidden.person)
    result = check(None, [change("HS-1", "Tái phạm", "01/04/2024")], by=world.officer)
    assert issues_with(result.warnings, "cùng ngày ở hồ sơ khác") == [(CHANGES, FIRST, "Ngày")]
    assert "CU-1" not in str(result.as_json())


def test_no_row_is_joined_to_somebody_who_left(world):
    """Else the days at which it is refused would tell when the person is managed elsewhere."""
    left = case("CU-1", full_name="(đã chuyển đi)", person_key="ab12")
    apply([left], [change("CU-1", "Chuyển đến", "01/03/2024", "Tịnh Hà")])
    row = case("HS-1", person_key="ab12", release_on="01/08/2024")
    assert issues_with(check([left, row]).errors, "chồng lên hồ sơ CU-1") == [(CASES, 3, "Ngày ra trại")]
    result = apply([left, row], by=world.officer)
    assert (result.applied, result.errors, result.warnings) == (True, [], [])


def test_one_case_may_end_and_the_next_begin_in_one_workbook(world):
    row = case("HS-1", id_number=NUMBER)
    apply([row])
    rows = [row, case("HS-2", id_number=NUMBER, release_on="01/08/2024")]
    result = apply(rows, [change("HS-1", "Bị bắt lại", "01/03/2024")])
    assert result.applied, result.errors
    assert Person.objects.count() == 1


def test_a_rejected_end_leaves_the_recorded_case_open_and_the_next_one_overlapping(world):
    row = case("HS-1", id_number=NUMBER)
    apply([row])
    rows = [row, case("HS-2", id_number=NUMBER, release_on="01/08/2024")]
    changes = [change("HS-1", "Hết thử thách", "01/03/2024"), change("HS-1", "Bị bắt lại", "02/03/2024")]
    result = apply(rows, changes, good_rows=True)
    assert issues_with(result.errors, "chồng lên hồ sơ HS-1") == [(CASES, 3, "Ngày ra trại")]
    assert not result.applied


def test_other_names_are_stored_once_through_the_verb_and_shown(world):
    rows = [
        case(full_name="Nguyễn Văn An (tên gọi khác: Tý)", id_number=NUMBER),
        case(
            "HS-2",
            full_name="Nguyễn Văn An",
            other_names="Tèo; tên cũ: Lê An",
            id_number=NUMBER,
            release_on="01/06/2024",
        ),
    ]
    ended = [change("HS-1", "Bị bắt lại", "01/05/2024")]
    result = apply(rows, ended, by=world.officer)
    assert issues_with(result.warnings, "«Tý» được ghi là tên gọi khác") == [(CASES, FIRST, "Họ và tên")]
    person = Person.objects.get()
    names = [("alias", "Tý"), ("alias", "Tèo"), ("former", "Lê An")]
    assert list(person.other_names.order_by("pk").values_list("kind", "full_name")) == names
    assert AuditEvent.objects.filter(action="person.add_name", by=world.officer).count() == 3
    assert counts(apply(rows, ended, by=world.officer), CASES) == {"unchanged": 2}
    # A name that somebody struck out on the page does not come back.
    person.other_names.filter(full_name="Tèo").update(
        removed_at=timezone.now(), removed_by=world.officer, removed_why="sai"
    )
    more = [rows[0], {**rows[1], "other_names": "Tèo, Tí"}]
    assert counts(apply(more, ended, by=world.officer), CASES) == {"updated": 1, "unchanged": 1}
    assert set(person.other_names.active().values_list("full_name", flat=True)) == {"Tý", "Lê An", "Tí"}

    again = apply_register("so.xlsx", export_register(world.son_tinh, user=None), by=None)
    assert counts(again, CASES) == {"unchanged": 2}
    with_preview = check_parsed(
        read_register("so.xlsx", book(more, ended), by=None), by=None, name="", with_preview=True
    )
    [shown] = [sheet for sheet in with_preview.preview if sheet["sheet"] == CASES]
    place = shown["headers"].index("Tên gọi khác")
    assert [row["cells"][place] for row in shown["rows"]] == [
        ["Tý", "Nguyễn Văn An (tên gọi khác: Tý)"], ["Tèo; Tí", "Tèo, Tí"],
    ]  # fmt: skip
