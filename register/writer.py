"""The register of a unit as a workbook in the layout the import reads: what is exported can be imported again.

An expunged case leaves without anything that tells who it was (BLHS Điều 69): code, commune, category and dates only, so that
every figure can be counted again. «Mã người» keeps persons apart without naming them.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from tablib import Dataset

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.lookup import UnitLookup, UnitLookupError
from areas.models import Unit
from audit import events as audit_events
from cases.choices import IdKind, Origin, Outcome, Sex
from cases.facts.stay_chain import Change, History, changes_in, reopen
from cases.facts.store import batches, current_histories
from cases.models import Case, IdentityNumber, Reoffence, Stay
from core.dates import today, vn_date
from core.spreadsheets.marks import Mark, print_mark, properties
from core.spreadsheets.writing import DATE_FORMAT
from core.text import squash
from law.choices import Category
from register.existing_records import is_sealed
from register.fields import (
    CASES,
    CHANGE_LABELS,
    CHANGES,
    ELSEWHERE_NAME,
    PRISON_WORDS,
    PROBATION,
    REOFFENCE,
    SEALED_NAME,
    TRANSFER,
)
from register.resources import CaseSheetResource, ChangeSheetResource, part_table
from register.sheet_registry import PARTS

WIDTH, WIDE = 16, 28
WIDE_FIELDS = {"full_name", "offence", "unit", "to_unit", "category", "note", "job"}


@dataclass(slots=True)
class Export:
    """One case as it may leave: `name` empty where the person may be named, else what stands instead."""

    case: Case
    history: History
    reoffences: list[Reoffence]
    number: str
    name: str = ""


def export_register(unit: Unit, *, user: User | None) -> bytes:
    """The register as .xlsx, told in the audit; pages go through jobs/exports.py, which tells of it itself."""
    data, count = register_workbook(unit, user=user)
    audit_events.record(by=user, action="register.export", unit=unit, detail={"cases": count})
    return data


def register_workbook(unit: Unit, *, user: User | None, mark: Mark | None = None) -> tuple[bytes, int]:
    """All cases ever managed in the unit, with their whole histories, as .xlsx, and how many they are.

    `user` None is the command line. A user gets the units they may export, no names of people who have left them, and
    nothing of what happened to these afterwards. Raises PermissionDenied.
    """
    units = None if user is None else set(unit_keys_for(user, "cases.export"))
    if units is not None and unit.pk not in units:
        raise PermissionDenied
    exports = list(_exports(unit, units))
    names = _UnitNames()
    cases = CaseSheetResource().export([_case_line(export, names) for export in exports])
    changes = ChangeSheetResource().export([line for export in exports for line in _change_lines(export, names)])
    parts = [(part, part_table(part, part.lines(exports, unit, user))) for part in PARTS.values()]
    return _workbook(unit, cases, changes, parts, mark), len(exports)


def cases_of_register(unit: Unit) -> QuerySet[Case]:
    here = Stay.objects.current().filter(unit__in=Unit.objects.within(unit)).values("case")
    return Case.objects.filter(pk__in=here)


# --- what may leave --------------------------------------------------------------------------------------------------------


def _exports(unit: Unit, units: set[int] | None) -> Iterator[Export]:
    cases = list(cases_of_register(unit).select_related("person", "officer").order_by("code"))
    histories = current_histories(cases)
    reoffences = _reoffences(cases, histories)
    numbers = _numbers({case.person_id for case in cases})
    for case in cases:
        export = Export(case, histories[case.pk], reoffences[case.pk], numbers.get(case.person_id, ""))
        yield _as_far_as_seen(export, units)


def _reoffences(cases: list[Case], histories: dict[int, History]) -> dict[int, list[Reoffence]]:
    """The reoffences of each case by its key, in order of their day.

    A reoffence belongs to the person's stay on its day: one that was entered under a case outside of this register is
    written under the case of that stay, so that the unit's figures can be counted from its register.
    """
    found: dict[int, list[Reoffence]] = {case.pk: [] for case in cases}
    cases_of_person: dict[int, list[int]] = {}
    for case in cases:
        cases_of_person.setdefault(case.person_id, []).append(case.pk)
    for part in batches(list(cases_of_person)):
        for reoffence in Reoffence.objects.current().filter(person__in=part).order_by("prosecuted_on"):
            key = reoffence.case_id
            if key not in found:
                key = _case_on(
                    reoffence.prosecuted_on, {pk: histories[pk] for pk in cases_of_person[reoffence.person_id]}
                )
            if key is not None:
                found[key].append(reoffence)
    return found


def _case_on(day: date, histories: dict[int, History]) -> int | None:
    """The key of the case with the latest stay that begins on or before `day` and does not end before it."""
    stays = [
        (stay.start_on, key)
        for key, history in histories.items()
        for stay in history
        if stay.start_on <= day and (stay.end_on is None or stay.end_on >= day)
    ]
    return max(stays, default=(None, None))[1]


def _as_far_as_seen(export: Export, units: set[int] | None) -> Export:
    """Without the name where the case is sealed or somebody else's, without what happened after it was left to them."""
    history = export.history
    if is_sealed(history):
        export.name = SEALED_NAME
    if units is None or history[-1].unit_id in units:
        return export
    export.name = export.name or ELSEWHERE_NAME
    last = max(place for place, stay in enumerate(history) if stay.unit_id in units)
    export.history = reopen(history[: last + 2])
    export.reoffences = [found for found in export.reoffences if found.prosecuted_on < history[last].end_on]
    return export


