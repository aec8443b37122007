"""Who else could use the account of somebody who decides as a second person, and who confirms that nobody does.

Whoever gives an account a deciding role, makes its one-time link, removes its second factor or unlocks it may be the one who
uses it. Until somebody else has confirmed the account it decides nothing. The audit log is the record of these acts: nobody
can change it, and what the command line of the server did (`by` None) is not counted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.models import Membership, User
from accounts.permissions.roles import ALLOWED
from accounts.permissions.scope import unit_keys_for
from accounts.signin.link_notice import MADE
from areas.models import Unit
from audit.models import AuditEvent
from core.dates import today

DECIDING_ROLES = ALLOWED["rates.decide"] | ALLOWED["definitions.decide"] | ALLOWED["reopenings.decide"]
MAY_CONFIRM = "accounts.confirm"
GRANT, CONFIRM = "membership.grant", "user.confirm"
# Acts of others on an account after which they may be able to use it.
ACTS = {
    GRANT: _l("giao vai trò"),
    MADE: _l("cấp liên kết đặt mật khẩu"),
    "account.second_factor_off": _l("bỏ xác thực hai bước"),
    "user.reactivate": _l("mở khóa tài khoản"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did to another user's account."""

    label: Promise
    by: User
    at: datetime


def controllers(user: User) -> set[int]:
    """Keys of the other users who may be able to use this account: those who acted on it since it was confirmed.

    Also those who acted on their accounts: an administrator may act through a second administrator's account.
    """
    found: set[int] = set()
    asked = {user.pk}
    while asked:
        direct = set().union(*_direct(asked).values()) - found
        found |= direct
        asked = direct
    return found - {user.pk}


def unconfirmed(users: Iterable[int]) -> set[int]:
    """Which of these users' accounts wait for a confirmation."""
    return {key for key, others in _direct(set(users)).items() if others}


def is_confirmed(user: User) -> bool:
    """Whether nobody else has acted on the account since it was confirmed."""
    return not unconfirmed([user.pk])


def decider_error(user: User, author: User | None) -> str:
    """Why this user may not decide what `author` asked for, whatever the role, as a Vietnamese sentence; empty if it may."""
    if not is_confirmed(user):
        return _(
            "Tài khoản của anh/chị vừa được người khác giao vai trò, cấp liên kết đặt mật khẩu, bỏ xác thực hai bước hoặc"
            " mở khóa; phải có người thứ ba xác nhận tài khoản thì mới được duyệt."
        )
    if author is not None and user.pk in controllers(author):
        return _(
            "Anh/chị đã giao vai trò hoặc cấp liên kết đặt mật khẩu cho tài khoản của người đề nghị, nên không được duyệt"
            " đề nghị này."
        )
    return ""


def confirm_error(by: User, user: User) -> str:
    """Why `by` may not confirm this account, as a Vietnamese sentence; empty if it may."""
    others = controllers(user)
    if not others:
        return _("Tài khoản này không chờ xác nhận.")
    if not user.has_usable_password():
        return _("Người này chưa đặt mật khẩu; chỉ xác nhận sau khi liên kết đã được dùng.")
    if by.pk == user.pk or by.pk in others:
        return _("Người đã tác động vào tài khoản, hoặc chính người dùng, không được xác nhận; phải là người khác.")
    if not is_confirmed(by):
        return _("Tài khoản của anh/chị cũng đang chờ xác nhận.")
    if user.pk not in {one.pk for one in colleagues(by)}:
        return _("Chỉ người duyệt của cùng đơn vị, đơn vị cấp trên hoặc cấp dưới mới xác nhận được tài khoản này.")
    return ""


def colleagues(user: User) -> list[User]:
    """The other users with a deciding role in a unit of this user's deciding roles, above it or below it."""
    own = [one.unit_id for one in user.current_memberships if one.role in DECIDING_ROLES]
    units = set(unit_keys_for(user, MAY_CONFIRM))
    above = Unit.objects.filter(pk__in=own)
    while keys := [unit.parent_id for unit in above if unit.parent_id is not None]:
        units.update(keys)
        above = Unit.objects.filter(pk__in=keys)
    members = Membership.objects.on(today()).filter(unit__in=units, role__in=DECIDING_ROLES)
    return list(User.objects.filter(pk__in=members.values("user"), is_active=True).exclude(pk=user.pk))


def waiting_for(user: User) -> list[User]:
    """The colleagues' accounts that this user may confirm now."""
    found = colleagues(user)
    waiting = unconfirmed(one.pk for one in found)
    return [one for one in found if one.pk in waiting and not confirm_error(user, one)]


def role_since(user: User, unit_ids: Collection[int], roles: Collection[str]) -> date | None:
    """The day since which the user has one of these roles in one of these units without a break; None without it.

    A role that was given with an earlier day counts from the day on which it was given.
    """
    held = Membership.objects.on(today()).filter(user=user, role__in=roles, unit__in=unit_ids)
    given: dict[tuple, date] = {}
    for event in _events([user.pk]).filter(action=GRANT, by__isnull=False):
        given[event.unit_id, event.detail.get("role")] = localdate(event.at)
    days = [max(one.start_on, given.get((one.unit_id, one.role), one.start_on)) for one in held]
    return min(days, default=None)


def acts_on(user: User) -> list[Act]:
    """What others did to the account since it was confirmed, in order of time."""
    return _acts([user.pk])[user.pk]


def _direct(keys: Collection[int]) -> dict[int, set[int]]:
    return {key: {act.by.pk for act in acts} for key, acts in _acts(keys).items()}


def _acts(keys: Collection[int]) -> dict[int, list[Act]]:
    """By user: what others did to the account itself since its last confirmation."""
    found: dict[int, list[Act]] = {key: [] for key in keys}
    for event in _events(keys).filter(action__in=(*ACTS, CONFIRM)).select_related("by").order_by("number"):
        acts = found[int(event.target_id)]
        if event.action == CONFIRM:
            acts.clear()
        elif event.by is not None and event.by.pk != int(event.target_id) and _is_act(event):
            acts.append(Act(ACTS[event.action], event.by, event.at))
    return found


def _events(keys: Iterable[int]):
    return AuditEvent.objects.filter(target_type=User._meta.label_lower, target_id__in=[str(key) for key in keys])


def _is_act(event: AuditEvent) -> bool:
    """Of the roles only those that decide: another role lets nobody decide."""
    return event.action != GRANT or event.detail.get("role") in DECIDING_ROLES
