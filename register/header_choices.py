"""The choices of an office for headers that the import does not know."""

from collections.abc import Iterable, Mapping

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from core.dates import today
from core.text import nfc
from register.models import HeaderChoice
from register.reading.columns import COLUMNS
from register.reading.layout.headers import label_key

IGNORE, UNDECIDED = "-", ""
LONGEST_HEADER = 200


class HeaderChoiceForm(forms.Form):
    """One choice for each unknown header: a field, "bỏ qua", or nothing yet.

    `unknown`: [{"sheet": canonical name, "header": text}, …] as a check found them.
    """

    def __init__(self, *args, unknown: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        for place, column in enumerate(unknown):
            fields = [(one.field, one.header) for one in COLUMNS[column["sheet"]] if one.field != "person_key"]
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=f"{column['sheet']}: «{column['header']}»",
                choices=[(UNDECIDED, _("Chưa chọn")), (IGNORE, _("Bỏ qua cột này")), *fields],
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def chosen(self) -> list[tuple[str, str, str]]:
        """(sheet, header, field) of every decided column; field "" for a column to ignore."""
        answers = [(column, self.cleaned_data.get(f"column-{place}", "")) for place, column in enumerate(self.unknown)]
        return [
            (column["sheet"], column["header"], "" if answer == IGNORE else answer)
            for column, answer in answers
            if answer != UNDECIDED
        ]


def office_of(user: User) -> int | None:
    """The id of the unit whose choices apply to a user: the unit where the user may import; None if there is none."""
    keys = set(unit_keys_for(user, "cases.import"))
    memberships = user.memberships.on(today()).filter(unit__in=keys).order_by("start_on", "pk")
    return memberships.values_list("unit", flat=True).first()


def choices_for(user: User | None) -> dict[str, dict[str, str]]:
    """Canonical sheet → squashed header → field, as the user's office chose; empty for the command line."""
    found: dict[str, dict[str, str]] = {}
    office = office_of(user) if user is not None else None
    for choice in HeaderChoice.objects.filter(unit=office) if office else ():
        found.setdefault(choice.sheet, {})[choice.key] = choice.field
    return found


@transaction.atomic
def remember_headers(*, by: User, chosen: Iterable[tuple[str, str, str]]) -> int:
    """Stores choices (sheet, header, field) for the user's office and returns their number."""
    office, count = office_of(by), 0
    if office is None:
        return 0
    for sheet, header, field in chosen:
        header = nfc(header)[:LONGEST_HEADER]
        values = {"header": header, "field": field, "by": by}
        key = label_key(header)[:LONGEST_HEADER]
        HeaderChoice.objects.update_or_create(unit_id=office, sheet=sheet, key=key, defaults=values)
        count += 1
    audit_events.record(by=by, action="register.headers", detail={"columns": count})
    return count


def as_columns(unknown: Mapping[str, list[str]]) -> list[dict]:
    """The unknown headers of a check as JSON."""
    return [
        {"sheet": sheet, "header": nfc(header)}
        for sheet, headers in unknown.items()
        for header in dict.fromkeys(headers)
    ]
