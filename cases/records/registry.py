"""The registry of record kinds: each subject registers its records, and one set of views adds, edits and strikes them out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from cases.models import Case
from cases.records.models import Record


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A model of plain records with its form. The same views add, edit and strike out the records of every kind."""

    slug: str
    model: type[Record]
    form_class: type[forms.ModelForm]
    label: Promise
    # Slug of the tab to which the views redirect.
    tab: str
    # Checks of a record of the model that no database constraint can make; raises Refused.
    check: Callable[[Any], None] | None = None
    # False: another page creates these records; they are only edited and struck out here.
    is_added: bool = True
    # Additional keyword arguments of the form, from (request, case).
    form_kwargs: Callable[[object, Case], dict] | None = None


RECORDS: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> RecordKind:
    """Register a kind of record. Raises ValueError if its slug is already registered."""
    if kind.slug in RECORDS:
        raise ValueError(f"two kinds of records {kind.slug}")
    RECORDS[kind.slug] = kind
    return kind
