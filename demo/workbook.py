"""Writes a sample register of invented people as a workbook in the layout of the import.

A messy register has other headers, titles above them, dates and numbers in many forms, lost leading zeros, decomposed Unicode
and an unknown column. The import must accept it completely. A seed gives the same file, byte for byte.
"""

import io
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from random import Random

import xlsxwriter

from cases.choices import IdKind, Outcome, Sex
from cases.people.birth_dates import BirthDate
from core.dates import vn_date
from demo.people.district import COMMUNES, Inhabitant, inhabitants
from demo.people.life_histories import CaseHistory
from demo.people.offences import sentence_in_words
from demo.users import USERS
from law.choices import Category
from register.reading.vocabulary import CHANGE_LABELS, PROBATION, REOFFENCE, TRANSFER

CODE_PREFIX = "SO"
FIRST_SERIAL = 800_000
MADE_ON = datetime(2024, 12, 31)  # noqa: DTZ001  what the file says of itself, not an instant

CASE_HEADERS = {
    "number": ("STT", "TT"),
    "code": ("Mã hồ sơ", "Số hồ sơ"),
    "full_name": ("Họ và tên", "HỌ VÀ\nTÊN"),
    "birth": ("Ngày sinh", "Ngày, tháng, năm sinh"),
    "sex": ("Giới tính", "Giới tính"),
    "id_number": ("Số CCCD", "CMND/CCCD"),
    "ethnicity": ("Dân tộc", "DÂN TỘC"),
    "unit": ("Xã", "Xã, phường, thị trấn"),
    "hamlet": ("Thôn", "Thôn/Tổ dân phố"),
    "category": ("Diện", "Đối tượng"),
    "offence": ("Tội danh", "Tội danh "),
    "article": ("Điều luật", "Điều luật"),
    "sentence": ("Mức án", "Mức  án"),
    "release_on": ("Ngày ra trại", "Ngày tha"),
    "certificate_number": ("Số giấy chứng nhận", "Số GCN"),
    "certificate_on": ("Ngày cấp", "Ngày cấp"),
    "probation_end_on": ("Ngày hết thử thách", "Ngày hết\nthử thách"),
    "arrival_on": ("Ngày về địa phương", "Ngày trình diện"),
    "origin": ("Từ đâu về", "Từ đâu về"),
    "officer": ("Cán bộ phụ trách", "Cán bộ phụ trách"),
    "helper": ("Người giúp đỡ", "Người giúp đỡ"),
    "job": ("Việc làm", "VIỆC LÀM"),
}
CHANGE_HEADERS = ("Mã hồ sơ", "Loại biến động", "Ngày", "Đến đơn vị", "Số văn bản", "Ghi chú")
_UNKNOWN_HEADER = "Số thứ tự tủ hồ sơ"
_TITLES = (
    "CÔNG AN HUYỆN SƠN TỊNH",
    "DANH SÁCH NGƯỜI CHẤP HÀNH XONG ÁN PHẠT TÙ, ĐẶC XÁ, THA TÙ TRƯỚC THỜI HẠN CÓ ĐIỀU KIỆN",
)
_CATEGORIES = {
    Category.COMPLETED: ("Chấp hành xong án phạt tù", "Chấp hành xong", "CHXAPT", "Mãn hạn tù"),
    Category.AMNESTY: ("Đặc xá", "ĐX", "đặc xá"),
    Category.CONDITIONAL: ("Tha tù trước thời hạn có điều kiện", "TTTTH", "THTTH có ĐK"),
}

Cell = str | int | date | None


def sample_register(*, seed: int, cases: int, messy: bool) -> bytes:
    """The sample register as the bytes of an .xlsx file."""
    people = inhabitants(seed, cases, CODE_PREFIX, FIRST_SERIAL)
    style = _CellStyle(Random(f"reintegration register {seed}"), messy)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": MADE_ON, "title": "Sổ đăng ký mẫu", "comments": "Người trong sổ là giả định."})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        _write(book.add_worksheet("DANH SACH" if messy else "Danh sách"), _case_rows(people, style), day, messy)
        changes = [CHANGE_HEADERS, *style.shuffled(_change_rows(people, style))]
        _write(book.add_worksheet("biến động " if messy else "Biến động"), changes, day, False)
    return file.getvalue()


def _write(sheet, rows: list, day, titles: bool) -> None:
    first = 0
    if titles:
        for number, title in enumerate(_TITLES):
            sheet.merge_range(number, 0, number, 11, title)
        first = len(_TITLES) + 1
    for row, cells in enumerate(rows, first):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell)
            elif cell is not None:
                sheet.write_string(row, column, cell)
    sheet.freeze_panes(first + 1, 0)
    sheet.set_column(0, len(rows[0]), 16)


