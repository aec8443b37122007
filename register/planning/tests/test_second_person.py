"""Rows that would lower a figure, or expunge early, become requests of a second person, by whatever row they come."""

from datetime import date

import pytest

from cases.facts.rate_guard import counted_reoffences
from cases.models import Case, Person, Reoffence, SecondPersonRequest, Stay
from cases.second_person import services as second_person_services
from cases.transfers import services as transfers_services
from register.planning.tests.planning import CASES, CHANGES, NUMBER, OTHER_NUMBER, apply, check, counts, stays
from register.services import apply_register
from register.tests.workbooks import FIRST, case, change, issues_with
from register.writing.workbook import export_register

pytestmark = pytest.mark.django_db

CRIME = change("HS-1", "Tái phạm", "01/04/2024", document_number="5/QĐ", act_on="31/03/2024")
BEFORE = {"on": "15/03/2024", "document_number": "9/QĐ"}
# What a workbook says about a person who reoffended on 01/04/2024: (row of the case, further changes).
ROWS = {
    "closed before the crime": (case(), [change("HS-1", "Chết", **BEFORE)]),
    "expunged before the crime": (case(), [change("HS-1", "Xóa án tích", **BEFORE)]),
    "moved before the crime": (case(), [change("HS-1", "Chuyển đến", to_unit="Tịnh Hà", **BEFORE)]),
    "another category": (case(category="Đặc xá"), []),
    "a later start": (case(arrival_on="02/04/2024"), []),
    "an end before the crime": (case(), [change("HS-1", "Chết", **BEFORE)]),
    "another commune": (case(unit="Tịnh Hà"), []),
    "charges dropped": (case(), [CRIME | {"outcome": "Đình chỉ"}]),
    "acquitted": (case(), [CRIME | {"outcome": "Được tuyên không phạm tội", "convicted_on": "01/09/2024"}]),
}


