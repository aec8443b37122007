"""The weekly digest for a leader: open, overdue and entered per officer, overdue per commune, cases without officer."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Model, Q, QuerySet
from django.utils.timezone import make_aware

from accounts.models import Membership, User
from accounts.permissions.roles import Role
from accounts.permissions.scope import unit_keys_for
from audit.models import AuditEvent
from cases.models import Case, Notice, Person
from cases.worklist.lists import Worklist
from cases.worklist.worklist import incoming_transfers
from core.dates import VIETNAM, add_months, today

WEEK = timedelta(days=7)
# Audit actions about people that only read or postpone; all others count as entries.
READS = (
    "access.refused", "audit.case", "case.form", "case.list", "case.view", "document.download", "document.print", "duty.snooze",
    "loan.form", "loan.view",
    "notice.form", "notice.view", "person.likeness", "person.unmask", "sealed.open", "sealed.view", "snooze.strike",
    "transfer.view",
)  # fmt: skip
# Models whose events are entries; later apps add theirs with `counts_as_entries`.
ABOUT_PEOPLE = [model._meta.label_lower for model in (Case, Person, Notice)]


def counts_as_entries(model: type[Model]) -> None:
    """Count the events about a model as entries of officers."""
    ABOUT_PEOPLE.append(model._meta.label_lower)


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """The numbers of one officer. `officer` is "" for cases without one."""

    officer: str
    open: int
    overdue: int
    # Entries of the last seven days and the day of the last one; None for an officer without account.
    done: int | None = None
    last_on: date | None = None

    @property
    def is_silent(self) -> bool:
        """Whether this user entered nothing in the last seven days."""
        return self.done == 0


def by_officer(worklist: Worklist) -> list[OfficerRow]:
    """Return the rows of all officers: cases without officer first, then by overdue duties."""
    total, late = Counter[int | str](), Counter[int | str]()
    names: dict[int | str, str] = {}
    for tally in worklist.tallies:
        if tally.open:
            who = tally.officer_id or tally.officer_text
            total[who] += tally.open
            late[who] += tally.overdue
            names[who] = tally.officer
    officers = {one.pk: one.get_full_name() for one in _officers(worklist.user)}
    entered = _entered(list(officers))
    rows = [
        OfficerRow(
            name,
            total[who],
            late[who],
            *(entered.get(who, (0, None)) if who in officers else (None, None)),
        )
        for who, name in (names | officers).items()
    ]
    return sorted(rows, key=lambda row: (row.officer != "", -row.overdue, -row.open, row.officer))


@dataclass(frozen=True, slots=True)
class OtherWork:
    """Work of a later app: how many, by commune, and where it is listed."""

    label: str
    count: int
    by_unit: list[tuple[str, int]]
    url: str


_other_work: list[Callable[[User], Iterable[OtherWork]]] = []


def other_work(function: Callable[[User], Iterable[OtherWork]]) -> Callable[[User], Iterable[OtherWork]]:
    """Register work that the digest counts beside the duties of cases."""
    _other_work.append(function)
    return function


def other_work_of(user: User) -> list[OtherWork]:
    """What the registered functions count for this user."""
    return [one for function in _other_work for one in function(user)]


@dataclass(frozen=True, slots=True)
class Overview:
    """The summary above a leader's worklist."""

    overdue_by_unit: list[tuple[str, int]]
    without_officer: int
    arriving: int
    leaving: int
    expected: int


def overview(worklist: Worklist) -> Overview:
    """Count what stands above a leader's worklist, from its lines and the notices of this month."""
    now, user = worklist.today, worklist.user
    duties = worklist.duties.filter(snoozed_until=None).order_by()
    late = Counter[str](line.unit for line in worklist.others if line.is_overdue)
    for tally in worklist.tallies:
        late[tally.unit] += tally.overdue
    counted = duties.aggregate(
        leaving=Count("pk", filter=Q(key="transfer")),
        nobody=Count("case", filter=Q(key="officer"), distinct=True),
    )
    month = now.replace(day=1)
    expected = Notice.objects.visible_to(user).active().filter(state=Notice.State.EXPECTED)
    return Overview(
        overdue_by_unit=[(unit, n) for unit, n in late.most_common() if n],
        without_officer=counted["nobody"],
        arriving=incoming_transfers(user).count(),
        leaving=counted["leaving"],
        expected=expected.filter(expected_on__gte=month, expected_on__lt=add_months(month, 1)).count(),
    )


def _officers(user: User) -> QuerySet[User]:
    members = Membership.objects.on(today()).filter(
        unit__in=unit_keys_for(user, "audit.looks"), role=Role.COMMUNE_OFFICER
    )
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("name_key")


def _entered(officers: list[int]) -> dict[int, tuple[int, date]]:
    """Return by officer the number of entries about people in the last seven days, and the day of the last one."""
    since = make_aware(datetime.combine(today() - WEEK, time()), VIETNAM)
    events = AuditEvent.objects.filter(
        number__gt=_number_before(since), at__gte=since, by__in=officers, target_type__in=ABOUT_PEOPLE
    ).exclude(action__in=READS)
    rows = events.order_by().values_list("by").annotate(n=Count("pk"), last=Max("at"))
    return {by: (n, last.astimezone(VIETNAM).date()) for by, n, last in rows}


def _number_before(instant: datetime) -> int:
    """Return the number of an audit event not later than `instant`.

    Searched backwards in doubling steps, because the log has no index by time.
    """
    head = AuditEvent.objects.order_by("-number").values_list("number", flat=True).first() or 0
    steps = [head - 2**power for power in range(head.bit_length()) if head > 2**power]
    earlier = AuditEvent.objects.filter(number__in=steps, at__lt=instant).order_by("-number")
    return earlier.values_list("number", flat=True).first() or 0
