"""Everything the duties need to know about many cases, in a number of queries that does not grow with them."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from cases.convictions_of import conviction_of
from cases.models import (
    AdditionalPenalty,
    Assignment,
    Breach,
    Case,
    CivilObligation,
    Classification,
    Contact,
    Employment,
    ExpungementReview,
    Judgment,
    Need,
    Offence,
    Reoffence,
    Shortening,
    Snooze,
    Stay,
    TransferRequest,
)
from cases.models.probation import Absence, MoveRequest
from cases.rules.absences import Leave
from cases.rules.agenda import CaseFacts, Job, Move, Wish
from cases.rules.breaches import Breach as BreachValue

OFFENCES = Prefetch("offences", Offence.objects.standing(), to_attr="got_offences")
PARTS = {
    "judgments": Judgment.objects.standing().prefetch_related(OFFENCES),
    "additional_penalties": AdditionalPenalty.objects.standing(),
    "obligations": CivilObligation.objects.standing(),
    "expungement_reviews": ExpungementReview.objects.standing(),
    "reoffences": Reoffence.objects.current(),
    "stays": Stay.objects.current().order_by("start_on"),
    "contacts": Contact.objects.standing().order_by("on", "pk"),
    "classifications": Classification.objects.standing().order_by("on", "pk"),
    "assignments": Assignment.objects.standing().filter(end_on=None),
    "absences": Absence.objects.standing(),
    "breaches": Breach.objects.standing(),
    "shortenings": Shortening.objects.standing().order_by("decided_on"),
    "move_requests": MoveRequest.objects.standing(),
    "needs": Need.objects.standing().filter(state="open"),
    "employments": Employment.objects.standing().filter(end_on=None),
    "transfers": TransferRequest.objects.waiting(),
    "snoozes": Snooze.objects.standing(),
}


def with_records(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with all their standing records at hand, as `got_<name>`."""
    return cases.prefetch_related(*(Prefetch(name, rows.all(), to_attr=f"got_{name}") for name, rows in PARTS.items()))


def gather(cases: Iterable[Case]) -> list[tuple[Case, CaseFacts]]:
    """The facts of open cases (with_latest and with_records)."""
    return [(case, facts_of(case)) for case in cases]


def facts_of(case: Case) -> CaseFacts:
    contacts = case.got_contacts
    talks = [row for row in contacts if row.for_month is None]
    granted = [row for row in case.got_shortenings if row.is_granted]
    last_group = case.got_classifications[-1] if case.got_classifications else None
    return CaseFacts(
        category=case.category,
        managed_from=case.got_stays[0].start_on,
        release_on=case.release_on,
        probation_start_on=case.probation_start_on or case.release_on,
        probation_end_on=case.probation_end_on,
        original_end_on=granted[0].old_end_on if granted else case.probation_end_on,
        shortened_on=tuple(row.decided_on for row in granted),
        shortening_asked=any(row.is_granted is None for row in case.got_shortenings),
        present_by_on=case.present_by_on,
        presented_on=case.presented_on,
        information_on=case.information_on,
        commitment_on=case.commitment_on,
        handed_back_on=case.handed_back_on,
        has_officer=bool(case.officer_id or case.officer_text),
        has_helper=bool(case.helper_text or any(row.role == "helper" for row in case.got_assignments)),
        has_certificate=bool(case.certificate_number),
        group=last_group.group if last_group else "",
        classified_on=last_group.on if last_group else None,
        last_contact_on=talks[-1].on if talks else None,
        agreed_on=talks[-1].next_on if talks else None,
        reports={row.for_month: row.on for row in contacts if row.kind == Contact.Kind.MONTHLY_REPORT},
        assessments={row.for_month: row.on for row in contacts if row.kind == Contact.Kind.ASSESSMENT},
        leaves=tuple(
            Leave(row.from_on, row.until_on, row.returned_on, row.is_treatment, row.is_granted)
            for row in case.got_absences
        ),
        breaches=tuple(_breach(row) for row in case.got_breaches),
        has_not_presented_breach=any(row.kind == Breach.Kind.NOT_PRESENTED for row in case.got_breaches),
        moves=tuple(
            Move(str(row.public_id), row.applied_on) for row in case.got_move_requests if row.is_granted is None
        ),
        wishes=tuple(
            Wish(str(row.public_id), str(row.get_kind_display()), row.due_on) for row in case.got_needs if row.due_on
        ),
        jobs=tuple(
            Job(
                str(row.public_id),
                row.employer,
                row.start_on,
                tuple(months for months in (3, 6, 12) if getattr(row, f"working_after_{months}") is not None),
            )
            for row in case.got_employments
        ),
        conviction=conviction_of(case),
        review_guided_on=next((row.guided_on for row in case.got_expungement_reviews if row.result == "pending"), None),
        transfer_asked_on=next((row.asked_at.date() for row in case.got_transfers), None),
    )


def _breach(row: Breach) -> BreachValue:
    return BreachValue(
        on=row.on,
        is_intentional=row.is_intentional,
        is_administrative=row.kind == Breach.Kind.ADMINISTRATIVE,
        record_on=row.record_on,
        meeting_on=row.meeting_on,
        reported_on=row.reported_on,
        requested_on=row.requested_on,
        key=str(row.public_id),
    )
