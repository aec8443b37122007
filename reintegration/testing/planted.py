"""People in several communes, every text about them marked with the place it belongs to, and every address that shows them.

A walk over these addresses (test_walk.py) finds whatever reaches somebody without a right to it. `PATHS` knows each route that
takes an id; one that is missing there is found missing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import BooleanField, CharField, DateField, IntegerField, TextField
from django.utils import timezone

from accounts.models import Export, Job, StoredFile, User
from areas.dates import Period
from areas.models import Unit
from cases import models, services
from cases.community_views import PARTS
from cases.history import begin
from cases.kinds.expungement import ExpungementReview
from cases.models.base import Record
from cases.official.of_case import FORMS
from cases.record_views import RECORDS
from cases.records import case_path
from cases.services import NewCase, PersonData
from cases.tabs import TABS
from cases.terms import EndReason, IdKind
from reports.services import make_report

HOME = date(2024, 1, 10)
HALF_YEAR = Period(date(2023, 12, 15), date(2024, 6, 14))
# What a generated text of a field must be for the database to take it.
GIVEN = {
    "Absence": {"is_granted": None, "decided_on": None},
    "Breach": {"kind": "commitment"},
    "Contact": {"kind": "visit", "for_month": None},
    "MoveRequest": {"is_granted": None, "decided_on": None},
    "Need": {"state": "open", "closed_on": None},
    "Residence": {"kind": "temporary"},
    "Shortening": {"is_granted": None, "decided_on": None, "old_end_on": None, "new_end_on": None},
    "ExpungementReview": {"result": "pending"},
    "Notice": {"state": "expected", "number_kind": "", "address_right": None, "verified_on": None},
}
# Of a commune's model, what is about somebody.
OF_CASES = {"helps", "gifts"}


@dataclass
class Place:
    """A commune with one of everything; `mark` stands in every text of it. `ids`: what addresses name."""

    mark: str
    unit: Unit
    owner: User
    ids: dict[str, list[str]] = field(default_factory=dict)


def plant(mark: str, unit: Unit, owner: User, elsewhere: Unit, *, number: str) -> Place:
    """One of everything about people of `unit`. `elsewhere`: a commune to which somebody asked to move."""
    place = Place(mark, unit, owner)
    model = _filled(models.CommuneModel, place, unit=unit)
    _people(place, model, elsewhere, number)
    place.ids |= {
        "model": [str(model.public_id)],
        "notice": [str(_filled(models.Notice, place, unit=unit).public_id)],
    }
    return place


def plant_sealed(mark: str, beside: Place, elsewhere: Unit, *, number: str) -> Place:
    """The same about people of that place whose record is expunged: the commune's own things (its model) stay as they are."""
    place = Place(mark, beside.unit, beside.owner)
    model = models.CommuneModel.objects.get(public_id=beside.ids["model"][0])
    cases = _people(place, model, elsewhere, number)
    notice = _filled(models.Notice, place, unit=place.unit, state="arrived", state_on=HOME, case=cases[0])
    place.ids["notice"] = [str(notice.public_id)]
    for one in cases:
        services.close(by=None, case=one, on=date(2024, 6, 1), reason=EndReason.EXPUNGED.value, document_number="1")
    return place


def _people(place: Place, model: models.CommuneModel, elsewhere: Unit, number: str) -> list[models.Case]:
    """Two cases with all that hangs on them, and what the commune's model did for them."""
    mark, unit, owner = place.mark, place.unit, place.owner
    case = _case(place, f"HS-{mark}", number, owner)
    other = _case(place, f"HT-{mark}", "", owner)
    rows = {
        kind.slug: _record(place, kind.model, case) for kind in RECORDS.values() if kind.model is not ExpungementReview
    }
    rows["reviews"] = _record(place, ExpungementReview, case)
    is_own = model.name == mark
    parts = {slug: _part(place, part.model, model, case) for slug, part in PARTS.items() if is_own or slug in OF_CASES}
    reoffence = services.record_reoffence(by=owner, case=other, data=_reoffence(mark))
    change = _filled(
        models.ReoffenceChange, place, case=other, reoffence=reoffence, kind="withdraw", state="waiting",
        decided_by=None, decided_at=None, created_by=owner,
    )  # fmt: skip
    transfer = _filled(
        models.TransferRequest, place, case=other, from_unit=unit, to_unit=elsewhere, state="waiting", accepted_on=None,
    )  # fmt: skip
    place.ids = {
        "case": [str(case.public_id)],
        "other": [str(other.public_id)],
        "number": [str(case.person.identity_numbers.get().pk)],
        "reoffence": [str(reoffence.pk)],
        "change": [str(change.public_id)],
        "transfer": [str(transfer.public_id)],
        "merge": [str(_merge(place, case).public_id)],
        **{f"record:{slug}": [str(row.public_id)] for slug, row in rows.items()},
        **{f"part:{slug}": [str(row.public_id)] for slug, row in parts.items()},
    }
    return [case, other]