def _numbers(people: set[int]) -> dict[int, str]:
    """One ID number per person, the newer kind where there are two."""
    found: dict[int, str] = {}
    for part in batches(sorted(people)):
        for number in IdentityNumber.objects.filter(person__in=part).order_by("created_at", "pk"):
            if number.kind == IdKind.CCCD or number.person_id not in found:
                found[number.person_id] = number.number
    return found


# --- lines -----------------------------------------------------------------------------------------------------------------


def _case_line(export: Export, names: "_UnitNames") -> dict:
    case, first = export.case, export.history[0]
    line = {
        "code": case.code,
        "full_name": export.name,
        "unit": names.text(first.unit_id, first.start_on),
        "category": str(Category(first.category).label),
        "release_on": case.release_on,
        "arrival_on": first.start_on,
        "origin": _origin(case, first.origin, named=not export.name),
        "person_key": case.person.public_id.hex,
    }
    return line if export.name else line | _who(export)


def _who(export: Export) -> dict:
    """Everything that tells about the person."""
    case, person = export.case, export.case.person
    return {
        "full_name": person.full_name,
        "birth": str(person.birth or ""),
        "sex": str(Sex(person.sex).label) if person.sex else "",
        "id_number": export.number,
        "ethnicity": person.ethnicity,
        "hamlet": case.hamlet,
        "offence": case.offence,
        "article": case.article,
        "sentence": _sentence(case),
        "certificate_number": case.certificate_number,
        "certificate_on": case.certificate_on,
        "probation_end_on": case.probation_end_on,
        "officer": case.officer.full_name if case.officer else case.officer_text,
        "helper": case.helper_text,
        "job": case.job_text,
    }


def _sentence(case: Case) -> str:
    if case.sentence_text or not (case.sentence_life or case.sentence_months):
        return case.sentence_text
    return _("chung thân") if case.sentence_life else _("%d tháng") % case.sentence_months


def _origin(case: Case, origin: str, *, named: bool) -> str:
    """Empty means prison; what was written is kept where it says the same."""
    text = case.origin_text if named else ""
    if (squash(text) in PRISON_WORDS) == (origin == Origin.PRISON):
        return text
    return "" if origin == Origin.PRISON else str(Origin.ELSEWHERE.label)


def _change_lines(export: Export, names: "_UnitNames") -> Iterator[dict]:
    for on, change in changes_in(export.history):
        yield _change_line(export, _kind(change), on, change) | {
            "to_unit": names.text(change.unit_id, on) if change.unit_id else "",
        }
    for found in export.reoffences:
        yield _change_line(export, REOFFENCE, found.prosecuted_on, found) | {
            "outcome": "" if found.outcome == Outcome.PENDING else str(Outcome(found.outcome).label),
            "convicted_on": found.convicted_on,
        }


def _change_line(export: Export, kind: str, on: date, source: Change | Reoffence) -> dict:
    """Documents and notes may name the person."""
    return {
        "code": export.case.code,
        "kind": CHANGE_LABELS[kind],
        "on": on,
        "to_unit": "",
        "document_number": "" if export.name else source.document_number,
        "note": "" if export.name else source.note,
        "outcome": "",
        "convicted_on": None,
    }


def _kind(change: Change) -> str:
    if change.unit_id is not None:
        return TRANSFER
    return PROBATION if change.probation_completed else change.closed


class _UnitNames:
    """Names that the import will find again: with the district where the name alone means several communes."""

    def __init__(self):
        units = list(Unit.objects.for_lookup())
        self.lookup, self.units = UnitLookup(units), {unit.pk: unit for unit in units}
        self.found: dict[tuple[int, date], str] = {}

    def text(self, unit_id: int, on: date) -> str:
        if (unit_id, on) not in self.found:
            self.found[unit_id, on] = self._text(self.units[unit_id], on)
        return self.found[unit_id, on]

    def _text(self, unit: Unit, on: date) -> str:
        for text in (unit.full_name, f"{unit.full_name}, {unit.parent.full_name}"):
            try:
                if self.lookup.commune(text, on) == unit:
                    return text
            except UnitLookupError:
                continue
        return unit.code


# --- the file --------------------------------------------------------------------------------------------------------------


def _workbook(unit: Unit, cases: Dataset, changes: Dataset, parts, mark: Mark | None) -> bytes:
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
        _sheet(book.add_worksheet(CASES), titles, cases, CaseSheetResource.columns, formats, mark)
        _sheet(book.add_worksheet(CHANGES), [], changes, ChangeSheetResource.columns, formats, mark)
        for part, table in parts:
            _sheet(book.add_worksheet(part.name), [], table, part.columns, formats, mark)
    return file.getvalue()


def _sheet(sheet, titles: list[str], table: Dataset, columns, formats: dict, mark: Mark | None) -> None:
    """Titles and mark stand above the header row, where the import looks for it."""
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
                sheet.write_string(row, place, cell, formats["text"])
