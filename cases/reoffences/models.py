"""A correction or withdrawal of a reoffence that waits for a second person of the level above."""

from django.db.models import (
    RESTRICT,
    CharField,
    CheckConstraint,
    DateTimeField,
    F,
    ForeignKey,
    JSONField,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _

from cases.facts.models import Reoffence
from cases.records.models import CaseRecordQuerySet, Record, case_key, user_key


class ReoffenceChange(Record):
    class Kind(TextChoices):
        CORRECT = "correct", _("Sửa")
        WITHDRAW = "withdraw", _("Rút")

    class State(TextChoices):
        WAITING = "waiting", _("Đang chờ cấp trên duyệt")
        APPROVED = "approved", _("Đã duyệt")
        REFUSED = "refused", _("Không duyệt")

    case = case_key("reoffence_changes")
    reoffence = ForeignKey(Reoffence, RESTRICT, related_name="changes")
    kind = CharField(_("Việc"), max_length=8, choices=Kind)
    # For a correction: the fields of ledger.ReoffenceData, dates in ISO form.
    data = JSONField(default=dict)
    why = TextField(_("Lý do"))
    document_number = CharField(_("Số văn bản"), max_length=200)
    state = CharField(_("Tình trạng"), max_length=8, choices=State, default=State.WAITING)
    decided_by = user_key(_("Người duyệt"), null=True, editable=False)
    decided_at = DateTimeField(null=True, editable=False)
    decision_why = TextField(_("Ý kiến"), blank=True)

    objects = CaseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("Đề nghị sửa, rút tái phạm")
        verbose_name_plural = _("Đề nghị sửa, rút tái phạm")
        ordering = ["-created_at"]
        constraints = [
            CheckConstraint(
                name="change_has_reason_and_document",
                condition=~Q(why="") & ~Q(document_number=""),
                violation_error_message=_("Phải nêu lý do và số văn bản."),
            ),
            CheckConstraint(
                name="change_decided_by_another",
                condition=Q(decided_by=None) | Q(created_by=None) | ~Q(decided_by=F("created_by")),
                violation_error_message=_("Người đề nghị không được tự duyệt."),
            ),
            CheckConstraint(
                name="change_decided_has_instant",
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
            ),
            UniqueConstraint(
                name="change_one_waiting",
                fields=["reoffence"],
                condition=Q(state="waiting"),
                violation_error_message=_("Đang có một đề nghị chờ duyệt."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.reoffence_id}"
