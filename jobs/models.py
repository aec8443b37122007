"""Background jobs, their progress, the files they make and the exports that left the system."""

import hashlib
import uuid

from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateTimeField,
    ForeignKey,
    Index,
    JSONField,
    Model,
    OneToOneField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    Q,
    TextChoices,
    UUIDField,
)
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encrypted_fields import EncryptedBinaryField, EncryptedJSONField, EncryptedTextField
from core.text import nfc


def memberships_of(user: User | None) -> list[list]:
    """The units and roles of a user today, as JSON; of nobody: none."""
    return sorted([one.unit_id, one.role] for one in user.current_memberships) if user is not None else []


class StoredFile(Model):
    """A file given to or made by the system, in the database so that it is saved, backed up and restored with the rest."""

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The name that the user gave it may be a person's.
    name = EncryptedTextField(_("Tên tệp"))
    content_type = CharField(max_length=120)
    size = PositiveIntegerField()
    sha256 = CharField(max_length=64)
    data = EncryptedBinaryField()
    by = ForeignKey(User, RESTRICT, null=True, related_name="+")
    # The units and roles of the user at that time (jobs/ownership.py).
    made_as = JSONField(default=list)
    created_at = DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Tệp")
        verbose_name_plural = _("Tệp")

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, *, name: str, data: bytes, content_type: str, by: User | None) -> "StoredFile":
        """A new, unsaved row for the bytes, with size and SHA-256."""
        return cls(
            name=nfc(name)[-200:],
            data=data,
            content_type=content_type[:120] or "application/octet-stream",
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            by=by,
            made_as=memberships_of(by),
        )


class Job(Model):
    """Background work that a user asked for. This row decides; the broker only wakes up a worker (queue.py)."""

    class State(TextChoices):
        QUEUED = "queued", _("Đang chờ")
        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Không thành công")

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = CharField(max_length=60)
    params = EncryptedJSONField(default=dict)
    # Requests with the same key are the same work, which is done once.
    key = CharField(max_length=200, unique=True)
    by = ForeignKey(User, RESTRICT, null=True, related_name="jobs")
    # The units and roles of the user at that time (jobs/ownership.py).
    made_as = JSONField(default=list)
    state = CharField(max_length=10, choices=State, default=State.QUEUED)
    # Id of the request that asked for the job; "" if none did. The log and the audit of the job carry it too.
    request_id = CharField(max_length=36, blank=True)
    attempts = PositiveSmallIntegerField(default=0)
    result = EncryptedJSONField(null=True)
    error = EncryptedTextField(blank=True)
    created_at = DateTimeField(auto_now_add=True)
    # When the relay last published the job to the broker; None: not yet.
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
        """Whether the job has ended, with a result or with an error."""
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int | None:
        """Progress of the present step from 0 to 100; None while it is unknown."""
        progress = getattr(self, "progress", None)
        return min(100, 100 * progress.done // progress.total) if progress and progress.total else None


class Export(Model):
    """A file with people's data that left the system: who asked for what, and its SHA-256.

    Why is kept with the audit event (exports.reasons_of).
    """

    id = UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Printed on every page, so that a leaked copy can be traced.
    number = PositiveIntegerField(_("Số lần xuất"), unique=True)
    kind = CharField(max_length=40)
    by = ForeignKey(User, RESTRICT, related_name="exports")
    filters = EncryptedJSONField(default=dict)
    rows = PositiveIntegerField(_("Số dòng"), null=True)
    file = ForeignKey(StoredFile, RESTRICT, null=True, related_name="+")
    job = ForeignKey("jobs.Job", RESTRICT, null=True, related_name="+")
    created_at = DateTimeField(auto_now_add=True)
    expires_at = DateTimeField(null=True)
    downloads = PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Lần xuất dữ liệu")
        verbose_name_plural = _("Lần xuất dữ liệu")
        indexes = [Index(fields=["by", "created_at"], name="export_by_user")]

    def __str__(self):
        return str(self.number)


class JobProgress(Model):
    """How far a running job is, and when its worker last reported.

    A table of its own, because it is written in short transactions while the job's row waits for the result.
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


class Heartbeat(Model):
    """When a part of the site without pages (beat, worker) last worked (health.py)."""

    name = CharField(max_length=40, primary_key=True)
    at = DateTimeField()

    class Meta:
        verbose_name = _("Nhịp hoạt động")
        verbose_name_plural = _("Nhịp hoạt động")

    def __str__(self):
        return f"{self.name} {self.at}"


class QuotaUse(Model):
    """One use of what a user may do only so often a day (quotas.py). Deleted when it no longer counts."""

    by = ForeignKey(User, RESTRICT, related_name="+")
    kind = CharField(max_length=10)
    at = DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Lượt dùng trong ngày")
        verbose_name_plural = _("Lượt dùng trong ngày")
        indexes = [Index(fields=["by", "kind", "at"], name="quota_by_user")]

    def __str__(self):
        return f"{self.kind} {self.at}"
