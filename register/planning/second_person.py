"""Cases of a workbook whose change lowers the number of reoffenders or expunges early; a second person is asked about them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.choices import NOT_COUNTED, EndReason
from cases.expungement import early
from cases.facts.rate_guard import (
    CONVICTION,
    PROSECUTION,
    CountedReoffence,
    counted_reoffences,
    falls,
    stay_on,
)
from cases.facts.stay_chain import History
from cases.facts.store import ReoffenceData
from cases.models import Case, Person, Reoffence, SecondPersonRequest, Stay
from cases.reception.services import TAKES_OVER
from cases.second_person import services
from cases.second_person.calls import CALLS, NeedsSecondPerson, encode, second_person
from core.dates import vn_date
from register import bulk_services
from register.bulk_services import HistoryChange
from register.planning.existing_records import is_expunged
from register.planning.import_plan import UNCHANGED, CaseItem, ImportPlan
from register.reading.columns import CASES, CHANGES

KIND = "register.case"


@second_person(KIND, gettext_lazy("Nhập sổ: sửa quá trình quản lý hoặc kết quả vụ tái phạm"))
@transaction.atomic
def apply_case(
    *,
    by: User | None,
    case: Case,
    history: History,
    verdicts: Sequence[tuple[Reoffence, ReoffenceData]],
    why: str,
    document_number: str,
) -> None:
    """Write what a workbook says of the stays and the recorded reoffences of one case. Raises Contradiction."""
    reason = _("%(why)s (văn bản %(document)s)") % {"why": why, "document": document_number}
    bulk_services.change_histories(by=by, changes=[HistoryChange(case, history, reason)])
    if verdicts:
        bulk_services.correct_reoffences(by=by, items=list(verdicts), why=reason)


def set_aside(plan: ImportPlan) -> None:
    """Find the known cases whose change takes a second person, and report it at their rows (`item.falls`, `item.reasons`).

    Four queries for the figures, and none if nothing recorded changes; a few more for each expungement of a recorded case. A
    case without a document number is refused.
    """
    changed = [
        item for item in plan.accepted if item.recorded and (item.after != item.before or item.changed_reoffences)
    ]
    by_person: dict[int, list[CaseItem]] = {}
    for item in changed:
        by_person.setdefault(item.case.person_id, []).append(item)
    new: dict[int, list[CaseItem]] = {}
    for item in plan.accepted:
        if not item.recorded and isinstance(item.person, Person):
            new.setdefault(item.person.pk, []).append(item)
    for item in changed:
        item.reasons = _reasons(item)
    before: dict[int, set[CountedReoffence]] = {}
    for one in counted_reoffences({*by_person, *new}):
        before.setdefault(one.person_id, set()).add(one)
    stays = _stays(before)
    reoffences = _reoffences(before)
    for person, counted in before.items():
        items, added = by_person.get(person, []), new.get(person, [])
        planned = _planned(person, items, stays[person], reoffences[person])
        if found := falls(counted, planned):
            for item in items:
                item.falls, item.lost = found, counted - planned
        elif added and falls(counted, _planned(person, [*items, *added], stays[person], reoffences[person])):
            for item in added:
                plan.refuse(item, TAKES_OVER)
    for person, items in by_person.items():
        waiting = [item for item in items if item.is_set_aside]
        for item in waiting:
            _mark(plan, item)
        for item in new.get(person, []) if waiting else ():
            plan.refuse(
                item, _("Hồ sơ trước của người này phải chờ người thứ hai duyệt; nhập hồ sơ mới sau khi được duyệt.")
            )


def ask(plan: ImportPlan, by: User | None) -> None:
    """Make a request for every case that was set aside, unless the same one is waiting already."""
    for item in plan.accepted:
        if item.is_set_aside and not item.is_asked:
            needed = NeedsSecondPerson(
                CALLS[KIND], by, _arguments(item, plan), item.falls, list(item.reasons), item.lost
            )
            services.ask(needed, why=plan.why, document_number=document_number(item))


def document_number(item: CaseItem) -> str:
    """The document on which the change rests; "" without one. An expungement rests on the court's or the register's."""
    if item.reasons:
        return item.after[-1].end_document_number
    numbers = [data.document_number for _old, data in item.changed_reoffences]
    numbers += [row.document_number for row in (*item.prosecutions, *item.changes)]
    return next(filter(None, numbers), "")


def _reasons(item: CaseItem) -> list[str]:
    """Why the expungement of a recorded case takes a second person as on its page: early, or with a prosecution."""
    last = item.after[-1]
    if last.end_on is None or not is_expunged(item.after) or is_expunged(item.before):
        return []
    found = early.reasons_for_second_person(item.case, last.end_on)
    text = _("Sổ ghi thêm vụ tái phạm khởi tố ngày %s cùng với việc xóa án tích.")
    return found + [
        text % vn_date(data.prosecuted_on) for data in item.new_reoffences if data.outcome not in NOT_COUNTED
    ]


def _mark(plan: ImportPlan, item: CaseItem) -> None:
    """Report at the row of the case, and at that of an expungement, that the change waits; refuse it without a document."""
    sheet, row, column = CASES if item.row else CHANGES, item.first_row, "code"
    if item.reasons:
        expunging = [row for row in item.changes if row.kind == EndReason.EXPUNGED]
        sheet, row, column = (CHANGES, expunging[-1].row, "kind") if expunging else (sheet, row, column)
    why = [_("Thay đổi này làm giảm số người tái phạm đã tính.")] if item.falls else []
    why += item.reasons
    if not document_number(item):
        text = _("%s Phải ghi số văn bản làm căn cứ ở dòng biến động.")
        plan.error(item, sheet, row, column, text % " ".join(why))
        return
    item.is_asked = _waits(item, plan)
    text = _("%s Đang chờ người thứ hai duyệt.")
    if not item.is_asked:
        text = _("%s Chưa ghi ngay: khi áp dụng sẽ lập thành đề nghị chờ người thứ hai duyệt.")
    plan.wait(sheet, row, column, text % " ".join(why))
    if item.is_asked:
        item.outcomes = dict.fromkeys(item.outcomes, UNCHANGED)


def _waits(item: CaseItem, plan: ImportPlan) -> bool:
    """Whether the same request about this case is waiting."""
    waiting = SecondPersonRequest.objects.filter(case=item.recorded, kind=KIND, state=SecondPersonRequest.State.WAITING)
    wanted = {name: encode(value) for name, value in _arguments(item, plan).items() if name in ("history", "verdicts")}
    return any(wanted.items() <= one.arguments.items() for one in waiting)


def _arguments(item: CaseItem, plan: ImportPlan) -> dict:
    return {
        "case": item.recorded,
        "history": item.after or item.before,
        "verdicts": tuple(item.changed_reoffences),
        "why": plan.why,
        "document_number": document_number(item),
    }


def _stays(people) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = {person: [] for person in people}
    for stay in Stay.objects.current().filter(person__in=list(people)):
        found[stay.person_id].append(stay)
    return found


def _reoffences(people) -> dict[int, list[Reoffence]]:
    found: dict[int, list[Reoffence]] = {person: [] for person in people}
    for row in Reoffence.objects.current().filter(person__in=list(people)):
        found[row.person_id].append(row)
    return found


def _planned(
    person: int, items: list[CaseItem], stays: list[Stay], reoffences: list[Reoffence]
) -> set[CountedReoffence]:
    """Where the person's reoffences would be counted after the workbook."""
    changed = {item.recorded.pk for item in items if item.recorded}
    values = [stay.value for stay in stays if stay.case_id not in changed]
    values += [value for item in items for value in item.after or item.before]
    verdicts = {old.pk: data for item in items for old, data in item.changed_reoffences}
    planned = [verdicts.get(row.pk, row) for row in reoffences]
    planned += [data for item in items for data in item.new_reoffences]
    return {
        CountedReoffence(person, stay.unit_id, stay.category, day, counted_date)
        for one in planned
        if one.outcome not in NOT_COUNTED
        for counted_date, day in ((PROSECUTION, one.prosecuted_on), (CONVICTION, one.convicted_on))
        if day and (stay := stay_on(values, day))
    }
