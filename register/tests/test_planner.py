"""What the check of a workbook finds: contradictions, people, scope, and how rows stand to what is recorded."""

from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.facts.stay_chain import changes_in, is_extension, start_history
from cases.facts.store import ReoffenceData
from cases.models import Case, IdentityNumber, Person, Reoffence, SecondPersonRequest, Stay
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from cases.transfers import services as transfers_services
from register.services import apply_register, check_register
from register.tests.workbooks import FIRST, book, case, change, issues_with

pytestmark = pytest.mark.django_db

CASES, CHANGES = "Danh sách", "Biến động"
NUMBER, OTHER_NUMBER = "051082000011", "051082000022"


def check(cases=None, changes=None, by=None):
    return check_register("so.xlsx", book(cases, changes), by=by)


def apply(cases=None, changes=None, by=None, **options):
    return apply_register("so.xlsx", book(cases, changes), by=by, **options)


def counts(result, sheet):
    return {name: number for name, number in result.sheets[sheet].items() if number and name != "rows"}


def receive(code, unit, *, on=date(2024, 2, 1), category="completed", person=None, details=None):
    history = start_history(unit_id=unit.pk, category=category, on=on, origin="prison")
    person = person or PersonData("Nguyễn Văn An")
    return reception_services.receive(
        by=None, case=NewCase(code, person, history, {"release_on": on, **(details or {})})
    )


def stays(code):
    return [
        (stay.unit.name, stay.category, stay.start_on, stay.end_on, stay.end_reason)
        for stay in Stay.objects.current().filter(case__code=code).select_related("unit").order_by("start_on")
    ]


# --- what happened -------------------------------------------------------------------------------------------------------


def test_changes_in_any_order_become_one_history(world):
    changes = [
        change("HS-1", "Chết", "01/06/2024", document_number="7/KT"),
        change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà"),
    ]
    assert apply([case()], changes).applied
    assert stays("HS-1") == [
        ("Tịnh Bắc", "completed", date(2024, 2, 1), date(2024, 3, 1), "moved"),
        ("Tịnh Hà", "completed", date(2024, 3, 1), date(2024, 6, 1), "died"),
    ]
    assert Stay.objects.current().get(end_reason="died").end_document_number == "7/KT"


def test_changes_of_one_day_make_one_stay(world):
    changes = [
        change("HS-1", "Hết thử thách", "01/03/2024", document_number="1/GCN"),
        change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà", document_number="2/CV"),
    ]
    assert apply([case(category="TTTTH")], changes).applied
    assert [stay[:3] for stay in stays("HS-1")] == [
        ("Tịnh Bắc", "conditional", date(2024, 2, 1)),
        ("Tịnh Hà", "completed", date(2024, 3, 1)),
    ]


def test_the_order_of_rows_does_not_matter(world):
    changes = [
        change("HS-1", "Hết thử thách", "01/03/2024", document_number="9/GCN"),
        change("HS-1", "Chuyển đến", "01/03/2024", "Tịnh Hà", document_number="2/CV"),
    ]
    apply([case(category="TTTTH")], changes)
    assert counts(apply([case(category="TTTTH")], changes[::-1]), CHANGES) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("kind", "on", "to_unit", "category", "column", "words"),
    [
        ("Chuyển đến", "31/01/2024", "Tịnh Hà", "CHXAPT", "Ngày", "trước ngày về địa phương"),
        ("Chết", "01/02/2024", "", "CHXAPT", "Ngày", "trùng ngày về địa phương"),
        ("Hết thử thách", "01/03/2024", "", "ĐX", "Loại biến động", "chỉ áp dụng cho người được tha tù trước"),
        ("Hủy tha tù", "01/03/2024", "", "CHXAPT", "Loại biến động", "chỉ áp dụng cho người đang được tha tù"),
        ("Chuyển đến", "01/03/2024", "Tịnh Bắc", "CHXAPT", "Đến đơn vị", "đã thuộc đơn vị này"),
    ],
)
def test_a_change_that_cannot_be_is_named_at_its_row(world, kind, on, to_unit, category, column, words):
    result = check([case(category=category)], [change("HS-1", kind, on, to_unit)])
    assert issues_with(result.errors, words) == [(CHANGES, FIRST, column)]
    assert not result.accepted
    assert counts(result, CASES) == counts(result, CHANGES) == {"rejected": 1}


def test_every_change_after_the_closure_is_named(world):
    changes = [
        change("HS-1", "Chuyển đến", "01/05/2024", "Tịnh Hà"),
        change("HS-1", "Chết", "01/04/2024"),
        change("HS-1", "Xóa án tích", "01/06/2024"),
    ]
    result = check([case()], changes)
    assert issues_with(result.errors, "đã kết thúc từ ngày 01/04/2024") == [
        (CHANGES, FIRST, "Ngày"),
        (CHANGES, FIRST + 2, "Ngày"),
    ]
    assert {issue.value for issue in result.errors} == {"01/05/2024", "01/06/2024"}


