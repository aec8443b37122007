"""Handling of a submitted form: idempotent, with refusals shown on the form and edit conflicts shown to the user.

A view fetches a row within the user's scope, calls `bind`, passes a service call to `submit`, and renders the form if
`submit` returns None:

    form = bind(request, ContactForm)
    done = submit(request, form, lambda data: services.add_contact(by=request.user, **data))
    return done or render(request, "…", {"form": form}, status=form_status(form))
"""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise

from accounts.forms import drafts, idempotency
from audit import events as audit_events
from core.database_errors import constraint_message
from core.errors import EditConflict, NeedsNextStep, Refused
from core.forms.edit_conflicts import RecordVersion, as_text, display_value
from core.forms.formsets import all_forms
from core.forms.questions import TICK

MAX_VERSION_DIGITS = 10

# What `resolve_url` takes: an address, or an object with `get_absolute_url`.
Location = str | models.Model
_Form = TypeVar("_Form", bound=forms.BaseForm)


def bind(request, form_class: type[_Form], *, record_version: RecordVersion | None = None, **kwargs) -> _Form:
    """The form bound to the POST data, or filled from a draft of an ended session, or empty.

    Sets `form.idempotency_key`, which the page posts back, and `form.version`: the version of the row that the user saw, or
    the digest of `record_version`, which `submit` compares. The other keyword arguments go to `form_class`.
    """
    form: Any  # takes attributes that its class does not declare
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **kwargs)
        form.idempotency_key = request.POST.get(idempotency.FIELD) or idempotency.new_key(request.user)
        form.version, form.record_version = request.POST.get("version"), record_version
        return form
    draft = drafts.take(request)
    form = form_class(**kwargs)
    form.idempotency_key, form.record_version = idempotency.new_key(request.user), record_version
    form.version = record_version.digest() if record_version else getattr(kwargs.get("instance"), "version", None)
    if draft is not None:
        # As initial values, not bound: the user has to look at them and save, and sees no errors before that.
        for part in all_forms(form):
            part.initial.update(_initial(part, draft))
        form.version = draft.get("version", [form.version])[-1]
    return form


def submit(request, form, act: Callable[[dict], Location], *, success: str | Promise = "") -> HttpResponse | None:
    """Call `act(cleaned_data)` unless this form was already handled, and redirect to what it returns.

    `act` returns an address or an object with `get_absolute_url`. `success` is shown after the redirect. Returns None when the
    form has to be shown: on GET, or with the errors of the form, of `act` (Refused, ValidationError) or of the database. A
    form that was edited by somebody else in the meantime is answered with the conflict page (409).
    """
    if request.method != "POST":
        return None

    def checked_act() -> str:
        _check_version(form)
        return resolve_url(act(form.cleaned_data))

    try:
        if not form.is_valid():
            _check_version(form)  # the cause of the errors may be what somebody else changed
            return None
        location, is_first = idempotency.run_once(
            user=request.user,
            key=request.POST.get(idempotency.FIELD, ""),
            path=request.path,
            act=checked_act,
        )
    except EditConflict as conflict:
        return conflict_page(request, form, conflict)
    except NeedsNextStep as step:
        return HttpResponseRedirect(step.next_address())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    except ValidationError as error:
        _add_model_errors(form, error)
        return None
    except IntegrityError as error:
        form.add_error(None, constraint_message(error))
        return None
    if is_first and success:
        messages.success(request, str(success))
    notes: list[str] = getattr(form, "notes", list)()
    if is_first and notes:
        messages.info(request, " ".join(notes))
    return HttpResponseRedirect(location)


def seen_version(request) -> int:
    """The row version that the form was filled from; -1, which no row has, if none of our forms sent the text."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < MAX_VERSION_DIGITS else -1


def form_status(form) -> int:
    """The HTTP status of a page that shows this form."""
    return 422 if form.is_bound and not form.is_valid() else 200


def conflict_page(request, form, conflict: EditConflict, *, may_save: bool = True) -> HttpResponse:
    """Status 409: the stored values beside the typed ones.

    `form` is bound. Its fields that differ are listed, or all that were filled in where `conflict.description` says what is
    stored; of its rows, what was changed. `may_save`: the form follows, with which it can be saved anyway.
    """
    current = conflict.current
    form.idempotency_key = idempotency.new_key(request.user)
    form.version = conflict.version or current.version
    form.is_valid()  # so that typed values are shown as they were understood
    names = [name for name in form.fields if name != TICK and (conflict.description or hasattr(current, name))]
    stored = {} if conflict.description else {name: display_value(current, name) for name in names}
    rows = [
        {"label": form.fields[name].label, "typed": text, "current": stored.get(name, "")}
        for name in names
        if (text := _typed(form, name)) != stored.get(name, "")
    ]
    for row in all_forms(form)[1:]:
        row.is_valid()
        rows += [{"label": row.fields[name].label, "typed": _typed(row, name)} for name in row.changed_data]
    audit_events.record(by=request.user, action="form.conflict", target=current)
    context = {
        "form": form,
        "rows": rows,
        "description": conflict.description,
        "may_save": may_save,
        "version": form.version,
    }
    return render(request, "forms/conflict.html", context, status=409)


def _add_model_errors(form, error: ValidationError) -> None:
    """Put a model's errors on the form's fields; those of fields that the form does not have, above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def _initial(form, draft: dict[str, list[str]]) -> dict:
    """The draft's values as the form's initial values."""
    found = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if key in draft or isinstance(field.widget, forms.CheckboxInput):
            many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
            values = draft.get(key, [])
            found[name] = values if many else (values[-1] if values else "")
    return found


def _check_version(form) -> None:
    """Raises EditConflict if the record is not as the user saw it when the form was opened."""
    if (version := getattr(form, "record_version", None)) is not None:
        with transaction.atomic():
            version.check(form.version or "")


def _typed(form, name: str) -> str:
    """The cleaned value of a field as text; the raw value if the field is invalid."""
    value = getattr(form, "cleaned_data", {}).get(name)
    if value is None or not isinstance(value, str | int | date | models.Model | models.QuerySet | list):
        value = form[name].value()
    try:
        return as_text(dict(getattr(form.fields[name], "choices", None) or ()).get(value, value))
    except TypeError:  # a list of chosen values is not hashable
        return as_text(value)
