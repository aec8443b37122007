"""What happened to each case of a workbook, and how that stands to what is recorded: new, more, the same, or otherwise."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cases.choices import CLOSURES, EndReason, Outcome
from cases.facts import stay_chain
from cases.facts.stay_chain import Change, Contradiction, History, StayValue, changes_in, counted_stays, is_extension
from cases.facts.store import ReoffenceData
from cases.models import Reoffence
from cases.reoffences.services import takes_two
from core.dates import add_years, today, vn_date
from law.choices import Category
from register.existing_records import is_sealed
from register.fields import CASES, CHANGES, PROBATION, TRANSFER
from register.items import CREATED, UNCHANGED, UPDATED, Item, Plan
from register.parse import ChangeRow

MAX_DOCUMENT = 200
# A conditional release still open so long after its probation ended is worth a look.
PROBATION_GRACE = timedelta(days=30)

Entry = tuple[Change, ChangeRow | None]


def plan_history(plan: Plan, item: Item) -> None:
    """Fill `after`, or report why there can be no such history."""
    lived = _lived(plan, item)
    if item.rejected:
        return
    if item.known is None:
        item.after = lived
        item.told |= dict.fromkeys((row.row for row in item.changes if row.row not in item.told), CREATED)
    else:
        item.after = _reconcile(plan, item, lived)
        _compare_rows(item)
    if not item.rejected:
        _look_twice(plan, item)


def plan_reoffences(plan: Plan, item: Item) -> None:
    """Compare the prosecutions written with those recorded. What is recorded and not written stays."""
    recorded = plan.stored.reoffences.get(item.known.pk, {}) if item.known else {}
    seen: dict[date, ChangeRow] = {}
    for row in sorted(item.prosecutions, key=lambda row: row.row):
        earlier = seen.setdefault(row.on, row)
        if earlier is not row:
            item.told[row.row] = UNCHANGED
            plan.warn(CHANGES, row.row, "on", _("Trùng với dòng %d nên không tính thêm.") % earlier.row)
            continue
        data = _reoffence_data(plan, item, row)
        if data is None:
            continue
        if row.on in recorded:
            _compare_reoffence(plan, item, row, recorded[row.on], data)
        else:
            _add_reoffence(plan, item, row, data)


# --- from changes to a history -------------------------------------------------------------------------------------------


def _lived(plan: Plan, item: Item) -> History:
    """The history the workbook tells; contradictions are reported, each at its own row."""
    history, days = _beginning(plan, item)
    for on in sorted(days):
        try:
            history = stay_chain.apply_day(history, on, [change for change, _row in days[on]])
        except Contradiction as error:
            _blame(plan, item, error, [row for _change, row in days[on] if row])
    for stay in history:
        if max(len(stay.document_number), len(stay.end_document_number)) > MAX_DOCUMENT:
            plan.refuse(item, _("Số văn bản của các biến động cùng ngày dài quá %d ký tự.") % MAX_DOCUMENT)
    return history


def _beginning(plan: Plan, item: Item) -> tuple[History, dict[date, list[Entry]]]:
    """The first stay and everything after it by day. A workbook that names changes only adds to what is recorded."""
    days: dict[date, list[Entry]] = defaultdict(list)
    recorded: dict[tuple, Change] = {}
    if item.row:
        row = item.row
        history = stay_chain.start_history(
            unit_id=row.unit.pk, category=row.category, on=row.arrival_on, origin=row.origin
        )
    else:
        history = stay_chain.reopen(item.before[:1])
        recorded = {_key(on, change): change for on, change in changes_in(item.before)}
    seen: dict[tuple, ChangeRow] = {}
    for row in sorted(item.changes, key=lambda row: (row.on, row.kind, row.document_number, row.row)):
        change = _as_change(row)
        earlier = seen.setdefault(_key(row.on, change), row)
        if earlier is not row:
            item.told[row.row] = UNCHANGED
            plan.warn(CHANGES, row.row, "on", _("Trùng với dòng %d nên không tính thêm.") % earlier.row)
            continue
        recorded.pop(_key(row.on, change), None)
        days[row.on].append((change, row))
    for (on, *_rest), change in recorded.items():
        days[on].append((change, None))
    return history, days


def _as_change(row: ChangeRow) -> Change:
    return Change(
        unit_id=row.to_unit.pk if row.kind == TRANSFER else None,
        probation_completed=row.kind == PROBATION,
        closed=row.kind if row.kind in CLOSURES else "",
        document_number=row.document_number,
        note=row.note,
    )


def _key(on: date, change: Change) -> tuple:
    return on, change.unit_id, change.probation_completed, change.closed


def _blame(plan: Plan, item: Item, error: Contradiction, rows: list[ChangeRow]) -> None:
    """Report a contradiction at the rows that make it, in the column that says so."""
    if not rows:  # a change recorded earlier does not fit any more, after those the workbook adds before it
        plan.refuse(item, _("Không khớp với biến động đã ghi trong hệ thống: %s") % error)
        return
    kinds, column = _CULPRITS.get(error.code, (None, "on"))
    found = [row for row in rows if kinds is None or row.kind in kinds]
    for row in found or rows[:1]:
        plan.error(item, CHANGES, row.row, column, error)


_CULPRITS = {
    "not_conditional": ((PROBATION, EndReason.REVOKED.value), "kind"),
    "two_closures": (tuple(reason.value for reason in CLOSURES), "kind"),
    "two_moves": ((TRANSFER,), "to_unit"),
    "no_change": ((TRANSFER,), "to_unit"),
}


# --- against what is recorded --------------------------------------------------------------------------------------------


def _reconcile(plan: Plan, item: Item, lived: History) -> History:
    """What will be believed of a known case. Reports what may not be changed by this user, or not by a workbook."""
    before, scope = item.before, plan.stored.scope
    lived = _keep_texts(lived, before)
    same = counted_stays(lived) == counted_stays(before)
    behind = not same and is_extension(counted_stays(lived), counted_stays(before))
    if lived == before or behind or (same and item.read_only):
        if behind and CHANGES in plan.parsed.tables and not item.read_only:
            plan.note(item, _("Hệ thống đã ghi nhiều biến động hơn sổ; giữ như hệ thống."))
        return before
    if item.read_only:
        plan.refuse(item, _read_only_reason(item))
        return before
    if is_extension(before, lived):
        return lived
    item.why = plan.why
    if not (same or is_extension(counted_stays(before), counted_stays(lived))):
        _told_otherwise(plan, item, lived, allowed=scope.may_correct(before, lived))
    return lived


def _read_only_reason(item: Item) -> str:
    if is_sealed(item.before):
        return _("Hồ sơ đã xóa án tích, không sửa bằng sổ đăng ký.")
    return _("Hồ sơ đã chuyển sang đơn vị khác quản lý; đề nghị cấp huyện kiểm tra.")


def _told_otherwise(plan: Plan, item: Item, lived: History, *, allowed: bool) -> None:
    old, new = next(
        ((old, new) for old, new in _pairs(counted_stays(item.before), counted_stays(lived)) if old != new),
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


def _in_words(plan: Plan, stay: StayValue | None) -> str:
    if stay is None:
        return _("không có")
    text = _("%(unit)s, %(category)s, từ %(start)s") % {
        "unit": plan.stored.unit_names[stay.unit_id],
        "category": Category(stay.category).label.lower(),
        "start": vn_date(stay.start_on),
    }
    if stay.end_on is None:
        return text
    end = _("%(text)s đến %(end)s") % {"text": text, "end": vn_date(stay.end_on)}
    return end if stay.end_reason == EndReason.MOVED else f"{end} ({EndReason(stay.end_reason).label.lower()})"


def _keep_texts(lived: History, before: History) -> History:
    """An empty cell does not erase a document number or note recorded for the same stay."""
    kept = []
    recorded = {(stay.unit_id, stay.category, stay.start_on): stay for stay in before}
    for stay in lived:
        old = recorded.get((stay.unit_id, stay.category, stay.start_on))
        if old:
            stay = replace(
                stay, document_number=stay.document_number or old.document_number, note=stay.note or old.note
            )
        if old and (stay.end_on, stay.end_reason) == (old.end_on, old.end_reason):
            stay = replace(
                stay,
                end_document_number=stay.end_document_number or old.end_document_number,
                end_note=stay.end_note or old.end_note,
            )
        kept.append(stay)
    return tuple(kept)


def _compare_rows(item: Item) -> None:
    """Which change rows tell something that is not recorded."""
    recorded = {_key(on, change): change for on, change in changes_in(item.before)}
    believed = {_key(on, change): change for on, change in changes_in(item.after)}
    for row in item.changes:
        key = _key(row.on, _as_change(row))
        if row.row in item.told:
            continue
        if key in recorded:
            item.told[row.row] = UNCHANGED if recorded[key] == believed.get(key) else UPDATED
        else:
            item.told[row.row] = UPDATED if item.why else CREATED


# --- reoffences ----------------------------------------------------------------------------------------------------------


def _reoffence_data(plan: Plan, item: Item, row: ChangeRow) -> ReoffenceData | None:
    outcome = row.outcome or (Outcome.CONVICTED if row.convicted_on else Outcome.PENDING).value
    if outcome == Outcome.CONVICTED and row.convicted_on is None:
        plan.error(item, CHANGES, row.row, "outcome", _("Đã bị kết án thì phải có ngày kết án."))
        return None
    if row.convicted_on and row.convicted_on < row.on:
        plan.error(item, CHANGES, row.row, "convicted_on", _("Ngày kết án không thể trước ngày khởi tố."))
        return None
    return ReoffenceData(row.on, row.document_number, row.note, row.convicted_on, outcome)


def _add_reoffence(plan: Plan, item: Item, row: ChangeRow, data: ReoffenceData) -> None:
    if item.read_only:
        plan.error(item, CHANGES, row.row, "code", _read_only_reason(item))
        return
    if item.after and not attributable(item.after, row.on):
        plan.warn(
            CHANGES, row.row, "on",
            _("Ngày khởi tố không nằm trong thời gian quản lý nào: được ghi lại nhưng không tính vào số tái phạm."),
        )  # fmt: skip
    item.new_reoffences.append(data)
    item.told[row.row] = CREATED


def attributable(history: History, day: date) -> bool:
    """Whether a new crime of that day belongs to a stay (docs/measures.md §1: the day a stay ends still does)."""
    return any(stay.start_on <= day and (stay.end_on is None or stay.end_on >= day) for stay in history)


def _compare_reoffence(plan: Plan, item: Item, row: ChangeRow, old: Reoffence, data: ReoffenceData) -> None:
    """A verdict on an open prosecution is news; another verdict than the recorded one is a correction."""
    written = row.outcome or row.convicted_on
    data = replace(
        data,
        document_number=data.document_number or old.document_number,
        note=data.note or old.note,
        convicted_on=data.convicted_on if written else old.convicted_on,
        outcome=data.outcome if written else old.outcome,
    )
    verdict = (old.outcome, old.convicted_on) != (data.outcome, data.convicted_on)
    if not verdict and (old.document_number, old.note) == (data.document_number, data.note):
        item.told[row.row] = UNCHANGED
    elif item.read_only:
        plan.error(item, CHANGES, row.row, "code", _read_only_reason(item))
    elif verdict and old.outcome != Outcome.PENDING and not plan.stored.scope.may_correct((), item.before):
        plan.error(
            item, CHANGES, row.row, "outcome",
            _("Khác với kết quả xét xử đã ghi («%s»); chỉ lãnh đạo cấp huyện được sửa.") % Outcome(old.outcome).label,
        )  # fmt: skip
    elif plan.stored.scope.units is not None and takes_two(old, data):
        _ask_for(plan, item, row, old, data)
    else:
        item.changed_reoffences.append((old, data))
        item.told[row.row] = UPDATED


def _ask_for(plan: Plan, item: Item, row: ChangeRow, old: Reoffence, data: ReoffenceData) -> None:
    """What could lower a figure is not written but asked for, and a second person decides (services_reoffence.py)."""
    if not data.document_number:
        plan.error(item, CHANGES, row.row, "document_number", _("Sửa kết quả đã ghi phải có số văn bản làm căn cứ."))
        return
    waits = old.changes.filter(state="waiting").exists()
    plan.warn(
        CHANGES, row.row, "outcome",
        _("Đang chờ lãnh đạo cấp trên duyệt.") if waits else _("Chỉ có hiệu lực sau khi một lãnh đạo cấp trên khác duyệt."),
    )  # fmt: skip
    item.told[row.row] = UNCHANGED if waits else UPDATED
    if not waits:
        item.changed_reoffences.append((old, data))


# --- what is odd but possible --------------------------------------------------------------------------------------------


def _look_twice(plan: Plan, item: Item) -> None:
    """Legally odd facts of what is new; a register tells what happened, so these are warnings."""
    if item.row is None or item.after == item.before:
        return
    last = item.after[-1]
    if last.end_reason == EndReason.EXPUNGED and last.end_on < add_years(item.row.release_on, 1):
        plan.warn(CASES, item.row.row, "release_on", _("Xóa án tích chưa đầy một năm sau ngày ra trại; hãy xem lại."))
    end = item.row.probation_end_on
    if last.end_on is None and last.category == Category.CONDITIONAL and end and end + PROBATION_GRACE < today():
        plan.warn(
            CASES, item.row.row, "probation_end_on",
            _("Đã hết thời gian thử thách từ ngày %s mà chưa ghi hết thử thách.") % vn_date(end),
        )  # fmt: skip
