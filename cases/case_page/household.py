"""Family, ways to reach the person, other names, more ID numbers."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from cases.case_page.tabs import tab
from cases.models import Case, HouseholdMember
from cases.records.forms import RecordForm
from cases.records.views import RecordKind, register


class HouseholdForm(RecordForm):
    class Meta:
        model = HouseholdMember
        fields = (
            "full_name", "relation", "birth_year", "phone", "address", "lives_together", "is_contact", "can_represent", "note",
        )  # fmt: skip
        help_texts = {
            "can_represent": _("Đủ 18 tuổi, có khả năng lao động, năng lực hành vi dân sự đầy đủ (QĐ 22/2023 Điều 4)."),
        }


register(RecordKind("household", HouseholdMember, HouseholdForm, _("Người trong gia đình"), "household"))


@tab(slug="household", label=_("Gia đình, liên hệ"), template="cases/tabs/household.html", order=20)
def household(request, case: Case) -> dict:
    return {
        "members": case.household.standing(),
        "names": case.person.other_names.standing(),
        "numbers": case.person.identity_numbers.order_by("created_at"),
        "may_edit": may(request.user, "cases.edit"),
    }
