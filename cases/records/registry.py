"""The registry of record kinds: each subject registers its records, and one set of views adds, edits and strikes them out."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise

from cases.models import Case
from cases.records.models import Record


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of plain record, and the form with which it is typed."""

    slug: str
    model: type[Record]
    form_class: type[forms.ModelForm]
    label: Promise
    # Where the page goes back to.
    tab: str
    # What no constraint can say: check(record) raises Refused.
    check: Callable[[Record], None] | None = None
    # False: such records come into being elsewhere.
    is_added: bool = True
    # More keyword arguments for the form, from (request, case).
    form_kwargs: Callable[[object, Case], dict] | None = None


RECORDS: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> RecordKind:
    if kind.slug in RECORDS:
        raise ValueError(f"two kinds of records {kind.slug}")
    RECORDS[kind.slug] = kind
    return kind
