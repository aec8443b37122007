"""The rows of «Danh sách» and «Biến động» in an export."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from areas.lookup import UnitLookup, UnitLookupError
from areas.models import Unit
from cases.choices import Origin, Outcome, Sex
from cases.facts.stay_chain import Change, changes_in
from cases.models import Case, Reoffence
from core.text import squash
from law.choices import Category
from register.reading.names import written_other_names
from register.reading.reoffence_facts import shown_fact
from register.reading.vocabulary import CHANGE_LABELS, PRISON_WORDS, PROBATION, REOFFENCE, TRANSFER
from register.writing.case_exports import CaseExport


def case_line(export: CaseExport, names: "UnitNames") -> dict:
    """The row of «Danh sách», by field."""
    case, first = export.case, export.history[0]
    line = {
        "code": case.code,
        "full_name": export.name,
        "unit": names.text(first.unit_id, first.start_on),
        "category": str(Category(first.category).label),
        "release_on": case.release_on,
        "arrival_on": first.start_on,
        "origin": _origin(case, first.origin, named=not export.name),
        "person_key": case.person.public_id.hex,
    }
    return line if export.name else line | _who(export)


def _who(export: CaseExport) -> dict:
    """All fields that describe the person."""
    case, person = export.case, export.case.person
    return {
        "full_name": person.full_name,
        "other_names": written_other_names(export.other_names),
        "birth": str(person.birth or ""),
        "sex": str(Sex(person.sex).label) if person.sex else "",
        "id_number": export.number,
        "ethnicity": person.ethnicity,
        "hamlet": case.hamlet,
        "offence": case.offence,
        "article": case.article,
        "sentence": _sentence(case),
        "certificate_number": case.certificate_number,
        "certificate_on": case.certificate_on,
        "probation_end_on": case.probation_end_on,
        "officer": case.officer.full_name if case.officer else case.officer_text,
        "helper": case.helper_text,
        "job": case.job_text,
    }


def _sentence(case: Case) -> str:
    if case.sentence_text or not (case.sentence_life or case.sentence_months):
        return case.sentence_text
    return _("chung thân") if case.sentence_life else _("%d tháng") % case.sentence_months


def _origin(case: Case, origin: str, *, named: bool) -> str:
    """Empty for prison. The text that was entered is kept where it means the same origin."""
    text = case.origin_text if named else ""
    if (squash(text) in PRISON_WORDS) == (origin == Origin.PRISON):
        return text
    return "" if origin == Origin.PRISON else str(Origin.ELSEWHERE.label)


# Facts about a reoffence that describe it; its dates are needed for the figures and leave always.
_DESCRIPTIONS = ("prosecuted_by", "articles", "is_intentional", "crime_class", "outcome_number", "outcome_body")


def change_lines(export: CaseExport, names: "UnitNames") -> Iterator[dict]:
    """The rows of «Biến động», by field."""
    for on, change in changes_in(export.history):
        yield _change_line(export, _kind(change), on, change) | {
            "to_unit": names.text(change.unit_id, on) if change.unit_id else "",
        }
    for found in export.reoffences:
        is_open = found.outcome == Outcome.PENDING and found.convicted_on is None
        yield _change_line(export, REOFFENCE, found.prosecuted_on, found) | {
            # A day of conviction without an outcome would be read as a conviction.
            "outcome": "" if is_open else str(Outcome(found.outcome).label),
            "convicted_on": found.convicted_on,
            "act_on": found.act_on,
            "ended_on": found.ended_on,
            **{name: "" if export.name else shown_fact(name, getattr(found, name)) for name in _DESCRIPTIONS},
        }


def _change_line(export: CaseExport, kind: str, on: date, source: Change | Reoffence) -> dict:
    """One row of «Biến động». Documents and notes are left out where they may name the person."""
    return {
        "code": export.case.code,
        "kind": CHANGE_LABELS[kind],
        "on": on,
        "to_unit": "",
        "document_number": "" if export.name else source.document_number,
        "note": "" if export.name else source.note,
        "act_on": None,
        "ended_on": None,
        **dict.fromkeys(_DESCRIPTIONS, ""),
        "outcome": "",
        "convicted_on": None,
    }


def _kind(change: Change) -> str:
    if change.unit_id is not None:
        return TRANSFER
    return PROBATION if change.probation_completed else change.closed


class UnitNames:
    """Names of units that the import resolves to the same unit: with the district where the name alone is ambiguous."""

    def __init__(self) -> None:
        units = list(Unit.objects.for_lookup())
        self.lookup, self.units = UnitLookup(units), {unit.pk: unit for unit in units}
        self.found: dict[tuple[int, date], str] = {}

    def text(self, unit_id: int, on: date) -> str:
        """The name of the unit on a day; its code where no name is unambiguous."""
        if (unit_id, on) not in self.found:
            self.found[unit_id, on] = self._text(self.units[unit_id], on)
        return self.found[unit_id, on]

    def _text(self, unit: Unit, on: date) -> str:
        wider = [f"{unit.full_name}, {unit.parent.full_name}"] if unit.parent else []
        for text in (unit.full_name, *wider):
            try:
                if self.lookup.commune(text, on) == unit:
                    return text
            except UnitLookupError:
                continue
        return unit.code