def test_two_ends_or_two_places_on_one_day_contradict_each_other(world):
    ends = [change("HS-1", "Chết", "01/04/2024"), change("HS-1", "Xóa án tích", "01/04/2024")]
    assert issues_with(check([case()], ends).errors, "hai lý do") == [
        (CHANGES, 2, "Loại biến động"),
        (CHANGES, 3, "Loại biến động"),
    ]
    moves = [change("HS-1", "Chuyển đến", "01/04/2024", unit) for unit in ("Tịnh Hà", "Tịnh Sơn")]
    assert issues_with(check([case()], moves).errors, "hai đơn vị") == [
        (CHANGES, 2, "Đến đơn vị"),
        (CHANGES, 3, "Đến đơn vị"),
    ]


def test_the_same_change_twice_is_told_and_counted_once(world):
    changes = [change("HS-1", "Tái phạm", "01/04/2024")] * 2 + [
        change("HS-1", "Chuyển đến", "01/05/2024", "Tịnh Hà")
    ] * 2
    result = apply([case()], changes)
    assert issues_with(result.warnings, "trùng với dòng 2") == [(CHANGES, 3, "Ngày")]
    assert issues_with(result.warnings, "trùng với dòng 4") == [(CHANGES, 5, "Ngày")]
    assert counts(result, CHANGES) == {"created": 2, "unchanged": 2}
    assert Reoffence.objects.count() == 1


def test_a_change_of_an_unknown_case_is_an_error(world):
    result = check([case()], [change("HS-9", "Chết", "01/04/2024")])
    assert issues_with(result.errors, "không có hồ sơ nào mang mã này") == [(CHANGES, FIRST, "Mã hồ sơ")]


def test_codes_match_whatever_their_case_and_spaces(world):
    assert apply([case("HS 1")], [change("hs1", "Chết", "01/04/2024")]).applied
    assert counts(apply([case("hS1")]), CASES) == {"unchanged": 1}


def test_a_code_may_have_vietnamese_letters(world):
    assert apply([case("HSĐB-1")]).applied
    assert counts(apply([case("HSĐB-1")], [change("hsĐB-1", "Chết", "01/04/2024")]), CASES) == {"unchanged": 1}


def test_document_numbers_of_one_day_must_fit_together(world):
    changes = [
        change("HS-1", kind, "01/03/2024", unit, document_number=number * 150)
        for kind, unit, number in (("Hết thử thách", "", "1"), ("Chuyển đến", "Tịnh Hà", "2"))
    ]
    assert issues_with(check([case(category="TTTTH")], changes).errors, "dài quá 200") == [(CASES, FIRST, "Mã hồ sơ")]


def test_a_case_with_an_unreadable_change_is_not_judged_without_it(world):
    changes = [
        change("HS-1", "Chuyển đến", "31/02/2024", "Tịnh Hà"),
        change("HS-1", "Chuyển đến", "01/05/2024", "Tịnh Bắc"),
    ]
    result = check([case(), case("HS-2", birth="1970")], changes)
    assert [(issue.row, issue.column) for issue in result.errors] == [(FIRST, "Ngày")]
    assert counts(result, CASES) == {"created": 1, "rejected": 1}
    assert counts(result, CHANGES) == {"rejected": 2}


# --- reoffences ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["01/01/2024", "01/08/2024"])
def test_a_crime_outside_every_stay_is_a_warning_and_is_kept(world, on):
    result = apply([case()], [change("HS-1", "Chết", "01/07/2024"), change("HS-1", "Tái phạm", on)])
    assert issues_with(result.warnings, "không tính vào số tái phạm") == [(CHANGES, FIRST + 1, "Ngày")]
    assert Reoffence.objects.current().count() == 1


def test_a_crime_on_the_day_management_ended_belongs_to_it(world):
    changes = [change("HS-1", "Bị bắt lại", "01/07/2024"), change("HS-1", "Tái phạm", "01/07/2024")]
    assert apply([case()], changes).warnings == []


def test_a_verdict_is_news_and_another_verdict_a_correction(world):
    crime = change("HS-1", "Tái phạm", "01/04/2024", document_number="5/QĐ")
    verdict = crime | {"document_number": "", "outcome": "Đã bị kết án", "convicted_on": "01/09/2024"}
    apply([case()], [crime])
    result = apply(None, [verdict], by=world.officer)
    assert counts(result, CHANGES) == {"updated": 1}
    [now] = Reoffence.objects.current()
    assert (now.outcome, now.convicted_on, now.document_number) == ("convicted", date(2024, 9, 1), "5/QĐ")
    assert counts(apply(None, [crime], by=world.officer), CHANGES) == {"unchanged": 1}

    dropped = [crime | {"outcome": "Đình chỉ"}]
    assert issues_with(apply(None, dropped, by=world.officer).errors, "chỉ lãnh đạo") == [
        (CHANGES, FIRST, "Kết quả xét xử")
    ]
    assert apply(None, dropped, by=world.leader).applied
    assert Reoffence.objects.current().get().outcome == "convicted"  # it waits for a second person
    assert counts(apply(None, dropped, by=world.leader), CHANGES) == {"unchanged": 1}
    [asked] = SecondPersonRequest.objects.all()
    assert (asked.created_by, asked.document_number, asked.state) == (world.leader, "5/QĐ", "waiting")


