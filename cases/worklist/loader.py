"""Loads the facts that the duties of many cases need, in two queries.

They are read as tuples: a leader's first page asks for thousands of cases, and model instances would take most of its
time.
"""

from collections import defaultdict, namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import attrgetter
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.timezone import localdate

from cases.judgments.convictions import PersonConvictions, convictions_from, selections
from cases.models import (
    Assignment,
    Breach,
    Case,
    Classification,
    Contact,
    Employment,
    ExpungementReview,
    IdentityNumber,
    Need,
    Residence,
    Shortening,
    Snooze,
    TransferRequest,
)
from cases.probation.models import Absence, MoveRequest
from cases.records.models import CaseQuerySet
from cases.support.models import SupportKind
from core.table_union import Selection, read_tables
from law.duties.agenda import CaseFacts, Job, Move, Review, Wish
from law.rules.absences import Leave
from law.rules.breaches import Breach as BreachValue

# Months after which a job is followed up; the model has one field for each.
ASKED_AFTER = (3, 6, 12)
# Up to so many cases are passed to the queries as keys; for more, the queries contain the query of the cases.
FEW = 20
_NEEDS = dict(SupportKind.choices)
_CaseRow = namedtuple("_CaseRow", (  # noqa: PYI024
    "pk", "public_id", "person_id", "person__full_name", "person__name_key", "unit_id", "unit_name", "category",
    "release_on", "certificate_number", "certificate_on", "probation_start_on", "probation_end_on", "present_by_on",
    "presented_on", "information_on", "commitment_on", "presentation_reported_on", "handed_back_on", "sentence_months",
    "sentence_life", "officer_id", "officer__rank", "officer__full_name", "officer_text", "helper_text", "created_at", "group",
    "classified_on", "last_contact_on", "agreed_on",
))  # fmt: skip
_CASE = _CaseRow._fields


@dataclass(frozen=True, slots=True)
class SnoozedUntil:
    """A duty put off until a day."""

    until_on: date
    why: str


@dataclass(frozen=True, slots=True)
class WorklistCase:
    """An open case with the facts from which its duties are computed."""

    pk: int
    public_id: UUID
    name: str
    name_key: bytes
    unit_id: int
    unit: str
    officer_id: int | None
    officer: str
    facts: CaseFacts
    # Kinds of civil obligations.
    open_obligations: tuple[str, ...] = ()
    snoozed: Mapping[str, SnoozedUntil] = field(default_factory=dict)


def load_worklist_cases(cases: CaseQuerySet) -> list[WorklistCase]:
    """Return the open cases among these with their facts, in no order."""
    open_cases = _open(cases)
    rows = [*map(_CaseRow._make, with_last(open_cases).values_list(*_CASE))]
    few = len(rows) <= FEW
    keys = [row.pk for row in rows] if few else open_cases.values("pk")
    people = [row.person_id for row in rows] if few else open_cases.values("person")
    return _followed_all(rows, keys, people)


def _followed_all(rows: Iterable, keys, people) -> list[WorklistCase]:
    found = read_tables([*((part, keys) for part in _PARTS), (_NUMBERS, people), *selections(people)])
    parts = {name: _by_key(found[name]) for name in found}
    convictions = convictions_from(found)
    return [
        _followed(row, _Parts(row.pk, parts), parts["numbers"].get(row.person_id, ()), convictions[row.pk])
        for row in rows
    ]


def load_worklist_case(case: Case) -> WorklistCase | None:
    """Return one case with its facts, None if it is closed. A case without the annotations of `with_last` is read again."""
    if not hasattr(case, "last_contact_on"):
        return next(iter(load_worklist_cases(Case.objects.filter(pk=case.pk))), None)
    return None if case.ended_on else next(iter(_followed_all([_row_of(case)], [case.pk], [case.person_id])))


def _open(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.with_latest().filter(latest__end_on=None).order_by()


# The records of a case, without struck ones.
_PARTS = (
    Selection(
        "homes",
        lambda: Residence.objects.active().filter(left_on=None, valid_until__isnull=False),
        ("valid_until",),
        order_by="valid_until",
    ),
    Selection("reports", lambda: Contact.objects.active().filter(for_month__isnull=False), ("kind", "for_month", "on")),
    Selection("helpers", lambda: Assignment.objects.active().filter(role=Assignment.Role.HELPER, end_on=None), ()),
    Selection(
        "absences",
        lambda: Absence.objects.active(),
        ("from_on", "until_on", "returned_on", "is_treatment", "is_granted"),
        order_by="from_on",
    ),
    Selection(
        "breaches",
        lambda: Breach.objects.active(),
        ("public_id", "kind", "on", "is_intentional", "record_on", "meeting_on", "reported_on", "requested_on"),
        order_by="on",
    ),
    Selection("shortenings", lambda: Shortening.objects.active(), ("is_granted", "decided_on", "old_end_on")),
    Selection("moves", lambda: MoveRequest.objects.active().filter(is_granted=None), ("public_id", "applied_on")),
    Selection(
        "needs",
        lambda: Need.objects.active().filter(state=Need.State.OPEN, due_on__isnull=False),
        ("public_id", "kind", "due_on"),
    ),
    Selection(
        "jobs",
        lambda: Employment.objects.active().filter(end_on=None),
        ("public_id", "employer", "start_on", *(f"working_after_{months}" for months in ASKED_AFTER)),
    ),
    Selection("transfers", lambda: TransferRequest.objects.waiting(), ("asked_at",)),
    Selection("snoozes", lambda: Snooze.objects.active(), ("duty", "until_on", "why"), order_by="until_on"),
)
_NUMBERS = Selection("numbers", IdentityNumber.objects.all, ("valid_until",), path="person")


def _by_key(rows: list) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.key].append(row)
    return found


