"""Users, their memberships with first and last day, and their sessions."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models import (
    RESTRICT,
    BinaryField,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    Index,
    Model,
    Q,
    QuerySet,
    UniqueConstraint,
    UUIDField,
)
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.decrees.models import DecreeRequest  # noqa: F401 (where Django finds the models of this app)
from accounts.forms.models import SubmittedForm  # noqa: F401
from accounts.permissions.roles import Role, may
from areas.models import Unit
from core.dates import today
from core.text import name_key, nfc


class UserManager(BaseUserManager):
    """Finds users by their user name as they type it."""

    def get_by_natural_key(self, username):
        """The user with this user name; capitals and surrounding spaces do not count."""
        return self.get(username=username.strip().lower())


class User(AbstractBaseUser):
    """Somebody who signs in. Only memberships say what they may do, never a flag on the user."""

    username = CharField(
        _("Tên đăng nhập"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("Tên đăng nhập này đã có người dùng.")},
    )
    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = CharField(_("Họ và tên"), max_length=120)
    name_key = BinaryField(max_length=800, editable=False)
    rank = CharField(_("Cấp bậc"), max_length=40, blank=True)
    badge_number = CharField(_("Số hiệu"), max_length=20, blank=True)
    is_active = BooleanField(_("Đang hoạt động"), default=True)
    created_at = DateTimeField(auto_now_add=True)

    # Filled by accounts/permissions/scope.py: keys of units by the units of the memberships that open them. Only the user of a
    # request has a dictionary here (accounts/site/middleware.py): it lives as long as the request, so it is never stale.
    unit_keys: dict[frozenset[int], tuple[int, ...]] | None = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("Người dùng")
        verbose_name_plural = _("Người dùng")
        ordering = ["name_key", "username"]
        constraints = [
            CheckConstraint(
                name="user_has_username",
                condition=~Q(username=""),
                violation_error_message=_("Phải có tên đăng nhập."),
            ),
        ]

    def __str__(self):
        return self.get_full_name()

    def save(self, *args, **kwargs):
        """Normalises the user name and the full name, and stores the key by which names are sorted."""
        self.username = self.username.strip().lower()
        self.full_name = nfc(self.full_name)
        self.name_key = name_key(self.full_name)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The rank and the name, as printed beside everything a user did."""
        return f"{self.rank} {self.full_name}".strip()

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """The memberships of today with their units, cached for the request."""
        return list(self.memberships.on(today()).select_related("unit").order_by("start_on", "pk"))

    @property
    def roles(self) -> set[str]:
        """The roles of today; none for a locked user."""
        return {membership.role for membership in self.current_memberships} if self.is_active else set()

    def may(self, action: str) -> bool:
        """Whether a role of the user allows the action (accounts/permissions/roles.py)."""
        return may(self, action)

    # The admin site asks these three; administrators are those with the role.
    @property
    def is_staff(self) -> bool:
        """Whether the user may open the administration; django.contrib.admin asks for it."""
        return may(self, "accounts.manage")

    def has_perm(self, perm, obj=None) -> bool:
        """Every permission of the administration for administrators, none for others."""
        return may(self, "accounts.manage")

    def has_module_perms(self, app_label) -> bool:
        """Every app of the administration for administrators, none for others."""
        return may(self, "accounts.manage")


class MembershipQuerySet(QuerySet):
    """Memberships by the day on which they are in force."""

    def on(self, day):
        """The memberships in force on a day."""
        return self.filter(Q(end_on=None) | Q(end_on__gt=day), start_on__lte=day)


class Membership(Model):
    """A user's role in a unit over [start_on, end_on). Ended, never deleted."""

    user = ForeignKey(User, RESTRICT, related_name="memberships", verbose_name=_("Người dùng"))
    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    role = CharField(_("Vai trò"), max_length=20, choices=Role)
    start_on = DateField(_("Từ ngày"))
    # The first day without the role; None: in force.
    end_on = DateField(_("Đến ngày"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vai trò tại đơn vị")
        verbose_name_plural = _("Vai trò tại đơn vị")
        indexes = [Index(fields=["user", "start_on"], name="membership_by_user")]
        constraints = [
            CheckConstraint(
                # A membership that ended on its first day was given by mistake and never in force.
                name="membership_not_reversed",
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")),
                violation_error_message=_("Ngày thôi vai trò không được trước ngày bắt đầu."),
            ),
            CheckConstraint(name="membership_role_known", condition=Q(role__in=Role.values)),
            UniqueConstraint(
                name="membership_once",
                fields=["user", "unit", "role"],
                condition=Q(end_on=None),
                violation_error_message=_("Người dùng đang có vai trò này tại đơn vị này."),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.role} {self.unit_id}"


class UserSession(AbstractBaseSession):
    """A browser's session; before the sign-in it has no user (sessions.py)."""

    user = ForeignKey(User, RESTRICT, null=True, related_name="sessions")

    class Meta:
        verbose_name = _("Phiên làm việc")
        verbose_name_plural = _("Phiên làm việc")

    @classmethod
    def get_session_store_class(cls):
        """The store that writes these rows; Django asks for it."""
        from accounts.signin.sessions import SessionStore

        return SessionStore


class SessionEnd(Model):
    """Why a session was ended from elsewhere, for the user of the browser that still has its cookie (sessions.py)."""

    # SHA-256 of the session's key; the key itself is not kept.
    key_hash = CharField(max_length=64, primary_key=True)
    reason = CharField(max_length=20)
    user = ForeignKey(User, RESTRICT, null=True, related_name="+")
    at = DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Phiên đã kết thúc")
        verbose_name_plural = _("Phiên đã kết thúc")

    def __str__(self):
        return self.reason
