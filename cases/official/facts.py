"""What the forms are filled in from, as plain values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Office:
    """The commune on the day of the document. `unit`: "xã Tịnh Bắc"; `kind`: "xã"; `above_*`: who stands over it."""

    unit: str
    kind: str
    place: str
    above_police: str
    above_committee: str

    @property
    def police(self) -> str:
        return f"Công an {self.unit}"

    @property
    def committee(self) -> str:
        return f"Ủy ban nhân dân {self.unit}"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who the form is about; "" where nothing is entered, which is printed as dots to be filled in by hand."""

    code: str
    full_name: str
    is_conditional: bool
    category: str
    release_on: date
    birth: str = ""
    sex: str = ""
    ethnicity: str = ""
    other_names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    registered: str = ""
    address: str = ""
    phone: str = ""
    offence: str = ""
    sentence: str = ""
    judgments: tuple[str, ...] = ()
    penalties: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    prison: str = ""
    certificate: str = ""
    probation: tuple[date, date] | None = None
    household: tuple[str, ...] = ()
    job: str = ""
    wishes: str = ""
    officer: str = ""
    helper: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A breach, as its minutes tell it."""

    kind: str
    on: date
    description: str
    place: int
    is_intentional: bool = True
    record: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in a month of probation. `reported_on`: the self-report; empty: none came."""

    first: date
    reported_on: date | None = None
    contacts: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()
    assessment: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who is expected home and whose address was looked for in vain."""

    full_name: str
    birth: str
    category: str
    prison: str
    notice: str
    address: str
    received_on: date
    verified_on: date | None = None
    found: str = ""
