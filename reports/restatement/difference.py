"""One cell in which two counts of a report differ."""

from dataclasses import dataclass

from core.documents.model import Cell, Kind


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell whose value differs. Counts are whole numbers, rates are text; None: the cell or the rate does not exist."""

    unit: str
    category: str
    field: str
    reported: int | float | str | None
    today: int | float | str | None

    @property
    def reported_text(self) -> str:
        """The value in the report, as printed."""
        return _printed(self.reported)

    @property
    def today_text(self) -> str:
        """The value today, as printed."""
        return _printed(self.today)


def _printed(value: int | float | str | None) -> str:
    """The value in the number format of the report's documents."""
    return Cell(value, Kind.RATE if isinstance(value, str) else Kind.COUNT).text
