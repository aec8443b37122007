"""The history of each case in the workbook, compared with the recorded one: new, longer, equal or different."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cases.choices import CLOSURES, EndReason
from cases.facts import stay_chain
from cases.facts.stay_chain import Change, Contradiction, History, StayValue, changes_in, counted_stays, is_extension
from core.database_guards import ERASED
from core.dates import add_years, today, vn_date
from core.text import nfc
from law.choices import Category
from register.planning.existing_records import is_expunged
from register.planning.import_plan import CREATED, UNCHANGED, UPDATED, CaseItem, ImportPlan
from register.reading.columns import CASES, CHANGES
from register.reading.rows import ChangeRow
from register.reading.vocabulary import PROBATION, TRANSFER

MAX_DOCUMENT = 200
# A conditional release that is still open so long after the end of the probation gets a warning.
PROBATION_GRACE = timedelta(days=30)

Entry = tuple[Change, ChangeRow | None]


def plan_history(plan: ImportPlan, item: CaseItem) -> None:
    """Sets `after` of the item, or reports why the history is impossible."""
    written = _written_history(plan, item)
    if item.rejected:
        return
    if item.recorded is None:
        item.after = written
        item.outcomes |= dict.fromkeys((row.row for row in item.changes if row.row not in item.outcomes), CREATED)
    else:
        item.after = _reconcile(plan, item, written)
        _compare_rows(item)
    if not item.rejected:
        _warn_of_law(plan, item)


# --- from changes to a history -------------------------------------------------------------------------------------------


def _written_history(plan: ImportPlan, item: CaseItem) -> History:
    """The history according to the workbook. Each contradiction is reported at its row."""
    history, days = _beginning(plan, item)
    for on in sorted(days):
        try:
            history = stay_chain.apply_day(history, on, [change for change, _row in days[on]])
        except Contradiction as error:
            _report_contradiction(plan, item, error, [row for _change, row in days[on] if row])
    for stay in history:
        if max(len(stay.document_number), len(stay.end_document_number)) > MAX_DOCUMENT:
            plan.refuse(item, _("Số văn bản của các biến động cùng ngày dài quá %d ký tự.") % MAX_DOCUMENT)
    return history


def _beginning(plan: ImportPlan, item: CaseItem) -> tuple[History, dict[date, list[Entry]]]:
    """The first stay and the changes after it by day. Without a row in «Danh sách» the recorded history is continued."""
    days: dict[date, list[Entry]] = defaultdict(list)
    recorded: dict[tuple, Change] = {}
    if item.row:
        first = item.row
        history = stay_chain.start_history(
            unit_id=first.unit.pk, category=first.category, on=first.arrival_on, origin=first.origin
        )
    else:
        history = stay_chain.reopen(item.before[:1])
        recorded = {_key(on, change): change for on, change in changes_in(item.before)}
    seen: dict[tuple, ChangeRow] = {}
    for row in sorted(item.changes, key=lambda row: (row.on, row.kind, row.document_number, row.row)):
        change = _as_change(row)
        earlier = seen.setdefault(_key(row.on, change), row)
        if earlier is not row:
            item.outcomes[row.row] = UNCHANGED
            plan.warn(CHANGES, row.row, "on", _("Trùng với dòng %s nên không tính thêm.") % earlier.row)
            continue
        recorded.pop(_key(row.on, change), None)
        days[row.on].append((change, row))
    for (on, *_rest), change in recorded.items():
        days[on].append((change, None))
    return history, days


def _as_change(row: ChangeRow) -> Change:
    return Change(
        unit_id=row.to_unit.pk if row.kind == TRANSFER and row.to_unit is not None else None,
        probation_completed=row.kind == PROBATION,
        closed=row.kind if row.kind in CLOSURES else "",
        document_number=row.document_number,
        note=row.note,
    )


def _key(on: date, change: Change) -> tuple:
    return on, change.unit_id, change.probation_completed, change.closed


def _report_contradiction(plan: ImportPlan, item: CaseItem, error: Contradiction, rows: list[ChangeRow]) -> None:
    """Reports a contradiction at the rows and in the column that cause it."""
    if not rows:  # a recorded change does not fit after the changes that the workbook adds before it
        plan.refuse(item, _("Không khớp với biến động đã ghi trong hệ thống: %s") % error)
        return
    kinds, column = _CAUSES.get(error.code, (None, "on"))
    found = [row for row in rows if kinds is None or row.kind in kinds]
    for row in found or rows[:1]:
        plan.error(item, CHANGES, row.row, column, error)


_CAUSES = {
    "not_conditional": ((PROBATION, EndReason.REVOKED.value), "kind"),
    "two_closures": (tuple(reason.value for reason in CLOSURES), "kind"),
    "two_moves": ((TRANSFER,), "to_unit"),
    "no_change": ((TRANSFER,), "to_unit"),
}


# --- against what is recorded --------------------------------------------------------------------------------------------


def _reconcile(plan: ImportPlan, item: CaseItem, written: History) -> History:
    """The new history of a recorded case. Reports changes that this user, or a workbook, may not make."""
    before, scope = item.before, plan.existing.scope
    written = _keep_texts(written, before)
    same = counted_stays(written) == counted_stays(before)
    behind = not same and is_extension(counted_stays(written), counted_stays(before))
    if written == before or behind or (same and item.read_only):
        if behind and CHANGES in plan.parsed.tables and not item.read_only:
            plan.note(item, _("Hệ thống đã ghi nhiều biến động hơn sổ; giữ như hệ thống."))
        return before
    if item.read_only:
        plan.refuse(item, read_only_reason(item))
        return before
    if is_extension(before, written):
        return written
    item.why = plan.why
    if not (same or is_extension(counted_stays(before), counted_stays(written))):
        _report_difference(plan, item, written, allowed=scope.may_correct(before, written))
    return written


def read_only_reason(item: CaseItem) -> str:
    """Why a workbook may not change the case."""
    if is_expunged(item.before) or item.case.sealed_on is not None:
        return _("Hồ sơ đã xóa án tích, không sửa bằng sổ đăng ký.")
    return _("Hồ sơ đã chuyển sang đơn vị khác quản lý; đề nghị cấp huyện kiểm tra.")


def _report_difference(plan: ImportPlan, item: CaseItem, written: History, *, allowed: bool) -> None:
    old, new = next(
        ((old, new) for old, new in _pairs(counted_stays(item.before), counted_stays(written)) if old != new),
        (None, None),
    )
    what = {"old": _in_words(plan, old), "new": _in_words(plan, new)}
    if allowed:
        plan.note(item, _("Khác với hồ sơ đã ghi. Sẽ sửa: «%(old)s» thành «%(new)s».") % what)
    else:
        reason = _("Khác với hồ sơ đã ghi («%(old)s», sổ ghi «%(new)s»); chỉ lãnh đạo cấp huyện được sửa.")
        plan.refuse(item, reason % what)


def _pairs(before: History, after: History) -> Iterable[tuple[StayValue | None, StayValue | None]]:
    for place in range(max(len(before), len(after))):
        yield (before[place] if place < len(before) else None, after[place] if place < len(after) else None)


def _in_words(plan: ImportPlan, stay: StayValue | None) -> str:
    if stay is None:
        return _("không có")
    text = _("%(unit)s, %(category)s, từ %(start)s") % {
        "unit": plan.existing.unit_names[stay.unit_id],
        "category": Category(stay.category).label.lower(),
        "start": vn_date(stay.start_on),
    }
    if stay.end_on is None:
        return text
    end = _("%(text)s đến %(end)s") % {"text": text, "end": vn_date(stay.end_on)}
    return end if stay.end_reason == EndReason.MOVED else f"{end} ({EndReason(stay.end_reason).label.lower()})"


def _keep_texts(written: History, before: History) -> History:
    """Keeps recorded document numbers and notes of the same stay where the cell is empty."""
    kept = []
    recorded = {(stay.unit_id, stay.category, stay.start_on): stay for stay in before}
    for stay in written:
        old = recorded.get((stay.unit_id, stay.category, stay.start_on))
        if old:
            stay = replace(
                stay,
                document_number=kept_text(old.document_number, stay.document_number),
                note=kept_text(old.note, stay.note),
            )
        if old and (stay.end_on, stay.end_reason) == (old.end_on, old.end_reason):
            stay = replace(
                stay,
                end_document_number=kept_text(old.end_document_number, stay.end_document_number),
                end_note=kept_text(old.end_note, stay.end_note),
            )
        kept.append(stay)
    return tuple(kept)


def kept_text(recorded: str, written: str) -> str:
    """The text of a cell; the recorded one where the cell is empty, says the same without line breaks, or it is sealed."""
    return written if written and written != nfc(recorded) and not recorded.startswith(ERASED) else recorded


def _compare_rows(item: CaseItem) -> None:
    """Sets the outcome of each change row: unchanged, updated or created."""
    recorded = {_key(on, change): change for on, change in changes_in(item.before)}
    believed = {_key(on, change): change for on, change in changes_in(item.after)}
    for row in item.changes:
        key = _key(row.on, _as_change(row))
        if row.row in item.outcomes:
            continue
        if key in recorded:
            item.outcomes[row.row] = UNCHANGED if recorded[key] == believed.get(key) else UPDATED
        else:
            item.outcomes[row.row] = UPDATED if item.why else CREATED


# --- unusual facts --------------------------------------------------------------------------------------------


def _warn_of_law(plan: ImportPlan, item: CaseItem) -> None:
    """Warns of legally unusual facts in new histories. A register records what happened, so they are no errors."""
    if item.row is None or item.after == item.before:
        return
    last = item.after[-1]
    expunged_on = last.end_on if last.end_reason == EndReason.EXPUNGED else None
    if expunged_on is not None and expunged_on < add_years(item.row.release_on, 1):
        plan.warn(CASES, item.row.row, "release_on", _("Xóa án tích chưa đầy một năm sau ngày ra trại; hãy xem lại."))
    end = item.row.probation_end_on
    if last.end_on is None and last.category == Category.CONDITIONAL and end and end + PROBATION_GRACE < today():
        plan.warn(
            CASES, item.row.row, "probation_end_on",
            _("Đã hết thời gian thử thách từ ngày %s mà chưa ghi hết thử thách.") % vn_date(end),
        )  # fmt: skip
