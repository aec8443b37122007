"""The worklist of a user: the stored duties of their cases, with the few lines that are about no case of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge
from typing import Any, NamedTuple

from django.db.models import Case as Condition
from django.db.models import Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.permissions.scope import map_day
from areas.present import MAIN_SUCCESSIONS, names_on
from cases.models import Case, DutyAnswer, Stay, StoredDuty
from cases.worklist.loader import SnoozedUntil
from cases.worklist.stored_duties import Rules, duty_of, refresh
from cases.worklist.worklist import Line, notice_lines, transfer_lines

OVERDUE, SNOOZED = "overdue", "snoozed"
# The filter for cases without an officer.
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Filters:
    """What lines a list shows. "" does not filter; a value that nothing has shows nothing."""

    kind: str = ""
    # Names as the lines show them.
    unit: str = ""
    officer: str = ""
    # OVERDUE, SNOOZED, or "": snoozed lines are shown only if they are asked for.
    state: str = ""

    def match(self, line: Line) -> bool:
        """Whether a line matches all filters."""
        return (
            (line.snoozed is not None) == (self.state == SNOOZED)
            and (self.state != OVERDUE or line.is_overdue)
            and (not self.kind or line.duty.kind == self.kind)
            and (not self.unit or line.unit == self.unit)
            and (not self.officer or line.officer == self.officer_name)
        )

    @property
    def officer_name(self) -> str:
        """The name of the wanted officer; "" for nobody."""
        return "" if self.officer == NOBODY else self.officer


class Tally(NamedTuple):
    """How many duties of one kind an officer has in a commune. The columns are in the order of Worklist.tallies."""

    unit_id: int
    unit: str
    officer_id: int | None
    rank: str | None
    full_name: str | None
    # The officer's name in the register.
    officer_text: str
    # "" counts the cases without any duty.
    kind: str
    is_current: bool
    open: int
    overdue: int
    snoozed: int
    snoozed_overdue: int

    @property
    def officer(self) -> str:
        """The officer as the lines show it; "" for nobody."""
        return f"{self.rank or ''} {self.full_name or ''}".strip() if self.officer_id else self.officer_text


class Worklist:
    """All duties in a user's scope. What is stored and holds no more is computed first."""

    def __init__(self, user: User):
        self.user = user
        self.rules, rows = Rules.now_and(MAIN_SUCCESSIONS)
        self.today = self.rules.day
        # People of a commune that was merged are looked after by the commune of today.
        self._names = names_on(map_day(user), rows[MAIN_SUCCESSIONS.name])
        self.tallies = self._count()
        if not all(tally.is_current for tally in self.tallies):
            refresh(Case.objects.visible_to(user), self.rules)
            self.tallies = self._count()

    def _count(self) -> list[Tally]:
        """The tallies, and whether each comes from answers that still hold, by one query."""
        case, duty = "case__officer", "case__stored_duties"
        is_due, is_snoozed = Q(**{f"{duty}__by_on__lt": self.today}), Q(**{f"{duty}__snoozed_until__isnull": False})
        is_open = Q(**{f"{duty}__snoozed_until": None})
        places = ("unit", "unit__name", case, f"{case}__rank", f"{case}__full_name", f"{case}_text")
        current = DutyAnswer.holds("case__person__duty_answer", self.today, self.rules.fingerprint)
        rows = (
            Stay.objects.visible_to(self.user)
            .filter(end_on=None)
            .order_by()
            .annotate(
                kind=Coalesce(f"{duty}__kind", Value("")), is_current=Condition(When(current, then=True), default=False)
            )
            .values_list(*places, "kind", "is_current")
            .annotate(
                open=Count(duty, filter=is_open),
                overdue=Count(duty, filter=is_open & is_due),
                snoozed=Count(duty, filter=is_snoozed),
                snoozed_overdue=Count(duty, filter=is_snoozed & is_due),
            )
        )
        return [Tally._make((row[0], self.unit_name(row[0], row[1]), *row[2:])) for row in rows]

    @cached_property
    def others(self) -> list[Line]:
        """The lines of notices and of transfers that wait for this user's answer, in order."""
        law, calendar = self.rules.law, self.rules.calendar
        notices = notice_lines(self.user, law, calendar, self.today, self._names)
        transfers = transfer_lines(self.user, law, self.today, self._names)
        return sorted([*notices, *transfers], key=_order)

    @cached_property
    def duties(self) -> QuerySet[StoredDuty]:
        """The duties of the user's open cases, in no order. They hold, because the tallies did or were counted again."""
        return StoredDuty.objects.visible_to(self.user)

    def unit_name(self, key: int, name: str) -> str:
        """The name of the commune of today for a commune and its own name."""
        return self._names.get(key, name)

    def chosen(self, filters: Filters = Filters()) -> "ChosenLines":
        """The lines that match all filters."""
        return ChosenLines(self, filters)

    def line(self, row: StoredDuty) -> Line:
        """A stored duty as a line; read with its unit, case, person and officer."""
        case, officer = row.case, row.case.officer
        return Line(
            duty=duty_of(row),
            today=self.today,
            name=case.person.full_name,
            name_key=bytes(case.person.name_key),
            unit=self.unit_name(row.unit_id, row.unit.name),
            officer=f"{officer.rank} {officer.full_name}".strip() if officer else case.officer_text,
            officer_id=case.officer_id,
            case_id=case.public_id,
            snoozed=SnoozedUntil(row.snoozed_until, row.snoozed_why) if row.snoozed_until else None,
        )


