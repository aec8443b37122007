"""Who the people of a workbook are: one ID number is one person, two are two, and nobody is merged in silence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from cases.facts.stay_chain import History
from cases.models import Case, Person
from cases.people.birth_dates import BirthDate
from cases.people.id_encryption import blind_index
from cases.reception.services import PersonData
from core.dates import vn_date
from core.text import fold
from register.existing_records import is_sealed
from register.fields import CHANGES
from register.histories import attributable
from register.items import UNCHANGED, Item, Plan

FOREVER = date.max


@dataclass(slots=True, eq=False)
class Group:
    """One person: the items about them, their record if there is one, the ID numbers written (index → number)."""

    items: list[Item] = field(default_factory=list)
    person: Person | None = None
    numbers: dict[str, object] = field(default_factory=dict)

    @property
    def accepted(self) -> list[Item]:
        return [item for item in self.items if not item.rejected]


def plan_people(plan: Plan) -> None:
    """Tell the people apart, compare what is written about them, and give every item its person."""
    groups = _groups(plan)
    for group in groups:
        _warn_of_struck_number(plan, group)
        _compare_names(plan, group)
        _refuse_overlaps(plan, group)
        _drop_same_prosecution(plan, group)
    _warn_of_likeness(plan, [group for group in groups if group.person is None and group.accepted])
    for group in groups:
        _settle(plan, group)


# --- who is who ----------------------------------------------------------------------------------------------------------


def _groups(plan: Plan) -> list[Group]:
    by_key: dict[tuple, Group] = {}
    # Known cases first: they say which record a number or key belongs to.
    for item in sorted(plan.accepted, key=lambda item: (item.known is None, item.first_row)):
        keys = _keys(plan, item)
        found = list({id(by_key[key]): by_key[key] for key in keys if key in by_key}.values())
        group = Group([item], _record(plan, item), _numbers(plan, item))
        reason = _why_not_one(plan, [group, *found])
        if reason:
            plan.refuse(item, reason, "id_number")
            continue
        for other in found:
            group = _joined(other, group)
        for key in {*keys, *(key for key, value in by_key.items() if value in found)} if len(found) > 1 else keys:
            by_key[key] = group
    return list({id(group): group for group in by_key.values()}.values())


def _keys(plan: Plan, item: Item) -> list[tuple]:
    keys = []
    record = _record(plan, item)
    if record:
        keys.append(("person", record.pk))
        if not plan.stored.sees(record):
            return keys  # no row is joined to somebody who is not, or no longer, the user's
    keys += [("number", index) for index in _numbers(plan, item)]
    if item.row and item.row.person_key:
        keys.append(("key", item.row.person_key.lower()))
    return keys or [("row", item.key)]


def _record(plan: Plan, item: Item) -> Person | None:
    if item.known:
        return item.known.person
    return next((plan.stored.owners[index] for index in _numbers(plan, item) if index in plan.stored.owners), None)


def _numbers(plan: Plan, item: Item) -> dict[str, object]:
    """What the row adds: not what is recorded of the person already, as theirs, as waiting for the district, or struck out."""
    if item.row is None or item.row.id_number is None or item.read_only:
        return {}
    index = blind_index(item.row.id_number.number)
    person = item.known.person_id if item.known else None
    if index in plan.stored.numbers.get(person, ()) or index in plan.stored.struck.get(person, ()):
        return {}
    return {index: item.row.id_number}


def _why_not_one(plan: Plan, groups: list[Group]) -> str:
    """Why these cannot be one person; empty when they can."""
    people = {group.person.pk: group.person for group in groups if group.person}
    owners = {
        plan.stored.owners[index].pk for group in groups for index in group.numbers if index in plan.stored.owners
    }
    if len(people) > 1 or (people and owners - set(people)):
        return _("Số giấy tờ này đã ghi cho một người khác; đề nghị cấp huyện kiểm tra.")
    kinds: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for index, number in group.numbers.items():
            kinds[number.kind].add(index)
    for pk in people:
        for index, kind in plan.stored.numbers.get(pk, {}).items():
            kinds[kind].add(index)
    if any(len(found) > 1 for found in kinds.values()):
        return _("Người của hồ sơ này đã ghi số giấy tờ khác cùng loại; hai số khác nhau là hai người.")
    return ""


def _joined(one: Group, other: Group) -> Group:
    one.items += other.items
    one.person = one.person or other.person
    one.numbers |= other.numbers
    return one


def _warn_of_struck_number(plan: Plan, group: Group) -> None:
    struck = plan.stored.struck.get(group.person.pk, ()) if group.person else ()
    for item in group.accepted:
        if item.row and item.row.id_number and blind_index(item.row.id_number.number) in struck:
            plan.note(item, _("Số giấy tờ này đã bị gạch bỏ vì ghi nhầm; hãy sửa số trong sổ."), "id_number")


# --- what is written about one person --------------------------------------------------------------------------------------


def _compare_names(plan: Plan, group: Group) -> None:
    """The first row, or the record, says what a person is called; a row that says otherwise is shown."""
    named = sorted((item for item in group.accepted if item.has_name), key=lambda item: item.first_row)
    own = _own_row(plan, group)
    if own:
        own.person_changes = _changes(plan, group.person, own, overwrite=True)
    for item in named:
        if group.person is None:
            _warn_of_other_name(plan, item, named[0].row.full_name, named[0].row.birth, row=named[0].first_row)
        elif item is not own:
            _compare_to_record(plan, group, item, own)


def _own_row(plan: Plan, group: Group) -> Item | None:
    """The row that may rename a recorded person: that of their only recorded case, if the user manages it."""
    if group.person is None or len(plan.stored.cases_of[group.person.pk]) != 1:
        return None
    return next((item for item in group.accepted if item.known and item.has_name and not item.read_only), None)


def _compare_to_record(plan: Plan, group: Group, item: Item, own: Item | None) -> None:
    changed = own.person_changes if own else {}
    name, birth = changed.get("full_name", group.person.full_name), changed.get("birth", group.person.birth)
    if item.known and not item.read_only:
        item.person_changes = _changes(plan, group.person, item, overwrite=False)
    if plan.stored.sees(group.person):
        _warn_of_other_name(plan, item, name, birth)


def _warn_of_other_name(plan: Plan, item: Item, name: str, birth: BirthDate | None, row: int | None = None) -> None:
    where = {"where": _("dòng %d") % row if row else _("hệ thống"), "name": name, "birth": birth}
    if not _same_name(item.row.full_name, name):
        plan.note(item, _("Cùng một người nhưng họ tên ở %(where)s là «%(name)s»; giữ họ tên đó.") % where, "full_name")
    if not _same_birth(item.row.birth, birth):
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


def _says_less(one: BirthDate, other: BirthDate | None) -> bool:
    """Whether `one` is `other` or a coarser form of it."""
    return other is not None and _same_birth(one, other) and len(str(one)) <= len(str(other))


def _changes(plan: Plan, person: Person, item: Item, *, overwrite: bool) -> dict:
    """What the row says of the person beyond the record. An empty cell erases nothing, a year no full date."""
    row, changes = item.row, {}
    for name in ("full_name", "sex", "ethnicity"):
        written, recorded = getattr(row, name), getattr(person, name)
        if written and not _same_name(written, recorded) and (overwrite or not recorded):
            changes[name] = written
    if row.birth and not _says_less(row.birth, person.birth) and (overwrite or person.birth is None):
        changes["birth"] = row.birth
    if "full_name" in changes:
        plan.note(item, _("Sẽ sửa họ tên đã ghi: «%s».") % person.full_name, "full_name")
    return changes


# --- one person in one place at a time ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """The time one case takes of a person's life; `item` is None for what is recorded and not being changed."""

    history: History
    item: Item | None
    case: Case | None

    @property
    def start(self) -> date:
        return self.history[0].start_on

    @property
    def end(self) -> date:
        return self.history[-1].end_on or FOREVER


