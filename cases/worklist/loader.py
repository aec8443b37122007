"""Everything the duties need to know about many cases, in a number of queries that does not grow with them.

Read as tuples: a leader's first page asks for thousands of cases, and models would take most of its time.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import BigIntegerField, F, Model, OuterRef, QuerySet, Subquery
from django.utils.timezone import localdate

from areas.prepared import Given, Prepared
from cases.filled import CASE, filled, parts_of
from cases.judgments.convictions import Records, conviction_from
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
    IdentityNumber,
    Judgment,
    Need,
    NewSentence,
    Offence,
    Reoffence,
    Residence,
    Shortening,
    Snooze,
    Stay,
    TransferRequest,
)
from cases.probation.models import Absence, MoveRequest
from cases.support.models import SupportKind
from law.duties.agenda import CaseFacts, Job, Move, Review, Wish
from law.rules.absences import Leave
from law.rules.breaches import Breach as BreachValue

# Months after which a job is asked about, as far as there is a field for the answer.
ASKED_AFTER = (3, 6, 12)
# Up to so many cases are named one by one in the queries for their parts; more are asked for by the query that found them.
FEW = 20
_NEEDS = dict(SupportKind.choices)
_CASE = (
    "pk", "public_id", "person_id", "person__full_name", "person__name_key", "unit_id", "unit_name", "category",
    "release_on", "certificate_number", "certificate_on", "probation_start_on", "probation_end_on", "present_by_on",
    "presented_on", "information_on", "commitment_on", "presentation_reported_on", "handed_back_on", "sentence_months",
    "sentence_life", "officer_id", "officer__rank", "officer__full_name", "officer_text", "helper_text", "created_at", "group",
    "classified_on", "last_contact_on", "agreed_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Postponed:
    """A duty put off until a day."""

    until_on: date
    why: str


@dataclass(frozen=True, slots=True)
class Followed:
    """An open case as the worklist names it, with its facts."""

    pk: int
    public_id: UUID
    name: str
    name_key: bytes
    unit_id: int
    unit: str
    officer_id: int | None
    officer: str
    facts: CaseFacts
    snoozed: Mapping[str, Postponed] = field(default_factory=dict)


def gather(cases: QuerySet[Case]) -> list[Followed]:
    """The open ones among the cases, with their facts; in no order."""
    open_cases = _open(cases)
    rows = list(_with_last(open_cases).values_list(*_CASE, named=True))
    few = len(rows) <= FEW
    keys = [row.pk for row in rows] if few else open_cases.values("pk")
    people = [row.person_id for row in rows] if few else open_cases.values("person")
    parts = filled(keys) if few else None
    found = {name: part.of(keys) if not few or part.model in parts else {} for name, part in _PARTS.items()}
    numbers = _by_case(_numbers().filter(person__in=people).values_list("case_id", "valid_until", named=True))
    return [_followed(row, _Parts(row.pk, found), numbers.get(row.person_id, ())) for row in rows]


def gather_one(case: Case) -> Followed | None:
    """The same of one case, for its page; None: it is closed."""
    row = _ONE.first(case=case.pk)
    if row is None:
        return None
    parts = parts_of(case)
    found = {name: part.of_one(case.pk) if part.model in parts else {} for name, part in _PARTS.items()}
    return _followed(row, _Parts(row.pk, found), _ONES_NUMBERS.rows(person=case.person_id))


def _open(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.with_latest().filter(latest__end_on=None).order_by()


def _numbers() -> QuerySet:
    return IdentityNumber.objects.annotate(case_id=F("person"))


_ONE = Prepared(lambda: _with_last(_open(Case.objects.filter(pk=CASE))).values_list(*_CASE, named=True))
_ONES_NUMBERS = Prepared(
    lambda: (
        _numbers().filter(person=Given("person", BigIntegerField())).values_list("case_id", "valid_until", named=True)
    )
)


@dataclass(frozen=True)
class _Part:
    """What hangs on a case: where it hangs, the columns that matter, and which rows (else those not struck out)."""

    # Without any row of it a case has none of these either.
    model: type[Model]
    fields: tuple[str, ...]
    rows: Callable[[], QuerySet] | None = None
    path: str = "case"

    def of(self, keys) -> dict[int, list]:
        return _by_case(self._read(**{f"{self.path}__in": keys}))

    def of_one(self, key: int) -> dict[int, list]:
        return {key: self._ones.rows(case=key)}

    @cached_property
    def _ones(self) -> Prepared:
        return Prepared(lambda: self._read(**{self.path: CASE}))

    def _read(self, **which) -> QuerySet:
        rows = self.rows() if self.rows else self.model.objects.active()
        return rows.filter(**which).values_list("case_id", *self.fields, named=True)


_PARTS = {
    "stays": _Part(Stay, ("start_on", "category"), lambda: Stay.objects.current().order_by("start_on")),
    "judgments": _Part(Judgment, ("main_penalty", "months", "is_minor")),
    "offences": _Part(
        Judgment,
        ("is_intentional", "crime_class", "needs_court"),
        lambda: Offence.objects.active().filter(judgment__removed_at=None).annotate(case_id=F("judgment__case")),
        path="judgment__case",
    ),
    "penalties": _Part(AdditionalPenalty, ("kind", "end_on", "done_on")),
    "obligations": _Part(CivilObligation, ("kind", "done_on")),
    "reviews": _Part(ExpungementReview, ("path", "guided_on", "petition_on", "has_merit", "result", "proof_on")),
    "reoffences": _Part(Reoffence, ("prosecuted_on", "outcome"), lambda: Reoffence.objects.current()),
    "new_sentences": _Part(NewSentence, ("prosecuted_on", "act_on", "completed_on")),
    "homes": _Part(
        Residence,
        ("valid_until",),
        lambda: Residence.objects.active().filter(left_on=None, valid_until__isnull=False).order_by("valid_until"),
    ),
    "reports": _Part(
        Contact, ("kind", "for_month", "on"), lambda: Contact.objects.active().filter(for_month__isnull=False)
    ),
    "helpers": _Part(
        Assignment, (), lambda: Assignment.objects.active().filter(role=Assignment.Role.HELPER, end_on=None)
    ),
    "absences": _Part(
        Absence,
        ("from_on", "until_on", "returned_on", "is_treatment", "is_granted"),
        lambda: Absence.objects.active().order_by("from_on"),
    ),
    "breaches": _Part(
        Breach,
        ("public_id", "kind", "on", "is_intentional", "record_on", "meeting_on", "reported_on", "requested_on"),
        lambda: Breach.objects.active().order_by("on"),
    ),
    "shortenings": _Part(
        Shortening,
        ("is_granted", "decided_on", "old_end_on"),
        lambda: Shortening.objects.active().order_by("decided_on"),
    ),
    "moves": _Part(
        MoveRequest, ("public_id", "applied_on"), lambda: MoveRequest.objects.active().filter(is_granted=None)
    ),
    "needs": _Part(
        Need,
        ("public_id", "kind", "due_on"),
        lambda: Need.objects.active().filter(state=Need.State.OPEN, due_on__isnull=False),
    ),
    "jobs": _Part(
        Employment,
        ("public_id", "employer", "start_on", *(f"working_after_{months}" for months in ASKED_AFTER)),
        lambda: Employment.objects.active().filter(end_on=None),
    ),
    "transfers": _Part(TransferRequest, ("asked_at",), lambda: TransferRequest.objects.waiting()),
    "snoozes": _Part(Snooze, ("duty", "until_on", "why"), lambda: Snooze.objects.active().order_by("until_on")),
}


def _by_case(rows: QuerySet) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _with_last(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each case with its last contact (without the monthly papers) and its last group."""
    here = OuterRef("pk")
    contacts = Contact.objects.active().filter(case=here, for_month=None).order_by("-on", "-pk")
    groups = Classification.objects.active().filter(case=here).order_by("-on", "-pk")
    return cases.annotate(
        last_contact_on=Subquery(contacts.values("on")[:1]),
        agreed_on=Subquery(contacts.values("next_on")[:1]),
        group=Subquery(groups.values("group")[:1]),
        classified_on=Subquery(groups.values("on")[:1]),
    )


