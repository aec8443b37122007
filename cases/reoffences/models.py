"""The confirmation of a reoffence by a second person at the district."""

from django.conf import settings
from django.db.models import RESTRICT, DateTimeField, ForeignKey, Model, OneToOneField
from django.utils.translation import gettext_lazy as _

from cases.facts.models import Reoffence


class ReoffenceConfirmation(Model):
    """A leader's confirmation of one version of a reoffence. The row is never changed (migration 0006).

    It does not change what is counted: an unconfirmed reoffence counts as well, and how many are not confirmed stands
    beside every rate (docs/measures.md §3).
    """

    reoffence = OneToOneField(Reoffence, RESTRICT, related_name="confirmation")
    confirmed_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, related_name="+", verbose_name=_("Người xác nhận"))
    known_from = DateTimeField(_("Biết từ"))

    class Meta:
        verbose_name = _("Xác nhận vụ tái phạm")
        verbose_name_plural = _("Xác nhận vụ tái phạm")

    def __str__(self) -> str:
        return f"{self.reoffence} {self.known_from}"
