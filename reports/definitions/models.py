"""A change of the rate's definition that waits for a second person."""

from django.db.models import CharField, CheckConstraint, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.change_requests.models import ChangeRequest, decided_by_two
from reports.measures.definition import CountedDate, Definition, Denominator


class DefinitionRequest(ChangeRequest):
    """A proposed row of MeasureDefinition."""

    waiting_label = _("đề nghị đổi cách tính tỷ lệ tái phạm")
    list_address = "reports:definitions"

    counted_date = CharField(_("Tính tái phạm theo"), max_length=12, choices=CountedDate)
    denominator = CharField(_("Tính tỷ lệ trên"), max_length=8, choices=Denominator)

    class Meta(ChangeRequest.Meta):
        verbose_name = _("Đề nghị đổi cách tính tỷ lệ")
        verbose_name_plural = _("Đề nghị đổi cách tính tỷ lệ")
        constraints = [
            CheckConstraint(name="definition_request_counted_date", condition=Q(counted_date__in=CountedDate.values)),
            CheckConstraint(name="definition_request_denominator", condition=Q(denominator__in=Denominator.values)),
            *decided_by_two("definition_request"),
        ]

    def get_absolute_url(self):
        """The page on which it is decided."""
        return reverse("reports:definition-request", args=[self.public_id])

    @property
    def definition(self) -> Definition:
        """The proposed definition."""
        return Definition(self.counted_date, self.denominator)