def _refuse_overlaps(plan: Plan, group: Group) -> None:
    """Refuse the later row of two cases that overlap, until no two do. A refused known case is as it is recorded."""
    while clash := _first_clash(_spans(plan, group)):
        one, other = clash
        later = max((span for span in clash if span.item), key=lambda span: span.item.first_row, default=None)
        if later is None:
            return  # recorded so before there were constraints; nothing of this workbook
        earlier = one if later is other else other
        message = _("Thời gian quản lý chồng lên hồ sơ %(code)s (từ %(start)s%(end)s) của cùng một người.")
        end = _(" đến %s") % vn_date(earlier.end) if earlier.end != FOREVER else _(", chưa kết thúc")
        told = {"code": _code(plan, earlier), "start": vn_date(earlier.start), "end": end}
        hidden = earlier.item is None and not plan.stored.scope.manages(earlier.history)
        if hidden:
            message = _("Người này đang được quản lý theo hồ sơ khác trong cùng thời gian; đề nghị cấp huyện kiểm tra.")
        plan.refuse(later.item, message if hidden else message % told, "arrival_on" if later.item.row else "on")


def _spans(plan: Plan, group: Group) -> list[Span]:
    spans = [Span(item.after, item, item.known) for item in group.accepted if item.after]
    taken = {item.known.pk for item in group.accepted if item.known}
    recorded = plan.stored.cases_of[group.person.pk] if group.person else ()
    spans += [
        Span(plan.stored.history(case), None, case)
        for case in recorded
        if case.pk not in taken and plan.stored.history(case)
    ]
    return sorted(spans, key=lambda span: (span.start, span.end))


