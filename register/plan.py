"""What applying a workbook would do, decided row by row before anything is written."""

import base64

from django.utils.translation import gettext as _

from accounts.models import User
from cases.choices import Origin
from cases.people.id_encryption import blind_index
from core.text import fold
from register.existing_records import Scope, Stored, load
from register.fields import CASES, CHANGES, REOFFENCE
from register.histories import plan_history, plan_reoffences
from register.issues import Findings
from register.items import Item, Plan, is_read_only
from register.parse import CaseRow, ParsedRegister, code_key
from register.people import plan_people
from register.sheet_registry import PARTS


def make_plan(parsed: ParsedRegister, *, by: User | None, name: str, lock: bool = False) -> Plan:
    """The plan for a parsed workbook. `by` None (the command line) may name every unit.

    A number of queries that does not grow with the workbook. `lock`: hold the cases it names until the transaction ends.
    """
    for row in parsed.cases:
        row.code = row.code or _made_code(row)
    stored = load(parsed, Scope.of(by), lock=lock)
    found = Findings(list(parsed.found.errors), list(parsed.found.warnings))
    plan = Plan(parsed, stored, _("Sửa theo sổ đăng ký %s") % name, found)
    if not parsed.tables and not found.errors:
        found.error(None, None, None, None, _("Sổ không có trang «Danh sách» hay «Biến động» nên không có gì để nhập."))
    if not plan.is_readable:
        return plan  # half a workbook is no ground to judge the other half on
    _take_cases(plan)
    _take_changes(plan)
    for item in plan.accepted:
        plan_history(plan, item)
        plan_reoffences(plan, item)
    plan_people(plan)
    unmatched = {}
    for item in plan.accepted:
        _plan_details(plan, item, unmatched)
    for text, rows in unmatched.items():
        _warn_of_officer(plan, text, rows)
    for name, rows in parsed.parts.items():
        plan.parts[name] = PARTS[name].plan(plan, rows, by)
    return plan


# --- which cases ---------------------------------------------------------------------------------------------------------


def _take_cases(plan: Plan) -> None:
    for row in plan.parsed.cases:
        item = Item(code_key(row.code), row.code, row)
        if item.key in plan.items:
            other = plan.items[item.key]
            plan.error(None, CASES, row.row, "full_name", _("Trùng với dòng %d.") % other.first_row)
            continue
        plan.items[item.key] = item
        # One of its rows cannot be read: the others cannot be judged without it.
        item.rejected = item.key in plan.parsed.bad_codes
        if not item.rejected:
            _meet_record(plan, item)


def _meet_record(plan: Plan, item: Item) -> None:
    """Find the recorded case of this code, and refuse what lies outside the user's units without telling about it."""
    stored = plan.stored
    item.known = stored.cases.get(item.key)
    if item.known is None:
        if not stored.scope.holds(item.row.unit.pk):
            plan.refuse(item, _("Xã này không thuộc phạm vi anh/chị được nhập."), "unit")
        return
    item.before = stored.history(item.known)
    if not stored.scope.knew(item.before):
        plan.refuse(item, _("Mã hồ sơ đã được đơn vị khác dùng; đề nghị cấp huyện kiểm tra."))
    item.read_only = is_read_only(item, stored.scope)


def _take_changes(plan: Plan) -> None:
    for row in plan.parsed.changes:
        key = code_key(row.code)
        item = plan.items.get(key) or _recorded_item(plan, key)
        if item is not None:
            plan.items[key] = item
            (item.prosecutions if row.kind == REOFFENCE else item.changes).append(row)
        elif key not in plan.parsed.bad_codes:
            message = _("Không có hồ sơ nào mang mã này trong sổ, cũng không có trong phạm vi của anh/chị.")
            plan.error(None, CHANGES, row.row, "code", message)


def item_of(plan: Plan, code: str) -> Item | None:
    """For the sheets of later apps: the case of this code in the workbook, or recorded and known to the user."""
    key = code_key(code)
    if (item := plan.items.get(key)) is None and (item := _recorded_item(plan, key)) is not None:
        item.after = item.before
    return item


def _recorded_item(plan: Plan, key: str) -> Item | None:
    """An item for a recorded case that only «Biến động» names; None where the user may not know of one."""
    known = plan.stored.cases.get(key)
    before = plan.stored.history(known) if known else ()
    if key in plan.parsed.bad_codes or not before or not plan.stored.scope.knew(before):
        return None
    item = Item(key, known.code, known=known, before=before)
    item.read_only = is_read_only(item, plan.stored.scope)
    return item


def _made_code(row: CaseRow) -> str:
    """A code for a list without codes: the same row gets the same one every time, and nothing can be read from it.

    Another commune's row about the same person gets another one, else it would tell that the person is recorded there.
    """
    who = row.id_number.number if row.id_number else f"{fold(row.full_name)} {row.birth}"
    index = blind_index(f"case code {who} {row.unit.pk} {row.release_on.isoformat()}")
    return "TD-" + base64.b32encode(index.encode()).decode()[:12]


# --- what describes a case ---------------------------------------------------------------------------------------------------


def _plan_details(plan: Plan, item: Item, unmatched: dict[str, list[int]]) -> None:
    """The describing fields of a new case, or those that differ from the recorded ones. An empty cell erases nothing."""
    if item.row is None or item.read_only or (item.known and not item.has_name):
        return
    written = _details(item.row) | _officer(plan.stored, item, unmatched)
    if item.known is None:
        item.details = written
    else:
        known = {"sentence_months", "sentence_life"} if item.row.sentence else set()
        item.details = {
            name: value
            for name, value in written.items()
            if (value or name in known or name == "officer_text") and value != getattr(item.known, name)
        }


def _details(row: CaseRow) -> dict:
    sentence = row.sentence
    # The words the export writes for an origin nobody described.
    undescribed = fold(row.origin_text) == fold(str(Origin.ELSEWHERE.label))
    return {
        "hamlet": row.hamlet,
        "offence": row.offence,
        "article": row.article,
        "sentence_months": sentence.months if sentence else None,
        "sentence_life": bool(sentence and sentence.life),
        "sentence_text": sentence.text if sentence else "",
        "release_on": row.release_on,
        "certificate_number": row.certificate_number,
        "certificate_on": row.certificate_on,
        "probation_end_on": row.probation_end_on,
        "origin_text": "" if undescribed else row.origin_text,
        "helper_text": row.helper_text,
        "job_text": row.job_text,
    }


def _officer(stored: Stored, item: Item, unmatched: dict[str, list[int]]) -> dict:
    """The user of that name, else the name as text."""
    text = item.row.officer_text
    recorded = item.known.officer if item.known else None
    if not text or (recorded and fold(text) in (fold(recorded.full_name), fold(recorded.get_full_name()))):
        return {}
    officer = stored.officer(text)
    if officer:
        return {"officer": officer, "officer_text": ""}
    unmatched.setdefault(text, []).append(item.first_row)
    return {"officer_text": text}


def _warn_of_officer(plan: Plan, text: str, rows: list[int]) -> None:
    message = _("Không có người dùng nào tên này (%d dòng); ghi lại như chữ trong sổ.") % len(rows)
    plan.warn(CASES, min(rows), "officer", message)
