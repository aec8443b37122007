"""Requests to change something that would lower the number of reoffenders; a second person decides them."""

import uuid

from django.conf import settings
from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    JSONField,
    ManyToManyField,
    Model,
    PositiveIntegerField,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    UUIDField,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import ALLOWED
from areas.models import Unit
from cases.facts.models import Stay
from cases.records.models import Case
from core.encrypted_fields import EncryptedJSONField


class SecondPersonRequestQuerySet(QuerySet):
    """Requests by who may see them."""

    def visible_to(self, user):
        """Requests about the user's cases, and those that this user's own office decides; a draft only for its author.

        Requests about a sealed case are hidden with it.
        """
        sealed = Stay.objects.sealed()
        deciding = Q(deciding_unit__in=deciding_offices(user))
        found = self.filter(Q(case__in=Case.objects.visible_to(user)) | deciding)
        return found.exclude(case__in=sealed.values("case")).exclude(~Q(created_by=user), state="draft")


def deciding_offices(user) -> set[int]:
    """Keys of the offices in which the user decides: those of the memberships themselves, not the units below them."""
    return {one.unit_id for one in user.current_memberships if one.role in ALLOWED["rates.decide"]}


class SecondPersonRequest(Model):
    """A call of a service function that waits for a decision. Only drafts are deleted. Another user decides, once."""

    class State(TextChoices):
        DRAFT = "draft", _("Chưa gửi")
        WAITING = "waiting", _("Đang chờ người thứ hai")
        APPROVED = "approved", _("Đã duyệt")
        REFUSED = "refused", _("Không duyệt")

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = PositiveIntegerField(default=1, editable=False)
    # The case whose page shows the request.
    case = ForeignKey(Case, RESTRICT, related_name="second_person_requests", verbose_name=_("Hồ sơ"))
    # Which service function, and its arguments (cases/second_person/calls.py).
    kind = CharField(_("Việc"), max_length=40)
    arguments = EncryptedJSONField(default=dict)
    # What it would do to the figures when it was asked for: list of rate_guard.Fall as dicts.
    falls = JSONField(default=list)
    # The counted reoffences that it would take away: list of rate_guard.CountedReoffence as dicts. Approving takes no more.
    lost = JSONField(default=list)
    # Other reasons why it takes a second person.
    reasons = JSONField(default=list)
    units = ManyToManyField(Unit, related_name="+")
    # Its leaders decide; the requester is never one of them.
    deciding_unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị quyết định"))
    why = TextField(_("Lý do"), blank=True)
    document_number = CharField(_("Số văn bản làm căn cứ"), max_length=200, blank=True)
    # Empty: the register's import on the command line.
    created_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+")
    created_at = DateTimeField(auto_now_add=True)
    state = CharField(_("Tình trạng"), max_length=8, choices=State, default=State.DRAFT)
    decided_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+")
    decided_at = DateTimeField(null=True)
    decision_why = TextField(_("Ý kiến"), blank=True)
    # Since when the second person had the role by which it decided (accounts/users/confirmation.py).
    decider_since = DateField(_("Người duyệt giữ vai trò từ"), null=True, editable=False)

    objects = SecondPersonRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Đề nghị chờ người thứ hai")
        verbose_name_plural = _("Đề nghị chờ người thứ hai")
        ordering = ["-created_at"]
        constraints = [
            CheckConstraint(
                name="second_person_reason_and_document",
                condition=Q(state="draft") | ~Q(why="") & ~Q(document_number=""),
                violation_error_message=_("Phải nêu lý do và số văn bản làm căn cứ."),
            ),
            CheckConstraint(
                name="second_person_is_another",
                condition=Q(decided_by=None) | Q(created_by=None) | ~Q(decided_by=F("created_by")),
                violation_error_message=_("Người đề nghị không được tự duyệt."),
            ),
            CheckConstraint(
                name="second_person_decided_has_instant",
                condition=Q(state__in=["draft", "waiting"], decided_at=None)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.case_id}"

    def get_absolute_url(self):
        """The page of the request."""
        return reverse("cases:second-person", args=[self.public_id])
