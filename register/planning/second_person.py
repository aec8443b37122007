"""Cases of a workbook whose change would lower the number of reoffenders; a second person is asked about them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.choices import NOT_COUNTED
from cases.facts.rate_guard import (
    CONVICTION,
    PROSECUTION,
    CountedReoffence,
    Fall,
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
from register import bulk_services
from register.bulk_services import HistoryChange
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
    """Find the known cases whose change lowers a figure, and report it at their rows (`item.falls`).

    Four queries, and none if nothing recorded changes. A case without a document number is refused.
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
    before: dict[int, set[CountedReoffence]] = {}
    for one in counted_reoffences({*by_person, *new}):
        before.setdefault(one.person_id, set()).add(one)
    stays = _stays(before)
    reoffences = _reoffences(before)
    for person, counted in before.items():
        items, added = by_person.get(person, []), new.get(person, [])
        planned = _planned(person, items, stays[person], reoffences[person])
        if lost := falls(counted, planned):
            for item in items:
                _mark(plan, item, lost, counted - planned)
            for item in added:
                plan.refuse(
                    item,
                    _("Hồ sơ trước của người này phải chờ người thứ hai duyệt; nhập hồ sơ mới sau khi được duyệt."),
                )
        elif added and falls(counted, _planned(person, [*items, *added], stays[person], reoffences[person])):
            for item in added:
                plan.refuse(item, TAKES_OVER)


def ask(plan: ImportPlan, by: User | None) -> None:
    """Make a request for every case that was set aside, unless the same one is waiting already."""
    for item in plan.accepted:
        if item.falls and not _waits(item, plan):
            needed = NeedsSecondPerson(CALLS[KIND], by, _arguments(item, plan), item.falls, [], item.lost)
            services.ask(needed, why=plan.why, document_number=document_number(item))


def document_number(item: CaseItem) -> str:
    """The document on which the change rests: that of a verdict, else of the row of a change."""
    numbers = [data.document_number for _old, data in item.changed_reoffences]
    numbers += [row.document_number for row in (*item.prosecutions, *item.changes)]
    return next(filter(None, numbers), "")


def _mark(plan: ImportPlan, item: CaseItem, found: list[Fall], lost: set[CountedReoffence]) -> None:
    sheet = CASES if item.row else CHANGES
    if not document_number(item):
        text = _("Thay đổi này làm giảm số người tái phạm đã tính; phải ghi số văn bản làm căn cứ ở dòng biến động.")
        plan.error(item, sheet, item.first_row, "code", text)
        return
    item.falls, item.lost = found, lost
    waits = _waits(item, plan)
    text = (
        _("Đang chờ người thứ hai duyệt.")
        if waits
        else _("Làm giảm số người tái phạm đã tính: chưa ghi ngay, lập thành đề nghị chờ người thứ hai duyệt.")
    )
    plan.warn(sheet, item.first_row, "code", text)
    if waits:
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
