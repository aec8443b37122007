"""Form fields that choose an administrative unit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from core.dates import DAY_ONE, vn_date


class UnitChoice(forms.ModelChoiceField):
    """A choice among units of all times."""

    def label_from_instance(self, unit: Unit) -> str:
        """Codes and names are reused, so the label of a former unit says until when it existed."""
        if unit.valid_to is None:
            return unit.full_name
        return _("%(unit)s (đến %(day)s)") % {"unit": unit.full_name, "day": vn_date(unit.valid_to - DAY_ONE)}
