"""The rules of probation (Luật THAHS 2019 Điều 57–72) applied to the records of a case."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter

from django.utils.translation import gettext as _

from cases.models import Absence, Breach, Case, Shortening
from core.dates import today
from core.errors import Refused
from law.choices import Category
from law.provider import law
from law.rules import absences, breaches, probation, shortening
from law.timeline import Law


def check_on_probation(record) -> None:
    """Raise Refused unless the person of the record is on conditional release."""
    if not is_conditional(record.case):
        raise Refused(_("Chỉ ghi với người đang được tha tù trước thời hạn có điều kiện."))


def check_absence(record: Absence) -> None:
    """Raise Refused for a granted absence beyond the limits of the law (Điều 67). One not granted is recorded as it was."""
    check_on_probation(record)
    clock = clock_of(record.case, granted_of(record.case.shortenings.active()), law(today()))
    if clock is None:
        raise Refused(_("Chưa có ngày hết thử thách; hãy nhập trước."))
    if not record.is_granted or record.decided_on is None:
        return
    others = record.case.absences.active().exclude(pk=record.pk)
    answer = absences.check(
        leave_of(record), map(leave_of, others), clock.start_on, clock.end_on, law(record.decided_on)
    )
    if not answer.is_allowed:
        raise Refused(" ".join(f"{reason.text} ({reason.article})." for reason in answer.reasons))


def is_conditional(case: Case) -> bool:
    """Whether the open stay of the case is in the category conditional release."""
    return case.stays.current().filter(end_on=None, category=Category.CONDITIONAL).exists()


def was_conditional(case: Case) -> bool:
    """Whether the case (with_latest) is or was on conditional release."""
    return case.category == Category.CONDITIONAL or case.probation_end_on is not None


def granted_of(shortenings: Iterable[Shortening]) -> list[Shortening]:
    """Return the shortenings that the court granted, in the order of its decisions."""
    return sorted((row for row in shortenings if row.is_granted), key=attrgetter("decided_on"))


def clock_of(case: Case, granted: Sequence[Shortening], rules: Law) -> probation.Clock | None:
    """Return the days of the probation of a case after its granted shortenings; None if its end is not entered."""
    start = case.probation_start_on or case.release_on
    if case.probation_end_on is None or case.probation_end_on <= start:
        return None
    original_end_on = _original_end(granted, case.probation_end_on)
    return probation.clock(
        start, case.probation_end_on, rules, released_on=case.release_on, original_end_on=original_end_on
    )


def _original_end(granted: Sequence[Shortening], end_on: date) -> date:
    """Return the end before any shortening. `end_on`: the end as it is entered now."""
    return (granted[0].old_end_on if granted else None) or end_on


def shortenable_of(
    case: Case, clock: probation.Clock, granted: Sequence[Shortening], rules: Law
) -> shortening.Shortenable:
    """Ask what may be cut from the probation today (Luật THAHS 2019 Điều 64).

    `granted`: the shortenings that the court granted already, in any order.
    """
    decided_on = tuple(row.decided_on for row in granted if row.decided_on is not None)
    so_far = shortening.Probation(clock.start_on, _original_end(granted, clock.end_on), clock.end_on, decided_on)
    return shortening.shortenable(so_far, rules, today())


def leave_of(row: Absence) -> absences.Leave:
    """Return the absence as the plain value that the rules read."""
    return absences.Leave(row.from_on, row.until_on, row.returned_on, row.is_treatment, row.is_granted)


def breach_of(row: Breach) -> breaches.Breach:
    """Return the breach as the plain value that the rules read; its key is the primary key."""
    return breaches.Breach(
        on=row.on,
        is_intentional=row.is_intentional,
        is_administrative=row.kind == Breach.Kind.ADMINISTRATIVE,
        record_on=row.record_on,
        meeting_on=row.meeting_on,
        reported_on=row.reported_on,
        requested_on=row.requested_on,
        key=row.pk,
    )
