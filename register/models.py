"""The choices of an office for the headers of its registers."""

from django.db.models import RESTRICT, CharField, DateTimeField, ForeignKey, Model, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from areas.models import Unit


class HeaderChoice(Model):
    """The field that a column with this header means in the registers of an office.

    `sheet`: canonical name of the sheet; `key`: the squashed header; `field` "": the column is not read.
    """

    unit = ForeignKey(Unit, RESTRICT, related_name="+", verbose_name=_("Đơn vị"))
    sheet = CharField(_("Trang tính"), max_length=20)
    key = CharField(max_length=200)
    header = CharField(_("Tiêu đề cột"), max_length=200)
    field = CharField(_("Mục"), max_length=40, blank=True)
    by = ForeignKey(User, RESTRICT, related_name="+", verbose_name=_("Người chọn"))
    updated_at = DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Tiêu đề cột của sổ")
        verbose_name_plural = _("Tiêu đề cột của sổ")
        constraints = [
            UniqueConstraint(
                name="header_choice_once",
                fields=["unit", "sheet", "key"],
                violation_error_message=_("Tiêu đề này đã được chọn."),
            )
        ]

    def __str__(self):
        return f"{self.sheet}: {self.header}"
