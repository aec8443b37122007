"""The household tab: family members and contacts, other names and ID numbers of the person."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import tab
from cases.household.forms import HouseholdForm
from cases.models import Case, HouseholdMember
from cases.records.registry import RecordKind, register

register(RecordKind("household", HouseholdMember, HouseholdForm, _("Người trong gia đình"), "household"))


@tab(slug="household", label=_("Gia đình, liên hệ"), template="cases/tabs/household.html", order=20)
def household(request, case: Case) -> dict:
    """Collect what the tab shows."""
    return {
        "members": case.household.active(),
        "names": case.person.other_names.active(),
        "numbers": case.person.identity_numbers.order_by("created_at"),
        "papers": case.personal_papers.active(),
        "may_edit": may(request.user, "cases.edit"),
    }