def with_last(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Annotate each case with its last contact (without monthly reports) and its last group."""
    here = OuterRef("pk")
    contacts = Contact.objects.active().filter(case=here, for_month=None).order_by("-on", "-pk")
    groups = Classification.objects.active().filter(case=here).order_by("-on", "-pk")
    return cases.annotate(
        last_contact_on=Subquery(contacts.values("on")[:1]),
        agreed_on=Subquery(contacts.values("next_on")[:1]),
        group=Subquery(groups.values("group")[:1]),
        classified_on=Subquery(groups.values("on")[:1]),
    )


def _row_of(case: Case):
    """Return the columns of a case that was read as an instance, with `with_latest` and `with_last`."""
    return _CaseRow(*(reduce(lambda row, name: row and getattr(row, name), path.split("__"), case) for path in _CASE))


class _Parts:
    """The records of one case."""

    __slots__ = ("_case", "_parts")

    def __init__(self, case: int, parts: dict[str, dict[int, list]]):
        self._case, self._parts = case, parts

    def __getattr__(self, name: str) -> list:
        return self._parts[name].get(self._case, [])


def _followed(row, parts: _Parts, numbers, convictions: PersonConvictions) -> WorklistCase:
    officer = f"{row.officer__rank} {row.officer__full_name}".strip() if row.officer_id else row.officer_text
    return WorklistCase(
        pk=row.pk,
        public_id=row.public_id,
        name=row.person__full_name,
        name_key=bytes(row.person__name_key),
        unit_id=row.unit_id,
        unit=row.unit_name,
        officer_id=row.officer_id,
        officer=officer,
        facts=_facts(row, parts, numbers, convictions),
        open_obligations=tuple(one.kind for one in parts.obligations if one.done_on is None),
        snoozed={one.duty: SnoozedUntil(one.until_on, one.why) for one in parts.snoozes},
    )


def _facts(row, parts: _Parts, numbers, convictions: PersonConvictions) -> CaseFacts:
    granted = sorted((one for one in parts.shortenings if one.is_granted), key=attrgetter("decided_on"))
    reports = parts.reports
    return CaseFacts(
        category=row.category,
        managed_from=parts.stays[0].start_on,
        release_on=row.release_on,
        entered_on=localdate(row.created_at),
        probation_start_on=row.probation_start_on or row.release_on,
        probation_end_on=row.probation_end_on,
        original_end_on=granted[0].old_end_on if granted else row.probation_end_on,
        shortened_on=tuple(one.decided_on for one in granted),
        shortening_asked=any(one.is_granted is None for one in parts.shortenings),
        present_by_on=row.present_by_on,
        presented_on=row.presented_on,
        information_on=row.information_on,
        commitment_on=row.commitment_on,
        presentation_reported_on=row.presentation_reported_on,
        handed_back_on=row.handed_back_on,
        has_officer=bool(row.officer_id or row.officer_text),
        has_helper=bool(row.helper_text or parts.helpers),
        has_certificate=bool(row.certificate_number),
        has_number=bool(numbers),
        papers_until=_papers_until(numbers),
        residence_until=next((one.valid_until for one in parts.homes), None),
        group=row.group or "",
        classified_on=row.classified_on,
        last_contact_on=row.last_contact_on,
        agreed_on=row.agreed_on,
        reports={one.for_month: one.on for one in reports if one.kind == Contact.Kind.MONTHLY_REPORT},
        assessments={one.for_month: one.on for one in reports if one.kind == Contact.Kind.ASSESSMENT},
        leaves=tuple(Leave(*one[2:]) for one in parts.absences),
        breaches=tuple(_breach(one) for one in parts.breaches),
        has_not_presented_breach=any(one.kind == Breach.Kind.NOT_PRESENTED for one in parts.breaches),
        moves=tuple(Move(str(one.public_id), one.applied_on) for one in parts.moves),
        wishes=tuple(Wish(str(one.public_id), str(_NEEDS[one.kind]), one.due_on) for one in parts.needs),
        jobs=tuple(_job(one) for one in parts.jobs),
        conviction=convictions.own,
        other_convictions=convictions.others,
        review=next((_review(one) for one in parts.reviews if one.result == ExpungementReview.Result.PENDING), None),
        transfer_asked_on=next((localdate(one.asked_at) for one in parts.transfers), None),
    )


def _papers_until(numbers) -> date | None:
    """Return the last day on which some paper is valid; None if one of them has no end, or there is none."""
    ends = [one.valid_until for one in numbers]
    return max(ends) if ends and None not in ends else None


def _job(row) -> Job:
    unasked = tuple(months for months in ASKED_AFTER if getattr(row, f"working_after_{months}") is None)
    return Job(str(row.public_id), row.employer, row.start_on, unasked)


def _review(row) -> Review:
    return Review(row.guided_on, row.path != ExpungementReview.Path.AUTOMATIC, row.petition_on)


def _breach(row) -> BreachValue:
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
