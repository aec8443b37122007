"""The people of a workbook: one ID number is one person, two different numbers are two, and nobody is merged silently."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from cases.facts.stay_chain import History
from cases.models import Person
from cases.people.birth_dates import BirthDate
from cases.people.id_encryption import blind_index
from cases.people.id_numbers import IdNumber
from cases.reception.services import PersonData
from core.database_guards import ERASED
from core.dates import vn_date
from core.text import fold
from register.planning.existing_records import is_expunged
from register.planning.import_plan import UNCHANGED, CaseItem, ImportPlan
from register.planning.reoffences import attributable
from register.reading.columns import CHANGES

FOREVER = date.max


@dataclass(slots=True, eq=False)
class Group:
    """One person: the items about them, the recorded person if there is one, the ID numbers in the workbook (index → number)."""

    items: list[CaseItem] = field(default_factory=list)
    person: Person | None = None
    numbers: dict[str, IdNumber] = field(default_factory=dict)

    @property
    def accepted(self) -> list[CaseItem]:
        """The items that were not rejected."""
        return [item for item in self.items if not item.rejected]


def plan_people(plan: ImportPlan) -> None:
    """Groups the items by person, compares their descriptions, and sets the person of every item."""
    groups = _groups(plan)
    for group in groups:
        _warn_of_withdrawn_number(plan, group)
        _compare_names(plan, group)
        _refuse_overlaps(plan, group)
        _drop_same_prosecution(plan, group)
    _warn_of_duplicates(plan, [group for group in groups if group.person is None and group.accepted])
    for group in groups:
        _set_person(plan, group)


# --- who is who ----------------------------------------------------------------------------------------------------------


def _groups(plan: ImportPlan) -> list[Group]:
    by_key: dict[tuple, Group] = {}
    # Recorded cases first: they decide to which recorded person a number or key belongs.
    for item in sorted(plan.accepted, key=lambda item: (item.recorded is None, item.first_row)):
        keys = _keys(plan, item)
        found = list({id(by_key[key]): by_key[key] for key in keys if key in by_key}.values())
        group = Group([item], _record(plan, item), _numbers(plan, item))
        reason = _conflict(plan, [group, *found])
        if reason:
            plan.refuse(item, reason, "id_number")
            continue
        for other in found:
            group = _joined(other, group)
        for key in {*keys, *(key for key, value in by_key.items() if value in found)} if len(found) > 1 else keys:
            by_key[key] = group
    return list({id(group): group for group in by_key.values()}.values())


def _keys(plan: ImportPlan, item: CaseItem) -> list[tuple]:
    keys: list[tuple] = []
    record = _record(plan, item)
    if record:
        keys.append(("person", record.pk))
        if not plan.existing.manages_person(record):
            return keys  # a row is never joined to a person outside the user's units
    keys += [("number", index) for index in _numbers(plan, item)]
    if item.row and item.row.person_key:
        keys.append(("key", item.row.person_key.lower()))
    return keys or [("row", item.key)]


def _record(plan: ImportPlan, item: CaseItem) -> Person | None:
    if item.recorded:
        return item.recorded.person
    return next((plan.existing.owners[index] for index in _numbers(plan, item) if index in plan.existing.owners), None)


def _numbers(plan: ImportPlan, item: CaseItem) -> dict[str, IdNumber]:
    """The ID number that the row adds; empty if the person has it already, also as a claim or as withdrawn."""
    if item.row is None or item.row.id_number is None or item.read_only:
        return {}
    index = blind_index(item.row.id_number.number)
    if item.recorded:
        person = item.recorded.person_id
        if index in plan.existing.numbers.get(person, ()) or index in plan.existing.struck.get(person, ()):
            return {}
    return {index: item.row.id_number}


def _conflict(plan: ImportPlan, groups: list[Group]) -> str:
    """Why these groups cannot be one person; empty if they can."""
    people = {group.person.pk: group.person for group in groups if group.person}
    owners = {
        plan.existing.owners[index].pk for group in groups for index in group.numbers if index in plan.existing.owners
    }
    if len(people) > 1 or (people and owners - set(people)):
        return _("Số giấy tờ này đã ghi cho một người khác; đề nghị cấp huyện kiểm tra.")
    kinds: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for index, number in group.numbers.items():
            kinds[number.kind].add(index)
    for pk in people:
        for index, kind in plan.existing.numbers.get(pk, {}).items():
            kinds[kind].add(index)
    if any(len(found) > 1 for found in kinds.values()):
        return _("Người của hồ sơ này đã ghi số giấy tờ khác cùng loại; hai số khác nhau là hai người.")
    return ""


def _joined(one: Group, other: Group) -> Group:
    one.items += other.items
    one.person = one.person or other.person
    one.numbers |= other.numbers
    return one


def _warn_of_withdrawn_number(plan: ImportPlan, group: Group) -> None:
    struck = plan.existing.struck.get(group.person.pk, ()) if group.person else ()
    for item in group.accepted:
        if item.row and item.row.id_number and blind_index(item.row.id_number.number) in struck:
            plan.note(item, _("Số giấy tờ này đã bị gạch bỏ vì ghi nhầm; hãy sửa số trong sổ."), "id_number")


# --- descriptions of one person --------------------------------------------------------------------------------------


def _compare_names(plan: ImportPlan, group: Group) -> None:
    """The record, or else the first row, decides the name of a person. A row with another name gets a warning."""
    if group.person and group.person.full_name == ERASED:
        return  # expunged: the name is sealed
    named = sorted((item for item in group.accepted if item.has_name), key=lambda item: item.first_row)
    own = _own_row(plan, group)
    if own and group.person:
        own.person_changes = _changes(plan, group.person, own, overwrite=True)
    for item in named:
        if group.person is None:
            first = named[0].case_row
            _warn_of_other_name(plan, item, first.full_name, first.birth, row=named[0].first_row)
        elif item is not own:
            _compare_to_record(plan, group.person, item, own)


def _own_row(plan: ImportPlan, group: Group) -> CaseItem | None:
    """The row that may rename a recorded person: that of their only recorded case, if the user manages it; else None."""
    if group.person is None or len(plan.existing.cases_of[group.person.pk]) != 1:
        return None
    return next((item for item in group.accepted if item.recorded and item.has_name and not item.read_only), None)


def _compare_to_record(plan: ImportPlan, person: Person, item: CaseItem, own: CaseItem | None) -> None:
    changed = own.person_changes if own else {}
    name, birth = changed.get("full_name", person.full_name), changed.get("birth", person.birth)
    if item.recorded and not item.read_only:
        item.person_changes = _changes(plan, person, item, overwrite=False)
    if plan.existing.manages_person(person):
        _warn_of_other_name(plan, item, name, birth)


def _warn_of_other_name(
    plan: ImportPlan, item: CaseItem, name: str, birth: BirthDate | None, row: int | None = None
) -> None:
    where = {"where": _("dòng %s") % row if row else _("hệ thống"), "name": name, "birth": birth}
    if not _same_name(item.case_row.full_name, name):
        plan.note(item, _("Cùng một người nhưng họ tên ở %(where)s là «%(name)s»; giữ họ tên đó.") % where, "full_name")
    if not _same_birth(item.case_row.birth, birth):
        message = _("Cùng một người nhưng ngày sinh ở %(where)s là «%(birth)s»; giữ ngày sinh đó.")
        plan.note(item, message % where, "birth")


def _same_name(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _same_birth(one: BirthDate | None, other: BirthDate | None) -> bool:
    """Whether they can be one birth date; a year alone agrees with any day of that year."""
    if one is None or other is None:
        return True
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


def _is_coarser(one: BirthDate, other: BirthDate | None) -> bool:
    """Whether `one` equals `other` or is a coarser form of it."""
    return other is not None and _same_birth(one, other) and len(str(one)) <= len(str(other))


def _changes(plan: ImportPlan, person: Person, item: CaseItem, *, overwrite: bool) -> dict:
    """What the row adds to the recorded person. An empty cell erases nothing, and a year does not replace a full date."""
    row, changes = item.case_row, {}
    for name in ("full_name", "sex", "ethnicity"):
        written, recorded = getattr(row, name), getattr(person, name)
        if written and not _same_name(written, recorded) and (overwrite or not recorded):
            changes[name] = written
    if row.birth and not _is_coarser(row.birth, person.birth) and (overwrite or person.birth is None):
        changes["birth"] = row.birth
    if "full_name" in changes:
        plan.note(item, _("Sẽ sửa họ tên đã ghi: «%s».") % person.full_name, "full_name")
    return changes


# --- one person in one place at a time ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """The time that one case covers. `item` is None for a recorded case that the workbook does not change."""

    history: History
    item: CaseItem | None
    code: str

    @property
    def start(self) -> date:
        """The day on which the case begins."""
        return self.history[0].start_on

    @property
    def end(self) -> date:
        """The first day after the case; FOREVER for an open one."""
        return self.history[-1].end_on or FOREVER


def _refuse_overlaps(plan: ImportPlan, group: Group) -> None:
    """Refuses the later row of two overlapping cases until none overlap. A refused recorded case keeps its record."""
    while clash := _first_clash(_spans(plan, group)):
        one, other = clash
        told_of = [span.item for span in clash if span.item]
        if not told_of:
            return  # both are recorded; the workbook changes neither
        later = max(told_of, key=lambda item: item.first_row)
        earlier = one if other.item is later else other
        message = _("Thời gian quản lý chồng lên hồ sơ %(code)s (từ %(start)s%(end)s) của cùng một người.")
        end = _(" đến %s") % vn_date(earlier.end) if earlier.end != FOREVER else _(", chưa kết thúc")
        values = {"code": _code(plan, earlier), "start": vn_date(earlier.start), "end": end}
        hidden = earlier.item is None and not plan.existing.scope.manages(earlier.history)
        if hidden:
            message = _("Người này đang được quản lý theo hồ sơ khác trong cùng thời gian; đề nghị cấp huyện kiểm tra.")
        plan.refuse(later, message if hidden else message % values, "arrival_on" if later.row else "on")


def _spans(plan: ImportPlan, group: Group) -> list[Span]:
    spans = [Span(item.after, item, item.code) for item in group.accepted if item.after]
    taken = {item.recorded.pk for item in group.accepted if item.recorded}
    recorded = plan.existing.cases_of[group.person.pk] if group.person else ()
    spans += [
        Span(plan.existing.history(case), None, case.code)
        for case in recorded
        if case.pk not in taken and plan.existing.history(case)
    ]
    return sorted(spans, key=lambda span: (span.start, span.end))


def _first_clash(spans: list[Span]) -> tuple[Span, Span] | None:
    for place, span in enumerate(spans):
        for other in spans[place + 1 :]:
            if other.start < span.end and (span.item or other.item):
                return span, other
    return None


def _code(plan: ImportPlan, span: Span) -> str:
    if span.item and span.item.row:
        return _("%(code)s (dòng %(row)s)") % {"code": span.item.code, "row": span.item.first_row}
    return span.code


def _drop_same_prosecution(plan: ImportPlan, group: Group) -> None:
    """Keeps one prosecution per person and day: of two cases the one where it counts."""
    taken: dict[date, str] = {}
    for case in plan.existing.cases_of[group.person.pk] if group.person else ():
        seen = plan.existing.scope.manages(plan.existing.history(case))
        taken |= dict.fromkeys(plan.existing.reoffences.get(case.pk, ()), case.code if seen else _("khác"))
    found = [(not attributable(item.after, data.prosecuted_on), item.first_row, item, data)
             for item in group.accepted for data in item.new_reoffences]  # fmt: skip
    for _uncounted, _row, item, data in sorted(found, key=lambda entry: entry[:2]):
        if taken.setdefault(data.prosecuted_on, item.code) == item.code:
            continue
        item.new_reoffences.remove(data)
        for row in item.prosecutions:
            if row.on == data.prosecuted_on:
                item.outcomes[row.row] = UNCHANGED
                message = _("Đã ghi khởi tố người này cùng ngày ở hồ sơ %s nên không ghi thêm.")
                plan.warn(CHANGES, row.row, "on", message % taken[data.prosecuted_on])


# --- possible duplicates ---------------------------------------------------------------------------------------------


def _warn_of_duplicates(plan: ImportPlan, groups: Iterable[Group]) -> None:
    """Warns of people with the same name, birth date and commune where not both have an ID number. They are never merged."""
    earlier: dict[tuple, Group] = {}
    for group in sorted(groups, key=lambda group: group.accepted[0].first_row):
        named = next((item for item in group.accepted if item.has_name and item.case_row.birth), None)
        if named is None:
            continue
        row = named.case_row
        for person in plan.existing.namesakes.get(fold(row.full_name), ()):
            _compare_to_namesake(plan, group, named, person)
        key = (fold(row.full_name), row.birth, row.unit.pk)
        other = earlier.setdefault(key, group)
        if other is not group and not (group.numbers and other.numbers):
            place = next(item for item in other.accepted if item.has_name).first_row
            plan.note(named, _("Có thể trùng với người ở dòng %s: cùng họ tên, ngày sinh và xã.") % place, "full_name")


def _compare_to_namesake(plan: ImportPlan, group: Group, named: CaseItem, person: Person) -> None:
    histories = {case.code: plan.existing.history(case) for case in plan.existing.cases_of[person.pk]}
    histories = {code: history for code, history in histories.items() if history and not is_expunged(history)}
    row = named.case_row
    here = any(stay.unit_id == row.unit.pk for history in histories.values() for stay in history)
    if person.birth != row.birth or not here or (group.numbers and plan.existing.numbers.get(person.pk)):
        return
    codes = [code for code, history in histories.items() if plan.existing.scope.manages(history)]
    message = _("Có thể trùng với một người đã có trong hệ thống; đề nghị cấp huyện kiểm tra.")
    if codes:
        message = _("Có thể trùng với người của hồ sơ %s: cùng họ tên, ngày sinh và xã.") % ", ".join(codes)
    plan.note(named, message, "full_name")


# --- the person of each item ------------------------------------------------------------------------------------------


def _set_person(plan: ImportPlan, group: Group) -> None:
    """Sets the person of every item of a group; a new person is shared by all of them."""
    items = sorted(group.accepted, key=lambda item: (not item.has_name, item.first_row))
    if not items:
        return
    person: Person | PersonData
    if group.person is None:
        numbers = tuple((number.kind, number.number) for number in group.numbers.values())
        person = _data([item.row for item in items if item.has_name] or [items[0].row], numbers)
    else:
        person = known = group.person
        recorded = plan.existing.numbers.get(known.pk, {})
        new = {index: number for index, number in group.numbers.items() if index not in recorded}
        plan.numbers += [(known, number.kind, number.number) for number in new.values()]
    known_names = (
        {group.person.full_name.casefold()} | plan.existing.other_names[group.person.pk] if group.person else set()
    )
    for item in items:
        item.person = person
        if item.row and item.has_name and not item.read_only:
            known_names.add(item.row.full_name.casefold())
            new_names = [one for one in item.row.other_names if one[1].casefold() not in known_names]
            item.new_names = new_names
            known_names |= {name.casefold() for _kind, name in new_names}


def _data(rows: list, numbers: tuple) -> PersonData:
    """A new person from several rows: for each field the first row with a value."""
    first = {
        name: next((value for row in rows if (value := getattr(row, name))), None)
        for name in ("birth", "sex", "ethnicity")
    }
    return PersonData(rows[0].full_name, first["birth"], first["sex"] or "", first["ethnicity"] or "", numbers)
