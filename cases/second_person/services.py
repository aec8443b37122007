"""Requests to a second person: stored as a draft, sent with reason and document, decided once by another user."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions.roles import ALLOWED, Role
from accounts.users.confirmation import controllers, decider_error, role_since
from areas.models import Unit
from audit import events as audit_events
from cases.expungement import erasure
from cases.facts.rate_guard import ALL, CountedReoffence, Fall
from cases.facts.store import current_history, require_reason
from cases.models import Case, SecondPersonRequest
from cases.second_person.calls import CALLS, NeedsSecondPerson, decode, encode, run
from cases.second_person.models import deciding_offices
from core.dates import today
from core.errors import Refused
from core.text import nfc

State = SecondPersonRequest.State
DECIDERS = ALLOWED["rates.decide"]


@transaction.atomic
def draft(needed: NeedsSecondPerson) -> SecondPersonRequest:
    """Store a call that needs a second person as a draft, until its author enters reason and document."""
    return _store(needed)


@transaction.atomic
def ask(needed: NeedsSecondPerson, *, why: str, document_number: str) -> SecondPersonRequest:
    """Store and send a request whose reason and document are already known (the register's import)."""
    made = _store(needed)
    return send(by=needed.by, request=made, why=why, document_number=document_number)


@transaction.atomic
def send(*, by: User | None, request: SecondPersonRequest, why: str, document_number: str) -> SecondPersonRequest:
    """Send a draft to the deciding office. Raises Refused without reason or document, or if it was sent already."""
    require_reason(why)
    if not document_number.strip():
        raise Refused(_("Phải ghi số văn bản làm căn cứ."))
    row = _locked(request)
    if row.state != State.DRAFT or row.created_by_id != (by and by.pk):
        raise Refused(_("Đề nghị này đã được gửi."))
    same = SecondPersonRequest.objects.filter(case=row.case_id, kind=row.kind, state=State.WAITING)
    if any(other.arguments == row.arguments for other in same):
        raise Refused(_("Đã có đề nghị như vậy đang chờ người thứ hai."))
    row.state, row.why, row.document_number = State.WAITING, nfc(why), nfc(document_number)
    row.version += 1
    row.save()
    _record(by, "second_person.ask", row, _("%(why)s (văn bản %(document)s)") % _basis(row))
    erasure.erase_if_sealed(by, row.case)
    return row


@transaction.atomic
def approve(*, by: User, request: SecondPersonRequest, why: str = "") -> SecondPersonRequest:
    """Approve a request: the stored call is executed with its author as `by`.

    Raises Refused if `by` may not decide, or if the call is not possible any more.
    """
    row = _decide(by, request, State.APPROVED, why)
    arguments = {name: decode(value) for name, value in row.arguments.items()}
    run(row.kind, by=row.created_by, arguments=arguments, lost=_lost_of(row))
    erasure.erase_if_sealed(by, row.case)
    return row


@transaction.atomic
def refuse(*, by: User, request: SecondPersonRequest, why: str) -> SecondPersonRequest:
    """Refuse a request, with a reason. The call is not executed."""
    require_reason(why)
    row = _decide(by, request, State.REFUSED, why)
    erasure.erase_if_sealed(by, row.case)
    return row


def may_decide(user: User, request: SecondPersonRequest) -> bool:
    """Whether this user is the second person of this request."""
    return (
        request.state == State.WAITING
        and request.created_by_id != user.pk
        and request.deciding_unit_id in deciding_offices(user)
        and not decider_error(user, request.created_by)
    )


def why_not_decider(user: User, request: SecondPersonRequest) -> str:
    """Why a user whose office decides may not decide this request, as a Vietnamese sentence; empty without such a reason."""
    asked_of = request.state == State.WAITING and request.deciding_unit_id in deciding_offices(user)
    return decider_error(user, request.created_by) if asked_of and request.created_by_id != user.pk else ""


def falls_of(request: SecondPersonRequest) -> list[Fall]:
    """Return the falls of figures that were computed when the request was made."""
    return [
        Fall(**{**one, "start": date.fromisoformat(one["start"]), "end": date.fromisoformat(one["end"])})
        for one in request.falls
    ]


def _lost_of(request: SecondPersonRequest) -> set[CountedReoffence]:
    return {CountedReoffence(**{**one, "on": date.fromisoformat(one["on"])}) for one in request.lost}


def _store(needed: NeedsSecondPerson) -> SecondPersonRequest:
    case = needed.call.case_of(needed.arguments)
    concerned = {fall.unit_id for fall in needed.falls if fall.unit_id is not ALL}
    units = concerned or {current_history(case)[-1].unit_id}
    made = SecondPersonRequest.objects.create(
        case=case,
        kind=needed.call.kind,
        arguments={name: encode(value) for name, value in needed.arguments.items()},
        falls=[{**asdict(fall), "start": fall.start.isoformat(), "end": fall.end.isoformat()} for fall in needed.falls],
        reasons=list(needed.reasons),
        lost=[{**asdict(one), "on": one.on.isoformat()} for one in needed.lost],
        deciding_unit=_deciding_unit(needed.by, units),
        why=str(needed.arguments.get("why", "")),
        document_number=needed.call.document_of(needed.arguments),
        created_by=needed.by,
    )
    made.units.set(units)
    return made


def _deciding_unit(by: User | None, unit_ids: Iterable[int]) -> Unit:
    """The office that decides: the lowest one above the units concerned with a leader other than the author.

    Whoever made the author's account is no such leader (accounts/users/confirmation.py).

    For a leader's own request without another leader in the office this is the level above (docs/security.md §6).
    """
    office = Unit.objects.select_related("parent").get(pk=min(unit_ids))
    while office.parent is not None and not _has_decider(office, by):
        office = office.parent
    return office


def _has_decider(unit: Unit, by: User | None) -> bool:
    roles = DECIDERS - (set() if by is not None and _leads(by, unit) else {Role.PROVINCE_VIEWER})
    found = Membership.objects.on(today()).filter(unit=unit, role__in=roles, user__is_active=True)
    return found.exclude(user__in=[by.pk, *controllers(by)]).exists() if by is not None else found.exists()


def _leads(by: User, unit: Unit) -> bool:
    """Whether the author leads this unit or one below it, so that only the level above is left to decide."""
    led = {one.unit_id for one in by.current_memberships if one.role == Role.DISTRICT_LEADER}
    return Unit.objects.within(Unit.objects.filter(pk=unit.pk)).filter(pk__in=led).exists()


def _locked(request: SecondPersonRequest) -> SecondPersonRequest:
    """The request, locked after its case: an expungement waits for what is written here, or is seen (erase_if_sealed)."""
    Case.objects.select_for_update().get(pk=request.case_id)
    return SecondPersonRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _decide(by: User, request: SecondPersonRequest, state: str, why: str) -> SecondPersonRequest:
    row = _locked(request)
    if row.state != State.WAITING:
        raise Refused(_("Đề nghị này đã được giải quyết."))
    if row.created_by_id == by.pk:
        raise Refused(_("Người đề nghị không được tự duyệt; phải là người thứ hai."))
    if error := decider_error(by, row.created_by):
        raise Refused(error)
    if not may_decide(by, row):
        raise Refused(_("Chỉ lãnh đạo của đơn vị được giao mới duyệt được đề nghị này."))
    row.state, row.decided_by, row.decided_at, row.decision_why = state, by, timezone.now(), nfc(why)
    row.decider_since = role_since(by, [row.deciding_unit_id], DECIDERS)
    row.version += 1
    row.save()
    _record(by, f"second_person.{state}", row, row.decision_why)
    return row


def _basis(row: SecondPersonRequest) -> dict[str, str]:
    return {"why": row.why, "document": row.document_number}


def _record(by: User | None, action: str, row: SecondPersonRequest, why: str) -> None:
    detail = {"request": str(row.public_id), "kind": row.kind, "falls": row.falls}
    if row.decider_since:
        detail["decider_since"] = row.decider_since.isoformat()
    audit_events.record(by=by, action=action, target=row.case, unit=row.deciding_unit_id, detail=detail, why=why)


def label_of(request: SecondPersonRequest) -> str:
    """Return the label of the requested call."""
    return str(CALLS[request.kind].label)


def waiting_for(user: User):
    """Requests that wait for this user's decision."""
    rows = SecondPersonRequest.objects.visible_to(user).filter(
        state=State.WAITING, deciding_unit__in=deciding_offices(user)
    )
    return rows.exclude(created_by=user)