class _CellStyle:
    """How the cells are written: always in the same form, or in a random form if the register is messy."""

    def __init__(self, random: Random, messy: bool):
        self.random, self.messy = random, messy

    def variant(self, *forms):
        """The first form in a tidy register, a random form in a messy one."""
        return self.random.choice(forms) if self.messy else forms[0]

    def shuffled(self, rows: Iterator[list[Cell]]) -> list[list[Cell]]:
        found = list(rows)
        if self.messy:
            self.random.shuffle(found)
        return found

    def day(self, day: date | None) -> Cell:
        if day is None:
            return None
        plain = f"{day.day}/{day.month}/{day.year}"
        return self.variant(day, vn_date(day), plain, vn_date(day).replace("/", "-"), vn_date(day).replace("/", "."))

    def birth(self, birth: tuple[int, int | None, int | None]) -> Cell:
        year, month, day = birth
        text = str(BirthDate(*birth))
        if month is None:
            return self.variant(year, text)
        return self.variant(text, date(year, month, day)) if day else text

    def id_number(self, number: str) -> Cell:
        """One form is the number that Excel makes of the text, without its leading zero."""
        return self.variant(number, number, number, f"{number[:3]} {number[3:6]} {number[6:]}", int(number))

    def unit(self, code: str) -> Cell:
        name = COMMUNES[code][0]
        return self.variant(name, name, f"xã {name}", f"Xã {name}", name.upper(), f" {name} ", code, int(code))

    def category(self, category: str) -> str:
        return self.variant(*_CATEGORIES[Category(category)])

    def sentence(self, case: CaseHistory) -> str:
        months = case.judgment.months
        return case.judgment.written if months is None else self.variant(sentence_in_words(months), f"{months} tháng")


def _case_rows(people: list[Inhabitant], style: _CellStyle) -> list:
    headers = [forms[style.messy] for forms in CASE_HEADERS.values()]
    rows = [_case_row(inhabitant, code, case, style) for inhabitant in people for code, case in inhabitant.cases]
    rows.sort(key=lambda row: str(row["code"]))
    table = [[number, *list(row.values())] for number, row in enumerate(rows, 1)]
    if not style.messy:
        return [headers, *table]
    return [[*headers, _UNKNOWN_HEADER], *([*row, number % 12 + 1] for number, row in enumerate(table))]


def _case_row(inhabitant: Inhabitant, code: str, case: CaseHistory, style: _CellStyle) -> dict[str, Cell]:
    who, judgment = inhabitant.who, case.judgment
    numbers = dict(inhabitant.numbers)
    arrived_late = case.arrival_on != case.release_on
    return {
        "code": code,
        # The name of a person always has the same form in all rows; only its Unicode normalization differs.
        "full_name": unicodedata.normalize("NFD", who.full_name) if style.messy and code[-1] == "7" else who.full_name,
        "birth": style.birth(who.birth),
        "sex": str(Sex(who.sex).label),
        "id_number": style.id_number(numbers[IdKind.CCCD]),
        "ethnicity": who.ethnicity,
        "unit": style.unit(inhabitant.places[0]),
        "hamlet": inhabitant.hamlet,
        "category": style.category(case.category),
        "offence": judgment.offence,
        "article": judgment.article,
        "sentence": style.sentence(case),
        "release_on": style.day(case.release_on),
        "certificate_number": case.certificate_number,
        "certificate_on": style.day(case.release_on),
        "probation_end_on": style.day(case.probation_end_on),
        "arrival_on": style.day(case.arrival_on) if arrived_late or not style.messy else None,
        "origin": case.origin_text or None,
        "officer": _OFFICERS[inhabitant.places[case.history[-1].unit_id]],
        "helper": inhabitant.helper or None,
        "job": case.job or None,
    }


_OFFICERS = {one.unit: one.full_name for one in USERS if one.unit in COMMUNES and one.rank}


def _change_rows(people: list[Inhabitant], style: _CellStyle) -> Iterator[list[Cell]]:
    for inhabitant in people:
        for code, case in inhabitant.cases:
            for kind, on, place, document in changes(case):
                unit = None if place is None else style.unit(inhabitant.places[place])
                yield [
                    code,
                    style.variant(CHANGE_LABELS[kind], CHANGE_LABELS[kind].upper()),
                    style.day(on),
                    unit,
                    document,
                    None,
                ]


def changes(case: CaseHistory) -> Iterator[tuple[str, date, int | None, str]]:
    """(kind, day, place of a move, document) of all changes after the arrival. Registers do not list dropped reoffences."""
    for stay, following in pairwise(case.history):
        if stay.unit_id != following.unit_id:
            yield TRANSFER, following.start_on, following.unit_id, following.document_number
        if stay.category != following.category:
            yield PROBATION, following.start_on, None, following.document_number
    last = case.history[-1]
    if last.end_on is not None:
        yield last.end_reason, last.end_on, None, last.end_document_number
    for reoffence in case.reoffences:
        if reoffence.outcome != Outcome.DROPPED:
            yield REOFFENCE, reoffence.prosecuted_on, None, reoffence.document_number
