"""Keeps the numbers of a dashboard until anything is written that may change them.

Every write has its event in the audit log, in the same transaction. So the newest event that is not in LOOKS is the version of
the data: a number that was counted under this version is good until there is another one. An action that nobody thought of
counts as a write. Kept are counts and units, never the name of a person, in the memory of the process (settings.CACHES).
"""

import hashlib
from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar, cast

from django.core.cache import caches

from areas.models import Unit, UnitSuccession
from audit.hash_chain import GENESIS
from audit.models import AuditEvent
from core.table_union import Selection, read_tables
from reports.measures.dashboard.question import Question

T = TypeVar("T")

# Actions after which every number is the same: looking, printing, downloading, signing in and out, comparing.
LOOKS = frozenset(
    {
        "access.refused",
        "audit.case",
        "audit.officer",
        "audit.officers",
        "case.form",
        "case.list",
        "case.view",
        "dashboard.file",
        "dashboard.list",
        "dashboard.method",
        "dashboard.reconcile",
        "dashboard.view",
        "definition.list",
        "definition.view",
        "document.download",
        "document.print",
        "export.ask",
        "export.download",
        "export.form",
        "export.made",
        "export.view",
        "file.download",
        "form.conflict",
        "job.view",
        "loan.form",
        "loan.list",
        "notice.form",
        "notice.list",
        "notice.view",
        "number.form",
        "number.list",
        "person.unmask",
        "register.export",
        "register.headers",
        "register.view",
        "reoffence.list",
        "report.download",
        "sealed.form",
        "sealed.view",
        "second_person.list",
        "second_person.view",
        "decree.list",
        "decree.view",
        "signin.failed",
        "signin.in",
        "signin.out",
        "signin.second",
        "signin.second_failed",
        "transfer.list",
        "transfer.view",
        "worklist.digest",
        "worklist.view",
    }
)


_UNITS = Selection(
    "units", Unit.objects.all, ("code", "name", "kind", "level", "valid_from", "valid_to"), path="parent", order_by="pk"
)
_SUCCESSIONS = Selection("successions", UnitSuccession.objects.all, ("successor", "is_main"), path="predecessor")


def data_version() -> str:
    """The version of all that figures are counted from; read it before the instant up to which they are counted.

    The hash of an event and not its number, which a restored backup gives again. The units are read themselves, because
    `load_units` writes no event.
    """
    writes = AuditEvent.objects.exclude(action__in=LOOKS).order_by("-number")
    newest = writes.values_list("hash", flat=True).first() or GENESIS
    units = sorted(read_tables([(_UNITS, None), (_SUCCESSIONS, None)]).items())
    return hashlib.sha256(repr((newest, units)).encode()).hexdigest()


def kept(question: Question, what: str, count: Callable[[], T]) -> T:
    """What was counted for this question under its version of the data, or else what `count` counts now.

    Arguments: `what`, the name of the numbers, with all that `count` depends on besides the question.
    A question without a version is counted each time.
    """
    if not question.version:
        return count()
    key = _key(question, what)
    found = caches["dashboard"].get(key)
    if found is None:
        found = count()
        caches["dashboard"].set(key, found)
    return cast(T, found)


def _key(question: Question, what: str) -> str:
    """All fields of the question but its instant: as long as its version is the newest, nothing is known later."""
    asked: dict[str, Any] = {
        field.name: getattr(question, field.name) for field in fields(question) if field.name != "known_at"
    }
    asked["unit"] = question.unit.pk
    return hashlib.sha256(repr((what, sorted(asked.items()))).encode()).hexdigest()