def figures() -> set:
    return counted_reoffences(Person.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("kind", ROWS)
def test_no_row_lets_one_person_lower_a_figure(world, kind):
    row, changes = ROWS[kind]
    ends = [change("HS-1", "Chuyển đi", "01/06/2024")] if kind == "an end before the crime" else []
    apply([case()], [CRIME, *ends])
    before, facts = figures(), set(Stay.objects.values_list("pk", "known_until"))
    assert before
    changes = [one for one in changes if one["kind"] == "Tái phạm"] + [
        one for one in changes if one["kind"] != "Tái phạm"
    ]
    lines = changes if any(one["kind"] == "Tái phạm" for one in changes) else [CRIME, *changes]
    checked = check([row], lines, by=world.leader)
    result = apply([row], lines, by=world.leader)
    assert result.applied, result.errors
    [named] = result.set_aside
    assert named in result.warnings
    assert named.row == FIRST if not changes else named.row in (FIRST, FIRST + 1)
    assert [issue.message for issue in checked.set_aside] == [named.message]
    assert "giảm số người tái phạm" in named.message
    [request] = SecondPersonRequest.objects.all()
    assert (request.state, request.created_by, figures()) == ("waiting", world.leader, before)
    assert set(Stay.objects.values_list("pk", "known_until")) == facts

    again = apply([row], lines, by=world.leader)
    assert "Đang chờ" in again.set_aside[0].message
    assert counts(again, CASES) == {"unchanged": 1}
    assert counts(again, CHANGES) == {"unchanged": len(lines)}
    assert SecondPersonRequest.objects.count() == 1


def test_a_change_that_lowers_a_figure_needs_a_document(world):
    apply([case()], [{**CRIME, "document_number": ""}])
    for row, changes in (
        (case(), [change("HS-1", "Chết", "15/03/2024")]),
        (case(category="Đặc xá"), []),
        (case(), [change("HS-1", "Xóa án tích", "15/03/2024")]),
    ):
        result = check([row], changes, by=world.leader)
        assert issues_with(result.errors, "phải ghi số văn bản")
        assert not result.set_aside


def test_what_a_workbook_leaves_out_or_renames_lowers_nothing(world):
    apply([case(id_number=NUMBER)], [CRIME])
    apply([case("HS-2", birth="1970", id_number=OTHER_NUMBER, release_on="01/01/2024")],
          [change("HS-2", "Tái phạm", "02/04/2024", document_number="6/QĐ")])  # fmt: skip
    before = figures()
    assert len(before) == 2
    apply([case(id_number=NUMBER)], [], by=world.leader)  # the reoffence is not in the workbook
    moved = CRIME | {"on": "20/06/2024"}
    apply([case(id_number=NUMBER)], [moved], by=world.leader)  # with another day it is one more
    assert before < figures()
    renamed = apply([case("HS-2", birth="1970", full_name="Nguyễn Văn Ân", id_number=OTHER_NUMBER,
                          release_on="01/01/2024")], [], by=world.leader)  # fmt: skip
    assert issues_with(renamed.warnings, "sẽ sửa họ tên")
    # One person's number at the other's case does not make one person of two.
    merged = apply([case("HS-2", birth="1970", id_number=NUMBER, release_on="01/01/2024")], [], by=world.leader)
    assert issues_with(merged.errors, "đã ghi cho một người khác") == [(CASES, FIRST, "Số CCCD")]
    assert before < figures()
    assert Person.objects.count() == 2
    assert not SecondPersonRequest.objects.exists()


# --- expungement ---------------------------------------------------------------------------------------------------------

SENTENCED = case(sentence="18 tháng")  # two years from 01/02/2024


def judge(code="HS-1"):
    """The judgment without obligations, without which no day is computed."""
    return Case.objects.get(code=code).judgments.create(
        court="TAND huyện", number="5/HSST", on=date(2022, 2, 1), main_penalty="prison", months=18,
        has_no_obligations=True,
    )  # fmt: skip


EARLY = change("HS-1", "Xóa án tích", "15/03/2025", document_number="99/LLTP")


def test_an_early_expungement_waits_for_a_second_person(world):
    apply([SENTENCED], [])
    judge()
    result = apply([SENTENCED], [EARLY], by=world.officer)
    assert result.applied
    assert issues_with(result.set_aside, "15/03/2025", "02/02/2026", "người thứ hai") == [
        (CHANGES, FIRST, "Loại biến động")
    ]
    [request] = SecondPersonRequest.objects.all()
    assert (request.state, request.document_number, request.falls) == ("waiting", "99/LLTP", [])
    assert "trước ngày sớm nhất" in request.reasons[0]
    assert not Stay.objects.sealed().exists()
    assert counts(apply([SENTENCED], [EARLY], by=world.officer), CHANGES) == {"unchanged": 1}
    second_person_services.approve(by=world.leader, request=request)
    assert stays("HS-1")[-1][3:] == (date(2025, 3, 15), "expunged")
    assert Stay.objects.sealed().count() == 1


def test_an_expungement_on_time_seals_what_ended_before_and_ends_waiting_transfers(world):
    first = case("HS-0", id_number=NUMBER, release_on="01/02/2020")
    ended = change("HS-0", "Bị bắt lại", "01/02/2022")
    rows = [first, case(id_number=NUMBER, sentence="18 tháng")]
    apply(rows, [ended])
    one = Case.objects.get(code="HS-1")
    transfers_services.ask(
        by=world.officer, case=one, to_unit=world.tinh_ha, moved_on=date(2024, 3, 1), address="Thôn 1", why="Cưới"
    )
    Case.objects.filter(code="HS-0").update(sentence_months=6)
    judge("HS-0")
    judge("HS-1")
    on_time = EARLY | {"on": "15/03/2026"}
    result = apply(rows, [ended, on_time], by=world.officer)
    assert result.set_aside == []
    assert {stay.case.code for stay in Stay.objects.sealed()} == {"HS-0", "HS-1"}
    assert not one.transfers.waiting().exists()
    # Neither leaves with its name, and neither is changed by a workbook.
    data = export_register(world.son_tinh, user=None)
    assert apply_register("so.xlsx", data, by=None).applied
    changed = check([{**first, "arrival_on": "05/02/2020"}], [ended], by=None)
    assert issues_with(changed.errors, "đã xóa án tích")


@pytest.mark.parametrize(("outcome", "words"), [("", "chưa có kết quả xét xử"), ("Đình chỉ", "")])
def test_an_expungement_with_an_open_prosecution_waits(world, outcome, words):
    apply([SENTENCED], [CRIME | {"outcome": outcome}])
    judge()
    result = apply([SENTENCED], [EARLY | {"on": "15/03/2026"}], by=world.officer)
    assert bool(result.set_aside) == bool(words)
    assert all(words in issue.message for issue in result.set_aside)


def test_a_crime_that_comes_with_the_expungement_is_recorded_and_the_expungement_waits(world):
    apply([SENTENCED], [])
    judge()
    result = apply([SENTENCED], [CRIME, EARLY | {"on": "15/03/2026"}], by=world.officer)
    assert issues_with(result.set_aside, "vụ tái phạm khởi tố ngày 01/04/2024")
    assert Reoffence.objects.current().count() == 1
    assert not Stay.objects.sealed().exists()


def test_a_new_case_after_an_expungement_that_waits_is_not_taken_yet(world):
    first = case(id_number=NUMBER, sentence="18 tháng")
    apply([first], [])
    later = case("HS-2", id_number=NUMBER, release_on="01/06/2025")
    result = check([first, later], [EARLY], by=world.officer)
    assert issues_with(result.errors, "phải chờ người thứ hai") == [(CASES, FIRST + 1, "Mã hồ sơ")]
    assert issues_with(result.set_aside, "trước ngày sớm nhất")


def test_a_first_entry_tells_what_happened_and_needs_nobody(world):
    result = apply([case()], [EARLY | {"on": "15/08/2024"}], by=world.officer)
    assert result.applied
    assert result.set_aside == []
    assert issues_with(result.warnings, "chưa đầy một năm")
