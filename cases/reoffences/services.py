"""Recording a new crime of a managed person, confirming, correcting it, and withdrawing what was recorded by mistake.

Recording only ever raises a figure, so an entry counts at once; a leader confirms it later, which changes no figure. A
correction or withdrawal that lowers one waits for a second person (cases/second_person/, docs/security.md §6).
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.roles import may
from accounts.users.confirmation import decider_error
from cases.choices import NOT_COUNTED, Outcome
from cases.facts import store as facts_store
from cases.facts.case_locks import lock_case
from cases.facts.clock import fact_time
from cases.facts.models import ReoffenceQuerySet
from cases.facts.stay_chain import Contradiction
from cases.facts.store import ReoffenceData
from cases.models import Case, Reoffence, ReoffenceConfirmation
from cases.second_person.calls import second_person
from core import date_rules
from core.dates import today
from core.errors import Refused
from core.text import nfc


@transaction.atomic
def record_reoffence(*, by: User | None, case: Case, data: ReoffenceData) -> Reoffence:
    """Record a new crime of a managed person. It is counted from the day of prosecution (docs/measures.md §1).

    Raises Contradiction if the case is withdrawn or sealed, or a day is in the future.
    """
    case = lock_case(by, case)
    _check_days(by, case, data)
    return record_reoffences(by=by, items=[(case, data)])[0]


@transaction.atomic
def record_reoffences(*, by: User | None, items: Sequence[tuple[Case, ReoffenceData]]) -> list[Reoffence]:
    """Record many reoffences. Raises Contradiction for a day in the future."""
    for _case, data in items:
        facts_store.refuse_future((), (data,))
    made = facts_store.insert_reoffences(items, by, fact_time())
    facts_store.audit_reoffences(by, "reoffence.record", made)
    return made


@second_person(
    "reoffence.correct", gettext_lazy("Sửa vụ tái phạm đã ghi"), case_of=lambda given: given["reoffence"].case
)
@transaction.atomic
def correct_reoffence(
    *, by: User | None, reoffence: Reoffence, data: ReoffenceData, why: str, document_number: str = ""
) -> Reoffence:
    """Write a new version of a recorded reoffence (a wrong date, a verdict, a dropped charge). The old version stays readable.

    Arguments: `why`, the reason, not empty; `document_number`, the document that shows it, needed from a user. Raises
    Contradiction if the version is no longer current or a day is impossible; NeedsSecondPerson if fewer would be counted.
    """
    why = _reason(by, why, document_number)
    case = lock_case(by, reoffence.case)
    old = facts_store.lock_current(reoffence)
    _check_days(by, case, data)
    _check(old, data)
    at = facts_store.later_than(fact_time(), old.known_from)
    facts_store.end_versions(Reoffence.objects.filter(pk=old.pk), by=by, at=at)
    [new] = facts_store.insert_reoffences([(case, data)], by, at, why=why)
    facts_store.audit_reoffences(by, "reoffence.correct", [new], why=why, replaces=old.pk)
    return new


@second_person(
    "reoffence.withdraw", gettext_lazy("Rút vụ tái phạm đã ghi"), case_of=lambda given: given["reoffence"].case
)
@transaction.atomic
def withdraw_reoffence(*, by: User | None, reoffence: Reoffence, why: str, document_number: str = "") -> None:
    """Withdraw a reoffence that was recorded by mistake. It is not counted from now on; reports already issued keep it.

    Arguments as of `correct_reoffence`. Raises Contradiction if the version is no longer current; NeedsSecondPerson.
    """
    why = _reason(by, why, document_number)
    lock_case(by, reoffence.case)
    end_reoffence(by=by, reoffence=reoffence, why=why)


def end_reoffence(*, by: User | None, reoffence: Reoffence, why: str) -> None:
    """End the current version without a successor; for `withdraw_reoffence` and for a case that is withdrawn as a whole."""
    old = facts_store.lock_current(reoffence)
    at = facts_store.later_than(fact_time(), old.known_from)
    facts_store.end_versions(Reoffence.objects.filter(pk=old.pk), by=by, at=at)
    facts_store.audit_reoffences(by, "reoffence.withdraw", [old], why=why)


@transaction.atomic
def confirm_reoffence(*, by: User, reoffence: Reoffence) -> ReoffenceConfirmation:
    """Confirm a recorded reoffence as the second person. It counts as before; what is not confirmed stands beside the rates.

    A correction afterwards is a new version, which has to be confirmed again. Raises Contradiction if the version is no
    longer current, and Refused if `by` is no leader or entered it, or if it is confirmed already or not counted.
    """
    lock_case(by, reoffence.case)
    current = facts_store.lock_current(reoffence)
    if not may(by, "reoffence.confirm"):
        raise Refused(_("Chỉ lãnh đạo cấp huyện mới xác nhận được vụ tái phạm."))
    if current.outcome in NOT_COUNTED:
        raise Refused(_("Vụ đã đình chỉ hoặc được tuyên không phạm tội thì không tính, nên không cần xác nhận."))
    if ReoffenceConfirmation.objects.filter(reoffence=current).exists():
        raise Refused(_("Vụ này đã được xác nhận."))
    if error := confirmation_error(by, current):
        raise Refused(error)
    at = facts_store.later_than(fact_time(), current.known_from)
    made = ReoffenceConfirmation.objects.create(reoffence=current, confirmed_by=by, known_from=at)
    facts_store.audit_reoffences(by, "reoffence.confirm", [current])
    return made


def confirmation_error(user: User, reoffence: Reoffence) -> str:
    """Return why this user is not the second person for this reoffence, as a Vietnamese sentence; empty if the user is."""
    authors = {row.recorded_by for row in (reoffence, *earlier_versions(reoffence))}
    if user in authors:
        return _("Người đã ghi vụ này không được tự xác nhận; phải là người thứ hai.")
    return next((error for author in authors if (error := decider_error(user, author))), "")


def earlier_versions(reoffence: Reoffence) -> list[Reoffence]:
    """Return the versions that this one replaces, the latest first.

    A correction ends a version at the instant at which the next one begins. Two reoffences of a case that are corrected at
    one instant have each other's versions too.
    """
    ended = list(
        Reoffence.objects.filter(case=reoffence.case_id)
        .exclude(known_until=None)
        .select_related("recorded_by")
        .order_by("-known_from", "pk")
    )
    found, begins = [], {reoffence.known_from}
    for row in ended:
        if row.known_until in begins:
            found.append(row)
            begins.add(row.known_from)
    return found


def unconfirmed_for(user: User) -> ReoffenceQuerySet:
    """Return the reoffences of the user's cases that count and that nobody has confirmed."""
    return Reoffence.objects.unconfirmed().filter(case__in=Case.objects.visible_to(user))


