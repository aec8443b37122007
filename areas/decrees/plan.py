"""What a file changes in the stored units, or why it cannot: reads the units and writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from areas.decrees.file import Action, DecreeFile, Line, LineError
from areas.models import KINDS_OF, Level, Unit, UnitSuccession
from core.dates import DAY_ONE, vn_date

# The levels to which a unit may belong directly.
ABOVE: dict[str, tuple[Level, ...]] = {
    Level.PROVINCE: (),
    Level.DISTRICT: (Level.PROVINCE,),
    Level.COMMUNE: (Level.DISTRICT, Level.PROVINCE),
}


@dataclass(slots=True)
class NewUnit:
    """A unit that begins. `parent`: the code of the unit above on that day; `stored`: the same unit, if it is there already."""

    line: int
    code: str
    level: str
    kind: str
    name: str
    parent: str
    note: str
    stored: Unit | None = None

    @property
    def full_name(self) -> str:
        """As of a Unit."""
        return f"{self.kind} {self.name}"


@dataclass(slots=True)
class EndedUnit:
    """A unit that ends. `into`: codes of the units it becomes a part of, the main one first; none if it is abolished."""

    line: int
    unit: Unit
    into: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_split: bool = False


@dataclass(slots=True)
class Plan:
    """The changes of one day. With errors it must not be applied."""

    file: DecreeFile
    ended: dict[str, EndedUnit] = field(default_factory=dict)
    created: dict[str, NewUnit] = field(default_factory=dict)
    # Units that stay, but whose office ends, with the line that says so.
    closed: dict[int, tuple[int, Unit]] = field(default_factory=dict)
    # Code of a case -> the line that says which part of a split unit it belongs to.
    placed: dict[str, Line] = field(default_factory=dict)
    errors: list[LineError] = field(default_factory=list)
    # By code: the units of the day before, and those of the day itself that the file does not create.
    before: dict[str, Unit] = field(default_factory=dict)
    staying: dict[str, Unit] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The first day of the new map. A file without it has an error, and nothing asks for the day."""
        assert self.file.on is not None
        return self.file.on

    @property
    def is_new_map(self) -> bool:
        """Whether any unit would begin or end that does not yet do so."""
        return any(one.unit.valid_to is None for one in self.ended.values()) or any(
            one.stored is None for one in self.created.values()
        )

    def above(self, unit: Unit) -> str:
        """The code of the unit to which a unit of the day before belongs on the day, as far as no line says it; "" for none."""
        above = unit.parent
        while above is not None and above.code in self.ended:
            into = self.ended[above.code].into
            if into:
                return into[0]
            above = above.parent
        return above.code if above is not None else ""

    def regrouped(self, one: EndedUnit) -> list[Unit]:
        """The units that stay and lose or gain the people of one that ends: above it on one of both days only."""
        if not one.into:
            return []
        code = self.created[one.into[0]].parent
        while code in self.created:
            code = self.created[code].parent
        changed = _with_above(one.unit.parent) ^ _with_above(self.staying.get(code))
        return [unit for unit in self.staying.values() if unit.pk in changed]


def _with_above(unit: Unit | None) -> set[int]:
    found = set()
    while unit is not None:
        found.add(unit.pk)
        unit = unit.parent
    return found


def plan_of(file: DecreeFile) -> Plan:
    """Compare the file with the stored units; collect every fault with its line."""
    plan = Plan(file, errors=list(file.errors))
    if file.on is not None:
        _Planner(plan).run()
    plan.errors.sort(key=lambda error: error.line)
    return plan


