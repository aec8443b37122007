"""What orders successions of units: a file that was applied, kept as it was."""

from collections.abc import Iterable

from django.db.models import CharField, DateField, DateTimeField, Model, TextField
from django.utils.translation import gettext_lazy as _

from core.dates import vn_date


class Decree(Model):
    """One applied reorganisation. It is never changed, and a succession must stand in one (areas/migrations)."""

    document = CharField(_("số văn bản"), max_length=200)
    on = DateField(_("từ ngày"))
    # The file, and its SHA-256: the same file is applied once.
    content = TextField(_("nội dung"))
    digest = CharField(max_length=64, unique=True)
    # The successions it orders, a line each (`link`). The database reads it.
    links = TextField(blank=True)
    applied_at = DateTimeField(_("áp dụng lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("quyết định sắp xếp đơn vị")
        verbose_name_plural = _("quyết định sắp xếp đơn vị")
        ordering = ["on", "pk"]

    def __str__(self):
        return f"{self.document} ({vn_date(self.on)})"


def link(old: str, new: str, *, is_main: bool) -> str:
    """The line of a succession: "21205@1989-07-01>21205@2025-07-01:1". Arguments: references of both units (Unit.ref)."""
    return f"{old}>{new}:{int(is_main)}"


def links_text(lines: Iterable[str]) -> str:
    """The lines as `Decree.links` holds them: each between two line feeds, so that the database finds a whole line."""
    return "\n" + "".join(f"{line}\n" for line in sorted(lines))
