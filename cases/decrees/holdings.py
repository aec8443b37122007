"""Counts what hangs on units, and places the people of a split unit in its parts."""

from datetime import date

from django.db.models import Count, QuerySet

from accounts.decrees.holdings import LATE_FACTS, OPEN_CASES, Placing, holding_source, register_placing
from areas.models import Unit
from cases.facts.stay_chain import Contradiction
from cases.models import Case, Notice, Stay, TransferRequest
from cases.transfers.services import transfer
from core.errors import Refused


@holding_source
def counts(on: date) -> dict[str, dict[int, int]]:
    """Open cases, cases received since the day, waiting transfers to a unit and announced people, by unit."""
    waiting = TransferRequest.objects.active().waiting()
    return {
        OPEN_CASES: _by_unit(Stay.objects.open()),
        LATE_FACTS: _by_unit(Stay.objects.current().filter(start_on__gte=on)),
        "transfers": _by_unit(waiting, "to_unit"),
        "notices": _by_unit(Notice.objects.active().filter(state=Notice.State.EXPECTED)),
    }


def _by_unit(rows: QuerySet, path: str = "unit") -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("pk")))


def open_codes(unit: Unit) -> set[str]:
    """The codes of the unit's open cases, with those of what merged into it."""
    stays = Stay.objects.open().filter(unit__in=Unit.objects.within(unit))
    return set(stays.values_list("case__code", flat=True))


def place(parts: dict[str, Unit], on: date, document: str) -> None:
    """Transfer each case to its part on the day. Raises Refused for a day to come, or if a later fact stands in the way.

    In nobody's name: the decree's audit event says who applied it.
    """
    for case in Case.objects.filter(code__in=parts).order_by("pk"):
        try:
            transfer(by=None, case=case, to_unit=parts[case.code], on=on, document_number=document)
        except (Contradiction, Refused) as error:
            raise Refused(f"{case.code}: {error}") from error


register_placing(Placing(open_codes, place))
