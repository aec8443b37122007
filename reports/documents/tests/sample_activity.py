"""What the units of sample_content.py did: nothing, or of everything another number."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from reports.measures.activity import CASE_EVENTS, MODEL_EVENTS, MODEL_STATES, STATES

REOFFENCES = (
    *("within_12", "within_24", "within_36", "later"),
    *("class_less_serious", "class_serious", "class_very_serious", "class_extremely_serious", "class_unknown"),
    *("intentional", "careless", "intent_unknown"),
)
NO_LOANS: dict[str, Any] = {
    "period": {"loans": 0, "people": 0, "amount": 0, "by": []},
    "since_2023_10_10": {"loans": 0, "people": 0, "amount": 0, "by": []},
    "outstanding": 0,
    "overdue": 0,
    "requests": {"received": 0, "approved": 0, "refused": 0, "waiting": 0, "median_days": None},
}


def nothing(codes) -> list[dict]:
    """Nothing was done anywhere, and no case was open."""
    return [{"unit": code, "events": {}, "states": {}, "reoffences": {}, "loans": NO_LOANS} for code in codes]


def everything(codes) -> list[dict]:
    """No two numbers are equal; those of the last unit, the report's own, are below 1000."""
    numbers = count(2)
    return [_of_unit(code, numbers) for code in reversed(codes)][::-1]


def _of_unit(code: str, numbers: Iterator[int]) -> dict:
    events = {
        name: [next(numbers), next(numbers), next(numbers)] for name in (*CASE_EVENTS, *MODEL_EVENTS, *MODEL_STATES)
    }
    loans = {
        "period": {"loans": next(numbers), "people": next(numbers), "amount": next(numbers), "by": []},
        "since_2023_10_10": {"loans": next(numbers), "people": next(numbers), "amount": next(numbers), "by": []},
        "outstanding": next(numbers),
        "overdue": next(numbers),
        "requests": {name: next(numbers) for name in ("received", "approved", "refused", "waiting")}
        | {"median_days": None},
    }
    return {
        "unit": code,
        "events": events,
        "states": {name: next(numbers) for name in STATES},
        "reoffences": {name: next(numbers) for name in REOFFENCES},
        "loans": loans,
    }