def plant_work(place: Place) -> None:
    """Jobs, files, an export and a report of the place's owner."""
    file = _file(place)
    job = Job.objects.create(kind="register.check", key=place.mark, by=place.owner, state="done", result={})
    number = 1 + Export.objects.count()
    export = Export.objects.create(
        number=number, kind="cases", by=place.owner, reason=place.mark, file=file, job=job, rows=1,
        expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    report = make_report(by=place.owner, unit=place.unit, period=HALF_YEAR)
    place.ids |= {
        "job": [str(job.pk)], "file": [str(_file(place).pk)], "export": [str(export.pk)], "report": [str(report.public_id)],
        "user": [str(place.owner.public_id)],
    }  # fmt: skip


def nowhere(place: Place) -> Place:
    """The same addresses with ids that nobody has."""
    return Place("", place.unit, place.owner, {name: [_unlike(one) for one in ids] for name, ids in place.ids.items()})


def _unlike(one: str) -> str:
    return "999999999" if one.isdecimal() else str(uuid.uuid4())


def _case(place: Place, code: str, number: str, owner: User):
    history = begin(unit_id=place.unit.pk, category="conditional", on=HOME, origin="prison")
    numbers = ((IdKind.CCCD, number),) if number else ()
    texts = (
        "hamlet",
        "offence",
        "article",
        "sentence_text",
        "wishes",
        "address",
        "origin_text",
        "helper_text",
        "job_text",
    )
    details = dict.fromkeys(texts, place.mark)
    details |= {"release_on": HOME, "probation_end_on": date(2027, 1, 10), "sentence_months": 36}
    person = PersonData(f"{place.mark} {code[:2]}", numbers=numbers)
    case = services.receive(by=None, case=NewCase(code, person, history, details))
    type(case).objects.filter(pk=case.pk).update(officer=owner)
    return case


def _record(place: Place, model: type[Record], case):
    path = case_path(model)
    if path == "case":
        more = {"file": _file(place)} if model is models.CaseDocument else {}
        return _filled(model, place, case=case, **more)
    parent = {"judgment__case": models.Judgment, "need__case": models.Need}[path]
    name = path.partition("__")[0]
    found = parent.objects.filter(case=case).first() or _filled(parent, place, case=case)
    return _filled(model, place, **{name: found})


def _part(place: Place, model: type[Record], of, case):
    if model is models.Help:
        member = of.members.first() or _filled(models.ModelMember, place, model=of)
        return _filled(model, place, member=member, case=case)
    return _filled(model, place, model=of, **({"case": case} if model is models.Gift else {}))


def _merge(place: Place, case):
    person = models.Person.objects.create(full_name=f"{place.mark} Gop")
    return models.PersonMerge.objects.create(kept=case.person, merged=person, why=place.mark)


def _file(place: Place) -> StoredFile:
    made = StoredFile.of(name=f"{place.mark}.txt", data=place.mark.encode(), content_type="text/plain", by=place.owner)
    made.save()
    return made


def _reoffence(mark: str):
    from cases.ledger import ReoffenceData

    return ReoffenceData(date(2024, 5, 2), document_number=mark, note=mark)


def _filled(kind, place: Place, /, **given):
    """A row with the mark in every text, and in every other field what the database takes."""
    values = {**GIVEN.get(kind.__name__, {}), **given}
    for one in kind._meta.concrete_fields:
        if (
            one.name in values
            or one.primary_key
            or one.is_relation
            or not one.editable
            or one.name.startswith("removed")
        ):
            continue
        value = _value(one, place.mark)
        if value is not None:
            values[one.name] = value
    return kind.objects.create(**values)


def _value(one, mark: str):
    if one.choices:
        return one.choices[0][0] if not one.has_default() else None
    if isinstance(one, CharField | TextField):
        return mark
    if isinstance(one, DateField) and not one.null:
        return HOME
    if isinstance(one, IntegerField) and not one.has_default() and not one.null:
        return 12
    if isinstance(one, BooleanField) and not one.has_default() and not one.null:
        return True
    return None


Paths = Callable[[dict[str, list[str]]], list[str]]


def _of(pattern: str, *names: str) -> Paths:
    """The pattern with the ids of these names put in."""
    return lambda ids: [pattern.format(*(ids[name][0] for name in names))] if all(name in ids for name in names) else []


def _each(pattern: str, prefix: str, first: str, *, own: bool = True) -> Paths:
    """The pattern for every kind of record: with its slug and (`own`) the record's id."""

    def paths(ids):
        if first not in ids:
            return []
        kinds = [name for name in ids if name.startswith(prefix)]
        return [pattern.format(ids[first][0], name.partition(":")[2], ids[name][0] if own else "") for name in kinds]

    return paths


CASE = "/cases/{}/"
PATHS: dict[str, Paths] = {
    "accounts:job": _of("/jobs/{}/", "job"),
    "accounts:file": _of("/files/{}/", "file"),
    "accounts:export": _of("/exports/{}/", "export"),
    "accounts:export-file": _of("/exports/{}/file/", "export"),
    "cases:snooze": _of(CASE + "duties/contact/snooze/", "case"),
    "cases:resume": _of(CASE + "duties/contact/resume/", "case"),
    "cases:notice": _of("/cases/notices/{}/", "notice"),
    "cases:notice-verify": _of("/cases/notices/{}/verify/", "notice"),
    "cases:notice-settle": _of("/cases/notices/{}/settle/", "notice"),
    "cases:notice-form": _of("/cases/notices/{}/form/", "notice"),
    "cases:form": lambda ids: [f"/cases/{ids['case'][0]}/forms/{slug}/" for slug in FORMS] if "case" in ids else [],
    "cases:breach-form": _of(CASE + "breaches/{}/forms/breach/", "case", "record:breaches"),
    "cases:transfer": _of("/cases/transfers/{}/", "transfer"),
    "cases:transfer-ask": _of(CASE + "transfer/", "case"),
    "cases:assign-officer": _of(CASE + "assign/officer/", "case"),
    "cases:assign-helper": _of(CASE + "assign/helper/", "case"),
    "cases:hand-over": _of("/cases/hand-over/{}/", "user"),
    "cases:close": _of(CASE + "close/", "case"),
    "cases:correct": _of(CASE + "correct/", "case"),
    "cases:withdraw": _of(CASE + "withdraw/", "case"),
    "cases:complete": _of(CASE + "complete/", "case"),
    "cases:revoke": _of(CASE + "revoke/", "case"),
    "cases:shorten": _of(CASE + "shorten/{}/", "case", "record:shortenings"),
    "cases:expunge": _of(CASE + "expunge/{}/", "case", "record:reviews"),
    "cases:sealed": _of("/cases/sealed/{}/", "case"),
    "cases:details": _of(CASE + "details/", "case"),
    "cases:person": _of(CASE + "person/", "case"),
    "cases:add-number": _of(CASE + "numbers/new/", "case"),
    "cases:add-name": _of(CASE + "names/new/", "case"),
    "cases:same": _of(CASE + "same/", "case"),
    "cases:part": _of(CASE + "same/{}/", "case", "merge"),
    "cases:attach": _of(CASE + "documents/new/", "case"),
    "cases:paper": _of(CASE + "documents/{}/file/", "case", "record:documents"),
    "cases:officer-looks": _of("/cases/looks/{}/", "user"),
    "cases:looks": _of(CASE + "looks/", "case"),
    "cases:unmask": _of(CASE + "numbers/{}/", "case", "number"),
    "cases:detail": lambda ids: [CASE.format(ids["case"][0]), CASE.format(ids["other"][0])] if "case" in ids else [],
    "cases:tab": lambda ids: [f"/cases/{ids['case'][0]}/tab/{slug}/" for slug in TABS] if "case" in ids else [],
    "cases:record-add": _each("/cases/{}/records/{}/new/", "record:", "case", own=False),
    "cases:record-edit": _each("/cases/{}/records/{}/{}/", "record:", "case"),
    "cases:record-strike": _each("/cases/{}/records/{}/{}/strike/", "record:", "case"),
    "cases:reoffence-record": _of(CASE + "reoffences/new/", "case"),
    "cases:reoffence-correct": _of(CASE + "reoffences/{}/correct/", "other", "reoffence"),
    "cases:reoffence-withdraw": _of(CASE + "reoffences/{}/withdraw/", "other", "reoffence"),
    "cases:change": _of("/cases/changes/{}/", "change"),
    "cases:import-check": _of("/cases/import/{}/", "job"),
    "cases:import-apply": _of("/cases/import/{}/apply/", "job"),
    "models:model": _of("/models/{}/", "model"),
    "models:edit": _of("/models/{}/edit/", "model"),
    "models:part-add": _each("/models/{}/{}/new/", "part:", "model", own=False),
    "models:part-edit": _each("/models/{}/{}/{}/", "part:", "model"),
    "models:part-strike": _each("/models/{}/{}/{}/strike/", "part:", "model"),
    "reports:detail": _of("/reports/{}/", "report"),
    "reports:learnt": _of("/reports/{}/learnt/", "report"),
    "reports:issue": _of("/reports/{}/issue/", "report"),
    "reports:file": _of("/reports/{}/files/docx/", "report"),
}
