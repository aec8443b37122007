"""The reoffences in the workbook, compared with the recorded ones: new, with more known, with a verdict, or different."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from cases.choices import NOT_COUNTED, Outcome
from cases.facts.stay_chain import History
from cases.facts.store import ReoffenceData, reoffence_data
from cases.models import Reoffence
from core import date_rules
from core.dates import today
from register.planning.histories import kept_text, read_only_reason
from register.planning.import_plan import CREATED, UNCHANGED, UPDATED, CaseItem, ImportPlan
from register.reading.columns import CHANGES
from register.reading.reoffence_facts import shown_fact
from register.reading.rows import ChangeRow

# Expungement and the hint of recidivism rest on these, so another value is a correction like another verdict.
FACTS = ("act_on", "prosecuted_by", "articles", "is_intentional", "crime_class")
# What an outcome rests on.
OF_OUTCOME = ("ended_on", "outcome_number", "outcome_body")
# The most rows that one warning names.
MOST_ROWS = 20


def plan_reoffences(plan: ImportPlan, item: CaseItem) -> None:
    """Compares the prosecutions in the workbook with those recorded. A recorded one that is not in the workbook is kept."""
    recorded = plan.existing.reoffences.get(item.recorded.pk, {}) if item.recorded else {}
    seen: dict[date, ChangeRow] = {}
    for row in sorted(item.prosecutions, key=lambda row: row.row):
        earlier = seen.setdefault(row.on, row)
        if earlier is not row:
            item.outcomes[row.row] = UNCHANGED
            plan.warn(CHANGES, row.row, "on", _("Trùng với dòng %s nên không tính thêm.") % earlier.row)
            continue
        data = _reoffence_data(plan, item, row)
        if data is None:
            continue
        if row.on in recorded:
            _compare_reoffence(plan, item, row, recorded[row.on], data)
        else:
            _add_reoffence(plan, item, row, data)


def _reoffence_data(plan: ImportPlan, item: CaseItem, row: ChangeRow) -> ReoffenceData | None:
    outcome = row.outcome or (Outcome.CONVICTED if row.convicted_on else Outcome.PENDING).value
    if outcome == Outcome.CONVICTED and row.convicted_on is None:
        plan.error(item, CHANGES, row.row, "outcome", _("Đã bị kết án thì phải có ngày kết án."))
        return None
    if row.ended_on and outcome not in NOT_COUNTED:
        text = _("Chỉ vụ được đình chỉ hoặc tuyên không phạm tội mới có ngày này.")
        plan.error(item, CHANGES, row.row, "ended_on", text)
        return None
    for name in ("outcome_number", "outcome_body"):
        if getattr(row, name) and outcome == Outcome.PENDING:
            plan.error(item, CHANGES, row.row, name, _("Chưa xét xử thì chưa có văn bản này; hãy ghi kết quả xét xử."))
            return None
    days = {
        "prosecuted_on": row.on,
        "convicted_on": row.convicted_on,
        "act_on": row.act_on,
        "ended_on": row.ended_on,
    }
    # Without the day of release: a crime that belongs to no stay is a warning (docs/register.md §5).
    if broken := date_rules.broken("cases.reoffences.reoffence", days, today()):
        for name, message in broken:
            plan.error(item, CHANGES, row.row, "on" if name == "prosecuted_on" else name, message)
        return None
    told = {name: getattr(row, name) for name in (*FACTS, *OF_OUTCOME)}
    return ReoffenceData(row.on, row.document_number, row.note, row.convicted_on, outcome, **told)


def ask_unknown_acts(plan: ImportPlan) -> None:
    """Asks with one warning for the days of all crimes that neither the workbook nor a record tells."""
    rows = []
    for item in plan.accepted:
        recorded = plan.existing.reoffences.get(item.recorded.pk, {}) if item.recorded else {}
        for row in item.prosecutions:
            known = row.act_on or ((old := recorded.get(row.on)) and old.act_on)
            if not known and row.outcome not in NOT_COUNTED:
                rows.append(row.row)
    if rows:
        shown = ", ".join(map(str, sorted(rows)[:MOST_ROWS])) + (", …" if len(rows) > MOST_ROWS else "")
        text = _(
            "Chưa ghi ngày phạm tội mới của %(count)d vụ tái phạm (dòng %(rows)s). Vẫn nhập được; hệ thống sẽ hỏi ngày này"
            " khi tính xóa án tích."
        )
        plan.warn(CHANGES, min(rows), "act_on", text % {"count": len(rows), "rows": shown})


def _add_reoffence(plan: ImportPlan, item: CaseItem, row: ChangeRow, data: ReoffenceData) -> None:
    if item.read_only:
        plan.error(item, CHANGES, row.row, "code", read_only_reason(item))
        return
    if item.after and not attributable(item.after, row.on):
        plan.warn(
            CHANGES, row.row, "on",
            _("Ngày khởi tố không nằm trong thời gian quản lý nào: được ghi lại nhưng không tính vào số tái phạm."),
        )  # fmt: skip
    item.new_reoffences.append(data)
    item.outcomes[row.row] = CREATED


def attributable(history: History, day: date) -> bool:
    """Whether a new crime of that day belongs to a stay; the last day of a stay counts too (docs/measures.md §1)."""
    return any(stay.start_on <= day and (stay.end_on is None or stay.end_on >= day) for stay in history)


def _compare_reoffence(plan: ImportPlan, item: CaseItem, row: ChangeRow, old: Reoffence, data: ReoffenceData) -> None:
    """A verdict on an open prosecution is a new fact, and so is what was not known. What differs otherwise is a correction."""
    written = row.outcome or row.convicted_on
    recorded = reoffence_data(old)
    data = replace(
        recorded,
        document_number=kept_text(old.document_number, data.document_number),
        note=kept_text(old.note, data.note),
        convicted_on=data.convicted_on if written else old.convicted_on,
        outcome=data.outcome if written else old.outcome,
        **{name: _told(getattr(data, name), getattr(old, name)) for name in (*FACTS, *OF_OUTCOME)},
    )
    if old.outcome != data.outcome:  # what the recorded outcome rested on is not the document of another one
        data = replace(data, **{name: getattr(row, name) for name in OF_OUTCOME})
    verdict = (old.outcome, old.convicted_on) != (data.outcome, data.convicted_on)
    others = [
        name
        for name in (*FACTS, *OF_OUTCOME)
        if getattr(old, name) not in (None, "") and getattr(old, name) != getattr(data, name)
        and not (name in OF_OUTCOME and verdict)
    ]  # fmt: skip
    may_correct = plan.existing.scope.may_correct((), item.before)
    if data == recorded:
        item.outcomes[row.row] = UNCHANGED
    elif item.read_only:
        plan.error(item, CHANGES, row.row, "code", read_only_reason(item))
    elif verdict and old.outcome != Outcome.PENDING and not may_correct:
        plan.error(
            item, CHANGES, row.row, "outcome",
            _("Khác với kết quả xét xử đã ghi («%s»); chỉ lãnh đạo cấp huyện được sửa.") % Outcome(old.outcome).label,
        )  # fmt: skip
    elif others and not may_correct:
        text = _("Khác với thông tin đã ghi («%s»); chỉ lãnh đạo cấp huyện được sửa.")
        for name in others:
            plan.error(item, CHANGES, row.row, name, text % shown_fact(name, getattr(old, name)))
    else:
        text = _("Khác với thông tin đã ghi. Sẽ sửa: «%(old)s» thành «%(new)s».")
        for name in others:
            values = {part: shown_fact(name, getattr(one, name)) for part, one in (("old", old), ("new", data))}
            plan.warn(CHANGES, row.row, name, text % values)
        item.changed_reoffences.append((old, data))
        item.outcomes[row.row] = UPDATED


def _told(written, recorded):
    """What the workbook tells; the recorded value where it tells nothing."""
    if isinstance(recorded, str):
        return kept_text(recorded, written)
    return recorded if written is None else written
