"""How guilt and class of a reoffence are written in a workbook."""

from cases.choices import CrimeClass
from core.dates import vn_date
from core.text import squash

INTENTIONAL = {True: "Cố ý", False: "Vô ý"}
INTENTIONAL_WORDS = {squash(word): value for value, word in INTENTIONAL.items()} | {
    squash("Lỗi cố ý"): True,
    squash("Lỗi vô ý"): False,
}
CLASS_WORDS = {squash(str(one.label)): one.value for one in CrimeClass} | {
    squash(f"Tội phạm {one.label}"): one.value for one in CrimeClass
}


def shown_fact(name: str, value) -> str:
    """The value of a fact about a reoffence as a cell shows it; "" where it is not known."""
    if value is None or value == "":
        return ""
    if name == "is_intentional":
        return INTENTIONAL[value]
    if name == "crime_class":
        return str(CrimeClass(value).label)
    return vn_date(value) if hasattr(value, "isoformat") else str(value)
