"""Stores facts: the only module that inserts versions of stays and reoffences or ends a stay's version.

The service functions of the subjects and of the register decide what the new versions say, lock the cases and call these
functions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.choices import Outcome
from cases.facts import rate_guard, stay_chain
from cases.facts.clock import fact_time
from cases.facts.stay_chain import Change, Contradiction, History, StayValue
from cases.models import Case, Reoffence, Stay
from core.database_errors import violated_constraint
from core.dates import today, vn_date

_Key = TypeVar("_Key")
BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class ReoffenceData:
    """What one version of a reoffence says."""

    prosecuted_on: date
    document_number: str = ""
    note: str = ""
    convicted_on: date | None = None
    outcome: str = Outcome.PENDING.value
    # None: not known.
    act_on: date | None = None
    prosecuted_by: str = ""
    articles: str = ""
    # None and "": not known.
    is_intentional: bool | None = None
    crime_class: str = ""
    # The day of a dropped charge or an acquittal, and the judgment or decision that says the outcome.
    ended_on: date | None = None
    outcome_number: str = ""
    outcome_body: str = ""

    @property
    def outcome_label(self) -> str:
        """The outcome in Vietnamese."""
        return str(Outcome(self.outcome).label)


@dataclass(frozen=True, slots=True)
class StayRevision:
    """The stays of one case before and after a change. `action`: the audit action code; `why`: empty unless a correction."""

    case: Case
    before: History
    after: History
    action: str
    why: str = ""


def current_histories(cases: Iterable[Case]) -> dict[int, History]:
    """Return the current stays of each case in order of time, by primary key of the case; () for a withdrawn case."""
    found: dict[int, list[StayValue]] = {case.pk: [] for case in cases}
    for keys in batches(list(found)):
        for stay in Stay.objects.current().filter(case__in=keys).order_by("case", "start_on"):
            found[stay.case_id].append(stay.value)
    return {key: tuple(values) for key, values in found.items()}


def current_history(case: Case) -> History:
    """Return the current stays of one case in order of time; () for a withdrawn case."""
    return current_histories([case])[case.pk]


@transaction.atomic
def apply_change(*, by: User | None, case: Case, on: date, change: Change, action: str) -> Case:
    """Apply one change of a day to the stays of a case.

    Arguments: `on`, the day of the change; `action`, the audit action code. Returns the locked case. Raises
    Contradiction if the change does not fit the case's stays.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    before = current_history(case)
    after = stay_chain.apply_day(before, on, [change])
    write_revisions(by=by, items=[StayRevision(case, before, after, action)])
    return case


def lock_current(reoffence: Reoffence) -> Reoffence:
    """Lock a reoffence for update. Raises Contradiction if a newer version replaced it or it was withdrawn."""
    current = Reoffence.objects.current().select_for_update().filter(pk=reoffence.pk).first()
    if current is None:
        raise Contradiction("superseded", _("Thông tin này đã được sửa hoặc rút; mở lại hồ sơ để xem bản mới."))
    return current


def write_revisions(*, by: User | None, items: Sequence[StayRevision]) -> None:
    """End the versions of the stays that changed, insert their successors and record one audit event per case.

    Arguments: `by`, the user or None; `items`, revisions of locked cases. Raises Contradiction if a new stay overlaps
    another case of the same person.
    """
    rows = _current_rows([item.case for item in items])
    at = later_than(fact_time(), *(row.known_from for stays in rows.values() for row in stays))
    ended: list[int] = []
    new: list[tuple[Case, StayValue, str]] = []
    for item in items:
        current = {row.value: row.pk for row in rows[item.case.pk]}
        ended += [pk for value, pk in current.items() if value not in item.after]
        new += [(item.case, value, item.why) for value in item.after if value not in current]
    for keys in batches(ended):
        end_versions(Stay.objects.filter(pk__in=keys), by=by, at=at)
    insert_stays(new, by, at)
    audit_revisions(by, items)


def end_versions(facts: QuerySet[Stay] | QuerySet[Reoffence], *, by: User | None, at: datetime) -> int:
    """End the current versions of these facts (a queryset of Stay or Reoffence). No other function ends versions.

    Returns how many versions were ended. Raises RuntimeError if a user (`by`) calls it outside rate_guard.guard(), which
    detects a fall of a figure.
    """
    current = facts.filter(known_until=None)
    rate_guard.watch(by, current.values_list("person_id", flat=True))
    return current.update(known_until=at)


def insert_stays(items: Iterable[tuple[Case, StayValue, str]], by: User | None, at: datetime) -> None:
    """Insert new versions of stays.

    Arguments: `items`, triples of case, stay and reason (empty unless a correction); `by`, the user or None; `at`, the
    `known_from` of the versions. Raises Contradiction if a stay overlaps another case of the same person.
    """
    names = [item.name for item in fields(StayValue)]
    items = list(items)
    rate_guard.watch_new(case.person_id for case, _value, _why in items)
    rows = [
        Stay(
            case_id=case.pk,
            person_id=case.person_id,
            known_from=at,
            recorded_by=by,
            why=why,
            **{name: getattr(value, name) for name in names},
        )
        for case, value, why in items
    ]
    try:
        with transaction.atomic():
            Stay.objects.bulk_create(rows, batch_size=BATCH_SIZE)
    except IntegrityError as error:
        raise _overlapping(error) from error


