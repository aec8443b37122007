"""The duties of everybody a user may see: computed on each look, never stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused
from accounts.models import User
from areas.dates import today
from areas.text import nfc
from cases.gather import gather, with_records
from cases.lawbook import calendar, law
from cases.models import Case, Notice, Snooze
from cases.rules.agenda import Duty, NoticeFacts, duties, notice_duties

# Longest that a duty may be put off.
LONGEST_SNOOZE = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A duty with whom it is about and where the missing fact is entered."""

    duty: Duty
    name: str
    unit: str
    officer: str
    officer_id: int | None
    url: str
    about_url: str
    days_left: int | None
    case: Case | None = None
    snoozed_until: date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def when(self) -> str:
        if self.days_left is None:
            return _("không có hạn")
        if self.days_left < 0:
            return _("quá hạn %d ngày") % -self.days_left
        return _("hôm nay") if self.days_left == 0 else _("còn %d ngày") % self.days_left


def lines(user: User, *, cases=None) -> list[Line]:
    """All duties in the user's scope, overdue first, then by day; snoozed ones with the day they come back on."""
    now = today()
    rules, days = law(now), calendar()
    if cases is None:
        cases = Case.objects.visible_to(user)
    open_cases = with_records(cases.for_list().filter(latest__end_on=None))
    found = [
        line for case, facts in gather(open_cases) for line in _of_case(case, duties(facts, rules, days, now), now)
    ]
    found += _of_notices(user, rules, days, now)
    return sorted(found, key=lambda line: (line.duty.by_on or date.max, line.name, line.duty.key))


def of_case(case: Case) -> list[Line]:
    """The duties of one case, for the head and the tab of its page."""
    [found] = with_records(Case.objects.filter(pk=case.pk).for_list())
    if found.ended_on is not None:
        return []
    now = today()
    [(found, facts)] = gather([found])
    return list(_of_case(found, duties(facts, law(now), calendar(), now), now))


def by_officer(found: Iterable[Line]) -> list[dict]:
    """The weekly digest: per officer how many duties, how many of them overdue; nobody's first."""
    total, late, names = Counter(), Counter(), {}
    for line in found:
        if line.snoozed_until is None:
            total[line.officer] += 1
            late[line.officer] += line.is_overdue
            names[line.officer] = line.officer_id
    rows = [{"officer": name, "total": total[name], "overdue": late[name]} for name in total]
    return sorted(rows, key=lambda row: (row["officer"] != "", -row["overdue"], row["officer"]))


@transaction.atomic
def snooze(*, by: User, case: Case, duty: str, until_on: date, why: str) -> Snooze:
    """Put a duty off until a day, with a reason. Raises Refused."""
    days = (until_on - today()).days
    if not 0 < days <= LONGEST_SNOOZE:
        raise Refused(_("Chỉ hoãn được đến một ngày trong %d ngày tới.") % LONGEST_SNOOZE)
    if not why.strip():
        raise Refused(_("Phải nêu lý do hoãn."))
    case = Case.objects.select_for_update().get(pk=case.pk)
    if duty not in {line.duty.key for line in of_case(case)}:
        raise Refused(_("Việc này không còn trong danh sách."))
    made = Snooze.objects.create(case=case, duty=duty, until_on=until_on, why=nfc(why), created_by=by)
    audit.record(by=by, action="duty.snooze", target=case, detail={"duty": duty, "until": until_on.isoformat()})
    return made


def _of_case(case: Case, found: list[Duty], now: date) -> Iterable[Line]:
    snoozed = {row.duty: row.until_on for row in case.got_snoozes if row.until_on > now}
    officer = case.officer.get_full_name() if case.officer else case.officer_text
    about = case.get_absolute_url()
    for duty in found:
        yield Line(
            duty=duty,
            name=case.person.full_name,
            unit=case.unit_name,
            officer=officer,
            officer_id=case.officer_id,
            url=_where(case, duty.tab),
            about_url=about,
            days_left=duty.days_left(now),
            case=case,
            snoozed_until=snoozed.get(duty.key),
        )


def _of_notices(user: User, rules, days, now: date) -> Iterable[Line]:
    expected = Notice.objects.visible_to(user).standing().filter(state=Notice.State.EXPECTED).select_related("unit")
    for row in expected:
        facts = NoticeFacts(row.received_on, row.expected_on, row.verified_on)
        for duty in notice_duties(facts, rules, days, now):
            url = row.get_absolute_url()
            yield Line(duty, row.full_name, row.unit.name, "", None, url, url, duty.days_left(now))


def _where(case: Case, tab: str) -> str:
    if tab == "overview":
        return case.get_absolute_url()
    if tab == "details":
        return reverse("cases:details", args=[case.public_id])
    return reverse("cases:tab", args=[case.public_id, tab])
