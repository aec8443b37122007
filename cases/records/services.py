"""Service functions for the descriptive fields of a case and for plain records: add, change, strike out.

Constraints of the model and the `check` of its kind validate a record. The caller checks the user's permission and scope
(visible_to). A struck record is kept, with author and reason.
"""

from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from cases.facts.case_locks import lock_case
from cases.models import Case
from cases.records.models import Record
from core import date_rules
from core.dates import today
from core.errors import EditConflict, Refused
from core.text import nfc

# The fields of a case that an officer may edit. Measures count none of them.
DETAILS = (
    "hamlet",
    "offence",
    "article",
    "sentence_months",
    "sentence_life",
    "sentence_text",
    "release_on",
    "certificate_number",
    "certificate_on",
    "probation_start_on",
    "probation_end_on",
    "present_by_on",
    "presented_on",
    "information_on",
    "commitment_on",
    "presentation_reported_on",
    "handed_back_on",
    "wishes",
    "address",
    "phone",
    "origin_text",
    "officer",
    "officer_text",
    "helper_text",
    "job_text",
)


class CaseChanged(EditConflict):
    """Somebody else saved this case in the meantime; `current` is the case as it is stored now."""

    def __init__(self, current: Case):
        super().__init__(current, _("Hồ sơ vừa được người khác sửa."))


@transaction.atomic
def update_details(*, by: User | None, case: Case, version: int, **details) -> Case:
    """Change descriptive fields of a case. Keyword arguments: fields named in DETAILS.

    Returns the case as it is stored now. Raises CaseChanged if `version` is no longer the case's version, Contradiction if
    the case is withdrawn or sealed.
    """
    details = known_details(details)
    case = lock_case(by, case)
    known = {name: details.get(name, getattr(case, name)) for name in date_rules.DATES["cases.records.update_details"]}
    changed = {name for name in details if details[name] != getattr(case, name)}
    # What was stored before the rule does not stand in the way of another change.
    found = date_rules.broken("cases.records.update_details", dates_of(case) | known, today())
    if wrong := [message for name, message in found if name in changed or "release_on" in changed]:
        raise Refused(" ".join(wrong))
    updated = Case.objects.filter(pk=case.pk, version=version).update(**details, version=version + 1)
    current = Case.objects.get(pk=case.pk)
    if not updated:
        raise CaseChanged(current)
    audit_events.record(by=by, action="case.update", target=current, detail={"fields": sorted(details)})
    return current


def known_details(details: dict) -> dict:
    """Return `details` unchanged. Raises TypeError if a name in it is not in DETAILS."""
    unknown = set(details) - set(DETAILS)
    if unknown:
        raise TypeError(f"not editable details of a case: {sorted(unknown)}")
    return details


@transaction.atomic
def add(*, by: User | None, case: Case, model: type[Record], data: dict, check=None) -> Record:
    """Add a record of `model` to a case.

    Arguments: `data`, field values; `check`, a function that raises Refused for an invalid record. Raises ValidationError if
    the model's validation fails, Contradiction if the case is withdrawn or sealed.
    """
    case = lock_case(by, case)
    own = {"case": case} if case_path(model) == "case" else {}
    record = model(created_by=by, **own, **_clean(data))
    if case_of(record) != case:
        raise Refused(_("Mục được chọn thuộc hồ sơ khác."))
    _save(record, check)
    _record_event(by, "add", record, after=audit_values(record, data))
    return record


@transaction.atomic
def add_plain(*, by: User | None, model: type[Record], data: dict, check=None) -> Record:
    """Add a record that belongs to no case: a community model, or a record of one. Arguments as for `add`."""
    record = model(created_by=by, **_clean(data))
    _save(record, check)
    _record_event(by, "add", record, after=audit_values(record, data))
    return record