class _Planner:
    def __init__(self, plan: Plan):
        self.plan = plan
        rows = Unit.objects.on(plan.on - DAY_ONE).select_related("parent__parent")
        # From the top, so that what follows a unit above is decided before what is below it.
        order = list(Level)
        self.before = {unit.code: unit for unit in sorted(rows, key=lambda unit: order.index(Level(unit.level)))}
        plan.before = self.before

    def run(self) -> None:
        """Read the lines in order, then what follows from them."""
        later = []
        for line in self.plan.file.lines:
            if line.action in (Action.ABOLISH_LEVEL, Action.CLOSE_OFFICE, Action.PLACE):
                later.append(line)
            else:
                self._change(line)
        for line in later:
            match line.action:
                case Action.ABOLISH_LEVEL:
                    self._abolish_level(line)
                case Action.CLOSE_OFFICE:
                    self._close_office(line)
                case _:
                    self._place(line)
        self._follow()
        ended = {one.unit.pk for one in self.plan.ended.values()}
        self.plan.staying = {unit.code: unit for unit in Unit.objects.on(self.plan.on).exclude(pk__in=ended)}
        self._check_successors()
        self._check_created()
        self._check_ended()

    def _error(self, line: int, message: str) -> None:
        self.plan.errors.append(LineError(line, message))

    def _change(self, line: Line) -> None:
        if line.action == Action.CREATE:
            self._create(line, line.code, line.level, line.kind, line.name, line.parent)
            return
        unit = self._unit(line)
        if unit is None:
            return
        match line.action:
            case Action.MERGE | Action.SPLIT:
                self._end(line, unit, line.into)
            case Action.ABOLISH:
                self._end(line, unit, "")
            case _:
                code = line.code or unit.code
                if self._end(line, unit, code):
                    above = line.parent or self.plan.above(unit)
                    self._create(line, code, unit.level, line.kind or unit.kind, line.name or unit.name, above)

    def _unit(self, line: Line) -> Unit | None:
        unit = self.before.get(line.unit)
        if unit is None:
            text = _("Không có đơn vị nào mang mã %(code)s vào ngày %(day)s.")
            self._error(line.number, text % {"code": line.unit, "day": vn_date(self.plan.on - DAY_ONE)})
        return unit

    def _create(self, line: Line, code: str, level: str, kind: str, name: str, parent: str) -> None:
        if code in self.plan.created:
            text = _("Mã %(code)s đã được lập ở dòng %(line)d.")
            self._error(line.number, text % {"code": code, "line": self.plan.created[code].line})
        else:
            self.plan.created[code] = NewUnit(line.number, code, level, kind, name, parent, line.note)

    def _end(self, line: Line, unit: Unit, into: str) -> bool:
        is_split = line.action == Action.SPLIT
        one = self.plan.ended.get(unit.code)
        if one is None:
            one = self.plan.ended[unit.code] = EndedUnit(line.number, unit, is_split=is_split)
        elif not (is_split and one.is_split) or into in one.into:
            text = _("%(unit)s đã có ở dòng %(line)d.")
            self._error(line.number, text % {"unit": unit.full_name, "line": one.line})
            return False
        if into:
            one.into.append(into)
            one.notes.append(line.note)
        return True

    def _abolish_level(self, line: Line) -> None:
        top = self._unit(line)
        if top is None:
            return
        found = [unit for unit in self._below(top) if unit.level == line.level]
        if not found:
            self._error(line.number, _("%s không có đơn vị nào ở cấp này.") % top.full_name)
        for unit in found:
            if unit.code not in self.plan.ended:
                self.plan.ended[unit.code] = EndedUnit(line.number, unit)

    def _close_office(self, line: Line) -> None:
        top = self._unit(line)
        if top is None:
            return
        found = [unit for unit in (top, *self._below(top)) if unit.level == line.level]
        if not found:
            self._error(line.number, _("%s không có đơn vị nào ở cấp này.") % top.full_name)
        self.plan.closed |= {unit.pk: (line.number, unit) for unit in found}

    def _place(self, line: Line) -> None:
        one = self.plan.ended.get(line.unit)
        if one is None or not one.is_split or line.into not in one.into:
            self._error(
                line.number, _("Tệp không chia đơn vị %(unit)s vào %(into)s.") % {"unit": line.unit, "into": line.into}
            )
        elif line.case in self.plan.placed:
            text = _("Hồ sơ %(case)s đã có ở dòng %(line)d.")
            self._error(line.number, text % {"case": line.case, "line": self.plan.placed[line.case].number})
        else:
            self.plan.placed[line.case] = line

    def _below(self, top: Unit) -> Iterator[Unit]:
        for unit in self.before.values():
            above = unit.parent
            while above is not None:
                if above.pk == top.pk:
                    yield unit
                above = above.parent

    def _follow(self) -> None:
        """Units that the file does not name begin again under what the unit above them became."""
        for unit in self.before.values():
            if unit.code in self.plan.ended or unit.parent is None or unit.parent.code not in self.plan.ended:
                continue
            above = self.plan.ended[unit.parent.code]
            if above.is_split:
                text = _("%(above)s bị chia: phải có dòng nói %(unit)s về đâu.")
                self._error(above.line, text % {"above": above.unit.full_name, "unit": unit.full_name})
                continue
            line = Line(above.line, Action.MOVE, unit.code)
            if self._end(line, unit, unit.code):
                self._create(line, unit.code, unit.level, unit.kind, unit.name, self.plan.above(unit))

    def _check_successors(self) -> None:
        for one in self.plan.ended.values():
            for code in one.into:
                if code not in self.plan.created:
                    text = _("Đơn vị nhận %s phải được lập mới từ ngày này, kể cả khi giữ tên và mã cũ.")
                    self._error(one.line, text % code)
                elif self.plan.created[code].level != one.unit.level and one.unit.level == Level.COMMUNE:
                    self._error(one.line, _("%s không cùng cấp với đơn vị nhận.") % one.unit.full_name)
            stored = list(UnitSuccession.objects.filter(predecessor=one.unit).select_related("successor"))
            wanted = {code: place == 0 for place, code in enumerate(one.into)}
            if any(row.on != self.plan.on or wanted.get(row.successor.code) != row.is_main for row in stored):
                became = ", ".join(row.successor.full_name for row in stored)
                text = _("%(unit)s đã được ghi là trở thành %(became)s.")
                self._error(one.line, text % {"unit": one.unit.full_name, "became": became})

    def _check_created(self) -> None:
        taken = Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=self.plan.on), code__in=self.plan.created)
        stored = {unit.code: unit for unit in taken.select_related("parent") if unit.valid_from == self.plan.on}
        for new in self.plan.created.values():
            if new.level not in Level.values or new.kind not in {kind.value for kind in KINDS_OF[Level(new.level)]}:
                self._error(new.line, _("Cấp hoặc loại đơn vị không đúng."))
                continue
            if reason := self._parent_error(new):
                self._error(new.line, reason)
            new.stored = stored.get(new.code)
            others = [unit for unit in taken if unit.code == new.code and unit != new.stored and not self._ends(unit)]
            if others:
                text = _("Mã %(code)s trong thời gian đó là của %(unit)s.")
                self._error(new.line, text % {"code": new.code, "unit": others[0].full_name})
            if new.stored is not None and not _is_same(new, new.stored):
                self._error(new.line, _("Mã %s từ ngày này đã được lập khác với tệp.") % new.code)

    def _ends(self, unit: Unit) -> bool:
        one = self.plan.ended.get(unit.code)
        return one is not None and one.unit.pk == unit.pk

    def _parent_error(self, new: NewUnit) -> str:
        if new.level == Level.PROVINCE:
            return _("Cấp tỉnh không thuộc đơn vị nào.") if new.parent else ""
        above = self.plan.created.get(new.parent) or self.plan.staying.get(new.parent)
        if above is None:
            return _("Không có đơn vị cấp trên mang mã «%s» từ ngày này.") % new.parent
        return "" if above.level in ABOVE[new.level] else _("Đơn vị cấp trên không đúng cấp.")

    def _check_ended(self) -> None:
        for one in self.plan.ended.values():
            if one.unit.valid_to not in (None, self.plan.on):
                text = _("%(unit)s đã kết thúc ngày %(day)s.")
                self._error(one.line, text % {"unit": one.unit.full_name, "day": vn_date(one.unit.valid_to)})
        keys: dict[int | None, EndedUnit] = {one.unit.pk: one for one in self.plan.ended.values()}
        after = Q(valid_to=None) | Q(valid_to__gt=self.plan.on)
        for unit in Unit.objects.filter(after, parent__in=keys, valid_from__gte=self.plan.on):
            text = _("%s có từ sau ngày này vẫn thuộc đơn vị kết thúc.")
            self._error(keys[unit.parent_id].line, text % unit.full_name)


def _is_same(new: NewUnit, stored: Unit) -> bool:
    above = stored.parent.code if stored.parent is not None else ""
    names = ("level", "kind", "name")
    return above == new.parent and all(getattr(new, name) == getattr(stored, name) for name in names)
