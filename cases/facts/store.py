"""Writing facts: the only place that inserts versions of stays and reoffences, or ends the belief in one.

The verbs (services.py, services_bulk.py) decide what is to be believed, lock the cases and call these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.choices import Outcome
from cases.facts import stay_chain as chain
from cases.facts.clock import fact_instant
from cases.facts.models import Fact
from cases.facts.stay_chain import Change, Contradiction, History, StayValue
from cases.models import Case, Reoffence, Stay
from core.database_errors import violated_constraint
from core.dates import today, vn_date

CHUNK = 500
# Known more than this many days after it happened: late, and shown as such beside every rate. A constant and no dated row
# of the law (rules/statutes/): no article sets it, so none can change it. It is part of what the count is called ("muộn quá
# 30 ngày") as the half-open interval is part of a stay; with another limit the counts of reports already issued could not be
# counted again, nor compared with later ones. A wish for another limit is a wish for another count beside this one.
LATE_DAYS = 30


@dataclass(frozen=True, slots=True)
class ReoffenceData:
    prosecuted_on: date
    document_number: str = ""
    note: str = ""
    convicted_on: date | None = None
    outcome: str = Outcome.PENDING.value

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The stays of one case: what was believed and what is believed from now on. `why` empty: not a correction."""

    case: Case
    before: History
    after: History
    action: str
    why: str = ""


def current_histories(cases: Iterable[Case]) -> dict[int, History]:
    """The believed stays of each case in order, by the case's primary key; () for a withdrawn case."""
    found: dict[int, list[StayValue]] = {case.pk: [] for case in cases}
    for keys in chunks(list(found)):
        for stay in Stay.objects.current().filter(case__in=keys).order_by("case", "start_on"):
            found[stay.case_id].append(stay.value)
    return {key: tuple(values) for key, values in found.items()}


def current_history(case: Case) -> History:
    """The current stays of one case in order of time; () for a withdrawn case."""
    return current_histories([case])[case.pk]


@transaction.atomic
def apply_change(*, by: User | None, case: Case, on: date, change: Change, action: str) -> Case:
    """Apply one change of a day to the stays of a case.

    Arguments: `on`, the day of the change; `action`, the audit action code. Returns the locked case. Raises
    Contradiction if the change does not fit the case's stays.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    before = current_history(case)
    after = chain.apply_day(before, on, [change])
    rewrite(by=by, items=[Rewrite(case, before, after, action)])
    return case


def lock_current(model: type[Fact], fact: Fact) -> Fact:
    """Lock a fact of `model` for update. Raises Contradiction if a newer version replaced it or it was withdrawn."""
    current = model.objects.select_for_update().current().filter(pk=fact.pk).first()
    if current is None:
        raise Contradiction("superseded", _("Thông tin này đã được sửa hoặc rút; mở lại hồ sơ để xem bản mới."))
    return current


def rewrite(*, by, items: Sequence[Rewrite]) -> None:
    """Supersede exactly the stays that differ, then insert their successors; one audit event per case."""
    rows = _current_rows([item.case for item in items])
    at = after(fact_instant(), *(row.known_from for stays in rows.values() for row in stays))
    gone, new = [], []
    for item in items:
        believed = {row.value: row.pk for row in rows[item.case.pk]}
        gone += [pk for value, pk in believed.items() if value not in item.after]
        new += [(item.case, value, item.why) for value in item.after if value not in believed]
    for keys in chunks(gone):
        Stay.objects.filter(pk__in=keys, known_until=None).update(known_until=at)
    insert_stays(new, by, at)
    audit_rewrites(by, items)


def insert_stays(items: Iterable[tuple[Case, StayValue, str]], by, at: datetime) -> None:
    """New versions, each with the reason for it (empty for what is no correction)."""
    names = [item.name for item in fields(StayValue)]
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
            Stay.objects.bulk_create(rows, batch_size=CHUNK)
    except IntegrityError as error:
        raise _overlapping(error) from error


# Constraints that keep the stays of one person's cases from overlapping.
OVERLAPS = ("stay_no_overlap", "stay_one_open_per_person")


def _overlapping(error: IntegrityError) -> Exception:
    """The database's refusal in words, where it is one about another case of the same person."""
    if violated_constraint(error) not in OVERLAPS:
        return error
    return Contradiction(
        "other_case",
        _("Trùng thời gian với một hồ sơ khác của người này. Hãy kết thúc hoặc sửa hồ sơ đó trước."),
    )


def insert_reoffences(pairs: Iterable[tuple[Case, ReoffenceData]], by, at: datetime, why: str = "") -> list[Reoffence]:
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
        batch_size=CHUNK,
    )


def data_of(reoffence: Reoffence) -> ReoffenceData:
    """What a recorded reoffence says."""
    return ReoffenceData(**{item.name: getattr(reoffence, item.name) for item in fields(ReoffenceData)})


def audit_rewrites(by, items: Sequence[Rewrite]) -> None:
    audit_events.record_many(by=by, events=[_rewritten(item) for item in items])


def audit_reoffences(by, action: str, made: Sequence[Reoffence], **detail) -> None:
    audit_events.record_many(
        by=by,
        events=[
            {
                "action": action,
                "target": row.case,
                "detail": {"reoffence": row.pk, "prosecuted_on": row.prosecuted_on.isoformat(), **detail},
            }
            for row in made
        ],
    )


def after(instant: datetime, *earlier: datetime) -> datetime:
    """`instant`, or just after the latest of `earlier` where the server's clock was set back in between."""
    return max([instant, *(moment + timedelta(microseconds=1) for moment in earlier)])


def refuse_future(history: History, reoffences: Iterable[ReoffenceData]) -> None:
    """Raise Contradiction for what has not happened yet."""
    now = today()
    days = [day for stay in history for day in (stay.start_on, stay.end_on)]
    days += [day for data in reoffences for day in (data.prosecuted_on, data.convicted_on)]
    for day in days:
        if day is not None and day > now:
            raise Contradiction("future", _("Ngày %s ở tương lai.") % vn_date(day))


def need_reason(why: str) -> None:
    if not why.strip():
        raise Contradiction("no_reason", _("Phải nêu lý do sửa hoặc rút."))


def told(history: History) -> list[list]:
    """A history for the audit: unit, category, dates and reasons; no text that names anybody."""
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


def chunks(keys: list) -> Iterable[list]:
    """SQLite takes a limited number of parameters per statement."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _current_rows(cases: Sequence[Case]) -> dict[int, list[Stay]]:
    rows: dict[int, list[Stay]] = {case.pk: [] for case in cases}
    for keys in chunks(list(rows)):
        for stay in Stay.objects.current().filter(case__in=keys):
            rows[stay.case_id].append(stay)
    return rows


def _rewritten(item: Rewrite) -> dict:
    detail = {"before": told(item.before), "after": told(item.after)}
    return {
        "action": item.action,
        "target": item.case,
        "unit": (item.after or item.before)[-1].unit_id,
        "detail": {**detail, "why": item.why} if item.why else detail,
    }
