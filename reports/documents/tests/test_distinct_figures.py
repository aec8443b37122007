"""Every number of the report stands beside its own label, in each file, when no two numbers are equal."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from core.documents import to_docx
from core.documents.model import Heading, Paragraph
from core.tests.page_parts import paths
from reports.documents import to_xlsx
from reports.documents.tests.distinct_figures import (
    CATEGORIES,
    DOWN,
    UP,
    cells,
    distinct_content,
    distinct_figures,
    expected_movements_by_category,
    expected_tables,
    of,
)
from reports.documents.tests.drawn_files import all_tables, laid_out, texts_in, word_tables


@pytest.fixture(scope="module")
def figures():
    return distinct_figures()


@pytest.fixture(scope="module")
def content():
    return distinct_content()


@pytest.fixture(scope="module")
def expected(figures):
    return [rounded(table) for table in expected_tables(*figures)]


def rounded(table: dict) -> dict:
    return {labels: round(float(value), 2) for labels, value in table.items()}


def joined(upper: list, lower: list) -> list[str]:
    return [two if one == two else f"{one} / {two}" for one, two in zip(upper, lower, strict=True)]


def test_no_two_numbers_are_equal(figures):
    """Or the other tests would not see that one stands in the place of another."""
    found = [*numbers(figures)]
    assert len(found) > 400
    assert len(set(found)) == len(found)


def numbers(value):
    if isinstance(value, dict):
        yield from (float(item) for key, item in value.items() if key == "rate")
        yield from (number for key, item in value.items() if key != "rate" for number in numbers(item))
    elif isinstance(value, list | tuple):
        yield from (number for item in value for number in numbers(item))
    elif isinstance(value, int | float):
        yield float(value)


def test_tables_of_the_content(content, expected):
    found = []
    for table in all_tables(content):
        head = [(column.group, column.label) for column in table.columns]
        columns = [" / ".join(filter(None, names)) for names in head]
        found.append(rounded(cells(columns, [[cell.text for cell in row.cells] for row in table.rows])))
    assert found == expected


def test_tables_of_the_word_file(content, expected):
    tables = word_tables(Document(BytesIO(to_docx(content))))
    found = [cells(joined(rows[0], rows[1]), rows[2:]) for rows in tables]
    assert [rounded(table) for table in found] == expected


def test_tables_of_the_pdf(content, expected):
    found = []
    for table in laid_out(content, "table"):
        head, *body = table["children"]
        titles = [("".join(texts_in(one)), one.get("colspan", 1), one.get("rowspan", 1)) for one in head["children"]]
        columns = paths(_rows(titles, len(table["columns"])))
        texts = ["".join(texts_in(one)) for one in body]
        rows = [texts[start : start + len(columns)] for start in range(0, len(texts), len(columns))]
        found.append(rounded(cells(columns, rows)))
    assert found == expected


def _rows(titles: list[tuple[str, int, int]], width: int) -> list[list[tuple[str, int, int]]]:
    """The first row of a head fills the width; the rest is the second."""
    filled, place = 0, 0
    while filled < width:
        filled += titles[place][1]
        place += 1
    return [titles[:place], titles[place:]]


def test_tables_of_the_workbook(content, figures, expected):
    book = openpyxl.load_workbook(BytesIO(to_xlsx(content)))
    first = [[cell.value for cell in row] for row in book["Báo cáo"].iter_rows()]
    found = [_excel_table(first, name) for name in ("Chỉ tiêu", "Đối tượng, mục đích vay", "Diện quản lý")]
    for label in ("I", "II", "III", "IV", "V"):
        rows = [[cell.value for cell in row] for row in book[f"Phụ lục {label}"].iter_rows()]
        found.append(_excel_table(rows, "TT"))
    assert found == expected

    head, *rows = [[cell.value for cell in row] for row in book["Dữ liệu"].iter_rows()]
    fields = {"Đầu kỳ": "opening", **UP, **DOWN, "Cuối kỳ": "closing"} | {
        "Người được quản lý": "managed", "Người tái phạm tội": "reoffended", "Tỷ lệ (%)": "rate"
    }  # fmt: skip
    for row, (side, counted) in zip(rows, [(f, row) for f in figures for row in f["management"]], strict=False):
        given = dict(zip(head, row, strict=True))
        days = [f"{given[name]:%Y-%m-%d}" for name in ("Từ ngày", "Đến ngày")]
        assert [*days, given["Mã đơn vị"]] == [side["period"]["start"], side["period"]["end"], counted["unit"]]
        assert CATEGORIES[given["Diện quản lý"]] == counted["category"]
        assert {name: given[name] for name in fields} == {
            name: float(counted[key]) if key == "rate" else counted[key] for name, key in fields.items()
        }
    facts = {row[0]: row[1] for row in first if row[1] is not None}
    assert f"{facts['Từ ngày']:%d/%m/%Y} {facts['Đến ngày']:%d/%m/%Y}" == "15/12/2023 14/06/2024"
    assert facts["Số liệu ghi nhận đến"] == "08:00 ngày 15/06/2024"
    assert facts["Mã kiểm tra số liệu (SHA-256)"] == figures[0]["checksum"]
    assert facts["Thay thế"] == "Thay thế báo cáo số 44."
    assert facts["Bản xuất"] == "Bản của Võ Văn Bắc"


def _excel_table(rows: list[list], first: str) -> dict:
    """The table whose head begins with `first`: a merged cell has its text in the first of its cells."""
    start = next(place for place, row in enumerate(rows) if row[0] == first)
    upper, lower = rows[start], rows[start + 1]
    columns, group = [], ""
    for one, two in zip(upper, lower, strict=True):
        group = one or (group if two else "")
        columns.append(f"{group} / {two}" if two else group)
    width = sum(map(bool, columns))
    body = []
    for row in rows[start + 2 :]:
        if row[1] is None:
            break
        body.append(row[:width])
    return rounded(cells(columns[:width], body))


def test_a_unit_without_units_below_it(figures):
    now, before = ({**one, "management": [row for row in one["management"] if row["unit"] == "527"]} for one in figures)
    (appendix,) = distinct_content(figures=now, before=before).appendices
    columns = [" / ".join(filter(None, (column.group, column.label))) for column in appendix.table.columns]
    found = cells(columns, [[cell.text for cell in row.cells] for row in appendix.table.rows])
    assert rounded(found) == rounded(expected_movements_by_category(now))


# --- sentences ---------------------------------------------------------------------------------------------------------------

# What the report has to say, from the first heading to the last, a paragraph a line.
SENTENCES = Path(__file__).with_name("data") / "sentences.txt"


def n(value: float) -> str:
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def per_cent(value: float, places: int) -> str:
    return f"{value:,.{places}f} %".translate(str.maketrans(",.", ".,"))


def change(now: int, then: int, unit: str) -> str:
    word, sign = ("tăng", "+") if now > then else ("giảm", "-")
    return f"{word} {n(abs(now - then))} {unit} ({sign}{per_cent(100 * abs(now - then) / then, 1)})"


def words_of(row: dict, whole: dict) -> dict[str, str]:
    """The numbers of one category as the sentences print them."""
    sums = {"up": UP, "down": DOWN}
    rate = per_cent(float(row["rate"]), 2)
    return (
        {name: n(value) for name, value in row.items() if isinstance(value, int)}
        | {name: n(sum(row[key] for key in keys.values())) for name, keys in sums.items()}
        | {
            "rate": rate,
            "fraction": f"{n(row['reoffended'])}/{n(row['managed'])} ({rate})",
            "share": per_cent(100 * row["closing"] / whole["closing"], 1),
        }
    )


def sentences(now: dict, before: dict) -> list[str]:
    total, then = of(now, "527", "total"), of(before, "527", "total")
    loans = now["loans"]
    values = {cell: words_of(of(now, "527", cell), total) for cell in CATEGORIES.values()}
    values["then"] = words_of(then, then)
    values["period"], values["since"], values["requests"] = (
        {name: n(value) for name, value in counted.items() if name != "by"}
        for counted in (loans["period"], loans["since_2023_10_10"], loans["requests"])
    )
    values["requests"]["median_days"] = values["requests"]["median_days"].replace(".", "")
    values["loans"] = {name: n(loans[name]) for name in ("outstanding", "overdue")}
    values["late"] = {name: n(value) for name, value in now["data_quality"]["reoffences"].items()}
    units = {
        name: "người" if name in ("managed", "reoffended") else "hồ sơ"
        for name in total
        if isinstance(total[name], int)
    }
    values["change"] = {name: change(total[name], then[name], unit) for name, unit in units.items()}
    points = float(total["rate"]) - float(then["rate"])
    values["change"]["rate"] = f"{'tăng' if points > 0 else 'giảm'} {n(round(abs(points), 2))} điểm phần trăm"
    return [line.format(**values) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]


def test_every_sentence(content, figures):
    found = [block.text.replace("\u00a0", " ") for block in content.blocks if isinstance(block, Heading | Paragraph)]
    assert found == sentences(*figures)


def test_every_note(content, figures):
    stays, late = (figures[0]["data_quality"][kind] for kind in ("stays", "reoffences"))
    pair = {name: f"{stays[name]} biến động, {late[name]} vụ tái phạm" for name in stays}
    first, second, _own = (row["reoffences"] for row in figures[0]["unconfirmed_by_cell"])
    for table in (content.tables[0], content.tables[2], content.appendices[-1].table):
        assert [note for note in table.notes if any(map(str.isdigit, note))][-5:] == [
            "Cách tính tỷ lệ của kỳ này được đổi sau khi kỳ đã kết thúc: áp dụng từ 01/06/2024, duyệt ngày 13/06/2024,"
            " theo văn bản 21/CV-CAH.",
            "Vụ tái phạm trong kỳ không xếp được vào giai đoạn quản lý nào, không tính vào tỷ lệ: 3 (cùng kỳ năm trước: 5).",
            f"Vụ tái phạm đã tính vào tỷ lệ, còn chờ xác nhận: 7 (Xã Tịnh Bắc {first}, Xã Tịnh Hà {second});"
            " cùng kỳ năm trước: 9.",
            f"Ghi muộn quá 30 ngày: {pair['late']}; ghi sau khi đã ký báo cáo: {pair['after_report']};"
            f" sửa: {pair['corrected']}; rút: {pair['withdrawn']}.",
            "Số liệu ghi nhận trên hệ thống đến 08:00 ngày 15/06/2024.",
        ]


def test_the_letterhead_and_the_signature(content):
    """Every line of them is another text, and the day of signing is none of the period's."""
    document = Document(BytesIO(to_docx(replace(content, draft_mark="DỰ THẢO"))))
    head, signature = (table.rows[0].cells for table in document.tables if table.style.name != "Table Grid")
    printed = [[line.text for line in cell.paragraphs if line.text.strip()] for cell in (*head, *signature)]
    assert printed == [
        ["CÔNG AN TỈNH QUẢNG NGÃI", "CÔNG AN HUYỆN SƠN TỊNH", "Số: 45/BC-CAH", "DỰ THẢO"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sơn Tịnh, ngày 17 tháng 6 năm 2024"],
        ["Nơi nhận:", *(f"- {line}" for line in (
            "Như trên;", "Huyện ủy, HĐND, UBND huyện;", "Phòng giao dịch NHCSXH huyện;", "Lưu: VT, THAHS."
        ))],
        ["KT. TRƯỞNG CÔNG AN HUYỆN", "PHÓ TRƯỞNG CÔNG AN HUYỆN", "Thượng tá Nguyễn Văn Mẫu"],
    ]  # fmt: skip
    titles = ["BÁO CÁO", "Kết quả công tác tái hòa nhập cộng đồng 6 tháng đầu năm 2024", "trên địa bàn huyện Sơn Tịnh"]
    lines = [line.text for line in document.paragraphs if line.text.strip()]
    assert lines[:5] == [*titles, "(Từ ngày 15/12/2023 đến ngày 14/06/2024)", "Kính gửi: Công an tỉnh Quảng Ngãi"]
    drawn = " ".join(texts_in(laid_out(content, "par")))
    for text in (*printed[0][:3], *printed[1], *printed[3], *titles):
        assert text in drawn
    appendices = [lines[place : place + 3] for place, line in enumerate(lines) if line.startswith("Phụ lục ")]
    reference = "(Kèm theo Báo cáo số 45/BC-CAH ngày 17 tháng 6 năm 2024 của Công an huyện Sơn Tịnh)"
    assert appendices == [
        [f"Phụ lục {roman}", title, reference]
        for roman, title in (
            ("I", "BIẾN ĐỘNG HỒ SƠ THEO ĐƠN VỊ, CỘNG CÁC DIỆN QUẢN LÝ"),
            ("II", "BIẾN ĐỘNG HỒ SƠ THEO ĐƠN VỊ, DIỆN CHẤP HÀNH XONG ÁN PHẠT TÙ"),
            ("III", "BIẾN ĐỘNG HỒ SƠ THEO ĐƠN VỊ, DIỆN ĐẶC XÁ"),
            ("IV", "BIẾN ĐỘNG HỒ SƠ THEO ĐƠN VỊ, DIỆN THA TÙ TRƯỚC THỜI HẠN CÓ ĐIỀU KIỆN"),
            ("V", "TÁI PHẠM TỘI THEO ĐƠN VỊ VÀ DIỆN QUẢN LÝ"),
        )
    ]