# Constraints against overlapping stays of one person's cases.
OVERLAPS = ("stay_no_overlap", "stay_one_open_per_person")


def _overlapping(error: IntegrityError) -> Exception:
    """Return a Contradiction if the database refused an overlap with another case of the person, else the error itself."""
    if violated_constraint(error) not in OVERLAPS:
        return error
    return Contradiction(
        "other_case",
        _("Trùng thời gian với một hồ sơ khác của người này. Hãy kết thúc hoặc sửa hồ sơ đó trước."),
    )


def insert_reoffences(
    pairs: Iterable[tuple[Case, ReoffenceData]], by: User | None, at: datetime, why: str = ""
) -> list[Reoffence]:
    """Insert new versions of reoffences and return them. Arguments as for `insert_stays`."""
    names = [item.name for item in fields(ReoffenceData)]
    return Reoffence.objects.bulk_create(
        [
            Reoffence(
                case=case,
                person_id=case.person_id,
                known_from=at,
                recorded_by=by,
                why=why,
                **{name: getattr(data, name) for name in names},
            )
            for case, data in pairs
        ],
        batch_size=BATCH_SIZE,
    )


def reoffence_data(reoffence: Reoffence) -> ReoffenceData:
    """Return the values of a stored reoffence."""
    return ReoffenceData(**{item.name: getattr(reoffence, item.name) for item in fields(ReoffenceData)})


def audit_revisions(by: User | None, items: Sequence[StayRevision]) -> None:
    """Record one audit event for each revision."""
    audit_events.record_many(by=by, events=[_revision_event(item) for item in items])


def audit_reoffences(by: User | None, action: str, made: Sequence[Reoffence], why: str = "", **detail: object) -> None:
    """Record one audit event with the code `action` for each reoffence; `detail` is added to the event's detail."""
    audit_events.record_many(
        by=by,
        events=[
            {
                "action": action,
                "target": row.case,
                "detail": {"reoffence": row.pk, "prosecuted_on": row.prosecuted_on.isoformat(), **detail},
                "why": why,
            }
            for row in made
        ],
    )


def later_than(instant: datetime, *earlier: datetime) -> datetime:
    """Return `instant`, or a time just after the latest of `earlier` if the server's clock was set back."""
    return max([instant, *(moment + timedelta(microseconds=1) for moment in earlier)])


def refuse_future(history: History, reoffences: Iterable[ReoffenceData]) -> None:
    """Raise Contradiction if a day of the stays or reoffences is in the future."""
    now = today()
    days = [day for stay in history for day in (stay.start_on, stay.end_on)]
    days += [day for data in reoffences for day in (data.prosecuted_on, data.convicted_on, data.ended_on)]
    for day in days:
        if day is not None and day > now:
            text = _("Ngày %(day)s ở tương lai; phải là ngày không sau hôm nay (%(today)s).")
            raise Contradiction("future", text % {"day": vn_date(day), "today": vn_date(now)})


def require_reason(why: str) -> None:
    """Raise Contradiction if the reason for a correction or withdrawal is empty."""
    if not why.strip():
        raise Contradiction("no_reason", _("Phải nêu lý do sửa hoặc rút."))


def audit_detail(history: History) -> list[list[object]]:
    """Return the stays as JSON for an audit event: unit, category, dates, end reason. No free text, which may name people."""
    return [
        [
            stay.unit_id,
            stay.category,
            stay.start_on.isoformat(),
            stay.end_on and stay.end_on.isoformat(),
            stay.end_reason,
        ]
        for stay in history
    ]


def batches(keys: list[_Key]) -> Iterable[list[_Key]]:
    """Split keys into lists of at most BATCH_SIZE, because SQLite limits the parameters of a statement."""
    for start in range(0, len(keys), BATCH_SIZE):
        yield keys[start : start + BATCH_SIZE]


def _current_rows(cases: Sequence[Case]) -> dict[int, list[Stay]]:
    rows: dict[int, list[Stay]] = {case.pk: [] for case in cases}
    for keys in batches(list(rows)):
        for stay in Stay.objects.current().filter(case__in=keys):
            rows[stay.case_id].append(stay)
    return rows


def _revision_event(item: StayRevision) -> dict[str, Any]:
    return {
        "action": item.action,
        "target": item.case,
        "unit": (item.after or item.before)[-1].unit_id,
        "detail": {"before": audit_detail(item.before), "after": audit_detail(item.after)},
        "why": item.why,
    }
