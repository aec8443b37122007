"""What a form stands on: when somebody else changes it before the form is saved, that is a conflict, and nothing is written.

A row with a `version` of its own says so itself (the verb compares it). Everything else – the stays of a case, a request that
waits for a decision, a thing about to be struck out – is told in words, and the words are compared: a form carries a short sign
of what its user read, and what is shown in a conflict is what the sign was made of.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, QuerySet
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.dates import vn_date
from core.errors import Changed

SIGN_LENGTH = 16
# (what it is, how it stands), as a user reads it.
Told = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Stand:
    about: Model
    # Asked again at every look; reads the database, not what the view had fetched.
    told: Callable[[], Told]
    # What is locked while one looks and the verb writes; None: the row it is about.
    rows: QuerySet | None = None

    def sign(self) -> str:
        return _sign(self.told())

    def check(self, seen: str) -> None:
        """In the transaction that is going to write. Raises Changed where it is not what was seen."""
        rows = type(self.about)._base_manager.filter(pk=self.about.pk) if self.rows is None else self.rows
        # Not the key: rows that refer to these may be written meanwhile.
        list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
        told = [(str(label), str(text)) for label, text in self.told()]
        if _sign(told) != seen:
            raise Changed(self.about, version=_sign(told), told=told)


def fields_of(row: Model, *names: str) -> list[tuple[str, str]]:
    """Fields of a row by their labels; all that somebody types where none is named."""
    fields = [row._meta.get_field(name) for name in names] or [
        one for one in row._meta.concrete_fields if one.editable and not one.primary_key
    ]
    return [(str(one.verbose_name).capitalize(), shown(row, one.name)) for one in fields]


def shown(row: Model, name: str) -> str:
    """A field as a page shows it."""
    display = getattr(row, f"get_{name}_display", None)
    return text_of(display() if display else getattr(row, name))


def text_of(value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return localize(localtime(value))
    if isinstance(value, date):
        return vn_date(value)
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(map(text_of, value))
    return str(value)


def _sign(told: Told) -> str:
    text = json.dumps([[str(label), str(words)] for label, words in told], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:SIGN_LENGTH]