@transaction.atomic
def change(*, by: User | None, record: Record, version: int, data: dict, check=None) -> Record:
    """Change the fields in `data` of a record.

    Returns the saved record. Raises EditConflict if somebody else saved it after `version`, Refused if it is struck out,
    ValidationError if the model's validation fails.
    """
    _lock_case(by, record)
    record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.version != version:
        raise EditConflict(record, description=[(_("Đã gạch bỏ"), record.removed_why)] if record.removed_at else ())
    if record.removed_at is not None:
        raise Refused(_("Mục này đã bị gạch bỏ, không sửa được nữa."))
    before = audit_values(record, data)
    for name, value in _clean(data).items():
        setattr(record, name, value)
    record.version += 1
    _save(record, check)
    _record_event(by, "change", record, before=before, after=audit_values(record, data))
    return record


@transaction.atomic
def strike(*, by: User | None, record: Record, why: str) -> Record:
    """Strike out a record that was entered by mistake. Raises Refused without a reason or if it is struck out already."""
    if not why.strip():
        raise Refused(_("Phải nêu lý do gạch bỏ."))
    _lock_case(by, record)
    record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.removed_at is not None:
        raise Refused(_("Mục này đã được gạch bỏ trước đó."))
    record.removed_at, record.removed_by, record.removed_why = timezone.now(), by, nfc(why)
    record.version += 1
    record.save()
    _record_event(by, "strike", record, record.removed_why)
    return record


def audit_values(record: Record, names) -> dict:
    """Return fields of a record as JSON for an audit event. Of free text, which may name people, only the length."""
    return {name: _plain(record, name) for name in names}


def _lock_case(by: User | None, record: Record) -> None:
    """Lock the case of a record; records of a community model have none."""
    names = {field.name for field in record._meta.fields}
    if names & {"case", "judgment", "need"} and not names & {"model", "member"}:
        lock_case(by, case_of(record))


def _check_dates(record: Record) -> None:
    """Raise Refused if the record's dates break a rule of core/date_rules.py."""
    names = [field.name for field in type(record)._meta.fields]
    values = {name: getattr(record, name) for name in names if name in date_rules.DATES[record._meta.label_lower]}
    if not hasattr(record, "model") and not hasattr(record, "launched_on") and not hasattr(record, "member"):
        values |= dates_of(case_of(record))
    if hasattr(record, "judgment"):
        values["judged_on"] = record.judgment.on
    date_rules.require(record._meta.label_lower, today(), **values)


def dates_of(case: Case) -> dict:
    """Return the days of a case and its person with which the rules on dates compare."""
    birth = case.person.birth
    return {"release_on": case.release_on, "birth": birth and birth.first_day}


def _save(record: Record, check) -> None:
    _check_dates(record)
    record.full_clean(exclude=["public_id"])
    if check is not None:
        check(record)
    record.save()


def _clean(data: dict) -> dict:
    return {name: nfc_lines(value) if isinstance(value, str) else value for name, value in data.items()}


def nfc_lines(text: str) -> str:
    """Normalise a text line by line (core.text.nfc), so that a note keeps its paragraphs."""
    return "\n".join(nfc(line) for line in text.strip().splitlines())


def _plain(record: Record, name: str):
    value = getattr(record, name)
    if isinstance(value, Model):
        return value.pk if isinstance(value.pk, int) else str(value.pk)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str) and not cast(Field, record._meta.get_field(name)).choices:
        return {"chars": len(value)}
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def case_path(model: type[Record]) -> str:
    """Return the lookup from a record to its case: an offence has one through its judgment, an action through its need."""
    names = {field.name for field in model._meta.fields}
    return next(path for path in ("case", "judgment__case", "need__case") if path.partition("__")[0] in names)


def case_of(record: Record) -> Case:
    """Return the case to which a record belongs."""
    found: Any = record
    for name in case_path(type(record)).split("__"):
        found = getattr(found, name)
    return found


def _record_event(by, verb: str, record: Record, why: str = "", **detail) -> None:
    kind = type(record)._meta.model_name
    detail = {"record": str(record.public_id), **detail}
    audit_events.record(by=by, action=f"{kind}.{verb}", target=_about(record), detail=detail, why=why)


def _about(record: Record):
    """Return the target of the audit event: the community model of the record, else its case."""
    for name in ("model", "member"):
        if hasattr(record, name):
            found = getattr(record, name)
            return getattr(found, "model", found)
    return record if hasattr(record, "launched_on") else case_of(record)
