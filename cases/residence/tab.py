"""The residence tab."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import Entry, records, tab, timeline
from cases.models import Case, Residence
from cases.records.registry import RecordKind, register
from cases.residence.forms import ResidenceForm
from core.dates import vn_date

register(RecordKind("residences", Residence, ResidenceForm, _("Nơi cư trú"), "residence"))


@tab(slug="residence", label=_("Cư trú"), template="cases/tabs/residence.html", order=25)
def residence(request, case: Case) -> dict:
    """Collect the homes and the stays of the case."""
    return {
        "residences": case.residences.active(),
        "stays": case.stays.current().select_related("unit").order_by("start_on"),
        "may_edit": may(request.user, "cases.edit"),
    }


@timeline(records("residences", lambda: Residence.objects.active(), order_by="from_on"))
def homes(residences: list[Residence]) -> Iterable[Entry]:
    """Yield timeline entries for the registration of each home and for leaving it."""
    for row in residences:
        values = {"kind": row.get_kind_display(), "address": row.address}
        until = gettext("đến hết ngày %s") % vn_date(row.valid_until) if row.valid_until else ""
        by = str(row.created_by or "")
        yield Entry(row.registered_on or row.from_on, gettext("%(kind)s tại %(address)s") % values, until, by)
        if row.left_on:
            yield Entry(row.left_on, gettext("Không còn ở %(address)s") % values, "", by)