def test_a_first_verdict_that_counts_no_more_waits_for_a_second_person(world):
    crime = change("HS-1", "Tái phạm", "01/04/2024", document_number="5/QĐ")
    apply([case()], [crime])
    result = apply(None, [crime | {"outcome": "Đình chỉ"}], by=world.officer)
    assert issues_with(result.warnings, "chờ người thứ hai duyệt")
    assert Reoffence.objects.current().get().outcome == "pending"
    assert SecondPersonRequest.objects.get().state == "waiting"
    apply(None, [crime | {"outcome": "Đình chỉ"}])  # nor does the command line take it out of the figures
    assert Reoffence.objects.current().get().outcome == "pending"


def test_a_new_case_of_the_day_of_a_crime_does_not_take_it_over(world):
    crime = change("HS-1", "Tái phạm", "01/04/2024", document_number="5/QĐ")
    apply([case(id_number=NUMBER)], [crime, change("HS-1", "Bị bắt lại", "01/04/2024", document_number="6")])
    later = case("HS-2", unit="Tịnh Hà", id_number=NUMBER, release_on="01/04/2024", arrival_on="01/04/2024")
    assert issues_with(apply([later]).errors, "Hãy ghi ngày bắt đầu sau ngày đó")
    assert not Case.objects.filter(code="HS-2").exists()
    assert apply([{**later, "arrival_on": "02/04/2024"}]).applied


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"outcome": "Đã bị kết án"}, "Kết quả xét xử", "phải có ngày kết án"),
        ({"convicted_on": "01/03/2024"}, "Ngày kết án", "không thể trước ngày khởi tố"),
    ],
)
def test_a_verdict_that_cannot_be_is_an_error(world, cells, column, words):
    result = check([case()], [change("HS-1", "Tái phạm", "01/04/2024", **cells)])
    assert issues_with(result.errors, words) == [(CHANGES, FIRST, column)]


def test_one_prosecution_entered_under_two_cases_is_kept_where_it_counts(world):
    rows = [
        case("HS-1", id_number=NUMBER),
        case("HS-2", id_number=NUMBER, release_on="01/06/2024"),
    ]
    changes = [change("HS-1", "Bị bắt lại", "01/04/2024")]
    changes += [change(code, "Tái phạm", "02/06/2024") for code in ("HS-1", "HS-2")]
    result = apply(rows, changes)
    assert issues_with(result.warnings, "cùng ngày ở hồ sơ HS-2") == [(CHANGES, FIRST + 1, "Ngày")]
    assert [fact.case.code for fact in Reoffence.objects.current()] == ["HS-2"]
    assert counts(apply(rows, changes), CHANGES) == {"unchanged": 3}


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


# --- the pure parts ------------------------------------------------------------------------------------------------------


def test_changes_of_a_history_lead_to_it_again():
    from cases.facts.stay_chain import Change, apply_day, reopen

    history = start_history(unit_id=1, category="conditional", on=date(2024, 1, 1), origin="prison")
    history = apply_day(history, date(2024, 2, 1), [Change(unit_id=2, note="a"), Change(probation_completed=True)])
    history = apply_day(history, date(2024, 3, 1), [Change(closed="died", document_number="9")])
    found = changes_in(history)
    assert [(on.month, change.unit_id, change.probation_completed, change.closed) for on, change in found] == [
        (2, 2, False, ""),
        (2, None, True, ""),
        (3, None, False, "died"),
    ]
    again = reopen(history[:1])
    for on in sorted({on for on, _change in found}):
        again = apply_day(again, on, [change for day, change in found if day == on])
    assert again == history


def test_a_history_continues_only_what_stays_true():
    from cases.facts.stay_chain import Change, apply_day

    first = start_history(unit_id=1, category="completed", on=date(2024, 1, 1), origin="prison")
    moved = apply_day(first, date(2024, 2, 1), [Change(unit_id=2)])
    closed = apply_day(moved, date(2024, 3, 1), [Change(closed="died")])
    other = apply_day(first, date(2024, 2, 2), [Change(unit_id=2)])
    assert is_extension(first, first)
    assert is_extension(first, closed)
    assert is_extension(moved, closed)
    assert not is_extension(closed, moved)
    assert not is_extension(moved, other)
    assert not is_extension(moved, first)
    assert not is_extension((), first)
