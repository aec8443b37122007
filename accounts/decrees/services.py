"""Checking and applying a reorganisation of units. Stays keep their units, so every figure of the old map stays as it was."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.change_requests.deciding import decide, require_basis
from accounts.decrees.holdings import LATER_REPORTS, OPEN_CASES, REFUSING, holdings_of, placings
from accounts.decrees.memberships import Following, followings
from accounts.decrees.models import DecreeRequest
from accounts.models import Membership, User
from accounts.signin.sessions import ROLES, end_sessions
from areas.decrees.file import LineError, read
from areas.decrees.models import Decree, link, links_text
from areas.decrees.plan import EndedUnit, Plan, plan_of
from areas.models import Level, Unit, UnitSuccession
from audit import events as audit_events
from core.dates import today, vn_date
from core.errors import Refused
from core.text import nfc

State = DecreeRequest.State
# Errors shown in one message; all stand in `DecreeRefused.errors`.
SHOWN = 20


class DecreeRefused(Refused):
    """The file cannot be applied. `errors`: why, each with its line."""

    def __init__(self, errors: list[LineError]):
        super().__init__("\n".join(map(str, errors[:SHOWN])))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Move:
    """A unit that ends, the names of what it becomes a part of, and what hangs on it (accounts.decrees.holdings.LABELS)."""

    unit: Unit
    becomes: list[str]
    counts: dict[str, int]


@dataclass(slots=True)
class DecreeCheck:
    """What a file moves. `is_applied`: the very file was applied before, and would change nothing."""

    plan: Plan
    moves: list[Move] = field(default_factory=list)
    followings: list[Following] = field(default_factory=list)
    is_applied: bool = False

    @property
    def errors(self) -> list[LineError]:
        """Why the file cannot be applied."""
        return self.plan.errors

    def as_json(self) -> dict[str, Any]:
        """The answer of `apply_decree --json` (docs/reorganisation.md)."""
        file = self.plan.file
        moved = [one for one in self.followings if one.codes]
        return {
            "document": file.document,
            "on": file.on and file.on.isoformat(),
            "already_applied": self.is_applied,
            "ended": [one.unit.ref for one in self.plan.ended.values()],
            "created": [
                {
                    "code": new.code,
                    "kind": new.kind,
                    "name": new.name,
                    "parent": new.parent,
                    "exists": new.stored is not None,
                }
                for new in self.plan.created.values()
            ],
            "moves": [
                {"unit": move.unit.ref, "name": move.unit.full_name, "becomes": move.becomes, **move.counts}
                for move in self.moves
            ],
            "memberships": {"moved": len(moved), "ended": len(self.followings) - len(moved)},
            "errors": [{"line": error.line, "message": error.message} for error in self.errors],
        }


def check_decree(data: bytes) -> DecreeCheck:
    """What the file would move, and every reason for which it cannot be applied. Changes nothing."""
    plan = plan_of(read(data))
    check = DecreeCheck(plan, is_applied=Decree.objects.filter(digest=plan.file.digest).exists())
    if plan.file.on is None or check.is_applied:
        return check
    ended = list(plan.ended.values())
    counts = holdings_of([one.unit for one in ended], plan.on)
    if not plan.errors:
        check.followings = followings(plan)
        for unit_id, number in Counter(one.membership.unit_id for one in check.followings).items():
            counts.setdefault(unit_id, {})["memberships"] = number
        plan.errors += _regrouping_errors(plan)
    for one in ended:
        becomes = [plan.created[code].full_name for code in one.into if code in plan.created]
        check.moves.append(Move(one.unit, becomes, counts[one.unit.pk]))
        plan.errors += _refusals(plan, one, counts[one.unit.pk])
    plan.errors.sort(key=lambda error: error.line)
    return check


@transaction.atomic
def apply_decree(*, by: User | None, data: bytes) -> DecreeCheck:
    """Apply a reorganisation: end and create units, record what became what, let roles follow.

    A file that was applied before changes nothing. Stays are not touched: a unit's people count in its main successor
    (reports/measures/rows.py). Only the cases that the file places in another part of a split unit are transferred there.

    Arguments: `by` None for the command line; for a page the caller has a second person's approval.
    Returns: what was moved.
    Raises: DecreeRefused.
    """
    list(Unit.objects.select_for_update(no_key=True).order_by("pk"))
    list(Membership.objects.select_for_update(no_key=True).filter(end_on=None).order_by("pk"))
    check = check_decree(data)
    if check.errors:
        raise DecreeRefused(check.errors)
    if check.is_applied:
        return check
    plan = check.plan
    ended = [one.unit.pk for one in plan.ended.values()]
    Unit.objects.filter(pk__in=ended, valid_to=None).update(valid_to=plan.on)
    units = _create_units(plan)
    decree = _record_successions(plan, units)
    _move_memberships(check.followings, units)
    _place(plan, units)
    moved = sum(bool(one.codes) for one in check.followings)
    detail = {
        "digest": decree.digest,
        "on": plan.on.isoformat(),
        "ended": len(ended),
        "created": len(plan.created),
        "memberships": [one.membership.pk for one in check.followings],
        "moved": moved,
        "placed": len(plan.placed),
    }
    audit_events.record(by=by, action="unit.decree", target=decree, detail=detail, why=decree.document)
    return check


def _refusals(plan: Plan, one: EndedUnit, counts: dict[str, int]) -> Iterable[LineError]:
    """Why this unit cannot end on the day. What is already recorded as ended can: its figures do not change."""
    named = {"unit": one.unit.full_name, "day": vn_date(plan.on)}
    for kind, reason in REFUSING.items():
        if counts.get(kind) and one.unit.valid_to is None:
            yield LineError(one.line, str(reason) % {**named, "count": counts[kind]})
    count = counts.get(OPEN_CASES, 0)
    if count and not one.into:
        text = _("%(unit)s còn %(count)d hồ sơ đang quản lý; phải có dòng nói đơn vị nào tiếp tục quản lý.")
        yield LineError(one.line, text % {**named, "count": count})
    if one.is_split:
        yield from _placing_errors(plan, one)


def _regrouping_errors(plan: Plan) -> Iterable[LineError]:
    """Why a unit cannot leave the unit above it or enter another: that one signed figures with or without its people."""
    found: dict[int, tuple[int, Unit]] = {}
    for one in plan.ended.values():
        if one.unit.valid_to is None:
            for unit in plan.regrouped(one):
                found.setdefault(unit.pk, (one.line, unit))
    counts = holdings_of([unit for _line, unit in found.values()], plan.on)
    for line, unit in found.values():
        if count := counts[unit.pk].get(LATER_REPORTS):
            named = {"unit": unit.full_name, "day": vn_date(plan.on), "count": count}
            yield LineError(line, str(REFUSING[LATER_REPORTS]) % named)


def _placing_errors(plan: Plan, one: EndedUnit) -> Iterable[LineError]:
    """Nothing says where the people of a split unit live: the file must, for each open case."""
    known = set().union(*(placing.open_codes(one.unit) for placing in placings()))
    lines = {code: line for code, line in plan.placed.items() if line.unit == one.unit.code}
    for code, line in lines.items():
        if code not in known:
            yield LineError(line.number, _("%s không quản lý hồ sơ đang mở nào mang mã này.") % one.unit.full_name)
    if missing := len(known - set(lines)):
        text = _("%(unit)s bị chia: còn %(count)d hồ sơ chưa có dòng place nói về phần nào.")
        yield LineError(one.line, text % {"unit": one.unit.full_name, "count": missing})


def _create_units(plan: Plan) -> dict[str, Unit]:
    """The units of the day by code, from the top, so that each finds the one above it."""
    units = {**plan.staying, **{new.code: new.stored for new in plan.created.values() if new.stored is not None}}
    order = list(Level)
    for new in sorted(plan.created.values(), key=lambda new: order.index(Level(new.level))):
        if new.stored is None:
            unit = Unit(
                code=new.code,
                name=new.name,
                kind=new.kind,
                level=new.level,
                parent=units[new.parent] if new.parent else None,
                valid_from=plan.on,
                source_note=new.note or plan.file.document,
            )
            unit.full_clean()
            unit.save(force_insert=True)
            units[new.code] = unit
    return units


def _record_successions(plan: Plan, units: dict[str, Unit]) -> Decree:
    """Store the file, and the successions that are not stored yet."""
    wanted = {
        (one.unit.pk, units[code].pk): UnitSuccession(
            predecessor=one.unit, successor=units[code], on=plan.on, is_main=place == 0, source_note=note
        )
        for one in plan.ended.values()
        for place, (code, note) in enumerate(zip(one.into, one.notes, strict=True))
    }
    lines = [link(row.predecessor.ref, row.successor.ref, is_main=row.is_main) for row in wanted.values()]
    decree = Decree.objects.create(
        document=plan.file.document,
        on=plan.on,
        content=plan.file.content,
        digest=plan.file.digest,
        links=links_text(lines),
    )
    stored = set(UnitSuccession.objects.filter(on=plan.on).values_list("predecessor", "successor"))
    new = [row for pair, row in wanted.items() if pair not in stored]
    for row in new:
        row.decree = decree
    UnitSuccession.objects.bulk_create(new)
    return decree


def _move_memberships(found: list[Following], units: dict[str, Unit]) -> None:
    users = {one.membership.user_id: one.membership.user for one in found}
    before = {pk: _roles_today(user) for pk, user in users.items()}
    for one in found:
        row, end_on = one.membership, one.membership.end_on
        row.end_on = one.on
        row.save(update_fields=["end_on"])
        for code in one.codes:
            given = {"user": row.user, "unit": units[code], "role": row.role}
            if not Membership.objects.filter(end_on=None, **given).exists():
                Membership.objects.create(start_on=one.on, end_on=end_on, **given)
    for pk, user in users.items():
        if _roles_today(user) != before[pk]:
            end_sessions(user, reason=ROLES)


def _roles_today(user: User) -> set[str]:
    return set(user.memberships.on(today()).values_list("role", flat=True))


def _place(plan: Plan, units: dict[str, Unit]) -> None:
    """Transfer the cases that belong to another part than the main one."""
    parts = {code: units[line.into] for code, line in plan.placed.items() if line.into != plan.ended[line.unit].into[0]}
    for placing in placings():
        if parts:
            placing.place(parts, plan.on, plan.file.document)


@transaction.atomic
def propose_decree(*, by: User, content: str, why: str) -> DecreeRequest:
    """Ask a second person for a reorganisation.

    Raises Refused without a reason, if the file cannot be applied, was applied, or waits already.
    """
    check = check_decree(content.encode())
    if check.errors:
        raise DecreeRefused(check.errors)
    if check.is_applied:
        raise Refused(_("Tệp này đã được áp dụng."))
    require_basis(why, check.plan.file.document)
    if DecreeRequest.objects.filter(state=State.WAITING, content=check.plan.file.content).exists():
        raise Refused(_("Đã có đề nghị như vậy đang chờ người thứ hai."))
    request = DecreeRequest.objects.create(
        content=check.plan.file.content,
        valid_from=check.plan.on,
        document_number=check.plan.file.document,
        why=nfc(why),
        created_by=by,
    )
    _record_request(by, "decree.propose", request, request.why)
    return request


@transaction.atomic
def approve_decree(*, by: User, request: DecreeRequest, why: str = "") -> DecreeRequest:
    """Approve a request: its file is applied. Raises Refused for its author, without the role, or as `apply_decree` does."""
    row = decide(by, request, State.APPROVED, why, timezone.now())
    apply_decree(by=row.created_by, data=row.content.encode())
    _record_request(by, "decree.approve", row, row.decision_why)
    return row


@transaction.atomic
def refuse_decree(*, by: User, request: DecreeRequest, why: str) -> DecreeRequest:
    """Refuse a request, with a reason. The units stay as they are."""
    if not why.strip():
        raise Refused(_("Không duyệt thì phải nêu lý do."))
    row = decide(by, request, State.REFUSED, why, timezone.now())
    _record_request(by, "decree.refuse", row, row.decision_why)
    return row


def _record_request(by: User, action: str, request: DecreeRequest, why: str) -> None:
    detail = {"valid_from": request.valid_from.isoformat(), "digest": read(request.content.encode()).digest}
    audit_events.record(by=by, action=action, target=request, detail=detail, why=why)
