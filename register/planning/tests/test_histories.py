"""What the check finds about stays and reoffences: contradictions, duplicates, corrections."""

from datetime import date

import pytest

from cases.facts.stay_chain import changes_in, is_extension, start_history
from cases.models import Case, Reoffence, SecondPersonRequest, Stay
from register.planning.tests.planning import CASES, CHANGES, NUMBER, apply, check, counts, stays
from register.tests.workbooks import FIRST, case, change, issues_with

pytestmark = pytest.mark.django_db


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
    crime = change("HS-1", "Tái phạm", "01/07/2024", act_on="01/06/2024")
    assert apply([case()], [change("HS-1", "Bị bắt lại", "01/07/2024"), crime]).warnings == []


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
        ({"convicted_on": "01/03/2024"}, "Ngày kết án", "không được trước ngày khởi tố"),
        ({"act_on": "02/04/2024"}, "Ngày phạm tội mới", "không được sau ngày khởi tố bị can (01/04/2024)"),
        ({"act_on": "01/01/2099"}, "Ngày phạm tội mới", "tương lai"),
    ],
)
def test_a_verdict_that_cannot_be_is_an_error(world, cells, column, words):
    result = check([case()], [change("HS-1", "Tái phạm", "01/04/2024", **cells)])
    assert issues_with(result.errors, words) == [(CHANGES, FIRST, column)]


def test_the_days_of_acts_are_asked_for_stored_and_not_changed_by_an_officer(world):
    crimes = [
        change("HS-1", "Tái phạm", "01/04/2024", act_on="Chưa rõ"),
        change("HS-1", "Tái phạm", "02/04/2024"),
        change("HS-1", "Tái phạm", "03/04/2024", act_on="01/04/2024"),
        change("HS-1", "Tái phạm", "04/04/2024", outcome="Đình chỉ"),
        change("HS-1", "Bị bắt lại", "05/04/2024", act_on="01/04/2024"),
    ]
    result = apply([case()], crimes)
    assert issues_with(result.warnings, "2 vụ tái phạm (dòng 2, 3)") == [(CHANGES, FIRST, "Ngày phạm tội mới")]
    assert issues_with(result.warnings, "ô này không được ghi") == [(CHANGES, FIRST + 4, "Ngày phạm tội mới")]
    assert len(result.warnings) == 2

    def acts():
        return list(Reoffence.objects.current().order_by("prosecuted_on").values_list("act_on", flat=True))

    assert acts() == [None, None, date(2024, 4, 1), None]
    told = [crimes[0] | {"act_on": "30/03/2024"}]
    assert counts(apply(None, told, by=world.officer), CHANGES) == {"updated": 1}
    assert counts(apply(None, told, by=world.officer), CHANGES) == {"unchanged": 1}
    assert counts(apply(None, crimes[:1], by=world.officer), CHANGES) == {"unchanged": 1}  # nothing erases it
    other = [crimes[0] | {"act_on": "31/03/2024"}]
    assert issues_with(apply(None, other, by=world.officer).errors, "chỉ lãnh đạo", "30/03/2024") == [
        (CHANGES, FIRST, "Ngày phạm tội mới")
    ]
    assert issues_with(apply(None, other, by=world.leader).warnings, "Sẽ sửa: «30/03/2024» thành «31/03/2024»")
    assert acts()[0] == date(2024, 3, 31)


def test_what_is_known_of_a_reoffence_is_added_by_anybody_and_changed_by_a_leader(world):
    crime = change("HS-1", "Tái phạm", "01/04/2024", document_number="5/QĐ", act_on="31/03/2024")
    apply([case()], [crime])
    known = crime | {
        "is_intentional": "cố ý",
        "crime_class": "Nghiêm trọng",
        "articles": "Điều 173",
        "prosecuted_by": "CSĐT",
    }
    assert counts(apply(None, [known], by=world.officer), CHANGES) == {"updated": 1}
    assert counts(apply(None, [crime], by=world.officer), CHANGES) == {"unchanged": 1}
    now = Reoffence.objects.current().get()
    assert (now.is_intentional, now.crime_class, now.articles, now.prosecuted_by) == (
        True,
        "serious",
        "Điều 173",
        "CSĐT",
    )
    dropped = crime | {"outcome": "Đình chỉ"}
    apply([case("HS-2", birth="1970")], [dropped | {"code": "HS-2"}])
    told = dropped | {"code": "HS-2", "ended_on": "01/05/2024", "outcome_number": "7/QĐ", "outcome_body": "Viện"}
    assert counts(apply(None, [told], by=world.officer), CHANGES) == {"updated": 1}
    ended = Reoffence.objects.current().get(case__code="HS-2")
    assert (ended.ended_on, ended.outcome_number, ended.outcome_body) == (date(2024, 5, 1), "7/QĐ", "Viện")
    other = [crime | {"is_intentional": "Vô ý"}]
    assert issues_with(apply(None, other, by=world.officer).errors, "«Cố ý»", "chỉ lãnh đạo") == [
        (CHANGES, FIRST, "Lỗi cố ý, vô ý")
    ]
    assert issues_with(apply(None, other, by=world.leader).warnings, "«Cố ý» thành «Vô ý»")
    for cells, column in (
        ({"is_intentional": "có"}, "Lỗi cố ý, vô ý"),
        ({"crime_class": "nặng"}, "Loại tội phạm"),
        ({"ended_on": "01/05/2024"}, "Ngày đình chỉ, tuyên không phạm tội"),
        ({"outcome": "Đình chỉ", "ended_on": "01/03/2024"}, "Ngày đình chỉ, tuyên không phạm tội"),
        ({"outcome_number": "7/QĐ"}, "Số bản án, quyết định"),
    ):
        assert [issue.column for issue in check(None, [crime | cells], by=world.leader).errors] == [column]


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
