"""The duties of everybody a user may see: computed on each look, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import visible_unit_keys
from cases.models import Case, Notice, TransferRequest
from cases.worklist.loader import Followed, Postponed, gather, gather_one
from core.dates import today
from law.duties.agenda import Duty, NoticeFacts, TransferFacts, duties, notice_duties, transfer_duties
from law.provider import law_and_calendar
from law.rules.workdays import Calendar
from law.timeline import LawTimeline

# Days before its day on which a duty stands out.
NEAR = 3
# Duties whose missing fact is entered on a page of its own, not in the tab of that name.
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


# What is to be printed and signed for a duty, by its key up to the colon (official/of_case.py).
_FORMS = {
    "information": "hcd-02",
    "commitment": "hcd-05",
    "present-told": "presentation",
    "assessment": "assessment",
    "shorten": "shortening",
    "hand-over": "hand-back",
    "completion": "completion",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A duty with whom it is about. Addresses are worked out only for what is shown."""

    duty: Duty
    today: date
    name: str
    name_key: bytes
    unit: str
    officer: str
    officer_id: int | None = None
    # Empty for notices and for transfers to us: there `address` says where.
    case_id: UUID | None = None
    address: str = ""
    snoozed: Postponed | None = None

    @property
    def days_left(self) -> int | None:
        return self.duty.days_left(self.today)

    @property
    def is_overdue(self) -> bool:
        return self.duty.is_overdue(self.today)

    @property
    def is_near(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= NEAR

    @property
    def when(self) -> str:
        days = self.days_left
        if days is None:
            return _("không có hạn")
        if days < 0:
            return _("quá hạn %d ngày") % -days
        return _("hôm nay") if days == 0 else _("còn %d ngày") % days

    @property
    def url(self) -> str:
        """Where the missing fact is entered."""
        if self.case_id is None:
            return self.address
        if self.duty.tab == "transfer":  # only the other side can answer; the asking one may withdraw
            return reverse("cases:transfers")
        name, args = _PAGES.get(self.duty.tab, ("cases:tab", (self.duty.tab,)))
        return reverse(name, args=[self.case_id, *args])

    @property
    def form_url(self) -> str:
        """The official form that the duty is done with, if it has one."""
        slug = _FORMS.get(self.duty.key.partition(":")[0])
        return reverse("cases:form", args=[self.case_id, slug]) if slug and self.case_id else ""

    @property
    def about_url(self) -> str:
        return self.address if self.case_id is None else reverse("cases:detail", args=[self.case_id])


def lines(user: User) -> list[Line]:
    """All duties in the user's scope, overdue first, then by day; snoozed ones with the day they come back on."""
    now = today()
    book, days = law_and_calendar()
    found = [
        line
        for case in gather(Case.objects.visible_to(user))
        for line in _of_case(case, duties(case.facts, book, days, now), now)
    ]
    found += _of_notices(user, book, days, now)
    found += _of_transfers(user, book, now)
    return sorted(found, key=lambda line: (line.duty.by_on or date.max, line.name_key, line.duty.key))


def of_case(case: Case) -> list[Line]:
    """The duties of one case, for the head and the tab of its page: asked for twice, worked out once."""
    if not hasattr(case, "_duty_lines"):
        now, one = today(), followed(case)
        case._duty_lines = [*_of_case(one, duties(one.facts, *law_for(case), now), now)] if one else []
    return case._duty_lines


def law_for(case: Case) -> tuple[LawTimeline, Calendar]:
    """The law and the calendar, read once for as long as this instance of the case lives: the parts of its page ask for them."""
    if not hasattr(case, "_law"):
        case._law = law_and_calendar()
    return case._law


def followed(case: Case) -> Followed | None:
    """What is entered about one case, gathered once for as long as this instance lives; None: it is closed."""
    if not hasattr(case, "_followed"):
        case._followed = gather_one(case)
    return case._followed


def _of_case(case: Followed, found: list[Duty], now: date) -> Iterable[Line]:
    for duty in found:
        snoozed = case.snoozed.get(duty.key)
        yield Line(
            duty=duty,
            today=now,
            name=case.name,
            name_key=case.name_key,
            unit=case.unit,
            officer=case.officer,
            officer_id=case.officer_id,
            case_id=case.public_id,
            snoozed=snoozed if snoozed and snoozed.until_on > now else None,
        )


def _of_notices(user: User, book, days, now: date) -> Iterable[Line]:
    expected = Notice.objects.visible_to(user).active().filter(state=Notice.State.EXPECTED).select_related("unit")
    for row in expected:
        facts = NoticeFacts(
            row.received_on, row.expected_on, row.verified_on, row.address_right, bool(row.answer_number)
        )
        for duty in notice_duties(facts, book, days, now):
            yield Line(duty, now, row.full_name, bytes(row.name_key), row.unit.name, "", address=row.get_absolute_url())


def _of_transfers(user: User, book, now: date) -> Iterable[Line]:
    """What other communes ask of mine; what mine ask of others is a duty of the case."""
    rows = arriving(user).select_related("case__person", "to_unit")
    for row in rows:
        person = row.case.person
        for duty in transfer_duties(TransferFacts(str(row.public_id), localdate(row.asked_at)), book, now):
            yield Line(
                duty,
                now,
                person.full_name,
                bytes(person.name_key),
                row.to_unit.name,
                "",
                address=row.get_absolute_url(),
            )


def arriving(user: User) -> QuerySet[TransferRequest]:
    """Requests that wait for the answer of the user's communes."""
    found = TransferRequest.objects.visible_to(user).active().waiting()
    return found.filter(to_unit__in=visible_unit_keys(user))
