"""The lines of a worklist: duties with their people, of one case, of notices and of transfers. Lists of them: lists.py."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import visible_unit_keys
from cases.models import Case, Notice, TransferRequest
from cases.worklist.loader import SnoozedUntil, WorklistCase, load_worklist_case
from core.dates import today
from law.duties.agenda import Duty, NoticeFacts, TransferFacts, duties, notice_duties, transfer_duties
from law.provider import law_and_calendar
from law.rules.workdays import Calendar
from law.timeline import LawTimeline

# A duty due within so many days is highlighted.
NEAR = 3
# Duties whose missing fact is entered on a page of its own, not in the tab of that name: URL name and arguments.
_PAGES = {
    "details": ("cases:details", ()),
    "complete": ("cases:complete", ()),
    "officer": ("cases:assign-officer", ()),
    "helper": ("cases:assign-helper", ()),
    "numbers": ("cases:add-number", ()),
    "contact": ("cases:record-add", ("contacts",)),
    "group": ("cases:record-add", ("classifications",)),
    "breach": ("cases:record-add", ("breaches",)),
    "overview": ("cases:detail", ()),
}


# The official form of a duty, by the duty's key up to the colon (official/registry.py).
_FORMS = {
    "information": "hcd-02",
    "commitment": "hcd-05",
    "presentation-report": "presentation",
    "assessment": "assessment",
    "shorten": "shortening",
    "hand-over": "hand-back",
    "completion": "completion",
}


_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the worklist: a duty and its person. URLs are computed only for displayed lines."""

    duty: Duty
    today: date
    name: str
    name_key: bytes
    unit: str
    officer: str
    officer_id: int | None = None
    # None for notices and incoming transfers, which have `address` instead.
    case_id: UUID | None = None
    address: str = ""
    snoozed: SnoozedUntil | None = None

    @property
    def days_left(self) -> int | None:
        """Days until the duty is due, negative once overdue; None without a last day."""
        return self.duty.days_left(self.today)

    @property
    def is_overdue(self) -> bool:
        """Whether the duty's last day has passed."""
        return self.duty.is_overdue(self.today)

    @property
    def is_near(self) -> bool:
        """Whether the duty is due within the next days (`NEAR`)."""
        return self.days_left is not None and 0 <= self.days_left <= NEAR

    @property
    def when(self) -> str:
        """The time left in words."""
        days = self.days_left
        if days is None:
            return _("không có hạn")
        if days < 0:
            return _("quá hạn %d ngày") % -days
        return _("hôm nay") if days == 0 else _("còn %d ngày") % days

    @property
    def url(self) -> str:
        """URL of the page where the missing fact is entered."""
        if self.case_id is None:
            return self.address
        if self.duty.tab == "transfer":  # the receiving commune answers; the sending commune can only withdraw
            return reverse("cases:transfers")
        name, args = _PAGES.get(self.duty.tab, ("cases:tab", (self.duty.tab,)))
        return reverse(name, args=[self.case_id, *args])

    @property
    def form_url(self) -> str:
        """URL of the official form of the duty, or ""."""
        slug = _FORMS.get(self.duty.key.partition(":")[0])
        return reverse("cases:form", args=[self.case_id, slug]) if slug and self.case_id else ""

    @property
    def about_url(self) -> str:
        """URL of the page about the person."""
        return self.address if self.case_id is None else reverse("cases:detail", args=[self.case_id])


def duties_of_case(case: Case) -> list[Line]:
    """Return the duties of one case. They are kept on the instance, because header and tab of the case page need them."""

    def made() -> list[Line]:
        now, one = today(), worklist_case_of(case)
        return [*case_lines(one, duties(one.facts, *law_for(case), now), now, one.unit)] if one else []

    return _kept(case, "_duty_lines", made)


def law_for(case: Case) -> tuple[LawTimeline, Calendar]:
    """Return law and calendar, kept on the case instance, because several parts of its page need them."""
    return _kept(case, "_law", law_and_calendar)


def worklist_case_of(case: Case) -> WorklistCase | None:
    """Return a case with its facts for the worklist, kept on the instance; None if it is closed."""
    return _kept(case, "_worklist_case", partial(load_worklist_case, case))


def _kept(case: Case, name: str, make: Callable[[], _Kept]) -> _Kept:
    """Return a value kept on the instance under this name; make it at the first call."""
    kept = vars(case)
    if name not in kept:
        kept[name] = make()
    return kept[name]


def case_lines(case: WorklistCase, found: list[Duty], now: date, unit: str) -> Iterable[Line]:
    """Yield a line for each duty of a case."""
    for duty in found:
        snoozed = case.snoozed.get(duty.key)
        yield Line(
            duty=duty,
            today=now,
            name=case.name,
            name_key=case.name_key,
            unit=unit,
            officer=case.officer,
            officer_id=case.officer_id,
            case_id=case.public_id,
            snoozed=snoozed if snoozed and snoozed.until_on > now else None,
        )


def notice_lines(user: User, book, days, now: date, names: dict[int, str]) -> Iterable[Line]:
    """Yield the lines of people who are expected home. `names`: the communes of today by the key of a former one."""
    expected = Notice.objects.visible_to(user).active().filter(state=Notice.State.EXPECTED).select_related("unit")
    for row in expected:
        facts = NoticeFacts(
            row.received_on, row.expected_on, row.verified_on, row.address_right, bool(row.answer_number)
        )
        for duty in notice_duties(facts, book, days, now):
            unit = names.get(row.unit_id, row.unit.name)
            yield Line(duty, now, row.full_name, bytes(row.name_key), unit, "", address=row.get_absolute_url())


def transfer_lines(user: User, book, now: date, names: dict[int, str]) -> Iterable[Line]:
    """Lines of incoming transfer requests. An outgoing request is a duty of its case."""
    rows = incoming_transfers(user).select_related("case__person", "to_unit")
    for row in rows:
        person = row.case.person
        for duty in transfer_duties(TransferFacts(str(row.public_id), localdate(row.asked_at)), book, now):
            yield Line(
                duty,
                now,
                person.full_name,
                bytes(person.name_key),
                names.get(row.to_unit_id, row.to_unit.name),
                "",
                address=row.get_absolute_url(),
            )


def incoming_transfers(user: User) -> QuerySet[TransferRequest]:
    """Transfer requests that wait for a decision of the user's communes."""
    found = TransferRequest.objects.visible_to(user).active().waiting()
    return found.filter(to_unit__in=visible_unit_keys(user))
