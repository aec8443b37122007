"""What is wrong, or worth a look, in a workbook: always with sheet, row, column and the value found."""

from dataclasses import asdict, dataclass, field
from datetime import date

from core.dates import vn_date
from core.text import nfc


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding; the keys of docs/register.md §5. `sheet` is None for the file as a whole, `row` as Excel counts."""

    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    message: str

    def as_json(self) -> dict:
        return asdict(self)


@dataclass(slots=True)
class Findings:
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)

    def error(self, sheet: str | None, row: int | None, column: str | None, value, message) -> None:
        self.errors.append(Issue(sheet, row, column, shown(value), str(message)))

    def warn(self, sheet: str | None, row: int | None, column: str | None, value, message) -> None:
        self.warnings.append(Issue(sheet, row, column, shown(value), str(message)))


def shown(value) -> str | None:
    """A cell's value as the person who wrote it would know it again."""
    if value is None:
        return None
    return vn_date(value) if isinstance(value, date) else nfc(str(value))[:200]
