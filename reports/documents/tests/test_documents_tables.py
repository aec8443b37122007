"""The tables and appendices of the six-month report."""

from datetime import date

import pytest

from core.documents.model import Cell, Table
from law.choices import Category
from reports.documents import tables
from reports.documents.content import build_content
from reports.documents.tests.content_parts import NO_BREAK, only_the_district, words
from reports.documents.tests.sample_content import COMMUNES, LOANS, NAMES, PERIOD, report_content, report_figures
from reports.measures.management import CELLS, DECREASES, INCREASES, TOTAL


def test_the_summary_prints_every_field_of_every_category_and_the_differences():
    now, before = report_figures(1), report_figures(2, PERIOD.year_before())
    own, earlier = tables.own_rows(now), tables.own_rows(before)
    printed = {row.cells[0].value: [cell.value for cell in row.cells[2:]] for row in report_content().tables[0].rows}
    for name, label in tables.FIELD_LABELS.items():
        printed_as = {"opening": "Hồ sơ đầu kỳ", "closing": "Hồ sơ cuối kỳ"}.get(name, f"- {label}")
        total, then = own[TOTAL][name], earlier[TOTAL][name]
        assert printed[printed_as] == [*(own[cell][name] for cell in CELLS), then, total - then]
    assert printed["Tỷ lệ tái phạm tội"][3:5] == [own[TOTAL]["rate"], earlier[TOTAL]["rate"]]


def test_the_balance_holds_in_every_printed_row():
    for appendix in report_content().appendices[:4]:
        for row in appendix.table.rows:
            opening, *counts, closing = [cell.value for cell in row.cells[2:]]
            up, down = counts[: len(INCREASES) + 1], counts[len(INCREASES) + 1 :]
            assert (sum(up[:-1]), sum(down[:-1])) == (up[-1], down[-1])
            assert opening + up[-1] - down[-1] == closing
            assert len(down) == len(DECREASES) + 1


def test_there_is_an_appendix_for_the_total_each_category_and_recidivism():
    appendices = report_content().appendices
    assert [appendix.label for appendix in appendices] == [
        f"Phụ lục {roman}" for roman in ("I", "II", "III", "IV", "V")
    ]
    for (cell, label), appendix in zip(Category.choices, appendices[1:], strict=False):
        assert str(label).upper() in appendix.title
        figures = tables.rows_by_cell(report_figures(1))
        assert [row.cells[2].value for row in appendix.table.rows] == [
            figures[code, cell]["opening"] for code in (*COMMUNES, "527")
        ]
    assert (
        appendices[0].reference == "(Kèm theo Báo cáo số 45/BC-CAH ngày 05 tháng 6 năm 2024 của Công an huyện Sơn Tịnh)"
    )


def test_appendices_follow_the_order_of_the_names_given():
    backwards = dict(reversed(NAMES.items()))
    rows = report_content(unit_names=backwards).appendices[0].table.rows
    assert [row.cells[1].text for row in rows[:2]] == ["Xã Tịnh Minh", "Xã Tịnh Giang"]
    assert [row.cells[1].text for row in rows[-2:]] == ["Xã Tịnh Thọ", "Toàn đơn vị"]


def test_a_unit_that_did_not_exist_a_year_before_has_no_earlier_figures():
    before = report_figures(2, PERIOD.year_before())
    before |= {"management": [row for row in before["management"] if row["unit"] != "21175"]}
    rows = report_content(before=before).appendices[-1].table.rows
    assert [cell.text for cell in rows[0].cells[-3:]] == ["—", "—", "—"]
    assert "—" not in [cell.text for cell in rows[1].cells[-3:]]


def test_a_unit_without_child_units_has_one_appendix_by_category():
    alone = only_the_district(report_figures(1))
    content = report_content(figures=alone, before=only_the_district(report_figures(2)))
    assert [appendix.label for appendix in content.appendices] == ["Phụ lục I"]
    labels = [row.cells[1].text for row in content.appendices[0].table.rows]
    assert labels == [*(str(label) for label in Category.labels), "Cộng"]
    assert "số liệu chi tiết tại Phụ lục I kèm theo" in words(content)


def test_the_definition_is_printed_under_every_table():
    content = report_content(definition_text="ĐỊNH NGHĨA ĐANG DÙNG.", figures=report_figures(1, loans=LOANS))
    tables_printed = [*content.tables, *(appendix.table for appendix in content.appendices)]
    for table in tables_printed:
        if "cho vay" in table.caption:
            assert "có lần giải ngân đầu tiên" in table.notes[0]
        else:
            assert "ĐỊNH NGHĨA ĐANG DÙNG." in table.notes
            assert table.notes[-1] == "Số liệu ghi nhận trên hệ thống đến 08:00 ngày 15/06/2024."


def test_what_the_columns_mean_is_said_once_in_the_text_and_once_in_the_appendices():
    content = report_content()
    first, *others = [appendix.table.notes for appendix in content.appendices]
    long = tuple(map(str, tables.FIELD_NOTES))
    assert content.tables[0].notes[:2] == first[:2] == long
    assert [notes[0] for notes in others[:3]] == ["Cách đếm từng cột: xem ghi chú của Phụ lục I."] * 3
    assert not any(note in notes for note in long for notes in (*others, content.tables[-1].notes))


def test_the_data_sheet_has_every_row_of_both_periods():
    now, before = report_figures(1), report_figures(2, PERIOD.year_before())
    data = report_content().data
    assert len(data.rows) == len(now["management"]) + len(before["management"])
    first = [cell.value for cell in data.rows[0].cells]
    row = now["management"][0]
    assert first[:5] == [date(2023, 12, 15), date(2024, 6, 14), row["unit"], "Xã Tịnh Thọ", "Chấp hành xong án phạt tù"]
    counted = [row[name] for name in (*tables.FIELD_LABELS, "managed", "reoffended", "rate")]
    assert first[5:] == [*counted, 0]  # none waits for confirmation


def test_a_row_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="fit"):
        Table((), (tables.Row((Cell(1),)),))


def test_names_and_texts_lose_control_characters_and_become_nfc():
    names = NAMES | {"21205": "xã Ti\u0323nh\x00 Ba\u0306\u0301c\u202e"}
    content = report_content(unit_names=names, texts={"plan": "Dòng\x07 một\x0bdòng hai"}, export_mark="a\nb")
    assert "Xã Tịnh Bắc" in [row.cells[1].text for row in content.appendices[0].table.rows]
    assert content.footer == "a b"
    assert all(character.isprintable() for character in words(content).replace("\n", "").replace(NO_BREAK, ""))


def test_building_twice_gives_the_same_content():
    assert report_content() == report_content()
    assert build_content.__kwdefaults__["export_mark"] is None
