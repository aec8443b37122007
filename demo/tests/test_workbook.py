"""The sample register: untidy like real registers, but accepted completely by the import."""

import io
import unicodedata
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from areas.lookup import UnitLookup
from areas.models import Unit
from cases.choices import Outcome
from cases.facts import stay_chain
from cases.facts.stay_chain import Change
from core.spreadsheets.reader import read_workbook
from demo.people.district import COMMUNES, inhabitants
from demo.people.life_histories import CaseHistory
from demo.workbook import CODE_PREFIX, FIRST_SERIAL, changes, sample_register
from register.reading.workbook import parse_register

CASES = 90
TODAY = date(2026, 1, 1)


def read(data: bytes):
    lookup = UnitLookup(Unit.objects.for_lookup())
    return parse_register(read_workbook("so.xlsx", data), lookup, today=TODAY)


@pytest.fixture(params=[False, True], ids=["tidy", "messy"])
def parsed(request, world):
    return read(sample_register(seed=3, cases=CASES, messy=request.param))


def test_one_seed_gives_one_file_byte_for_byte():
    first = sample_register(seed=3, cases=20, messy=True)

    assert sample_register(seed=3, cases=20, messy=True) == first
    assert sample_register(seed=4, cases=20, messy=True) != first
    assert sample_register(seed=3, cases=20, messy=False) != first


def test_the_import_accepts_the_sample_register(parsed):
    assert parsed.findings.errors == []
    assert len(parsed.cases) == CASES
    assert parsed.bad_codes == set()


def test_the_sample_register_contains_the_invented_cases(parsed):
    by_code = {row.code: row for row in parsed.cases}
    for one in inhabitants(3, CASES, CODE_PREFIX, FIRST_SERIAL):
        for code, case in one.cases:
            row = by_code[code]
            assert (row.full_name, row.sex, row.id_number.number) == (one.who.full_name, one.who.sex, one.numbers[0][1])
            assert (row.birth.year, row.birth.month, row.birth.day) == one.who.birth
            assert (row.unit.code, row.category) == (one.places[0], case.category)
            assert (row.release_on, row.arrival_on) == (case.release_on, case.arrival_on)
            assert (row.sentence.months, row.probation_end_on) == (case.judgment.months, case.probation_end_on)
            assert row.origin == case.history[0].origin


def test_the_sample_register_lists_all_changes_but_dropped_reoffences(parsed):
    expected = sum(
        len(
            {(stay.start_on, "unit") for stay in case.history[1:]}
        )  # each later stay began with a move or a certificate
        + (case.history[-1].end_on is not None)
        + sum(reoffence.outcome != Outcome.DROPPED for reoffence in case.reoffences)
        for one in inhabitants(3, CASES, CODE_PREFIX, FIRST_SERIAL)
        for case in one.life.cases
    )

    assert len(parsed.changes) == expected > CASES / 2
    assert all(row.to_unit.code in COMMUNES for row in parsed.changes if row.kind == "transfer")


def test_a_move_on_the_day_probation_ends_is_two_rows():
    on, born = (
        date(2024, 3, 1),
        stay_chain.start_history(unit_id=0, category="conditional", on=date(2024, 1, 2), origin="prison"),
    )
    history = stay_chain.apply_day(born, on, [Change(unit_id=1, document_number="7"), Change(probation_completed=True)])
    case = CaseHistory(None, date(2024, 1, 1), "1/GCN", on, "", "", history)

    assert list(changes(case)) == [("transfer", on, 1, "7"), ("probation_completed", on, None, "7")]


def test_a_messy_register_has_the_usual_irregularities(world):
    data = sample_register(seed=3, cases=CASES, messy=True)
    rows = [cells for _number, cells in read_workbook("so.xlsx", data).sheets[0].rows]
    header = next(place for place, cells in enumerate(rows) if "Số hồ sơ" in cells)
    column = rows[header].index
    body = rows[header + 1 :]

    def written(name: str) -> list:
        return [cells[column(name)] for cells in body if column(name) < len(cells) and cells[column(name)] is not None]

    assert header >= 2
    assert {type(cell) for cell in written("Ngày tha")} == {date, str}
    assert {type(cell) for cell in written("CMND/CCCD")} == {int, str}
    assert len(set(written("Đối tượng"))) > 5
    assert any(unicodedata.normalize("NFC", name) != name for name in written("HỌ VÀ\nTÊN"))
    assert any(isinstance(cell, int) or cell.isdigit() for cell in written("Xã, phường, thị trấn"))
    warnings = {issue.message for issue in read(data).findings.warnings}
    assert any("không rõ là gì" in text for text in warnings)
    assert any("tổ hợp" in text for text in warnings)


def test_nobody_in_the_sample_register_is_in_the_demo():
    ours = {number for one in inhabitants(1, 300, CODE_PREFIX, FIRST_SERIAL) for number in one.numbers}

    assert ours.isdisjoint(number for one in inhabitants(1) for number in one.numbers)


def test_the_command_writes_the_file(tmp_path):
    call_command("sample_register", tmp_path / "so.xlsx", cases=12, seed=5, messy=True)

    assert (tmp_path / "so.xlsx").read_bytes() == sample_register(seed=5, cases=12, messy=True)


@pytest.mark.parametrize("cases", [0, -1, 4001])
def test_the_command_refuses_too_many_cases(tmp_path, cases):
    with pytest.raises(CommandError):
        call_command("sample_register", tmp_path / "so.xlsx", cases=cases)
    assert not (tmp_path / "so.xlsx").exists()


def test_the_command_reports_a_path_it_cannot_write(tmp_path):
    with pytest.raises(CommandError, match="khong-co"):
        call_command("sample_register", tmp_path / "khong-co" / "so.xlsx")


def test_the_file_is_marked_as_invented():
    with ZipFile(io.BytesIO(sample_register(seed=1, cases=5, messy=False))) as book:
        assert "giả định" in book.read("docProps/core.xml").decode()


def test_the_register_in_docs_is_up_to_date():
    """Cell by cell: the compression of two machines may differ."""
    kept = read_workbook("so.xlsx", (Path(__file__).parents[2] / "docs" / "mau-so-dang-ky.xlsx").read_bytes())

    assert kept.sheets == read_workbook("so.xlsx", sample_register(seed=1, cases=160, messy=True)).sheets
