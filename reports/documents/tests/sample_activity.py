"""What the units of sample_content.py did: nothing, or of everything another number."""

from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

from reports.measures.activity import CASE_EVENTS, MODEL_EVENTS, MODEL_STATES, STATES
from reports.measures.loans import REQUESTS

REOFFENCES = (
    *("within_12", "within_24", "within_36", "later"),
    *("class_less_serious", "class_serious", "class_very_serious", "class_extremely_serious", "class_unknown"),
    *("intentional", "careless", "intent_unknown"),
)


def nothing(codes) -> list[dict]:
    """Nothing was done anywhere, and no case was open."""
    return [{"unit": code, "events": {}, "states": {}, "reoffences": {}, "loans": _loans(repeat(0))} for code in codes]


def everything(codes) -> list[dict]:
    """No two numbers are equal; those of the last unit, the report's own, are below 1000."""
    numbers = count(2)
    return [_of_unit(code, numbers) for code in reversed(codes)][::-1]


def _of_unit(code: str, numbers: Iterator[int]) -> dict:
    events = {
        name: [next(numbers), next(numbers), next(numbers)] for name in (*CASE_EVENTS, *MODEL_EVENTS, *MODEL_STATES)
    }
    return {
        "unit": code,
        "events": events,
        "states": {name: next(numbers) for name in STATES},
        "reoffences": {name: next(numbers) for name in REOFFENCES},
        "loans": _loans(numbers),
    }


def _loans(numbers: Iterator[int]) -> dict[str, Any]:
    def span() -> dict:
        return {"loans": next(numbers), "people": next(numbers), "amount": next(numbers), "by": []}

    return {
        "period": span(),
        "since_2023_10_10": span(),
        "outstanding": next(numbers),
        "overdue": next(numbers),
        "requests": {name: next(numbers) for name in REQUESTS} | {"median_days": None},
    }
