"""The rules of probation (Luật THAHS 2019 Điều 57–72) applied to the records of a case."""

from django.utils.translation import gettext as _

from cases.models import Absence, Breach, Case
from core.dates import today
from core.errors import Refused
from law.choices import Category
from law.provider import law
from law.rules import absences, breaches, probation, shortening


def check_on_probation(record) -> None:
    if not is_conditional(record.case):
        raise Refused(_("Chỉ ghi với người đang được tha tù trước thời hạn có điều kiện."))


def check_absence(record: Absence) -> None:
    """What the law forbids is not granted; a leave already taken is written down as it was."""
    check_on_probation(record)
    clock = clock_of(record.case)
    if clock is None:
        raise Refused(_("Chưa có ngày hết thử thách; hãy nhập trước."))
    if not record.is_granted:
        return
    others = record.case.absences.active().exclude(pk=record.pk)
    told = absences.check(leave_of(record), map(leave_of, others), clock.start_on, clock.end_on, law(record.decided_on))
    if not told.is_allowed:
        raise Refused(" ".join(f"{reason.text} ({reason.article})." for reason in told.reasons))


def is_conditional(case: Case) -> bool:
    return case.stays.current().filter(end_on=None, category=Category.CONDITIONAL).exists()


def was_conditional(case: Case) -> bool:
    return case.category == Category.CONDITIONAL or case.probation_end_on is not None


def clock_of(case: Case) -> probation.Clock | None:
    """None where the end of probation is not entered."""
    start = case.probation_start_on or case.release_on
    if case.probation_end_on is None or case.probation_end_on <= start:
        return None
    return probation.clock(
        start, case.probation_end_on, law(today()), released_on=case.release_on, original_end_on=original_end(case)
    )


def original_end(case: Case):
    """The end before any shortening."""
    first = case.shortenings.active().filter(is_granted=True).order_by("decided_on").first()
    return first.old_end_on if first else case.probation_end_on


def shortenable_of(case: Case, clock: probation.Clock, is_exception: bool = False) -> shortening.Shortenable:
    granted = case.shortenings.active().filter(is_granted=True).values_list("decided_on", flat=True)
    asked = shortening.Probation(clock.start_on, original_end(case), clock.end_on, tuple(granted), is_exception)
    return shortening.shortenable(asked, law(today()), today())


def leave_of(row: Absence) -> absences.Leave:
    return absences.Leave(row.from_on, row.until_on, row.returned_on, row.is_treatment, row.is_granted)


def breach_of(row: Breach) -> breaches.Breach:
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