class _Parts:
    """One case's rows of every part."""

    __slots__ = ("_case", "_parts")

    def __init__(self, case: int, parts: dict[str, dict[int, list]]):
        self._case, self._parts = case, parts

    def __getattr__(self, name: str) -> list:
        return self._parts[name].get(self._case, [])


def _followed(row, parts: _Parts, numbers) -> Followed:
    officer = f"{row.officer__rank} {row.officer__full_name}".strip() if row.officer_id else row.officer_text
    return Followed(
        pk=row.pk,
        public_id=row.public_id,
        name=row.person__full_name,
        name_key=bytes(row.person__name_key),
        unit_id=row.unit_id,
        unit=row.unit_name,
        officer_id=row.officer_id,
        officer=officer,
        facts=_facts(row, parts, numbers),
        snoozed={one.duty: Postponed(one.until_on, one.why) for one in parts.snoozes},
    )


def _facts(row, parts: _Parts, numbers) -> CaseFacts:
    granted = [one for one in parts.shortenings if one.is_granted]
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
        leaves=tuple(Leave(*one[1:]) for one in parts.absences),
        breaches=tuple(_breach(one) for one in parts.breaches),
        has_not_presented_breach=any(one.kind == Breach.Kind.NOT_PRESENTED for one in parts.breaches),
        moves=tuple(Move(str(one.public_id), one.applied_on) for one in parts.moves),
        wishes=tuple(Wish(str(one.public_id), str(_NEEDS[one.kind]), one.due_on) for one in parts.needs),
        jobs=tuple(_job(one) for one in parts.jobs),
        conviction=conviction_from(row, _records(parts)),
        review=next((_review(one) for one in parts.reviews if one.result == ExpungementReview.Result.PENDING), None),
        transfer_asked_on=next((localdate(one.asked_at) for one in parts.transfers), None),
    )


def _records(parts: _Parts) -> Records:
    return Records(
        judgments=parts.judgments,
        offences=parts.offences,
        penalties=parts.penalties,
        obligations=parts.obligations,
        reviews=parts.reviews,
        reoffences=parts.reoffences,
        new_sentences=parts.new_sentences,
        stays=parts.stays,
    )


def _papers_until(numbers) -> date | None:
    """The last day on which some paper is valid; one without an end is valid always."""
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
