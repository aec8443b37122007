"""The register of a unit as a workbook in the layout that the import reads."""

import io
from collections.abc import Iterable
from datetime import date

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from tablib import Dataset

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.models import Unit
from audit import events as audit_events
from core.dates import today, vn_date
from core.spreadsheets.export_marks import Mark, print_mark, properties
from core.spreadsheets.writing import DATE_FORMAT
from register.reading.columns import CASES, CHANGES, COLUMNS, LOANS
from register.writing.case_exports import case_exports
from register.writing.case_lines import UnitNames, case_line, change_lines
from register.writing.loan_lines import loan_lines
from register.writing.resources import CaseSheetResource, ChangeSheetResource, LoanSheetResource

WIDTH, WIDE = 16, 28
WIDE_FIELDS = {"full_name", "offence", "unit", "to_unit", "category", "note", "job"}


def export_register(unit: Unit, *, user: User | None) -> bytes:
    """The register of a unit as .xlsx, for the command line. Writes an audit event.

    Exports in the browser go through jobs/exports.py, which writes its own audit event.
    """
    data, count = register_workbook(unit, user=user)
    audit_events.record(by=user, action="register.export", unit=unit, detail={"cases": count})
    return data


def register_workbook(unit: Unit, *, user: User | None, mark: Mark | None = None) -> tuple[bytes, int]:
    """All cases ever managed in the unit, with their complete histories, as .xlsx, and the number of cases.

    `user` None: the command line, which may export every unit. A user gets the units they may export. People who moved to
    other units are exported without their names and without later events. Raises PermissionDenied.
    """
    units = None if user is None else set(unit_keys_for(user, "cases.export"))
    if units is not None and unit.pk not in units:
        raise PermissionDenied
    exports = list(case_exports(unit, units))
    names = UnitNames()
    cases = CaseSheetResource().export([case_line(export, names) for export in exports])
    changes = ChangeSheetResource().export([line for export in exports for line in change_lines(export, names)])
    loans = LoanSheetResource().export(list(loan_lines(exports, unit)))
    return _workbook(unit, {CASES: cases, CHANGES: changes, LOANS: loans}, mark), len(exports)


def _workbook(unit: Unit, tables: dict[str, Dataset], mark: Mark | None) -> bytes:
    file = io.BytesIO()
    # Cells beginning with =, +, - or @ are text, whatever they look like.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 13}),
            "mark": book.add_format({"italic": True}),
            "header": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}),
            "date": book.add_format({"num_format": DATE_FORMAT, "align": "left"}),
            # A text that begins like a formula stays text also after somebody edits the cell.
            "text": book.add_format({"quote_prefix": True}),
        }
        titles = [
            _("SỔ ĐĂNG KÝ NGƯỜI CHẤP HÀNH XONG ÁN PHẠT TÙ, ĐẶC XÁ, THA TÙ TRƯỚC THỜI HẠN CÓ ĐIỀU KIỆN"),
            _("%(unit)s, lập ngày %(day)s") % {"unit": unit.full_name, "day": vn_date(today())},
        ]
        if mark:
            book.set_properties(properties(titles[1], mark))
        for name, table in tables.items():
            _sheet(book.add_worksheet(name), titles if name == CASES else [], table, COLUMNS[name], formats, mark)
    return file.getvalue()


def _sheet(sheet, titles: list[str], table: Dataset, columns, formats: dict, mark: Mark | None) -> None:
    """Titles and mark are above the header row; the import finds the header row below them."""
    above = [(title, formats["title"]) for title in titles] + ([(str(mark), formats["mark"])] if mark else [])
    for number, (text, shown) in enumerate(above):
        sheet.write_string(number, 0, text, shown)
    header = len(above) + 1 if above else 0
    for place, (column, title) in enumerate(zip(columns, table.headers, strict=True)):
        sheet.write_string(header, place, title, formats["header"])
        sheet.set_column(place, place, WIDE if column.field in WIDE_FIELDS else WIDTH)
    _rows(sheet, header + 1, table, formats)
    sheet.freeze_panes(header + 1, 2)
    sheet.autofilter(header, 0, header + len(table), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    if mark:
        print_mark(sheet, mark)


def _rows(sheet, first: int, table: Iterable, formats: dict) -> None:
    for row, cells in enumerate(table, first):
        for place, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(row, place, cell, formats["date"])
            elif isinstance(cell, int):
                sheet.write_number(row, place, cell)
            elif cell:
                sheet.write_string(row, place, cell.replace("\r\n", "\n"), formats["text"])