def _first_clash(spans: list[Span]) -> tuple[Span, Span] | None:
    for place, span in enumerate(spans):
        for other in spans[place + 1 :]:
            if other.start < span.end and (span.item or other.item):
                return span, other
    return None


def _code(plan: Plan, span: Span) -> str:
    if span.item and span.item.row:
        return _("%(code)s (dòng %(row)d)") % {"code": span.item.code, "row": span.item.first_row}
    return span.item.code if span.item else span.case.code


def _drop_same_prosecution(plan: Plan, group: Group) -> None:
    """A person is prosecuted once a day: the same day under two cases is kept under the one where it counts."""
    taken: dict[date, str] = {}
    for case in plan.stored.cases_of[group.person.pk] if group.person else ():
        seen = plan.stored.scope.manages(plan.stored.history(case))
        taken |= dict.fromkeys(plan.stored.reoffences.get(case.pk, ()), case.code if seen else _("khác"))
    found = [(not attributable(item.after, data.prosecuted_on), item.first_row, item, data)
             for item in group.accepted for data in item.new_reoffences]  # fmt: skip
    for _uncounted, _row, item, data in sorted(found, key=lambda entry: entry[:2]):
        if taken.setdefault(data.prosecuted_on, item.code) == item.code:
            continue
        item.new_reoffences.remove(data)
        for row in item.prosecutions:
            if row.on == data.prosecuted_on:
                item.told[row.row] = UNCHANGED
                message = _("Đã ghi khởi tố người này cùng ngày ở hồ sơ %s nên không ghi thêm.")
                plan.warn(CHANGES, row.row, "on", message % taken[data.prosecuted_on])


# --- people who look alike ---------------------------------------------------------------------------------------------


def _warn_of_likeness(plan: Plan, groups: Iterable[Group]) -> None:
    """Same folded name, birth date and commune, where not both have an ID number: shown, never merged."""
    earlier: dict[tuple, Group] = {}
    for group in sorted(groups, key=lambda group: group.accepted[0].first_row):
        named = next((item for item in group.accepted if item.has_name and item.row.birth), None)
        if named is None:
            continue
        for person in plan.stored.namesakes.get(fold(named.row.full_name), ()):
            _compare_to_namesake(plan, group, named, person)
        key = (fold(named.row.full_name), named.row.birth, named.row.unit.pk)
        other = earlier.setdefault(key, group)
        if other is not group and not (group.numbers and other.numbers):
            row = next(item for item in other.accepted if item.has_name).first_row
            plan.note(named, _("Có thể trùng với người ở dòng %d: cùng họ tên, ngày sinh và xã.") % row, "full_name")


def _compare_to_namesake(plan: Plan, group: Group, named: Item, person: Person) -> None:
    histories = {case.code: plan.stored.history(case) for case in plan.stored.cases_of[person.pk]}
    histories = {code: history for code, history in histories.items() if history and not is_sealed(history)}
    here = any(stay.unit_id == named.row.unit.pk for history in histories.values() for stay in history)
    if person.birth != named.row.birth or not here or (group.numbers and plan.stored.numbers.get(person.pk)):
        return
    codes = [code for code, history in histories.items() if plan.stored.scope.manages(history)]
    message = _("Có thể trùng với một người đã có trong hệ thống; đề nghị cấp huyện kiểm tra.")
    if codes:
        message = _("Có thể trùng với người của hồ sơ %s: cùng họ tên, ngày sinh và xã.") % ", ".join(codes)
    plan.note(named, message, "full_name")


# --- the end ---------------------------------------------------------------------------------------------------------------


def _settle(plan: Plan, group: Group) -> None:
    """Every item gets its person; one new person for all items of a group."""
    items = sorted(group.accepted, key=lambda item: (not item.has_name, item.first_row))
    if not items:
        return
    if group.person is None:
        numbers = tuple((number.kind, number.number) for number in group.numbers.values())
        person = _data([item.row for item in items if item.has_name] or [items[0].row], numbers)
    else:
        person = group.person
        recorded = plan.stored.numbers.get(person.pk, {})
        new = {index: number for index, number in group.numbers.items() if index not in recorded}
        plan.numbers += [(person, number.kind, number.number) for number in new.values()]
    for item in items:
        item.person = person


def _data(rows: list, numbers: tuple) -> PersonData:
    """From several rows about one person the first that says anything of each thing."""
    first = {
        name: next((value for row in rows if (value := getattr(row, name))), None)
        for name in ("birth", "sex", "ethnicity")
    }
    return PersonData(rows[0].full_name, first["birth"], first["sex"] or "", first["ethnicity"] or "", numbers)
