"""Checking a register workbook, and applying it: the two steps of every import."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from areas.lookup import UnitLookup
from areas.models import Unit
from audit import events as audit_events
from cases.facts.store import ReoffenceData
from cases.models import Reoffence
from cases.reception import services as reception_services
from cases.reception.services import NewCase
from cases.reoffences import services as reoffences_services
from cases.reoffences.services import ask_change, takes_two
from core.dates import today
from core.errors import EditConflict, Refused
from core.spreadsheets.guard import FileRefused
from core.spreadsheets.reader import read_workbook
from register import bulk_services
from register.bulk_services import HistoryChange
from register.issues import Issue
from register.items import UNCHANGED, Item, Plan
from register.parse import ParsedRegister, parse_register
from register.plan import make_plan


@dataclass(slots=True)
class CheckResult:
    """What a workbook holds and, if `applied`, what was written. `can_apply_good_rows`: some rows are wrong, others not."""

    accepted: bool
    applied: bool = False
    sheets: dict[str, dict[str, int]] = field(default_factory=dict)
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    can_apply_good_rows: bool = False

    def as_json(self) -> dict:
        """The object of docs/register.md §5."""
        return {
            "accepted": self.accepted,
            "applied": self.applied,
            "sheets": self.sheets,
            "errors": [issue.as_json() for issue in self.errors],
            "warnings": [issue.as_json() for issue in self.warnings],
        }


def check_register(name: str, data: bytes, *, by: User | None) -> CheckResult:
    """Read a workbook and tell what applying it would do. Writes nothing, raises nothing about the file."""
    try:
        return check_parsed(read_register(name, data, by=by), by=by, name=name)
    except FileRefused as refused:
        return _refused(refused)


def apply_register(name: str, data: bytes, *, by: User | None, good_rows: bool = False) -> CheckResult:
    """Write down what a workbook tells: all of it, or nothing.

    `good_rows`: leave out the cases with errors, whole, and write the others.
    """
    try:
        return apply_parsed(read_register(name, data, by=by), by=by, name=name, good_rows=good_rows)
    except FileRefused as refused:
        return _refused(refused)


def read_register(name: str, data: bytes, *, by: User | None) -> ParsedRegister:
    """The typed rows of a workbook, with what is wrong in its cells. Raises FileRefused."""
    workbook = read_workbook(name, data)
    prefer = frozenset() if by is None else frozenset(unit_keys_for(by, "cases.import"))
    return parse_register(workbook, UnitLookup(Unit.objects.for_lookup()), today=today(), prefer=prefer)


def check_parsed(parsed: ParsedRegister, *, by: User | None, name: str) -> CheckResult:
    return _result(make_plan(parsed, by=by, name=name))


def apply_parsed(parsed: ParsedRegister, *, by: User | None, name: str, good_rows: bool = False) -> CheckResult:
    """Plan again and write in one transaction, so that nothing can have changed since it was checked."""
    plan = None
    try:
        with transaction.atomic():
            plan = make_plan(parsed, by=by, name=name, lock=True)
            result = _result(plan)
            if result.accepted or (good_rows and result.can_apply_good_rows):
                _write(plan, by)
                _audit(plan, by, name, result)
                result.applied = True
            return result
    except (IntegrityError, ValidationError, EditConflict, Refused):
        # Somebody else wrote about the same people between the plan and here.
        message = _("Dữ liệu vừa được người khác thay đổi nên chưa áp dụng gì. Hãy kiểm tra lại sổ rồi áp dụng.")
        return _refused(message, sheets=plan.sheets() if plan else {})


def _refused(message: object, sheets: dict | None = None) -> CheckResult:
    return CheckResult(False, sheets=sheets or {}, errors=[Issue(None, None, None, None, str(message))])


def _result(plan: Plan) -> CheckResult:
    sheets = plan.sheets()
    anything = any(rows[name] for rows in sheets.values() for name in ("created", "updated"))
    return CheckResult(
        accepted=plan.is_whole,
        sheets=sheets,
        errors=plan.found.errors,
        warnings=plan.found.warnings,
        can_apply_good_rows=not plan.is_whole and anything,
    )


# --- writing ---------------------------------------------------------------------------------------------------------------


def _write(plan: Plan, by: User | None) -> None:
    """What is known first: where one case of a person ends, another may begin."""
    known = [item for item in plan.accepted if item.known]
    new = sorted((item for item in plan.accepted if not item.known), key=lambda item: item.first_row)
    changes = [HistoryChange(item.known, item.after, item.why) for item in known if item.after != item.before]
    bulk_services.change_histories(by=by, changes=changes)
    _write_people(plan, known, by)
    reception_services.receive_many(by=by, cases=[_new_case(item) for item in new])
    reoffences_services.record_reoffences(
        by=by, items=[(item.known, data) for item in known for data in item.new_reoffences]
    )
    _write_verdicts(plan, [change for item in known for change in item.changed_reoffences], by)
    bulk_services.update_details_many(by=by, items=[(item.known, item.details) for item in known if item.details])
    for _statuses, write in plan.parts.values():
        write()


def _write_verdicts(plan: Plan, verdicts: list[tuple[Reoffence, ReoffenceData]], by: User | None) -> None:
    """A first verdict is news and written; what could lower a figure waits for a second person (services_reoffence.py)."""
    asked = [(old, data) for old, data in verdicts if by is not None and takes_two(old, data)]
    told = [change for change in verdicts if change not in asked]
    if told:
        bulk_services.correct_reoffences(by=by, items=told, why=plan.why)
    why = plan.why or _("Nhập từ sổ đăng ký")
    for old, data in asked:
        number = data.document_number
        ask_change(by=by, reoffence=old, kind="correct", why=why, document_number=number, data=data)


def _write_people(plan: Plan, known: list[Item], by: User | None) -> None:
    changes = [(item.known.person, item.person_changes) for item in known if item.person_changes]
    bulk_services.update_people(by=by, items=changes)
    bulk_services.add_numbers(by=by, items=plan.numbers)


def _new_case(item: Item) -> NewCase:
    return NewCase(item.code, item.person, item.after, item.details, tuple(item.new_reoffences))


def _audit(plan: Plan, by: User | None, name: str, result: CheckResult) -> None:
    unchanged = all(rows["rows"] == rows[UNCHANGED] for rows in result.sheets.values())
    audit_events.record(
        by=by,
        action="register.apply",
        detail={"file": name, "sheets": result.sheets, "errors": len(result.errors), "unchanged": unchanged},
    )
