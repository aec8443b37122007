"""Users, their dated memberships, the work they asked for, and the trail of what everybody did."""

import hashlib
import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models import (
    RESTRICT,
    BigIntegerField,
    BinaryField,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    GenericIPAddressField,
    Index,
    JSONField,
    Model,
    OneToOneField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    UniqueConstraint,
    UUIDField,
)
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, may
from areas.dates import today
from areas.models import Unit
from areas.text import name_key, nfc


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username.strip().lower())


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do is said by their memberships, never by a flag on the user."""

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
        self.username = self.username.strip().lower()
        self.full_name = nfc(self.full_name)
        self.name_key = name_key(self.full_name)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.rank} {self.full_name}".strip()

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        return list(self.memberships.on(today()).select_related("unit").order_by("start_on", "pk"))

    @property
    def roles(self) -> set[str]:
        return {membership.role for membership in self.current_memberships} if self.is_active else set()

    def may(self, action: str) -> bool:
        return may(self, action)

    # The admin site asks these three; administrators are those with the role.
    @property
    def is_staff(self) -> bool:
        return may(self, "accounts.manage")

    def has_perm(self, perm, obj=None) -> bool:
        return may(self, "accounts.manage")

    def has_module_perms(self, app_label) -> bool:
        return may(self, "accounts.manage")


class MembershipQuerySet(QuerySet):
    def on(self, day):
        """In force on a day; no end: still in force."""
        return self.filter(Q(end_on=None) | Q(end_on__gt=day), start_on__lte=day)


class Membership(Model):
    """A user's role in a unit over [start_on, end_on). Ended, never deleted."""

    user = ForeignKey(User, RESTRICT, related_name="memberships", verbose_name=_("Người dùng"))
    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    role = CharField(_("Vai trò"), max_length=20, choices=Role)
    start_on = DateField(_("Từ ngày"))
    # The first day without the role; empty: still has it.
    end_on = DateField(_("Đến ngày"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vai trò tại đơn vị")
        verbose_name_plural = _("Vai trò tại đơn vị")
        indexes = [Index(fields=["user", "start_on"], name="membership_by_user")]
        constraints = [
            CheckConstraint(
                # Ended on its first day: given by mistake, and never in force.
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
    """A browser's session; before signing in it is nobody's (sessions.py)."""

    user = ForeignKey(User, RESTRICT, null=True, related_name="sessions")

    class Meta:
        verbose_name = _("Phiên làm việc")
        verbose_name_plural = _("Phiên làm việc")

    @classmethod
    def get_session_store_class(cls):
        from accounts.sessions import SessionStore

        return SessionStore


class SessionEnd(Model):
    """Why a session was ended from elsewhere, to be told to whoever still has its cookie (sessions.py)."""

    # SHA-256 of the key: the session itself is gone, and its key is kept nowhere.
    key_hash = CharField(max_length=64, primary_key=True)
    reason = CharField(max_length=20)
    user = ForeignKey(User, RESTRICT, null=True, related_name="+")
    at = DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Phiên đã kết thúc")
        verbose_name_plural = _("Phiên đã kết thúc")

    def __str__(self):
        return self.reason


class StoredFile(Model):
    """A file given to or made by the system, in the database so that it is saved, backed up and restored with the rest."""

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = CharField(_("Tên tệp"), max_length=200)
    content_type = CharField(max_length=120)
    size = PositiveIntegerField()
    sha256 = CharField(max_length=64)
    data = BinaryField()
    by = ForeignKey(User, RESTRICT, null=True, related_name="+")
    created_at = DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Tệp")
        verbose_name_plural = _("Tệp")

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, *, name: str, data: bytes, content_type: str, by: User | None) -> "StoredFile":
        return cls(
            name=nfc(name)[-200:],
            data=data,
            content_type=content_type[:120] or "application/octet-stream",
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            by=by,
        )


class Job(Model):
    """Work somebody asked for. This row is the truth; the broker only wakes a worker up (jobs.py)."""

    class State(TextChoices):
        QUEUED = "queued", _("Đang chờ")
        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Không thành công")

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = CharField(max_length=60)
    params = JSONField(default=dict)
    # The same key is the same work: asked for twice, done once.
    key = CharField(max_length=200, unique=True)
    by = ForeignKey(User, RESTRICT, null=True, related_name="jobs")
    state = CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = PositiveSmallIntegerField(default=0)
    result = JSONField(null=True)
    error = TextField(blank=True)
    created_at = DateTimeField(auto_now_add=True)
    # When the relay last told the broker; empty: not yet.
    published_at = DateTimeField(null=True)
    started_at = DateTimeField(null=True)
    finished_at = DateTimeField(null=True)

    class Meta:
        verbose_name = _("Công việc nền")
        verbose_name_plural = _("Công việc nền")
        indexes = [
            Index(fields=["created_at"], name="job_waiting", condition=Q(state__in=["queued", "running"])),
            Index(fields=["by", "created_at"], name="job_by_user"),
        ]
        constraints = [
            CheckConstraint(name="job_state_known", condition=Q(state__in=["queued", "running", "done", "failed"]))
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int | None:
        """0–100 of the present step, None while nothing is known."""
        progress = getattr(self, "progress", None)
        return min(100, 100 * progress.done // progress.total) if progress and progress.total else None


class Export(Model):
    """A file with people's data that left the system: who asked, why, what, and its fingerprint (exports.py)."""

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Printed on every sheet; found again from a leaked copy.
    number = PositiveIntegerField(_("Số lần xuất"), unique=True)
    kind = CharField(max_length=40)
    by = ForeignKey(User, RESTRICT, related_name="exports")
    reason = TextField(_("Lý do xuất"))
    filters = JSONField(default=dict)
    rows = PositiveIntegerField(_("Số dòng"), null=True)
    file = ForeignKey(StoredFile, RESTRICT, null=True, related_name="+")
    job = ForeignKey("accounts.Job", RESTRICT, null=True, related_name="+")
    created_at = DateTimeField(auto_now_add=True)
    expires_at = DateTimeField(null=True)
    downloads = PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Lần xuất dữ liệu")
        verbose_name_plural = _("Lần xuất dữ liệu")
        indexes = [Index(fields=["by", "created_at"], name="export_by_user")]
        constraints = [
            CheckConstraint(
                name="export_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Phải nêu lý do xuất dữ liệu."),
            ),
        ]

    def __str__(self):
        return str(self.number)


class JobProgress(Model):
    """How far a running job is, and the sign that its worker lives.

    Apart from Job: it is written while the job's own row waits for its result, in short transactions of their own.
    """

    job = OneToOneField(Job, RESTRICT, related_name="progress", primary_key=True)
    done = PositiveIntegerField(default=0)
    total = PositiveIntegerField(default=0)
    message = CharField(max_length=200, blank=True)
    heartbeat_at = DateTimeField()

    class Meta:
        verbose_name = _("Tiến độ")
        verbose_name_plural = _("Tiến độ")

    def __str__(self):
        return f"{self.done}/{self.total}"


class OnceKey(Model):
    """A form that was posted, and where it led to (once.py)."""

    key = UUIDField(primary_key=True)
    user = ForeignKey(User, RESTRICT, related_name="+")
    path = CharField(max_length=300)
    location = CharField(max_length=300, blank=True)
    created_at = DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("Biểu mẫu đã gửi")
        verbose_name_plural = _("Biểu mẫu đã gửi")

    def __str__(self):
        return str(self.key)


class Heartbeat(Model):
    """When a part of the site that nobody sees last did its work (health.py)."""

    name = CharField(max_length=40, primary_key=True)
    at = DateTimeField()

    class Meta:
        verbose_name = _("Nhịp hoạt động")
        verbose_name_plural = _("Nhịp hoạt động")

    def __str__(self):
        return f"{self.name} {self.at}"


# Somebody opened more people than work explains (cases/looks.py).
FLAGGED = "access.many"


class AuditEvent(Model):
    """One thing somebody did or looked at. Append-only; each row holds the hash of the one before (audit.py)."""

    # Given by the chain itself, without gaps: 1, 2, 3, …
    number = BigIntegerField(primary_key=True)
    at = DateTimeField()
    # Empty: the system itself, or somebody not signed in.
    by = ForeignKey(User, RESTRICT, null=True, related_name="+")
    action = CharField(max_length=60)
    target_type = CharField(max_length=40, blank=True)
    target_id = CharField(max_length=40, blank=True)
    unit = ForeignKey(Unit, RESTRICT, null=True, related_name="+")
    detail = JSONField(default=dict)
    ip = GenericIPAddressField(null=True)
    request_id = CharField(max_length=36, blank=True)
    previous_hash = CharField(max_length=64)
    hash = CharField(max_length=64)

    class Meta:
        verbose_name = _("Nhật ký")
        verbose_name_plural = _("Nhật ký")
        indexes = [
            Index(fields=["target_type", "target_id", "number"], name="audit_by_target"),
            Index(fields=["by", "number"], name="audit_by_user"),
            # Few rows, asked for with every look at a person.
            Index(fields=["by", "at"], name="audit_flags", condition=Q(action=FLAGGED)),
        ]

    def __str__(self):
        return f"{self.number} {self.action}"


class AuditHead(Model):
    """The chain's last link, one row: locking it puts all writers of the audit in a line."""

    id = PositiveSmallIntegerField(primary_key=True, default=1)
    number = BigIntegerField(default=0)
    hash = CharField(max_length=64)

    class Meta:
        constraints = [CheckConstraint(name="audit_head_single", condition=Q(id=1))]

    def __str__(self):
        return str(self.number)
