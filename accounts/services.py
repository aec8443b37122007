"""The verbs on accounts: each checks, writes and leaves one line in the audit, all in one transaction."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Membership, User
from accounts.passwords import nfc_password
from accounts.sessions import end_sessions
from areas.dates import today, vn_date
from areas.models import Unit


@transaction.atomic
def create_user(
    *, username: str, full_name: str, password: str, by: User | None, rank: str = "", badge_number: str = ""
) -> User:
    """A user without any role. Raises ValidationError for a name in use or a password that is too easy."""
    user = User(username=username.strip().lower(), full_name=full_name, rank=rank, badge_number=badge_number)
    set_checked_password(user, password)
    user.full_clean(exclude=["name_key"])
    user.save(force_insert=True)
    audit.record(by=by, action="user.create", target=user, detail={"username": user.username})
    return user


@transaction.atomic
def change_user(*, user: User, by: User, full_name: str, rank: str, badge_number: str) -> User:
    """Correct who somebody is; before and after go to the audit."""
    row = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"full_name": full_name, "rank": rank, "badge_number": badge_number}
    before = {name: getattr(row, name) for name in wanted}
    for name, value in wanted.items():
        setattr(row, name, value)
    row.full_clean(exclude=["name_key"])
    row.save(update_fields=[*wanted, "name_key"])
    audit.record(by=by, action="user.change", target=row, detail={"before": before, "after": wanted})
    return row


@transaction.atomic
def reset_password(*, user: User, password: str, by: User) -> None:
    """Give a user a new password; whoever is signed in with the old one is out."""
    row = User.objects.select_for_update().get(pk=user.pk)
    set_checked_password(row, password)
    row.save(update_fields=["password"])
    end_sessions(row)
    audit.record(by=by, action="user.password", target=row)


@transaction.atomic
def deactivate_user(*, user: User, by: User) -> None:
    """Nobody signs in as this user any more, and whoever is signed in is out now. What the user did stays."""
    if user.pk == by.pk:
        raise ValidationError(_("Không thể tự khóa tài khoản của mình."))
    row = User.objects.select_for_update().get(pk=user.pk)
    row.is_active = False
    row.save(update_fields=["is_active"])
    end_sessions(row)
    audit.record(by=by, action="user.deactivate", target=row)


@transaction.atomic
def reactivate_user(*, user: User, by: User) -> None:
    row = User.objects.select_for_update().get(pk=user.pk)
    row.is_active = True
    row.save(update_fields=["is_active"])
    audit.record(by=by, action="user.reactivate", target=row)


@transaction.atomic
def grant_membership(*, user: User, unit: Unit, role: str, start_on: date, by: User | None) -> Membership:
    """A role in a unit from `start_on` on. Raises ValidationError if the user has it already."""
    membership = Membership(user=user, unit=unit, role=role, start_on=start_on)
    membership.full_clean()
    membership.save(force_insert=True)
    detail = {"role": role, "start_on": start_on.isoformat()}
    audit.record(by=by, action="membership.grant", target=user, unit=unit, detail=detail)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, end_on: date, by: User) -> Membership:
    """The role ends; `end_on` is the first day without it, at the earliest today: what was allowed stays allowed."""
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    if row.end_on is not None:
        raise ValidationError(_("Vai trò này đã kết thúc ngày %s.") % vn_date(row.end_on))
    if end_on < max(today(), row.start_on):
        raise ValidationError(_("Vai trò chỉ có thể kết thúc từ hôm nay trở đi, và sau ngày bắt đầu."))
    row.end_on = end_on
    row.full_clean()
    row.save(update_fields=["end_on"])
    detail = {"role": row.role, "end_on": end_on.isoformat()}
    audit.record(by=by, action="membership.end", target=row.user, unit=row.unit, detail=detail)
    return row


def set_checked_password(user: User, password: str) -> None:
    """Set, without saving, a password that passes the rules; ValidationError otherwise."""
    password = nfc_password(password)
    validate_password(password, user)
    user.set_password(password)
