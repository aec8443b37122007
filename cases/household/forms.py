"""The form of a household member."""

from django.utils.translation import gettext_lazy as _

from cases.models import HouseholdMember
from cases.records.forms import RecordForm
from core.dates import today
from law.provider import law


class HouseholdForm(RecordForm):
    """The fields of a relative or contact, and whether they can represent the household at the bank."""

    class Meta:
        model = HouseholdMember
        fields = (
            "full_name", "relation", "birth_year", "phone", "address", "lives_together", "is_contact", "can_represent", "note",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = _("Đủ 18 tuổi, có khả năng lao động, năng lực hành vi dân sự đầy đủ (%s).")
        self.fields["can_represent"].help_text = text % law(today()).article("loan_household")
