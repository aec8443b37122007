"""A change of the half-years that waits for a second person."""

from django.db.models import CharField, CheckConstraint, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.change_requests.models import ChangeRequest, decided_by_two
from law.rules.periods import PRESETS, preset_code
from law.timeline import CODES

HALF_YEAR_CODES = tuple(preset_code(name) for name in PRESETS)


class HalfYearRequest(ChangeRequest):
    """A proposed row of LawSetting for one of the ways to divide the year. Its row refers to it (law/models.py)."""

    waiting_label = _("đề nghị đổi kỳ 6 tháng")
    list_address = "law:half-years"

    code = CharField(_("Mã quy định"), max_length=60)
    value = CharField(_("6 tháng đầu năm bắt đầu từ ngày"), max_length=5)

    class Meta(ChangeRequest.Meta):
        verbose_name = _("Đề nghị đổi kỳ 6 tháng")
        verbose_name_plural = _("Đề nghị đổi kỳ 6 tháng")
        constraints = [
            CheckConstraint(name="half_year_request_code", condition=Q(code__startswith="period_")),
            *decided_by_two("half_year_request"),
        ]

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("law:half-year-request", args=[self.public_id])

    @property
    def label(self) -> str:
        """What the code means."""
        return str(CODES[self.code].label)
