"""From a posted form to a verb and back to a page: once, with the verb's refusals on the form, with conflicts shown.

A view fetches in scope, `bind`s its form, gives `submit` the verb to call, and renders the form again when `submit` has
nothing to redirect to:

    form = bind(request, ContactForm)
    done = submit(request, form, lambda data: services.add_contact(by=request.user, **data))
    return done or render(request, "…", {"form": form}, status=form_status(form))
"""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from accounts.forms import drafts, idempotency
from audit import events as audit_events
from core.errors import Changed, Refused
from core.forms.edit_conflicts import Stand, shown, text_of

LONGEST_VERSION = 10


def bind(request, form_class: type[forms.BaseForm], *, stand: Stand | None = None, **kwargs) -> forms.BaseForm:
    """The form bound to what was posted; or filled with what an ended session left behind; or empty.

    `form.once` is the key to be posted with it, `form.version` the version of the row that the user looked at, or the sign of
    what the form stands on (`stand`).
    """
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **kwargs)
        form.once = request.POST.get(idempotency.FIELD) or idempotency.new_key(request.user)
        form.version, form.stand = request.POST.get("version"), stand
        return form
    kept = drafts.take(request)
    form = form_class(**kwargs)
    form.once, form.stand = idempotency.new_key(request.user), stand
    form.version = stand.sign() if stand else getattr(kwargs.get("instance"), "version", None)
    if kept is not None:
        # Not bound: nothing is wrong with it yet, it only has to be looked at and saved.
        form.initial.update(_initial(form, kept))
        form.version = kept.get("version", [form.version])[-1]
    return form


def submit(request, form, act: Callable[[dict], object], *, success: str = "") -> HttpResponse | None:
    """Do `act(cleaned_data)` once and go where it says (an address, or an object with one). None: show the form again."""
    if request.method != "POST":
        return None
    try:
        if not form.is_valid():
            _stand(form)  # what does not fit any more may be so because of what somebody else did
            return None
        location, is_first = idempotency.do_once(
            user=request.user,
            key=request.POST.get(idempotency.FIELD, ""),
            path=request.path,
            act=lambda: _stand(form) or resolve_url(act(form.cleaned_data)),
        )
    except Changed as conflict:
        return _conflict(request, form, conflict)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    except ValidationError as error:
        _put_on(form, error)
        return None
    except IntegrityError as error:
        form.add_error(None, violated(error))
        return None
    if success and is_first:
        messages.success(request, success)
    return HttpResponseRedirect(location)


def seen_version(request) -> int:
    """The version of the row that the form was filled from; -1, which no row has, for what no form of ours sends."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < LONGEST_VERSION else -1


def form_status(form) -> int:
    return 422 if form.is_bound and form.errors else 200


def violated(error: IntegrityError) -> str:
    """The message of the named constraint that refused a row. Raises the error itself when it is nobody's."""
    text = str(error)
    for model in _models():
        for constraint in model._meta.constraints:
            if f'"{constraint.name}"' in text or text.endswith(constraint.name):
                return str(constraint.violation_error_message or _("Dữ liệu mâu thuẫn với dữ liệu đã có."))
        for field in model._meta.local_fields:
            table, column = model._meta.db_table, field.column
            if field.unique and (f"{table}.{column}" in text or f'"{table}_{column}_key"' in text):
                return str(field.error_messages["unique"])
        sets = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields]
        for constraint in sets:
            columns = ", ".join(f"{model._meta.db_table}.{model._meta.get_field(f).column}" for f in constraint.fields)
            if text.endswith(columns):  # SQLite names the columns, not the constraint
                return str(constraint.violation_error_message)
    raise error


def _models():
    from django.apps import apps

    return apps.get_models()


def _put_on(form, error: ValidationError) -> None:
    """A model's errors on the form's fields; of fields the form has not, above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def _initial(form, kept: dict[str, list[str]]) -> dict:
    found = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if key in kept or isinstance(field.widget, forms.CheckboxInput):
            many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
            values = kept.get(key, [])
            found[name] = values if many else (values[-1] if values else "")
    return found


def _stand(form) -> None:
    """Raises Changed where what the form stands on is not what its user saw."""
    stand = getattr(form, "stand", None)
    if stand is not None:
        with transaction.atomic():
            stand.check(form.version or "")


def _conflict(request, form, conflict: Changed) -> HttpResponse:
    """What was typed beside what stands there now; saving it all the same is a deliberate second step (409)."""
    current = conflict.current
    form.once, form.version = idempotency.new_key(request.user), conflict.version or current.version
    names = list(form.fields) if conflict.told else [name for name in form.fields if hasattr(current, name)]
    typed = {name: _typed(form, name) for name in names}
    stored = {} if conflict.told else {name: shown(current, name) for name in names}
    rows = [
        {"label": form.fields[name].label, "typed": text, "current": stored.get(name, "")}
        for name, text in typed.items()
        if text != stored.get(name, "")
    ]
    audit_events.record(by=request.user, action="form.conflict", target=current)
    context = {"form": form, "rows": rows, "told": conflict.told, "may_save": True, "version": form.version}
    return render(request, "forms/conflict.html", context, status=409)


def _typed(form, name: str) -> str:
    """As read where it could be read, else as it was typed."""
    value = getattr(form, "cleaned_data", {}).get(name)
    if value is None or not isinstance(value, str | int | date | models.Model | models.QuerySet | list):
        value = form[name].value()
    try:
        return text_of(dict(getattr(form.fields[name], "choices", None) or ()).get(value, value))
    except TypeError:  # several chosen ones, which are no key
        return text_of(value)
