"""The values with which official forms are filled in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Office:
    """The commune on the day of the document. `unit`: "xã Tịnh Bắc"; `letters`: the letters of its kind in document symbols, "X".

    `above_*`: police and committee of the level above; `execution`: the body that executes sentences, part of the police
    above; `top_police`: the police above that.
    """

    unit: str
    letters: str
    place: str
    above_police: str
    above_committee: str
    execution: str
    above_place: str
    top_police: str

    @property
    def police(self) -> str:
        """The name of the commune's police."""
        return f"Công an {self.unit}"

    @property
    def committee(self) -> str:
        """The name of the commune's people's committee."""
        return f"Ủy ban nhân dân {self.unit}"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person of the form. An empty value is printed as dots, to be filled in by hand."""

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
class BreachValues:
    """A breach for its minutes. `which`: e.g. "cố ý vi phạm lần thứ 2"; `number`: number of the minutes, or "".

    `counts`: whether it counts towards a revocation.
    """

    kind: str
    on: date
    description: str
    which: str
    record: str = ""
    number: str = ""
    is_penalty: bool = False
    counts: bool = True

    @property
    def text(self) -> str:
        """The kind and the description of the breach in one sentence."""
        return f"{self.kind}. {self.description}".strip()


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a person on conditional release presented at the commune. `breaches`: minutes written because they did not."""

    by_on: date
    presented_on: date | None = None
    promised_on: date | None = None
    breaches: tuple[str, ...] = ()

    @property
    def days_late(self) -> int:
        """Days after the last day on which the person had to present; 0 if in time or not yet."""
        return max((self.presented_on - self.by_on).days, 0) if self.presented_on else 0


@dataclass(frozen=True, slots=True)
class Month:
    """The entries about one month of probation. `reported_on`: the day of the self-report."""

    first: date
    reported_on: date | None = None
    contacts: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()
    assessment: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed shortening. `half_on`, `enough_on`: the days on which half and the required part of the probation are served."""

    reason: str = ""
    is_exception: bool = False
    half_on: date | None = None
    enough_on: date | None = None
    breaches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrongAddress:
    """A person expected home whose address was found to be wrong. `number`: number of the reply, or ""."""

    full_name: str
    birth: str
    category: str
    prison: str
    notice: str
    notice_on: date
    address: str
    received_on: date
    verified_on: date | None = None
    found: str = ""
    number: str = ""
