"""Model fields whose form fields are this site's own."""

from django.db.models import BigIntegerField

from core.forms.typed_fields import MoneyField as MoneyFormField
from core.money import LARGEST


class MoneyField(BigIntegerField):
    """Whole đồng. `usual`: the range that is not asked about; `least`: the smallest amount that may be typed."""

    def __init__(self, *args, usual: tuple[int, int] | None = None, least: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.usual, self.least = usual, least

    def deconstruct(self):
        """The field as a plain number for migrations, which do not depend on how amounts are typed."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs

    def formfield(self, **kwargs):
        """The form field that reads amounts as people type them, with the limits of this column."""
        limits = {"min_value": self.least, "max_value": LARGEST, "usual": self.usual}
        return super().formfield(**{"form_class": MoneyFormField, **limits, **kwargs})
