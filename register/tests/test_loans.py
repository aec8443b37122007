"""The sheet «Vay vốn»: read with every bad cell named, applied once through the verbs, written back and read again."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from cases.closing import services as closing_services
from cases.models import Case
from cases.transfers import services as transfers_services
from core.errors import EditConflict
from loans import queries as loans_queries
from loans import services
from loans.models import Loan, LoanFact
from loans.tests import factories
from register.services import apply_register, check_register
from register.tests.workbooks import book, case, change, issues_with
from register.writing.workbook import export_register

LOANS = "Vay vốn"
COUNTS = ("rows", "created", "updated", "unchanged", "rejected")


def line(code="HS-1", **cells) -> dict:
    """One row of «Vay vốn» by field name; what is not given is a loan that was asked for."""
    ordinary = {"named_borrower": "Trần Thị Mẹ", "purpose": "SXKD", "asked": 90_000_000, "asked_on": "05/03/2024"}
    return {"code": code, **ordinary, **cells}


PAID = {
    **{"approved": "80.000.000", "decided_on": "20/03/2024", "paid_on": "01/04/2024", "paid": 80_000_000},
    **{"term_months": 36, "annual_rate": "6,6", "loan_code": "6600000112345678", "savings_group": "Tổ 3"},
    **{"group_head": "Lê Thị Tổ", "entrusted_body": "Hội Nông dân"},
}
OWED = {"owed": "70.000.000", "overdue": 500_000, "owed_on": date(2024, 6, 1)}


def workbook(*loans, cases=("HS-1",)) -> bytes:
    return book(
        [case(code, full_name=f"Nguyễn Văn {chr(65 + at)}") for at, code in enumerate(cases)],
        None,
        list(loans),
    )


def apply(data: bytes, by=None, **kwargs):
    return apply_register("so.xlsx", data, by=by, **kwargs)


def counts(result) -> tuple:
    return tuple(result.sheets[LOANS][name] for name in COUNTS)


def test_a_loan_is_taken_with_its_case_and_the_second_time_nothing_changes(world):
    data = workbook(line(**PAID, **OWED))

    first, facts = apply(data), LoanFact.objects.count
    assert (first.applied, first.errors, counts(first)) == (True, [], (1, 1, 0, 0, 0))
    [row] = loans_queries.loan_rows(loans_queries.for_list(Loan.objects.all()))
    assert (row.unit_name, row.asked, row.approved, row.disbursed) == ("Tịnh Bắc", 90_000_000, 80_000_000, 80_000_000)
    assert (row.first_paid_on, row.balance, row.overdue, row.state) == (
        date(2024, 4, 1),
        70_000_000,
        500_000,
        "overdue",
    )
    assert (row.code, str(row.annual_rate), row.entrusted_body) == ("6600000112345678", "6.60", "11")
    before = facts()
    again = apply(data)
    assert (again.applied, counts(again), facts()) == (True, (1, 0, 0, 1, 0), before)


def test_what_a_recorded_loan_does_not_have_yet_is_added(world):
    apply(workbook(line()))
    result = apply(workbook(line(**PAID)))
    assert counts(result) == (1, 0, 1, 0, 0)
    assert counts(apply(workbook(line(**PAID, **OWED)))) == (1, 0, 1, 0, 0)
    assert [row.state for row in loans_queries.loan_rows(loans_queries.for_list(Loan.objects.all()))] == ["overdue"]


def test_what_is_recorded_otherwise_is_refused_and_not_written_over(world):
    apply(workbook(line(**PAID)))
    result = apply(workbook(line(**{**PAID, "paid": 79_000_000})))
    assert not result.applied
    assert issues_with(result.errors, "khác với món vay đã ghi") == [(LOANS, 2, "Ngày đề nghị")]
    assert LoanFact.objects.get(kind="disbursement").amount == 80_000_000


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"asked": 50}, "Số tiền đề nghị", "50 đồng (năm mươi đồng) ít hơn thường lệ. Nếu ý là 50.000.000 đồng"),
        ({**PAID, "annual_rate": 0.07}, "Lãi suất (%/năm)", "0,07 % một năm ít hơn thường lệ"),
        ({**PAID, "annual_rate": "0,55"}, "Lãi suất (%/năm)", "Nếu đây là lãi suất một tháng, hãy ghi 6,6"),
        ({"asked_on": "01/06/24"}, "Ngày đề nghị", "«01/06/24» được hiểu là 01/06/2024"),
    ],
)
def test_what_is_odd_is_told_at_its_cell(world, cells, column, words):
    result = check_register("so.xlsx", workbook(line(**cells)), by=None)
    assert (LOANS, 2, column) in issues_with(result.warnings, words)
    assert not result.errors


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"purpose": "Cưới vợ"}, "Mục đích", "đào tạo nghề"),
        ({"asked": "chín mươi triệu"}, "Số tiền đề nghị", "số đồng"),
        ({"asked": date(2024, 1, 1)}, "Số tiền đề nghị", "số đồng"),
        ({"asked": True}, "Số tiền đề nghị", "TRUE hoặc FALSE"),
        ({"asked": "90,5"}, "Số tiền đề nghị", "Không rõ «90,5»"),
        ({"asked": -90_000_000}, "Số tiền đề nghị", "số đồng"),
        ({"asked": "90.000.0000"}, "Số tiền đề nghị", "số đồng"),
        ({**PAID, "annual_rate": "nan"}, "Lãi suất (%/năm)", "phần trăm"),
        ({**PAID, "loan_code": "6600 01"}, "Mã món vay", "chữ số, chữ cái"),
        ({"asked_on": "31/02/2024"}, "Ngày đề nghị", "không có ngày 31"),
        ({"asked_on": "01/01/2999"}, "Ngày đề nghị", "tương lai"),
        ({"approved": 80_000_000}, "Ngày phê duyệt", "cả ngày và số tiền"),
        ({**PAID, "paid": 80_000_001}, "Ngày đề nghị", "vượt"),
        ({**PAID, "annual_rate": "cao"}, "Lãi suất (%/năm)", "phần trăm"),
        ({**PAID, "annual_rate": 0.066}, "Lãi suất (%/năm)", "0,066"),
        ({**PAID, "annual_rate": "0,55%/tháng"}, "Lãi suất (%/năm)", "một năm: 6,6"),
        ({**PAID, "entrusted_body": "Hội cờ"}, "Tổ chức ủy thác", "một trong"),
        ({**PAID, "term_months": 0}, "Thời hạn (tháng)", "1 đến 600"),
        ({"business_name": "Xưởng mộc"}, "Mã hồ sơ", "không ghi cả hai"),
        ({"asked_on": "31/01/2024"}, "Ngày đề nghị", "trước ngày về"),
        ({"code": "HS-9"}, "Mã hồ sơ", "Không có hồ sơ nào"),
        ({"named_borrower": None}, "Người đứng tên vay", "bắt buộc"),
    ],
)
def test_every_bad_cell_is_named(world, cells, column, words):
    result = check_register("so.xlsx", workbook(line(**cells)), by=None)
    assert issues_with(result.errors, words) == [(LOANS, 2, column)]
    assert counts(result)[4] == 1


@pytest.mark.parametrize(
    "asked",
    [
        90_000_000,
        90_000_000.0,
        "90000000",
        "90.000.000",
        "90,000,000",
        " 90 000 000 ",
        "90.000.000,00",
        "90.000.000 đ",
        "90tr",
    ],
)
def test_a_sum_is_read_as_offices_write_it(world, asked):
    assert apply(workbook(line(asked=asked))).applied
    assert LoanFact.objects.get().amount == 90_000_000


def test_what_the_law_forbids_is_a_warning_in_a_register(world):
    result = apply(workbook(line(asked=150_000_000)))
    assert result.applied
    assert issues_with(result.warnings, "100.000.000") == [(LOANS, 2, "Số tiền đề nghị")]


def test_good_rows_are_taken_without_the_bad_ones(world):
    data = workbook(line(), line("HS-2", purpose="?"), cases=("HS-1", "HS-2"))
    result = apply(data, good_rows=True)
    assert (result.accepted, result.applied, counts(result)) == (False, True, (2, 1, 0, 0, 1))
    assert list(Case.objects.values_list("code", flat=True)) == ["HS-1"]


def test_an_establishment_is_taken_by_the_commune_it_names(world):
    one = line(None, business_name="Xưởng mộc Hoa Sen", unit="Tịnh Hà")
    assert counts(apply(workbook(one, line()))) == (2, 2, 0, 0, 0)
    assert Loan.objects.get(case=None).unit == world.tinh_ha
    assert counts(apply(workbook(one, line()))) == (2, 0, 0, 2, 0)


def test_a_users_register_adds_nothing_elsewhere(world):
    factories.receive_case("HS-H", world.tinh_ha, name="Người Xã Khác")
    elsewhere = line(None, business_name="Xưởng", unit="Tịnh Hà")
    result = check_register("so.xlsx", workbook(line("HS-H"), elsewhere), by=world.officer)
    assert issues_with(result.errors, "Không có hồ sơ nào") == [(LOANS, 2, "Mã hồ sơ")]
    assert issues_with(result.errors, "phạm vi") == [(LOANS, 2, "Mã hồ sơ"), (LOANS, 3, "Xã")]


def test_a_code_of_another_loan_is_told_before_anything_is_written(world):
    result = check_register("so.xlsx", workbook(line(**PAID), line("HS-2", **PAID), cases=("HS-1", "HS-2")), by=None)
    assert issues_with(result.errors, "trùng với dòng 2") == [(LOANS, 3, "Mã món vay")]
    apply(workbook(line(**PAID)))
    result = apply(workbook(line("HS-2", **PAID), cases=("HS-1", "HS-2")))
    assert (result.applied, issues_with(result.errors, "một món vay khác")) == (False, [(LOANS, 2, "Mã món vay")])


def test_two_loans_of_one_day_are_two_the_second_time_as_well(world):
    two = line(), line(purpose="đào tạo nghề", asked=20_000_000)
    assert counts(apply(workbook(*two))) == (2, 2, 0, 0, 0)
    assert counts(apply(workbook(*reversed(two)))) == (2, 0, 0, 2, 0)
    assert counts(apply(export_register(world.son_tinh, user=None))) == (2, 0, 0, 2, 0)


def test_a_row_typed_twice_is_one_loan_and_told(world):
    result = check_register("so.xlsx", workbook(line(**PAID), line("hs-1", **PAID)), by=None)
    assert issues_with(result.errors, "Trùng với dòng 2") == [(LOANS, 3, "Mã hồ sơ")]


def test_the_loan_of_a_case_that_the_register_also_ends_is_taken(world):
    sealed = [change("HS-1", "xóa án tích", "01/02/2025")]
    data = book([case()], sealed, [line(**PAID)])
    assert (apply(data, by=world.officer).applied, Loan.objects.get().unit) == (True, world.tinh_bac)


@pytest.mark.parametrize("error", [EditConflict(None), ValidationError("Mã món vay này đã ghi cho một món vay khác.")])
def test_what_somebody_else_wrote_since_the_check_is_told_and_nothing_applied(world, monkeypatch, error):
    apply(workbook(line()))

    def edit(**_kwargs):
        raise error

    monkeypatch.setattr(services, "edit", edit)
    result = apply(workbook(line(**PAID)))
    assert (result.applied, LoanFact.objects.count()) == (False, 1)
    assert "vừa được người khác thay đổi" in str(result.errors[0].message)


def test_a_term_that_the_law_does_not_allow_is_taken_also_for_a_recorded_loan(world):
    apply(workbook(line()))
    result = apply(workbook(line(term_months=200)))
    assert (result.errors, counts(result), Loan.objects.get().term_months) == ([], (1, 0, 1, 0, 0), 200)


def test_nothing_is_added_to_a_loan_whose_case_went_elsewhere_and_nothing_told_of_it(world):
    apply(workbook(line()))
    transfers_services.transfer(by=None, case=Case.objects.get(), to_unit=world.tinh_ha, on=date(2024, 3, 10))
    for other in (line(**PAID), line(asked=80_000_000), line(asked_on="06/03/2024"), line(savings_group="Tổ 9")):
        result = apply(book(None, None, [other]), by=world.officer)
        assert not result.applied
        assert [str(one.message) for one in result.errors] == ["Hồ sơ này không còn trong phạm vi của anh/chị."]
    assert counts(apply(book(None, None, [line()]), by=world.officer)) == (1, 0, 0, 1, 0)
    assert LoanFact.objects.count() == 1


def written(data: bytes) -> list[dict]:
    rows = list(openpyxl.load_workbook(io.BytesIO(data))[LOANS].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_what_is_written_back_is_read_again_as_unchanged(world):
    business = line(None, business_name="Xưởng mộc Hoa Sen", unit="Tịnh Hà", approved=0, decided_on="06/03/2024")
    apply(workbook(line(**PAID, **OWED), business))
    data = export_register(world.son_tinh, user=None)
    [first, second] = written(data)
    assert (first["Mã hồ sơ"], first["Dư nợ"], first["Lãi suất (%/năm)"]) == ("HS-1", 70_000_000, "6,60")
    assert (second["Tên cơ sở"], second["Số tiền phê duyệt"]) == ("Xưởng mộc Hoa Sen", 0)
    result = apply(data)
    assert (result.errors, counts(result)) == ([], (2, 0, 0, 2, 0))


def test_nobody_is_named_of_a_sealed_case_and_the_sums_are_kept(world):
    apply(workbook(line(**PAID, **OWED)))
    closing_services.close(by=None, case=Case.objects.get(), on=date(2025, 1, 1), reason="expunged")
    data = export_register(world.son_tinh, user=None)
    [row] = written(data)
    assert (row["Người đứng tên vay"], row["Dư nợ"]) == ("(đã xóa án tích)", 70_000_000)
    assert (row["Mã món vay"], row["Tổ TK&VV"], row["Tổ trưởng"]) == (None, None, None)
    assert counts(apply(data)) == (1, 0, 0, 1, 0)
    assert Loan.objects.get().named_borrower == "Trần Thị Mẹ"


@pytest.mark.parametrize(
    ("communes", "unit"),
    [(("Tịnh Bắc",), "Tịnh Bắc"), (("Tịnh Bắc", "Tịnh Hà"), "Sơn Tịnh"), (("Tịnh Bắc", "Nghĩa Kỳ"), None)],
)
def test_an_establishment_of_an_offices_own_register_is_where_the_book_is(world, communes, unit):
    """Offices' own sheets have no column for the commune (docs/register.md §4)."""
    cases = [case(f"HS-{at}", full_name=f"Lê Văn {chr(65 + at)}", unit=name) for at, name in enumerate(communes)]
    data = book(cases, None, [line(None, business_name="Xưởng mộc Hoa Sen")])
    result = apply(data)
    assert result.applied is (unit is not None)
    assert [loan.unit.name for loan in Loan.objects.all()] == [unit] * bool(unit)
    if unit is None:
        assert issues_with(result.errors, "hãy thêm cột «Xã»") == [(LOANS, 2, "Tên cơ sở")]
    else:
        assert counts(apply(data)) == (1, 0, 0, 1, 0)


def test_an_establishment_of_a_whole_district_is_written_back_and_read_again(world):
    cases = [case("HS-1"), case("HS-2", full_name="Lê Văn Bình", unit="Tịnh Hà")]
    apply(book(cases, None, [line(None, business_name="Xưởng mộc Hoa Sen")]))
    again = apply(export_register(world.son_tinh, user=None))
    assert (again.errors, counts(again)) == ([], (1, 0, 0, 1, 0))
