"""Users and their memberships for tests."""

from datetime import date

from factory import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from accounts.models import Membership, User
from core.text import name_key


class UserFactory(DjangoModelFactory):
    """A user without a role. Pass `password` as a hash; without one the user cannot sign in through the form."""

    class Meta:
        model = User

    username = Sequence(lambda number: f"user{number}")
    full_name = "Phan Thị Thử"
    # As User.save() sets it, so that users who are created in bulk have it too.
    name_key = LazyAttribute(lambda user: name_key(user.full_name))
    password = "!"


class MembershipFactory(DjangoModelFactory):
    """A role that a user has in a unit since 2023. Pass `unit` and `role`."""

    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    start_on = date(2023, 1, 1)
