"""Checking and applying a register workbook, the two steps of every import."""

from dataclasses import dataclass, field
from typing import cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.lookup import UnitLookup
from areas.models import Unit
from audit import events as audit_events
from cases.expungement import erasure, sealed_list
from cases.facts import rate_guard
from cases.models import Case, Person
from cases.people import services as people_services
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.reoffences import services as reoffences_services
from core.dates import today
from core.errors import EditConflict, Refused
from core.spreadsheets.guard import FileRefused
from core.spreadsheets.reader import read_workbook
from register import bulk_services
from register.bulk_services import HistoryChange
from register.header_choices import as_columns, choices_for
from register.issues import Issue
from register.planning import second_person
from register.planning.import_plan import UNCHANGED, CaseItem, ImportPlan
from register.planning.loans import write_loans
from register.planning.planner import make_plan
from register.preview import preview_of
from register.reading.columns import CASES, CHANGES, LOANS
from register.reading.rows import ParsedRegister
from register.reading.workbook import parse_register

# Names of sheets in the audit.
SHEET_CODES = {CASES: "cases", CHANGES: "changes", LOANS: "loans"}


@dataclass(slots=True)
class CheckResult:
    """The result of a check or of an import. `can_apply_good_rows`: some cases have errors and others can be applied.

    `set_aside`: the warnings about rows that wait for a second person; `preview`: the rows as they will be stored
    (preview.py); `unknown_headers`: columns that are not read (header_choices.py).
    """

    accepted: bool
    applied: bool = False
    sheets: dict[str, dict[str, int]] = field(default_factory=dict)
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    set_aside: list[Issue] = field(default_factory=list)
    can_apply_good_rows: bool = False
    preview: list[dict] = field(default_factory=list)
    unknown_headers: list[dict] = field(default_factory=list)

    def as_json(self) -> dict:
        """The JSON object of docs/operations-contract.md."""
        return {
            "accepted": self.accepted,
            "applied": self.applied,
            "sheets": self.sheets,
            "errors": [issue.as_json() for issue in self.errors],
            "warnings": [issue.as_json() for issue in self.warnings],
        }


def check_register(name: str, data: bytes, *, by: User | None) -> CheckResult:
    """What applying a workbook would do. Writes nothing. A file that cannot be read is an error in the result."""
    try:
        return check_parsed(read_register(name, data, by=by), by=by, name=name)
    except FileRefused as refused:
        return _refused(refused)


def apply_register(name: str, data: bytes, *, by: User | None, good_rows: bool = False) -> CheckResult:
    """Records the content of a workbook: all of it, or nothing if there is an error.

    `good_rows`: record the cases without errors and leave out all rows of the others.
    """
    try:
        return apply_parsed(read_register(name, data, by=by), by=by, name=name, good_rows=good_rows)
    except FileRefused as refused:
        return _refused(refused)


def read_register(name: str, data: bytes, *, by: User | None) -> ParsedRegister:
    """The typed rows of a workbook with all errors and warnings about its cells. Raises FileRefused."""
    workbook = read_workbook(name, data)
    prefer = frozenset() if by is None else frozenset(unit_keys_for(by, "cases.import"))
    return parse_register(
        workbook, UnitLookup(Unit.objects.for_lookup()), today=today(), prefer=prefer, mapping=choices_for(by)
    )


def check_parsed(parsed: ParsedRegister, *, by: User | None, name: str, with_preview: bool = False) -> CheckResult:
    """The check of a workbook that has been read. `name`: file name, for the reasons of corrections."""
    plan = make_plan(parsed, by=by, name=name)
    result = _result(plan)
    result.unknown_headers = as_columns(parsed.unknown)
    if with_preview:
        result.preview = preview_of(plan)
    return result


