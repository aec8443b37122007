"""Service functions whose call may have to wait for a second person, and their arguments as JSON."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import wraps

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.facts import rate_guard
from cases.facts.rate_guard import CountedReoffence, Fall
from cases.facts.stay_chain import StayValue
from cases.facts.store import ReoffenceData
from cases.records.models import Case
from core.errors import NeedsNextStep, Refused

# Dataclasses that are arguments of guarded functions.
VALUES = {one.__name__: one for one in (StayValue, ReoffenceData)}


@dataclass(frozen=True, slots=True)
class GuardedCall:
    """A service function that takes `by` and keyword arguments.

    `case_of`: returns the case whose page shows a request; `document_of`: the document that is among the arguments, or
    "".
    """

    kind: str
    label: Promise
    function: Callable
    case_of: Callable[[dict], Case]
    document_of: Callable[[dict], str]


CALLS: dict[str, GuardedCall] = {}


class NeedsSecondPerson(NeedsNextStep):
    """The call needs a second person. Nothing was written. `lost`: the counted reoffences that it would take away."""

    def __init__(
        self,
        call: GuardedCall,
        by,
        arguments: dict,
        falls: list[Fall],
        reasons: list[str],
        lost: Iterable[CountedReoffence] = (),
    ):
        super().__init__(
            _("Việc này làm giảm số người tái phạm đã tính hoặc cần căn cứ riêng, nên phải có người thứ hai duyệt.")
        )
        self.call, self.by, self.arguments, self.falls, self.reasons = call, by, arguments, falls, reasons
        self.lost = lost

    def next_address(self) -> str:
        """Store the call as a draft and return the page on which its author enters reason and document."""
        from cases.second_person.services import draft

        return draft(self).get_absolute_url()


def _case(given: dict) -> Case:
    return given["case"]


def _document(given: dict) -> str:
    return str(given.get("document_number") or given.get("decision_number") or "")


def second_person(kind: str, label: Promise, *, case_of=_case, document_of=_document):
    """Decorator of a service function: a call that lowers a figure is rolled back and raises NeedsSecondPerson.

    So does a call for which the function asked for a second person (`rate_guard.require_second_person`).

    `by` None is code of this installation (demo data, tests): it is not guarded, and no page, command or job passes it
    except the register's import, which guards its rows itself (register/apply.py).
    """

    def decorate(function):
        CALLS[kind] = call = GuardedCall(kind, label, function, case_of, document_of)

        @wraps(function)
        def guarded(*, by, **arguments):
            if by is None or rate_guard.is_active():
                return function(by=by, **arguments)
            with transaction.atomic(), rate_guard.guard() as active:
                result = function(by=by, **arguments)
                falls = active.falls()
                if falls or active.reasons:
                    raise NeedsSecondPerson(call, by, arguments, falls, active.reasons, active.lost())
            return result

        return guarded

    return decorate


def run(kind: str, *, by, arguments: dict, lost: set[CountedReoffence]):
    """Call the service function as a second person decided it, and return its result. Raises Refused as the function
    does.

    Raises Refused also if the call would take away more than `lost`, which the second person was shown.
    """
    with rate_guard.guard() as active:
        result = CALLS[kind].function(by=by, **arguments)
        if not active.lost() <= lost:
            raise Refused(
                _(
                    "Từ khi gửi đề nghị, số liệu đã thay đổi: việc này nay làm giảm nhiều hơn. Hãy không duyệt và lập lại."
                )
            )
        return result


def encode(value):
    """Return an argument as JSON. Raises TypeError for a type that cannot be stored."""
    if isinstance(value, Model):
        return {"$model": value._meta.label_lower, "pk": str(value.pk)}
    if is_dataclass(value):
        return {
            "$value": type(value).__name__,
            "fields": {one.name: encode(getattr(value, one.name)) for one in fields(value)},
        }
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, dict):
        return {name: encode(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return {"$tuple": [encode(one) for one in value]}
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"not an argument that can wait: {type(value)}")


def decode(value):
    """Return the argument of a JSON value; rows are read again. Raises ObjectDoesNotExist for a deleted row."""
    if not isinstance(value, dict):
        return value
    if "$model" in value:
        return apps.get_model(value["$model"])._default_manager.get(pk=value["pk"])
    if "$value" in value:
        return VALUES[value["$value"]](**{name: decode(one) for name, one in value["fields"].items()})
    if "$date" in value:
        return date.fromisoformat(value["$date"])
    if "$tuple" in value:
        return tuple(decode(one) for one in value["$tuple"])
    return {name: decode(one) for name, one in value.items()}