def _reason(by: User | None, why: str, document_number: str) -> str:
    """Return reason and document as one line, as stored with the versions."""
    facts_store.require_reason(why)
    if not document_number.strip():
        if by is not None:
            raise Refused(_("Phải ghi số văn bản làm căn cứ."))
        return nfc(why)
    return _("%(why)s (văn bản %(document)s)") % {"why": nfc(why), "document": nfc(document_number)}


def _check_days(by: User | None, case: Case, data: ReoffenceData) -> None:
    """Raise Refused for impossible days of a user's entry. A register is read as it is: what fits no stay is listed apart."""
    if by is not None:
        first = min(case.person.cases.values_list("release_on", flat=True))
        days = {name: getattr(data, name) for name in ("prosecuted_on", "convicted_on", "act_on", "ended_on")}
        date_rules.require("cases.reoffences.reoffence", today(), first_release_on=first, **days)


def _check(old: Reoffence, data: ReoffenceData) -> None:
    facts_store.refuse_future((), (data,))
    if data.convicted_on and data.convicted_on < data.prosecuted_on:
        raise Contradiction("convicted_early", _("Ngày kết án không thể trước ngày khởi tố."))
    if data.outcome == Outcome.CONVICTED and not data.convicted_on:
        raise Contradiction("no_day", _("Đã bị kết án thì phải có ngày kết án."))
    same_day = Reoffence.objects.current().filter(person=old.person_id, prosecuted_on=data.prosecuted_on)
    if same_day.exclude(pk=old.pk).exists():
        raise Contradiction("same_day", _("Đã ghi nhận khởi tố người này vào ngày này."))
