"""Requests to transfer a case. Until the receiving commune accepts, the sending commune stays responsible."""

from typing import ClassVar

from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    F,
    ForeignKey,
    Index,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import visible_unit_keys
from areas.models import Unit
from cases.facts.models import Stay
from cases.records.models import Record, RecordQuerySet, case_key, user_key


class TransferQuerySet(RecordQuerySet):
    """Transfer requests by state and by who may see them."""

    def visible_to(self, user):
        """Requests from or to the user's units, except those of expunged cases."""
        units = visible_unit_keys(user)
        sealed = Stay.objects.sealed()
        return self.filter(Q(from_unit__in=units) | Q(to_unit__in=units)).exclude(case__in=sealed.values("case"))

    def waiting(self):
        """Requests not decided yet."""
        return self.filter(state=TransferRequest.State.WAITING)


class TransferRequest(Record):
    """The request of one commune that another takes over a case, and the decision on it."""

    class State(TextChoices):
        WAITING = "waiting", _("Đang chờ tiếp nhận")
        ACCEPTED = "accepted", _("Đã tiếp nhận")
        REFUSED = "refused", _("Bị từ chối")
        WITHDRAWN = "withdrawn", _("Đã rút lại")

    case = case_key("transfers")
    from_unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Xã chuyển đi"))
    to_unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Xã tiếp nhận"))
    moved_on = DateField(_("Ngày chuyển đến nơi ở mới"))
    address = CharField(_("Nơi ở mới"), max_length=250)
    why = TextField(_("Lý do chuyển"))
    document_number = CharField(_("Số văn bản đề nghị"), max_length=100, blank=True)
    asked_at = DateTimeField(auto_now_add=True)
    state = CharField(_("Tình trạng"), max_length=9, choices=State, default=State.WAITING)
    decided_at = DateTimeField(null=True, editable=False)
    decided_by = user_key(_("Người quyết định"), null=True, editable=False)
    decision_number = CharField(_("Số văn bản trả lời"), max_length=100, blank=True)
    decision_why = TextField(_("Lý do từ chối, rút lại"), blank=True)
    # The first day under the receiving commune.
    accepted_on = DateField(_("Ngày tiếp nhận"), null=True, blank=True)

    objects: ClassVar = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Đề nghị chuyển hồ sơ")
        verbose_name_plural = _("Đề nghị chuyển hồ sơ")
        ordering = ["-asked_at"]
        indexes = [
            Index(fields=["from_unit"], condition=Q(state="waiting"), name="transfer_waiting_from"),
            Index(fields=["to_unit"], condition=Q(state="waiting"), name="transfer_waiting_to"),
        ]
        constraints = [
            CheckConstraint(
                name="transfer_accepted_after_move",
                condition=Q(accepted_on=None) | Q(accepted_on__gte=F("moved_on")),
                violation_error_message=_("Ngày tiếp nhận không được trước ngày chuyển đến nơi ở mới."),
            ),
            CheckConstraint(name="transfer_elsewhere", condition=~Q(from_unit=F("to_unit"))),
            CheckConstraint(
                name="transfer_decided_has_instant",
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
            ),
            CheckConstraint(
                name="transfer_accepted_has_day",
                condition=Q(state="accepted", accepted_on__isnull=False) | ~Q(state="accepted") & Q(accepted_on=None),
                violation_error_message=_("Tiếp nhận phải có ngày."),
            ),
            CheckConstraint(
                name="transfer_refused_has_reason",
                condition=~Q(state="refused") | ~Q(decision_why=""),
                violation_error_message=_("Từ chối phải nêu lý do."),
            ),
            UniqueConstraint(
                name="transfer_one_waiting",
                fields=["case"],
                condition=Q(state="waiting"),
                violation_error_message=_("Hồ sơ đang chờ xã khác tiếp nhận."),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.from_unit_id} → {self.to_unit_id}"

    def get_absolute_url(self):
        """The page of the request."""
        return reverse("cases:transfer", args=[self.public_id])
