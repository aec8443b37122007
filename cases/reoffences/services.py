"""Changing a recorded reoffence takes two: one asks with a reason and a document, another of the level above decides.

Recording one is a single person's act and only ever raises a figure; taking one away, or moving it, is what a welcome 0 %
tempts to, so it is never one person's act (docs/security.md §6). The system's own command line (`by` None) corrects directly.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import unit_keys_for
from audit import events as audit_events
from cases.choices import NOT_COUNTED, Outcome
from cases.facts import store as facts_store
from cases.facts.case_locks import lock_case
from cases.facts.clock import fact_time
from cases.facts.stay_chain import Contradiction
from cases.facts.store import ReoffenceData
from cases.models import Case, Reoffence, ReoffenceChange, Stay
from core.errors import Refused
from core.text import nfc

State, Kind = ReoffenceChange.State, ReoffenceChange.Kind
DATES = ("prosecuted_on", "convicted_on")


def takes_two(old: Reoffence, new: ReoffenceData) -> bool:
    """Whether this change could lower a figure: another day, another verdict than the recorded one, or not counted any more."""
    if new.prosecuted_on != old.prosecuted_on or new.outcome in NOT_COUNTED:
        return True
    return old.outcome != Outcome.PENDING and (new.outcome, new.convicted_on) != (old.outcome, old.convicted_on)


@transaction.atomic
def record_reoffence(*, by: User | None, case: Case, data: ReoffenceData) -> Reoffence:
    """Record a new crime of a managed person. It is counted from the day of prosecution (docs/measures.md §1).

    Raises Contradiction if the case is withdrawn or sealed, or a day is in the future.
    """
    case = lock_case(by, case)
    return record_reoffences(by=by, items=[(case, data)])[0]


@transaction.atomic
def record_reoffences(*, by: User | None, items: Sequence[tuple[Case, ReoffenceData]]) -> list[Reoffence]:
    """Record many reoffences. Raises Contradiction for a day in the future."""
    for _case, data in items:
        facts_store.refuse_future((), (data,))
    made = facts_store.insert_reoffences(items, by, fact_time())
    facts_store.audit_reoffences(by, "reoffence.record", made)
    return made


@transaction.atomic
def correct_reoffence(*, by: User | None, reoffence: Reoffence, data: ReoffenceData, why: str) -> Reoffence:
    """Write a new version of a recorded reoffence (a wrong date, a verdict, a dropped charge). The old version stays readable.

    Arguments: `why`, the reason, not empty. Raises Contradiction if the version is no longer current or a day is in the
    future.
    """
    facts_store.require_reason(why)
    facts_store.refuse_future((), (data,))
    old = facts_store.lock_current(Reoffence, reoffence)
    at = facts_store.later_than(fact_time(), old.known_from)
    Reoffence.objects.filter(pk=old.pk).update(known_until=at)
    [new] = facts_store.insert_reoffences([(old.case, data)], by, at, why=why)
    facts_store.audit_reoffences(by, "reoffence.correct", [new], why=why, replaces=old.pk)
    return new


@transaction.atomic
def withdraw_reoffence(*, by: User | None, reoffence: Reoffence, why: str) -> None:
    """Withdraw a reoffence that was recorded by mistake. It is not counted from now on; reports already issued keep it.

    Arguments: `why`, the reason, not empty. Raises Contradiction if the version is no longer current.
    """
    facts_store.require_reason(why)
    old = facts_store.lock_current(Reoffence, reoffence)
    Reoffence.objects.filter(pk=old.pk).update(known_until=facts_store.later_than(fact_time(), old.known_from))
    facts_store.audit_reoffences(by, "reoffence.withdraw", [old], why=why)


@transaction.atomic
def ask_change(
    *, by: User, reoffence: Reoffence, kind: str, why: str, document_number: str, data: ReoffenceData | None = None
) -> ReoffenceChange:
    """Ask for a correction (`data`: what it should say) or a withdrawal. Raises Refused."""
    facts_store.require_reason(why)
    if not document_number.strip():
        raise Refused(_("Phải ghi số văn bản làm căn cứ."))
    if (data is None) != (kind == Kind.WITHDRAW):
        raise TypeError("a correction has data, a withdrawal none")
    lock_case(by, reoffence.case)
    old = facts_store.lock_current(Reoffence, reoffence)
    if data is not None:
        _check(old, data)
    if old.changes.filter(state=State.WAITING).exists():
        raise Refused(_("Đang có một đề nghị khác chờ duyệt đối với vụ việc này."))
    asked = ReoffenceChange.objects.create(
        case=old.case,
        reoffence=old,
        kind=kind,
        data=_stored(data),
        why=nfc(why),
        document_number=nfc(document_number),
        created_by=by,
    )
    _tell(by, "reoffence.ask_change", asked)
    return asked


@transaction.atomic
def approve_change(*, by: User, change: ReoffenceChange, why: str = "") -> ReoffenceChange:
    """A second person agrees: the new version is written, the old one stays readable."""
    change = _decide(by, change, State.APPROVED, why)
    told = _("%(why)s (văn bản %(document)s)") % {"why": change.why, "document": change.document_number}
    if change.kind == Kind.WITHDRAW:
        withdraw_reoffence(by=by, reoffence=change.reoffence, why=told)
    else:
        correct_reoffence(by=by, reoffence=change.reoffence, data=data_of(change), why=told)
    return change


@transaction.atomic
def refuse_change(*, by: User, change: ReoffenceChange, why: str) -> ReoffenceChange:
    facts_store.require_reason(why)
    return _decide(by, change, State.REFUSED, why)


def data_of(change: ReoffenceChange) -> ReoffenceData:
    """What a correction would say."""
    days = {name: date.fromisoformat(change.data[name]) if change.data.get(name) else None for name in DATES}
    return ReoffenceData(**{**change.data, **days})


def _check(old: Reoffence, data: ReoffenceData) -> None:
    facts_store.refuse_future((), (data,))
    if data.convicted_on and data.convicted_on < data.prosecuted_on:
        raise Contradiction("convicted_early", _("Ngày kết án không thể trước ngày khởi tố."))
    if data.outcome == Outcome.CONVICTED and not data.convicted_on:
        raise Contradiction("no_day", _("Đã bị kết án thì phải có ngày kết án."))
    same_day = Reoffence.objects.current().filter(person=old.person_id, prosecuted_on=data.prosecuted_on)
    if same_day.exclude(pk=old.pk).exists():
        raise Contradiction("same_day", _("Đã ghi nhận khởi tố người này vào ngày này."))


def _decide(by: User, change: ReoffenceChange, state: str, why: str) -> ReoffenceChange:
    change = (
        ReoffenceChange.objects.select_for_update(of=("self",)).select_related("case", "reoffence").get(pk=change.pk)
    )
    if change.state != State.WAITING:
        raise Refused(_("Đề nghị này đã được giải quyết."))
    if change.created_by_id == by.pk:
        raise Refused(_("Người đề nghị không được tự duyệt; phải là người thứ hai ở cấp trên."))
    here = Stay.objects.latest().filter(case=change.case, unit__in=unit_keys_for(by, "reoffence.decide"))
    if not here.exists():
        raise Refused(_("Chỉ lãnh đạo cấp trên của xã đang quản lý mới được duyệt."))
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    change.decision_why = nfc(why)
    change.version += 1
    change.save()
    _tell(by, f"reoffence.change_{state}", change)
    return change


def _stored(data: ReoffenceData | None) -> dict:
    if data is None:
        return {}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(data).items()}


def _tell(by: User, action: str, change: ReoffenceChange) -> None:
    detail = {
        "change": str(change.public_id),
        "reoffence": change.reoffence_id,
        "kind": change.kind,
        "document": change.document_number,
        "data": {name: change.data.get(name) for name in (*DATES, "outcome")},
    }
    audit_events.record(by=by, action=action, target=change.case, detail=detail)
