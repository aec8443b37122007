"""The rows of a register as typed values, as reading produces and planning consumes them."""

from dataclasses import dataclass, field
from datetime import date

from areas.models import Unit
from cases.judgments.sentences import Sentence
from cases.people.birth_dates import BirthDate
from cases.people.id_numbers import IdNumber
from loans.fact_rules import FactValue
from register.issues import Findings
from register.reading.lines import Table


@dataclass(slots=True)
class CaseRow:
    """One row of «Danh sách». `arrival_on` is the release date where the cell is empty; `sentence` None: no sentence written."""

    row: int
    code: str
    full_name: str
    birth: BirthDate | None
    sex: str
    id_number: IdNumber | None
    ethnicity: str
    unit: Unit
    hamlet: str
    category: str
    offence: str
    article: str
    sentence: Sentence | None
    release_on: date
    certificate_number: str
    certificate_on: date | None
    probation_end_on: date | None
    arrival_on: date
    origin: str
    origin_text: str
    officer_text: str
    helper_text: str
    job_text: str
    person_key: str
    # (kind of OtherName, name) of each other name.
    other_names: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class ChangeRow:
    """One row of «Biến động». `kind`: TRANSFER, PROBATION or REOFFENCE of vocabulary.py, or a closing reason of EndReason."""

    row: int
    code: str
    kind: str
    on: date
    to_unit: Unit | None
    document_number: str
    note: str
    outcome: str = ""
    convicted_on: date | None = None
    # None: not known, or not written.
    act_on: date | None = None
    prosecuted_by: str = ""
    articles: str = ""
    is_intentional: bool | None = None
    crime_class: str = ""
    ended_on: date | None = None
    outcome_number: str = ""
    outcome_body: str = ""


@dataclass(slots=True)
class LoanRow:
    """One row of «Vay vốn». `facts`: what the row records about the loan, the request first."""

    row: int
    code: str
    business_name: str
    unit: Unit | None
    facts: list[FactValue]
    details: dict

    @property
    def key(self) -> tuple:
        """All values of the row: two rows with the same key are one row entered twice."""
        owner = (code_key(self.code), self.business_name, self.unit and self.unit.pk)
        return (*owner, *self.facts, *sorted(self.details.items()))


@dataclass(slots=True)
class ParsedRegister:
    """The rows that could be read, and everything found while reading.

    `bad_codes`: codes of cases with an unreadable row; no row of such a case is applied.

    By canonical sheet name: `tables` as found in the file; `unknown`: headers that are not read; `counts`: rows with content,
    unreadable rows included.
    """

    cases: list[CaseRow] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    loans: list[LoanRow] = field(default_factory=list)
    bad_codes: set[str] = field(default_factory=set)
    tables: dict[str, Table] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    bad_rows: dict[str, set[int]] = field(default_factory=dict)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)


def code_key(code: str) -> str:
    """The code without spaces and case: two codes with the same key are one case."""
    return "".join(code.split()).casefold()
