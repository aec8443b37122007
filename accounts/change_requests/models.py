"""What every request that waits for a second person holds, and what a change of a setting holds besides."""

import uuid
from typing import ClassVar

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
    Model,
    PositiveIntegerField,
    Q,
    TextChoices,
    TextField,
    UUIDField,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.dates import vn_date


class TwoPersonRequest(Model):
    """What one person asks for. Another user than its author decides, once; it is never deleted."""

    class State(TextChoices):
        """Where the request stands."""

        WAITING = "waiting", _("Đang chờ người thứ hai")
        APPROVED = "approved", _("Đã duyệt")
        REFUSED = "refused", _("Không duyệt")

    # The action of accounts/permissions/roles.py that the second person needs.
    decide_action: ClassVar[str]

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document_number = CharField(_("Số văn bản làm căn cứ"), max_length=200)
    why = TextField(_("Lý do"))
    created_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+")
    created_at = DateTimeField(auto_now_add=True)
    state = CharField(_("Tình trạng"), max_length=8, choices=State, default=State.WAITING)
    decided_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+")
    decided_at = DateTimeField(null=True)
    decision_why = TextField(_("Ý kiến"), blank=True)
    # Since when the second person had the role by which it decided (accounts/users/confirmation.py).
    decider_since = DateField(_("Người duyệt giữ vai trò từ"), null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at"]


class ChangeRequest(TwoPersonRequest):
    """A proposed change of a setting from a day on, with what it does to the rates."""

    decide_action = "definitions.decide"
    # For the panel of the first page: what waits, after its number, and the route of the page that lists it.
    waiting_label: ClassVar[Promise]
    list_address: ClassVar[str]

    valid_from = DateField(_("Áp dụng từ"))
    # Rates of past periods that would fall, as dicts, and the number of rates that were compared.
    falls = JSONField(default=list)
    compared = PositiveIntegerField(default=0)

    class Meta(TwoPersonRequest.Meta):
        abstract = True

    def __str__(self):
        return f"{vn_date(self.valid_from)} {self.state}"


def decided_by_two(prefix: str) -> list[CheckConstraint]:
    """The constraints of a kind of request, which django names by table: a reason and a document, and two different people."""
    return [
        CheckConstraint(
            name=f"{prefix}_has_reason",
            condition=~Q(why="") & ~Q(document_number=""),
            violation_error_message=_("Phải nêu lý do và số văn bản làm căn cứ."),
        ),
        CheckConstraint(
            name=f"{prefix}_by_two",
            condition=Q(state="waiting", decided_by=None, decided_at=None)
            | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False)
            & (Q(created_by=None) | ~Q(decided_by=F("created_by"))),
            violation_error_message=_("Người đề nghị không được tự duyệt."),
        ),
    ]
