"""A reorganisation that waits for a second person."""

from django.db.models import TextField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.change_requests.models import ChangeRequest, decided_by_two


class DecreeRequest(ChangeRequest):
    """A file that an administrator uploaded. It is applied when another person approves it."""

    waiting_label = _("đề nghị sắp xếp đơn vị")
    list_address = "accounts:decrees"

    content = TextField(_("Nội dung tệp"))

    class Meta(ChangeRequest.Meta):
        verbose_name = _("Đề nghị sắp xếp đơn vị")
        verbose_name_plural = _("Đề nghị sắp xếp đơn vị")
        constraints = [*decided_by_two("decree_request")]

    def get_absolute_url(self) -> str:
        """The page on which it is decided."""
        return reverse("accounts:decree", args=[self.public_id])