def apply_parsed(parsed: ParsedRegister, *, by: User | None, name: str, good_rows: bool = False) -> CheckResult:
    """Plans again and writes in one transaction, because the records may have changed since the check."""
    plan = None
    try:
        with transaction.atomic():
            plan = make_plan(parsed, by=by, name=name, lock=True)
            result = _result(plan)
            if result.accepted or (good_rows and result.can_apply_good_rows):
                _write(plan, by)
                _audit(plan, by, result)
                result.applied = True
            return result
    except (IntegrityError, ValidationError, EditConflict, Refused):
        # Another user changed the same people between planning and writing.
        message = _("Dữ liệu vừa được người khác thay đổi nên chưa áp dụng gì. Hãy kiểm tra lại sổ rồi áp dụng.")
        return _refused(message, sheets=plan.sheets() if plan else {})


def _refused(message: object, sheets: dict | None = None) -> CheckResult:
    return CheckResult(False, sheets=sheets or {}, errors=[Issue(None, None, None, None, str(message))])


def _result(plan: ImportPlan) -> CheckResult:
    sheets = plan.sheets()
    anything = any(rows[name] for rows in sheets.values() for name in ("created", "updated"))
    return CheckResult(
        accepted=plan.is_whole,
        sheets=sheets,
        errors=plan.findings.errors,
        warnings=plan.findings.warnings,
        set_aside=plan.findings.set_aside,
        can_apply_good_rows=not plan.is_whole and anything,
    )


# --- writing ---------------------------------------------------------------------------------------------------------------


def _write(plan: ImportPlan, by: User | None) -> None:
    """Writes recorded cases before new ones: a new case of a person may begin where a recorded one ends.

    Changes that lower the number of reoffenders or expunge early become requests to a second person instead.
    """
    recorded = [item for item in plan.accepted if item.recorded]
    new = sorted((item for item in plan.accepted if not item.recorded), key=lambda item: item.first_row)
    at_once = [item for item in recorded if not item.is_set_aside]
    with rate_guard.guard() as guard:
        changes = [HistoryChange(item.case, item.after, item.why) for item in at_once if item.after != item.before]
        bulk_services.change_histories(by=by, changes=changes)
        _write_people(plan, recorded, by)
        made = reception_services.receive_many(by=by, cases=[_new_case(item) for item in new])
        _write_names([*((item, item.case) for item in recorded), *zip(new, made, strict=True)], by)
        reoffences_services.record_reoffences(
            by=by, items=[(item.case, data) for item in recorded for data in item.new_reoffences]
        )
        verdicts = [change for item in at_once for change in item.changed_reoffences]
        if verdicts:
            bulk_services.correct_reoffences(by=by, items=verdicts, why=plan.why)
        details = [(item.case, item.details) for item in recorded if item.details]
        bulk_services.update_details_many(by=by, items=details)
        write_loans(plan.loan_steps, by)
        if guard.falls():
            raise Refused(_("Dữ liệu vừa thay đổi: sổ này làm giảm số người tái phạm đã tính. Hãy kiểm tra lại sổ."))
    second_person.ask(plan, by)
    sealed_list.update_on_commit()  # the register may say that a record was expunged
    erasure.erase_on_commit(by)


def _write_people(plan: ImportPlan, recorded: list[CaseItem], by: User | None) -> None:
    changes = [(item.case.person, item.person_changes) for item in recorded if item.person_changes]
    bulk_services.update_people(by=by, items=changes)
    bulk_services.add_numbers(by=by, items=plan.numbers)


def _write_names(items: list[tuple[CaseItem, Case]], by: User | None) -> None:
    for item, case in items:
        for kind, name in item.new_names:
            people_services.add_name(by=by, person=case.person, kind=kind, full_name=name)


def _new_case(item: CaseItem) -> NewCase:
    person = cast(Person | PersonData, item.person)  # set by `plan_people`
    return NewCase(item.code, person, item.after, item.details, tuple(item.new_reoffences))


def _audit(plan: ImportPlan, by: User | None, result: CheckResult) -> None:
    counts = {SHEET_CODES[name]: rows for name, rows in result.sheets.items()}
    unchanged = all(rows["rows"] == rows[UNCHANGED] for rows in result.sheets.values())
    audit_events.record(
        by=by,
        action="register.apply",
        detail={"sheets": counts, "errors": len(result.errors), "unchanged": unchanged},
    )
