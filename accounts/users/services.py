"""Services for accounts: each checks, writes and records one audit event, all in one transaction."""

from contextlib import contextmanager
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions.roles import LEVELS_OF_ROLE, Role
from accounts.signin import lockout
from accounts.signin.passwords import nfc_password
from accounts.signin.sessions import OTHER, PASSWORD, ROLES, end_sessions
from accounts.users.confirmation import confirm_error
from areas.models import Level, Unit
from audit import events as audit_events
from audit.details import without_texts
from core import date_rules
from core.dates import today, vn_date
from core.errors import Refused
from core.text import nfc


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    by: User | None,
    password: str | None = None,
    rank: str = "",
    badge_number: str = "",
) -> User:
    """Create a user without roles; without a password until one is chosen through a link (issue_password_link).

    Raises ValidationError for a name in use or a password that is too easy.
    """
    user = User(username=username.strip().lower(), full_name=full_name, rank=rank, badge_number=badge_number)
    if password is None:
        user.set_unusable_password()
    else:
        set_checked_password(user, password)
    user.full_clean(exclude=["name_key"])
    user.save(force_insert=True)
    audit_events.record(by=by, action="user.create", target=user, why=user.username)
    return user


@transaction.atomic
def change_user(*, user: User, by: User, full_name: str, rank: str, badge_number: str) -> User:
    """Change the name, rank and badge number of a user; the audit event has the values before and after."""
    row = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"full_name": full_name, "rank": rank, "badge_number": badge_number}
    before = {name: getattr(row, name) for name in wanted}
    for name, value in wanted.items():
        setattr(row, name, value)
    row.full_clean(exclude=["name_key"])
    row.save(update_fields=[*wanted, "name_key"])
    detail, texts = without_texts({"before": before, "after": wanted})
    audit_events.record(by=by, action="user.change", target=row, detail=detail, why=texts)
    return row


@transaction.atomic
def issue_password_link(*, user: User, by: User | None) -> str:
    """The path of a page on which the user chooses a password: once, within settings.PASSWORD_LINK_HOURS.

    The old password and all older links stop working now, sessions end and locks are lifted. Nobody else learns the password.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if not row.is_active:
        raise ValidationError(_("Tài khoản đang bị khóa; hãy mở lại trước khi cấp liên kết."))
    row.set_unusable_password()
    row.save(update_fields=["password"])
    end_sessions(row, reason=PASSWORD)
    lockout.unlock(row.username)
    audit_events.record(by=by, action="user.password_link", target=row)
    token = default_token_generator.make_token(row)
    return reverse("accounts:set-password", args=[row.public_id, token])


@transaction.atomic
def deactivate_user(*, user: User, by: User) -> None:
    """Lock the user and end all sessions. What the user did stays.

    Raises ValidationError if `by` is the user.
    """
    if user.pk == by.pk:
        raise ValidationError(_("Không thể tự khóa tài khoản của mình."))
    row = User.objects.select_for_update().get(pk=user.pk)
    row.is_active = False
    row.save(update_fields=["is_active"])
    end_sessions(row, reason=OTHER)
    audit_events.record(by=by, action="user.deactivate", target=row)


@transaction.atomic
def reactivate_user(*, user: User, by: User) -> None:
    """Unlock the user, who may then sign in again with the password and the roles of before."""
    row = User.objects.select_for_update().get(pk=user.pk)
    row.is_active = True
    row.save(update_fields=["is_active"])
    audit_events.record(by=by, action="user.reactivate", target=row)


@transaction.atomic
def confirm_account(*, user: User, by: User | None, why: str) -> None:
    """Confirm that an account which decides as a second person is used by its owner alone (accounts/users/confirmation.py).

    Arguments: `by` None: the command line of the server; `why`: how that was found out.
    Raises Refused for the user, for whoever acted on the account, and for anybody who may not decide.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if not why.strip():
        raise Refused(_("Phải nêu đã kiểm tra bằng cách nào."))
    if by is not None and (error := confirm_error(by, row)):
        raise Refused(error)
    audit_events.record(by=by, action="user.confirm", target=row, why=nfc(why))


@transaction.atomic
def grant_membership(*, user: User, unit: Unit, role: str, start_on: date, by: User | None) -> Membership:
    """Give the user a role in a unit from `start_on` on. Raises ValidationError as `check_grant` does."""
    user = User.objects.select_for_update().get(pk=user.pk)
    check_grant(user=user, unit=unit, role=role, start_on=start_on, by=by)
    membership = Membership(user=user, unit=unit, role=role, start_on=start_on)
    membership.full_clean()
    with _ending_sessions_of_other_roles(user):
        membership.save(force_insert=True)
    detail = {"role": role, "start_on": start_on.isoformat()}
    audit_events.record(by=by, action="membership.grant", target=user, unit=unit, detail=detail)
    return membership


def check_grant(*, user: User, unit: Unit, role: str, start_on: date, by: User | None) -> None:
    """Check that a role may be given.

    Raises ValidationError by field: `by` is the user, the unit has another level, or the user has the role already.
    """
    if by is not None and by.pk == user.pk:
        raise ValidationError({"user": _("Không thể tự giao vai trò cho mình; hãy nhờ một quản trị viên khác.")})
    levels = LEVELS_OF_ROLE.get(role, set())
    if unit.level not in levels:
        words = ", ".join(str(level.label).lower() for level in Level if level in levels)
        text = _("Vai trò «%(role)s» chỉ giao ở đơn vị %(levels)s; đơn vị này là %(level)s.")
        names = {"role": dict(Role.choices).get(role, role), "levels": words, "level": unit.get_level_display().lower()}
        raise ValidationError({"unit": text % names})
    held = Membership.objects.filter(Q(end_on=None) | Q(end_on__gt=start_on), user=user, unit=unit, role=role)
    if held.exists():
        raise ValidationError({"role": _("Người dùng đang có vai trò này tại đơn vị này.")})


@transaction.atomic
def end_membership(*, membership: Membership, end_on: date, by: User) -> Membership:
    """End a role. `end_on` is the first day without it, today at the earliest.

    Raises ValidationError if it has ended already or `end_on` is too early.
    """
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    if row.end_on is not None:
        raise ValidationError(_("Vai trò này đã kết thúc ngày %s.") % vn_date(row.end_on))
    if found := date_rules.broken(
        "accounts.users.end_membership", {"end_on": end_on, "start_on": row.start_on}, today()
    ):
        raise ValidationError([message for _name, message in found])
    row.end_on = end_on
    row.full_clean()
    with _ending_sessions_of_other_roles(row.user):
        row.save(update_fields=["end_on"])
    detail = {"role": row.role, "end_on": end_on.isoformat()}
    audit_events.record(by=by, action="membership.end", target=row.user, unit=row.unit, detail=detail)
    return row


@contextmanager
def _ending_sessions_of_other_roles(user: User):
    """End the user's sessions if the block changed the set of roles.

    The same role in another unit needs no new session: permissions are read at every request.
    """
    before = _roles_today(user)
    yield
    if _roles_today(user) != before:
        end_sessions(user, reason=ROLES)


def _roles_today(user: User) -> set[str]:
    return set(user.memberships.on(today()).values_list("role", flat=True))


def set_checked_password(user: User, password: str) -> None:
    """Set, without saving, a password that follows the rules. Raises ValidationError otherwise."""
    password = nfc_password(password)
    validate_password(password, user)
    user.set_password(password)
