"""Other names of a person, merges of two records of one person, and pairs found to be distinct."""

import uuid

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
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
    UUIDField,
)
from django.utils.translation import gettext_lazy as _

from cases.people.models import Person
from cases.records.models import Record, user_key
from core.text import fold, nfc


class OtherName(Record):
    """A former or other name, included in searches."""

    class Kind(TextChoices):
        FORMER = "former", _("Tên cũ")
        ALIAS = "alias", _("Tên gọi khác")

    person = ForeignKey(Person, RESTRICT, related_name="other_names")
    kind = CharField(_("Loại"), max_length=6, choices=Kind, default=Kind.FORMER)
    full_name = CharField(_("Họ và tên"), max_length=120)
    name_folded = CharField(max_length=120, db_index=True, editable=False)
    until_on = DateField(_("Dùng đến ngày"), null=True, blank=True)
    note = CharField(_("Ghi chú"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Tên khác")
        verbose_name_plural = _("Tên khác")
        constraints = [
            CheckConstraint(name="other_name_kind_known", condition=Q(kind__in=["former", "alias"])),
            UniqueConstraint(
                name="other_name_once",
                fields=["person", "full_name"],
                condition=Q(removed_at=None),
                violation_error_message=_("Tên này đã ghi."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        """Normalise the name and store the key by which it is searched."""
        self.full_name = nfc(self.full_name)
        self.name_folded = fold(self.full_name)
        super().save(*args, **kwargs)


class PersonMerge(Model):
    """A merge of two records of one person: cases, numbers and names of `merged` moved to `kept`. It can be undone."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = ForeignKey(Person, RESTRICT, related_name="merges")
    merged = ForeignKey(Person, RESTRICT, related_name="+")
    why = TextField(_("Lý do"))
    # {"cases": [pk], "numbers": [uuid], "names": [pk]}: what moved, needed to undo the merge.
    moved = JSONField(default=dict)
    by = user_key(_("Người gộp"), null=True)
    at = DateTimeField(auto_now_add=True)
    undone_at = DateTimeField(null=True)
    undone_by = user_key(_("Người tách"), null=True)
    undone_why = TextField(_("Lý do tách"), blank=True)

    class Meta:
        verbose_name = _("Gộp người")
        verbose_name_plural = _("Gộp người")
        constraints = [
            CheckConstraint(name="merge_two_people", condition=~Q(kept=F("merged"))),
            UniqueConstraint(name="merge_once", fields=["merged"], condition=Q(undone_at=None)),
        ]

    def __str__(self):
        return f"{self.merged_id} → {self.kept_id}"


class DistinctPeople(Model):
    """A pair of similar people found to be distinct, so it is not suggested again. `first` has the smaller primary key."""

    first = ForeignKey(Person, RESTRICT, related_name="+")
    second = ForeignKey(Person, RESTRICT, related_name="+")
    why = TextField(_("Căn cứ"))
    by = user_key(_("Người xác nhận"), null=True)
    at = DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Hai người khác nhau")
        verbose_name_plural = _("Hai người khác nhau")
        constraints = [
            CheckConstraint(name="two_people_ordered", condition=Q(first__lt=F("second"))),
            UniqueConstraint(name="two_people_once", fields=["first", "second"]),
        ]

    def __str__(self):
        return f"{self.first_id} ≠ {self.second_id}"
