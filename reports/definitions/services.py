"""Changing the definition of the rate: one person proposes, another decides, if any rate may fall (docs/measures.md §3)."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.change_requests.deciding import decide, require_basis
from accounts.models import User
from audit import events as audit_events
from cases.facts.clock import fact_time
from cases.facts.store import later_than, require_reason
from core.errors import Refused
from core.text import nfc
from reports.definitions.effects import Fall, effect_of
from reports.definitions.models import DefinitionRequest
from reports.measures.definition import Definition
from reports.models import MeasureDefinition

State = DefinitionRequest.State


@transaction.atomic
def propose_definition(
    *, by: User | None, valid_from: date, counted_date: str, denominator: str, document_number: str, why: str
) -> DefinitionRequest | None:
    """Change the definition from a day, or ask a second person to decide on it if a rate may fall.

    Returns: the request that waits, or None if the change was made at once.
    Raises Refused without reason or document, or if such a request waits already.
    """
    require_basis(why, document_number)
    proposed = Definition(counted_date, denominator)
    _lock()
    effect = effect_of(valid_from, proposed)
    request = DefinitionRequest(
        valid_from=valid_from,
        counted_date=counted_date,
        denominator=denominator,
        document_number=nfc(document_number),
        why=nfc(why),
        falls=_as_json(effect.falls),
        compared=effect.compared,
        created_by=by,
    )
    if effect.is_certain_to_lower_none:
        _apply(by, request)
        return None
    same = {"valid_from": valid_from, "counted_date": counted_date, "denominator": denominator}
    if DefinitionRequest.objects.filter(state=State.WAITING, **same).exists():
        raise Refused(_("Đã có đề nghị như vậy đang chờ người thứ hai."))
    request.save()
    _record(by, "definition.propose", request, request.why)
    return request


@transaction.atomic
def approve_definition(*, by: User, request: DefinitionRequest, why: str = "") -> DefinitionRequest:
    """Approve a request: the definition changes.

    Raises Refused for its author, for users without the role, and if rates would fall that were not shown: facts or another
    definition came since.
    """
    _lock()
    row = decide(by, request, State.APPROVED, why, fact_time())
    _record(by, "definition.approve", row, row.decision_why)
    now = _as_json(effect_of(row.valid_from, row.definition).falls)
    shown = [_rates(fall) for fall in row.falls]
    if any(_rates(fall) not in shown for fall in now):
        raise Refused(
            _("Số liệu đã khác lúc đề nghị: có tỷ lệ khác sẽ thấp đi. Hãy không duyệt đề nghị này và đề nghị lại.")
        )
    _apply(row.created_by, row)
    return row


@transaction.atomic
def refuse_definition(*, by: User, request: DefinitionRequest, why: str) -> DefinitionRequest:
    """Refuse a request, with a reason. The definition does not change."""
    require_reason(why)
    _lock()
    row = decide(by, request, State.REFUSED, why, fact_time())
    _record(by, "definition.refuse", row, row.decision_why)
    return row


def _apply(by: User | None, request: DefinitionRequest) -> None:
    """Write a version for the day, and end the one that stood there."""
    old = MeasureDefinition.objects.current().filter(valid_from=request.valid_from).first()
    at = fact_time()
    if old is not None:
        at = later_than(at, old.known_from)
        MeasureDefinition.objects.filter(pk=old.pk).update(known_until=at)
    values = {"counted_date": request.counted_date, "denominator": request.denominator}
    made = MeasureDefinition.objects.create(
        valid_from=request.valid_from,
        **values,
        source_note=request.document_number,
        why=request.why,
        decided_by=by,
        known_from=at,
    )
    before = old and {name: getattr(old, name) for name in values}
    detail = {"valid_from": request.valid_from.isoformat(), "before": before, "after": values}
    audit_events.record(by=by, action="settings.definition", target=made, detail=detail, why=request.why)


def _rates(fall: dict) -> dict:
    """A fall without how many reoffences are unconfirmed: a confirmation in between changes no rate."""
    return {name: value for name, value in fall.items() if name != "unconfirmed"}


def _as_json(falls: list[Fall]) -> list[dict]:
    return [{**asdict(one), "start": one.start.isoformat(), "end": one.end.isoformat()} for one in falls]


def _lock() -> None:
    """Serialise changes: what a change does is computed from the rows that stand when it is written."""
    list(MeasureDefinition.objects.select_for_update().order_by("pk").values_list("pk"))


def _record(by: User | None, action: str, request: DefinitionRequest, why: str) -> None:
    detail = {
        "valid_from": request.valid_from.isoformat(),
        "definition": asdict(request.definition),
        "falls": len(request.falls),
        "compared": request.compared,
    }
    audit_events.record(by=by, action=action, target=request, detail=detail, why=why)
