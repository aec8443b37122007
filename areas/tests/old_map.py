"""The units as they were before 1/7/2025, as if nobody knew of that day yet, and files that change them."""

from datetime import date

from areas.decrees.file import COLUMNS
from areas.decrees.from_data import file_of
from areas.management.commands.load_units import data_rows
from areas.models import Level, Unit, UnitSuccession
from areas.tests.factories import without_guards

MERGED = date(2025, 7, 1)
# Three communes of Sơn Tịnh become one of the same district.
MERGE = (
    "create,,,21205,commune,xã,Ba Gia,527,,",
    "merge,21205,21205,,,,,,,",
    "merge,21178,21205,,,,,,,",
    "merge,21184,21205,,,,,,,",
)


def forget_the_new_map() -> None:
    """Deletes the units and successions of 1/7/2025 and lets the old units go on."""
    with without_guards():
        UnitSuccession.objects.all().delete()
    for level in reversed(Level):
        Unit.objects.filter(level=level, valid_from__gte=MERGED).delete()
    Unit.objects.update(valid_to=None)


def decree(*lines: str, on="2025-07-01", document="NQ 1/2025", columns=COLUMNS) -> bytes:
    """A file with these lines, whose columns are COLUMNS."""
    return "\n".join([f"document,{document}", f"on,{on}", ",".join(columns), *lines]).encode()


def real_decree() -> bytes:
    """What the data files say of 1/7/2025."""
    return file_of(MERGED, "Nghị quyết 1677/NQ-UBTVQH15", data_rows("units"), data_rows("successions")).encode()
