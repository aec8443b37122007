"""The form of a household member."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import HouseholdMember
from cases.people.birth_dates import OLDEST
from cases.records.forms import RecordForm
from core.dates import FIRST_YEAR, today
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

    def clean_birth_year(self) -> int | None:
        """Refuses a year that has not come, and one of two digits."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not FIRST_YEAR <= year <= today().year:
            raise forms.ValidationError(gettext("Năm sinh không đúng. Hãy ghi bốn chữ số, ví dụ 1985."))
        return year

    def clean(self) -> dict[str, Any]:
        """Asks about an age that is hardly possible."""
        data = super().clean()
        year = data.get("birth_year")
        if year is not None and "birth_year" in self.changed_data and today().year - year > OLDEST:
            age = {"year": year, "age": today().year - year}
            self.ask("birth_year", gettext("Sinh năm %(year)d thì nay %(age)d tuổi. Năm sinh có đúng không?") % age)
        return data
