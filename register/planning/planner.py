"""The plan of an import: what applying the workbook would do. Nothing is written here."""

import base64

from django.utils.translation import gettext as _

from accounts.models import User
from cases.choices import Origin
from cases.people.id_encryption import blind_index
from core.text import fold
from register.issues import Findings
from register.planning.existing_records import ExistingRecords, Scope, is_expunged, load
from register.planning.histories import plan_history
from register.planning.import_plan import CaseItem, ImportPlan, is_read_only, recorded_item
from register.planning.loans import plan_loans
from register.planning.people import plan_people
from register.planning.reoffences import ask_unknown_acts, plan_reoffences
from register.planning.second_person import set_aside
from register.reading.columns import CASES, CHANGES, LOANS
from register.reading.rows import CaseRow, ParsedRegister, code_key
from register.reading.vocabulary import REOFFENCE


def make_plan(parsed: ParsedRegister, *, by: User | None, name: str, lock: bool = False) -> ImportPlan:
    """The plan for a parsed workbook. `by` None: the command line, which may import for every unit.

    The number of queries does not grow with the workbook. `lock`: lock the named cases until the transaction ends.
    """
    for row in parsed.cases:
        row.code = row.code or _made_code(row)
    existing = load(parsed, Scope.of(by), lock=lock)
    findings = Findings(list(parsed.findings.errors), list(parsed.findings.warnings))
    plan = ImportPlan(parsed, existing, _("Sửa theo sổ đăng ký %s") % name, findings)
    if not parsed.tables and not findings.errors:
        findings.error(
            None, None, None, None, _("Sổ không có trang «Danh sách» hay «Biến động» nên không có gì để nhập.")
        )
    if not plan.is_readable:
        return plan  # without a whole sheet the other sheets cannot be judged
    _plan_cases(plan)
    _assign_changes(plan)
    for item in plan.accepted:
        plan_history(plan, item)
        plan_reoffences(plan, item)
    plan_people(plan)
    unmatched: dict[str, list[int]] = {}
    for item in plan.accepted:
        _plan_details(plan, item, unmatched)
    for text, rows in unmatched.items():
        _warn_of_officer(plan, text, rows)
    ask_unknown_acts(plan)
    set_aside(plan)
    if LOANS in parsed.tables:
        plan_loans(plan, parsed.loans)
    return plan


# --- which cases ---------------------------------------------------------------------------------------------------------


def _plan_cases(plan: ImportPlan) -> None:
    for row in plan.parsed.cases:
        item = CaseItem(code_key(row.code), row.code, row)
        if item.key in plan.items:
            other = plan.items[item.key]
            plan.error(None, CASES, row.row, "full_name", _("Trùng với dòng %s.") % other.first_row)
            continue
        plan.items[item.key] = item
        # Without an unreadable row the other rows of the case cannot be judged.
        item.rejected = item.key in plan.parsed.bad_codes
        if not item.rejected:
            _find_record(plan, item)


def _find_record(plan: ImportPlan, item: CaseItem) -> None:
    """Finds the recorded case with this code. Refuses cases outside the user's units without disclosing anything about them."""
    existing = plan.existing
    item.recorded = existing.cases.get(item.key)
    if item.recorded is None:
        if not existing.scope.may_import_for(item.case_row.unit.pk):
            plan.refuse(item, _("Xã này không thuộc phạm vi anh/chị được nhập."), "unit")
        return
    item.before = existing.history(item.recorded)
    if not existing.scope.ever_managed(item.before):
        plan.refuse(item, _("Không dùng được mã hồ sơ này; hãy đặt mã khác."))
    item.read_only = is_read_only(item, existing.scope)


def _assign_changes(plan: ImportPlan) -> None:
    for row in plan.parsed.changes:
        key = code_key(row.code)
        item = plan.items.get(key) or recorded_item(plan, key)
        if item is not None:
            plan.items[key] = item
            (item.prosecutions if row.kind == REOFFENCE else item.changes).append(row)
        elif key not in plan.parsed.bad_codes:
            message = _("Không có hồ sơ nào mang mã này trong sổ, cũng không có trong phạm vi của anh/chị.")
            plan.error(None, CHANGES, row.row, "code", message)


def _made_code(row: CaseRow) -> str:
    """A code for a row of a list without codes: the same row always gets the same code, which discloses nothing.

    A row of another commune about the same person gets another code, which does not disclose that the person is recorded.
    """
    who = row.id_number.number if row.id_number else f"{fold(row.full_name)} {row.birth}"
    index = blind_index(f"case code {who} {row.unit.pk} {row.release_on.isoformat()}")
    return "TD-" + base64.b32encode(index.encode()).decode()[:12]


# --- what describes a case ---------------------------------------------------------------------------------------------------


def _plan_details(plan: ImportPlan, item: CaseItem, unmatched: dict[str, list[int]]) -> None:
    """The describing fields of a new case, or those that differ from the recorded ones. An empty cell erases nothing."""
    if item.row is None or item.read_only or (item.recorded and not item.has_name):
        return
    if is_expunged(item.before) or (item.recorded and item.recorded.sealed_on):
        return  # its texts are sealed
    written = _details(item.row) | _officer(plan.existing, item, unmatched)
    if item.recorded is None:
        item.details = written
    else:
        known = {"sentence_months", "sentence_life"} if item.row.sentence else set()
        item.details = {
            name: value
            for name, value in written.items()
            if (value or name in known or name == "officer_text") and value != getattr(item.recorded, name)
        }


def _details(row: CaseRow) -> dict:
    sentence = row.sentence
    # The export writes these words for an origin without a description.
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


def _officer(existing: ExistingRecords, item: CaseItem, unmatched: dict[str, list[int]]) -> dict:
    """The user with that name, else the name as text."""
    text = item.case_row.officer_text
    recorded = item.recorded.officer if item.recorded else None
    if not text or (recorded and fold(text) in (fold(recorded.full_name), fold(recorded.get_full_name()))):
        return {}
    officer = existing.officer(text)
    if officer:
        return {"officer": officer, "officer_text": ""}
    unmatched.setdefault(text, []).append(item.first_row)
    return {"officer_text": text}


def _warn_of_officer(plan: ImportPlan, text: str, rows: list[int]) -> None:
    message = _("Không có người dùng nào tên này (%d dòng); ghi lại như chữ trong sổ.") % len(rows)
    plan.warn(CASES, min(rows), "officer", message)
