"""The violated constraint is named alike on both databases, and its message is found."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership, User
from areas.models import Unit
from core.database_errors import constraint_message, violated_constraint


def refused(act) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return caught.value


def test_a_check_is_named(world):
    error = refused(lambda: User.objects.bulk_create([User(username="", full_name="An", name_key=b"an")]))
    assert violated_constraint(error) == "user_has_username"
    assert constraint_message(error) == "Phải có tên đăng nhập."


def test_a_unique_constraint_is_named(world):
    row = world.officer.memberships.get()
    again = {"user": row.user, "unit": row.unit, "role": row.role, "start_on": row.start_on}
    error = refused(lambda: Membership.objects.create(**again))
    assert violated_constraint(error) == "membership_once"
    assert constraint_message(error) == "Người dùng đang có vai trò này tại đơn vị này."


def test_a_unique_column_is_named(world):
    error = refused(lambda: User.objects.create(username=world.officer.username, full_name="An"))
    assert violated_constraint(error) == "accounts_user_username_key"
    assert constraint_message(error) == "Tên đăng nhập này đã có người dùng."


def test_an_error_without_a_constraint_of_ours_is_raised_again(world):
    error = refused(lambda: Unit.objects.filter(pk=world.tinh_bac.pk).update(name=None))
    assert violated_constraint(error) in ("", "NOT NULL constraint failed: areas_unit.name")
    with pytest.raises(IntegrityError):
        constraint_message(error)


def test_a_name_without_a_database_behind_it_is_taken_as_it_is():
    assert violated_constraint(IntegrityError("stay_no_overlap")) == "stay_no_overlap"
