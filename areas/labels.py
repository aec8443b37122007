"""What a choice is called. Django makes a dictionary of all of a field's choices, and hashes their texts, for each answer."""

from functools import cache


class Labelled:
    """For models of which many rows are shown: `get_…_display` from a dictionary made once."""

    def _get_FIELD_display(self, field):  # noqa: N802 (Django's name)
        value = getattr(self, field.attname)
        label = _labels(field).get(value, value)
        return label if label is None else str(label)


@cache
def _labels(field) -> dict:
    return dict(field.flatchoices)
