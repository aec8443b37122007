"""The form of a household member."""

from django.utils.translation import gettext_lazy as _

from cases.models import HouseholdMember
from cases.records.forms import RecordForm


class HouseholdForm(RecordForm):
    """The fields of a relative or contact, and whether they can represent the household at the bank."""

    class Meta:
        model = HouseholdMember
        fields = (
            "full_name", "relation", "birth_year", "phone", "address", "lives_together", "is_contact", "can_represent", "note",
        )  # fmt: skip
        help_texts = {
            "can_represent": _("Đủ 18 tuổi, có khả năng lao động, năng lực hành vi dân sự đầy đủ (QĐ 22/2023 Điều 4)."),
        }
