"""Assigns officers and helpers to cases, one case or the whole list of an officer."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions.roles import Role as UserRole
from areas.models import UnitSuccession
from audit import events as audit_events
from cases.models import Assignment, Case, Stay
from core import date_rules
from core.dates import today
from core.errors import Refused
from core.text import nfc

Role = Assignment.Role


@transaction.atomic
def assign(
    *,
    by: User | None,
    case: Case,
    role: str,
    on: date,
    user: User | None = None,
    full_name: str = "",
    organisation: str = Assignment.Organisation.POLICE,
    phone: str = "",
    why: str = "",
) -> Assignment:
    """Assign an officer or helper from day `on`; the previous assignment of the role ends that day.

    Arguments: `user`, required for an officer; `full_name`, the name of a helper without account; `why`, the reason for the
    change. Raises Refused for a future day, a closed case, or an officer of another commune.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    _check(case, role, on, user, full_name)
    before = case.assignments.active().filter(role=role, end_on=None).first()
    if before:
        if before.start_on > on:
            raise Refused(_("Người trước được phân công từ ngày sau đó; hãy chọn ngày muộn hơn."))
        before.end_on, before.why_ended = on, nfc(why)
        before.version += 1
        before.save()
    made = Assignment(
        case=case,
        role=role,
        user=user,
        full_name=nfc(full_name),
        organisation=organisation,
        phone=phone,
        start_on=on,
        created_by=by,
    )
    made.full_clean(exclude=["public_id"])
    made.save()
    _copy_to_case(case, made)
    detail = {"role": role, "user": user and user.pk, "on": on.isoformat(), "before": before and before.pk}
    audit_events.record(by=by, action="case.assign", target=case, detail=detail, why=nfc(why))
    return made


@transaction.atomic
def hand_over(*, by: User, cases: Sequence[Case], to: User, on: date, why: str) -> int:
    """Assign all these cases to another officer. Returns their number. Raises Refused without a reason or as `assign` does."""
    if not why.strip():
        raise Refused(_("Phải nêu lý do bàn giao."))
    for case in cases:
        assign(by=by, case=case, role=Role.OFFICER, on=on, user=to, why=why)
    return len(cases)


def officers_of(unit_ids) -> list[User]:
    """Return the officers of the units, annotated with their open cases (`load`), the least loaded first."""
    open_cases = Stay.objects.open().values("case")
    members = Membership.objects.on(today()).filter(unit__in=_with_successors(unit_ids), role=UserRole.COMMUNE_OFFICER)
    people = User.objects.filter(pk__in=members.values("user"), is_active=True)
    return list(
        people.annotate(load=Count("cases", filter=Q(cases__in=open_cases), distinct=True)).order_by("load", "name_key")
    )


def _with_successors(unit_ids) -> set[int]:
    """Return the units and their successors: officers of the successor supervise the people of a merged commune."""
    found, waiting = set(), set(unit_ids)
    while waiting:
        found |= waiting
        links = UnitSuccession.objects.filter(predecessor__in=waiting, is_main=True)
        waiting = set(links.values_list("successor", flat=True)) - found
    return found


def _check(case: Case, role: str, on: date, user: User | None, full_name: str) -> None:
    date_rules.require("cases.supervision.assign", today(), on=on, release_on=case.release_on)
    if role == Role.OFFICER and user is None:
        raise Refused(_("Cán bộ phụ trách phải là người dùng của hệ thống."))
    if user is None and not full_name.strip():
        raise Refused(_("Phải ghi họ tên người giúp đỡ."))
    stay = Stay.objects.latest().filter(case=case).first()
    if stay is None or stay.end_on is not None:
        raise Refused(_("Hồ sơ đã kết thúc, không phân công được nữa."))
    if (
        role == Role.OFFICER
        and user is not None
        and user.pk not in {officer.pk for officer in officers_of([stay.unit_id])}
    ):
        raise Refused(_("Cán bộ này không công tác tại xã đang quản lý."))


def _copy_to_case(case: Case, made: Assignment) -> None:
    """Store the present officer or helper on the case too, for lists and exports."""
    if made.role == Role.OFFICER:
        case.officer, case.officer_text = made.user, ""
    else:
        case.helper_text = made.name[:120]
    case.version += 1
    case.save(update_fields=["officer", "officer_text", "helper_text", "version"])