class ChosenLines(Sequence[Line]):
    """Lines of a worklist that match the filters, overdue first, then by day. Only lines that are asked for are read."""

    def __init__(self, worklist: Worklist, filters: Filters):
        self.worklist, self._filters = worklist, filters
        self._others = [line for line in worklist.others if filters.match(line)]

    def __len__(self) -> int:
        lines = "snoozed" if self._filters.state == SNOOZED else "open"
        return self.overdue if self._filters.state == OVERDUE else self._sum(lines) + len(self._others)

    def __getitem__(self, wanted: Any) -> Any:
        if not isinstance(wanted, slice):
            return self[wanted : wanted + 1][0]
        start, stop, _step = wanted.indices(len(self))
        # Of the lines before the wanted ones, at most so many are about no case; only these need duties to be merged with.
        first = max(start - len(self._others), 0)
        order = (F("by_on").asc(nulls_last=True), "case__person__name_key", "key", "pk")
        # Sorted without the texts, of which only the wanted rows are read.
        wanted_keys = self.worklist.duties.filter(self._condition).order_by(*order).values("pk")[first:stop]
        rows = StoredDuty.objects.filter(pk__in=wanted_keys).select_related("unit", "case__person", "case__officer")
        merged = list(merge(map(self.worklist.line, rows.order_by(*order)), self._others, key=_order))
        return merged[start - first : stop - first]

    @property
    def overdue(self) -> int:
        """How many of these lines are overdue."""
        overdue = "snoozed_overdue" if self._filters.state == SNOOZED else "overdue"
        return self._sum(overdue) + sum(line.is_overdue for line in self._others)

    @property
    def snoozed(self) -> int:
        """How many lines of the whole worklist are snoozed."""
        return sum(tally.snoozed for tally in self.worklist.tallies)

    def _sum(self, column: str) -> int:
        wanted = self._filters
        return sum(
            getattr(tally, column)
            for tally in self.worklist.tallies
            if (not wanted.kind or tally.kind == wanted.kind)
            and (not wanted.unit or tally.unit == wanted.unit)
            and (not wanted.officer or tally.officer == wanted.officer_name)
        )

    @cached_property
    def _condition(self) -> Q:
        wanted = self._filters
        found = Q(snoozed_until__isnull=wanted.state != SNOOZED)
        if wanted.state == OVERDUE:
            found &= Q(by_on__lt=self.worklist.today)
        if wanted.kind:
            found &= Q(kind=wanted.kind)
        if wanted.unit:
            found &= Q(unit__in={tally.unit_id for tally in self.worklist.tallies if tally.unit == wanted.unit})
        if wanted.officer:
            found &= self._of_officer(wanted.officer_name)
        return found

    def _of_officer(self, officer: str) -> Q:
        users = {tally.officer_id for tally in self.worklist.tallies if tally.officer_id and tally.officer == officer}
        return Q(case__officer__in=users) | Q(case__officer=None, case__officer_text=officer)


def worklist_lines(user: User) -> list[Line]:
    """All lines of a user's worklist, overdue first, then by day. Snoozed ones are included with their snooze."""
    worklist = Worklist(user)
    return sorted([*worklist.chosen()[:], *worklist.chosen(Filters(state=SNOOZED))[:]], key=_order)


def _order(line: Line) -> tuple[date, bytes, str]:
    return line.duty.by_on or date.max, line.name_key, line.duty.key
